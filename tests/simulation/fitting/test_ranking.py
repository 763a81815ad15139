"""What a fit says helps and hurts most, with what is not known in every interval."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.simulation.fitting.test_asking import PLAN, fitted, spoilt
from wholeflow.errors import BadInput
from wholeflow.simulation.experiments import Scenario
from wholeflow.simulation.fitting import (
    RankedByFit,
    ask,
    measures_of_fit,
    one_more_of_fit,
    stress_of_fit,
)
from wholeflow.simulation.measures import Measure, measure_among

FEW = replace(PLAN, runs=6)


def measure(words: str) -> Measure:
    return measure_among(measures_of_fit(fitted(), PLAN), words)


STAY = "mean time in system"


def of(some: tuple[RankedByFit, ...], name: str) -> RankedByFit:
    return next(each for each in some if each.scenario.name == name)


def test_one_more_is_what_is_said_of_that_change() -> None:
    ranked = one_more_of_fit(fitted(), FEW, measure=measure(STAY))
    bed = Scenario("more", 'pool "Ward" + 1')
    asked = {str(each.measure): each for each in ask(fitted(), FEW, scenario=bed)}

    found = of(ranked, "one more of Ward")
    assert found.difference == asked[STAY].difference
    present = asked["patients present"].difference
    assert present is not None
    assert found.days_saved == present.times(-365.25)


def test_the_greatest_fall_stands_first_and_has_both_parts() -> None:
    ranked = one_more_of_fit(fitted(), PLAN, measure=measure("mean wait at Ward"))

    assert [each.scenario.name for each in ranked] == [
        "one more of Ward",
        "one more of Triage",
    ]
    bed = ranked[0].difference
    assert bed is not None
    assert bed.high < 0
    assert bed.luck > 0
    assert bed.inputs > 0


def test_with_costs_the_most_days_for_the_money_stand_first() -> None:
    costs = {"Ward": 1_000_000.0, "Triage": 10.0}
    ranked = one_more_of_fit(fitted(), FEW, measure=measure(STAY), costs=costs)

    worth = [each.days_per_thousand for each in ranked]
    assert ranked[0].scenario.name == "one more of Triage"
    assert worth[0] is not None
    assert ranked[0].days_saved is not None
    assert ranked[0].days_saved.low == pytest.approx(worth[0].low / 100)
    with pytest.raises(BadInput, match="cost of 'Beds': expected one of Triage, Ward"):
        one_more_of_fit(fitted(), FEW, measure=measure(STAY), costs={"Beds": 1.0})


def test_what_does_not_hold_is_not_asked_and_stands_last() -> None:
    ranked = one_more_of_fit(spoilt("mean service at Ward"), FEW, measure=measure(STAY))

    assert [each.scenario.name for each in ranked] == [
        "one more of Triage",
        "one more of Ward",
    ]
    assert ranked[1].difference is None
    assert (
        "the change is to Ward, and its mean service does not hold"
        in (ranked[1].refused[0])
    )


def test_days_are_not_told_where_those_present_do_not_hold() -> None:
    ranked = one_more_of_fit(
        spoilt("patients present"), FEW, measure=measure("mean wait at Ward")
    )

    assert [each.days_saved for each in ranked] == [None, None]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (STAY, "mean time in system does not hold in the weeks held out"),
        ("journeys begun", "cases a day began"),
    ],
)
def test_a_measure_that_does_not_hold_is_refused(name: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        one_more_of_fit(spoilt(name), FEW, measure=measure(STAY))


def test_the_weakest_point_stands_first() -> None:
    plan = replace(PLAN, runs=10)
    ranked = stress_of_fit(fitted(), plan, measure=measure("mean wait at Ward"))

    assert {each.scenario.name for each in ranked} == {
        "demand x 1.3 for 14 days",
        "1 of Triage away for 28 days",
        "2 of Ward away for 28 days",
        "Triage closed for 3 days",
        "Ward closed for 3 days",
    }
    means = [each.difference.mean for each in ranked if each.difference]
    assert means == sorted(means, reverse=True)
    assert not any(math.isnan(mean) for mean in means)
