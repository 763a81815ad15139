"""People are whole: numbers rounded so that nobody is lost."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import accumulate, pairwise


def whole(numbers: Iterable[float]) -> list[int]:
    """Round numbers of 0 or more so that the sum up to each of them is right.

    >>> whole([0.5, 0.25, 0.25, 3.0])
    [1, 0, 0, 3]
    """
    sums = [0, *(math.floor(each + 0.5) for each in accumulate(numbers))]
    return [after - before for before, after in pairwise(sums)]
