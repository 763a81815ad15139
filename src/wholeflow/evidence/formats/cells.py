"""Days and numbers as people and programs write them in the cells of a table.

A cell that holds nothing is missing, and a cell that somebody hid to protect people is
hidden; neither is nought.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from wholeflow.days import day_in_words
from wholeflow.errors import Fault

Read = TypeVar("Read")

MISSING = {
    "",
    "-",
    "\N{EN DASH}",
    "\N{EM DASH}",
    "..",
    "...",
    ":",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
}
MISSING |= {"none", "missing", "not available", "[x]", "[z]", "[u]"}
HIDDEN = {"*", "c", "[c]", "suppressed"}
_LESS_THAN = re.compile(r"<\s*\d+\Z")

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
_MONTHS += ["jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = "|".join(_MONTHS)
_BIG_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[ T][\d:.Z+]+)?)?\Z")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: [\d:.]+)?\Z")
_WITH_NAME = re.compile(
    rf"(?:(\d{{1,2}})[- ])?({_NAMED})[a-z]*[- ,]+(\d{{4}}|\d{{2}})\Z", re.IGNORECASE
)
_WHOLE_OF_EXCEL = re.compile(r"[34]\d{4}\Z")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?\Z")

DAY_EXPECTED = (
    "expected a day such as 2024-03-05 or 05/03/2024, or a month such as 2024-03 or "
    "Mar 2024"
)


class UnreadableCell(Exception):
    """A cell that is neither empty nor what it should be; says what was expected."""


class TableFaults(list[Fault]):
    """What is wrong with a table, gathered so that all of it is told at once."""

    def add(self, message: str, row: int | None, column: str | None) -> None:
        """Add one fault with its place."""
        self.append(Fault(message, row, column))

    def read_cell(
        self, read: Callable[[str], Read], cell: str, row: int, column: str
    ) -> Read | None:
        """Read a cell; one that cannot be read is a fault, and gives nothing."""
        try:
            return read(cell)
        except UnreadableCell as bad:
            self.add(str(bad).rstrip("."), row, column)
            return None


def is_missing(cell: str) -> bool:
    """Tell whether a cell holds nothing: empty, or one of the usual marks."""
    return cell.casefold() in MISSING


def is_hidden(cell: str) -> bool:
    """Tell whether a cell was hidden to protect people, such as "*" or "<5"."""
    return cell.casefold() in HIDDEN or bool(_LESS_THAN.match(cell))


def read_number(cell: str) -> float:
    """Read a number: 1234.5, 1,234.5, 95% or £1,234.

    Raises
    ------
    UnreadableCell
        If it is text, or not finite.
    """
    bare = cell.removesuffix("%").removeprefix("£").strip()
    if _THOUSANDS.match(bare):
        bare = bare.replace(",", "").replace(" ", "")
    try:
        number = float(bare.replace("_", "x"))  # Python reads 1_000, people do not
    except ValueError:
        hint = (
            "Write decimals with a point."
            if "," in bare
            else "Write it in figures, or leave the cell empty."
        )
        raise UnreadableCell(f"expected a number; got “{cell}”. {hint}") from None
    if not math.isfinite(number):
        raise UnreadableCell(
            f"expected a finite number; got “{cell}”. Leave the cell empty."
        )
    return number


def read_count(cell: str) -> int:
    """Read a whole number of people.

    Raises
    ------
    UnreadableCell
        If it is text, negative, or has a fraction.
    """
    number = read_number(cell)
    if number < 0 or not number.is_integer():
        raise UnreadableCell(
            f"expected a whole number of people; got “{cell}”. Write it in figures, or "
            "leave the cell empty."
        )
    return int(number)


class DayReader:
    """Reads days one after the other, and notes what was taken for granted.

    Parameters
    ----------
    month_first
        Whether 03/05/2024 is the fifth of March; else it is the third of May.
    """

    def __init__(self, *, month_first: bool = False) -> None:
        self.month_first = month_first
        self._months: tuple[str, date] | None = None
        self._either: tuple[str, date] | None = None

    def read(self, cell: str) -> date:
        """Read one day; a month is its first day.

        Raises
        ------
        UnreadableCell
            If there is no such day, or it is written in no way that is known.
        """
        if found := _BIG_FIRST.match(cell):
            year, month, day = found.groups()
            return self._made(cell, int(year), int(month), day)
        if found := _WITH_NAME.match(cell):
            day, name, year = found.groups()
            month = _MONTHS.index(name.casefold()) + 1
            return self._made(cell, _year(year), month, day)
        if found := _NUMBERS.match(cell):
            return self._of_numbers(cell, found)
        if _WHOLE_OF_EXCEL.match(cell):
            raise UnreadableCell(
                f"{DAY_EXPECTED}; got “{cell}”, which may be a day as Excel keeps it. "
                "Format the column as dates and save it again."
            )
        raise UnreadableCell(f"{DAY_EXPECTED}; got “{cell}”.")

    def notes(self) -> tuple[str, ...]:
        """Say what was taken for granted, each with an example of the file."""
        told = []
        if self._either is not None:
            cell, day = self._either
            way = "month first" if self.month_first else "day first"
            told.append(f"Days were read {way}: “{cell}” is {day_in_words(day)}.")
        if self._months is not None:
            cell, day = self._months
            told.append(
                f"A month stands on its first day: “{cell}” is {day_in_words(day)}."
            )
        return tuple(told)

    def _of_numbers(self, cell: str, found: re.Match[str]) -> date:
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if self.month_first else (first, second)
        if month > 12 >= day:
            way = "month" if self.month_first else "day"
            raise UnreadableCell(
                f"expected the {way} first, as in the rest of the file; got “{cell}”. "
                "Write it as 2024-03-05, or say which comes first."
            )
        made = self._made(cell, _year(found[3]), month, str(day))
        if first <= 12 and second <= 12 and first != second:
            self._either = self._either or (cell, made)
        return made

    def _made(self, cell: str, year: int, month: int, day: str | None) -> date:
        try:
            made = date(year, month, int(day or 1))
        except ValueError:
            raise UnreadableCell(
                f"expected a day that there is, such as 2023-01-31; got “{cell}”."
            ) from None
        if day is None:
            self._months = self._months or (cell, made)
        return made


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)
