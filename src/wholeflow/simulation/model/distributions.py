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

from .ranges import at_least, length, not_shares, told
from .shapes import (
    Array,
    Constant,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
    Weibull,
)

__all__ = [
    "Array", "Constant", "Distribution", "Empirical", "Exponential", "Gamma",
    "Lognormal", "Mixture", "PhaseType", "Simple", "Triangular", "Truncated", "Uniform",
    "Weibull", "Whole",
]  # fmt: skip

MOST_STAGES = 100
LEAST_KEPT = 1e-6  # of a truncated one; of less, too few digits of its draws are right
Share = float  # from 0 to 1


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
        if n > MOST_STAGES:
            return [f"expected at most {MOST_STAGES} stages, got {n:,}"]
        if n == 0 or len(self.leaving) != n or [len(r) for r in self.rates] != [n] * n:
            return [
                (
                    "expected as many shares, rows and columns of rates, and rates of "
                    f"leaving as there are stages; got {n} shares, {len(self.rates)} rows "
                    f"and {len(self.leaving)} rates of leaving"
                )
            ]
        faults = not_shares(self.start, "start")
        for rate in (*self.leaving, *(rate for row in self.rates for rate in row)):
            faults += at_least(rate, 0, "rates")
        if not faults and self._never_ends():
            faults.append("expected a way out of every stage: give rates of leaving")
        return faults[:3] or length(self.mean_hours(), "its mean")

    def generator(self) -> Array:
        """Give the rates between stages, with those of staying on the diagonal."""
        rates = np.array(self.rates, dtype=np.float64)
        np.fill_diagonal(rates, 0)
        return rates - np.diag(rates.sum(axis=1) + np.array(self.leaving))

    def _never_ends(self) -> bool:
        ends = {stage for stage, rate in enumerate(self.leaving) if rate > 0}
        for _ in self.start:
            ends |= {
                stage
                for stage, row in enumerate(self.rates)
                if any(row[other] > 0 for other in ends if other != stage)
            }
        return len(ends) < len(self.start)

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean_beyond(0.0)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        flat = [float(self._stages(x).sum()) for x in hours.ravel()]
        return np.array(flat).reshape(hours.shape)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        left = np.linalg.solve(-self.generator(), np.ones(len(self.start)))
        return float(self._stages(hours) @ left)

    def _stages(self, hours: float) -> Array:
        """Give the share that is in each stage after some hours."""
        if math.isinf(hours):
            return np.zeros(len(self.start))
        if hours <= 0:
            return np.array(self.start)
        from scipy import linalg  # noqa: PLC0415 - as in `.normal`

        onward = linalg.expm(self.generator() * hours)
        stages: Array = np.array(self.start) @ onward
        return stages


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
        return [fault for each in self.hours for fault in length(each, "hours")][:3]

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return math.fsum(self.hours) / len(self.hours)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        seen = np.sort(np.array(self.hours))
        return 1 - np.searchsorted(seen, hours, side="right") / len(seen)

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        return math.fsum(max(each - hours, 0.0) for each in self.hours) / len(
            self.hours
        )


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
                (
                    "expected one share for each part; got "
                    f"{len(self.parts)} parts and {len(self.shares)} shares"
                )
            ]
        inside = [fault for part in self.parts for fault in part.faults()]
        return inside + not_shares(self.shares, "shares")

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        return self.mean_beyond(0.0)

    def longer(self, hours: Array) -> Array:
        """Give the share of draws longer than each of some hours."""
        longer = np.zeros(hours.shape)
        for part, share in zip(self.parts, self.shares, strict=True):
            longer += share * part.longer(hours)
        return longer

    def mean_beyond(self, hours: float) -> float:
        """Give the mean of the hours of a draw beyond some, 0 for a shorter draw."""
        parts = zip(self.parts, self.shares, strict=True)
        return math.fsum(share * part.mean_beyond(hours) for part, share in parts)


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
        faults = self.of.faults() + length(self.low, "low")
        if not self.high > self.low:
            faults.append(
                f"high: expected more than low ({told(self.low)}), got {told(self.high)}"
            )
        if not faults and not self.share_kept() >= LEAST_KEPT:
            faults.append(
                f"expected one draw in a million between {told(self.low)} and "
                f"{told(self.high)} hours; the distribution has fewer there"
            )
        return faults

    def share_kept(self) -> Share:
        """Give the share of draws of the other that lie between the two."""
        ends = self.of.longer(np.array([self.low, self.high]))
        return float(ends[0] - ends[1])

    def mean_hours(self) -> float:
        """Give the mean, in hours."""
        beyond = self.of.mean_beyond(self.low) - self._beyond_high()
        return self.low + beyond / self.share_kept()

    def _beyond_high(self) -> float:
        """Give the mean of the hours that lie beyond `high`, and of those up to there."""
        if math.isinf(self.high):
            return 0.0
        longer = float(self.of.longer(np.array([self.high]))[0])
        return self.of.mean_beyond(self.high) + longer * (self.high - self.low)

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
