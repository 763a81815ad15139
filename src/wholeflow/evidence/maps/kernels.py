"""The loops over a whole map, in Python that numba can compile.

Every function here runs as it stands, on a small map, and compiled, on a large one; see
`compiled`. So there is one text and, to the last bit, one answer. What it may use is
what numba knows; the plain values that it must agree with are made by
`wholeflow.evidence.bounds`.

Processes are told by place in the store of `wholeflow.evidence.maps.layers`, wholes by row.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wholeflow.evidence.flags import CLOSE
from wholeflow.evidence.maps.layers import Chances, Places

Bytes = NDArray[np.uint8]
# Place, marks before, the caller's number, lower and upper before, lower and upper now.
Moved = tuple[int, int, int, float, float, float, float]

# Marks of a process, and, three bits up, the same anywhere below it.
CONTESTED, STALE, UNASSESSED = 1, 2, 4
OWN_MARKS = CONTESTED | STALE | UNASSESSED
BELOW = 3
HAS_SUCCESS = 64

# What a whole needs of its parts; plain is all of them, with nothing assumed.
PLAIN, ALL, ANY, AT_LEAST, SHARE = 0, 1, 2, 3, 4


class Store(NamedTuple):
    """A map's arrays: of processes, of links, and of wholes.

    Own evidence is [0, 1] where nobody has said what success is. Dependence is the one
    that counts, after the guard for shared parts.
    """

    own_lower: Chances
    own_upper: Chances
    given: Bytes
    lower: Chances
    upper: Chances
    marks: Bytes
    queued: Bytes
    number: Places
    row: Places
    first_row_above: Places
    rows_above: Places
    part: Places
    necessity_low: Chances
    necessity_high: Chances
    share_low: Chances
    share_high: Chances
    wholes: Places
    first_link: Places
    kind: Bytes
    needed: Places
    sufficiency_low: Chances
    sufficiency_high: Chances
    dependence_low: Chances
    dependence_high: Chances


def roll(store: Store, special: Places) -> None:
    """Work out every flag and mark, parts before wholes.

    `special` are the rows of the wholes that are not plain, ascending.
    """
    for at in range(len(store.marks)):
        store.lower[at], store.upper[at] = store.own_lower[at], store.own_upper[at]
        store.marks[at] = store.given[at]
    end = len(store.wholes)
    for row in special[::-1]:
        settle_plain(store, row + 1, end)
        settle_special(store, row)
        end = row
    settle_plain(store, 0, end)


def settle_plain(store: Store, start: int, end: int) -> None:
    """Work out the wholes in these rows, from the last to the first, in place."""
    # Handing on the store costs more than a whole does, so this is one long loop.
    lower, upper, marks = store.lower, store.upper, store.marks
    first_link, part = store.first_link, store.part
    necessity_low, necessity_high = store.necessity_low, store.necessity_high
    for row in range(end - 1, start - 1, -1):
        missing, greatest, below = 0.0, 1.0, 0
        for link in range(first_link[row], first_link[row + 1]):
            at = part[link]
            below |= int(marks[at])
            # The same steps as `link` and `all_of`, so that both give the same bits.
            spared = 1.0 - necessity_high[link] * (1.0 - lower[at])
            missing += 1.0 - spared
            spared = 1.0 - necessity_low[link] * (1.0 - upper[at])
            greatest = min(greatest, spared)
        at = store.wholes[row]
        lower[at], upper[at], marks[at] = stands(
            (store.own_lower[at], store.own_upper[at], int(store.given[at])),
            (store.sufficiency_low[row], max(0.0, 1.0 - missing)),
            (store.sufficiency_high[row], greatest),
            below,
        )


def settle_special(store: Store, row: int) -> None:
    """Work out a whole that is not plain, in place."""
    below = 0
    for link in range(store.first_link[row], store.first_link[row + 1]):
        below |= int(store.marks[store.part[link]])
    least, greatest = least_and_greatest(store, row)
    at = store.wholes[row]
    store.lower[at], store.upper[at], store.marks[at] = stands(
        (store.own_lower[at], store.own_upper[at], int(store.given[at])),
        (store.sufficiency_low[row], least),
        (store.sufficiency_high[row], greatest),
        below,
    )


def stands(
    own: tuple[float, float, int],
    low: tuple[float, float],
    high: tuple[float, float],
    below: int,
) -> tuple[float, float, int]:
    """Meet what the parts say with own evidence; give lower, upper and marks.

    `own` is lower, upper and marks; `low` and `high` are an end of the sufficiency and
    of the chance that the whole has what it needs; `below` the marks of all parts.
    """
    own_lower, own_upper, given = own
    lower, upper = 0.0, 1.0
    if given & HAS_SUCCESS:
        lower, upper = low[0] * low[1], high[0] * high[1]
        # Written so that it needs no jump, which would wait for memory.
        lower = max(own_lower, lower)
        upper = min(own_upper, upper)
    contested = CONTESTED * int(lower - upper > CLOSE)
    below = (below | (below >> BELOW)) & OWN_MARKS
    return lower, upper, (given & ~CONTESTED) | contested | (below << BELOW)


def rise(store: Store, places: Places) -> list[Moved]:
    """Bring all above up to date after the own evidence of some processes changed.

    Gives what moved, parts before wholes. All in `queued` is 0 before and after.
    """
    queued = store.queued
    waiting = [-int(place) for place in places]
    heapify(waiting)
    queued[places] = 1
    moved = [(0, 0, 0, 0.0, 0.0, 0.0, 0.0)]
    while len(waiting) > 0:
        at = -heappop(waiting)
        queued[at] = 0
        lower, upper, marks = store.lower[at], store.upper[at], store.marks[at]
        settle(store, at)
        now = store.lower[at], store.upper[at]
        if lower == now[0] and upper == now[1] and marks == store.marks[at]:
            continue
        number = int(store.number[at])
        moved.append((at, int(marks), number, lower, upper, now[0], now[1]))
        for up in range(store.first_row_above[at], store.first_row_above[at + 1]):
            whole = store.wholes[store.rows_above[up]]
            if not queued[whole]:
                queued[whole] = 1
                heappush(waiting, -int(whole))
    return moved[1:]


def settle(store: Store, at: int) -> None:
    """Work out one process, whatever it is, in place."""
    row = store.row[at]
    if row < 0:
        store.lower[at], store.upper[at] = store.own_lower[at], store.own_upper[at]
        store.marks[at] = store.given[at]
    elif store.kind[row] == PLAIN:
        settle_plain(store, row, row + 1)
    else:
        settle_special(store, row)


def ends_of_parts(store: Store, row: int, greatest: bool) -> Chances:
    """Give one end of the parts' flags, linked where the whole needs all parts."""
    first, end = store.first_link[row], store.first_link[row + 1]
    flags = store.upper if greatest else store.lower
    necessity = store.necessity_low if greatest else store.necessity_high
    linked = store.kind[row] <= ALL
    ends = np.empty(end - first)
    for link in range(first, end):
        chance = flags[store.part[link]]
        if linked:
            chance = 1.0 - necessity[link] * (1.0 - chance)
        ends[link - first] = chance
    return ends


def least_and_greatest(store: Store, row: int) -> tuple[float, float]:
    """Give the ends of the chance that a whole has what it needs of its parts."""
    # Numba copies a function into each place that calls it, so there is one place for
    # both ends, and for all, any and so many; otherwise it compiles for half a minute.
    found = np.empty(2)
    for side in range(2):
        greatest = side == 1
        chances = ends_of_parts(store, row, greatest)
        if store.kind[row] == SHARE:
            found[side] = shared(store, row, chances, greatest)
        else:
            chances.sort()
            needed, degrees = needed_and_degrees(store, row, greatest)
            found[side] = so_many(needed, chances, degrees, greatest)
    return found[0], found[1]


def needed_and_degrees(
    store: Store, row: int, greatest: bool
) -> tuple[int, tuple[float, float]]:
    """Give how many parts are needed, and the degrees of dependence that may decide.

    For any of them 0 are needed, to tell them from the 1 of at least 1.
    """
    kind = store.kind[row]
    low, high = store.dependence_low[row], store.dependence_high[row]
    if kind == AT_LEAST:
        return int(store.needed[row]), (low, high)
    if kind == ANY:
        return 0, ((low, low) if greatest else (high, high))
    n_parts = int(store.first_link[row + 1] - store.first_link[row])
    return n_parts, ((high, high) if greatest else (low, low))


def so_many(
    needed: int, ordered: Chances, degrees: tuple[float, float], greatest: bool
) -> float:
    """Give the least, or greatest, chance of so many at either degree of dependence."""
    first, second = 0.0, 0.0
    for degree in degrees:
        first = second
        second = so_many_at(needed, ordered, degree, greatest)
    return max(first, second) if greatest else min(first, second)


def so_many_at(
    needed: int, ordered: Chances, dependence: float, greatest: bool
) -> float:
    """Do as `bounds.least_of_so_many`, or as `bounds.most_of_so_many`."""
    n_things = len(ordered)
    if needed <= 1 or needed == n_things:
        turned = needed < n_things
        together = all_happen(failures(ordered) if turned else ordered, dependence)
        return 1.0 - together if turned else together
    independent = independently(needed, ordered)
    if dependence >= 0.0:
        return mixed(independent, ordered[n_things - needed], dependence)
    if not greatest:
        needed = n_things - needed + 1
    extreme, _ = most(needed, ordered if greatest else failures(ordered))
    return mixed(independent, extreme if greatest else 1.0 - extreme, -dependence)


def all_happen(ordered: Chances, dependence: float) -> float:
    """Do as `bounds.all_happen`; `ordered` ascending, as in what follows."""
    independent, failing = 1.0, 0.0
    for chance in ordered:
        independent *= chance
        failing += 1.0 - chance
    extreme = ordered[0] if dependence >= 0.0 else max(0.0, 1.0 - failing)
    return mixed(independent, extreme, abs(dependence))


def failures(ordered: Chances) -> Chances:
    """Give the chances that things fail to happen, ascending."""
    failing = np.empty(len(ordered))
    for at in range(len(ordered)):
        failing[-1 - at] = 1.0 - ordered[at]
    return failing


def mixed(independent: float, extreme: float, weight: float) -> float:
    """Give the straight mix of two chances."""
    if weight == 1.0:
        return extreme
    return independent + weight * (extreme - independent)


def most(needed: int, ordered: Chances) -> tuple[float, int]:
    """Give the greatest chance of so many, and how many of the likeliest to leave out."""
    totals = np.empty(len(ordered))
    total = 0.0
    for at in range(len(ordered)):
        total += ordered[at]
        totals[at] = total
    least, left_out = 1.0, -1
    for out in range(needed):
        chance = totals[len(ordered) - out - 1] / (needed - out)
        if chance < least:
            least, left_out = chance, out
    return least, left_out


def independently(needed: int, ordered: Chances) -> float:
    """Give the chance of so many or more independent things, one thing after another."""
    happened = np.zeros(needed + 1)
    happened[0] = 1.0
    for chance in ordered:
        happened[needed] += chance * happened[needed - 1]
        for count in range(needed - 1, 0, -1):
            stays = (1.0 - chance) * happened[count]
            happened[count] = stays + chance * happened[count - 1]
        happened[0] *= 1.0 - chance
    enough: float = happened[needed]
    return min(1.0, enough)


def shared(store: Store, row: int, chances: Chances, greatest: bool) -> float:
    """Give the chance of cases that parts share, at worst or at best."""
    shares = extreme_shares(store, row, chances, greatest)
    for at in range(len(shares)):
        shares[at] *= chances[at]
    return min(1.0, exact_sum(shares))


def extreme_shares(store: Store, row: int, chances: Chances, greatest: bool) -> Chances:
    """Do as `bounds.worst_shares`, or give the best."""
    links = slice(store.first_link[row], store.first_link[row + 1])
    low, high = store.share_low[links], store.share_high[links]
    given = low.copy()
    left = max(0.0, 1.0 - exact_sum(given))
    for at in by_chance(-chances if greatest else chances, low, high):
        more = min(left, high[at] - low[at])
        given[at] += more
        left -= more
    return given


def by_chance(chances: Chances, low: Chances, high: Chances) -> Places:
    """Give the order of parts by chance, and of equals by their shares."""
    order = np.arange(len(chances)).astype(np.int32)
    for end in range(1, len(order)):
        at = end
        while at > 0:
            one, two = order[at - 1], order[at]
            gap = chances[one] - chances[two]
            if gap == 0.0:
                gap = low[one] - low[two]
            if gap == 0.0:
                gap = high[one] - high[two]
            if gap <= 0.0:
                break
            order[at - 1], order[at] = two, one
            at -= 1
    return order


def exact_sum(numbers: Chances) -> float:
    """Add up, rounding once, as `math.fsum` does (after Shewchuk, 1997)."""
    partials = np.empty(len(numbers) + 1)
    count = 0
    for number in numbers:
        total = number
        kept = 0
        for at in range(count):
            large, small = total, partials[at]
            if abs(large) < abs(small):
                large, small = small, large
            total = large + small
            rest = small - (total - large)
            if rest != 0.0:
                partials[kept] = rest
                kept += 1
        partials[kept] = total
        count = kept + 1
    return rounded_once(partials[:count])


def rounded_once(partials: Chances) -> float:
    """Round numbers that do not overlap, smallest first, to the nearest even sum."""
    at = len(partials) - 1
    if at < 0:
        return 0.0
    total: float = partials[at]
    rest = 0.0
    while at > 0 and rest == 0.0:
        at -= 1
        before = total
        total = before + partials[at]
        rest = partials[at] - (total - before)
    if at > 0 and rest * partials[at - 1] > 0.0:
        doubled = 2.0 * rest
        if doubled == (total + doubled) - total:
            total += doubled
    return total


STEPS: tuple[Callable[..., Any], ...] = (
    *(settle, settle_plain, settle_special, stands, ends_of_parts),
    *(least_and_greatest, needed_and_degrees, so_many, so_many_at, all_happen),
    *(failures, mixed, most, independently, shared, extreme_shares, by_chance),
    *(exact_sum, rounded_once),
)


@cache
def compiled(
    loop: Callable[..., Any], steps: tuple[Callable[..., Any], ...] = STEPS
) -> Callable[..., Any]:
    """Give the compiled form of a loop that uses these steps.

    Numba is imported here and nowhere else: a small map never waits for it. What it
    compiles is kept beside the code, or in the user's cache, for the next time.
    """
    from numba import njit  # noqa: PLC0415 - numba is slow to load

    for step in steps:
        _known_to_numba(step)
    try:
        ready: Callable[..., Any] = njit(cache=True)(loop)
    except RuntimeError:  # nowhere to keep it: compiled again each time
        ready = njit(loop)
    return ready


@cache
def _known_to_numba(step: Callable[..., Any]) -> None:
    from numba.extending import register_jitable  # noqa: PLC0415 - numba is slow to load

    register_jitable(step)
