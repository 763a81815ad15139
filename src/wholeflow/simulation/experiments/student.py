"""Student's t: how far from 0 the mean of a few normal draws may come to lie.

Reference: M. Abramowitz and I. A. Stegun, *Handbook of Mathematical Functions* (1964),
26.7.3 and 26.7.4.
"""

from __future__ import annotations

import math
from functools import cache


def share_within(t: float, degrees: int) -> float:
    """Give the share of draws between -t and t, for 1 degree of freedom or more."""
    angle = math.atan(t / math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term = cosine if odd else 1.0
    series = 0.0
    for power in range(odd + 1, degrees, 2):
        series += term
        term *= cosine * cosine * power / (power + 1)
    return (angle + sine * series) * 2 / math.pi if odd else sine * series


@cache
def quantile(share: float, degrees: int) -> float:
    """Give the t between which and -t a share of draws lies: 0.95 for a 95 % interval.

    Parameters
    ----------
    share
        From 0 to less than 1.
    degrees
        Of freedom, 1 or more.
    """
    low, high = 0.0, 1.0
    while share_within(high, degrees) < share and high < 1e300:
        low, high = high, high * 2
    while low < (middle := (low + high) / 2) < high:
        if share_within(middle, degrees) < share:
            low = middle
        else:
            high = middle
    return high
