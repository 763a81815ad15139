"""Mean and limits of the XmR chart, for one stretch between two rebases.

References
----------
Making Data Count, NHS England; NHSRplotthedots 0.2, whose results these equal.
D.J. Wheeler, Understanding Variation, 1993: the constants 2.66 and 3.267.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.improvement.spc.series import Floats, Ints

TO_LIMITS = 2.66  # three sigma: 3 / 1.128
SCREEN_AT = 3.267  # an upper limit for moving ranges


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """The lines of a stretch, each an array of shape (n,); not a number where none.

    Parameters
    ----------
    centre
        The mean; on charts of rare events the middle, above and below which half of
        the values are expected.
    lower, upper
        Three sigma from the mean.
    inner_lower, inner_upper
        Two sigma from the mean; not drawn, but used by "two in three".
    """

    centre: Floats
    lower: Floats
    upper: Floats
    inner_lower: Floats
    inner_upper: Floats

    @property
    def lines(self) -> tuple[Floats, ...]:
        """All five, in the order in which they are made."""
        return (
            self.centre,
            self.lower,
            self.upper,
            self.inner_lower,
            self.inner_upper,
        )


def mean_of(values: Floats) -> float:
    """Give the mean, exact where all values are equal.

    Differences from the first value are averaged, so that rounding puts no point of a
    constant series above or below its own mean.
    """
    return float(values[0] + np.mean(values - values[0]))


def mean_moving_range(values: Floats, neighbours: Ints, *, screen: bool) -> float:
    """Give the mean of the differences between neighbours.

    Parameters
    ----------
    values
        Shape (n,), in order.
    neighbours
        Places i, from 1, where point i directly follows point i - 1: no missing period
        and no point set aside lies between them.
    screen
        Whether ranges of 3.267 times their mean or more are left out, once.

    Returns
    -------
    float
        Not a number if no range is left: one point, gaps everywhere, or, with
        screening, a baseline that does not move.
    """
    ranges = np.abs(values[neighbours] - values[neighbours - 1])
    if screen and len(ranges):
        ranges = ranges[ranges < SCREEN_AT * np.mean(ranges)]
    return float(np.mean(ranges)) if len(ranges) else float("nan")


def around(centre: Floats, sigma: Floats) -> Limits:
    """Give lines at two and three sigma round a centre line."""
    return Limits(
        centre,
        centre - 3 * sigma,
        centre + 3 * sigma,
        centre - 2 * sigma,
        centre + 2 * sigma,
    )
