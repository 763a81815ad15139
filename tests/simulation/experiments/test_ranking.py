"""What helps and what hurts most is found where it was put."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulation.outcomes import run_plainly
from tests.simulation.runners import runner_of
from tests.simulation.systems import hospital, one_queue
from wholeflow.errors import BadInput
from wholeflow.simulation.experiments.plans import Plan
from wholeflow.simulation.experiments.ranking import (
    Ranked,
    Severity,
    one_more_of_each,
    stress,
    stresses,
)
from wholeflow.simulation.experiments.scenarios import Scenario, compare
from wholeflow.simulation.measures import measure_of
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Node
from wholeflow.simulation.model.pools import ByHour, Pool

RUNNER = runner_of(run_plainly)
PLAN = Plan(hours=24 * 8, seed=2, warm_up_hours=24, runs=8)
STAY = measure_of(hospital(), "mean time in system")


def without_sources() -> Model:
    return replace(one_queue(), sources=(), pools=(), nodes=(_free(),))


def _free() -> Node:
    return replace(one_queue().nodes[0], claims=())


@pytest.fixture(scope="module")
def more() -> tuple[Ranked, ...]:
    return one_more_of_each(hospital(), PLAN, measure=STAY, runner=RUNNER)


def test_each_pool_and_each_limit_of_places_is_tried(more: tuple[Ranked, ...]) -> None:
    assert {each.scenario.text for each in more} == {
        'pool "nurses" + 1',
        'pool "beds" + 1\nplaces "Ward" + 1',  # a bed is no use without its place
        'places "ED" + 1',
    }


def test_the_greatest_fall_comes_first(more: tuple[Ranked, ...]) -> None:
    means = [each.difference.interval.mean for each in more]

    assert means == sorted(means)
    # 1.8 x 2 h of 5 nurses and 17 of 20 beds are wanted: a nurse is what is short.
    assert more[0].scenario.name == "one more of nurses"
    assert more[0].difference.interval.high < 0


def test_days_saved_are_the_fall_in_patients_present(more: tuple[Ranked, ...]) -> None:
    present = measure_of(hospital(), "patients present")
    nurses = [Scenario("nurses", "pool nurses + 1")]
    told = compare(hospital(), nurses, PLAN, measures=[present], runner=RUNNER)

    fall = -365.25 * told.differences["nurses", present].interval.mean
    found = {each.scenario.name: each.days_saved for each in more}
    assert found["one more of nurses"].mean == pytest.approx(fall)


def test_with_costs_the_most_days_for_the_money_come_first() -> None:
    costs = {"nurses": 40_000.0, "beds": 1000.0}
    told = one_more_of_each(hospital(), PLAN, measure=STAY, runner=RUNNER, costs=costs)

    worth = [each.days_per_thousand for each in told]
    assert worth[-1] is None  # a place in the emergency department has no cost
    known = [each.mean for each in worth if each is not None]
    assert known == sorted(known, reverse=True)
    nurses = next(each for each in told if each.scenario.name == "one more of nurses")
    assert nurses.days_per_thousand is not None
    assert nurses.days_per_thousand.mean == pytest.approx(nurses.days_saved.mean / 40)
    assert nurses.days_per_thousand.low == pytest.approx(nurses.days_saved.low / 40)


def test_costs_of_nothing_there_are_told_together() -> None:
    with pytest.raises(BadInput) as refused:
        one_more_of_each(
            hospital(), PLAN, measure=STAY, runner=RUNNER, costs={"bed": 5, "beds": -1}
        )

    assert "'bed': expected one of ED, beds, nurses" in str(refused.value)
    assert "'beds': expected a number above 0, got -1" in str(refused.value)


def test_stresses_begin_after_the_warm_up_and_take_at_least_one_unit() -> None:
    plan = Plan(hours=2000, seed=1, warm_up_hours=30)
    told = stresses(hospital(), plan, Severity(away=0.1))

    assert [scenario.text for scenario in told] == [
        "demand x 1.3 from day 2 for 14 days",
        'pool "nurses" - 1 from day 2 for 28 days',
        'pool "beds" - 2 from day 2 for 28 days',
        'closed "ED" from day 2 for 3 days',
        'closed "Ward" from day 2 for 3 days',
    ]


def test_a_pool_by_the_hour_loses_a_share_of_its_most_units() -> None:
    clinic = Pool(name="doctors", capacity=ByHour(units=(0.0,) * 8 + (10.0,) * 16))
    model = replace(one_queue(), pools=(clinic,))

    told = stresses(model, Plan(hours=100, seed=1), Severity(away=0.3))

    assert 'pool "doctors" - 3 from day 0 for 28 days' in {t.text for t in told}


def test_a_share_of_a_pool_is_away_in_whole_parts_of_a_unit() -> None:
    """A fifth of 8 is 1.6: six quarters, or two whole ones."""
    pools = (
        Pool(name="doctors", capacity=8, quantum=0.25),
        Pool(name="beds", capacity=8),
    )
    model = replace(one_queue(), pools=pools)

    told = stresses(model, Plan(hours=100, seed=1), Severity())

    assert {scenario.name for scenario in told} >= {
        "1.5 of doctors away for 28 days",
        "2 of beds away for 28 days",
    }
    assert {scenario.text for scenario in told} >= {
        'pool "doctors" - 1.5 from day 0 for 28 days',
        'pool "beds" - 2 from day 0 for 28 days',
    }


def test_what_hurts_most_comes_first_and_every_stress_hurts() -> None:
    plan = Plan(hours=24 * 12, seed=2, warm_up_hours=24, runs=8)
    mild = Severity(surge_days=4, away=0.4, away_days=6, closed_days=3)

    told = stress(hospital(), plan, measure=STAY, runner=RUNNER, severity=mild)

    means = [each.difference.interval.mean for each in told]
    assert means == sorted(means, reverse=True)
    assert min(means) > 0
    assert "closed" in told[0].scenario.name or "beds away" in told[0].scenario.name


def test_a_model_with_nothing_to_add_or_to_press_is_told() -> None:
    plan = Plan(hours=10, seed=1)
    model = without_sources()
    stay = measure_of(model, "mean time in system")

    with pytest.raises(BadInput, match="found none"):
        one_more_of_each(model, plan, measure=stay, runner=RUNNER)
    with pytest.raises(BadInput, match="found none"):
        stress(model, plan, measure=stay, runner=RUNNER)
