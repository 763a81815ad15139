"""Reading a table of indicators row by row, gathering what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from wholeflow.errors import BadInput, Fault
from wholeflow.evidence.formats.cells import (
    DayReader,
    TableFaults,
    UnreadableCell,
    is_hidden,
    is_missing,
    read_count,
    read_number,
)
from wholeflow.evidence.formats.series import (
    IndicatorSeries,
    IndicatorTable,
    SeriesValue,
)
from wholeflow.evidence.targets import target_faults

Row = tuple[int, list[str]]  # its line in the file, and its cells

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator name", "measure", "metric"),
    "date": ("day", "month", "week", "period", "week commencing", "week beginning"),
    "value": ("result", "figure"),
    "process": ("process name", "process id"),
    "unit": ("units",),
    "people": ("denominator", "out of"),
    "not known": ("unknown", "without a record"),
    "fail": ("fails at", "failing value"),
    "target": ("succeeds at",),
    "better": ("direction", "improvement"),
    "source": (),
    "note": ("notes", "comment"),
}
VALUES_LIMIT = 200_000
SHOWN = 60  # characters of a header that a message repeats
_NAMED = {other: name for name, others in _COLUMNS.items() for other in (name, *others)}
_OF_SERIES = ("process", "unit", "source", "fail", "target", "better")
_BETTER = {
    **dict.fromkeys(("up", "higher", "high", "increase", "higher is better"), "up"),
    **dict.fromkeys(("down", "lower", "low", "decrease", "lower is better"), "down"),
}
PERCENT = {"%", "percent", "per cent", "in 100", "in a hundred", "pct"}
"""Units, in small letters, whose values lie between 0 and 100."""

SHARE = {"share", "proportion", "fraction"}
"""Units, in small letters, whose values lie between 0 and 1."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row, by the names of its columns."""

    row: int
    cells: list[str]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        at = self.places.get(column, len(self.cells))
        return self.cells[at] if at < len(self.cells) else ""


@dataclass(slots=True)
class _Growing:
    """An indicator while its rows are read."""

    name: str
    said: dict[str, tuple[str, int]] = field(default_factory=dict)
    values: dict[date, SeriesValue] = field(default_factory=dict)
    missing: int = 0
    hidden: int = 0
    empty: list[date] = field(default_factory=list)
    percent: bool = False  # a cell had the sign


@dataclass(slots=True)
class TableReading:
    """One table being read: what was found so far, and what is wrong with it."""

    source: str
    today: date
    days: DayReader
    notes: list[str]
    only: str = ""  # the indicator that all rows are of, where no column names any
    faults: TableFaults = field(default_factory=TableFaults)
    growing: dict[tuple[str, str], _Growing] = field(default_factory=dict)

    def table(self, rows: Sequence[list[str]]) -> IndicatorTable:
        """Read all rows, of which the first that is not blank has the titles.

        Raises
        ------
        BadInput
            With every fault.
        """
        start = next((at for at, row in enumerate(rows) if any(row)), None)
        if start is None:
            raise BadInput(self.source, ["expected a header and values; it is empty"])
        titles = [_title(cell) for cell in rows[start]]
        one_column = {"indicator"} if not self.only else {"indicator", "value"}
        read = self._long if one_column & {*titles} else self._wide
        places = {title: at for at, title in reversed([*enumerate(titles)])}
        self._require("date", places, rows[start], start + 1)
        body = [(at + 1, row) for at, row in enumerate(rows) if at > start and any(row)]
        read(rows[start], places, body)
        series = [made for each in self.growing.values() if (made := self._made(each))]
        if not self.faults and not any(each.values for each in series):
            self.faults.append(Fault("expected at least one value; got none"))
        if self.faults:
            self.faults.sort(key=_place)
            raise BadInput(self.source, self.faults)
        notes = (*self.notes, *self.days.notes())
        return IndicatorTable(self.source, tuple(series), notes)

    def _long(
        self, header: list[str], places: Mapping[str, int], body: list[Row]
    ) -> None:
        self._require("value", places, header, None)
        unread = [cell for cell in header if _title(cell) not in _COLUMNS and cell]
        if unread:
            self.notes.append(f"Columns that were not read: {', '.join(unread)}.")
        said = [column for column in _OF_SERIES if column in places]
        for row, cells in body:
            line = _Line(row, cells, places)
            name = line["indicator"] or self.only
            if not name:
                self.faults.add(
                    "expected the name of an indicator; got none", row, "indicator"
                )
                continue
            series = self._series(name, line["process"])
            for column in said:
                self._say(series, column, line[column], row)
            self._value(series, line, line["value"], "value")

    def _wide(
        self, header: list[str], places: Mapping[str, int], body: list[Row]
    ) -> None:
        names = [
            (at, cell)
            for at, cell in enumerate(header)
            if at != places["date"] and cell
        ]
        if any(_title(cell) == "value" for _, cell in names):
            message = (
                "a column “value” needs a column “indicator” beside it; or call the "
                "column as the indicator is called"
            )
            raise BadInput(self.source, [Fault(message, None, "value")])
        if len(names) * len(body) > VALUES_LIMIT:
            message = (
                f"expected at most {VALUES_LIMIT:,} values; got {len(body):,} rows of "
                f"{len(names)} indicators. Cut the table into shorter periods"
            )
            raise BadInput(self.source, [message])
        for row, cells in body:
            line = _Line(row, cells, {"date": places["date"]})
            for at, name in names:
                cell = cells[at] if at < len(cells) else ""
                self._value(self._series(name, ""), line, cell, name)

    def _require(
        self, name: str, places: Mapping[str, int], header: list[str], row: int | None
    ) -> None:
        if name not in places:
            got = ", ".join(cell for cell in header if cell)
            got = got if len(got) <= SHOWN else f"{got[: SHOWN - 1]}…"
            message = f"expected a column called {name}; got {got}"
            raise BadInput(self.source, [Fault(message, row, name)])

    def _series(self, name: str, process: str) -> _Growing:
        key = (process.casefold(), name.casefold())
        return self.growing.setdefault(key, _Growing(name))

    def _say(self, series: _Growing, column: str, cell: str, row: int) -> None:
        """Note what a row says of its indicator; every row must say the same."""
        if not cell:
            return
        before, where = series.said.setdefault(column, (cell, row))
        if before.casefold() != cell.casefold():
            message = (
                f"expected “{before}” for “{series.name}”, as in row {where}; "
                f"got “{cell}”"
            )
            self.faults.add(message, row, column)

    def _value(self, series: _Growing, line: _Line, cell: str, column: str) -> None:
        if is_missing(cell) or is_hidden(cell):
            series.missing += is_missing(cell)
            series.hidden += is_hidden(cell)
            with suppress(UnreadableCell):  # a day without a value may be no day at all
                series.empty.append(self.days.read(line["date"]))
            return
        day = self._day(line)
        number = self.faults.read_cell(read_number, cell, line.row, column)
        people, not_known = (
            self.faults.read_cell(read_count, line[name], line.row, name)
            if not (is_missing(line[name]) or is_hidden(line[name]))
            else None
            for name in ("people", "not known")
        )
        if people == 0:
            self.faults.add(
                "expected at least 1 person for a value; got 0. Leave the value empty",
                line.row,
                "people",
            )
        if day is None or number is None:
            return
        if (earlier := series.values.get(day)) is not None:
            message = (
                f"expected one value of “{series.name}” for {day}; row {earlier.row} "
                "has one already. Keep one of the two"
            )
            self.faults.add(message, line.row, "date")
            return
        series.percent |= cell.endswith("%")
        series.values[day] = SeriesValue(
            day, number, people, not_known or 0, line["note"], line.row
        )

    def _day(self, line: _Line) -> date | None:
        day = self.faults.read_cell(self.days.read, line["date"], line.row, "date")
        if day is not None and day > self.today:
            message = (
                f"expected a day up to {self.today}; got {day}, still to come. Give the "
                "day on which it was measured"
            )
            self.faults.add(message, line.row, "date")
            return None
        return day

    def _made(self, series: _Growing) -> IndicatorSeries | None:
        said = {column: cell for column, (cell, _) in series.said.items()}
        fail, target = (self._scale_end(series, name) for name in ("fail", "target"))
        better = self._better(series, fail, target)
        unit = said.get("unit", "%" if series.percent else "")
        self._require_range(series, unit)
        self._tell_left_out(series)
        return IndicatorSeries(
            name=series.name,
            values=tuple(sorted(series.values.values(), key=lambda each: each.on)),
            process=said.get("process", ""),
            unit=unit,
            source=said.get("source", ""),
            fail=fail,
            target=target,
            better=better,
            missing=series.missing,
            hidden=series.hidden,
            empty=tuple(series.empty),
        )

    def _scale_end(self, series: _Growing, column: str) -> float | None:
        cell, row = series.said.get(column, ("", 0))
        return (
            None
            if is_missing(cell)
            else self.faults.read_cell(read_number, cell, row, column)
        )

    def _better(
        self, series: _Growing, fail: float | None, target: float | None
    ) -> str:
        cell, row = series.said.get("better", ("", 0))
        given = _BETTER.get(cell.casefold(), "")
        if cell and not given:
            self.faults.add(f"expected up or down; got “{cell}”", row, "better")
        rows = [
            series.said[name][1] for name in ("fail", "target") if name in series.said
        ]
        for fault in target_faults(fail, target, given):
            message = f"“{series.name}”: {fault.message}"
            self.faults.add(message, min(rows), fault.column)
        return given

    def _require_range(self, series: _Growing, unit: str) -> None:
        most = 100 if unit.casefold() in PERCENT else 1
        if unit.casefold() not in PERCENT | SHARE:
            return
        for each in series.values.values():
            if not 0 <= each.value <= most:
                message = (
                    f"expected 0 to {most}, since the unit is “{unit}”; "
                    f"got {each.value:g}"
                )
                self.faults.add(message, each.row, series.name)
        shares = all(0 <= each.value <= 1 for each in series.values.values())
        if (
            most == 100
            and shares
            and any(each.value for each in series.values.values())
        ):
            self.notes.append(
                f"“{series.name}” is in {unit}, and no value is over 1: if these are "
                "shares, write “share” as the unit."
            )

    def _tell_left_out(self, series: _Growing) -> None:
        for count, why in ((series.missing, "missing"), (series.hidden, "hidden")):
            if count:
                held = "cell held" if count == 1 else "cells held"
                self.notes.append(
                    f"“{series.name}”: {count:,} {held} no value ({why}); left out, "
                    "not taken as nought."
                )


def _title(cell: str) -> str:
    bare = " ".join(cell.replace("_", " ").casefold().split())
    return _NAMED.get(bare, bare)


def _place(fault: Fault) -> tuple[int, str]:
    return fault.row or 0, fault.column or ""
