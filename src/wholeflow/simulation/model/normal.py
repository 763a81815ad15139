"""The normal distribution: scores and shares, from Python's own library.

SciPy has the same and takes a fifth of a second to load, which is much of what a short
run takes; so it is loaded only for the distributions that need it.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

score = NormalDist().inv_cdf  # of a share in (0, 1): Wichura (1988), AS 241


def share_below(score: float) -> float:
    """Give the share of draws below a score; exact in both tails."""
    return 0.5 * math.erfc(-score / math.sqrt(2))


def shares_below(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the share of draws below each of some scores."""
    shares = np.fromiter(map(share_below, scores.flat), np.float64, scores.size)
    return shares.reshape(scores.shape)
