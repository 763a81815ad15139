"""Models to write and read again: one with everything, and any that hypothesis thinks of."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.simulation.wards import a_model
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
    Model,
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
    Source,
    Step,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
    When,
)

STAGES = PhaseType(start=(0.25, 0.75), rates=((0, 0.5), (0, 0)), leaving=(0.5, 2))
EVERYTHING = Model(
    name="Everything: a model's parts, 100 % of them",
    start="2026-03-28T22:00",
    timezone="Europe/London",
    deadlock="overflow",
    notes=("From a year of records.\nNot counted: visitors.", "null", " "),
    classes=(
        PatientClass(name="urgent", due_hours=4),
        PatientClass(name="0.5", priority=63),
    ),
    sources=(
        Source(
            name="Door: front",
            node="Seeing",
            arrivals=Random(per_hour=tuple(hour / 7 for hour in range(24))),
            classes={"urgent": 1 / 3, "0.5": 2 / 3},
            prevented={"*": 0.1, "urgent": 0.25},
            together={1: 0.9, 4: 0.1},
            if_full="waits outside",
        ),
        Source(
            name="clinic",
            node="Ward",
            arrivals=Appointments(
                at=(9.0, 9.25),
                no_show=0.1,
                demand=(0.9,),
                lateness=Triangular(low=0, usual=0.5, high=1),
                earliest=0.5,
            ),
        ),
        Source(
            name="record",
            node="Ward",
            arrivals=Recorded(
                demand=(1.5,),
                at=(0.5, 1e-5 + 1),
                classes=("urgent", "0.5"),
                paths=((Step(node="Ward", hours=3),), (Step(node="Ward"),)),
            ),
        ),
    ),
    pools=(
        Pool(name="beds", capacity=20),
        Pool(
            name="nurses",
            capacity=ByHour(units=(2.5,) * 24),
            quantum=0.25,
            backfill=True,
            shift_end="hand over",
            resume="restart",
        ),
        Pool(name="doctors", capacity=Changes(at=(0, 8), units=(1, 2))),
    ),
    nodes=(
        Node(
            name="Seeing",
            service={"urgent": Lognormal(mean=1, sd=2), "*": Weibull(scale=1, shape=2)},
            claims=(Claim(pool="doctors", hold=False),),
            places=12,
            routes={
                "urgent": Rule(
                    cases=(When(holds='free("beds") > 2', to=None),), otherwise="Ward"
                ),
                "*": ShortestQueue(among=("Ward", "Caring")),
            },
            order_by="priority - waited",
            balking=(0, 0.5),
            patience=Patience(hours={"*": Exponential(mean=4)}, then="Caring"),
            with_patience=-0.25,
            pre_empt="resume",
            reroute_when_blocked=True,
            changes=ClassChange(
                to={"urgent": {"0.5": 0.5}}, while_waiting={"0.5": ("urgent", 2.0)}
            ),
            process="seeing-and-treating",
        ),
        Node(
            name="Ward",
            service={
                "urgent": Truncated(of=Gamma(mean=70, shape=2), low=1),
                "0.5": Mixture(parts=(STAGES, Constant(hours=3)), shares=(0.5, 0.5)),
            },
            claims=(Claim(pool="beds"), Claim(pool="nurses", units=0.25, hold=False)),
            routes={"*": Shares(to={"Caring": 0.1})},
            order="earliest due",
            turnaround=Empirical(hours=(0.5, 1, 2.25)),
        ),
        Node(
            name="Caring",
            service={"*": Truncated(of=Uniform(low=0, high=9), low=1, high=8.5)},
            routes={"urgent": FirstWithRoom(among=("Ward", "Seeing"))},
        ),
    ),
    present=(
        Present(node="Ward", patient_class="0.5", since_hours=9, in_service_hours=2),
        Present(node="Seeing", patients=3),
    ),
)

HOURS = st.floats(1e-6, 1e6)
SHARES = st.floats(0, 1)
TEXT = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), min_size=1, max_size=20
)
SIMPLE = st.one_of(
    st.builds(Constant, hours=HOURS),
    st.builds(Exponential, mean=HOURS),
    st.builds(Gamma, mean=HOURS, shape=st.floats(0.1, 1000)),
    st.builds(Weibull, scale=HOURS, shape=st.floats(0.1, 1000)),
    st.builds(Empirical, hours=st.lists(HOURS, min_size=1).map(tuple)),
)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Any sound model of one node, with any names and numbers."""
    node, pool, source, name, patient_class = (draw(TEXT) for _ in range(5))
    share = draw(SHARES)
    return a_model(
        name=name,
        notes=tuple(draw(st.lists(TEXT, max_size=3))),
        classes=(PatientClass(name=patient_class.replace("*", "+")),),
        nodes=(
            Node(
                name=node,
                service={"*": draw(SIMPLE)},
                claims=(Claim(pool=pool),),
                routes={"*": Shares(to={node: share})},
                balking=tuple(draw(st.lists(SHARES, max_size=3))),
                turnaround=draw(st.none() | SIMPLE),
            ),
        ),
        pools=(Pool(name=pool, capacity=draw(st.integers(1, 10**9))),),
        sources=(
            Source(
                name="a " + source,
                node=node,
                arrivals=Random(per_hour=(draw(st.floats(0, 1e6)),)),
            ),
        ),
    )
