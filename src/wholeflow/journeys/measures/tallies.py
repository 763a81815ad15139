"""Waits summed up by group: how often, in how many cases, how long.

Every number is exact: waits are whole microseconds, sums and quantiles are made of
whole numbers, and what is given in hours is rounded once, at the end. So a large log,
whose waits are counted into classes and only those around the quantiles looked at
again, gives the same as a small one, whose waits are sorted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.arrays import Codes, Counts, Hours, Microseconds, narrow
from wholeflow.journeys.kernels import (
    CLASSES,
    LARGE,
    LOW_BITS,
    Classes,
    collect_waits,
    compiled,
    tally_waits,
)
from wholeflow.journeys.times import HOUR

from .spreads import Spread

MOST_GROUPS = 4096  # that waits are counted for; of more they are sorted
_MOST_KEYS = 1 << 24


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Waits of each group that has any, groups in the order of their keys.

    Parameters
    ----------
    key
        Of each group. Shape (n_groups,), as all of these.
    times, cases
        How many waits, and of how many cases.
    mean_hours, median_hours, p90_hours, total_hours
        Of the waits; p90 is interpolated linearly between the two nearest.
    """

    key: Counts
    times: Counts
    cases: Counts
    mean_hours: Hours
    median_hours: Hours
    p90_hours: Hours
    total_hours: Hours

    def spreads(self) -> list[Spread]:
        """Give the spread of each group's waits."""
        columns = (self.times, self.mean_hours, self.median_hours, self.p90_hours)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [Spread(*numbers) for numbers in rows]


# Key, case and wait of some steps.
Steps = tuple[Codes | Counts, Codes, Microseconds]


def tally(steps: Sequence[Steps], keys: int) -> Tally:
    """Sum waits up by group.

    Parameters
    ----------
    steps
        One part or more: the group of each wait, from 0; its case, which must rise; and
        the wait, not below 0. Shapes (n_waits,).
    keys
        How many groups there can be.

    Examples
    --------
    >>> hour = 3_600_000_000
    >>> waits = np.array([2, 4, 9]) * hour
    >>> found = tally([(np.array([1, 1, 3]), np.array([0, 0, 1]), waits)], 4)
    >>> found.key.tolist(), found.cases.tolist(), found.median_hours.tolist()
    ([1, 3], [1, 1], [3.0, 9.0])
    """
    if sum(len(wait) for _, _, wait in steps) >= LARGE:
        return tally_parts(lambda: steps, keys)
    key, case, wait = map(np.concatenate, zip(*steps, strict=True))
    return _sorted(key, case, wait).in_hours()


def tally_parts(parts: Callable[[], Iterable[Steps]], keys: int) -> Tally:
    """Sum many waits up by group, a part at a time, as `tally` does.

    Parameters
    ----------
    parts
        Gives key, case and wait of some steps, part after part; is asked twice. What a
        part gave need not last until the next.
    keys
        How many groups there can be.
    """
    counted = _counted(parts, keys) if keys <= _MOST_KEYS else None
    return (counted or _sorted(*_whole_columns(parts))).in_hours()


def _whole_columns(parts: Callable[[], Iterable[Steps]]) -> Steps:
    copies = [[column.copy() for column in part] for part in parts()]
    key, case, wait = (np.concatenate(column) for column in zip(*copies, strict=True))
    return key, case, wait


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """What is known of each group in whole numbers; see `Tally`.

    `total` is in microseconds, and `ranked` the waits at `_ranks`, shape (n_groups, 4).
    """

    key: Counts
    times: Counts
    cases: Counts
    total: list[int]
    ranked: Counts

    def in_hours(self) -> Tally:
        """Turn whole numbers into hours, each rounded once."""
        times = self.times.tolist()
        tenths = [9 * (n - 1) % 10 for n in times]
        mean = [total / (n * HOUR) for total, n in zip(self.total, times, strict=True)]
        median = [(low + high) / (2 * HOUR) for low, high, _, _ in self.ranked.tolist()]
        p90 = [
            (low * (10 - tenth) + high * tenth) / (10 * HOUR)
            for (_, _, low, high), tenth in zip(
                self.ranked.tolist(), tenths, strict=True
            )
        ]
        total = [total / HOUR for total in self.total]
        hours = (
            np.array(column, dtype=np.float64) for column in (mean, median, p90, total)
        )
        return Tally(self.key, self.times, self.cases, *hours)


def _ranks(times: Counts) -> Counts:
    """Ranks of the two middle waits and of the two around nine tenths of the way."""
    last = times - 1
    ninth = 9 * last // 10
    ranks: Counts = np.stack(
        [last // 2, times // 2, ninth, np.minimum(ninth + 1, last)], axis=1
    )
    return ranks


def _sorted(key: Codes | Counts, case: Codes, wait: Microseconds) -> _Groups:
    order = np.argsort(narrow(key), kind="stable")  # and so by case in each group
    key, case, waits = key[order], case[order], wait[order]
    new = np.ones(len(key), dtype=np.bool_)
    new[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(new)
    times = np.diff(first, append=len(key))
    another = new.copy()
    another[1:] |= case[1:] != case[:-1]
    for begin, end in itertools.pairwise([*first.tolist(), len(key)]):
        waits[begin:end].sort()
    high, low = (
        np.add.reduceat(part, first) if len(first) else part
        for part in (waits >> LOW_BITS, waits & ((1 << LOW_BITS) - 1))
    )
    return _Groups(
        key[first].astype(np.int64),
        times,
        np.add.reduceat(another, first, dtype=np.int64) if len(first) else times,
        _whole(high, low),
        waits[first[:, None] + _ranks(times)],
    )


def _whole(high: Counts, low: Counts) -> list[int]:
    # Hours of millions of people may be more microseconds than 64 bits hold.
    pairs = zip(high.tolist(), low.tolist(), strict=True)
    return [(one << LOW_BITS) + rest for one, rest in pairs]


def _counted(parts: Callable[[], Iterable[Steps]], keys: int) -> _Groups | None:
    """Count waits into classes; None if there are no groups, or too many."""
    group_of = np.full(keys, -1, dtype=np.int32)
    sums = np.zeros((MOST_GROUPS, 5), dtype=np.int64)
    classes = np.zeros((MOST_GROUPS, CLASSES), dtype=np.uint32)
    groups = 0
    for steps in parts():
        groups = compiled(tally_waits)(steps, groups, group_of, sums, classes)
        if groups < 0:
            return None
    if groups == 0:
        return None
    present = np.flatnonzero(group_of >= 0)
    times, cases, high, low, _ = sums[group_of[present]].T
    ranked = _at_ranks(parts, group_of, classes[:groups])[group_of[present]]
    return _Groups(present, times, cases, _whole(high, low), ranked)


def _at_ranks(
    parts: Callable[[], Iterable[Steps]], group_of: Codes, classes: Classes
) -> Counts:
    """Find the waits at `_ranks` by sorting only those of the same classes."""
    ends = classes.cumsum(axis=1, dtype=np.int64)
    ranks = _ranks(ends[:, -1])
    group = np.repeat(np.arange(len(ranks)), ranks.shape[1])
    among = np.concatenate(
        [end.searchsorted(rank, "right") for end, rank in zip(ends, ranks, strict=True)]
    )
    pile, pile_of = np.unique(group * CLASSES + among, return_inverse=True)
    sizes = classes.ravel()[pile].astype(np.int64)
    bounds = np.concatenate(([0], np.cumsum(sizes)))
    piles = np.zeros(classes.shape, dtype=np.uint32)
    piles.ravel()[pile] = np.arange(1, len(pile) + 1)
    waits = np.empty(bounds[-1], dtype=np.int64)
    next_place = bounds[:-1].copy()
    for key, _, wait in parts():
        compiled(collect_waits)(key, wait, group_of, piles, next_place, waits)
    for begin, end in itertools.pairwise(bounds.tolist()):
        waits[begin:end].sort()
    before = ends[group, among] - sizes[pile_of]
    found: Counts = waits[bounds[pile_of] + ranks.ravel() - before]
    return found.reshape(ranks.shape)
