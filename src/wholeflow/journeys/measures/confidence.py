"""Intervals for shares, so that no share stands as if it were known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, and what it may well lie between."""

    estimate: float
    low: float
    high: float


def wilson(number: float, of: float, level: float = 0.95) -> Interval:
    """Give Wilson's score interval of a share.

    Parameters
    ----------
    number, of
        How many of how many; need not be whole. `of` above 0.
    level
        Chance that the interval covers the share.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical
    inference.

    Examples
    --------
    >>> found = wilson(15, 148)  # table I of Newcombe (1998), Statistics in Medicine 17
    >>> round(found.low, 4), round(found.high, 4)
    (0.0624, 0.1605)
    """
    z2 = _normal(level) ** 2
    share = number / of
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = sqrt(z2 * (share * (1 - share) + z2 / (4 * of)) / of) / (1 + z2 / of)
    # A share of exactly 0 or 1 is its own bound, but for the last digit.
    low = 0.0 if number == 0 else middle - half
    high = 1.0 if number == of else middle + half
    return Interval(share, low, high)


def newcombe(first: Interval, second: Interval) -> Interval:
    """Give the interval of a difference of two independent shares, second less first.

    Parameters
    ----------
    first, second
        Each as `wilson` gives it, at one level.

    References
    ----------
    R. G. Newcombe (1998), Interval estimation for the difference between independent
    proportions, method 10.

    Examples
    --------
    >>> found = newcombe(wilson(48, 80), wilson(56, 70))  # table II there, (a)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    difference = second.estimate - first.estimate
    down = sqrt(
        (second.estimate - second.low) ** 2 + (first.high - first.estimate) ** 2
    )
    up = sqrt((second.high - second.estimate) ** 2 + (first.estimate - first.low) ** 2)
    return Interval(difference, difference - down, difference + up)


def _normal(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
