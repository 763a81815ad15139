"""Little's law over windows, against sums done in the head and as an identity."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import EARLIEST, MINUTE, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, read_log
from wholeflow.journeys.measures.little import (
    littles_law,
    littles_law_by,
    littles_law_cases,
    progress_by_day,
    whole_stays,
    window,
)
from wholeflow.journeys.times import as_datetime

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end,organisation"


def may(day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2024, 5, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def three_stays(a_log: ALog) -> Journeys:
    """A from before 2 May into it; B within it; C from it until 5 May."""
    return a_log(
        "A,stay,2024-05-01 12:00,2024-05-02 06:00,North",
        "B,stay,2024-05-02 06:00,2024-05-02 18:00,North",
        "C,stay,2024-05-02 12:00,2024-05-02 15:00,North",
        "C,stay,2024-05-03 12:00,2024-05-05 12:00,South",
        columns=BOTH,
    )


def test_a_window_counts_what_lies_in_it(three_stays: Journeys) -> None:
    check = littles_law(three_stays, may(2), may(3))

    assert check.in_progress == (6 + 12 + 12) / 24
    assert (check.present, check.arrivals) == (3, 2)
    assert check.mean_hours == (12 + 72) / 2
    assert check.ratio == pytest.approx(1.25 / (2 / 24 * 42))
    assert (check.open_at_start, check.open_at_end) == (1, 1)
    assert check.censored_share == 2 / 3


def test_the_cases_behind_a_check_can_be_listed(three_stays: Journeys) -> None:
    cases = littles_law_cases(
        whole_stays(three_stays), window(three_stays, may(2), may(3))
    )

    assert {name: three_stays.names_of(codes) for name, codes in cases.items()} == {
        "present": ("A", "B", "C"), "arrivals": ("B", "C"),
        "open_at_start": ("A",), "open_at_end": ("C",),
    }  # fmt: skip


def test_a_wait_belongs_to_the_stage_that_it_is_for(three_stays: Journeys) -> None:
    south = littles_law_by(three_stays, "organisation")[0]

    assert south.name == "South"
    assert south.mean_hours == 21 + 48  # C waited from 15:00 until noon


def test_nobody_is_in_a_window_before_the_log(three_stays: Journeys) -> None:
    check = littles_law(three_stays, may(1), may(1, 6))

    assert (check.in_progress, check.present, check.ratio) == (0, 0, None)
    assert check.censored_share is None


def test_a_window_that_ends_before_it_begins_is_told(three_stays: Journeys) -> None:
    with pytest.raises(BadInput, match="got 03 May 2024 to 02 May 2024"):
        littles_law(three_stays, may(3), may(2))


def test_each_day_has_the_mean_of_its_hours(three_stays: Journeys) -> None:
    by_day = progress_by_day(three_stays, may(1, 6), may(4, 12))

    assert by_day.days.astype(str).tolist() == [
        f"2024-05-0{day}" for day in range(1, 5)
    ]
    assert by_day.hours.tolist() == [18, 24, 24, 12]
    assert by_day.in_progress.tolist() == [12 / 18, 1.25, 1, 1]
    assert by_day.arrivals.tolist() == [1, 2, 0, 0]


def test_a_queue_that_grows_by_one_a_day_has_that_slope(a_log: ALog) -> None:
    journeys = a_log(
        *(
            f"{n},wait,2024-05-{n:02} 00:00,2024-06-01 00:00,North"
            for n in range(1, 11)
        ),
        columns=BOTH,
    )

    by_day = progress_by_day(journeys, may(1), may(11))

    assert by_day.more_each_day == pytest.approx(1)


def test_two_days_show_no_trend(three_stays: Journeys) -> None:
    assert progress_by_day(three_stays, may(2), may(4)).more_each_day is None


def test_days_are_as_long_as_the_clock_makes_them(write: Callable[..., Path]) -> None:
    journeys = read_log(
        write("case,activity,start,end\nA,stay,2024-10-26 00:00,2024-10-28 00:00"),
        timezone="Europe/London",
    )

    by_day = progress_by_day(journeys)

    assert by_day.hours[:2].tolist() == [24, 25]
    assert by_day.in_progress[:2].tolist() == [1, 1]


@given(logs())
def test_over_the_whole_log_the_law_is_an_identity(journeys: Journeys) -> None:
    for check in (littles_law(journeys), *littles_law_by(journeys, "activity")):
        assert check.ratio is None or check.ratio == pytest.approx(1)
        assert (check.open_at_start, check.open_at_end) == (0, 0)


@given(logs(), st.integers(0, 2000), st.integers(1, 2000))
def test_days_add_up_to_the_window(journeys: Journeys, first: int, long: int) -> None:
    since = as_datetime(EARLIEST + first * MINUTE)
    until = since + dt.timedelta(minutes=long)

    check = littles_law(journeys, since, until)
    by_day = progress_by_day(journeys, since, until)

    assert by_day.arrivals.sum() == check.arrivals
    together = (by_day.in_progress * by_day.hours).sum() / by_day.hours.sum()
    assert together == pytest.approx(check.in_progress, abs=1e-9)


@given(logs(), st.integers(0, 3000))
def test_two_windows_have_together_what_one_has(journeys: Journeys, cut: int) -> None:
    since, middle, until = (
        as_datetime(EARLIEST + minute * MINUTE) for minute in (-1, cut, 4000)
    )
    parts = [littles_law(journeys, since, middle), littles_law(journeys, middle, until)]
    hours = [(cut + 1) / 60, (4000 - cut) / 60]

    whole = littles_law(journeys, since, until)

    assert sum(part.arrivals for part in parts) == whole.arrivals
    assert np.dot([part.in_progress for part in parts], hours) == pytest.approx(
        whole.in_progress * sum(hours), abs=1e-6
    )
