"""Local hours become hours of a run, with the changes of the clock."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.simulation.wards import a_model
from wholeflow.simulation import ByHour, Changes
from wholeflow.simulation.model.calendar import beginning, hours_of_week, slots, steps

MONDAY_9 = (9.0,)


def in_london(start: str):
    return a_model(start=start, timezone="Europe/London")


def test_a_run_begins_at_its_local_hour() -> None:
    summer = in_london("2026-07-06T08:00")

    assert beginning(summer) == dt.datetime(2026, 7, 6, 7, tzinfo=dt.UTC)


def test_hours_of_the_week_begin_on_monday_at_midnight() -> None:
    wednesday = in_london("2026-01-07T22:00")

    assert hours_of_week(wednesday, 3).tolist() == [70, 71, 72, 73]


def test_the_hour_that_is_skipped_in_spring_is_skipped() -> None:
    sunday = in_london("2026-03-29T00:00")

    assert (hours_of_week(sunday, 3) % 24).tolist() == [0, 2, 3, 4]


def test_the_hour_that_is_repeated_in_autumn_is_repeated() -> None:
    sunday = in_london("2026-10-25T00:00")

    assert (hours_of_week(sunday, 3) % 24).tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("start", "second"),
    [("2026-01-05T00:00", 168), ("2026-03-23T00:00", 167), ("2026-10-19T00:00", 169)],
    ids=["winter", "spring", "autumn"],
)
def test_a_clinic_stays_at_its_local_hour(start: str, second: float) -> None:
    found = slots(in_london(start), MONDAY_9, 400)

    assert found[:2] == [9, 9 + second]


def test_slots_before_the_start_and_after_the_end_are_left_out() -> None:
    tuesday = in_london("2026-01-06T00:00")

    assert slots(tuesday, (0.0, 24.5, 100.0), 77) == [0.5, 76.0]
    assert slots(tuesday, (100.0,), 76) == []


def test_capacity_by_hour_changes_where_the_local_hours_differ() -> None:
    by_day = ByHour(units=(2.0,) * 8 + (5.0,) * 12 + (2.0,) * 4)
    spring = hours_of_week(in_london("2026-03-29T00:00"), 30)

    assert steps(by_day, spring) == [(0, 2), (7, 5), (19, 2)]


def test_capacity_that_changes_at_set_times_is_rounded_to_seconds() -> None:
    changes = Changes(at=(0.0, 1 / 3), units=(1.0, 2.0))

    assert steps(changes, hours_of_week(a_model(), 2)) == [(0, 1), (1200 / 3600, 2)]
    assert steps(3.0, hours_of_week(a_model(), 2)) == [(0, 3)]
