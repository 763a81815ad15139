"""The loops down a whole map that tell why a flag is as it is.

As in `wholeflow.evidence.maps.kernels`, every function runs as it stands or compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wholeflow.evidence.maps import kernels
from wholeflow.evidence.maps.kernels import (
    ALL,
    ANY,
    HAS_SUCCESS,
    PLAIN,
    SHARE,
    Bytes,
    Store,
    ends_of_parts,
    extreme_shares,
    failures,
    independently,
    least_and_greatest,
    most,
    needed_and_degrees,
    so_many_at,
)
from wholeflow.evidence.maps.layers import Chances

ROUNDING = 1e-15
TINY = 1e-300


def trace(  # noqa: C901, PLR0912, PLR0915 - handing on the store costs more than a whole does
    store: Store, top: int, stopped: Chances, passed: Chances, handed: Bytes
) -> None:
    """Share out what is missing to the top's lower end among all below it.

    `stopped` takes what stops at each process, `passed` what came to each whole, and
    `handed` whether it handed that on to its parts. All are 0 before.
    """
    lower, own_lower = store.lower, store.own_lower
    given, wholes, kind = store.given, store.wholes, store.kind
    first_link, part, necessity = store.first_link, store.part, store.necessity_high
    low = store.sufficiency_low
    stopped[top] = 1.0 - lower[top]
    first_row = store.row[top]
    if first_row < 0:
        return
    for row in range(first_row, len(wholes)):
        at = wholes[row]
        weight = stopped[at]
        if weight == 0.0:
            continue
        passed[row] = weight
        if not given[at] & HAS_SUCCESS:
            continue
        first, end = first_link[row], first_link[row + 1]
        bites, by_parts = 0.0, lower[at]
        if by_parts <= own_lower[at]:  # else the parts set it, and need no second look
            if kind[row] == PLAIN:
                for link in range(first, end):
                    bites += necessity[link] * (1.0 - lower[part[link]])
                by_parts = low[row] * max(0.0, 1.0 - bites)
            else:
                by_parts = low[row] * least_and_greatest(store, row)[0]
        # What sets the lower end to more than rounding; when in doubt, the parts.
        if own_lower[at] > by_parts + ROUNDING:
            continue
        handed[row] = 1
        of_each = weight / (1.0 - by_parts)
        stopped[at] = of_each * (1.0 - low[row])
        handing = of_each * low[row]
        if bites > 1.0:
            handing /= bites
        if kind[row] == PLAIN:
            for link in range(first, end):
                bite = necessity[link] * (1.0 - lower[part[link]])
                stopped[part[link]] += handing * bite
        else:
            lacking = shortfalls(store, row)
            for link in range(first, end):
                stopped[part[link]] += handing * lacking[link - first]


def shortfalls(store: Store, row: int) -> Chances:
    """Do as `shares_of_missing`, but for what the parts leave open."""
    chances = ends_of_parts(store, row, False)
    if store.kind[row] == SHARE:
        shares = extreme_shares(store, row, chances, False)
        for at in range(len(shares)):
            shares[at] *= 1.0 - chances[at]
        return shares
    needed, degrees = needed_and_degrees(store, row, False)
    ordered = np.sort(chances)
    degree, least = 0.0, 2.0
    for each in degrees:
        chance = so_many_at(needed, ordered, each, False)
        if chance < least:
            degree, least = each, chance
    shares = np.zeros(len(chances))
    if degree < 0.0:
        bear_apart(needed, chances, -degree, shares)
    elif degree > 0.0:
        bear_together(needed, chances, degree, shares)
    if abs(degree) < 1.0:
        bear_independently(needed, chances, 1.0 - abs(degree), shares)
    return shares


def bear_apart(needed: int, chances: Chances, weight: float, shares: Chances) -> None:
    """Let parts bear what they miss where failures avoid each other, or seek to."""
    n_parts = len(chances)
    if needed <= 1 and (needed == 0 or n_parts > 1):
        succeeding = chances.sum()
        apart = weight * max(0.0, 1.0 - succeeding)
        failing = n_parts - succeeding
        for at in range(n_parts):
            shares[at] += apart * (1.0 - chances[at]) / max(TINY, failing)
        return
    too_many = n_parts - needed + 1
    order = np.argsort(-chances)
    failing = 1.0 - chances[order]
    bound, left_out = most(too_many, failing)
    count = n_parts - max(0, left_out)
    if left_out < 0:
        bound = failing.sum() / too_many
    scale = weight / ((too_many - max(0, left_out)) * max(1.0, bound))
    for at in order[:count]:
        shares[at] += scale * (1.0 - chances[at])


def bear_together(
    needed: int, chances: Chances, weight: float, shares: Chances
) -> None:
    """Let the part that decides bear all; parts that are level bear it alike."""
    deciding = np.sort(chances)[len(chances) - max(1, needed)]
    level = 0
    for chance in chances:
        level += int(chance == deciding)
    for at in range(len(chances)):
        if chances[at] == deciding:
            shares[at] += weight * (1.0 - deciding) / level


def bear_independently(
    needed: int, chances: Chances, weight: float, shares: Chances
) -> None:
    """Let parts whose chances multiply bear what they miss."""
    n_parts = len(chances)
    all_succeed, all_fail, hopeless = 1.0, 1.0, 0
    for chance in chances:
        all_succeed *= chance
        all_fail *= 1.0 - chance
        hopeless += int(chance == 0.0)
    for at in range(n_parts):
        if needed <= 1 and (needed == 0 or n_parts > 1):
            shares[at] += weight * all_fail / n_parts
        elif needed < n_parts:
            shares[at] += weight * fails_among(n_parts - needed + 1, chances, at)
        elif hopeless > 0:
            shares[at] += weight * int(chances[at] == 0.0) / hopeless
        elif all_succeed < 1.0:
            part = np.log(chances[at]) / np.log(all_succeed)
            shares[at] += weight * (1.0 - all_succeed) * part


def fails_among(too_many: int, chances: Chances, at: int) -> float:
    """Give the chance that this part fails with too many, each counted in its share."""
    n_others = len(chances) - 1
    counts = np.zeros(n_others + 1)
    counts[0] = 1.0
    for other in range(len(chances)):
        if other != at:
            for count in range(n_others, 0, -1):
                counts[count] *= chances[other]
                counts[count] += (1.0 - chances[other]) * counts[count - 1]
            counts[0] *= chances[other]
    borne = 0.0
    for count in range(too_many - 1, n_others + 1):
        borne += counts[count] / (count + 1)
    share: float = (1.0 - chances[at]) * borne
    return share


def sense(store: Store, top: int, for_lower: Chances, for_upper: Chances) -> None:
    """Find how fast the top's ends follow the own evidence of all below it."""
    for_lower[top] = 1.0
    for_upper[top] = 1.0
    for at in range(top, len(store.lower)):
        if not store.given[at] & HAS_SUCCESS:
            for_lower[at], for_upper[at] = 0.0, 0.0
        row = store.row[at]
        lower, upper = 0.0, 0.0
        if row >= 0 and store.lower[at] > store.own_lower[at]:
            lower, for_lower[at] = for_lower[at], 0.0
        if row >= 0 and store.upper[at] < store.own_upper[at]:
            upper, for_upper[at] = for_upper[at], 0.0
        if lower != 0.0 or upper != 0.0:
            lowers, uppers = slopes(store, row)
            first, end = store.first_link[row], store.first_link[row + 1]
            for link in range(first, end):
                for_lower[store.part[link]] += lower * lowers[link - first]
                for_upper[store.part[link]] += upper * uppers[link - first]


def slopes(store: Store, row: int) -> tuple[Chances, Chances]:
    """Give how fast a whole's ends follow the ends of its parts."""
    kind, needed = store.kind[row], store.needed[row]
    low, high = store.dependence_low[row], store.dependence_high[row]
    links = slice(store.first_link[row], store.first_link[row + 1])
    lowers, uppers = (
        ends_of_parts(store, row, False),
        ends_of_parts(store, row, True),
    )
    if kind <= ALL:
        for_lower = slopes_of_all(lowers, low) * store.necessity_high[links]
        for_upper = slopes_of_all(uppers, high) * store.necessity_low[links]
    elif kind == ANY:
        for_lower = slopes_of_all(1.0 - lowers, high)
        for_upper = slopes_of_all(1.0 - uppers, low)
    elif kind == SHARE:
        for_lower = extreme_shares(store, row, lowers, False)
        for_upper = extreme_shares(store, row, uppers, True)
    else:
        for_lower = slopes_of_so_many(needed, lowers, (low, high), False)
        for_upper = slopes_of_so_many(needed, uppers, (low, high), True)
    return (
        store.sufficiency_low[row] * for_lower,
        store.sufficiency_high[row] * for_upper,
    )


def slopes_of_all(chances: Chances, dependence: float) -> Chances:
    """Give how fast `kernels.all_happen` follows each chance."""
    slopes = np.ones(len(chances))
    before, after = 1.0, 1.0
    for at in range(len(chances)):
        slopes[at] *= before
        slopes[-1 - at] *= after
        before *= chances[at]
        after *= chances[-1 - at]
    slopes *= 1.0 - abs(dependence)
    if dependence > 0.0:
        slopes[np.argmin(chances)] += dependence
    elif (1.0 - chances).sum() < 1.0:
        slopes -= dependence
    return slopes


def slopes_of_so_many(
    needed: int, chances: Chances, degrees: tuple[float, float], greatest: bool
) -> Chances:
    """Give how fast the greatest, or least, `kernels.so_many` follows each chance."""
    order = np.argsort(chances)
    ordered, n_things = chances[order], len(chances)
    low, high = degrees
    at_low = so_many_at(needed, ordered, low, greatest)
    at_high = so_many_at(needed, ordered, high, greatest)
    degree = low if (at_low > at_high) == greatest else high
    if needed == n_things:
        return slopes_of_all(chances, degree)
    if needed == 1:
        return slopes_of_all(1.0 - chances, degree)
    slopes = np.empty(n_things)
    for at in range(n_things):
        others = np.delete(chances, at)
        others.sort()
        slopes[at] = independently(needed - 1, others) - independently(needed, others)
    slopes *= 1.0 - abs(degree)
    if degree >= 0.0:
        slopes[order[n_things - needed]] += degree
    elif greatest:
        _, left_out = most(needed, ordered)
        if left_out >= 0:
            slopes[order[: n_things - left_out]] -= degree / (needed - left_out)
    else:
        opposed = n_things - needed + 1
        _, left_out = most(opposed, failures(ordered))
        if left_out >= 0:
            slopes[order[left_out:]] -= degree / (opposed - left_out)
    return slopes


STEPS: tuple[Callable[..., Any], ...] = (
    *kernels.STEPS,
    *(shortfalls, bear_apart, bear_together, bear_independently, fails_among),
    *(slopes, slopes_of_all, slopes_of_so_many),
)
