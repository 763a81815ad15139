"""Whether a log changed on the way: the last stretch in which it did not.

Two numbers of each week are looked at: how many cases began, and how long steps took
(waits, in a log with one time), as mean rank within their activity. A change of level
shows in the sums of what each week is above or below the mean of all,

    S_k = y_1 + ... + y_k - k mean.

If weeks are alike, any order of them is as likely as the next; so the greatest distance
of S from 0 is held against that of 999 random orders, and if at most one in 200 is as
great, the level changed where it is greatest. What comes after is looked at again.

Weeks that hang on the weeks before look like a change more often than that. That is on
the safe side: a shorter stretch is fitted.

Reference: R. L. Brown, J. Durbin and J. M. Evans (1975), Techniques for testing the
constancy of regression relationships over time, Journal of the Royal Statistical Society
B 37; B. F. J. Manly, *Randomization, Bootstrap and Monte Carlo Methods in Biology*, 3rd edition.
"""

from __future__ import annotations

import numpy as np

from .survival import Array

LEAST_WEEKS = 6
ORDERS = 999
CHANCE = 0.005


def last_change(*series: Array, rng: np.random.Generator) -> int:
    """Give the week from which numbers of weeks keep their level; 0 is all of them.

    Parameters
    ----------
    series
        One number for each week; all of the same length.
    rng
        What draws the orders.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> level = np.array([10.0, 11, 9, 10, 12, 10, 9, 11])
    >>> last_change(level, rng=rng)
    0
    >>> last_change(np.concatenate((level, level + 10)), rng=rng)
    8
    """
    begin = 0
    while latest := max(_change(each[begin:], rng) for each in series):
        begin += latest
    return begin


def _change(values: Array, rng: np.random.Generator) -> int:
    """Give the first value after a change of level; 0 is none."""
    if len(values) < LEAST_WEEKS:
        return 0
    apart = values - values.mean()
    sums = np.abs(np.cumsum(apart))[:-1]
    orders = rng.permuted(np.tile(apart, (ORDERS, 1)), axis=1)
    greatest = np.abs(np.cumsum(orders, axis=1)).max(axis=1)
    as_great = int((greatest >= sums.max() - 1e-9 * np.abs(apart).sum()).sum())
    chance = (as_great + 1) / (ORDERS + 1)
    return int(np.argmax(sums)) + 1 if chance <= CHANCE else 0
