"""The door for dated values: what cannot be charted is refused, and gaps are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import SupportsFloat

import numpy as np
import numpy.typing as npt

from wholeflow.days import day_in_words, month_in_words
from wholeflow.errors import BadInput, Fault
from wholeflow.improvement.spc.days import to_date

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

_MONTHS_OF_STEP = {28: 1, 29: 1, 30: 1, 31: 1, 89: 3, 90: 3, 91: 3, 92: 3}
_MONTHS_OF_STEP |= {365: 12, 366: 12}
_LARGEST = 1e100  # beyond it, differences of two values may overflow
_NAMES = {1: "month", 3: "quarter", 12: "year"}
_NAMES_OF_DAYS = {1: "day", 7: "week"}


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Values in the order of their days.

    Parameters
    ----------
    days
        Shape (n,), rising.
    values
        Shape (n,), finite.
    missing_before
        How many periods without a value lie just before each point; shape (n,).
    period
        What a step is: "day", "week", "month", "quarter", "year", or "period"; "" when
        the days follow no rhythm, and then nothing can be missing.
    out_of
        Denominators, shape (n,), above 0; None for values that have none.
    """

    days: Days
    values: Floats
    missing_before: Ints
    period: str
    out_of: Floats | None = None

    def day(self, place: int) -> date:
        """Give the day of a point."""
        return to_date(self.days[place])

    def when(self, day: date) -> str:
        """Write a day as finely as the series is: June 2018, or 3 June 2018."""
        coarse = self.period in {"month", "quarter"}
        return month_in_words(day) if coarse else day_in_words(day)


def read_values(
    points: Iterable[Sequence[object]],
    *,
    today: date | None = None,
    wanted: Sequence[str] = ("value",),
    repeated: bool = False,
) -> tuple[Days, tuple[Floats, ...]]:
    """Read dated rows into columns, sorted by day.

    Parameters
    ----------
    points
        Rows of a day followed by one number for each name in `wanted`, in any order.
    today
        No row may be later; None lets every day in.
    wanted
        Names of the numbers, for messages.
    repeated
        Whether several rows may share a day.

    Returns
    -------
    tuple
        Days of shape (n,), rising, and one array of shape (n,) for each name.

    Raises
    ------
    BadInput
        With every fault found: no rows, text or nothing in place of a number, a number
        that is not finite, a day that is no date, a day to come, a day given twice.
    """
    rows = [tuple(row) for row in points]
    faults = [
        fault
        for place, row in enumerate(rows, start=1)
        for fault in _faults_of(place, row, wanted, today)
    ]
    if not rows:
        faults = [Fault("Expected at least one dated value; got none.")]
    if not repeated and not faults:
        faults = _given_twice([row[0] for row in rows])
    if faults:
        raise BadInput("Points of a chart", faults)
    days = np.array([row[0] for row in rows], dtype="datetime64[D]")
    order = np.argsort(days, kind="stable")
    columns = (
        np.array([float(row[place]) for row in rows])  # type: ignore[arg-type]  # checked above
        for place in range(1, len(wanted) + 1)
    )
    return days[order], tuple(column[order] for column in columns)


def in_rhythm(days: Days, values: Floats, out_of: Floats | None = None) -> Series:
    """Make a series of sorted columns, finding its rhythm and its gaps.

    The usual step between days tells the rhythm: a day, a week, 28 days, a month, a
    quarter, a year or whatever repeats. A series of working days only does not miss its
    weekends. If steps do not fit the rhythm, there is none.
    """
    missing, period = _rhythm(days)
    return Series(days, values, missing, period, out_of)


def why_no_number(given: object) -> str | None:
    """Say why something cannot be charted as a number; None if it can."""
    if given is None:
        return "Expected a number; got nothing. Leave out what was not measured."
    if isinstance(given, bool) or not isinstance(given, SupportsFloat):
        return f"Expected a number; got {given!r}. Put it right, or leave it out."
    try:
        number = float(given)
    except OverflowError:
        return "Expected a finite number; got one of hundreds of digits. Put it right."
    if not abs(number) <= _LARGEST:
        return f"Expected a finite number; got {given}. Put it right, or leave it out."
    return None


def _faults_of(
    place: int, row: Sequence[object], wanted: Sequence[str], today: date | None
) -> Iterable[Fault]:
    if len(row) != len(wanted) + 1:
        told = ", ".join(("day", *wanted))
        yield Fault(
            f"Expected {len(wanted) + 1} things ({told}); got {len(row)}.", row=place
        )
        return
    day, *numbers = row
    if not isinstance(day, date) or isinstance(day, datetime):
        yield Fault(
            f"Expected a day such as date(2026, 11, 22); got {day!r}.",
            row=place,
            column="day",
        )
    elif today is not None and day > today:
        yield Fault(
            f"Expected a day up to {day_in_words(today)}; got {day_in_words(day)}, "
            "which is still to come. Check the year, or leave the row out.",
            row=place,
            column="day",
        )
    for name, number in zip(wanted, numbers, strict=True):
        wrong = why_no_number(number)
        if wrong is not None:
            yield Fault(wrong, row=place, column=name)


def _given_twice(days: Sequence[object]) -> list[Fault]:
    counts = Counter(days)
    return [
        Fault(
            f"Expected one value for a day; got {count} for {day_in_words(day)}. Keep "
            "the one that stands; a restated value takes the place of the old one.",
            column="day",
        )
        for day, count in counts.items()
        if count > 1 and isinstance(day, date)
    ]


def _rhythm(days: Days) -> tuple[Ints, str]:
    nothing = np.zeros(len(days), dtype=np.int64)
    steps = np.diff(days).astype(np.int64)
    if len(steps) == 0:
        return nothing, ""
    usual = int(np.sort(steps)[(len(steps) - 1) // 2])
    if usual == 1 and len(days) > 7 and bool(np.all(np.is_busday(days))):
        steps = np.busday_count(days[:-1], days[1:]).astype(np.int64)
    if usual > 0 and not np.any(steps % usual):
        return _gaps(steps // usual), _name_of_step(days, usual)
    months = _MONTHS_OF_STEP.get(usual)
    counted = np.diff(days.astype("datetime64[M]")).astype(np.int64)
    if months is None or np.any(counted % months) or not np.all(counted):
        return nothing, ""
    return _gaps(counted // months), _NAMES[months]


def _name_of_step(days: Days, usual: int) -> str:
    # Two points a month apart fit "31 days" and "a month"; people mean the month.
    months = _MONTHS_OF_STEP.get(usual)
    firsts = bool(np.all(days == days.astype("datetime64[M]").astype("datetime64[D]")))
    if months is not None and firsts:
        return _NAMES[months]
    return _NAMES_OF_DAYS.get(usual, "period")


def _gaps(steps: Ints) -> Ints:
    return np.concatenate(([0], steps - 1))
