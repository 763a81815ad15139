"""Who stands where at a moment, by the visits of a run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Visits = npt.NDArray[np.void]
Counts = npt.NDArray[np.int64]


def census(visits: Visits, n_rooms: int, hour: float) -> Counts:
    """Count who waits, who is in care and who is blocked in each room at a moment.

    Parameters
    ----------
    visits
        Times are NaN for what never came about.
    n_rooms
        How many rooms there are.
    hour
        Of the run.

    Returns
    -------
    array of int
        Shape (n_rooms, 3).
    """
    there = (visits["arrive"] <= hour) & ~(visits["leave"] <= hour)
    started, ended = visits["start"] <= hour, visits["end"] <= hour
    kinds = (~started, started & ~ended, ended)
    counts: Counts = np.stack(
        [
            np.bincount(visits["node"][there & kind], minlength=n_rooms)
            for kind in kinds
        ],
        axis=1,
    )
    return counts
