"""Models with one fault each, and what is told of it."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.simulation.wards import (
    BEDS,
    CLASSES,
    CLINIC,
    DOOR,
    WARD,
    a_model,
    a_pool,
    a_source,
    a_ward,
)
from wholeflow.simulation import (
    Appointments,
    ByHour,
    Changes,
    Claim,
    ClassChange,
    Constant,
    Empirical,
    Exponential,
    FirstWithRoom,
    Gamma,
    Lognormal,
    Mixture,
    Node,
    Patience,
    PatientClass,
    PhaseType,
    Pool,
    Present,
    Random,
    Recorded,
    Rule,
    Shares,
    ShortestQueue,
    Step,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
    When,
)

HOURS = Exponential(mean=1)
NO_TIME = {"*": Constant(hours=0)}
NEVER_ENDING = PhaseType(start=(1.0,), rates=((0.0,),), leaving=(0.0,))


def takes(distribution):
    return a_ward(service={"*": distribution})


def comes(arrivals, **changed):
    return a_source(arrivals=arrivals, **changed)


def goes(route):
    return a_ward(routes={"*": route})


CASES = {
    # of the model
    "no name": (a_model(name=""), "name: expected a name of 1 to 200 characters"),
    "no sources": (a_model(sources=()), "nobody would ever come"),
    "deadlock": (
        a_model(deadlock="fight"),
        'deadlock: expected "swap", "overflow" or "stop", got "fight"',
    ),
    "half hour": (a_model(start="2026-01-05T00:30"), "start: expected a local date"),
    "no such day": (a_model(start="2026-02-30T00:00"), "start: expected a local date"),
    "long ago": (a_model(start="0001-01-01T00:00"), "between the years 1970 and 2200"),
    "skipped hour": (
        a_model(start="2026-03-29T01:00", timezone="Europe/London"),
        "is skipped by the clock of Europe/London",
    ),
    "time zone": (
        a_model(timezone="Europe/Lundon"),
        'no time zone "Europe/Lundon"; did you mean "Europe/London"',
    ),
    "a folder of zones": (a_model(timezone="Europe"), 'no time zone "Europe"'),
    "a path of zones": (a_model(timezone="../UTC"), 'no time zone "../UTC"'),
    "notes": (a_model(notes=("a\x00b",)), "note 1: expected text without control"),
    # of names
    "name twice": (
        a_model(nodes=(WARD, WARD)),
        'node 2: the name "Ward" is taken by node 1',
    ),
    "pool twice": (a_model(pools=(BEDS, BEDS)), 'pool 2: the name "beds" is taken'),
    "source twice": (a_model(sources=(DOOR, DOOR)), 'source 2: the name "door"'),
    "class twice": (a_model(classes=CLASSES[:1] * 2), 'class 2: the name "urgent"'),
    "name of spaces": (a_source(name="door "), "without spaces at its ends"),
    "name of a line": (a_source(name="do\nor"), "letters, digits and signs"),
    "half a character": (a_source(name="do\ud800or"), "letters, digits and signs"),
    "every class": (
        a_model(classes=(PatientClass(name="*"),)),
        '"*" stands for every class',
    ),
    "present": (a_source(name="present"), '"present" is the name of patients who are'),
    # of classes
    "priority": (
        a_model(classes=(PatientClass(name="a", priority=64),)),
        'class "a": priority: expected a number from 0 to 63, got 64',
    ),
    "due": (
        a_model(classes=(PatientClass(name="a", due_hours=math.nan),)),
        'class "a": due_hours: expected a number from 0',
    ),
    # of pools
    "no units": (
        a_model(pools=(BEDS, Pool(name="nurses", capacity=-1))),
        'pool "nurses", capacity: units: expected a number of at least 0, got -1',
    ),
    "units of nothing": (a_pool(capacity=math.nan), "at least 0, got nan"),
    "units without end": (a_pool(capacity=math.inf), "at least 0, got inf"),
    "absurd units": (a_pool(capacity=1e12), "units: expected at most 1,000,000,000"),
    "part of a unit": (
        a_pool(capacity=2.5),
        "expected a whole multiple of the quantum 1, got 2.5",
    ),
    "hours of a day": (
        a_pool(capacity=ByHour(units=(1.0,) * 23)),
        "expected 24 values for the hours of a day or 168 for those of a week, got 23",
    ),
    "changes of no size": (
        a_pool(capacity=Changes(at=(0, 5), units=(30,))),
        "got 1 units and 2 times",
    ),
    "late change": (
        a_pool(capacity=Changes(at=(1, 5), units=(30, 30))),
        "expected 0 as the first time, got 1",
    ),
    "changes that fall": (
        a_pool(capacity=Changes(at=(0, 5, 4), units=(30, 30, 30))),
        "rise by at least a second, got 4 after 5",
    ),
    "quantum": (a_pool(quantum=0), "quantum: expected a number from 0.000001"),
    "choose": (a_pool(choose="me"), 'choose: expected "longest wait" or "node order"'),
    "shift end": (a_pool(shift_end="stop"), 'shift_end: expected "finish"'),
    "resume": (a_pool(resume="stop"), 'resume: expected "resume", "restart" or'),
    "choose in two ways": (
        a_model(
            nodes=(replace(WARD, claims=(Claim(pool="beds"), Claim(pool="nurses"))),),
            pools=(BEDS, Pool(name="nurses", capacity=9, choose="node order")),
        ),
        'the pools "beds" and "nurses" serve the same patients and choose in different',
    ),
    # of nodes
    "no service": (a_ward(service={}), "service: expected how long it takes"),
    "service of nobody": (
        a_ward(service={"*": HOURS, "urgnt": HOURS}),
        'service: there is no class "urgnt"; did you mean "urgent"?',
    ),
    "pool unknown": (
        a_ward(claims=(Claim(pool="bed"),)),
        'node "Ward", claim 1: there is no pool "bed"; did you mean "beds"?',
    ),
    "claim of nothing": (
        a_ward(claims=(Claim(pool="beds", units=0),)),
        "units: expected a number of at least 1, got 0",
    ),
    "claim of a part": (
        a_ward(claims=(Claim(pool="beds", units=1.5),)),
        "expected a whole multiple of the quantum 1, got 1.5",
    ),
    "claim too large": (
        a_ward(claims=(Claim(pool="beds", units=25),)),
        '25 units are claimed of the pool "beds", which never has more than 24',
    ),
    "claim twice": (
        a_ward(claims=(Claim(pool="beds"), Claim(pool="beds"))),
        'expected one claim on the pool "beds", got 2',
    ),
    "no places": (a_ward(places=0), "places: expected 1 to 1,000,000,000, or none"),
    "order": (a_ward(order="by height"), 'order: expected "first come", "last come"'),
    "two orders": (
        a_ward(order="last come", order_by="waited"),
        "expected order or order_by, got both",
    ),
    "balking": (
        a_ward(balking=(0, 1.5)),
        "balking: share: expected a number from 0 to 1",
    ),
    "correlation": (
        a_ward(with_patience=2, patience=Patience(hours={"*": HOURS})),
        "with_patience: expected a number from -1 to 1",
    ),
    "correlation with nothing": (
        a_ward(with_patience=0.5),
        "with_patience: expected 0 where no patience is given",
    ),
    "patience": (
        a_ward(patience=Patience(hours={"*": Exponential(mean=-1)})),
        'patience, of "*": mean: expected a number',
    ),
    "patience of nobody": (
        a_ward(patience=Patience(hours={"minor": HOURS})),
        'patience: there is no class "minor"',
    ),
    "patience to nowhere": (
        a_ward(patience=Patience(hours={"*": HOURS}, then="Home")),
        'patience, then: there is no node "Home"',
    ),
    "pre-emption": (a_ward(pre_empt="yes"), 'pre_empt: expected "resume"'),
    "turnaround": (
        a_ward(turnaround=Constant(hours=-1)),
        "turnaround: hours: expected",
    ),
    "process": (a_ward(process=""), "process: expected a name"),
    "change to nobody": (
        a_ward(changes=ClassChange(to={"urgent": {"palnned": 1}})),
        'no class "palnned"; did you mean "planned"?',
    ),
    "change of more than all": (
        a_ward(changes=ClassChange(to={"urgent": {"planned": 0.7, "urgent": 0.6}})),
        "to: expected shares that add up to at most 1, got 1.3 in all",
    ),
    "change at once": (
        a_ward(changes=ClassChange(while_waiting={"planned": ("urgent", 1e-5)})),
        "hours: expected at least a second",
    ),
    "change while waiting": (
        a_ward(changes=ClassChange(while_waiting={"planned": ("urgnt", 1)})),
        'no class "urgnt"',
    ),
    # of routes
    "route of nobody": (
        a_ward(routes={"minor": Shares(to={})}),
        'routes: there is no class "minor"',
    ),
    "route to nowhere": (
        goes(Shares(to={"Wrad": 0.5})),
        'route of "*": there is no node "Wrad"; did you mean "Ward"?',
    ),
    "route of more than all": (
        goes(Shares(to={"Ward": 1.2})),
        "to: expected a number from 0 to 1, got 1.2",
    ),
    "route of nan": (goes(Shares(to={"Ward": math.nan})), "from 0 to 1, got nan"),
    "among none": (goes(ShortestQueue(among=())), "among: expected at least one node"),
    "among unknown": (goes(FirstWithRoom(among=("Home",))), 'there is no node "Home"'),
    "rule": (
        goes(Rule(cases=(When(holds="open('x')", to=None),))),
        "case 1: 'open('x')' is not known",
    ),
    "rule of unknown": (
        goes(Rule(cases=(When(holds='free("bed") > 1', to=None),))),
        'case 1: there is no pool "bed"; did you mean "beds"?',
    ),
    "rule to nowhere": (goes(Rule(cases=(), otherwise="Home")), 'no node "Home"'),
    "order by": (a_ward(order_by="waited +"), "order_by: expected an expression"),
    # of distributions
    "constant": (takes(Constant(hours=math.inf)), "hours: expected a number from 0"),
    "exponential": (
        takes(Exponential(mean=0)),
        'node "Ward", service of "*": mean: expected a number from 0.000001 to 1,000,000',
    ),
    "uniform": (takes(Uniform(low=2, high=1)), "high less low: expected a number"),
    "triangular": (
        takes(Triangular(low=0, usual=9, high=2)),
        "usual: expected a number from 0 to 2, got 9",
    ),
    "weibull": (
        takes(Weibull(scale=1, shape=0.001)),
        "shape: expected a number from 0.1",
    ),
    "lognormal": (takes(Lognormal(mean=1, sd=1e9)), "sd: expected a number from"),
    "gamma": (
        takes(Gamma(mean=1, shape=math.nan)),
        "shape: expected a number from 0.1",
    ),
    "stages": (
        takes(PhaseType(start=(1.0,), rates=(), leaving=(1.0,))),
        "as many shares, rows and columns of rates",
    ),
    "rate of nan": (
        takes(PhaseType(start=(1.0,), rates=((0.0,),), leaving=(math.nan,))),
        "rates: expected a number of at least 0, got nan",
    ),
    "no way out": (takes(NEVER_ENDING), "expected a way out of every stage"),
    "too many stages": (
        takes(PhaseType(start=(0.0,) * 101, rates=(), leaving=())),
        "expected at most 100 stages, got 101",
    ),
    "empirical": (takes(Empirical(hours=())), "expected at least one length"),
    "mixture": (
        takes(Mixture(parts=(HOURS, Constant(hours=1)), shares=(0.5, 0.4))),
        "shares: expected shares that add up to 1, got 0.9 in all",
    ),
    "mixture of none": (
        takes(Mixture(parts=(HOURS,), shares=())),
        "got 1 parts and 0 shares",
    ),
    "part of a mixture": (
        takes(Mixture(parts=(Constant(hours=-1),), shares=(1.0,))),
        "hours: expected a number from 0",
    ),
    "truncated": (
        takes(Truncated(of=HOURS, low=3, high=2)),
        "high: expected more than low (3), got 2",
    ),
    "truncated to nothing": (
        takes(Truncated(of=Constant(hours=1), low=2, high=3)),
        "expected one draw in a million between 2 and 3 hours",
    ),
    # of sources
    "source to nowhere": (
        a_source(node="Wrad"),
        'no node "Wrad"; did you mean "Ward"?',
    ),
    "if full": (
        a_source(if_full="angry"),
        'if_full: expected "lost" or "waits outside"',
    ),
    "shares of classes": (
        a_source(classes={"urgent": 0.5}),
        "classes: expected shares that add up to 1, got 0.5 in all",
    ),
    "prevented class": (a_source(prevented={"minor": 0.1}), 'no class "minor"'),
    "more prevented than come": (
        a_source(prevented={"*": 1.5}),
        "from 0 to 1, got 1.5",
    ),
    "class of a source": (a_source(classes={"minor": 1.0}), 'no class "minor"'),
    "together": (
        a_source(together={1: 0.5, 2: 0.6}),
        "together: expected shares that add up to 1, got 1.1 in all",
    ),
    "together with nobody": (a_source(together={0: 1.0}), "from 1 to 1,000, got 0"),
    "rates": (
        comes(Random(per_hour=(1.0,) * 25)),
        "expected 1 number, 24 for the hours of a day, 168 for those of a week",
    ),
    "rate below nothing": (
        comes(Random(per_hour=(-1.0,))),
        "per_hour: expected a number from 0 to 1,000,000, got -1",
    ),
    "no appointments": (comes(Appointments(at=())), "at least one appointment"),
    "outside the week": (
        comes(Appointments(at=(168.0,))),
        "from 0 to less than 168, got 168",
    ),
    "no-show": (
        comes(Appointments(at=(9.0,), no_show=2)),
        "no_show: expected a number",
    ),
    "lateness": (
        comes(Appointments(at=(9.0,), lateness=Constant(hours=-1))),
        "lateness: hours: expected",
    ),
    "earliest": (
        comes(Appointments(at=(9.0,), earliest=1)),
        "earliest: expected 0 where no lateness is given",
    ),
    "nothing recorded": (comes(Recorded(at=())), "expected 1 to 10,000,000 arrivals"),
    "falling times": (
        comes(Recorded(at=(1.0, 3.0, 2.0))),
        "expected times that do not fall, got 2 after 3",
    ),
    "recorded before": (comes(Recorded(at=(-1.0,))), "at: expected a number from 0"),
    "recorded classes": (
        comes(Recorded(at=(1.0, 2.0), classes=("urgent",))),
        "classes: expected one for each of the 2 arrivals, or none; got 1",
    ),
    "recorded class": (
        comes(Recorded(at=(1.0,), classes=("minor",))),
        'no class "minor"',
    ),
    "recorded paths": (
        comes(Recorded(at=(1.0,), paths=((Step(node="Ward"),),) * 2)),
        "paths: expected one for each of the 1 arrivals",
    ),
    "path from elsewhere": (
        comes(Recorded(at=(1.0,), paths=((),))),
        'path 1: expected a path that begins at "Ward", got nothing',
    ),
    "path to nowhere": (
        comes(Recorded(at=(1.0,), paths=((Step(node="Ward"), Step(node="Home")),))),
        'path 1: there is no node "Home"',
    ),
    "recorded together": (
        comes(Recorded(at=(1.0,)), together={2: 1.0}),
        "together: expected nothing beside recorded arrivals",
    ),
    "recorded hours": (
        comes(Recorded(at=(1.0,), paths=((Step(node="Ward", hours=-1),),))),
        "hours: expected a number from 0",
    ),
    # of those present
    "present nowhere": (
        a_model(present=(Present(node="Wrad"),)),
        'patient 1 of those present: there is no node "Wrad"',
    ),
    "present of no class": (
        a_model(present=(Present(node="Ward", patient_class="minor"),)),
        'no class "minor"',
    ),
    "in service before": (
        a_model(present=(Present(node="Ward", since_hours=1, in_service_hours=2),)),
        "in_service_hours: expected a number from 0 to 1, got 2",
    ),
    "present none": (
        a_model(present=(Present(node="Ward", patients=0),)),
        "patient 1 of those present: patients: expected",
    ),
    "present since": (
        a_model(present=(Present(node="Ward", since_hours=math.nan),)),
        "since_hours: expected a number",
    ),
    "more than places": (
        a_model(
            nodes=(replace(WARD, places=1),),
            present=(Present(node="Ward", patients=2),),
        ),
        'node "Ward": 2 patients are present at the start and there are 1 places',
    ),
    # of ways
    "unreachable": (
        a_model(nodes=(WARD, CLINIC)),
        'node "Clinic": nobody can come here',
    ),
    "unprovided": (
        a_ward(service={"planned": HOURS}),
        'service: patients of class "urgent" come here and how long they take is not',
    ),
    "unprovided after a change": (
        a_ward(
            service={"urgent": HOURS},
            changes=ClassChange(while_waiting={"urgent": ("planned", 1.0)}),
        ),
        'service: patients of class "planned" come here',
    ),
    "unprovided on a path": (
        replace(
            comes(Recorded(at=(1.0,), paths=((Step(node="Ward"),),))),
            nodes=(replace(WARD, service={"planned": HOURS}),),
        ),
        'service: patients of class "urgent" come here',
    ),
    "round for ever": (
        a_ward(
            service={"*": Constant(hours=0)}, routes={"*": Shares(to={"Ward": 0.5})}
        ),
        'patients may go round "Ward" for ever without any time passing',
    ),
    "giving up for ever": (
        a_ward(patience=Patience(hours={"*": Constant(hours=0)}, then="Ward")),
        'patients may go round "Ward" for ever',
    ),
    "round two nodes for ever": (
        a_model(
            nodes=(
                replace(WARD, service=NO_TIME, routes={"*": Shares(to={"Clinic": 1})}),
                replace(
                    CLINIC,
                    service=NO_TIME,
                    routes={"*": Rule(cases=(), otherwise="Ward")},
                ),
            )
        ),
        (
            'round "Ward", "Clinic" for ever without any time passing; give one of them '
            "a service or a patience longer than 0"
        ),
    ),
    "giving up for ever on a path": (
        replace(
            comes(Recorded(at=(1.0,), paths=((Step(node="Ward", hours=1.0),),))),
            nodes=(
                replace(WARD, patience=Patience(hours=NO_TIME, then="Clinic")),
                replace(CLINIC, patience=Patience(hours=NO_TIME, then="Ward")),
            ),
        ),
        'patients may go round "Ward", "Clinic" for ever',
    ),
    "unprovided where those go who give up on a path": (
        replace(
            comes(Recorded(at=(1.0,), paths=((Step(node="Ward", hours=1.0),),))),
            nodes=(
                replace(WARD, patience=Patience(hours={"*": HOURS}, then="Clinic")),
                replace(CLINIC, service={"planned": HOURS}),
            ),
        ),
        'node "Clinic", service: patients of class "urgent" come here',
    ),
    "nothing to choose again": (
        a_ward(routes={"*": Shares(to={"Ward": 0.1})}, reroute_when_blocked=True),
        "reroute_when_blocked: expected a route by the state of the run",
    ),
    # of size
    "too many classes": (
        a_model(classes=tuple(PatientClass(name=str(n)) for n in range(1_001))),
        "classes: expected at most 1,000, got 1,001",
    ),
    "too large a table": (
        a_model(
            nodes=tuple(Node(name=str(n), service={}) for n in range(100)),
            classes=tuple(PatientClass(name=str(n)) for n in range(1_000)),
        ),
        "100 nodes with 1,000 classes need 2,829 MB of tables",
    ),
}
