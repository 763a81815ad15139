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

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.errors import BadInput

Microseconds = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MISSING = np.iinfo(np.int64).min
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
LONDON = "Europe/London"

# A day inside the years 1 to 9999, so that no offset leads out of Python's calendar.
_EARLIEST = -62_135_596_800 * SECOND + DAY
_LATEST = 253_402_300_800 * SECOND - DAY

_CLOCK = (
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?)?[ ]*(?P<half>[AaPp][Mm])?"
    r"[ ]*(?P<offset>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$"
)
_PARTS = ("year", "month", "day", "hour", "minute", "second")
# ISO 8601 with a space or a T; numbers in either order; a month in letters.
_WAYS = {
    "year-month-day": r"^(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
    "numbers": r"^(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4})",
    "letters": r"^(?P<day>\d{1,2})[- /](?P<name>[A-Za-z]{3,9})[- /](?P<year>\d{4})",
}
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


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

    rows: npt.NDArray[np.intp]
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
        return _read_text(column.cast(pl.String).str.strip_chars(), timezone, day_first)
    every = np.arange(len(column))
    reason = f"expected times as text or dates, got a column of {column.dtype}"
    return Times(np.full(len(column), MISSING), (WrongTimes(every, reason),))


def _filled(micro: pl.Series) -> Microseconds:
    return micro.to_physical().fill_null(MISSING).to_numpy()


def _read_moments(column: pl.Series, timezone: str) -> Times:
    zoned = isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None
    moments = _filled(column.cast(pl.Datetime("us", "UTC" if zoned else None)))
    outside = (moments != MISSING) & ((moments < _EARLIEST) | (moments > _LATEST))
    moments = np.where(outside, MISSING, moments)
    read = Times(moments) if zoned else _localised(moments, timezone)
    reason = "the time lies outside the years 1 to 9999"
    wrong = (WrongTimes(np.flatnonzero(outside), reason),) if outside.any() else ()
    return Times(read.utc, wrong, read.notes)


def _read_text(text: pl.Series, timezone: str, day_first: bool | None) -> Times:
    empty = (text.is_null() | (text == "")).fill_null(value=True).to_numpy()
    way = _way_of(text.filter(pl.Series(~empty)))
    cells = text.str.extract_groups(_WAYS[way] + _CLOCK).struct.unnest()
    matched = cells["year"].is_not_null().to_numpy()
    parts = {
        name: cells[name].cast(pl.Int64).fill_null(0).to_numpy().copy()
        for name in cells.columns
        if name in (*_PARTS, "one", "two")
    }
    notes: tuple[str, ...] = ()
    if way == "numbers":
        notes = _put_in_order(parts, matched, day_first)
    elif way == "letters":
        starts = cells["name"].str.to_lowercase().str.slice(0, 3)
        months = {name: number for number, name in enumerate(_MONTHS, start=1)}
        parts["month"] = (
            starts.replace_strict(months, default=0, return_dtype=pl.Int64)
            .fill_null(0)
            .to_numpy()
        )
    _to_24_hours(parts, cells["half"])
    local, exists = _microseconds(parts)
    exists &= (local >= _EARLIEST) & (local <= _LATEST)
    fraction = cells["fraction"].str.pad_end(6, "0").str.slice(0, 6)
    local = local + fraction.cast(pl.Int64).fill_null(0).to_numpy()
    wrong = _unreadable(~empty & ~matched, ~empty & matched & ~exists, way)
    good = matched & exists & ~empty
    times = _with_offsets(np.where(good, local, MISSING), cells["offset"], timezone)
    return Times(times.utc, (*wrong, *times.wrong), (*notes, *times.notes))


def _way_of(text: pl.Series) -> str:
    """Give the way of writing that most of the first hundred cells share."""
    head = text.head(100)
    counts = {
        way: int(head.str.contains(pattern + _CLOCK).sum())
        for way, pattern in _WAYS.items()
    }
    return max(counts, key=lambda way: counts[way])


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


def _put_in_order(
    parts: dict[str, Microseconds], matched: Mask, day_first: bool | None
) -> tuple[str, ...]:
    """Decide once for the column which number is the day; fill day and month."""
    one, two = parts.pop("one"), parts.pop("two")
    days_first = int((one[matched] > 12).sum())
    days_second = int((two[matched] > 12).sum())
    told = day_first is not None
    first = day_first if day_first is not None else days_first >= days_second
    parts["day"], parts["month"] = (one, two) if first else (two, one)
    order = "day first (31/12)" if first else "month first (12/31)"
    if told:
        return (f"Dates are read {order}, as told.",)
    if days_first == days_second == 0:
        return (
            (
                f"Dates could be day first or month first; they are read {order}. "
                "If that is wrong, say --month-first."
            ),
        )
    return (f"Dates are read {order}, as {max(days_first, days_second):,} show.",)


def _to_24_hours(parts: dict[str, Microseconds], half: pl.Series) -> None:
    if half.null_count() == len(half):
        return
    letter = half.str.to_lowercase()
    before = (letter == "am").fill_null(value=False).to_numpy()
    after = (letter == "pm").fill_null(value=False).to_numpy()
    hour = parts["hour"]
    of_twelve = (before | after) & (hour >= 1) & (hour <= 12)
    parts["hour"] = np.where(
        before | after,
        np.where(of_twelve, hour % 12 + 12 * after, 99),  # 13 pm does not exist
        hour,
    )


def _microseconds(parts: dict[str, Microseconds]) -> tuple[Microseconds, Mask]:
    """Microseconds on the local clock, and which of them stand on the calendar."""
    year, month, day, hour, minute, second = (parts[name] for name in _PARTS)
    sound = (year >= 1) & (month >= 1) & (month <= 12)
    months = np.where(sound, (year - 1970) * 12 + month - 1, 0)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    next_first = (
        (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    )
    exists = sound & (day >= 1) & (day <= next_first - first)
    exists &= (hour <= 23) & (minute <= 59) & (second <= 59)
    seconds = hour * 3600 + minute * 60 + second
    return (first + day - 1) * DAY + seconds * SECOND, exists


def _with_offsets(local: Microseconds, offset: pl.Series, timezone: str) -> Times:
    there = local != MISSING
    given = offset.is_not_null().to_numpy() & there
    if not given.any():
        return _localised(local, timezone)
    if (given != there).any():
        few_have = given.sum() * 2 < there.sum()
        rows = np.flatnonzero(there & (given == few_have))
        reason = (
            "{value} has an offset from UTC and most of the column has none"
            if few_have
            else "{value} has no offset from UTC and most of the column has one"
        )
        reason += "; write all times of the column the same way"
        return Times(local, (WrongTimes(rows, reason),))
    digits = offset.str.replace_all(r"[^0-9+-]", "").str.pad_end(5, "0")
    hours = digits.str.slice(1, 2).cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    minutes = digits.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    sign = np.where((digits.str.slice(0, 1) == "-").fill_null(value=False), -1, 1)
    shift = sign * (hours * 60 + minutes.to_numpy()) * 60 * SECOND
    return Times(np.where(there, local - shift, MISSING))


def _localised(local: Microseconds, timezone: str) -> Times:
    """Read a local clock as UTC; see the module's docstring for the two odd hours."""
    there = local != MISSING
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
            f"{twice:,} times fall in the hour that comes twice when clocks go back; "
            "they are read as the first."
        )
    if len(skipped):
        notes.append(
            f"{len(skipped):,} times fall in the hour that is skipped when clocks go "
            "forward; they are read an hour later."
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


def local_clock(utc: Microseconds, timezone: str) -> Microseconds:
    """Microseconds of the day on a zone's clock, for times in UTC."""
    zoned = pl.Series(utc).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(timezone)
    local = zoned.dt.replace_time_zone(None).to_physical().to_numpy()
    since_midnight: Microseconds = np.mod(local, DAY)
    return since_midnight


def as_datetime(microseconds: int) -> dt.datetime:
    """Turn microseconds since 1970 into an aware datetime in UTC."""
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return epoch + dt.timedelta(microseconds=microseconds)
