"""Classes of length: how waits and journeys are counted so that percentiles can be told.

There are 16 classes to each doubling, from 2**-12 hours, which is a second, on: each is
3 to 6 % wide, so no percentile above a second is more than 6 % out. It is read between
the ends of its class by how many of the class lie before it, which is within 1 % where
lengths are spread over the class, as waits are (`tests/simulation/engine/
test_lengths.py`). The last class begins at a hundred years. Means and breaches are
counted without classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

CLASSES_OF_LENGTH = 512
SHORTEST = 2.0**-12  # hours, about a second: all that is shorter is class 0, told as 0
_FIRST = 16 * (1023 - 12)  # what the bits of the shortest say

Hours = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def class_of_length(hours: float) -> int:
    """Give the class of a length in hours, from 0.

    Of the number as the machine keeps it, the exponent and the first four bits after it.
    """
    if hours < SHORTEST:
        return 0
    bits = int(np.float64(hours).view(np.int64))
    return min((bits >> 48) - _FIRST + 1, CLASSES_OF_LENGTH - 1)


def length_of_class(number: int) -> float:
    """Give the hours from which on a length is of a class."""
    if number == 0:
        return 0.0
    bits: Any = np.int64(
        (number - 1 + _FIRST) << 48
    )  # numpy's stubs know no view of it
    return float(bits.view(np.float64))


_BEGINS = np.array([length_of_class(number) for number in range(CLASSES_OF_LENGTH)])
_WIDTHS = np.append(np.diff(_BEGINS), 0.0)  # the last has no end: its beginning is told
_WIDTHS[0] = 0.0


def percentile(counts: Counts, share: float) -> Hours:
    """Give the length that a share of those counted does not exceed.

    Parameters
    ----------
    counts
        How many fall in each class. Shape (..., 512).
    share
        From above 0 to 1: 0.5 is the median.

    Returns
    -------
    array of float
        Hours, shape (...); NaN where nothing was counted.
    """
    upto = counts.cumsum(axis=-1)
    total = upto[..., -1]
    rank = share * total
    place = np.minimum((upto < rank[..., None]).sum(axis=-1), CLASSES_OF_LENGTH - 1)
    inside = np.take_along_axis(counts, place[..., None], -1)[..., 0]
    before = np.take_along_axis(upto, place[..., None], -1)[..., 0] - inside
    part = (rank - before) / np.maximum(inside, 1)
    return np.where(total == 0, np.nan, _BEGINS[place] + part * _WIDTHS[place])
