"""From a uniform to hours: each distribution made ready for drawing by inversion.

Where the inverse has a short formula it is used. Where it has none, it is kept as a table
over the fourth root of the standard exponential that the uniform stands for,
-log(1 - u): the inverse is smooth on that scale at both ends, so that straight lines
between its points differ from it by less than a hundred thousandth of the mean. For
draws as rare as one in a thousand million it is a thousandth, and three thousandths where
parts of a mixture meet that lie a hundredfold apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from wholeflow.simulation.model import normal
from wholeflow.simulation.model.distributions import (
    Array,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    PhaseType,
    Truncated,
    Uniform,
    Weibull,
    Whole,
)

CONSTANT, EXPONENTIAL, UNIFORM, WEIBULL, LOGNORMAL, TABLE, STEPS = range(7)
TABLE_STEP = 1 / 1024  # of the fourth root of -log(1 - u)
STEPS_OF_A_LENGTH = 512  # before the step doubles, where stages are followed
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
                hours = self.first
            case 1:
                hours = -math.log(1.0 - share) * self.first
            case 2:
                hours = self.first + self.second * share
            case 3:
                hours = self.first * float((-math.log(1.0 - share)) ** self.second)
            case 4:
                hours = math.exp(self.first + self.second * normal.score(share))
            case 5:
                root = math.sqrt(math.sqrt(-math.log(1.0 - share)))
                hours = self._between(root / TABLE_STEP)
            case _:
                size = len(self.table)
                hours = float(self.table[min(int(share * size), size - 1)])
        return hours

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
    """Make a distribution ready for drawing; it has no fault."""
    if not isinstance(of, Truncated):
        return _whole(of)
    longer = of.of.longer(np.array([of.low, of.high]))
    low, kept = 1 - float(longer[0]), float(longer[0] - longer[1])
    return replace(_whole(of.of), low=low, span=kept)


def _whole(of: Whole) -> Inverse:
    match of:
        case Constant():
            made = Inverse(CONSTANT, of.hours)
        case Exponential():
            made = Inverse(EXPONENTIAL, of.mean)
        case Uniform():
            made = Inverse(UNIFORM, of.low, of.high - of.low)
        case Weibull():
            made = Inverse(WEIBULL, of.scale, 1 / of.shape)
        case Lognormal():
            made = Inverse(LOGNORMAL, of.mu, of.sigma)
        case Empirical():
            made = Inverse(STEPS, table=np.sort(np.array(of.hours, dtype=np.float64)))
        case _:
            made = Inverse(TABLE, table=_table(of))
    return made


def _table(of: Whole) -> Array:
    scale = np.arange(0, TABLE_END + TABLE_STEP / 2, TABLE_STEP) ** 4
    if isinstance(of, Gamma):
        from scipy import special  # noqa: PLC0415 - as in `..model.normal`

        hours: Array = special.gammainccinv(of.shape, np.exp(-scale))
        return hours * of.mean / of.shape
    if isinstance(of, PhaseType):
        hours, decay = _followed(of)
        table: Array = np.interp(
            np.sqrt(np.sqrt(scale)), np.sqrt(np.sqrt(decay)), hours
        )
        return table
    return _by_halving(_longer(of), scale)


def _followed(of: PhaseType) -> tuple[Array, Array]:
    """Follow the stages over time: some hours, and -log of the share that is longer.

    Steps double in length as time goes on, so that short and long draws are as exact.
    """
    from scipy import linalg  # noqa: PLC0415 - as in `..model.normal`

    step = of.mean_hours() * 2.0**-20
    onward = linalg.expm(of.generator() * step)
    stages, hours, decay = np.array(of.start, dtype=np.float64), [0.0], [0.0]
    while decay[-1] < TABLE_END**4:
        for _ in range(STEPS_OF_A_LENGTH):
            stages = stages @ onward
            hours.append(hours[-1] + step)
            decay.append(max(decay[-1], -math.log(max(stages.sum(), 1e-300))))
        onward, step = onward @ onward, step * 2
    return np.array(hours), np.array(decay)


def _longer(of: Whole) -> Callable[[Array], Array]:
    """Give the share that is longer as a function which is quick on many hours."""
    if isinstance(of, PhaseType):
        hours, decay = _followed(of)
        return lambda at: np.exp(-np.interp(at, hours, decay))
    if not isinstance(of, Mixture):
        return of.longer
    parts = [_longer(part) for part in of.parts]
    return lambda at: sum(
        (share * part(at) for share, part in zip(of.shares, parts, strict=True)),
        np.zeros(at.shape),
    )


def _by_halving(longer: Callable[[Array], Array], scale: Array) -> Array:
    """Close in on each point from both sides."""
    low, high = np.zeros(len(scale)), np.full(len(scale), 1.0)
    share = np.exp(-scale)
    while (beyond := longer(high) > share).any():
        high = np.where(beyond, high * 2, high)
    for _ in range(80):
        middle = (low + high) / 2
        beyond = longer(middle) > share
        low, high = np.where(beyond, middle, low), np.where(beyond, high, middle)
    return high
