"""From a uniform to hours: as SciPy's inverse, within a stated error."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize

from tests.simulation.distributions import SAME
from wholeflow.simulation import (
    Constant,
    Empirical,
    Exponential,
    Mixture,
    PhaseType,
    Truncated,
)
from wholeflow.simulation.chance.quantiles import inverse

USUAL = np.linspace(0.0005, 0.9995, 1_999)
RARE = np.array([1e-9, 1e-6, 1 - 1e-6, 1 - 1e-9])
TWO_STAGES = PhaseType(start=(0.9, 0.1), rates=((0, 0), (0, 0)), leaving=(1, 0.01))
MIXTURE = Mixture(parts=(Exponential(mean=1), Exponential(mean=100)), shares=(0.9, 0.1))
BOTH = Mixture(parts=(TWO_STAGES, Exponential(mean=1)), shares=(0.5, 0.5))


@pytest.mark.parametrize("name", SAME)
def test_usual_draws_differ_by_less_than_a_hundred_thousandth_of_the_mean(
    name: str,
) -> None:
    ours, theirs = SAME[name]
    ready = inverse(ours)

    drawn = [ready.hours(float(share)) for share in USUAL]

    assert drawn == pytest.approx(theirs.ppf(USUAL), abs=1e-5 * ours.mean_hours())


@pytest.mark.parametrize("name", SAME)
def test_rare_draws_differ_by_less_than_a_thousandth_of_the_mean(name: str) -> None:
    ours, theirs = SAME[name]
    ready = inverse(ours)

    drawn = [ready.hours(float(share)) for share in RARE]

    assert drawn == pytest.approx(theirs.ppf(RARE), abs=1e-3 * ours.mean_hours())


@pytest.mark.parametrize(
    ("of", "slow"),
    [(TWO_STAGES, 0.1), (MIXTURE, 0.1), (BOTH, 0.05)],
    ids=["stages", "mixture", "mixture of stages"],
)
def test_mixtures_are_within_three_thousandths_of_the_mean(of, slow: float) -> None:
    ready = inverse(of)

    def exact(share: float) -> float:
        def beyond(hours: float) -> float:
            fast = (1 - slow) * math.exp(-hours)
            return fast + slow * math.exp(-hours / 100) - (1 - share)

        return optimize.brentq(beyond, 0, 1e5, xtol=1e-13)

    shares = [float(share) for share in (*USUAL, *RARE)]
    drawn = [ready.hours(share) for share in shares]
    assert drawn == pytest.approx(
        [exact(share) for share in shares], abs=3e-3 * of.mean_hours()
    )


@pytest.mark.parametrize("name", SAME)
def test_a_greater_uniform_never_draws_a_shorter_length(name: str) -> None:
    ready = inverse(SAME[name][0])

    drawn = np.array([ready.hours(float(share)) for share in USUAL])

    assert (np.diff(drawn) >= 0).all()


@pytest.mark.parametrize("name", SAME)
def test_a_truncated_draw_is_that_of_the_share_between(name: str) -> None:
    ours, theirs = SAME[name]
    low, high = (float(end) for end in theirs.ppf([0.2, 0.7]))

    ready = inverse(Truncated(of=ours, low=low, high=high))

    expected = theirs.ppf([0.2001, 0.45, 0.6999])
    drawn = [ready.hours(share) for share in (0.0002, 0.5, 0.9998)]
    assert drawn == pytest.approx(expected, abs=1e-5 * ours.mean_hours())


def test_what_was_seen_is_drawn_and_nothing_else() -> None:
    ready = inverse(Empirical(hours=(5.0, 1.0, 3.0, 3.0)))

    assert [ready.hours(u) for u in (0.01, 0.26, 0.74, 0.76)] == [1, 3, 3, 5]
    assert inverse(Constant(hours=2)).hours(0.3) == 2


def test_the_share_below_some_hours_is_the_way_back() -> None:
    ready = inverse(SAME["gamma"][0])

    assert ready.share_below(2.0) == pytest.approx(SAME["gamma"][1].cdf(2.0), abs=1e-6)
