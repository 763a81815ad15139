"""Each moment of a wait has one cause; small logs with causes that can be seen."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, causes_by_event, wait_causes
from wholeflow.journeys.measures import causes
from wholeflow.journeys.measures.causes import CAUSES
from wholeflow.journeys.rules.opening import Calendar, Opening

ALog = Callable[..., Journeys]
COLUMNS = "case,activity,start,end,resource"
DAY = "2024-05-01 "


def nine_to_five() -> Opening:
    """Every body is open from nine to five on working days."""
    day = ((9 * 60, 17 * 60),)
    return Opening(everybody=Calendar((day,) * 5 + ((),) * 2))


def hours_waited(journeys: Journeys, activity: str, **told: object) -> dict[str, float]:
    (found,) = [f for f in wait_causes(journeys, **told) if f.name == activity]
    return {cause: hours for cause, hours in found.hours.items() if hours}


def a_day(*lines: str) -> list[str]:
    """Lines "case,activity,8:00,9:00,who" of one day."""
    cells = [line.split(",") for line in lines]
    return [
        f"{case},{activity},{DAY}{start.zfill(5)},{DAY}{end.zfill(5)},{who}"
        for case, activity, start, end, who in cells
    ]


def test_a_worker_busy_with_who_came_before_is_contention(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,8:00,8:00,desk", "A,see,8:00,10:00,Ann",
               "B,arrive,9:00,9:00,desk", "B,see,10:00,10:30,Ann"),
        columns=COLUMNS,
    )  # fmt: skip

    assert hours_waited(journeys, "see") == {"contention": 1}


def test_a_worker_busy_with_who_came_later_is_priority(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,8:00,8:00,desk", "A,see,11:00,12:00,Ann",
               "B,arrive,9:00,9:00,desk", "B,see,9:00,11:00,Ann"),
        columns=COLUMNS,
    )  # fmt: skip

    assert hours_waited(journeys, "see") == {"priority": 2, "extraneous": 1}


def test_those_who_are_taken_together_wait_for_the_last(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,8:00,8:00,desk", "A,scan,11:00,12:00,Ann",
               "B,arrive,10:00,10:00,desk", "B,scan,11:00,12:00,Ann"),
        columns=COLUMNS,
    )  # fmt: skip

    assert hours_waited(journeys, "scan") == {"batch": 2, "extraneous": 2}


def test_time_off_duty_is_unavailability(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,6:00,6:00,desk", "A,see,10:00,11:00,Ann"), columns=COLUMNS
    )

    assert hours_waited(journeys, "see", opening=nine_to_five()) == {
        "unavailability": 3, "extraneous": 1,
    }  # fmt: skip


def test_without_hours_of_duty_nothing_is_unavailability(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,6:00,6:00,desk", "A,see,10:00,11:00,Ann"), columns=COLUMNS
    )

    assert hours_waited(journeys, "see") == {"extraneous": 4}


def test_work_of_nobody_has_no_known_cause(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,6:00,6:00,desk", "A,see,10:00,11:00,"), columns=COLUMNS
    )

    assert hours_waited(journeys, "see") == {"unknown": 4}


def test_two_jobs_at_once_keep_a_worker_busy_once(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,see,8:00,10:00,Ann", "B,see,8:30,10:00,Ann",
               "C,arrive,9:00,9:00,desk", "C,see,10:00,11:00,Ann"),
        columns=COLUMNS,
    )  # fmt: skip

    assert hours_waited(journeys, "see") == {"contention": 1}


def test_a_log_without_workers_is_refused(a_log: ALog) -> None:
    journeys = a_log(f"A,see,{DAY}08:00,{DAY}09:00", columns="case,activity,start,end")

    with pytest.raises(BadInput, match="say which column is the resource"):
        wait_causes(journeys)


def test_no_worker_is_named(a_log: ALog) -> None:
    journeys = a_log(
        *a_day("A,arrive,8:00,8:00,desk", "A,see,8:00,10:00,Dr Ann Other"),
        *a_day("B,arrive,9:00,9:00,desk", "B,see,10:00,10:30,Dr Ann Other"),
        columns=COLUMNS,
    )

    assert "Ann" not in repr(wait_causes(journeys))


def test_no_figure_is_told_of_a_worker(a_log: ALog) -> None:
    journeys = a_log(*a_day("A,see,8:00,10:00,Ann"), columns=COLUMNS)

    with pytest.raises(BadInput, match="names members of staff"):
        wait_causes(journeys, by="resource")


@given(logs())
def test_causes_add_up_to_the_wait_to_the_microsecond(journeys: Journeys) -> None:
    if not journeys.resources:
        return
    found = causes_by_event(journeys, opening=nine_to_five())

    waited = np.maximum(journeys.start - causes.latest_end_before(journeys), 0)
    assert found.shape == (journeys.n_events, len(CAUSES))
    assert (found >= 0).all()
    assert found.sum(axis=1).tolist() == waited.tolist()


@given(logs())
def test_compiled_and_as_it_stands_give_the_same(journeys: Journeys) -> None:
    if not journeys.resources:
        return
    as_it_stands = causes_by_event(journeys)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(causes, "_COMPILED_FROM", 0)
        assert (causes_by_event(journeys) == as_it_stands).all()


@given(logs())
def test_busy_time_is_what_a_count_of_minutes_gives(journeys: Journeys) -> None:
    """Minute by minute, in plain sets, contention and priority are as the loop has them."""
    if not journeys.resources:
        return
    minute = 60_000_000
    enabled = np.minimum(causes.latest_end_before(journeys), journeys.start)
    body = journeys.body().codes
    found = causes_by_event(journeys) // minute

    expected = []
    for event in range(journeys.n_events):
        waited = set(range(int(enabled[event]), int(journeys.start[event]), minute))
        before: set[int] = set()
        busy: set[int] = set()
        for other in range(journeys.n_events):
            same = (
                journeys.resource[other] == journeys.resource[event] != -1
                and body[other] == body[event]
            )
            if other != event and same:
                work = set(
                    range(int(journeys.start[other]), int(journeys.end[other]), minute)
                )
                busy |= waited & work
                if enabled[other] <= enabled[event]:
                    before |= waited & work
        expected.append((len(before), len(busy) - len(before)))

    assert found[:, :2].tolist() == [list(pair) for pair in expected]
