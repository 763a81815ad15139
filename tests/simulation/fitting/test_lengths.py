"""How long something takes, fitted to lengths whose distribution is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from wholeflow.simulation.fitting.lengths import fit_lengths
from wholeflow.simulation.fitting.survival import Lengths
from wholeflow.simulation.model.distributions import (
    Constant,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Weibull,
)


def ended(hours: np.ndarray) -> Lengths:
    return Lengths(np.asarray(hours, float), np.ones(len(hours), bool))


DRAWN = {
    Lognormal: stats.lognorm(s=1.2, scale=2),
    Gamma: stats.gamma(a=6, scale=0.5),
    Weibull: stats.weibull_min(c=4, scale=3),
}


@pytest.mark.parametrize("family", DRAWN)
def test_the_family_is_found_more_often_than_either_other(family: type) -> None:
    found = [
        fit_lengths(ended(DRAWN[family].rvs(190, random_state=seed))).estimate()
        for seed in range(40)
    ]

    assert sum(isinstance(each, family) for each in found) > 24


@pytest.mark.parametrize("family", DRAWN)
def test_the_mean_and_the_tail_are_recovered(family: type) -> None:
    found = fit_lengths(ended(DRAWN[family].rvs(199, random_state=3))).estimate()

    mean, late = DRAWN[family].mean(), DRAWN[family].ppf(0.9)
    assert found.mean_hours() == pytest.approx(mean, rel=0.15)
    assert found.longer(np.array([late]))[0] == pytest.approx(0.1, abs=0.04)


@pytest.mark.parametrize("family", ["gamma", "weibull"])
def test_greatest_likelihood_is_that_of_scipy(family: str) -> None:
    hours = stats.gamma(a=2, scale=3).rvs(150, random_state=8)
    fit = fit_lengths(ended(hours))
    fit = type(fit)(fit.lengths, family, 0.0, fit.n, 0)  # type: ignore[arg-type]  # any family

    oracle = {"gamma": stats.gamma, "weibull": stats.weibull_min}[family]
    shape, _, _ = oracle.fit(hours, floc=0)
    assert fit.estimate().shape == pytest.approx(shape, rel=1e-3)


def test_many_stand_as_they_were_seen_and_keep_their_mean() -> None:
    hours = stats.lognorm(s=1.5, scale=4).rvs(5000, random_state=1)
    found = fit_lengths(ended(hours)).estimate()

    assert isinstance(found, Empirical)
    assert len(found.hours) == 400
    assert found.mean_hours() == pytest.approx(hours.mean(), rel=1e-6)


def test_of_few_the_mean_alone_is_fitted_with_what_still_goes_on() -> None:
    lengths = Lengths(
        np.array([1.0, 2.0, 3.0, 6.0]), np.array([True, True, True, False])
    )

    assert fit_lengths(lengths).estimate() == Exponential(mean=4.0)


def test_a_spike_at_no_time_is_kept_apart() -> None:
    hours = np.concatenate((np.zeros(60), stats.gamma(a=3).rvs(100, random_state=1)))
    found = fit_lengths(ended(hours)).estimate()

    assert isinstance(found, Mixture)
    assert found.parts[0] == Constant(hours=0.0)
    assert found.shares[0] == pytest.approx(60 / 160)


def test_what_always_takes_as_long_is_no_distribution() -> None:
    assert fit_lengths(ended(np.full(50, 0.25))).estimate() == Constant(hours=0.25)


def test_lengths_rounded_to_a_quarter_are_spread_over_it() -> None:
    true = stats.gamma(a=2, scale=0.2).rvs(2000, random_state=2)
    fit = fit_lengths(ended(np.rint(true * 4) / 4))
    found = fit.estimate()

    assert fit.step_minutes == 15
    shares = found.longer(np.array([0.1, 0.3, 0.55, 0.9]))
    assert shares == pytest.approx(
        stats.gamma(a=2, scale=0.2).sf([0.1, 0.3, 0.55, 0.9]), abs=0.03
    )


def test_what_was_going_on_is_not_taken_for_short() -> None:
    rng = np.random.default_rng(4)
    stays, watched = rng.gamma(2, 50, size=1000), rng.uniform(0, 400, size=1000)
    lengths = Lengths(np.minimum(stays, watched), stays <= watched)

    assert fit_lengths(lengths).estimate().mean_hours() == pytest.approx(100, rel=0.05)
    assert lengths.hours[lengths.ended].mean() < 85


@pytest.mark.parametrize("n", [12, 150, 800])
def test_draws_vary_as_a_mean_of_so_many_does(n: int) -> None:
    hours = stats.gamma(a=1.0, scale=2).rvs(n, random_state=5)
    fit, rng = fit_lengths(ended(hours)), np.random.default_rng(1)
    means = [fit.drawn(rng).mean_hours() for _ in range(300)]

    assert np.std(means) == pytest.approx(2 / np.sqrt(n), rel=0.35)
    assert np.mean(means) == pytest.approx(hours.mean(), rel=0.1)
