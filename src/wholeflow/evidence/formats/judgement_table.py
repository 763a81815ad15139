"""Judgements in a table: a row for each, with the process it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from wholeflow.errors import BadInput, BadMap, Fault
from wholeflow.evidence.flags import Flag
from wholeflow.evidence.formats.cells import (
    DayReader,
    TableFaults,
    is_missing,
    read_number,
)
from wholeflow.evidence.statements import Judgement
from wholeflow.processes.formats.rows import csv_rows, excel_rows

COLUMNS = ("process", "for", "against", "date")
MORE_COLUMNS = ("reason", "by", "half life days")


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One judgement of a table.

    Parameters
    ----------
    process
        Name or id of the process, as it was written.
    judgement
        What was judged.
    row
        Line of the file, for messages.
    """

    process: str
    judgement: Judgement
    row: int = field(default=0, compare=False)


def read_judgement_table(
    content: bytes | Path,
    *,
    today: date,
    source: str = "table",
    month_first: bool = False,
) -> tuple[JudgementRow, ...]:
    r"""Read judgements from a CSV file or an Excel workbook.

    Parameters
    ----------
    content
        What stands in the file, or where it lies. Columns: process, for and against
        (each from 0 to 100) and date; and, if wanted, reason, by and half_life_days.
    today
        No judgement may be later.
    source
        Name of the file for messages; that of the path if there is one.
    month_first
        Whether 03/05/2024 is the fifth of March; else it is the third of May.

    Returns
    -------
    tuple of JudgementRow
        In the order of the file, at least one.

    Raises
    ------
    BadInput
        With every fault: a file that is no table, a column that is missing, text in
        place of a number or a day, a number out of range, a day to come.

    Examples
    --------
    >>> [row] = read_judgement_table(
    ...     b"process,for,against,date\nTesting blood,40,10,2024-03-05\n",
    ...     today=date(2024, 6, 1),
    ... )
    >>> row.judgement.flag
    Flag(lower=0.4, upper=0.9)
    """
    if isinstance(content, Path):
        source = content.name
        try:
            content = content.read_bytes()
        except OSError as cause:
            message = f"the file cannot be opened: {cause.strerror}"
            raise BadInput(source, [message]) from None
    try:
        excel = content.startswith(b"PK\x03\x04")
        rows, _ = (excel_rows if excel else csv_rows)(content, source)
    except BadMap as bad:  # the rows of a map are read by the same reader
        raise BadInput(bad.source, bad.faults) from None
    reading = _Reading(source, today, DayReader(month_first=month_first))
    return reading.table([(at, row) for at, row in enumerate(rows, 1) if any(row)])


@dataclass(slots=True)
class _Reading:
    """One table being read, and what is wrong with it."""

    source: str
    today: date
    days: DayReader
    faults: TableFaults = field(default_factory=TableFaults)

    def table(self, rows: list[tuple[int, list[str]]]) -> tuple[JudgementRow, ...]:
        titles = [_title(cell) for cell in rows[0][1]] if rows else []
        missing = [name for name in COLUMNS if name not in titles]
        if missing:
            got = ", ".join(title for title in titles if title) or "nothing"
            message = f"expected the columns {', '.join(COLUMNS)}; got {got}"
            raise BadInput(self.source, [Fault(message, 1, missing[0])])
        made = [
            self._judgement(row, dict(zip(titles, cells, strict=False)))
            for row, cells in rows[1:]
        ]
        if not made:
            raise BadInput(self.source, ["expected at least one judgement; got none"])
        if self.faults:
            raise BadInput(self.source, self.faults)
        return tuple(each for each in made if each is not None)

    def _judgement(self, row: int, cells: Mapping[str, str]) -> JudgementRow | None:
        process = cells.get("process", "")
        if not process:
            self.faults.add(
                "expected the name or id of a process; got none", row, "process"
            )
        good, bad = (self._strength(cells, row, name) for name in ("for", "against"))
        day = self._day(cells.get("date", ""), row)
        half_life = self._half_life(cells.get("half life days", ""), row)
        if good is None or bad is None or day is None or not process:
            return None
        judgement = Judgement(
            Flag.from_weights(good, bad),
            cells.get("reason") or "not said",
            cells.get("by") or "somebody",
            on=day,
            half_life_days=half_life,
        )
        return JudgementRow(process, judgement, row)

    def _strength(
        self, cells: Mapping[str, str], row: int, column: str
    ) -> float | None:
        given = self.faults.read_cell(read_number, cells.get(column, ""), row, column)
        if given is not None and not 0 <= given <= 100:
            self.faults.add(
                f"expected a number from 0 to 100; got {given:g}. Write 40 % as 40",
                row,
                column,
            )
            return None
        return None if given is None else given / 100

    def _day(self, cell: str, row: int) -> date | None:
        day = self.faults.read_cell(self.days.read, cell, row, "date")
        if day is not None and day > self.today:
            message = f"expected a day up to {self.today}; got {day}, still to come"
            self.faults.add(message, row, "date")
        return day

    def _half_life(self, cell: str, row: int) -> float | None:
        if is_missing(cell):
            return None
        days = self.faults.read_cell(read_number, cell, row, "half_life_days")
        if days is not None and days <= 0:
            message = (
                f"expected days above 0; got {days:g}. Leave it empty for no ageing"
            )
            self.faults.add(message, row, "half_life_days")
            return None
        return days


def _title(cell: str) -> str:
    return " ".join(cell.replace("_", " ").casefold().split())
