"""Whether a fit says what happened in weeks it has not seen.

The weeks held out are replicated many times, each with parameters drawn from how unsure
they are and with luck of its own, from the log's first day on. Of each measure, the
replications give an interval for what one such log would show: from the k-th least to
the k-th greatest of n, which would hold it with chance (n + 1 - 2 k) / (n + 1) if the
model were right. Of lengths, the area between the two distributions is told as well
(Wasserstein's distance, in hours), beside that between the log and itself: two
re-samplings of its held-out days, a distance that no model can be asked to go below.

Reference: R. G. Sargent (2013), Verification and validation of simulation models,
Journal of Simulation 7(1); for intervals by order statistics, H. A. David and H. N.
Nagaraja, *Order Statistics*, 3rd edition, 7.3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from wholeflow.simulation.measures import Measure

from .survival import Array
from .watching import OF_CASES, Sample

COVERED = 0.9
VAGUE = 0.5  # half-width as a share of what was seen, beyond which a check sees little
FLOOR = 0.95  # of distances of the log to itself
FLOOR_ROUNDS = 99
Verdict = Literal["holds", "in doubt", "does not hold", "too vague to say"]
AT_AN_HOUR = "patients present at "


@dataclass(frozen=True, slots=True)
class Check:
    """One measure of the weeks held out, beside what the model makes of them.

    Parameters
    ----------
    measure
        What is measured.
    seen
        In the log.
    low, high
        Where nine in ten such logs would lie if the model were right.
    least, most
        Of all replications.
    """

    measure: Measure
    seen: float
    low: float
    high: float
    least: float
    most: float

    @property
    def covered(self) -> bool:
        """Whether what was seen lies in the interval."""
        return self.low <= self.seen <= self.high

    @property
    def verdict(self) -> Verdict:
        """What may be said of the measure.

        In doubt is what lies outside the interval, where one in ten would of a right
        model, and inside all replications. Too vague is an interval so wide that much
        could be wrong and not be noticed.
        """
        if np.isnan([self.seen, self.low, self.high]).any():
            return "too vague to say"
        if not self.least <= self.seen <= self.most:
            return "does not hold"
        if self.high - self.low > 2 * VAGUE * abs(self.seen):
            return "too vague to say"
        return "holds" if self.covered else "in doubt"


@dataclass(frozen=True, slots=True)
class Distance:
    """How far lengths in the model are from those held out, in hours.

    Parameters
    ----------
    measure
        The mean of these lengths.
    hours
        Between the log and a replication; the median of all.
    floor
        Between the log and itself; 95 in 100 re-samplings are nearer.
    """

    measure: Measure
    hours: float
    floor: float

    @property
    def near(self) -> bool:
        """Whether the model is as near as the log is to itself."""
        return self.hours <= self.floor


@dataclass(frozen=True, slots=True)
class Validation:
    """What the weeks held out say of a fit.

    Parameters
    ----------
    weeks
        How many were held out.
    runs
        How many replications there were.
    checks
        One for each measure.
    distances
        One for each kind of length.
    """

    weeks: int
    runs: int
    checks: tuple[Check, ...]
    distances: tuple[Distance, ...]

    @property
    def share_covered(self) -> float:
        """The share of intervals that hold what was seen; see `counted`."""
        counted = self.counted
        return sum(check.covered for check in counted) / max(len(counted), 1)

    @property
    def counted(self) -> tuple[Check, ...]:
        """The checks that count: not those of each hour, nor of what never varies."""
        return tuple(
            check
            for check in self.checks
            if check.most > check.least
            and not check.measure.what.startswith(AT_AN_HOUR)
        )

    def verdict(self, measure: Measure) -> Verdict:
        """Give what may be said of a measure; one that was not checked is too vague."""
        found = {check.measure: check.verdict for check in self.checks}
        return found.get(measure, "too vague to say")

    def in_words(self) -> str:
        """Say in a sentence what does not hold, and what is in doubt."""
        said = [
            f"{verdict}: {', '.join(which)}"
            for verdict in ("does not hold", "in doubt")
            if (which := [str(c.measure) for c in self.checks if c.verdict == verdict])
        ]
        return (
            f"Held against {self.weeks} weeks that it was not fitted to: "
            f"{self.share_covered:.0%} of {len(self.counted)} intervals of {COVERED:.0%} "
            f"hold what was seen. {'; '.join(said)}"
        ).strip()

    def why_refused(self) -> str | None:
        """Say why nothing may be asked of the fit; None if some of it holds."""
        arrivals = next(each for each in self.checks if each.measure == OF_CASES[0])
        if arrivals.verdict == "does not hold":
            return (
                f"In the {self.weeks} weeks held out {arrivals.seen:.4g} cases a day began; "
                f"the model says {arrivals.low:.4g} to {arrivals.high:.4g}. A model that "
                "does not know how many come cannot say what a change would do."
            )
        told = [
            each for each in self.checks if not each.measure.what.startswith(AT_AN_HOUR)
        ]
        kept = [each for each in told if each.verdict in ("holds", "in doubt")]
        if not [each for each in kept if each.measure != OF_CASES[0]]:
            return (
                f"Nothing but the number of cases holds in the {self.weeks} weeks held "
                "out, so nothing can be said of what a change would do."
            )
        return None


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """What the weeks held out show.

    Parameters
    ----------
    weeks
        How many they are.
    measures
        What is measured.
    row
        Each measure. Shape (n_measures,).
    samples
        The lengths behind means, by the measure of the mean.
    """

    weeks: int
    measures: tuple[Measure, ...]
    row: Array
    samples: dict[Measure, Sample]


def validation(
    seen: HeldOut, rows: Array, apart: Array, rng: np.random.Generator
) -> Validation:
    """Hold replications against the log.

    Parameters
    ----------
    seen
        The log.
    rows
        The measures of replications. Shape (n_runs, n_measures).
    apart
        Distance of the lengths of each to those of the log, in the order of the
        samples. Shape (n_runs, n_samples).
    rng
        What re-samples the log.
    """
    low, high = _interval(rows)
    columns = (seen.row, low, high, rows.min(axis=0), rows.max(axis=0))
    checks = (
        Check(measure, *map(float, numbers))
        for measure, *numbers in zip(seen.measures, *columns, strict=True)
        if not np.isnan(numbers[0])
    )
    distances = (
        Distance(measure, float(np.median(hours)), _floor(sample, rng))
        for (measure, sample), hours in zip(seen.samples.items(), apart.T, strict=True)
        if not np.isnan(hours).any()
    )
    return Validation(seen.weeks, len(rows), tuple(checks), tuple(distances))


def _interval(rows: Array) -> tuple[Array, Array]:
    """Give the k-th least and greatest, so that nine in ten lie between."""
    n = len(rows)
    k = max(1, round((n + 1) * (1 - COVERED) / 2))
    ordered = np.sort(rows, axis=0)
    return ordered[k - 1], ordered[n - k]


def distance(one: Array, other: Array) -> float:
    """Give the area between two distributions of lengths, in hours.

    NaN if there are none of either.

    Examples
    --------
    >>> distance(np.array([1.0, 3.0]), np.array([2.0, 4.0]))
    1.0
    """
    if not len(one) or not len(other):
        return float("nan")
    both = np.sort(np.concatenate((one, other)))
    shares = [
        np.searchsorted(np.sort(each), both[:-1], side="right") / len(each)
        for each in (one, other)
    ]
    return float((np.abs(shares[0] - shares[1]) * np.diff(both)).sum())


def _floor(sample: Sample, rng: np.random.Generator) -> float:
    """Give what 95 in 100 distances between re-samplings of its days do not exceed."""
    draw = _by_days(sample, rng)
    found = [distance(draw(), draw()) for _ in range(FLOOR_ROUNDS)]
    return float(np.quantile(found, FLOOR))


def _by_days(sample: Sample, rng: np.random.Generator) -> Callable[[], Array]:
    order = np.argsort(sample.day, kind="stable")
    days, firsts = np.unique(sample.day[order], return_index=True)
    parts = np.split(sample.hours[order], firsts[1:])

    def draw() -> Array:
        return np.concatenate(
            [parts[at] for at in rng.integers(len(days), size=len(days))]
        )

    return draw
