"""Rows that cannot be taken, told with the line of the file they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from wholeflow.errors import Fault

from .arrays import Places
from .formats.raw import FAULTS_KEPT, RawLog

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, eq=False)
class WrongRows:
    """Rows with one thing wrong in one column.

    Parameters
    ----------
    heading
        Name of the column.
    rows
        Their numbers, from 0; may be none.
    reason
        What was expected and what to do; `{value}` stands for the cell.
    column
        The cells; needed only where the reason shows one.
    """

    heading: str
    rows: Places
    reason: str
    column: pl.Series | None = None


def told_by_line(raw: RawLog, wrong: Sequence[WrongRows]) -> tuple[Fault, ...]:
    """Turn wrong rows into faults; of many alike some are listed and all are counted.

    Parameters
    ----------
    raw
        The file, which knows the line of each row.
    wrong
        What was found.
    """
    rows = sorted({int(row) for one in wrong for row in one.rows[:FAULTS_KEPT]})
    lines = dict(zip(rows, raw.lines(rows), strict=True))
    faults: list[Fault] = []
    for one in wrong:
        faults += [
            Fault(_filled_in(one, int(row)), lines[int(row)], one.heading)
            for row in one.rows[:FAULTS_KEPT]
        ]
        more = len(one.rows) - FAULTS_KEPT
        if more > 0:
            faults.append(Fault(f"the same in {more:,} more rows", None, one.heading))
    return tuple(faults)


def _filled_in(one: WrongRows, row: int) -> str:
    if one.column is None or "{value}" not in one.reason:
        return one.reason
    return one.reason.replace("{value}", f"'{str(one.column[row])[:_LONGEST_SHOWN]}'")
