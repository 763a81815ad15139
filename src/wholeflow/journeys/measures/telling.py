"""Columns that figures may be told by: any but the one that names members of staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wholeflow.errors import BadInput
from wholeflow.journeys.journeys import Coded, Journeys

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

    Raises
    ------
    BadInput
        If it is the column of resources: no figure is told of a member of staff.
    """
    column = by if isinstance(by, Coded) else journeys.column(by)
    if column.role in {"resource", journeys.columns.resource}:
        fault = (
            f"'{column.role}' names members of staff, of whom no figure is told; ask by "
            "organisation, group or activity"
        )
        raise BadInput("what figures are told by", [fault])
    return column


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
