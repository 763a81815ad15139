"""Scenarios beside their base: differences by pairs, with the same luck."""

from __future__ import annotations

import pytest

from tests.simulation.outcomes import run_plainly
from tests.simulation.runners import runner_of
from tests.simulation.systems import hospital, one_queue
from wholeflow.errors import BadInput
from wholeflow.simulation.experiments.plans import Plan
from wholeflow.simulation.experiments.scenarios import Comparison, Scenario, compare
from wholeflow.simulation.measures import measure_of

RUNNER = runner_of(run_plainly)
PLAN = Plan(hours=250, seed=3, runs=12)
STAY = measure_of(one_queue(), "mean time in system")
WAIT = measure_of(one_queue(), "mean wait", "Clinic")


@pytest.fixture(scope="module")
def told() -> Comparison:
    scenarios = [
        Scenario("one more", "pool doctors + 1"),
        Scenario("no change", "pool doctors + 0"),
        Scenario("quicker", "service Clinic x 0.95"),
    ]
    return compare(one_queue(), scenarios, PLAN, measures=[STAY, WAIT], runner=RUNNER)


def test_no_change_is_no_difference_at_all(told: Comparison) -> None:
    found = told.differences["no change", STAY]

    assert (found.interval.mean, found.interval.half_width, found.p_of_all) == (0, 0, 1)


def test_one_more_server_shortens_the_wait_for_certain(told: Comparison) -> None:
    found = told.differences["one more", WAIT]
    base, other = told.base.interval(WAIT), told.scenarios["one more"].interval(WAIT)

    assert found.interval.high < 0
    assert found.interval.mean == pytest.approx(other.mean - base.mean)
    assert found.p < found.p_of_all < 0.01


def spread_by_pairs_and_apart(told: Comparison, name: str) -> tuple[float, float]:
    base, other = told.base.values_of(STAY), told.scenarios[name].values_of(STAY)
    apart = base.var(ddof=1) + other.var(ddof=1)
    return (other - base).var(ddof=1), apart


def test_pairs_vary_far_less_than_two_samples_would(told: Comparison) -> None:
    by_pairs, apart = spread_by_pairs_and_apart(told, "quicker")

    assert by_pairs < apart / 20


def test_pairs_vary_less_even_where_one_side_hardly_varies(told: Comparison) -> None:
    by_pairs, apart = spread_by_pairs_and_apart(told, "one more")

    assert by_pairs < 0.95 * apart


def test_a_surge_and_a_closing_have_the_effect_they_say() -> None:
    scenarios = [
        Scenario("surge", "demand x 2 from day 2 for 2 days"),
        Scenario("closed", "closed Ward from day 2 for 2 days"),
        Scenario("short of nurses", "pool nurses - 3 from day 2 for 4 days"),
    ]
    came = measure_of(hospital(), "arrivals", "ED")
    waiting = measure_of(hospital(), "patients waiting", "Ward")
    slow = measure_of(hospital(), "mean wait", "ED")
    plan = Plan(hours=24 * 8, seed=4, runs=10)

    told = compare(
        hospital(), scenarios, plan, measures=[came, waiting, slow], runner=RUNNER
    ).differences

    # Two days of eight with 1.8 x 24 more: 10.8 a day more over the run.
    assert told["surge", came].interval.mean == pytest.approx(10.8, rel=0.2)
    assert told["closed", came].interval.mean == 0
    assert told["closed", waiting].interval.low > 1
    assert told["short of nurses", slow].interval.low > 0.5


def test_faults_of_all_scenarios_are_told_together_before_any_run() -> None:
    scenarios = [
        Scenario("a", "pool bed + 1"),
        Scenario("b", "places Wrd + 1\nnonsense"),
        Scenario("a", "pool beds + 1"),
    ]

    with pytest.raises(BadInput) as refused:
        compare(hospital(), scenarios, PLAN, measures=[], runner=RUNNER)

    places = [(fault.file, fault.row) for fault in refused.value.faults]
    assert places == [(None, None), ("a", 1), ("b", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pool doctors = 99999999999999999999", 'pool "doctors"'),
        ("places Clinic = 99999999999999999999", 'node "Clinic"'),
        ("service Clinic x 1000000000", 'node "Clinic"'),
        ("priority everyone = 99", 'class "everyone"'),
        ("demand x 1000000000000", 'source "door"'),
    ],
)
def test_a_change_that_makes_a_model_with_faults_is_refused(
    text: str, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        compare(
            one_queue(), [Scenario("absurd", text)], PLAN, measures=[], runner=RUNNER
        )
