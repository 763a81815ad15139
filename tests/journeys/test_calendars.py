"""Working hours: on the clock, across its changes, and as what must always hold."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import MINUTE, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, read_log
from wholeflow.journeys.measures.calendars import (
    open_time,
    working_span_hours,
    working_waits,
)
from wholeflow.journeys.measures.handovers import hand_over_waits
from wholeflow.journeys.measures.waiting import waits_before
from wholeflow.journeys.rules.opening import ALWAYS, Calendar, Opening
from wholeflow.journeys.times import HOUR, as_microseconds

LONDON = ZoneInfo("Europe/London")
OFFICE = Calendar((*((((540, 1020)),),) * 5, (), ()))  # 9 to 5, Monday to Friday
# One stay that lasts all of 2024, on the clock of London.
YEAR = replace(
    log_of([(0, "stay", -174_240, 366 * 1440, "North", "")]), timezone="Europe/London"
)
BOTH = "case,activity,start,end,organisation"


@pytest.fixture
def london(write: Callable[..., Path]) -> Callable[..., Journeys]:
    """A function that makes a log on the clock of London."""

    def london(*lines: str) -> Journeys:
        path = write("\n".join([BOTH, *lines]))
        return read_log(path, timezone="Europe/London")

    return london


def moments(*times: dt.datetime) -> np.ndarray:
    return np.array([as_microseconds(time) for time in times])


def local(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=LONDON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ((2024, 5, 1, 8), (2024, 5, 1, 10), 1),  # a Wednesday, before opening
        ((2024, 5, 1, 16), (2024, 5, 2, 10), 2),  # over a night
        ((2024, 5, 3, 16), (2024, 5, 6, 10), 2),  # over a weekend
        ((2024, 5, 4, 10), (2024, 5, 5, 10), 0),  # within it
        ((2024, 3, 29, 16), (2024, 4, 1, 10), 2),  # clocks go forward on that Sunday
    ],
)
def test_only_hours_that_are_open_count(
    begin: tuple[int, ...], end: tuple[int, ...], hours: float
) -> None:
    clock = open_time(OFFICE, YEAR)

    found = clock.between(moments(local(*begin)), moments(local(*end)))

    assert found.tolist() == [hours * HOUR]


def test_a_day_that_is_closed_has_no_hours() -> None:
    may_day = Calendar(OFFICE.weekly, frozenset({dt.date(2024, 5, 6)}))

    hours = open_time(may_day, YEAR).between(
        moments(local(2024, 5, 3, 16)), moments(local(2024, 5, 7, 10))
    )

    assert hours.tolist() == [2 * HOUR]


@pytest.mark.parametrize(
    ("day", "hours"), [((2024, 3, 31), 23), ((2024, 10, 27), 25), ((2024, 5, 1), 24)]
)
def test_a_night_shift_is_as_long_as_the_clock_makes_it(
    day: tuple[int, int, int], hours: int
) -> None:
    midnight = local(*day)
    next_midnight = local(*day[:2], day[2]) + dt.timedelta(days=1)

    found = open_time(ALWAYS, YEAR).between(moments(midnight), moments(next_midnight))

    assert found.tolist() == [hours * HOUR]


def test_a_stretch_that_ends_in_the_hour_that_comes_twice_ends_in_the_first() -> None:
    nights = Calendar(((),) * 6 + (((0, 90),),))
    others = Calendar(((),) * 6 + (((90, 1440),),))
    sunday = moments(local(2024, 10, 27)), moments(local(2024, 10, 28))

    found = [open_time(each, YEAR).between(*sunday)[0] for each in (nights, others)]

    assert found == [1.5 * HOUR, 23.5 * HOUR]


def test_a_stretch_in_the_hour_that_is_skipped_counts_once() -> None:
    sunday = Calendar(((),) * 6 + (((60, 90), (120, 180)),))

    found = open_time(sunday, YEAR).between(
        moments(local(2024, 3, 31)), moments(local(2024, 4, 1))
    )

    assert found.tolist() == [HOUR]  # 01:00 to 01:30 is 02:00 to 02:30 on that day


def test_each_wait_goes_by_the_calendar_of_who_is_waited_for(
    london: Callable[..., Journeys],
) -> None:
    journeys = london(
        "A,see,2024-05-03 15:00,2024-05-03 16:00,North",
        "A,see,2024-05-06 10:00,2024-05-06 11:00,Council",
        "A,see,2024-05-06 18:00,2024-05-06 19:00,North",
        "A,see,2024-05-07 10:00,2024-05-07 11:00,",
    )
    opening = Opening(everybody=OFFICE, bodies={"North": ALWAYS})

    found = working_waits(journeys, opening)

    assert found.hours.tolist() == [0, 2, 7, 1]
    assert (found.clock, hand_over_waits(journeys, waited=found).clock) == (
        "working", "working",
    )  # fmt: skip
    assert hand_over_waits(journeys, waited=found).pairs[0].total_hours == 7


def test_a_case_has_working_hours_from_its_first_start_to_its_end(
    london: Callable[..., Journeys],
) -> None:
    journeys = london("A,stay,2024-05-03 15:00,2024-05-06 11:00,North")

    assert working_span_hours(journeys, OFFICE).tolist() == [4]


def test_moments_that_were_not_laid_out_are_refused() -> None:
    with pytest.raises(BadInput, match="outside the days that were laid out"):
        open_time(ALWAYS, YEAR).before(moments(local(2026, 1, 1)))


stretches = st.lists(
    st.tuples(st.integers(0, 23), st.integers(1, 24)).map(
        lambda pair: (pair[0] * 60, min(pair[0] + pair[1], 24) * 60)
    ),
    max_size=1,
).map(tuple)
calendars = st.builds(
    Calendar,
    st.tuples(*[stretches] * 7),
    st.frozensets(st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)), max_size=3),
)
minutes = st.lists(st.integers(0, 525_000), min_size=3, max_size=20).map(sorted)


@given(calendars, minutes)
def test_working_hours_add_up_and_are_never_more_than_elapsed(
    calendar: Calendar, at: list[int]
) -> None:
    clock = open_time(calendar, YEAR)
    times = int(YEAR.start[0]) + np.array(at) * MINUTE

    parts = clock.between(times[:-1], times[1:])

    assert parts.sum() == clock.between(times[:1], times[-1:])[0]
    assert (parts >= 0).all()
    assert (parts <= np.diff(times)).all()


@given(minutes)
def test_what_is_always_open_has_elapsed_hours(at: list[int]) -> None:
    times = int(YEAR.start[0]) + np.array(at) * MINUTE

    open_hours = open_time(ALWAYS, YEAR).between(times[:-1], times[1:])

    assert open_hours.tolist() == np.diff(times).tolist()


CHANGES = (dt.date(2024, 3, 29), dt.date(2024, 10, 25))  # two days before each


@given(
    calendars,
    st.sampled_from(CHANGES) | st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 20)),
    st.integers(0, 95),
)
def test_working_hours_are_those_a_person_ticks_off_on_the_clock(
    calendar: Calendar, day: dt.date, quarter: int
) -> None:
    midnight = as_microseconds(local(day.year, day.month, day.day))
    begin = midnight + quarter * 15 * MINUTE
    quarters = begin + np.arange(4 * 96) * 15 * MINUTE
    ticked = 0
    for moment in quarters:
        clock = dt.datetime.fromtimestamp(moment // 1_000_000, LONDON)
        minute = clock.hour * 60 + clock.minute
        ticked += clock.date() not in calendar.closed and any(
            opens <= minute < closes
            for opens, closes in calendar.weekly[clock.weekday()]
        )

    end = quarters[-1:] + 15 * MINUTE
    found = open_time(calendar, YEAR).between(quarters[:1], end)

    assert found.tolist() == [ticked * 15 * MINUTE]


@given(logs(), calendars)
def test_no_wait_is_longer_in_working_hours(
    journeys: Journeys, calendar: Calendar
) -> None:
    elapsed = waits_before(journeys)

    working = working_waits(journeys, Opening(everybody=calendar))
    always = working_waits(journeys, Opening())

    assert (working.waited <= elapsed.waited).all()
    assert always.waited.tolist() == elapsed.waited.tolist()
