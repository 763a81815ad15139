"""How sure a mean of replications is, and a difference between two scenarios.

Replications are independent, so Student's t gives an interval for their mean. Two
scenarios run with the same seed share the luck of each replication, so the differences
replication by replication vary far less than either does; their t interval is the one to
read. Where many differences are read at once, Holm's rule keeps the chance of any false
finding at 1 - confidence.

References: A. M. Law, *Simulation Modeling and Analysis*, 5th edition, chapters 9 to 11;
S. Holm (1979), A simple sequentially rejective multiple test procedure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import student

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A mean of replications, and how far off it may be.

    Parameters
    ----------
    mean
        Mean of the replications; NaN if none has the measure.
    half_width
        The interval is the mean, more or less this; infinity with fewer than two.
    n
        How many replications have the measure.
    confidence
        Share of such intervals that hold the true mean, such as 0.95.
    """

    mean: float
    half_width: float
    n: int
    confidence: float

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + self.half_width


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A scenario less the base, in one measure.

    Parameters
    ----------
    interval
        Of the mean of the differences, replication by replication.
    p
        Chance of a difference at least so far from 0 if there were none (two-sided t).
    p_of_all
        The same, after Holm, over all differences told together.
    """

    interval: Interval
    p: float
    p_of_all: float


def t_interval(values: Values, confidence: float = 0.95) -> Interval:
    """Give the mean of some replications with its interval.

    Parameters
    ----------
    values
        One for each replication. Shape (n,). Those that are NaN, where nobody came, are
        left out and not counted.
    confidence
        Between 0 and 1.
    """
    known = values[~np.isnan(values)]
    n = len(known)
    half_width = math.inf
    if n > 1:
        quantile = student.quantile(confidence, n - 1)
        half_width = float(quantile * known.std(ddof=1) / math.sqrt(n))
    mean = float(known.mean()) if n else math.nan
    return Interval(mean=mean, half_width=half_width, n=n, confidence=confidence)


def p_value(differences: Values) -> float:
    """Give the chance of a mean so far from 0 if the true one were 0 (two-sided t).

    With fewer than two that are known it is 1; where all are alike, 1 if they are 0 and
    else 0. It is right to 14 places, and 0 below.
    """
    known = differences[~np.isnan(differences)]
    if len(known) < 2:
        return 1.0
    error = float(known.std(ddof=1)) / math.sqrt(len(known))
    if error == 0:
        return float(known[0] == 0)
    t = abs(float(known.mean())) / error
    return max(0.0, 1.0 - student.share_within(t, len(known) - 1))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p values that are read together, by Holm's rule.

    Returns
    -------
    list of float
        In the order given; at most 1, and none smaller than one that was smaller before.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, least = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = least
    return adjusted


def differences(pairs: Sequence[Values], confidence: float = 0.95) -> list[Difference]:
    """Tell differences that are read together, each with interval and adjusted p.

    Parameters
    ----------
    pairs
        For each, scenario less base, replication by replication.
    confidence
        Of each interval by itself.
    """
    alone = [p_value(each) for each in pairs]
    return [
        Difference(interval=t_interval(each, confidence), p=p, p_of_all=of_all)
        for each, p, of_all in zip(pairs, alone, holm(alone), strict=True)
    ]
