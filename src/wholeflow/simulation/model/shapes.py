"""How long things take: the distributions that have a formula.

Each is a plain value that knows its mean, the share of draws that are longer than some
hours, and how much longer on average.

Reference: A. M. Law, *Simulation Modeling and Analysis*, 5th edition, chapters 6 and 8.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from . import normal
from .ranges import between, length, some_length

Array = npt.NDArray[np.float64]
MOST_TIMES_MEAN = 100.0  # of a standard deviation; beyond, the mean says nothing
SHAPES = (0.1, 1000.0)  # outside, a Weibull or gamma is a constant, or never seen whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """Always the same length.

    Parameters
    ----------
    hours
        The length, 0 or more.
    """

    hours: float
    form: Literal["constant"] = "constant"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return length(self.hours, "hours")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.hours

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return (hours < self.hours).astype(np.float64)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        return max(self.hours - hours, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential:
    """Memoryless: how long it has lasted says nothing of how long is left.

    Parameters
    ----------
    mean
        The mean, in hours, above 0.
    """

    mean: float
    form: Literal["exponential"] = "exponential"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return some_length(self.mean, "mean")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return np.exp(-np.maximum(hours, 0) / self.mean)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        return self.mean * math.exp(-hours / self.mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniform:
    """Any length between two, each as likely.

    Parameters
    ----------
    low, high
        The least and the greatest, in hours; 0 or more, the second above the first.
    """

    low: float
    high: float
    form: Literal["uniform"] = "uniform"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return (
            length(self.low, "low")
            or length(self.high, "high")
            or some_length(self.high - self.low, "high less low")
        )

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return (self.low + self.high) / 2

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return np.clip((self.high - hours) / (self.high - self.low), 0, 1)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        if hours <= self.low:
            return self.mean_hours() - hours
        return max(self.high - hours, 0.0) ** 2 / (2 * (self.high - self.low))


@dataclass(frozen=True, slots=True, kw_only=True)
class Triangular:
    """What people say when asked for the least, the usual and the most.

    Parameters
    ----------
    low, usual, high
        In hours; 0 or more, in rising order, the last above the first.
    """

    low: float
    usual: float
    high: float
    form: Literal["triangular"] = "triangular"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return (
            length(self.low, "low")
            or length(self.high, "high")
            or some_length(self.high - self.low, "high less low")
            or between(self.usual, self.low, self.high, "usual")
        )

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return (self.low + self.usual + self.high) / 3

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        low, usual, high = self.low, self.usual, self.high
        x = np.clip(hours, low, high)
        # Either side may have no width; nothing falls on it then.
        up = 1 - (x - low) ** 2 / ((high - low) * ((usual - low) or 1))
        down = (high - x) ** 2 / ((high - low) * ((high - usual) or 1))
        return np.where(x < usual, up, down)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        low, usual, high = self.low, self.usual, self.high
        if hours >= usual:
            width = (high - low) * ((high - usual) or 1)
            return max(high - hours, 0.0) ** 3 / (3 * width)
        width = (high - low) * ((usual - low) or 1)
        short = max(hours - low, 0.0) ** 3 / (3 * width)
        return self.mean_hours() - hours + short


@dataclass(frozen=True, slots=True, kw_only=True)
class Weibull:
    """Ends ever more likely the longer it lasts (shape above 1), or ever less.

    Parameters
    ----------
    scale
        The length that 63 % of draws do not exceed, in hours, above 0.
    shape
        From 0.1 to 1,000; 1 is the exponential.
    """

    scale: float
    shape: float
    form: Literal["weibull"] = "weibull"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return some_length(self.scale, "scale") + between(self.shape, *SHAPES, "shape")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        with np.errstate(over="ignore"):
            return np.exp(-((np.maximum(hours, 0) / self.scale) ** self.shape))

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        with np.errstate(over="ignore"):
            scaled = np.float64(hours / self.scale) ** self.shape
        return self.mean_hours() * float(_gamma_longer(1 / self.shape, scaled))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lognormal:
    """Most draws short, a few very long: the usual shape of a length of stay.

    Parameters
    ----------
    mean, sd
        Mean and standard deviation of the length itself, in hours, above 0.
    """

    mean: float
    sd: float
    form: Literal["lognormal"] = "lognormal"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return some_length(self.mean, "mean") or between(
            self.sd, self.mean / 1e6, self.mean * MOST_TIMES_MEAN, "sd"
        )

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean

    @property
    def sigma(self) -> float:
        """The standard deviation of its logarithm."""
        return math.sqrt(math.log1p((self.sd / self.mean) ** 2))

    @property
    def mu(self) -> float:
        """The mean of its logarithm."""
        return math.log(self.mean) - self.sigma**2 / 2

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return normal.shares_below(-self._score(hours))

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        score = float(self._score(np.float64(hours)))
        weighed = self.mean * normal.share_below(self.sigma - score)
        return weighed - hours * normal.share_below(-score)

    def _score(self, hours: Array | np.float64) -> Array:
        with np.errstate(divide="ignore"):
            score: Array = (np.log(np.maximum(hours, 0)) - self.mu) / self.sigma
        return score


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamma:
    """A sum of stages, each memoryless; whole shapes are Erlang's.

    Parameters
    ----------
    mean
        In hours, above 0.
    shape
        From 0.1 to 1,000; the greater, the less it varies.
    """

    mean: float
    shape: float
    form: Literal["gamma"] = "gamma"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return some_length(self.mean, "mean") + between(self.shape, *SHAPES, "shape")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        x = np.maximum(hours, 0) * self.shape / self.mean
        return _gamma_longer(self.shape, x)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        x = hours * self.shape / self.mean
        weighed = self.mean * float(_gamma_longer(self.shape + 1, x))
        return weighed - hours * float(_gamma_longer(self.shape, x))


def _gamma_longer(shape: float, x: Array | float) -> Array:
    """Give the share of draws from a gamma distribution of scale 1 longer than x."""
    from scipy import special  # noqa: PLC0415 - as in `.normal`

    longer: Array = special.gammaincc(shape, x)
    return longer
