"""Choosing the best of several, and judging against a limit, with no more runs than needed.

Both take one replication after another of all that are still in question, and put out
those that are behind by more than luck explains. What is within an *indifference zone* of
the best, or of the limit, may be chosen either way: it makes no difference that matters.
If replication means are normal, the choice is wrong with at most the chance given. Common
random numbers are allowed and make it quicker.

Reference: S.-H. Kim and B. L. Nelson (2001), A fully sequential procedure for
indifference-zone selection in simulation, ACM Transactions on Modeling and Computer
Simulation 11(3), with c = 1; a limit is a second system that does not vary, as in
S. Andradottir and S.-H. Kim (2010), Fully sequential procedures for comparing constrained
systems via simulation, Naval Research Logistics 57(5).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .intervals import Values

Verdict = Literal["meets", "fails", "undecided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """How carefully something is chosen.

    Parameters
    ----------
    zone
        The indifference zone, in the measure's unit, above 0.
    wrong
        The greatest chance of a wrong choice, above 0 and below 0.5.
    first
        Replications from which the spread is taken, at least 2.
    most
        Replications after which it ends, decided or not.
    """

    zone: float
    wrong: float = 0.05
    first: int = 10
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Parameters
    ----------
    best
        Place of the one with the least mean.
    left
        Places of all that were still in question at the end, the best among them.
    n
        Replications taken of those.
    """

    best: int
    left: tuple[int, ...]
    n: int

    @property
    def is_decided(self) -> bool:
        """Whether the chance of a wrong choice holds: only one was left."""
        return len(self.left) == 1


def least_of(values: Callable[[int, int], Values], k: int, care: Care) -> Choice:
    """Choose the system with the least mean, by Kim and Nelson's procedure.

    Parameters
    ----------
    values
        Given a system, from 0, and n, its first n replications. Shape (n,).
    k
        How many systems, at least one.
    care
        How carefully.
    """
    left, n = list(range(k)), care.first
    drawn = np.array([values(system, n) for system in left])
    spread = np.var(drawn[:, None] - drawn[None, :], axis=-1, ddof=1)
    bound = _bound(care, k - 1) * spread
    while True:
        means = np.array([values(system, n).mean() for system in left])
        margin = _margin(bound[np.ix_(left, left)], n, care.zone)
        best = left[int(means.argmin())]
        left = [
            each
            for at, each in enumerate(left)
            if not (means[at] > means + margin[at]).any()
        ]
        if (margin == 0).all():
            left = [best]
        if len(left) == 1 or n >= care.most:
            return Choice(best, tuple(left), n)
        n += 1


def judged(
    values: Callable[[int], Values], limit: float, care: Care
) -> tuple[Verdict, int]:
    """Judge whether a mean is at most a limit.

    Parameters
    ----------
    values
        Given n, the first n replications. Shape (n,).
    limit
        What the mean may be at most. One within the zone of it is judged either way.
    care
        How carefully.

    Returns
    -------
    verdict
        "undecided" if `care.most` replications were not enough, or some are NaN.
    n
        How many replications it took.
    """
    n = care.first
    bound = np.float64(_bound(care, 1) * np.var(values(n), ddof=1))
    while True:
        over = float(values(n).mean()) - limit
        margin = float(_margin(bound, n, care.zone))
        if over < -margin or over <= margin == 0:
            return "meets", n
        if over > margin:
            return "fails", n
        if n >= care.most or math.isnan(over):
            return "undecided", n
        n += 1


def _bound(care: Care, others: int) -> float:
    """Give the squared constant of the margins: h squared over the zone squared."""
    if others == 0:
        return 0.0
    free = care.first - 1
    eta = ((2 * care.wrong / others) ** (-2 / free) - 1) / 2
    return float(2 * eta * free / care.zone**2)


def _margin(bound: Values | np.float64, n: int, zone: float) -> Values:
    """Give by how much one may be behind another, after n replications."""
    return np.maximum(0.0, zone / (2 * n) * (bound - n))
