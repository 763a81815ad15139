"""The smallest capacity of a queue is that of theory; the best scenario is found."""

from __future__ import annotations

from concurrent.futures import CancelledError
from dataclasses import replace

import numpy as np
import pytest

from tests.simulation.experiments.drawn import run_normal
from tests.simulation.runners import runner_of
from tests.simulation.systems import one_queue
from wholeflow.errors import BadInput
from wholeflow.simulation.engine.outcome import Binning, Outcome
from wholeflow.simulation.experiments.plans import Plan
from wholeflow.simulation.experiments.scenarios import Scenario
from wholeflow.simulation.experiments.searching import (
    Effort,
    Range,
    Target,
    best_of,
    smallest_capacity,
)
from wholeflow.simulation.experiments.selecting import Care
from wholeflow.simulation.measures import Measure
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.pools import Pool

WAITING = Measure("patients waiting", "Clinic", "", "patients")
PLAN = Plan(hours=1, seed=9)


def run_by_staff(
    model: Model,
    *,
    hours: float,
    warm_up_hours: float,
    seed: int,
    replication: int,
    binning: Binning,
) -> Outcome:
    """Patients waiting are 30 less twice the doctors and thrice the nurses, and luck."""
    units = {pool.name: pool.capacity for pool in model.pools}
    outcome = run_normal(
        model,
        hours=hours,
        warm_up_hours=warm_up_hours,
        seed=seed,
        replication=replication,
        binning=binning,
    )
    luck = (outcome.levels[0, 0, 0] / hours - 100) / 30
    waiting = 30 - 2 * units["doctors"] - 3 * units.get("nurses", 0) + luck
    levels = outcome.levels.copy()
    levels[0, 0, 0] = waiting * hours
    pools = np.zeros((1, len(model.pools), 3))
    return replace(outcome, levels=levels, pools=pools)


RUNNER = runner_of(run_by_staff)


def two_pools() -> Model:
    pools = (Pool(name="doctors", capacity=4), Pool(name="nurses", capacity=1))
    return replace(one_queue(), pools=pools)


def test_the_smallest_capacity_is_where_the_target_is_just_met() -> None:
    target = Target(measure=WAITING, at_most=13.0, zone=0.5)

    found = smallest_capacity(
        one_queue(), [Range(pool="doctors", least=1, most=15)], PLAN,
        targets=[target], runner=RUNNER,
    )  # fmt: skip

    assert found.units == (9,)  # 30 - 18 = 12, and with 8 it is 14
    assert (found.cost, found.searched_out) == (9, True)
    assert {each.units: each.verdict for each in found.tried}[8,] == "fails"


def test_units_are_exchanged_for_cheaper_ones() -> None:
    # Doctors and nurses with 2 d + 3 n of 15 or more. A nurse costs a little more and
    # does far more: five nurses for 6.0, though nurses are brought down first.
    ranges = [
        Range(pool="doctors", least=0, most=8, cost=1.0),
        Range(pool="nurses", least=0, most=8, cost=1.2),
    ]
    target = Target(measure=WAITING, at_most=15.5, zone=0.4)

    found = smallest_capacity(
        two_pools(), ranges, PLAN, targets=[target], runner=RUNNER
    )

    assert (8, 0) in {each.units for each in found.tried if each.verdict == "meets"}
    assert (found.units, found.cost) == ((0, 5), 6)


def test_a_target_that_even_the_most_does_not_meet_has_no_capacity() -> None:
    found = smallest_capacity(
        one_queue(), [Range(pool="doctors", least=1, most=3)], PLAN,
        targets=[Target(measure=WAITING, at_most=5.0, zone=0.5)], runner=RUNNER,
    )  # fmt: skip

    assert (found.units, found.cost) == (None, float("inf"))
    assert [each.verdict for each in found.tried] == ["fails"]


def test_a_search_that_was_stopped_says_so() -> None:
    found = smallest_capacity(
        one_queue(), [Range(pool="doctors", least=1, most=15)], PLAN,
        targets=[Target(measure=WAITING, at_most=13.0, zone=0.5)], runner=RUNNER,
        effort=Effort(most_tries=2),
    )  # fmt: skip

    assert len(found.tried) == 2
    assert not found.searched_out


def test_faults_of_a_search_are_told_together() -> None:
    ranges = [
        Range(pool="beds", least=1, most=2),
        Range(pool="doctors", least=3, most=2),
    ]
    targets = [Target(measure=Measure("mean wait", "Moon"), at_most=1, zone=0)]

    with pytest.raises(BadInput) as told:
        smallest_capacity(one_queue(), ranges, PLAN, targets=targets, runner=RUNNER)

    assert len(told.value.faults) == 4


def test_the_best_scenario_is_chosen() -> None:
    scenarios = [Scenario(f"{n} doctors", f"pool doctors = {n}") for n in (3, 6, 5)]

    best, choice = best_of(
        one_queue(),
        scenarios,
        PLAN,
        measure=WAITING,
        care=Care(zone=0.5),
        runner=RUNNER,
    )

    assert best.name == "6 doctors"
    assert choice.is_decided
    assert choice.n == 10  # with common luck the differences do not vary at all


def test_a_measure_that_is_unknown_chooses_nothing() -> None:
    wait = Measure("mean wait", "Clinic", "", "hours")
    with pytest.raises(BadInput, match="unknown in some runs"):
        best_of(
            one_queue(), [Scenario("base", "")], PLAN,
            measure=wait, care=Care(zone=0.5), runner=RUNNER,
        )  # fmt: skip


def test_a_search_that_is_cancelled_has_no_answer() -> None:
    with pytest.raises(CancelledError):
        best_of(
            one_queue(), [Scenario("base", "")], PLAN,
            measure=WAITING, care=Care(zone=0.5),
            runner=runner_of(run_by_staff, cancelled=lambda: True),
        )  # fmt: skip
