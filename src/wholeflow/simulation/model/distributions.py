"""How long things take: the distributions that a model may name.

Each is a plain value that knows its mean and its survival function, the share of draws
that are longer. Every draw is one uniform turned into hours by inversion (see
`..chance.quantiles`): two scenarios that share a patient's uniform share that patient's
luck, and a longer mean never makes a draw shorter.

Reference: A. M. Law, *Simulation Modeling and Analysis*, 5th edition, chapters 6 and 8.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import linalg, special

Array = npt.NDArray[np.float64]
Share = float  # from 0 to 1
_SUM_CLOSE = 1e-9


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
        return below(self.hours, 0, "hours")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.hours

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return (hours < self.hours).astype(np.float64)


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
        return not_above(self.mean, 0, "mean")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return np.exp(-np.maximum(hours, 0) / self.mean)


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
        return below(self.low, 0, "low") + not_above(self.high, self.low, "high")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return (self.low + self.high) / 2

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return np.clip((self.high - hours) / (self.high - self.low), 0, 1)


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
            below(self.low, 0, "low")
            + below(self.usual, self.low, "usual")
            + below(self.high, self.usual, "high")
            + not_above(self.high, self.low, "high")
        )

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return (self.low + self.usual + self.high) / 3

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        low, usual, high = self.low, self.usual, self.high
        x = np.clip(hours, low, high)
        up = 1 - (x - low) ** 2 / ((high - low) * max(usual - low, _SUM_CLOSE))
        down = (high - x) ** 2 / ((high - low) * max(high - usual, _SUM_CLOSE))
        return np.where(x < usual, up, down)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weibull:
    """Ends ever more likely the longer it lasts (shape above 1), or ever less.

    Parameters
    ----------
    scale
        The length that 63 % of draws do not exceed, in hours, above 0.
    shape
        Above 0; 1 is the exponential.
    """

    scale: float
    shape: float
    form: Literal["weibull"] = "weibull"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return not_above(self.scale, 0, "scale") + not_above(self.shape, 0, "shape")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.scale * math.gamma(1 + 1 / self.shape)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        return np.exp(-((np.maximum(hours, 0) / self.scale) ** self.shape))


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
        return not_above(self.mean, 0, "mean") + not_above(self.sd, 0, "sd")

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
        with np.errstate(divide="ignore"):
            z = (np.log(np.maximum(hours, 0)) - self.mu) / self.sigma
        longer: Array = special.ndtr(-z)
        return longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamma:
    """A sum of stages, each memoryless; whole shapes are Erlang's.

    Parameters
    ----------
    mean
        In hours, above 0.
    shape
        Above 0; the greater, the less it varies.
    """

    mean: float
    shape: float
    form: Literal["gamma"] = "gamma"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        return not_above(self.mean, 0, "mean") + not_above(self.shape, 0, "shape")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        x = np.maximum(hours, 0) * self.shape / self.mean
        longer: Array = special.gammaincc(self.shape, x)
        return longer


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseType:
    """The time to leave a set of stages, each memoryless, moved between at random.

    Parameters
    ----------
    start
        Share that begins in each stage. Shape (n_stages,), adding up to 1.
    rates
        Rate an hour from each stage to each other. Shape (n_stages, n_stages), 0 on the
        diagonal.
    leaving
        Rate an hour of leaving from each stage. Shape (n_stages,).
    """

    start: tuple[float, ...]
    rates: tuple[tuple[float, ...], ...]
    leaving: tuple[float, ...]
    form: Literal["phase-type"] = "phase-type"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        n = len(self.start)
        if n == 0 or len(self.leaving) != n or [len(r) for r in self.rates] != [n] * n:
            return [
                "expected as many shares, rows and columns of rates, and rates of "
                f"leaving as there are stages; got {n} shares, {len(self.rates)} rows "
                f"and {len(self.leaving)} rates of leaving"
            ]
        faults = not_shares(self.start, "start")
        for rate in (*self.leaving, *(rate for row in self.rates for rate in row)):
            faults += below(rate, 0, "rates")
        if not faults and self._never_ends():
            faults.append("expected a way out of every stage: give rates of leaving")
        return faults

    def generator(self) -> Array:
        """Give the rates between stages, with those of staying on the diagonal."""
        rates = np.array(self.rates, dtype=np.float64)
        np.fill_diagonal(rates, 0)
        return rates - np.diag(rates.sum(axis=1) + np.array(self.leaving))

    def _never_ends(self) -> bool:
        return bool(np.linalg.matrix_rank(self.generator()) < len(self.start))

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        stages = np.linalg.solve(-self.generator(), np.ones(len(self.start)))
        return float(np.array(self.start) @ stages)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        generator, start = self.generator(), np.array(self.start)
        flat = [float((start @ linalg.expm(generator * max(x, 0.0))).sum()) for x in hours.ravel()]
        return np.array(flat).reshape(hours.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Empirical:
    """Lengths that were seen, each as likely as the next.

    Parameters
    ----------
    hours
        The lengths, 0 or more, in any order. At least one.
    """

    hours: tuple[float, ...]
    form: Literal["empirical"] = "empirical"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        if not self.hours:
            return ["expected at least one length in hours, got none"]
        return [fault for each in self.hours for fault in below(each, 0, "hours")][:3]

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return math.fsum(self.hours) / len(self.hours)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        seen = np.sort(np.array(self.hours))
        return 1 - np.searchsorted(seen, hours, side="right") / len(seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """One of several, by chance: a short stay for some, a long one for others.

    Parameters
    ----------
    parts
        The distributions mixed, of any kind but a mixture or a truncated one.
    shares
        Share of draws from each, adding up to 1.
    """

    parts: tuple[Simple, ...]
    shares: tuple[float, ...]
    form: Literal["mixture"] = "mixture"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        if not self.parts or len(self.parts) != len(self.shares):
            return [
                "expected one share for each part; got "
                f"{len(self.parts)} parts and {len(self.shares)} shares"
            ]
        inside = [fault for part in self.parts for fault in part.faults()]
        return inside + not_shares(self.shares, "shares")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        means = [part.mean_hours() for part in self.parts]
        return math.fsum(map(float.__mul__, self.shares, means))

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        longer = np.zeros(hours.shape)
        for part, share in zip(self.parts, self.shares, strict=True):
            longer += share * part.longer(hours)
        return longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated:
    """Another distribution, held between two lengths.

    Parameters
    ----------
    of
        The distribution, of any kind but a truncated one.
    low, high
        The least and the greatest, in hours; infinity is none.
    """

    of: Whole
    low: float = 0.0
    high: float = math.inf
    form: Literal["truncated"] = "truncated"

    def faults(self) -> list[str]:
        """Say what is wrong with its numbers."""
        faults = self.of.faults() + below(self.low, 0, "low")
        if not self.high > self.low:
            faults.append(f"high: expected more than low ({self.low:g}), got {self.high:g}")
        if not faults and not self.share_kept() > 0:
            faults.append(
                f"expected some draws between {self.low:g} and {self.high:g} hours; "
                "the distribution has none there"
            )
        return faults

    def share_kept(self) -> Share:
        """Give the share of draws of the other that lie between the two."""
        ends = self.of.longer(np.array([self.low, self.high]))
        return float(ends[0] - ends[1])

    def mean_hours(self) -> float:
        """Give the mean, in hours, by the integral of what is longer."""
        end = self.high
        if math.isinf(end):
            end = self.low + 1.0
            while self.of.longer(np.array([end]))[0] > 1e-14 * self.share_kept():
                end *= 2
        edges = self.low + (end - self.low) * np.linspace(0, 1, 200_001) ** 3
        return self.low + float(np.trapezoid(self.longer(edges), edges))

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        beyond = self.of.longer(np.array([self.high]))[0]
        inside = self.of.longer(np.clip(hours, self.low, self.high)) - beyond
        kept: Array = np.where(hours < self.low, 1.0, inside / self.share_kept())
        return kept


Simple = (
    Constant | Exponential | Uniform | Triangular | Weibull | Lognormal | Gamma
    | PhaseType | Empirical
)  # fmt: skip
Whole = Simple | Mixture
Distribution = Whole | Truncated


def below(given: float, least: float, name: str) -> list[str]:
    """Say that a number is no number, or less than the least it may be."""
    if given >= least and math.isfinite(given):
        return []
    return [f"{name}: expected a number of at least {least:g}, got {given:g}"]


def not_above(given: float, floor: float, name: str) -> list[str]:
    """Say that a number is no number, or not above what it must be above."""
    if given > floor and math.isfinite(given):
        return []
    return [f"{name}: expected a number above {floor:g}, got {given:g}"]


def not_shares(given: tuple[float, ...], name: str, total: float = 1.0) -> list[str]:
    """Say that numbers are not shares which add up to a total."""
    faults = [fault for share in given for fault in below(share, 0, name)]
    added = math.fsum(given) if not faults else total
    if abs(added - total) > _SUM_CLOSE:
        faults.append(f"{name}: expected shares that add up to {total:g}, got {added:g}")
    return faults
