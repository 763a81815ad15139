"""The smallest capacity that is enough by a fit, found where it was put."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulation.fitting.test_asking import PLAN, fitted, spoilt
from tests.simulation.fitting.test_ranking import measure
from wholeflow.errors import BadInput
from wholeflow.simulation.experiments import Capacity, Effort, Range, Scenario, Target
from wholeflow.simulation.fitting import Fitted, ask, capacity_of_fit
from wholeflow.simulation.fitting.parting import Parted
from wholeflow.simulation.fitting.searching import judged_by

QUICK = replace(PLAN, runs=12)
WAIT = measure("mean wait at Ward")
TARGET = Target(measure=WAIT, at_most=3, zone=1.5)
BEDS = Range(pool="Ward", least=9, most=20)


def capacity(of: Fitted, target: Target = TARGET, beds: Range = BEDS) -> Capacity:
    effort = Effort(most_tries=10)
    return capacity_of_fit(of, [beds], QUICK, targets=[target], effort=effort)


def wait_with(beds: int) -> Parted:
    """The mean wait for one of so many beds, as the fit tells it."""
    asked = ask(fitted(), QUICK, scenario=Scenario("beds", f"pool Ward = {beds}"))
    told = next(each.changed for each in asked if each.measure == WAIT)
    assert told is not None
    return told


def test_the_smallest_that_is_enough_is_so_by_its_interval() -> None:
    found = capacity(fitted())

    assert found.units is not None
    (units,) = found.units
    assert 11 <= units <= 17
    told = wait_with(units)
    assert told.inputs > 0
    assert told.high <= TARGET.at_most + TARGET.zone
    verdicts = {tried.units: tried.verdict for tried in found.tried}
    assert verdicts[units - 1,] != "meets"
    assert {tried.n for tried in found.tried} == {QUICK.runs}


def test_a_log_that_does_not_say_is_not_taken_to_say_enough() -> None:
    narrow = replace(TARGET, at_most=wait_with(13).mean, zone=0.001)
    found = capacity(fitted(), narrow, replace(BEDS, least=13, most=13))

    assert found.units is None
    assert [tried.verdict for tried in found.tried] == ["undecided"]


@pytest.mark.parametrize(
    ("mean", "half_width", "verdict"),
    [
        (1.0, 0.5, "meets"),
        (3.0, 0.5, "fails"),
        (2.0, 2.0, "undecided"),
        (2.2, 0.2, "fails"),  # within the zone either would do
        (1.9, 0.4, "meets"),
        (float("nan"), 0.1, "undecided"),
    ],
)
def test_a_mean_is_judged_by_both_ends(
    mean: float, half_width: float, verdict: str
) -> None:
    target = Target(measure=WAIT, at_most=2, zone=0.5)

    assert judged_by(Parted(mean, half_width, 0.0, 9), target) == verdict


def test_a_pool_or_a_measure_that_does_not_hold_is_refused() -> None:
    with pytest.raises(BadInput, match="the change is to Ward, and its mean service"):
        capacity(spoilt("mean service at Ward"))
    with pytest.raises(BadInput, match="mean wait at Triage does not hold"):
        capacity(
            spoilt("mean wait at Triage"),
            replace(TARGET, measure=measure("mean wait at Triage")),
        )


def test_what_cannot_be_searched_is_told_together() -> None:
    with pytest.raises(BadInput, match="pool 'Beds': expected one of") as told:
        capacity(fitted(), replace(TARGET, zone=0), replace(BEDS, pool="Beds"))
    assert "expected a zone above 0" in str(told.value)
