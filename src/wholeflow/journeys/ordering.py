"""Rows of a file put in order: by case, then start, end and row.

A large log is counted to its places, a case after another, which costs a few
nanoseconds a row; only cases whose rows do not come in the order of time are then
sorted. A small one is sorted by numpy. Both give the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from .arrays import Codes, Microseconds, Numbers, Places, Rows, narrow
from .kernels import LARGE, compiled, place_by_case, put, settle_cases

_Values = TypeVar("_Values", bound=npt.NDArray[np.generic])
_MOVES_AN_EVENT = 4  # in a log so far out of order, sorting all of it is quicker


@dataclass(frozen=True, slots=True, eq=False)
class InOrder:
    """The order of the events of a log.

    Parameters
    ----------
    place
        Where each row of the file goes. Shape (n_events,).
    first_event
        As in `Journeys`.
    row, start, end
        Of the events in order, as in `Journeys`.
    """

    place: Numbers | Rows
    first_event: Places
    row: Rows
    start: Microseconds
    end: Microseconds

    def put(self, column: _Values) -> _Values:
        """Give a column of the file in the order of events."""
        return placed(column, self.place)


def in_order(
    case: Codes, cases: int, start: Microseconds, end: Microseconds
) -> InOrder:
    """Find the order of events.

    Parameters
    ----------
    case
        Code of each row's case. Shape (n_rows,).
    cases
        How many there are; each has a row.
    start, end
        Of each row; one array, not two, in a log that has one time.
    """
    counts = np.bincount(case, minlength=cases)
    first_event = np.concatenate(([0], np.cumsum(counts)))
    found = None
    if len(case) >= LARGE:
        found = _counted(case, first_event, start, end)
    return found or _sorted(case, first_event, start, end)


def placed(column: _Values, place: Numbers | Rows) -> _Values:
    """Give each value its place: `placed(column, place)[place]` is `column`."""
    there: _Values = np.empty_like(column)
    if len(column) >= LARGE:
        compiled(put)(column, place, there)
    else:
        there[place] = column
    return there


def _sorted(
    case: Codes, first_event: Places, start: Microseconds, end: Microseconds
) -> InOrder:
    clocks = (start,) if end is start else (end, start)
    # Stable, so ties keep the file's order.
    row = np.lexsort((*clocks, narrow(case)))
    place = np.empty_like(row)
    place[row] = np.arange(len(row))
    begins = start[row]
    return InOrder(
        place, first_event, row, begins, begins if end is start else end[row]
    )


def _counted(
    case: Codes, first_event: Places, start: Microseconds, end: Microseconds
) -> InOrder | None:
    """Count rows to their places; None if many cases are far out of order."""
    place: Numbers | Rows = (
        np.empty(len(case), dtype=np.int32)
        if len(case) <= np.iinfo(np.int32).max
        else np.empty(len(case), dtype=np.int64)
    )
    row = np.empty(len(case), dtype=np.int64)
    compiled(place_by_case)(case, first_event[:-1].copy(), place, row)
    begins = placed(start, place)
    ends = begins if end is start else placed(end, place)
    moves = compiled(settle_cases)(
        first_event, begins, ends, row, _MOVES_AN_EVENT * len(case)
    )
    if moves < 0:
        return None
    if moves > 0:
        place[row] = np.arange(len(row))
    return InOrder(place, first_event, row, begins, ends)
