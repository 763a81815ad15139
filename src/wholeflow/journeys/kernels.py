"""The loops over the events of a large log, in Python that numba can compile.

Every loop here runs compiled on a large log and not at all on a small one, for which
the same is done by column operations of numpy; each of those stands beside its call and
gives the same numbers. See `docs/decisions/0011-numba-beside-numpy-for-large-maps.md`.

What comes in is checked where it is called: codes lie in their range, and
`first_event` rises from 0 to the number of events.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from .arrays import Codes, Microseconds, Places, Rows

LARGE = 300_000  # events from which loading numba (half a second) is worth it


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Give the compiled form of a loop.

    Numba is imported here and nowhere else: a small log never waits for it. What it
    compiles is kept beside the code, or in the user's cache, for the next time.
    """
    from numba import njit  # noqa: PLC0415 - numba is slow to load

    try:
        ready: Callable[..., Any] = njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # nowhere to keep it: compiled again each time
        ready = njit(nogil=True)(loop)
    return ready


def place_by_case(case: Codes, next_place: Places, place: Any, row: Rows) -> None:
    """Count each row to its place behind the earlier rows of its case.

    `next_place` is where each case begins, and is used up; `row` is the row at each
    place. A place is any kind of whole number.
    """
    for number in range(len(case)):
        at = next_place[case[number]]
        next_place[case[number]] = at + 1
        place[number] = at
        row[at] = number


def look_up(names: Codes, places: Codes, codes: Codes) -> None:
    """Give each row the code of the name at its place; -1 is the last of `names`."""
    for row in range(len(places)):
        codes[row] = names[places[row]]


def put(column: Any, place: Any, into: Any) -> None:
    """Write each row's value to its place."""
    for row in range(len(column)):
        into[place[row]] = column[row]


def settle_cases(
    first_event: Places, start: Microseconds, end: Microseconds, row: Rows, most: int
) -> int:
    """Put each case in order of start, end and row by moving events up, in place.

    `row` must rise in each case. Gives how many moves that took, or -1, and the events
    in no useful order, after `most` moves.
    """
    moves = 0
    for case in range(len(first_event) - 1):
        first = first_event[case]
        for event in range(first + 1, first_event[case + 1]):
            begins, ends, number = start[event], end[event], row[event]
            at = event
            while at > first and (
                start[at - 1] > begins
                or (start[at - 1] == begins and end[at - 1] > ends)
            ):
                start[at], end[at], row[at] = start[at - 1], end[at - 1], row[at - 1]
                at -= 1
            start[at], end[at], row[at] = begins, ends, number
            moves += event - at
            if moves > most:
                return -1
    return moves
