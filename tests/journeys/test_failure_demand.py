"""Failure demand is for, against and unknown, and never a point."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from tests.journeys.logs import logs
from wholeflow.errors import BadInput, NotFound
from wholeflow.journeys import (
    Columns,
    EventRule,
    FailureDemandRule,
    Journeys,
    Judged,
    Possible,
    Recorded,
    demand_events,
    failure_demand,
    in_population,
    read_log,
    read_standards,
)

ALog = Callable[..., Journeys]
CALLS = EventRule(("call",))
RECORDED = Recorded("kind", ("chasing",), ("new",))
DAY = 24
RELEASES = EventRule(tuple(f"Release {letter}" for letter in "ABCDE"))
RETURN = EventRule(("Return ER",))


@pytest.fixture
def five_calls(a_log: ALog) -> Journeys:
    """Two calls chase, one is new, of two nothing is recorded; a visit is no demand."""
    return a_log(
        "A,call,2024-05-01 10:00,new",
        "A,call,2024-05-03 10:00,chasing",
        "A,call,2024-05-05 10:00,chasing",
        "B,call,2024-05-01 10:00,",
        "B,call,2024-05-09 10:00,something else",
        "B,visit,2024-05-09 11:00,chasing",
        columns="case,activity,time,kind",
    )


def test_what_is_recorded_is_known_and_the_rest_is_not(five_calls: Journeys) -> None:
    found = failure_demand(five_calls, FailureDemandRule(CALLS, RECORDED))

    assert (found.evidence_for, found.unknown, found.evidence_against) == (2, 2, 1)
    assert found.shares == pytest.approx((0.4, 0.4, 0.2))


def test_it_costs_what_its_contacts_cost(five_calls: Journeys) -> None:
    rule = FailureDemandRule(CALLS, RECORDED, cost_pounds=10)

    assert failure_demand(five_calls, rule).costs_pounds == (20, 20, 10)


def test_a_cost_nobody_said_is_not_nothing(five_calls: Journeys) -> None:
    found = failure_demand(five_calls, FailureDemandRule(CALLS, RECORDED))

    assert found.costs_pounds is None


def test_what_a_rule_finds_is_possible_and_stays_unknown(five_calls: Journeys) -> None:
    again = Possible("Calling again", CALLS, CALLS, 9 * DAY)
    found = failure_demand(five_calls, FailureDemandRule(CALLS, None, [again]))

    assert [(each.events, each.persons) for each in found.possible] == [(3, 2)]
    assert (found.evidence_for, found.unknown) == (0, 5)


def test_what_is_recorded_is_no_candidate(five_calls: Journeys) -> None:
    again = Possible("Calling again", CALLS, CALLS)
    found = demand_events(five_calls, FailureDemandRule(CALLS, RECORDED, [again]))

    assert np.flatnonzero(found.possible["Calling again"]).tolist() == [4]


@pytest.mark.parametrize(
    ("after", "within", "expected"),
    [(8, 8 * DAY, 0), (8, 8 * DAY + 1, 1), (8, None, 1)],
    ids=["just the limit is too late", "less than the limit", "however long"],
)
def test_a_candidate_comes_less_than_the_limit_after(
    a_log: ALog, after: int, within: float | None, expected: int
) -> None:
    journeys = a_log("A,call,2024-05-01 10:00", f"A,call,2024-05-{1 + after:02} 10:00")
    rule = FailureDemandRule(CALLS, None, [Possible("Again", CALLS, CALLS, within)])

    assert failure_demand(journeys, rule).possible_events == expected


def test_the_same_reason_can_be_asked_for(write: Callable[..., Path]) -> None:
    path = write(
        "case,activity,time,reason\n"
        "A,call,2024-05-01,pills\nA,call,2024-05-02,appointment\n"
        "A,call,2024-05-03,pills\nA,call,2024-05-04,\nB,call,2024-05-04,pills\n"
    )
    journeys = read_log(path, columns=Columns(more=("reason",)), timezone="UTC")
    same = Possible("Again for the same", CALLS, CALLS, same="reason")

    found = demand_events(journeys, FailureDemandRule(CALLS, None, [same]))

    assert np.flatnonzero(found.possible["Again for the same"]).tolist() == [2]


def test_a_reason_the_log_lacks_is_told(five_calls: Journeys) -> None:
    same = Possible("Again", CALLS, CALLS, same="reason")

    with pytest.raises(NotFound, match="no column 'reason'"):
        failure_demand(five_calls, FailureDemandRule(CALLS, None, [same]))


def test_candidates_of_two_rules_count_once_together(five_calls: Journeys) -> None:
    twice = [Possible("One", CALLS), Possible("Two", CALLS)]
    found = failure_demand(five_calls, FailureDemandRule(CALLS, None, twice))

    assert [each.events for each in found.possible] == [5, 5]
    assert found.possible_events == 5


def test_a_panel_that_judged_everything_leaves_only_its_doubts(
    five_calls: Journeys,
) -> None:
    rule = FailureDemandRule(CALLS, None, judged=Judged(2, 1, 2))
    found = failure_demand(five_calls, rule)

    assert (found.evidence_for, found.unknown, found.evidence_against) == (2, 2, 1)


def test_a_panel_cannot_judge_more_than_there_is(five_calls: Journeys) -> None:
    rule = FailureDemandRule(CALLS, RECORDED, judged=Judged(2, 1))

    with pytest.raises(BadInput, match=r"the 2 contacts .* got 3 judged"):
        failure_demand(five_calls, rule)


def test_without_any_demand_all_is_unknown(five_calls: Journeys) -> None:
    found = failure_demand(five_calls, FailureDemandRule(EventRule(("letter",))))

    assert found.demand == 0
    assert found.shares == (0, 1, 0)


def test_returns_in_the_sepsis_log(sepsis: Journeys) -> None:
    rule = FailureDemandRule(
        EventRule(("ER Registration", "Return ER")),
        None,
        [
            Possible("Coming back", RETURN),
            Possible("Soon after release", RETURN, RELEASES, 28 * DAY),
        ],
    )
    found = failure_demand(sepsis, rule)

    assert [each.events for each in found.possible] == [294, 111]
    assert (found.evidence_for, found.evidence_against) == (0, 0)


@given(st.data())
def test_the_interval_is_the_beta_binomial_one(data: st.DataObject) -> None:
    population = data.draw(st.integers(2, 300))
    sampled = data.draw(st.integers(2, population))
    judged = data.draw(st.integers(1, sampled - 1))

    low, high = in_population(judged, sampled, population, 0.9)

    others = betabinom(population - sampled, judged + 0.5, sampled - judged + 0.5)
    assert (low, high) == (judged + others.ppf(0.05), judged + others.ppf(0.95))


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    truths = rng.integers(0, 501, 2000)
    judged = rng.hypergeometric(truths, 500 - truths, 60)
    ends = np.array([in_population(int(each), 60, 500, 0.95) for each in judged])

    inside = ((ends[:, 0] <= truths) & (truths <= ends[:, 1])).mean()

    # Under its prior it would be 95 %; five standard errors are 2.5 %.
    assert 0.925 < inside < 0.985
    assert np.median(ends[:, 1] - ends[:, 0]) < 130


def test_none_found_in_a_sample_is_no_evidence_of_any() -> None:
    assert in_population(0, 10, 100, 0.95)[0] == 0
    assert in_population(10, 10, 100, 0.95)[1] == 100


@given(
    logs(),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
    st.floats(0.5, 0.999),
)
def test_for_against_and_unknown_add_up(
    journeys: Journeys, failure: int, value: int, undecided: int, confidence: float
) -> None:
    demand = EventRule(("arrive", "test"))
    left = int(demand.of(journeys).sum())
    judged = Judged(failure, value, undecided)
    rule = FailureDemandRule(demand, judged=judged if judged.sampled <= left else None)

    found = failure_demand(journeys, rule, confidence=confidence)

    assert found.demand == left
    assert found.unknown >= 0
    assert sum(found.shares) == pytest.approx(1)
    assert min(found.shares) > -1e-12


def test_rules_are_read_as_they_are_written(write: Callable[..., Path]) -> None:
    path = write(
        "failure_demand:\n  demand: call\n"
        "  recorded: {column: why, failure: chasing, value: [new]}\n"
        "  possible:\n    Again: {event: call, after: call, within: 7 days, same: why}\n"
        "  judged: {failure: 12, value: 26}\n  cost: 25\n"
    )

    assert read_standards(path).failure_demand == FailureDemandRule(
        CALLS,
        Recorded("why", ("chasing",), ("new",)),
        (Possible("Again", CALLS, CALLS, 7 * DAY, "why"),),
        Judged(12, 26, 0),
        25,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "'demand:' is missing"),
        ("{demand: x, recorded: {failure: a}}", "'value:' is missing"),
        ("{demand: x, judged: {failure: 1.5, value: 2}}", "a whole number, got '1.5'"),
        ("{demand: x, judged: {failure: -1, value: 2}}", "got '-1'"),
        ("{demand: x, possible: {A: {event: x, within: 1 h}}}", "need 'after:'"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    write: Callable[..., Path], text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"failure_demand: {text}"))

    assert told in str(refused.value)
