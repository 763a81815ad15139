"""When cases begin, fitted to arrivals whose rates are known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from wholeflow.journeys.times import DAY, HOUR, as_microseconds
from wholeflow.simulation.fitting.arrivals import MUCH, ArrivalFit, fit_arrivals

MONDAY = as_microseconds(dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
WEEKS = 12
PROFILE = np.tile([0.2] * 8 + [1.5] * 8 + [0.6] * 8, 7)
PROFILE[5 * 24 :] *= 0.5  # quieter at weekends


def fitted(
    seed: int, *, variance: float = 0.0, scale: float = 1.0, by_day: bool = False
) -> ArrivalFit:
    rng = np.random.default_rng(seed)
    rates = np.tile(PROFILE, WEEKS) * scale
    if variance:
        rates *= np.repeat(rng.gamma(1 / variance, variance, size=7 * WEEKS), 24)
    counts = rng.poisson(rates)
    hours = np.repeat(np.arange(len(rates)), counts)
    begins = MONDAY + ((hours + rng.uniform(size=len(hours))) * HOUR).astype(np.int64)
    return fit_arrivals(begins, MONDAY, MONDAY + 7 * WEEKS * DAY, "UTC", by_day=by_day)


def test_the_rates_of_the_week_are_recovered() -> None:
    rates = fitted(1).rates()

    assert rates.mean() == pytest.approx(PROFILE.mean(), rel=0.05)
    assert rates[8:16].mean() == pytest.approx(1.5, rel=0.1)
    assert rates[5 * 24 + 8 : 5 * 24 + 16].mean() == pytest.approx(0.75, rel=0.15)


def test_hours_of_few_are_drawn_to_their_day_and_so_are_nearer_to_the_truth() -> None:
    fit = fitted(2, scale=0.1)
    raw = (fit.counts / fit.hours).ravel()

    off = np.abs(fit.rates() - PROFILE * 0.1).mean()
    assert off < 0.6 * np.abs(raw - PROFILE * 0.1).mean()


def test_the_sum_of_the_rates_is_the_sum_of_what_came() -> None:
    fit = fitted(3)

    assert (fit.rates() * fit.hours.ravel()).sum() == pytest.approx(fit.n)


def test_draws_vary_as_a_count_of_so_many_does() -> None:
    fit, rng = fitted(4), np.random.default_rng(1)
    sums = [(fit.drawn(rng) * fit.hours.ravel()).sum() for _ in range(300)]

    assert np.std(sums) == pytest.approx(np.sqrt(fit.n), rel=0.15)


def test_days_that_differ_by_chance_alone_have_no_factor() -> None:
    found = [fitted(seed) for seed in range(20)]

    assert np.mean([fit.dispersion for fit in found]) == pytest.approx(1, abs=0.1)
    assert sum(fit.dispersion <= MUCH for fit in found) >= 14


def test_days_that_differ_by_more_are_told_and_have_one() -> None:
    found = [fitted(seed, variance=0.1) for seed in range(20)]

    assert all(fit.dispersion > MUCH for fit in found)
    assert np.mean([fit.day_variance for fit in found]) == pytest.approx(0.1, rel=0.2)


def test_where_hours_are_not_known_a_day_has_one_rate() -> None:
    rates = fitted(5, by_day=True).rates().reshape(7, 24)

    assert np.ptp(rates, axis=1).max() == 0
    assert rates[0, 0] > 1.5 * rates[6, 0]
