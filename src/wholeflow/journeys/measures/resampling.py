"""The bootstrap, by person: how much an answer hangs on who happened to come.

Persons are drawn again with replacement, each with all of their cases, for the cases
of one person are alike. Those seen on one side only, on the other only, and on both
are drawn each among themselves, so that who is on both sides moves both.

Source: B. Efron, R. Tibshirani (1993), An introduction to the bootstrap; intervals are
those of percentiles (chapter 13).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Hours

from .confidence import Interval

_CELLS = 2_000_000  # of a table of draws that is made at once
_REACH = 6.0  # standard deviations of its place within which a median is looked for

Weights = npt.NDArray[np.float64]  # whole numbers, kept so for the products of tables


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Values of some cases and whose they are.

    Parameters
    ----------
    values
        Shape (n_cases,), n_cases above 0.
    persons
        Codes that mean the same person in two samples. Shape (n_cases,).
    """

    values: Hours
    persons: Codes


@dataclass(frozen=True, slots=True)
class Drawn:
    """Answers from one sample and another, with intervals.

    Parameters
    ----------
    means, medians
        Of the first and of the second.
    difference_of_means, difference_of_medians
        Second less first.
    ratio_of_means
        Second over first; None where the first mean is 0, or is in some of the draws.
    """

    means: tuple[Interval, Interval]
    medians: tuple[Interval, Interval]
    difference_of_means: Interval
    difference_of_medians: Interval
    ratio_of_means: Interval | None


def draw_again(
    first: Sample,
    second: Sample,
    *,
    rng: np.random.Generator,
    repeats: int,
    level: float,
) -> Drawn:
    """Compare two samples, with percentile intervals.

    Parameters
    ----------
    first, second
        What to compare.
    rng
        Where chance comes from; the same state gives the same intervals.
    repeats
        How often to draw.
    level
        Chance that an interval covers what it is for.
    """
    first, second = _sorted(first), _sorted(second)
    groups = _groups(first.persons, second.persons)
    persons = 1 + max(int(first.persons.max()), int(second.persons.max()))
    at_once = max(1, _CELLS // max(len(first.values), len(second.values), persons))
    means, medians = [], []
    for weights in _weights(groups, persons, rng, repeats, at_once):
        means.append([_means(one, weights) for one in (first, second)])
        medians.append([_medians(one, weights) for one in (first, second)])
    mean, median = np.concatenate(means, axis=1), np.concatenate(medians, axis=1)
    true_mean = [float(one.values.mean()) for one in (first, second)]
    true_median = [float(np.median(one.values)) for one in (first, second)]

    def interval(estimate: float, drawn: Hours) -> Interval:
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        return Interval(estimate, float(low), float(high))

    ratio = None
    if true_mean[0] > 0 and (mean[0] > 0).all():
        ratio = interval(true_mean[1] / true_mean[0], mean[1] / mean[0])
    return Drawn(
        means=(interval(true_mean[0], mean[0]), interval(true_mean[1], mean[1])),
        medians=(
            interval(true_median[0], median[0]),
            interval(true_median[1], median[1]),
        ),
        difference_of_means=interval(true_mean[1] - true_mean[0], mean[1] - mean[0]),
        difference_of_medians=interval(
            true_median[1] - true_median[0], median[1] - median[0]
        ),
        ratio_of_means=ratio,
    )


def _groups(first: Codes, second: Codes) -> tuple[Codes, ...]:
    """Persons only in the first sample, only in the second, and in both."""
    return (
        np.setdiff1d(first, second),
        np.setdiff1d(second, first),
        np.intersect1d(first, second),
    )


def _weights(
    groups: tuple[Codes, ...],
    persons: int,
    rng: np.random.Generator,
    repeats: int,
    at_once: int,
) -> Iterator[Weights]:
    """Tell how often each person was drawn, a few draws at a time.

    Yields
    ------
    array of float64
        Shape (some draws, persons).
    """
    for begin in range(0, repeats, at_once):
        some = min(at_once, repeats - begin)
        weights = np.zeros((some, persons))
        for group in groups:
            size = len(group)
            if size:
                drawn = rng.integers(0, size, (some, size))
                drawn += np.arange(some)[:, None] * size
                counts = np.bincount(drawn.ravel(), minlength=some * size)
                weights[:, group] = counts.reshape(some, size)
        yield weights


def _sorted(sample: Sample) -> Sample:
    order = np.argsort(sample.values, kind="stable")
    return Sample(sample.values[order], sample.persons[order])


def _means(sample: Sample, weights: Weights) -> Hours:
    size = weights.shape[1]
    sums = np.bincount(sample.persons, weights=sample.values, minlength=size)
    cases = np.bincount(sample.persons, minlength=size)
    means: Hours = (weights @ sums) / (weights @ cases)
    return means


def _medians(sample: Sample, weights: Weights) -> Hours:
    """Find the median of each draw, among the values near the middle where it can be.

    Values before these are counted by person, for all draws in one product of tables.
    """
    size = len(sample.values)
    reach = round(_REACH * size**0.5 / 2) + 1
    middle = slice(max(0, size // 2 - reach), size // 2 + reach)
    medians = _medians_within(sample, weights, middle)
    missed = np.isnan(medians)
    if missed.any():
        medians[missed] = _medians_within(sample, weights[missed], slice(0, size))
    return medians


def _medians_within(sample: Sample, weights: Weights, places: slice) -> Hours:
    """Find medians that lie at these places of the values, which are in order; or NaN."""
    values, persons = sample.values[places], sample.persons[places]
    before, whole = (
        weights @ np.bincount(part, minlength=weights.shape[1])
        for part in (sample.persons[: places.start], sample.persons)
    )
    reached = before[:, None] + np.cumsum(weights[:, persons], axis=1)
    lower_place, upper_place = (whole - 1) // 2, whole // 2
    lower = values[np.argmax(reached > lower_place[:, None], axis=1)]
    upper = values[np.argmax(reached > upper_place[:, None], axis=1)]
    there = (before <= lower_place) & (reached[:, -1] > upper_place)
    medians: Hours = np.where(there, (lower + upper) / 2, np.nan)
    return medians
