"""Stretches of time, run after run: what had ended before each, and what is new in it.

Rows stand in runs (the events of a case, of a case in one organisation), in each by
their begin. An event that ends before it begins lasts no time at all here.
"""

from __future__ import annotations

import numpy as np

from .arrays import Mask, Microseconds
from .kernels import LARGE, compiled, run_latest

_PART = 100_000
_ROOM = 2**62  # microseconds; beyond it sums of time would no longer fit


def latest_before(new: Mask, begin: Microseconds, end: Microseconds) -> Microseconds:
    """Give the latest end of the earlier rows of a run, for each row.

    Parameters
    ----------
    new
        Where a run begins; the first row of all does. Shape (n_rows,).
    begin, end
        Microseconds; within a run `begin` never falls. Shape (n_rows,).

    Returns
    -------
    array of int64
        A run's first row has its own begin. Shape (n_rows,), microseconds.

    Examples
    --------
    >>> new = np.array([True, False, False, True])
    >>> latest_before(new, np.array([0, 2, 9, 4]), np.array([7, 3, 9, 5])).tolist()
    [0, 7, 7, 4]
    """
    if len(begin) < LARGE:
        return _lifted(new, begin, end)
    latest = np.empty(len(begin), dtype=np.int64)
    compiled(run_latest)(new, begin, end, latest)
    return latest


def _lifted(new: Mask, begin: Microseconds, end: Microseconds) -> Microseconds:
    if not len(begin):
        return begin.astype(np.int64)
    firsts = np.flatnonzero(new)
    run = np.cumsum(new) - 1
    origin = begin[firsts][run]
    since = np.maximum(begin, end) - origin
    longest = np.maximum.reduceat(since, firsts) + 1
    if len(firsts) > 1 and longest.sum(dtype=np.float64) > _ROOM:
        half = firsts[len(firsts) // 2]
        parts = (slice(None, half), slice(half, None))
        return np.concatenate([_lifted(new[p], begin[p], end[p]) for p in parts])
    # Each run is lifted above the one before it, so one running maximum serves all.
    lift = np.concatenate(([0], np.cumsum(longest)[:-1]))[run]
    highest = np.maximum.accumulate(since + lift)
    latest: Microseconds = origin - lift
    latest[1:] += highest[:-1]
    latest[firsts] = begin[firsts]
    return latest


def newly_covered(new: Mask, begin: Microseconds, end: Microseconds) -> Microseconds:
    """Give how much of each row no earlier row of its run covers.

    The sum over a run is the length of the union of its stretches.

    Parameters
    ----------
    new, begin, end
        As for `latest_before`.

    Examples
    --------
    >>> new = np.array([True, False, False])
    >>> newly_covered(new, np.array([0, 2, 9]), np.array([7, 8, 10])).tolist()
    [7, 1, 1]
    """
    since = np.maximum(begin, latest_before(new, begin, end))
    fresh: Microseconds = np.maximum(end - since, 0)
    return fresh


def exact_sum(lengths: Microseconds) -> int:
    """Sum microseconds, also where the sum is more than 64 bits hold (292,000 years).

    >>> exact_sum(np.array([2**62, 2**62, 2**62])) == 3 * 2**62
    True
    """
    total = 0
    # A part at a time, as each is copied twice.
    for first in range(0, len(lengths), _PART):
        part = lengths[first : first + _PART]
        total += (int((part >> 32).sum()) << 32) + int((part & (2**32 - 1)).sum())
    return total
