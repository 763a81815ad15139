"""Times as people write them, turned into one clock.

Inside wholeflow a time is a whole number of microseconds since 1970 in UTC, so
durations never notice that clocks change. What has no offset is read on the clock of a
named time zone, Europe/London unless told:

- the hour that comes twice in autumn is read as the first of the two;
- an hour that is skipped in spring did not exist; it is read as if the clocks had not
  yet changed, so 01:30 becomes 02:30 summer time, and the count is told.
"""

from __future__ import annotations

import datetime as dt
import difflib
import zoneinfo
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from wholeflow.errors import BadInput

from .arrays import Mask, Microseconds, Numbers, Places
from .time_text import AFTER_NOON, Written, parts_of, way_of

MISSING = np.iinfo(np.int64).min
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
LONDON = "Europe/London"

# A day inside the years 1 to 9999, so that no offset leads out of Python's calendar.
EARLIEST = -62_135_596_800 * SECOND + DAY
LATEST = 253_402_300_800 * SECOND - DAY


@dataclass(frozen=True, slots=True)
class WrongTimes:
    """Rows whose time cannot be taken, for one reason.

    Parameters
    ----------
    rows
        Their numbers, from 0.
    reason
        What was expected and what to do.
    """

    rows: Places
    reason: str


@dataclass(frozen=True, slots=True)
class Times:
    """A column of times, read.

    Parameters
    ----------
    utc
        Microseconds since 1970 in UTC; `MISSING` where the cell is empty. Shape
        (n_rows,).
    wrong
        What cannot be taken; `utc` means nothing in these rows.
    notes
        What was decided for the whole column, in words.
    """

    utc: Microseconds
    wrong: tuple[WrongTimes, ...] = ()
    notes: tuple[str, ...] = ()


def check_timezone(name: str) -> str:
    """Give back the name of a time zone if there is such a zone.

    Raises
    ------
    BadInput
        If there is not; the message has the nearest name.
    """
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()  # reads a folder, so only when needed
    else:
        return name
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ", such as 'Europe/London'"
    raise BadInput("the time zone", [f"'{name}' is no time zone's name{hint}"])


def read_times(
    column: pl.Series, *, timezone: str, day_first: bool | None = None
) -> Times:
    """Read a column of times.

    Parameters
    ----------
    column
        Text, dates, or times with or without a time zone.
    timezone
        Whose clock is meant where there is no offset.
    day_first
        For dates as three numbers: True 31/12/2024, False 12/31/2024, None as the
        column itself shows; a column that shows neither is read day first.

    Returns
    -------
    Times
        In microseconds UTC, with faults and notes.
    """
    if isinstance(column.dtype, pl.Datetime | pl.Date):
        return _read_moments(column, timezone)
    if isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
        text = column.cast(pl.String).fill_null("").str.strip_chars()
        return _read_text(text, timezone, day_first)
    every = np.arange(len(column))
    reason = f"expected times as text or dates, got a column of {column.dtype}"
    return Times(np.full(len(column), MISSING), (WrongTimes(every, reason),))


def read_each_time(column: pl.Series, *, timezone: str) -> Times:
    """Read a column of text in which some times have an offset from UTC and some not.

    In one column of a table that is a fault (`read_times`); formats whose standard lets
    every time stand for itself, OCEL and FHIR, are read so.

    Parameters
    ----------
    column
        Text; rows may be empty.
    timezone
        Whose clock is meant where there is no offset.

    Returns
    -------
    Times
        In microseconds UTC, with faults and notes.

    Examples
    --------
    >>> each = pl.Series(["2024-05-01T12:00Z", "2024-05-01T12:00"])
    >>> noon_and_eleven = read_each_time(each, timezone="Europe/London").utc
    >>> (noon_and_eleven[0] - noon_and_eleven[1]) / HOUR
    np.float64(1.0)
    """
    text = column.cast(pl.String).fill_null("").str.strip_chars()
    zoned = text.str.contains(_ZONED)
    n_bare = int(((text != "") & ~zoned).sum())
    if not n_bare or not zoned.any():
        read = _read_text(text, timezone, None)
        return Times(read.utc, read.wrong, read.notes if n_bare else ())
    nothing = pl.repeat("", len(text), eager=True)
    given = _read_text(text.zip_with(zoned, nothing), timezone, None)
    bare = _read_text(text.zip_with(~zoned, nothing), timezone, None)
    return Times(
        np.where(zoned.to_numpy(), given.utc, bare.utc),
        (*given.wrong, *bare.wrong),
        (f"Of the times {n_bare:,} have no offset.", *bare.notes),
    )


# A clock and then an offset; the day of a date without a clock looks like one.
_ZONED = (
    r"(?:[0-9]:[0-9]{2}.*|[T ][0-9]{1,2}[ ]*)"
    r"(?:[Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)$"
)


def _filled(micro: pl.Series) -> Microseconds:
    numbers = micro.cast(pl.Int64)
    if numbers.null_count():
        numbers = numbers.fill_null(MISSING)
    return numbers.to_numpy()


def _read_moments(column: pl.Series, timezone: str) -> Times:
    zoned = isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None
    moments = _filled(column.cast(pl.Datetime("us", "UTC" if zoned else None)))
    if zoned and moments.size and EARLIEST <= moments.min() <= moments.max() <= LATEST:
        return Times(moments)
    outside = (moments != MISSING) & ((moments < EARLIEST) | (moments > LATEST))
    moments = np.where(outside, MISSING, moments)
    read = Times(moments) if zoned else _localised(moments, timezone)
    reason = "the time lies outside the years 1 to 9999"
    wrong = (WrongTimes(np.flatnonzero(outside), reason),) if outside.any() else ()
    return Times(read.utc, wrong, read.notes)


def _read_text(text: pl.Series, timezone: str, day_first: bool | None) -> Times:
    way = way_of(text)
    order = _order_of(text, day_first) if way == "numbers" else None
    moments = np.full(len(text), MISSING)
    matched, has_offset = (np.zeros(len(text), dtype=np.bool_) for _ in range(2))
    for rows, written in parts_of(text, way):
        local, exists = _microseconds(written, order)
        exists &= (local >= EARLIEST) & (local <= LATEST) & written.matched
        moments[rows] = np.where(exists, local - _shift(written), MISSING)
        matched[rows], has_offset[rows] = written.matched, written.has_offset
    there = moments != MISSING
    wrong = _unreadable((text != "").to_numpy() & ~matched, matched & ~there, way)
    times = _on_one_clock(moments, there, has_offset & there, timezone)
    notes = (order.note,) if order else ()
    return Times(times.utc, (*wrong, *times.wrong), (*notes, *times.notes))


def _unreadable(unlike: Mask, impossible: Mask, way: str) -> tuple[WrongTimes, ...]:
    like = {
        "year-month-day": "2024-12-31 23:59",
        "numbers": "31/12/2024 23:59",
        "letters": "31-Dec-2024 23:59",
    }[way]
    reasons = (
        (unlike, f"expected a date and time written like '{like}', got {{value}}"),
        (
            impossible,
            "{value} is not a date and time that exists; correct it where it was typed",
        ),
    )
    return tuple(
        WrongTimes(np.flatnonzero(mask), reason)
        for mask, reason in reasons
        if mask.any()
    )


@dataclass(frozen=True, slots=True)
class Order:
    """Whether the day or the month stands first in a column, and how that is known."""

    day_first: bool
    note: str


def _order_of(text: pl.Series, told: bool | None) -> Order:
    if told is not None:
        return Order(told, f"Dates are read {_SPOKEN_ORDER[told]}, as told.")
    days_first = days_second = 0
    for _, written in parts_of(text, "numbers"):
        days_first += int((written.parts["one"] > 12).sum())
        days_second += int((written.parts["two"] > 12).sum())
    first = days_first >= days_second
    spoken = _SPOKEN_ORDER[first]
    if days_first == days_second == 0:
        doubt = f"Dates could be day first or month first; they are read {spoken}."
        return Order(first, f"{doubt} If that is wrong, say --month-first.")
    shown = max(days_first, days_second)
    return Order(first, f"Dates are read {spoken}, as {shown:,} of them show.")


_SPOKEN_ORDER = {True: "day first (31/12)", False: "month first (12/31)"}


def _microseconds(written: Written, order: Order | None) -> tuple[Microseconds, Mask]:
    """Microseconds on the local clock, and which of them stand on the calendar."""
    parts = written.parts
    day, month = parts["day"], parts["month"]
    if order is not None:
        day, month = parts["one"], parts["two"]
        if not order.day_first:
            day, month = month, day
    year = parts["year"].astype(np.int64)
    sound = (year >= 1) & (month >= 1) & (month <= 12)
    months = np.where(sound, (year - 1970) * 12 + month - 1, 0)
    first, next_first = _first_day(months), _first_day(months + 1)
    hour = _of_24_hours(parts["hour"], parts["half"])
    exists = sound & (day >= 1) & (day <= next_first - first)
    exists &= (hour <= 23) & (parts["minute"] <= 59) & (parts["second"] <= 59)
    exists &= (parts["off_hours"] <= 23) & (parts["off_minutes"] <= 59)
    seconds = (hour * 60 + parts["minute"]) * 60 + parts["second"]
    local: Microseconds = (first + day - 1) * DAY + seconds * SECOND
    return local + parts["fraction"], exists


def _first_day(months: Microseconds) -> Microseconds:
    """Days since 1970 of the first of a month, counted in months since 1970."""
    days: Microseconds = _first_days()[months - _FIRST_MONTH]
    return days


_FIRST_MONTH = -1969 * 12  # January of the year 1


@cache
def _first_days() -> Microseconds:
    """Of every month to the first of those with a year of five digits."""
    months = np.arange("0001-01", "10000-02", dtype="datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def _of_24_hours(hour: Numbers, half: Numbers) -> Microseconds:
    there = (hour >= 1) & (hour <= 12)
    on_24 = np.where(there, hour % 12 + 12 * (half == AFTER_NOON), 99)  # no 13 pm
    of_day: Microseconds = np.where(half > 0, on_24, hour).astype(np.int64)
    return of_day


def _shift(written: Written) -> Microseconds:
    """Microseconds by which the offsets from UTC lead; 0 where there is none."""
    parts = written.parts
    minutes = parts["sign"] * (parts["off_hours"] * 60 + parts["off_minutes"])
    shift: Microseconds = minutes * np.int64(60 * SECOND)
    return shift


def _on_one_clock(
    moments: Microseconds, there: Mask, given: Mask, timezone: str
) -> Times:
    """Read moments without an offset on a zone's clock; a column has one kind alone."""
    if not given.any():
        return _localised(moments, timezone)
    if (given == there).all():
        return Times(moments)
    few_have = given.sum() * 2 < there.sum()
    rows = np.flatnonzero(there & (given == few_have))
    reason = (
        "{value} has an offset from UTC and most of the column has none"
        if few_have
        else "{value} has no offset from UTC and most of the column has one"
    )
    reason += "; write all times of the column the same way"
    return Times(moments, (WrongTimes(rows, reason),))


def _localised(local: Microseconds, timezone: str) -> Times:
    """Read a local clock as UTC; see the module's docstring for the two odd hours."""
    there = local != MISSING
    if not there.any():
        return Times(local)
    clock = pl.Series(local).set(pl.Series(~there), None).cast(pl.Datetime("us"))

    def on(ambiguous: str) -> pl.Series:
        return clock.dt.replace_time_zone(
            timezone,
            ambiguous=ambiguous,  # type: ignore[arg-type] # a Literal in the stubs
            non_existent="null",
        )

    first = on("earliest")
    utc = _filled(first)
    skipped = np.flatnonzero(there & first.is_null().to_numpy())
    utc = utc.copy()
    utc[skipped] = _before_the_change(local[skipped], timezone)
    twice = int((first != on("latest")).sum())
    notes = [f"Times have no offset; they are read on the clock of {timezone}."]
    if twice:
        notes.append(
            f"In the hour that comes twice when clocks go back: {twice:,}, read as the "
            "first of the two."
        )
    if len(skipped):
        notes.append(
            f"In the hour that is skipped when clocks go forward: {len(skipped):,}, read "
            "an hour later."
        )
    return Times(utc, (), tuple(notes))


def _before_the_change(local: Microseconds, timezone: str) -> Microseconds:
    zone = zoneinfo.ZoneInfo(timezone)
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    def shift(moment: int) -> int:
        naive = epoch + dt.timedelta(microseconds=moment)
        offset = naive.replace(tzinfo=zone).utcoffset()
        assert offset is not None, "a named zone has an offset at every moment"
        return moment - offset // dt.timedelta(microseconds=1)

    distinct, places = np.unique(local, return_inverse=True)
    shifted = np.array([shift(int(moment)) for moment in distinct], dtype=np.int64)
    there: Microseconds = shifted[places]
    return there


def local_time(utc: Microseconds, timezone: str) -> Microseconds:
    """Microseconds since 1970 on a zone's calendar and clock, for times in UTC."""
    zoned = pl.Series(utc).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(timezone)
    local: Microseconds = zoned.dt.replace_time_zone(None).to_physical().to_numpy()
    return local


def utc_time(local: Microseconds, timezone: str) -> Microseconds:
    """Microseconds since 1970 in UTC, for times on a zone's calendar and clock.

    The hour that comes twice is the first of the two; one that is skipped is an hour
    later.
    """
    return _localised(local, timezone).utc


def as_microseconds(moment: dt.datetime) -> int:
    """Turn an aware datetime into microseconds since 1970 in UTC, exactly."""
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return (moment - epoch) // dt.timedelta(microseconds=1)


def local_clock(utc: Microseconds, timezone: str) -> Microseconds:
    """Microseconds of the day on a zone's clock, for times in UTC."""
    since_midnight: Microseconds = np.mod(local_time(utc, timezone), DAY)
    return since_midnight


def as_datetime(microseconds: int) -> dt.datetime:
    """Turn microseconds since 1970 into an aware datetime in UTC."""
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return epoch + dt.timedelta(microseconds=microseconds)
