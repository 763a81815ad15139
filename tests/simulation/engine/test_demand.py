"""More or fewer come than are listed: by luck, and whoever comes keeps the same luck."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from wholeflow.simulation import (
    Appointments,
    Claim,
    Exponential,
    Model,
    Node,
    Pool,
    Recorded,
    Source,
    Step,
    estimate,
    faults_of,
    loads_of,
)
from wholeflow.simulation.engine.layout import COPY
from wholeflow.simulation.engine.running import compile_model, run_once

WEEKS = 40
SLOTS = tuple(float(hour) for hour in range(9, 9 + 120))
CLINIC = Appointments(at=SLOTS, no_show=0.1, lateness=Exponential(mean=0.2))
RECORDED = Recorded(
    at=tuple(0.25 * at for at in range(2000)),
    paths=tuple((Step(node="Clinic"), Step(node="Ward")) for _ in range(2000)),
)
Listed = Appointments | Recorded
Stays = dict[tuple[int, int], tuple[float, float]]


def model(arrivals: Listed, demand: tuple[float, ...]) -> Model:
    nodes = (
        Node(
            name=name,
            service={"*": Exponential(mean=2)},
            claims=(Claim(pool="rooms"),),
        )
        for name in ("Clinic", "Ward")
    )
    source = Source(
        name="list", node="Clinic", arrivals=replace(arrivals, demand=demand)
    )
    rooms = Pool(name="rooms", capacity=1000)
    return Model(name="listed", nodes=tuple(nodes), pools=(rooms,), sources=(source,))


def stays(arrivals: Listed, *demand: float) -> Stays:
    """Give when each patient came, and how long each service lasted, by number and node."""
    ready = compile_model(model(arrivals, demand), hours=WEEKS * 168.0)
    visits = run_once(ready, seed=4, keep_visits=True).visits
    assert visits is not None
    return {
        (int(each["number"]), int(each["node"])): (
            float(each["arrive"]),
            float(each["end"] - each["start"]),
        )
        for each in visits
        if each["end"] == each["end"]  # it has ended
    }


@pytest.mark.parametrize("arrivals", [CLINIC, RECORDED])
def test_a_greater_demand_keeps_all_who_came_with_their_luck(arrivals: Listed) -> None:
    some = [stays(arrivals, demand) for demand in (0.4, 0.7, 1.0, 1.3, 2.0, 2.6)]

    for fewer, more in pairwise(some):
        assert fewer.keys() < more.keys()
        for patient in fewer:
            assert fewer[patient] == pytest.approx(more[patient], rel=1e-9)


@pytest.mark.parametrize("arrivals", [CLINIC, RECORDED])
def test_the_number_who_come_is_that_asked_for(arrivals: Listed) -> None:
    listed = len(stays(arrivals, 1.0))

    assert len(stays(arrivals, 0.7)) == pytest.approx(0.7 * listed, rel=0.03)
    assert len(stays(arrivals, 1.3)) == pytest.approx(1.3 * listed, rel=0.03)
    assert len(stays(arrivals, 0.0)) == 0


def test_those_who_come_together_go_the_same_recorded_way() -> None:
    twice = stays(RECORDED, 2.0)

    first = {number for number, _ in twice if number < COPY}
    assert {number - COPY for number, _ in twice if number >= COPY} == first
    assert all((number, 1) in twice for number, node in twice if node == 0)
    assert twice[5, 0][0] == twice[COPY + 5, 0][0]
    assert twice[5, 0][1] != twice[COPY + 5, 0][1]


def test_demand_may_change_by_the_hour_of_the_run() -> None:
    surge = (1.0,) * 100 + (3.0,) * 50 + (1.0,) * 168
    as_listed, came = stays(RECORDED, 1.0), stays(RECORDED, *surge)

    more = [at for patient, (at, _) in came.items() if patient not in as_listed]
    in_clinic = [number for number, node in came if node == 0 and number >= COPY]
    assert len(in_clinic) == 2 * 50 * 4
    assert min(more) == 100.0


def test_work_is_told_with_the_demand() -> None:
    for arrivals in (CLINIC, RECORDED):
        once, thrice = model(arrivals, (1.0,)), model(arrivals, (3.0,))
        services = [estimate(each, 500.0).services for each in (once, thrice)]
        assert services[1] == pytest.approx(3 * services[0])
        loads = [loads_of(each)[0].needed_units for each in (once, thrice)]
        assert loads[1] == pytest.approx(3 * loads[0])


@pytest.mark.parametrize(
    ("demand", "told"),
    [
        ((), "expected 1 number, 24"),
        ((1.0, 2.0), "expected 1 number, 24"),
        ((-1.0,), "expected"),
        ((2000.0,), "expected"),
    ],
)
@pytest.mark.parametrize("arrivals", [CLINIC, RECORDED])
def test_a_demand_that_is_none_is_told(
    arrivals: Listed, demand: tuple[float, ...], told: str
) -> None:
    assert any(
        "demand: " + told in said
        for said in map(str, faults_of(model(arrivals, demand)))
    )


def test_more_patients_than_a_source_may_have_are_refused() -> None:
    many = Recorded(at=(0.0,) * 20_000)

    assert any("10,000,000" in str(said) for said in faults_of(model(many, (900.0,))))
