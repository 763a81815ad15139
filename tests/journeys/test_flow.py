"""Span, touch and waiting, on logs small enough to do in the head and one known one."""

from collections.abc import Callable

import pytest
from hypothesis import given

from tests.journeys.logs import MINUTE, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys
from wholeflow.journeys.measures.flow import (
    case_times,
    flow_by,
    flow_efficiency,
    flow_efficiency_bounds,
)
from wholeflow.journeys.measures.telling import by_process
from wholeflow.journeys.measures.waiting import waits_before

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end,organisation"


@pytest.fixture
def a_stay(a_log: ALog) -> Journeys:
    """A stay of 12 h with a scan and a talk in it, and a visit 12 h later; a short case."""
    return a_log(
        "A,stay,2024-05-01 08:00,2024-05-01 20:00,North",
        "A,scan,2024-05-01 09:00,2024-05-01 11:00,North",
        "A,talk,2024-05-01 19:00,2024-05-01 20:00,Council",
        "A,visit,2024-05-02 08:00,2024-05-02 09:00,",
        "B,visit,2024-05-01 08:00,2024-05-01 08:00,Council",
        columns=BOTH,
    )


def test_time_that_two_events_share_counts_once_as_touch(a_stay: Journeys) -> None:
    flow = flow_efficiency(a_stay)

    assert flow.span_hours == 25
    assert flow.touch_hours == 13
    assert flow.work_hours == 16
    assert flow.waiting_hours == 12
    assert flow.efficiency == 13 / 25


def test_a_case_of_no_time_has_no_efficiency_of_its_own(a_stay: Journeys) -> None:
    flow = flow_efficiency(a_stay)

    assert (flow.cases, flow.without_span) == (2, 1)
    assert flow.lowest_tenth == flow.median == flow.highest_tenth == 13 / 25


def test_a_log_of_which_no_case_lasts_has_no_efficiency(a_log: ALog) -> None:
    journeys = a_log("A,visit,2024-05-01,2024-05-01,", columns=BOTH)

    assert flow_efficiency(journeys).efficiency is None


def test_each_organisation_has_its_touch_and_the_waiting_before(
    a_stay: Journeys,
) -> None:
    parts = {part.name: part for part in flow_by(a_stay, "organisation")}

    assert parts["North"].touch_hours == 12
    assert parts["North"].work_hours == 14
    assert parts["Council"].touch_hours == 1
    assert (parts["Council"].events, parts["Council"].cases) == (2, 2)
    assert parts[None].waiting_hours == 12
    assert parts[None].waiting_share == 1


def test_times_can_be_told_by_process(a_stay: Journeys) -> None:
    seeing = by_process(a_stay, {"Seeing": ["talk", "visit"], "Scanning": ["scan"]})

    parts = {part.name: part.touch_hours for part in flow_by(a_stay, seeing)}

    assert parts == {"Seeing": 2, "Scanning": 2, None: 12}


def test_nothing_is_told_by_member_of_staff(patients: Journeys) -> None:
    with pytest.raises(BadInput, match="names members of staff"):
        flow_by(patients, "resource")


def test_events_with_half_a_time_are_counted_beside_the_sums(a_log: ALog) -> None:
    journeys = a_log(
        "A,stay,2024-05-01 08:00,2024-05-01 10:00,North",
        "A,talk,,2024-05-01 12:00,North",
        "A,talk,2024-05-01 14:00,2024-05-01 13:00,North",
        columns=BOTH,
    )

    flow = flow_efficiency(journeys)

    assert (flow.half_known, flow.events) == (2, 3)
    assert (flow.span_hours, flow.touch_hours, flow.waiting_hours) == (6, 2, 4)
    assert flow_by(journeys, "organisation")[0].half_known == 2


def test_one_time_for_each_event_is_refused_with_what_to_do(sepsis: Journeys) -> None:
    with pytest.raises(BadInput, match="cannot be told apart") as told:
        flow_efficiency(sepsis)

    assert "flow_efficiency_bounds" in str(told.value)


def test_a_log_of_completions_has_bounds(a_log: ALog) -> None:
    journeys = a_log("A,come,2024-05-01 08:00", "A,scan,2024-05-01 17:00")

    bounds = flow_efficiency_bounds(journeys, {"come": 1, "scan": 2})
    tighter = flow_efficiency_bounds(
        journeys, {"come": 1, "scan": 2}, {"come": 1, "scan": 4}
    )

    assert (bounds.low, bounds.high, bounds.unstated) == (3 / 10, 1, ())
    assert (tighter.low, tighter.high) == (3 / 10, 5 / 10)


def test_times_that_cannot_be_are_refused_together(a_log: ALog) -> None:
    journeys = a_log("A,come,2024-05-01 08:00", "A,scan,2024-05-01 17:00")

    with pytest.raises(BadInput) as told:
        flow_efficiency_bounds(journeys, {"scn": 1, "come": -1}, {"come": -2})

    assert "'scn' is no activity of this log" in str(told.value)
    assert "'come': expected hours of 0 or more, got -1" in str(told.value)
    assert "'scan': say the longest time of every activity, or of none" in str(
        told.value
    )
    assert "'come': the longest, -2 h, is shorter" in str(told.value)


@given(logs())
def test_true_efficiency_lies_within_bounds_from_its_completions(
    journeys: Journeys,
) -> None:
    long = dict.fromkeys(journeys.activities, 0.0)
    short = dict.fromkeys(journeys.activities, 10.0)
    for code, minutes in zip(
        journeys.activity, (journeys.end - journeys.start) / MINUTE, strict=True
    ):
        name = journeys.activities[code]
        long[name] = max(long[name], minutes / 60)
        short[name] = min(short[name], minutes / 60)

    true = flow_efficiency(journeys).efficiency
    bounds = flow_efficiency_bounds(journeys, short, long)

    assert true is None or bounds.low - 1e-9 <= true <= bounds.high + 1e-9


def minutes_covered(journeys: Journeys, case: int) -> int:
    """Touch by ticking minutes off, as nobody would do it for a large log."""
    ticked: set[int] = set()
    for event in range(*journeys.first_event[case : case + 2]):
        begin, end = int(journeys.start[event]), int(journeys.end[event])
        ticked.update(range(begin // MINUTE, end // MINUTE))
    return len(ticked)


@given(logs())
def test_waits_add_up_to_span_less_touch_exactly(journeys: Journeys) -> None:
    times = case_times(journeys)
    waited = waits_before(journeys).waited

    for case in range(journeys.n_cases):
        events = slice(*journeys.first_event[case : case + 2])
        span = int(journeys.end[events].max() - journeys.start[events].min())
        touch = minutes_covered(journeys, case) * MINUTE
        assert times.span[case] == span
        assert times.touch[case] == touch
        assert waited[events].sum() == times.waiting[case] == span - touch


@given(logs())
def test_waiting_by_organisation_adds_up_to_all_waiting(journeys: Journeys) -> None:
    parts = flow_by(journeys, "activity")

    assert sum(part.waiting_hours for part in parts) == pytest.approx(
        flow_efficiency(journeys).waiting_hours
    )
    assert sum(part.events for part in parts) == journeys.n_events


def test_moving_a_log_in_time_changes_no_length() -> None:
    rows = [(0, "arrive", 0, 30, "North", ""), (0, "test", 60, 600, "South", "")]
    later = [(case, what, at + 90_000, *rest) for case, what, at, *rest in rows]

    assert flow_efficiency(log_of(rows)) == flow_efficiency(log_of(later))
