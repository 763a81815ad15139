"""Rules of a run that one small case each shows, on both engines."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from wholeflow.simulation import (
    ByHour,
    Changes,
    Claim,
    ClassChange,
    Constant,
    Exponential,
    FirstWithRoom,
    Model,
    Node,
    Patience,
    PatientClass,
    Pool,
    Present,
    Random,
    Recorded,
    Shares,
    Source,
)
from wholeflow.simulation.engine.outcome import Outcome
from wholeflow.simulation.engine.reference import Reference
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.engine.tallying import outcome_of
from wholeflow.simulation.engine.visits import Visit
from wholeflow.simulation.experiments import Scenario
from wholeflow.simulation.measures import measure_of, measured, measures_of

Run = Callable[[Model, float], list[Visit]]


def plainly(model: Model, hours: float) -> list[Visit]:
    return Reference(model, seed=1, hours=hours).run()


def compiled(model: Model, hours: float) -> list[Visit]:
    outcome = run_once(compile_model(model, hours=hours), seed=1, keep_visits=True)
    assert outcome.visits is not None, "they were asked for"
    return [
        Visit(*(row[each].item() for each in Visit._fields)) for row in outcome.visits
    ]


on_both = pytest.mark.parametrize("run", [plainly, compiled])


def node(name: str, hours: float, *pools: str, hold: bool = False) -> Node:
    claims = tuple(Claim(pool=pool, hold=hold) for pool in pools)
    return Node(name=name, service={"*": Constant(hours=hours)}, claims=claims)


def coming(to: str, *at: float, patient_class: str = "") -> Source:
    classes = (patient_class,) * len(at) if patient_class else ()
    return Source(name=f"to {to}", node=to, arrivals=Recorded(at=at, classes=classes))


def starts_at(visits: list[Visit], node: int) -> list[float]:
    return sorted(visit.start for visit in visits if visit.node == node)


@on_both
def test_nobody_keeps_staff_for_a_doctor_who_has_gone_home(run: Run) -> None:
    by_day = ByHour(units=tuple(float(8 <= hour < 20) for hour in range(24)))
    model = Model(
        name="night",
        nodes=(node("Clinic", 0.5, "doctor", "nurses"), node("Ward", 0.5, "nurses")),
        pools=(Pool(name="doctor", capacity=by_day), Pool(name="nurses", capacity=2)),
        sources=(coming("Clinic", 21.0), coming("Ward", 22.0, 23.0)),
    )

    visits = run(model, 40.0)

    assert starts_at(visits, 1) == [22.0, 23.0]
    assert starts_at(visits, 0) == [32.0]  # at 8:00


@on_both
def test_staff_is_kept_for_whoever_waits_for_a_doctor_who_is_busy(run: Run) -> None:
    model = Model(
        name="day",
        nodes=(node("Clinic", 2.0, "doctor", "nurses"), node("Ward", 0.5, "nurses")),
        pools=(Pool(name="doctor", capacity=1), Pool(name="nurses", capacity=2)),
        sources=(coming("Clinic", 0.0, 0.5), coming("Ward", 1.0)),
    )

    visits = run(model, 10.0)

    assert starts_at(visits, 0) == [0.0, 2.0]
    assert starts_at(visits, 1) == [2.0]


def test_closing_a_node_leaves_its_staff_to_others() -> None:
    nodes = (node("A", 0.5, "nurses"), node("B", 0.5, "nurses"))
    random = Random(per_hour=(1.0,))
    model = Model(
        name="two",
        nodes=nodes,
        pools=(Pool(name="nurses", capacity=5),),
        sources=tuple(
            Source(name=f"to {each.name}", node=each.name, arrivals=random)
            for each in nodes
        ),
    )
    closed = Scenario("closed", "closed A from day 2 for 3 days").applied(model, 240.0)

    wait = measures_of(model).index(measure_of(model, "mean wait", "B"))
    open_, shut = (
        measured(each, run_once(compile_model(each, hours=240.0), seed=1))[wait]
        for each in (model, closed)
    )
    assert open_ < 0.01
    assert shut < 0.2  # it was 12 while nurses were kept for A


@on_both
def test_whoever_will_lose_patience_is_in_no_deadlock(run: Run) -> None:
    first = Node(
        name="A", service={"*": Constant(hours=1.0)}, places=1,
        claims=(Claim(pool="x"),), routes={"*": Shares(to={"B": 1.0})},
    )  # fmt: skip
    then = Node(
        name="B", service={"*": Constant(hours=1.0)}, places=1,
        claims=(Claim(pool="x"),), patience=Patience(hours={"*": Constant(hours=5.0)}),
    )  # fmt: skip
    model = Model(
        name="holding",
        nodes=(first, then),
        pools=(Pool(name="x", capacity=1),),
        sources=(coming("A", 0.0), coming("B", 0.5)),
    )

    visits = run(model, 20.0)

    assert [(v.node, v.cause, v.leave) for v in visits] == [
        (1, 3, 5.5),  # gave up
        (0, 0, 5.5),
        (1, 0, 6.5),
    ]


@on_both
def test_what_was_waited_before_the_start_counts_towards_another_class(
    run: Run,
) -> None:
    bed = Node(
        name="Bed", service={"*": Constant(hours=1.0)}, claims=(Claim(pool="bed"),),
        changes=ClassChange(while_waiting={"routine": ("urgent", 6.0)}),
    )  # fmt: skip
    model = Model(
        name="waiting",
        classes=(
            PatientClass(name="urgent", priority=0),
            PatientClass(name="routine", priority=1),
        ),
        nodes=(bed,),
        pools=(Pool(name="bed", capacity=Changes(at=(0.0, 3.0), units=(0.0, 1.0))),),
        present=(Present(node="Bed", patient_class="routine", since_hours=5.0),),
        sources=(coming("Bed", 2.0, patient_class="urgent"),),
    )

    visits = run(model, 10.0)

    # Urgent from hour 1, an hour before the other came.
    assert [(v.source, v.start, v.patient_class) for v in visits] == [
        (-1, 3.0, 0),
        (0, 4.0, 0),
    ]


@on_both
def test_the_end_of_the_window_is_nothing_that_happens_to_patients(run: Run) -> None:
    """Somebody blocked looks for another way when something happens, and not before."""
    full = Node(name="Full", service={"*": Constant(hours=50.0)}, places=1)
    model = Model(
        name="rerouted",
        nodes=(
            Node(
                name="A", service={"*": Constant(hours=1.0)}, places=1,
                routes={"*": FirstWithRoom(among=("Full", "Full too"))},
                reroute_when_blocked=True,
            ),
            full,
            Node(name="Full too", service={"*": Constant(hours=60.0)}, places=1),
        ),
        sources=(coming("Full", 0.0), coming("Full too", 0.0), coming("A", 1.0)),
    )  # fmt: skip

    short, long = run(model, 30.0), run(model, 70.0)

    assert math.isnan(next(v.leave for v in short if v.node == 0))
    assert next(v.leave for v in long if v.node == 0) == 50.0


def stopping() -> Model:
    def ward(name: str, to: str, share: float) -> Node:
        return Node(
            name=name, service={"*": Exponential(mean=1.0)}, places=3,
            claims=(Claim(pool=name),), routes={"*": Shares(to={to: share})},
        )  # fmt: skip

    return Model(
        name="stop",
        deadlock="stop",
        nodes=(ward("A", "B", 0.6), ward("B", "A", 0.5)),
        pools=(Pool(name="A", capacity=3), Pool(name="B", capacity=3)),
        sources=(Source(name="door", node="A", arrivals=Random(per_hour=(1.2,))),),
    )


def of_plain(model: Model) -> Outcome:
    run = Reference(model, seed=4, hours=2000.0)
    run.run()
    return outcome_of(run, "hour of week")


def of_compiled(model: Model) -> Outcome:
    ready = compile_model(model, hours=2000.0, binning="hour of week")
    return run_once(ready, seed=4)


@pytest.mark.parametrize("of", [of_plain, of_compiled])
def test_a_run_that_stopped_is_measured_up_to_there(
    of: Callable[[Model], Outcome],
) -> None:
    model = stopping()
    outcome = of(model)

    assert outcome.stopped is not None
    assert outcome.stopped < 1000
    assert outcome.hours_in_bin.sum() == pytest.approx(outcome.stopped)
    arrivals = measures_of(model).index(measure_of(model, "arrivals", "A"))
    a_day = measured(model, outcome)[arrivals]
    came = outcome.counts[:, 0, :, 0].sum()
    assert a_day == pytest.approx(came / outcome.stopped * 24)
    assert np.isfinite(a_day)
