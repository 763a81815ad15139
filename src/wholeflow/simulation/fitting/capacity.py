"""How many are served at once, and how much of a wait that explains.

A log says how many were being served, never how many could have been: busy is not
available. So a limit is assumed for a step only where the log shows one at work. Tried are
a high quantile of how many were there at once (over time, 0.995) and the numbers above it.
A number u may be a limit if nine in ten of those who began while u were there, or as one of
u left, took over a place: they had been ready before, and began within a moment of that.

To begin as somebody leaves may be chance. How often chance alone would do it is seen by
moving the leaving by whole weeks, which keeps the hours of the day and whatever times were
rounded to. If e take over by chance, so many or more do without a limit as a Poisson number
of mean e says; with a limit, any number up to that of all who waited is as likely as the
next. Beforehand no limit is as likely as any. What comes of it is the share of each, of
which the greatest is the best, and all are drawn.

Where a limit is at work, a wait is in two parts. Until the last moment at which there
was room, something else kept the patient: an extraneous delay. From then on the patient
may have queued: the delay is known only to be no shorter than that, and no longer than
the wait. A wait that ends while there is room is delay altogether.

Reference: D. Chapela-Campa and M. Dumas (2024), Enhancing business process simulation
models with extraneous activity delays, Information Systems 122.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from wholeflow.journeys.times import DAY, SECOND

from .steps import Mask, Microseconds
from .survival import Array

QUANTILE = 0.995
TAKEN_SHARE = 0.9
MOMENT = 60 * SECOND  # between two patients, within which the second took the place
MOST_TRIED = 30
WEEK = 7 * DAY
MOST_MOVED = 20  # weeks, one after another, by which leaving is moved
LEAST_SHARE = 0.01  # of a limit, below which it is not worth a word


@dataclass(frozen=True, slots=True, eq=False)
class Waited:
    """The waits for one step, each in its parts.

    Parameters
    ----------
    delay
        Microseconds until the last moment at which there was room; all of the wait where
        there was room to its end. Shape (n,).
    queued
        Whether the wait ended as somebody left a full step. Shape (n,).
    """

    delay: Microseconds
    queued: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Full:
    """When a step was full: stretches with less than a moment between them put together."""

    begin: Microseconds
    end: Microseconds

    def during(self, moments: Microseconds) -> Microseconds:
        """Give those of some moments at which it was full, or had been until then."""
        if not len(self.begin):
            return moments[:0]
        at = np.searchsorted(self.begin, moments, side="left") - 1
        found: Microseconds = moments[
            (at >= 0) & (moments <= self.end[np.maximum(at, 0)])
        ]
        return found

    def waited(self, ready: Microseconds, start: Microseconds) -> Waited:
        """Divide waits from being ready to the start."""
        if not len(self.begin):
            return Waited(start - ready, np.zeros(len(start), dtype=np.bool_))
        at = np.searchsorted(self.begin, start, side="left") - 1
        begin = np.where(at >= 0, self.begin[np.maximum(at, 0)], start)
        end = np.where(at >= 0, np.minimum(self.end[np.maximum(at, 0)], start), ready)
        queued = (at >= 0) & (start - end <= MOMENT) & (end > ready)
        delay = np.where(queued, np.maximum(begin - ready, 0), start - ready)
        return Waited(delay, queued)


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A limit that a log shows at work, or none.

    Parameters
    ----------
    units
        How many are served at once; None is no limit.
    share
        How likely that is, beside the others.
    most_at_once
        The quantile of how many were there at once.
    full
        When so many were there.
    """

    units: int | None
    share: float
    most_at_once: int
    full: Full


def fit_limits(
    begin: Microseconds,
    end: Microseconds,
    ready: Microseconds,
    *,
    units: int | None = None,
) -> tuple[Limit, ...]:
    """Find a limit to how many are served at once.

    Parameters
    ----------
    begin, end
        Of each service. Shape (n,).
    ready
        When each could have begun. Shape (n,).
    units
        A limit that is known; else it is looked for.

    Returns
    -------
    tuple of Limit
        At least one, the likeliest first; shares add up to 1.
    """
    lasting = end > begin
    begin, end, ready = begin[lasting], end[lasting], ready[lasting]
    never = Full(begin[:0], begin[:0])
    if not len(begin):
        return (Limit(units, 1.0, 0, never),)
    times, there = _occupancy(begin, end)
    quantile = _quantile(times, there)
    if units is not None:
        return (Limit(units, 1.0, quantile, _full(times, there, units)),)
    most = min(int(there.max()), max(quantile, 1) + MOST_TRIED)
    tried = range(max(quantile, 1), most + 1)
    full = [_full(times, there, each) for each in tried]
    logs = [
        _log_likelihood(begin, end, ready, of, each) - math.log(len(tried))
        for each, of in zip(tried, full, strict=True)
    ]
    shares = _kept(special.softmax([0.0, *logs]))
    found = [
        Limit(units, float(share), quantile, of)
        for units, share, of in zip((None, *tried), shares, (never, *full), strict=True)
        if share > 0
    ]
    return tuple(sorted(found, key=lambda limit: -limit.share))


def _kept(shares: Array) -> Array:
    """Give shares without those too small, and adding up to 1 again."""
    kept = np.where(shares >= LEAST_SHARE, shares, 0.0)
    told: Array = kept / kept.sum()
    return told


def _log_likelihood(
    begin: Microseconds,
    end: Microseconds,
    ready: Microseconds,
    full: Full,
    units: int,
) -> float:
    """Give the logarithm of how likely a limit is, beside none."""
    beyond = _there_before(begin, end) >= units
    left = np.sort(full.during(end))
    taken = int((_took_over(begin, ready, left) & ~beyond).sum())
    if not taken or taken < TAKEN_SHARE * (taken + beyond.sum()):
        return -math.inf
    waited = int((begin > ready).sum())
    without = _log_so_many(taken, _by_chance(begin, ready, left))
    return -math.log(waited + 1) - without


def _log_so_many(n: int, mean: float) -> float:
    """Give the logarithm of the chance of n or more, Poisson, or a little above it.

    Each further number is less likely by mean / (n + 1) at least, so all of them are at
    most a geometric sum.
    """
    if n + 1 <= mean:
        return 0.0
    exactly = n * math.log(mean) - mean - math.lgamma(n + 1)
    return min(0.0, exactly - math.log1p(-mean / (n + 1)))


def _took_over(begin: Microseconds, ready: Microseconds, left: Microseconds) -> Mask:
    """Say who began within a moment of somebody leaving, and was ready before."""
    if not len(left):
        return np.zeros(len(begin), dtype=np.bool_)
    at = np.searchsorted(left, begin, side="right") - 1
    last = left[np.maximum(at, 0)]
    return (at >= 0) & (begin - last <= MOMENT) & (ready < last)


def _by_chance(begin: Microseconds, ready: Microseconds, left: Microseconds) -> float:
    """Say how many take over by chance: those who do when leaving is moved by weeks."""
    first = int(begin.min())
    weeks = max(int(begin.max() - first) // WEEK, 2)
    moved = range(1, min(weeks, MOST_MOVED + 1))
    found = sum(
        int(
            _took_over(
                begin,
                ready,
                np.sort(first + (left - first + by * WEEK) % (weeks * WEEK)),
            ).sum()
        )
        for by in moved
    )
    return (found + 0.5) / len(moved)


def _occupancy(
    begin: Microseconds, end: Microseconds
) -> tuple[Microseconds, npt.NDArray[np.int64]]:
    """Give the moments at which how many are there changes, and how many from each."""
    times = np.concatenate((end, begin))
    change = np.repeat([-1, 1], [len(end), len(begin)])
    order = np.argsort(times, kind="stable")
    there = np.cumsum(change[order])
    times = times[order]
    last = np.append(times[1:] != times[:-1], True)
    return times[last], there[last]


def _quantile(times: Microseconds, there: npt.NDArray[np.int64]) -> int:
    order = np.argsort(there[:-1], kind="stable")
    lasted = np.cumsum(np.diff(times)[order])
    place = int(np.searchsorted(lasted, QUANTILE * lasted[-1]))
    return int(there[order[min(place, len(order) - 1)]])


def _full(times: Microseconds, there: npt.NDArray[np.int64], units: int) -> Full:
    is_full = np.concatenate(([False], there >= units, [False]))
    change = np.flatnonzero(is_full[1:] != is_full[:-1])
    begin, end = times[change[::2]], times[np.minimum(change[1::2], len(times) - 1)]
    if not len(begin):
        return Full(begin, end)
    apart = begin[1:] - end[:-1] > MOMENT
    return Full(
        begin[np.concatenate(([True], apart))], end[np.concatenate((apart, [True]))]
    )


def _there_before(begin: Microseconds, end: Microseconds) -> npt.NDArray[np.int64]:
    """Give how many were there just before each began, those who left then apart."""
    order = np.argsort(begin, kind="stable")
    earlier = np.empty(len(begin), dtype=np.int64)
    earlier[order] = np.arange(len(begin))
    return earlier - np.searchsorted(np.sort(end), begin, side="right")
