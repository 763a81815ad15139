"""Each fault of a model is found, and told with its place and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulation.model.faulty import CASES, HOURS, comes, goes
from tests.simulation.wards import (
    CLASSES,
    CLINIC,
    DOOR,
    WARD,
    a_model,
    a_ward,
)
from wholeflow.errors import BadModel
from wholeflow.simulation import (
    Appointments,
    Claim,
    Constant,
    Model,
    Node,
    Patience,
    Pool,
    Present,
    Random,
    Recorded,
    Shares,
    Source,
    Step,
    check,
    faults_of,
)


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_told_alone_with_its_place(name: str) -> None:
    model, expected = CASES[name]

    told = [str(fault) for fault in faults_of(model)]

    assert [expected in fault for fault in told] == [True], told


SOUND = {
    "the ward": a_model(),
    "nobody comes, some are there": a_model(
        sources=(), present=(Present(node="Ward"),)
    ),
    "the service of a recorded step is known": replace(
        comes(Recorded(at=(1.0,), paths=((Step(node="Ward", hours=3.0),),))),
        nodes=(replace(WARD, service={"planned": HOURS}),),
    ),
    "no time passes, and patients leave": a_ward(service={"*": Constant(hours=0)}),
    "only those who give up on a path come to the clinic": replace(
        comes(Recorded(at=(1.0,), paths=((Step(node="Ward", hours=1.0),),))),
        nodes=(
            replace(WARD, patience=Patience(hours={"*": HOURS}, then="Clinic")),
            CLINIC,
        ),
    ),
    "a third of each": goes(Shares(to={"Ward": 1 / 3})),
    "thirds of a nurse": a_model(
        nodes=(replace(WARD, claims=(Claim(pool="beds", units=2 / 3),)),),
        pools=(Pool(name="beds", capacity=8, quantum=1 / 3),),
    ),
    "the last hour of a week": comes(Appointments(at=(167.99,))),
    "two recorded at a time": comes(Recorded(at=(1.0, 1.0))),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_let_through(name: str) -> None:
    check(SOUND[name])


def test_a_model_of_nothing_is_refused() -> None:
    empty = Model(name="x", nodes=(), classes=())

    told = [fault.message for fault in faults_of(empty)]

    assert told == [
        "expected at least one node, got none",
        "expected at least one class, got none; leave classes out for one of all",
        (
            "expected a source, or patients who are present at the start; got neither, "
            "so nobody would ever come"
        ),
    ]


def test_all_faults_are_told_together() -> None:
    model = a_model(
        timezone="Nowhere/At all",
        nodes=(replace(WARD, places=0, claims=(Claim(pool="bed"),)),),
        sources=(replace(DOOR, node="Wrad"),),
    )

    with pytest.raises(BadModel, match="A ward: 4 things to put right"):
        check(model)


def test_faults_without_number_are_cut() -> None:
    nodes = tuple(Node(name=f"N{n}", service={"no": HOURS}) for n in range(2_000))

    faults = faults_of(a_model(nodes=nodes, sources=(replace(DOOR, node="N0"),)))

    assert len(faults) == 1_001
    assert "the search stopped here" in faults[-1].message


def test_a_source_of_unlikely_classes_needs_no_service_for_those_of_share_0() -> None:
    source = Source(
        name="door",
        node="Ward",
        arrivals=Random(per_hour=(1.0,)),
        classes={"urgent": 1.0, "planned": 0.0},
    )
    ward = replace(WARD, service={"urgent": HOURS})

    check(a_model(nodes=(ward,), sources=(source,), classes=CLASSES))
