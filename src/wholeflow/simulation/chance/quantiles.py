"""From a uniform to hours: each distribution made ready for drawing by inversion.

Where the inverse has a short formula it is used. Where it has none, it is kept as a table
over the fourth root of the standard exponential that the uniform stands for,
-log(1 - u): the inverse is smooth on that scale at both ends, so that straight lines
between its points are within a few parts in a million.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from scipy import linalg, special

from wholeflow.simulation.model.distributions import (
    Array,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    PhaseType,
    Truncated,
    Uniform,
    Weibull,
    Whole,
)

CONSTANT, EXPONENTIAL, UNIFORM, WEIBULL, LOGNORMAL, TABLE, STEPS = range(7)
TABLE_STEP = 1 / 1024  # of the fourth root of -log(1 - u)
TABLE_END = 2.45  # where that is 36: longer than all but one draw in 4e15


@dataclass(frozen=True, slots=True, eq=False)
class Inverse:
    """A distribution made ready: `hours` gives the hours of a uniform.

    Parameters
    ----------
    form
        One of the forms above.
    first, second
        The numbers of its formula.
    low, span
        The uniform u becomes low + span u first: so a truncated one is drawn.
    table
        Its points, where it is a table or steps.
    """

    form: int
    first: float = 0.0
    second: float = 0.0
    low: float = 0.0
    span: float = 1.0
    table: Array = field(default_factory=lambda: np.empty(0))

    def hours(self, uniform: float) -> float:
        """Give the hours that a share `uniform`, in (0, 1), of draws do not exceed."""
        share = self.low + self.span * min(max(uniform, 2.0**-53), 1 - 2.0**-53)
        match self.form:
            case 0:
                return self.first
            case 1:
                return -math.log1p(-share) * self.first
            case 2:
                return self.first + self.second * share
            case 3:
                return self.first * (-math.log1p(-share)) ** self.second
            case 4:
                z = float(special.ndtri(share))
                return math.exp(self.first + self.second * z)
            case 5:
                return self._between(math.sqrt(math.sqrt(-math.log1p(-share))) / TABLE_STEP)
            case _:
                size = len(self.table)
                return float(self.table[min(int(share * size), size - 1)])

    def share_below(self, hours: float) -> float:
        """Give the uniform of some hours, by closing in on it."""
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            if self.hours(middle) < hours:
                low = middle
            else:
                high = middle
        return low

    def _between(self, place: float) -> float:
        before = min(int(place), len(self.table) - 2)
        at, after = float(self.table[before]), float(self.table[before + 1])
        return at + (after - at) * (place - before)


def inverse(of: Distribution) -> Inverse:
    """Make a distribution ready for drawing."""
    if isinstance(of, Truncated):
        whole = inverse(of.of)
        longer = of.of.longer(np.array([of.low, of.high]))
        low, kept = 1 - float(longer[0]), float(longer[0] - longer[1])
        return Inverse(
            whole.form, whole.first, whole.second, low, kept, whole.table
        )
    match of:
        case Constant():
            return Inverse(CONSTANT, of.hours)
        case Exponential():
            return Inverse(EXPONENTIAL, of.mean)
        case Uniform():
            return Inverse(UNIFORM, of.low, of.high - of.low)
        case Weibull():
            return Inverse(WEIBULL, of.scale, 1 / of.shape)
        case Lognormal():
            return Inverse(LOGNORMAL, of.mu, of.sigma)
        case Empirical():
            return Inverse(STEPS, table=np.sort(np.array(of.hours, dtype=np.float64)))
        case _:
            return Inverse(TABLE, table=_table(of))


def _table(of: Whole) -> Array:
    scale = np.arange(0, TABLE_END + TABLE_STEP / 2, TABLE_STEP) ** 4
    if isinstance(of, Gamma):
        hours: Array = special.gammainccinv(of.shape, np.exp(-scale))
        return hours * of.mean / of.shape
    if isinstance(of, PhaseType):
        return _by_small_steps(of, scale)
    return _by_halving(of, scale)


def _by_small_steps(of: PhaseType, scale: Array) -> Array:
    """Follow the stages in small steps of time, and read the inverse off their decay."""
    step = of.mean_hours() / 256
    onward = linalg.expm(of.generator() * step)
    stages, hours, decay = np.array(of.start, dtype=np.float64), [0.0], [0.0]
    while decay[-1] < scale[-1]:
        stages = stages @ onward
        hours.append(hours[-1] + step)
        decay.append(-math.log(stages.sum()))
    table: Array = np.interp(scale, decay, hours)
    return table


def _by_halving(of: Whole, scale: Array) -> Array:
    """Close in on each point from both sides."""
    low, high = np.zeros(len(scale)), np.full(len(scale), 1.0)
    share = np.exp(-scale)
    while (beyond := of.longer(high) > share).any():
        high = np.where(beyond, high * 2, high)
    for _ in range(80):
        middle = (low + high) / 2
        beyond = of.longer(middle) > share
        low, high = np.where(beyond, middle, low), np.where(beyond, high, middle)
    return high
