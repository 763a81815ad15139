"""Waits before events: on the plain basis, and on that of possible causes."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys
from wholeflow.journeys.measures.concurrency import (
    Concurrency,
    concurrent_activities,
)
from wholeflow.journeys.measures.waiting import causal_waits, waits_before

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end"


def test_an_event_waits_from_the_latest_end_so_far(a_log: ALog) -> None:
    journeys = a_log(
        "A,stay,2024-05-01 08:00,2024-05-01 20:00",
        "A,scan,2024-05-01 09:00,2024-05-01 10:00",
        "A,home,2024-05-01 21:30,2024-05-01 22:00",
        columns=BOTH,
    )

    assert waits_before(journeys).hours.tolist() == [0, 0, 1.5]


def test_a_log_of_completions_says_that_work_is_in_its_waits(sepsis: Journeys) -> None:
    assert "work and waiting together" in waits_before(sepsis).basis


@pytest.fixture
def two_tests(a_log: ALog) -> Journeys:
    """Blood and x-ray overlap in two cases of three; both are followed by a talk."""
    return a_log(
        "A,come,2024-05-01 08:00,2024-05-01 09:00",
        "A,blood,2024-05-01 10:00,2024-05-01 14:00",
        "A,x-ray,2024-05-01 12:00,2024-05-01 13:00",
        "A,talk,2024-05-01 15:00,2024-05-01 16:00",
        "B,x-ray,2024-05-01 10:00,2024-05-01 14:00",
        "B,blood,2024-05-01 12:00,2024-05-01 13:00",
        "C,come,2024-05-01 08:00,2024-05-01 09:00",
        "C,blood,2024-05-01 10:00,2024-05-01 11:00",
        "C,x-ray,2024-05-01 18:00,2024-05-01 19:00",
        columns=BOTH,
    )


def test_what_overlaps_in_most_meetings_runs_side_by_side(two_tests: Journeys) -> None:
    often = concurrent_activities(two_tests, overlap_from=2 / 3, dependency_below=0.01)
    always = concurrent_activities(two_tests, overlap_from=0.7, dependency_below=0.01)

    assert often.pairs(two_tests) == (("blood", "x-ray"),)
    assert always.pairs(two_tests) == ()


def test_a_possible_cause_is_no_event_that_runs_side_by_side(
    two_tests: Journeys,
) -> None:
    found = concurrent_activities(two_tests, overlap_from=0.6, dependency_below=0.01)

    waited = causal_waits(two_tests, found).hours

    # A: x-ray since come; B: blood since the case began; C: x-ray since come.
    assert waited.tolist() == [0, 1, 3, 1, 0, 2, 0, 1, 9]


def test_activities_that_come_in_either_order_run_side_by_side(a_log: ALog) -> None:
    journeys = a_log(
        *("A,come,2024-05-01", "A,blood,2024-05-02", "A,x-ray,2024-05-03"),
        *("B,come,2024-05-01", "B,x-ray,2024-05-02", "B,blood,2024-05-03"),
    )

    assert concurrent_activities(journeys).pairs(journeys) == (("blood", "x-ray"),)


def test_activities_that_come_in_one_order_nearly_always_do_not(a_log: ALog) -> None:
    rows = [
        f"A{n},{name}" for n in range(30) for name in ("a,2024-05-01", "b,2024-05-02")
    ]
    journeys = a_log(*rows, "B,b,2024-05-01", "B,a,2024-05-02")

    assert concurrent_activities(journeys).pairs(journeys) == ()  # 29 / 32 is 0.906


def test_activities_that_take_turns_do_not_run_side_by_side(a_log: ALog) -> None:
    rows = [f"A,{'ask' if n % 2 else 'answer'},2024-05-{n + 1:02}" for n in range(20)]
    journeys = a_log(*rows)

    assert concurrent_activities(journeys).pairs(journeys) == ()  # 18 / 19 is 0.947


@pytest.mark.parametrize("value", [0, 1.5, float("nan")])
def test_a_threshold_is_a_share(two_tests: Journeys, value: float) -> None:
    with pytest.raises(BadInput, match="overlap_from: expected above 0 and at most 1"):
        concurrent_activities(two_tests, overlap_from=value)


@given(logs())
def test_causal_waits_are_what_a_loop_over_earlier_events_finds(
    journeys: Journeys,
) -> None:
    size = len(journeys.activities)
    together = np.add.outer(np.arange(size), np.arange(size)) % 2 == 1
    expected = []
    for event in range(journeys.n_events):
        first = int(journeys.first_event[journeys.case[event]])
        ends = [
            int(journeys.end[earlier])
            for earlier in range(first, event)
            if not together[journeys.activity[earlier], journeys.activity[event]]
        ]
        latest = max(ends, default=int(journeys.start[first]))
        expected.append(max(0, int(journeys.start[event]) - latest))

    waited = causal_waits(journeys, Concurrency(together, "every other")).waited

    assert waited.tolist() == expected


@given(logs())
def test_a_possible_cause_is_never_later_than_all_that_came_before(
    journeys: Journeys,
) -> None:
    found = concurrent_activities(journeys)

    assert (causal_waits(journeys, found).waited >= waits_before(journeys).waited).all()
    assert (found.together == found.together.T).all()
