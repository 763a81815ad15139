"""When cases begin: a rate for each hour of the week, and how much days differ.

Arrivals are Poisson at a rate that is constant within each hour of the local week. Each
of the 168 rates is drawn towards what its weekday and its hour of the day would give
together, the more so the fewer arrivals there are: the rates are taken as gamma about
that profile, whose tightness makes the counts likeliest (they are then negative
binomial), and the rate told is the posterior mean,

    (a + N) / (a / m + E),

for N arrivals in E hours, profile m and tightness a.

Whether days differ by more than chance is told by variance over mean of the counts of
whole days, Pearson's sum over its degrees of freedom. Above 1.2 each day has a factor
of its own, gamma with mean 1; a model in a file cannot hold it, replications of a fit do.

Reference: A. Gelman et al., *Bayesian Data Analysis*, 3rd edition, 2.6 and 2.7 (Poisson
counts with a gamma prior).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from wholeflow.journeys.times import DAY, HOUR, local_time

from .steps import Microseconds
from .survival import Array

HOURS, DAYS = 24, 7
RATES = HOURS * DAYS
MUCH = 1.2  # variance over mean, above which days differ by more than chance
MONDAY = 3  # 1970 began on a Thursday: days since, plus this, over 7 leave 0 on Mondays
_TIGHTNESS = 2.0 ** np.arange(-2, 13)


@dataclass(frozen=True, slots=True, eq=False)
class ArrivalFit:
    """When cases begin, as fitted.

    Parameters
    ----------
    counts
        Arrivals by weekday, from Monday, and hour of the local day. Shape (7, 24).
    hours
        How many hours of each there were. Shape (7, 24).
    days
        Days of each weekday. Shape (7,).
    dispersion
        Variance over mean of the counts of days; 1 by chance alone.
    day_variance
        Variance of each day's own factor; 0 if days differ by chance alone.
    busiest_week
        Arrivals of the busiest whole week, over those of the mean one.
    by_day
        Whether the hours of a day are not known, so that all have one rate.
    """

    counts: Array
    hours: Array
    days: Array
    dispersion: float
    day_variance: float
    busiest_week: float
    by_day: bool

    @property
    def n(self) -> int:
        """How many arrivals there were."""
        return int(self.counts.sum())

    def rates(self) -> Array:
        """Give the arrivals an hour, from Monday 00:00. Shape (168,)."""
        return _shrunk(self.counts, self.hours, by_day=self.by_day)

    def drawn(self, rng: np.random.Generator) -> Array:
        """Draw rates from how unsure they are: those of a log as this one would be."""
        factors = [
            day_factors(rng, int(days), self.day_variance).mean() for days in self.days
        ]
        mean = self.rates().reshape(DAYS, HOURS) * self.hours
        counts = rng.poisson(mean * np.array(factors)[:, None]).astype(np.float64)
        return _shrunk(counts, self.hours, by_day=self.by_day)


def day_factors(rng: np.random.Generator, days: int, variance: float) -> Array:
    """Draw a factor for each of some days, gamma with mean 1. Shape (days,)."""
    if variance <= 0:
        return np.ones(days)
    return rng.gamma(1 / variance, variance, size=days)


def fit_arrivals(
    begins: Microseconds, since: int, until: int, timezone: str, *, by_day: bool = False
) -> ArrivalFit:
    """Fit when cases begin.

    Parameters
    ----------
    begins
        When cases began, in UTC; those outside are left out.
    since, until
        Local midnights, at least two weeks apart.
    timezone
        Whose weekdays and hours.
    by_day
        Whether the hours of a day are not known.
    """
    within = begins[(begins >= since) & (begins < until)]
    counts = _by_hour(within, timezone)
    hours = _by_hour(np.arange(since, until, HOUR), timezone)
    day = local_time(within, timezone) // DAY
    first, last = (
        int(local_time(np.array([at]), timezone)[0] // DAY) for at in (since, until)
    )
    by_date = np.bincount(day - first, minlength=last - first).astype(np.float64)
    weekday = (np.arange(first, last) + MONDAY) % DAYS
    days = np.bincount(weekday, minlength=DAYS).astype(np.float64)
    dispersion, variance = _dispersion(by_date, weekday, days)
    weeks = by_date[: len(by_date) // DAYS * DAYS].reshape(-1, DAYS).sum(axis=1)
    busiest = float(weeks.max() / max(weeks.mean(), 1e-9))
    return ArrivalFit(counts, hours, days, dispersion, variance, busiest, by_day)


def _by_hour(moments: Microseconds, timezone: str) -> Array:
    """Count moments by local weekday and hour of the day. Shape (7, 24)."""
    local = local_time(moments, timezone)
    place = (local // DAY + MONDAY) % DAYS * HOURS + local % DAY // HOUR
    found = np.bincount(place, minlength=RATES).reshape(DAYS, HOURS)
    return found.astype(np.float64)


def _dispersion(
    by_date: Array, weekday: npt.NDArray[np.int64], days: Array
) -> tuple[float, float]:
    """Give variance over mean of days of one weekday, and the variance of their factors."""
    mean = (np.bincount(weekday, by_date, minlength=DAYS) / np.maximum(days, 1))[
        weekday
    ]
    free = len(by_date) - DAYS
    busy = mean > 0
    squares = (by_date - mean)[busy] ** 2
    if free <= 0 or not busy.any():
        return 1.0, 0.0
    dispersion = float((squares / mean[busy]).sum()) / free
    if dispersion <= MUCH:
        return dispersion, 0.0
    more = squares.sum() * len(by_date) / free - mean.sum()
    return dispersion, max(float(more / (mean**2).sum()), 0.0)


def _shrunk(counts: Array, hours: Array, *, by_day: bool) -> Array:
    by_weekday = counts.sum(axis=1) / np.maximum(hours.sum(axis=1), 1)
    if by_day or not counts.any():
        return np.repeat(by_weekday, HOURS)
    share = counts.sum(axis=0) / counts.sum() * HOURS
    profile = by_weekday[:, None] * share
    mean = profile * hours
    likelihoods = [_log_likelihood(counts, mean, a) for a in _TIGHTNESS]
    a = _TIGHTNESS[int(np.argmax(likelihoods))]
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(mean > 0, (a + counts) / (a / profile + hours), 0.0)
    told: Array = rates * counts.sum() / (rates * hours).sum()
    return told.ravel()


def _log_likelihood(counts: Array, mean: Array, a: float) -> float:
    """Give the logarithm of the chance of counts, negative binomial about means."""
    known = mean > 0
    n, m = counts[known], mean[known]
    each = (
        special.gammaln(a + n) - special.gammaln(a)
        + a * np.log(a / (a + m)) + n * np.log(m / (a + m))
    )  # fmt: skip
    return float(each.sum())
