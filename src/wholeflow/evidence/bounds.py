"""The chance that all, any, or so many of several things happen, from each one's chance.

Plain numbers in, a plain number out. What the chances alone do not settle is settled by
how far the things hang together: -1 they rule each other out as far as they can, 0 they
are independent, 1 they happen together as far as they can, and between these a straight
mix, which some joint chance always attains. Every function sorts first, so the order of
what it is given never changes a bit; and each is non-decreasing in every chance.

References
----------
G. Boole, "An investigation of the laws of thought", 1854; M. Fréchet, "Généralisation
du théorème des probabilités totales", Fundamenta Mathematicae 25, 1935; B. Rüger, "Das
maximale Signifikanzniveau des Tests: Lehne H0 ab, wenn k unter n gegebenen Tests zur
Ablehnung führen", Metrika 25, 1978.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate


def all_happen(chances: Iterable[float], dependence: float) -> float:
    """Give the chance that all of several things happen.

    Parameters
    ----------
    chances
        The chance of each, in [0, 1]; at least one.
    dependence
        How far they hang together, in [-1, 1].

    Returns
    -------
    float
        In [0, 1]. At -1 the least that any joint chance allows, at 1 the most.

    Examples
    --------
    >>> [all_happen((0.75, 0.5), dependence) for dependence in (-1, 0, 1)]
    [0.25, 0.375, 0.5]
    """
    ordered = sorted(chances)
    extreme = _all_apart(ordered) if dependence < 0.0 else ordered[0]
    return _mixed(math.prod(ordered), extreme, abs(dependence))


def any_happens(chances: Iterable[float], dependence: float) -> float:
    """Give the chance that at least one of several things happens.

    Parameters
    ----------
    chances, dependence
        As for `all_happen`.

    Returns
    -------
    float
        One less the chance that all of them fail to. At -1 the most that any joint
        chance allows, at 1 the least.
    """
    return 1.0 - all_happen((1.0 - chance for chance in chances), dependence)


def least_of_so_many(needed: int, chances: Iterable[float], dependence: float) -> float:
    """Give the least chance that at least so many of several things happen.

    Parameters
    ----------
    needed
        How many have to happen, from 1 to the number of things.
    chances, dependence
        As for `all_happen`.

    Returns
    -------
    float
        In [0, 1]. Unless all are needed, or one, no joint chance is the furthest apart
        for every set of things; -1 then stands for the least that any allows.
    """
    return _of_so_many(needed, sorted(chances), dependence, _least)


def most_of_so_many(needed: int, chances: Iterable[float], dependence: float) -> float:
    """Give the greatest chance that at least so many of several things happen.

    Parameters
    ----------
    needed, chances, dependence
        As for `least_of_so_many`.

    Returns
    -------
    float
        In [0, 1]; -1 stands for the most that any joint chance allows.
    """
    return _of_so_many(needed, sorted(chances), dependence, _most)


def _of_so_many(
    needed: int,
    ordered: Sequence[float],
    dependence: float,
    apart: Callable[[int, Sequence[float]], float],
) -> float:
    if needed == len(ordered):
        return all_happen(ordered, dependence)
    if needed == 1:
        return any_happens(ordered, dependence)
    extreme = apart(needed, ordered) if dependence < 0.0 else ordered[-needed]
    if abs(dependence) == 1.0:
        return extreme
    return _mixed(_independently(needed, ordered), extreme, abs(dependence))


def _all_apart(ordered: Sequence[float]) -> float:
    # Each 1 - p is a multiple of 2**-53, so the sum is exact up to 1, beyond which the
    # answer is 0 anyway: the order of adding cannot change a bit.
    return max(0.0, 1.0 - sum(1.0 - chance for chance in ordered))


def _least(needed: int, ordered: Sequence[float]) -> float:
    """So many happen unless more than the rest fail to."""
    failures = [1.0 - chance for chance in reversed(ordered)]
    return 1.0 - _most(len(ordered) - needed + 1, failures)


def _most(needed: int, ordered: Sequence[float]) -> float:
    """Rüger's bound; `ordered` ascending.

    Leave out the r likeliest: so many of all happen only if needed - r of the others
    do, and that at most as often as their number divided by needed - r.
    """
    totals = list(accumulate(ordered))
    n_things = len(ordered)
    return min(1.0, *(totals[n_things - r - 1] / (needed - r) for r in range(needed)))


def _independently(needed: int, ordered: Sequence[float]) -> float:
    """Give the chance of so many or more independent things, one thing after another."""
    happened = [1.0] + [0.0] * needed
    for chance in ordered:
        happened[needed] += chance * happened[needed - 1]
        for count in range(needed - 1, 0, -1):
            stays = (1.0 - chance) * happened[count]
            happened[count] = stays + chance * happened[count - 1]
        happened[0] *= 1.0 - chance
    return min(1.0, happened[needed])


def _mixed(independent: float, extreme: float, weight: float) -> float:
    if weight == 1.0:
        return extreme
    return independent + weight * (extreme - independent)


def worst_shares(
    chances: Sequence[float], shares: Sequence[tuple[float, float]]
) -> list[float]:
    """Share out cases so that as many as may be meet the smallest chances.

    Parameters
    ----------
    chances
        Chance of success in each part, shape (n_parts,); negated, they give the best
        shares instead.
    shares
        Least and greatest share of the cases that each part takes, shape (n_parts, 2);
        the least add up to at most 1 and the greatest to at least 1.

    Returns
    -------
    list of float
        A share for each part, together 1.

    Examples
    --------
    >>> worst_shares([0.75, 0.5], [(0.25, 0.75), (0.25, 0.5)])
    [0.5, 0.5]
    """
    given = [least for least, _ in shares]
    left = max(0.0, 1.0 - math.fsum(given))
    for at in sorted(range(len(chances)), key=lambda at: (chances[at], *shares[at])):
        least, most = shares[at]
        more = min(left, most - least)
        given[at] += more
        left -= more
    return given
