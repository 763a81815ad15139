"""The loops over the events of a large log, in Python that numba can compile.

Every loop here runs compiled on a large log and not at all on a small one, for which
the same is done by column operations of numpy; each of those stands beside its call and
gives the same numbers. See `docs/decisions/0015-a-large-log-is-counted-and-may-be-kept.md`.

What comes in is checked where it is called: codes lie in their range, and
`first_event` rises from 0 to the number of events.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import Codes, Counts, Mask, Microseconds, Places, Rows

Classes = npt.NDArray[np.uint32]

LOW_BITS = (
    32  # a sum of waits is kept in two halves, so that no number of them is too much
)
CLASSES = 2048  # of length of a wait, 32 to each doubling, so 3 % wide or less
LARGE = 300_000  # events from which loading numba (half a second) is worth it


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Give the compiled form of a loop.

    Numba is imported here and nowhere else: a small log never waits for it. What it
    compiles is kept beside the code, or in the user's cache, for the next time.
    """
    from numba import njit  # noqa: PLC0415 - numba is slow to load

    for step in STEPS:
        _known_to_numba(step)
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


def run_latest(
    new: Mask, begin: Microseconds, end: Microseconds, latest: Microseconds
) -> None:
    """Fill in the latest end of the earlier rows of a run; of its first row, the begin."""
    highest = 0
    for row in range(len(new)):
        ended = max(begin[row], end[row])
        latest[row] = begin[row] if new[row] else highest
        highest = ended if new[row] else max(highest, ended)


def take_steps(
    first_event: Places, code: Codes, clocks: tuple[Microseconds, Microseconds],
    names: int, first_case: int, found: tuple[Codes, Codes, Microseconds],
) -> int:  # fmt: skip
    """Fill in key, case and wait of each step of some cases; give how many there are.

    A step is from an event to the next of its case, of those with a code of 0 or more;
    its key is `before * names + after`. `first_event` is of these cases alone, of which
    the first has the number `first_case`; the rest is of the whole log.
    """
    start, end = clocks
    key, case_of, wait = found
    # Places are unsigned: of others numba asks each time whether they count from the end.
    one, steps = np.uintp(1), np.uintp(0)
    for case in range(len(first_event) - 1):
        before, ended = -1, 0
        first, stop = np.uintp(first_event[case]), np.uintp(first_event[case + 1])
        for event in range(first, stop):
            after = int(code[event])
            if after < 0:
                continue
            if before >= 0:
                key[steps] = before * names + after
                case_of[steps] = first_case + case
                wait[steps] = max(0, start[event] - ended)
                steps += one
            before, ended = after, end[event]
    return int(steps)


def class_of(wait: int) -> int:
    """Give the class of a wait in microseconds, from 0.

    Of a number as the machine keeps it, the exponent and the first five bits after it.
    """
    if wait == 0:
        return 0
    bits = np.float64(wait).view(np.int64)
    return int(bits >> 47) - 32 * 1023 + 1


def tally_waits(
    steps: tuple[Any, Any, Microseconds], groups: int,
    group_of: Codes, sums: Counts, classes: Classes,
) -> int:  # fmt: skip
    """Give each key that there is a number, from 0, and sum up its waits.

    `steps` are key, case and wait; more of them may follow in another call. There have
    been `groups` so far; `group_of` comes filled with -1, `sums` and `classes` with 0, a
    row a group. Gives the number of groups, or -1 where there are more than rows. Sums
    are: times, cases, upper and lower half of the total, and the latest case, 1 added.
    """
    key, case, wait = steps
    for step in range(len(key)):
        group = group_of[key[step]]
        if group < 0:
            if groups == len(sums):
                return -1
            group = group_of[key[step]] = groups
            groups += 1
        sums[group, 0] += 1
        if sums[group, 4] != case[step] + 1:
            sums[group, 1] += 1
            sums[group, 4] = case[step] + 1
        sums[group, 2] += wait[step] >> LOW_BITS
        sums[group, 3] += wait[step] & ((1 << LOW_BITS) - 1)
        classes[group, class_of(wait[step])] += 1
    return groups


def collect_waits(
    key: Codes, wait: Microseconds, group_of: Codes,
    piles: Classes, next_place: Places, waits: Microseconds,
) -> None:  # fmt: skip
    """Put the waits of some classes on piles.

    `piles` has the number of each group's and class's pile, from 1, or 0 for none;
    `next_place` is where each pile begins in `waits`, and is used up.
    """
    for step in range(len(key)):
        pile = piles[group_of[key[step]], class_of(wait[step])]
        if pile > 0:
            waits[next_place[pile - 1]] = wait[step]
            next_place[pile - 1] += 1


def number_traces(
    first_event: Places, code: Codes, seed: int, tables: tuple[Counts, Counts, Codes],
    found: tuple[Codes, Codes, Counts],
) -> int:  # fmt: skip
    """Give each different trace a number, from 0; give how many there are.

    Traces are told apart by hash, and then each is compared with the first of its
    number: -1 says that two traces have one hash, and another seed must be tried. The
    first of `tables` has room for a hash of each case; the others, the last filled with
    -1, are as long as a power of 2 above the cases. Filled in are: number of each case's trace, and of each trace its first case
    and, from 0, how many have it.
    """
    hash_of, hash_at, trace_at = tables
    trace_of, first_case, counts = found
    factor = np.int64(-7_046_029_254_386_353_131) + 2 * np.int64(seed)
    # Three loops, so that in the latter two no look-up waits for the one before.
    for case in range(len(trace_of)):
        mixed = np.int64(0)
        for event in range(first_event[case], first_event[case + 1]):
            mixed = (mixed ^ (code[event] + 1)) * factor
            mixed ^= mixed >> 29
        hash_of[case] = mixed
    traces = 0
    for case in range(len(trace_of)):
        mixed = hash_of[case]
        slot = mixed & (len(hash_at) - 1)
        while trace_at[slot] >= 0 and hash_at[slot] != mixed:
            slot = (slot + 1) & (len(hash_at) - 1)
        if trace_at[slot] < 0:
            trace_at[slot], hash_at[slot], first_case[traces] = traces, mixed, case
            traces += 1
        trace_of[case] = trace_at[slot]
        counts[trace_at[slot]] += 1
    for case in range(len(trace_of)):
        first, other = first_event[case], first_case[trace_of[case]]
        if other != case and not same_codes(
            code, first, first_event[case + 1] - first,
            first_event[other], first_event[other + 1] - first_event[other],
        ):  # fmt: skip
            return -1
    return traces


def same_codes(code: Codes, one: int, length: int, other: int, its: int) -> bool:
    """Whether two stretches of events, each by begin and length, have the same codes."""
    at = 0
    while at < length and length == its and code[one + at] == code[other + at]:
        at += 1
    return at == length


def pack_traces(
    first_event: Places, code: Codes, case: Places,
    base: int, part: tuple[int, int], packed: Counts,
) -> None:  # fmt: skip
    """Pack a part of each of these cases' codes into a number that sorts as they do.

    `base` is above every code by 2 or more, `part` where to begin in the trace and how
    many to take, so few that the number fits. The end of a trace sorts first.
    """
    skipped, taken = part
    for place in range(len(case)):
        event, stop = first_event[case[place]] + skipped, first_event[case[place] + 1]
        number = 0
        for at in range(event, event + taken):
            number *= base
            if at < stop:
                number += code[at] + 1
        packed[place] = number


STEPS: tuple[Callable[..., Any], ...] = (class_of, same_codes)


@cache
def _known_to_numba(step: Callable[..., Any]) -> None:
    from numba.extending import register_jitable  # noqa: PLC0415 - numba is slow to load

    register_jitable(step)
