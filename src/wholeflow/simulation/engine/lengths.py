"""Classes of length: how waits and journeys are counted so that percentiles can be told.

Each class but the first and the last is 6 % wide, so between 36 seconds and 2.7 years no
percentile is more than 6 % out. It is read between the ends of its class by how many of
the class lie before it, which is within 1 % where lengths are spread over the class, as
waits are (`tests/simulation/engine/test_lengths.py`). Means and breaches need no classes.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

CLASSES_OF_LENGTH = 256
SHORTEST = 0.01  # hours, 36 seconds: all that is shorter is class 0, told as 0 hours
PER_DOUBLING = 12.0  # classes to each doubling of the length

Hours = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def class_of_length(hours: float) -> int:
    """Give the class, from 0 to 255, of a length of 0 hours or more."""
    if hours < SHORTEST:
        return 0
    place = int(math.log2(hours / SHORTEST) * PER_DOUBLING) + 1
    return min(place, CLASSES_OF_LENGTH - 1)


def shortest_of_class(place: int) -> float:
    """Give the length, in hours, at which a class begins; from 0 to 255."""
    return 0.0 if place == 0 else float(SHORTEST * 2 ** ((place - 1) / PER_DOUBLING))


def percentile(counts: Counts, share: float) -> Hours:
    """Give the length that a share of those counted does not exceed.

    Parameters
    ----------
    counts
        How many fall in each class. Shape (..., 256).
    share
        From 0 to 1: 0.5 is the median.

    Returns
    -------
    array of float
        Hours, shape (...); NaN where nothing was counted, 0 in the first class, and the
        beginning of the last class, 2.7 years, for all that is longer.
    """
    upto = counts.cumsum(axis=-1)
    total = upto[..., -1]
    rank = share * total
    place = (upto < rank[..., None]).sum(axis=-1)
    place = np.maximum(place, (upto == 0).sum(axis=-1))  # the first that holds any
    place = np.minimum(place, CLASSES_OF_LENGTH - 1)
    inside = np.take_along_axis(counts, place[..., None], -1)[..., 0]
    before = np.take_along_axis(upto, place[..., None], -1)[..., 0] - inside
    part = (rank - before) / np.maximum(inside, 1)
    part = np.where(place == CLASSES_OF_LENGTH - 1, 0.0, part)
    hours = SHORTEST * 2 ** ((place - 1 + part) / PER_DOUBLING)
    return np.where(total == 0, np.nan, np.where(place == 0, 0.0, hours))
