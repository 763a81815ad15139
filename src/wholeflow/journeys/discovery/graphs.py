"""The directly-follows graph of traces, as a matrix, and what of it is frequent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Counts, Mask

from .traces import Traces


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """How often each activity of some traces directly follows each other one.

    Parameters
    ----------
    activities
        Codes of the activities, sorted. Shape (k,).
    follows
        Cases times how often the column's activity follows the row's. Shape (k, k).
    starts, ends
        How many cases begin and end with each activity. Shape (k,).
    """

    activities: Codes
    follows: Counts
    starts: Counts
    ends: Counts

    def without_rare(self, noise: float) -> Graph:
        """Leave out what is rare beside the most frequent of its kind.

        What follows an activity (the end counts as something that follows) is rare if
        it has less than `noise` times the count of its most frequent; starts are
        compared with the most frequent start.
        """
        most = np.maximum(self.follows.max(axis=1), self.ends)
        return Graph(
            self.activities,
            np.where(self.follows < noise * most[:, None], 0, self.follows),
            np.where(self.starts < noise * self.starts.max(), 0, self.starts),
            np.where(self.ends < noise * most, 0, self.ends),
        )


def graph_of(traces: Traces) -> Graph:
    """Count what follows what in traces; empty ones add nothing."""
    activities = traces.activities()
    size = len(activities)
    place = np.searchsorted(activities, traces.activity)
    second = np.flatnonzero(traces.follows_inside())
    first_place, second_place = place[second - 1], place[second]
    cases = traces.cases[traces.trace[second]]
    follows = _counted(first_place * size + second_place, cases, size * size)
    some = traces.lengths > 0
    begins, ends = traces.bounds[:-1][some], traces.bounds[1:][some] - 1
    return Graph(
        activities,
        follows.reshape(size, size),
        _counted(place[begins], traces.cases[some], size),
        _counted(place[ends], traces.cases[some], size),
    )


def reachable(links: Mask) -> Mask:
    """Which places can be come to from which by one link or more. Shape (k, k)."""
    reached = links.copy()
    for via in range(len(reached)):
        reached |= reached[:, via, None] & reached[via]
    return reached


def islands(links: Mask) -> npt.NDArray[np.intp]:
    """Give each place the number of its island: links join both ways. Shape (k,)."""
    joined = links | links.T | np.eye(len(links), dtype=np.bool_)
    _, island = np.unique(reachable(joined).argmax(axis=1), return_inverse=True)
    return island


def _counted(places: npt.NDArray[np.intp], cases: Counts, size: int) -> Counts:
    # Sums of whole numbers below 2**53 are exact as floats.
    return np.bincount(places, weights=cases, minlength=size).astype(np.int64)
