"""Maps for `bench_flags.py`, and the same sums in plain Python.

Run with a size, builds a map of so many processes and prints its peak memory in MB.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
from peak import peak_mib

from wholeflow.evidence import FlagMap, flag_map, ground, logics, part_links

SUFFICIENCY = 0.95


@dataclass(frozen=True)
class Columns:
    """A map as its columns; processes are numbered at random."""

    size: int
    whole: np.ndarray
    part: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    stale: np.ndarray
    necessity_low: np.ndarray
    necessity_high: np.ndarray

    def flags(self, by: str) -> FlagMap:
        return flag_map(
            ground(self.lower, self.upper, stale=self.stale),
            part_links(
                self.whole,
                self.part,
                necessity_low=self.necessity_low,
                necessity_high=self.necessity_high,
            ),
            logics(sufficiency_low=SUFFICIENCY),
            by=by,
        )


def columns(size: int, *, shared: float = 0.0) -> Columns:
    """Wholes of 5 to 8 parts; every so many processes serve one whole more."""
    rng = np.random.default_rng(0)
    ends = np.minimum(np.cumsum(rng.integers(5, 9, size)) + 1, size)
    whole = np.repeat(np.arange(size), np.diff(ends, prepend=1))[: size - 1]
    part = np.arange(1, size)
    if shared:
        more = rng.integers(1, size, int(size * shared))
        pairs = np.stack((more * rng.random(len(more)) / 3, more)).astype(np.int64)
        both = np.concatenate((np.stack((whole, part)), pairs), axis=1)
        whole, part = np.unique(both, axis=1)
    number = rng.permutation(size)
    is_leaf = np.bincount(whole, minlength=size) == 0
    says = is_leaf | (rng.random(size) < 0.3)
    lower = np.where(is_leaf, rng.uniform(0.8, 0.95, size), rng.uniform(0, 0.3, size))
    upper = np.where(is_leaf, rng.uniform(0.95, 1, size), rng.uniform(0.8, 1, size))
    necessity = rng.uniform(0.05, 0.1, len(whole))
    order = np.argsort(number)
    return Columns(
        size,
        number[whole],
        number[part],
        np.where(says, lower, 0.0)[order],
        np.where(says, upper, 1.0)[order],
        (rng.random(size) < 0.001)[order],
        necessity,
        necessity + 0.05,
    )


def plain(flags: FlagMap) -> tuple[list[float], list[float]]:
    """Work out every flag of a map in plain Python, over lists made beforehand."""
    return plain_over(lists(flags))


def lists(flags: FlagMap) -> list[list[float]]:
    store = flags.store
    arrays = (store.wholes, store.first_link, store.part, store.necessity_low)
    own = (store.own_lower, store.own_upper)
    return [each.tolist() for each in (*arrays, store.necessity_high, *own)]


def plain_over(arrays: list[list]) -> tuple[list[float], list[float]]:
    wholes, first_link, parts, low, high, own_lower, own_upper = arrays
    lower, upper = list(own_lower), list(own_upper)
    for row in range(len(wholes) - 1, -1, -1):
        missing, greatest = 0.0, 1.0
        for link in range(first_link[row], first_link[row + 1]):
            part = parts[link]
            missing += 1.0 - (1.0 - high[link] * (1.0 - lower[part]))
            greatest = min(greatest, 1.0 - low[link] * (1.0 - upper[part]))
        at = wholes[row]
        lower[at] = max(lower[at], SUFFICIENCY * max(0.0, 1.0 - missing))
        upper[at] = min(upper[at], greatest)
    return lower, upper


if __name__ == "__main__":
    columns(int(sys.argv[1]), shared=0.1).flags(sys.argv[2])
    print(peak_mib())
