"""Columns that figures may be told by: any but the one that names members of staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wholeflow.journeys.journeys import Coded, Journeys
from wholeflow.journeys.rules.event_rule import open_column, refuse_staff

from .follows import process_codes


def told_by(journeys: Journeys, by: str | Coded) -> Coded:
    """Give the column to tell figures by.

    Parameters
    ----------
    journeys
        The log.
    by
        As for `Journeys.column`, which tells what there is if there is no such column;
        or a column as `by_process` gives it.

    Notes
    -----
    The column of resources is refused: no figure is told of a member of staff.
    """
    if isinstance(by, str):
        return open_column(journeys, by)
    refuse_staff(journeys, by.role)
    return by


def by_process(journeys: Journeys, processes: Mapping[str, Sequence[str]]) -> Coded:
    """Give the process of each event as a column.

    Parameters
    ----------
    journeys
        The log.
    processes
        Name of each process and the activities that make it up.
    """
    codes = process_codes(journeys, processes)
    return Coded("process", codes, tuple(sorted(processes)))
