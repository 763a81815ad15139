"""Dates and times in text, taken apart into numbers.

Rows whose digits stand in the same places are of one *layout*. A layout is matched
once, by its first row, and its digits are then read for all its rows together as
columns of bytes. A column is taken apart a part at a time, so that what is made of a
part stays in the processor's nearer memory: a million rows take a tenth of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from .arrays import Bytes, Mask, Numbers, Places

_CLOCK = (
    r"(?:[T ]+(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})"
    r"(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?)?[ ]*(?P<half>[AaPp][Mm])?"
    r"[ ]*(?P<offset>Z|z|UTC|GMT|(?P<sign>[+-])(?P<off_hours>[0-9]{2})"
    r"(?::?(?P<off_minutes>[0-9]{2}))?)?"
)
_YEAR = r"(?P<year>[0-9]{4})"
# ISO 8601 with a space or a T; three numbers in either order; a month in letters.
WAYS = {
    way: re.compile(date + _CLOCK)
    for way, date in {
        "year-month-day": _YEAR + r"[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})",
        "numbers": r"(?P<one>[0-9]{1,2})[-/.](?P<two>[0-9]{1,2})[-/.]" + _YEAR,
        "letters": r"(?P<day>[0-9]{1,2})[- /](?P<name>[A-Za-z]{3,9})[- /]" + _YEAR,
    }.items()
}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = (
    "year", "month", "day", "one", "two", "hour", "minute", "second", "fraction",
    "off_hours", "off_minutes",
)  # fmt: skip
_PARTS = (*_NUMBERS, "half", "sign")
_MOST_LAYOUTS = 64  # of one length; what is left then is taken row by row
_LOOKED_AT = 100
PART = 1 << 15  # rows taken apart at a time
_ZERO = ord("0")
BEFORE_NOON, AFTER_NOON = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """Times of one way of writing, taken apart.

    Parameters
    ----------
    matched
        Rows that are written in this way. Shape (n_rows,).
    has_offset
        Rows with an offset from UTC. Shape (n_rows,).
    parts
        Numbers by name, 0 where there are none: year, month, day (or one and two, whose
        order is still to be decided), hour, minute, second, fraction in microseconds,
        half (1 am, 2 pm), sign (-1 or 1), off_hours, off_minutes. Shapes (n_rows,).
    """

    matched: Mask
    has_offset: Mask
    parts: dict[str, Numbers]


def way_of(text: pl.Series) -> str:
    """Give the way of writing, a key of `WAYS`, of most of the first filled rows.

    Parameters
    ----------
    text
        Trimmed text; rows may be empty but not null.
    """
    head = text.filter(text != "").head(_LOOKED_AT).to_list()
    counts = {
        way: sum(pattern.fullmatch(cell) is not None for cell in head)
        for way, pattern in WAYS.items()
    }
    return max(counts, key=lambda way: counts[way])


def parts_of(text: pl.Series, way: str) -> Iterator[tuple[slice, Written]]:
    """Take a column of times apart, so many rows at a time.

    Parameters
    ----------
    text
        Trimmed text; rows may be empty but not null.
    way
        A key of `WAYS`; rows written otherwise match nothing.

    Yields
    ------
    tuple
        Which rows, and what they say.
    """
    for first in range(0, len(text), PART):
        part = text.slice(first, PART)
        yield slice(first, first + len(part)), _taken_apart(part, way)


def _taken_apart(text: pl.Series, way: str) -> Written:
    rows = len(text)
    written = Written(
        np.zeros(rows, dtype=np.bool_),
        np.zeros(rows, dtype=np.bool_),
        {name: np.zeros(rows, dtype=np.int32) for name in _PARTS},
    )
    for places, cells in _layouts(text):
        _read_layout(written, way, places, cells)
    return written


def _layouts(text: pl.Series) -> Iterator[tuple[Places, Bytes]]:
    # Rows of one layout and their bytes, shape (length, n_rows_of_it).
    lengths = text.str.len_bytes().to_numpy()
    for length in np.unique(lengths[lengths > 0]):
        rows = np.flatnonzero(lengths == length)
        joined = text.gather(rows).str.join("").item().encode()
        by_row = np.frombuffer(joined, np.uint8).reshape(len(rows), length)
        cells = np.ascontiguousarray(by_row.T)
        for _ in range(_MOST_LAYOUTS):
            if not len(rows):
                break
            alike = _alike(cells)
            if alike.all():
                yield rows, cells
                rows = rows[:0]
                break
            yield rows[alike], cells[:, alike]
            rows, cells = rows[~alike], cells[:, ~alike]
        for place, row in enumerate(rows):
            yield np.array([row]), cells[:, place : place + 1]


def _alike(cells: Bytes) -> Mask:
    """Rows with digits where the first has digits, and else the same bytes."""
    alike = np.ones(cells.shape[1], dtype=np.bool_)
    for column in cells:
        is_digit = _ZERO <= column[0] < _ZERO + 10
        # Bytes below "0" wrap around to above 9.
        alike &= (column - _ZERO < 10) if is_digit else (column == column[0])
    return alike


def _read_layout(written: Written, way: str, rows: Places, cells: Bytes) -> None:
    try:
        sample = cells[:, 0].tobytes().decode("ascii")
    except UnicodeDecodeError:
        return
    match = WAYS[way].fullmatch(sample)
    if match is None:
        return
    written.matched[rows] = True
    written.has_offset[rows] = match["offset"] is not None
    for name in _NUMBERS:
        if name in match.re.groupindex and match[name] is not None:
            digits = cells[slice(*match.span(name))]
            written.parts[name][rows] = _number(digits[:6])
    if match["fraction"] is not None:
        written.parts["fraction"][rows] *= 10 ** max(0, 6 - len(match["fraction"]))
    written.parts["sign"][rows] = -1 if match["sign"] == "-" else 1
    if match["half"] is not None:
        is_before = match["half"].lower() == "am"
        written.parts["half"][rows] = BEFORE_NOON if is_before else AFTER_NOON
    if way == "letters":
        written.parts["month"][rows] = _month(match["name"].lower())


def _number(digits: Bytes) -> Numbers:
    value = np.zeros(digits.shape[1], dtype=np.int32)
    for column in digits:
        value *= 10
        value += column - _ZERO
    return value


def _month(name: str) -> int:
    """Give the number of a month, written out or cut to three letters or more; 0 for none."""
    return next(
        (n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name)), 0
    )
