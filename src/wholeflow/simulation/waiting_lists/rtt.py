"""England's open figures of referral to treatment (RTT), area by area and month by month.

Each month NHS England tells how many pathways were not completed at its end, how many
were completed in it and how many were new. The three do not add up: those who leave the
list without a completed pathway are told nowhere, nor are those who come back. What is
missing is told here as *unexplained*.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from wholeflow.days import month_in_words
from wholeflow.errors import BadInput, BadMap, Fault, NotFound
from wholeflow.evidence.formats.cells import (
    DayReader,
    TableFaults,
    is_hidden,
    is_missing,
    read_count,
)
from wholeflow.processes.formats.rows import csv_rows

from .lists import Band, Group, WaitingList, in_turn

DAYS_A_WEEK = 7
YEAR = 12  # months over which a year's seasons even out
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "area": ("stp20 nhs code", "icb", "icb code", "code", "provider", "trust"),
    "month": ("date", "period"),
    "waiting": ("incomplete", "incomplete pathways", "total waiting"),
    "new": ("new periods", "new rtt periods", "clock starts"),
    "completed": ("complete", "completed pathways", "treated"),
}
_NAMED = {other: name for name, others in _COLUMNS.items() for other in (name, *others)}
_COUNTED = ("waiting", "new", "completed")


@dataclass(frozen=True, slots=True)
class RttMonth:
    """One month of one area.

    Parameters
    ----------
    month
        Its first day.
    waiting
        Pathways not completed at its end.
    new, completed
        Pathways begun and completed in it.
    """

    month: date
    waiting: int
    new: int
    completed: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return calendar.monthrange(self.month.year, self.month.month)[1]

    @property
    def ends(self) -> date:
        """The first day after it."""
        return self.month + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class RttArea:
    """The months of one area that are known, in order.

    Parameters
    ----------
    name
        The area, as the file names it.
    months
        At least one; there may be gaps.
    """

    name: str
    months: tuple[RttMonth, ...]

    def upto(self, month: date, n: int) -> tuple[RttMonth, ...]:
        """Give so many months in a row that are known, of which the last is given.

        Raises
        ------
        NotFound
            If they are not.
        """
        some = tuple(each for each in self.months if each.month <= month)[-n:]
        if not some or some[-1].month != month or not _in_a_row(some, n):
            raise NotFound(self._not_known(f"{n} months in a row up to", month))
        return some

    def since(self, month: date, n: int) -> tuple[RttMonth, ...]:
        """Give so many months in a row that are known, of which the first is given.

        Raises
        ------
        NotFound
            If they are not.
        """
        some = tuple(each for each in self.months if each.month >= month)[:n]
        if not some or some[0].month != month or not _in_a_row(some, n):
            raise NotFound(self._not_known(f"{n} months in a row from", month))
        return some

    def _not_known(self, wanted: str, month: date) -> str:
        first, last = (month_in_words(self.months[at].month) for at in (0, -1))
        return (
            f"{self.name}: expected {wanted} {month_in_words(month)}; the file has "
            f"{len(self.months)} from {first} to {last}, or has a gap"
        )


def _in_a_row(some: Sequence[RttMonth], n: int) -> bool:
    return len(some) == n and all(a.ends == b.month for a, b in pairwise(some))


def unexplained(months: Sequence[RttMonth]) -> int:
    """Give how many left a list, after the first of some months, that nobody tells of.

    Who waited, and was new, less who was treated and waits now. Below 0, so many came
    that were not told as new.
    """
    came = sum(each.new - each.completed for each in months[1:])
    return months[0].waiting + came - months[-1].waiting


def england_rtt() -> Path:
    """Give the file of England's areas that comes along; its README has the licence."""
    return Path(str(files(__package__) / "data" / "england_rtt_flow.csv"))


def read_rtt(content: bytes, *, source: str = "table") -> tuple[RttArea, ...]:
    r"""Read a CSV file of waiting lists by area and month.

    Parameters
    ----------
    content
        The file: a row for each area and month, with the columns area, month, waiting,
        new and completed, or as NHS England's tables call them. Others are left out, and
        so are rows in which a number is missing or hidden.
    source
        Its name, for messages.

    Returns
    -------
    tuple of RttArea
        In the order of their names.

    Raises
    ------
    BadInput
        With every fault and its row.

    Examples
    --------
    >>> [area] = read_rtt(b"area,month,waiting,new,completed\nQE1,2025-02,250,60,50\n")
    >>> area.months[0].waiting
    250
    """
    try:
        rows, _ = csv_rows(content, source)
    except BadMap as bad:  # the rows of a map are read by the same reader
        raise BadInput(bad.source, bad.faults) from None
    start = next((at for at, row in enumerate(rows) if any(row)), None)
    if start is None:
        raise BadInput(source, ["expected a header and months; it is empty"])
    places = _places(rows[start], source, start + 1)
    faults, days = TableFaults(), DayReader()
    areas: dict[str, dict[date, RttMonth]] = {}
    for row, cells in enumerate(rows[start + 1 :], start=start + 2):
        if any(cells):
            line = {
                name: cells[at] if at < len(cells) else ""
                for name, at in places.items()
            }
            _read_row(line, row, days, faults, areas)
    if not areas and not faults:
        faults.append(Fault("expected at least one month with all numbers; got none"))
    if faults:
        raise BadInput(source, faults)
    return tuple(
        RttArea(name, tuple(months[each] for each in sorted(months)))
        for name, months in sorted(areas.items())
    )


def _places(header: list[str], source: str, row: int) -> dict[str, int]:
    """Give where each column stands.

    Raises
    ------
    BadInput
        With every column that is missing.
    """
    titles = [" ".join(cell.replace("_", " ").casefold().split()) for cell in header]
    places = {_NAMED[t]: at for at, t in reversed([*enumerate(titles)]) if t in _NAMED}
    got = ", ".join(cell for cell in header if cell)[:60]
    missing = [
        Fault(f"expected a column called {name}, or {others[0]}; got {got}", row, name)
        for name, others in _COLUMNS.items()
        if name not in places
    ]
    if missing:
        raise BadInput(source, missing)
    return places


def _read_row(
    line: Mapping[str, str], row: int, days: DayReader, faults: TableFaults,
    areas: dict[str, dict[date, RttMonth]],
) -> None:  # fmt: skip
    if any(is_missing(line[name]) or is_hidden(line[name]) for name in _COUNTED):
        return
    if not line["area"]:
        faults.add("expected the name or code of an area; got none", row, "area")
    day = faults.read_cell(days.read, line["month"], row, "month")
    counts = [faults.read_cell(read_count, line[name], row, name) for name in _COUNTED]
    if day is None or None in counts or not line["area"]:
        return
    month, of_area = day.replace(day=1), areas.setdefault(line["area"], {})
    if month in of_area:
        faults.add(
            f"expected {month_in_words(month)} of {line['area']} once; a row above has "
            "it already. Keep one of the two",
            row,
            "month",
        )
    waiting, new, completed = (each or 0 for each in counts)
    of_area[month] = RttMonth(month, waiting, new, completed)


def list_ahead(
    area: RttArea, *, month: date | None = None, months: int = YEAR,
    waiting: tuple[Band, ...] = (),
) -> WaitingList:  # fmt: skip
    """Give the list of an area as it stands, going on as in the months before.

    Parameters
    ----------
    area
        Whose.
    month
        The month at whose end it is taken; the last that is known unless given.
    months
        Over how many months up to then those who join, are treated, and leave without a
        completed pathway are taken. Twelve even out the seasons.
    waiting
        How long people have waited, with the sum that waits; without it, as if all had
        been treated in turn.

    Returns
    -------
    WaitingList
        Of one group. Where more came than were told as new, they are taken as new.

    Notes
    -----
    Raises `NotFound` if one of the months is not known.
    """
    some = area.upto(month or area.months[-1].month, months + 1)
    weeks = sum(each.days for each in some[1:]) / DAYS_A_WEEK
    gone = unexplained(some) / weeks
    new = sum(each.new for each in some[1:]) / weeks + max(-gone, 0.0)
    removed, last = max(gone, 0.0), some[-1]
    of_ages = "as given"
    if not waiting:
        of_ages = "not known, and taken as if all had been treated in turn"
        waiting = in_turn(last.waiting, new_per_week=new, removed_per_week=removed)
    return WaitingList(
        name=f"Waiting list of {area.name}",
        groups=(Group(waiting=waiting, new_per_week=new, removed_per_week=removed),),
        treated_per_week=sum(each.completed for each in some[1:]) / weeks,
        start=last.ends.isoformat(),
        notes=(
            f"From RTT figures of {months} months to {month_in_words(last.month)}.",
            "A pathway counts as a person; some people are on several.",
            f"How long people had waited at the start is {of_ages}.",
        ),
    )


def list_as_recorded(area: RttArea, *, month: date, months: int) -> WaitingList:
    """Give the list of an area at the end of a month, going on as was recorded.

    Nobody leaves without a completed pathway, so after k months the list is longer than
    was recorded by what is `unexplained`.

    Parameters
    ----------
    area
        Whose.
    month
        The month at whose end it begins.
    months
        How many months after it are taken from the record; the last goes on.

    Returns
    -------
    WaitingList
        Of one group, with numbers for each week.

    Notes
    -----
    Raises `NotFound` if one of the months is not known.
    """
    some = area.since(month, months + 1)
    new, treated = (
        _by_week([(getattr(each, name), each.days) for each in some[1:]])
        for name in ("new", "completed")
    )
    waiting = in_turn(some[0].waiting, new_per_week=new[0])
    return WaitingList(
        name=f"Waiting list of {area.name} as recorded",
        groups=(Group(waiting=waiting, new_per_week=new),),
        treated_per_week=treated,
        start=some[0].ends.isoformat(),
        notes=("Nobody leaves without a completed pathway.",),
    )


def _by_week(months: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """Give numbers a week from numbers of months and their days; the last goes on."""
    by_day = [number / days for number, days in months for _ in range(days)]
    by_day += by_day[-1:] * (-len(by_day) % DAYS_A_WEEK)
    return tuple(
        sum(by_day[at : at + DAYS_A_WEEK]) for at in range(0, len(by_day), DAYS_A_WEEK)
    )
