"""Distributions have the means and shares that SciPy gives them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate

from tests.simulation.distributions import ERLANG, LOGNORMAL, SAME
from wholeflow.simulation import (
    Constant,
    Empirical,
    Exponential,
    Mixture,
    PhaseType,
    Triangular,
    Truncated,
)

AT = np.array([0.0, 0.1, 1.0, 1.7, 2.0, 3.0, 4.9, 8.0, 40.0])


@pytest.mark.parametrize("name", SAME)
def test_the_mean_is_scipys(name: str) -> None:
    ours, theirs = SAME[name]

    assert ours.faults() == []
    assert ours.mean_hours() == pytest.approx(theirs.mean(), rel=1e-12)


@pytest.mark.parametrize("name", SAME)
def test_the_share_that_is_longer_is_scipys(name: str) -> None:
    ours, theirs = SAME[name]

    assert ours.longer(AT) == pytest.approx(theirs.sf(AT), abs=1e-13)


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("hours", [0.0, 0.5, 1.5, 3.0, 4.5, 9.0])
def test_the_mean_beyond_is_the_integral_of_what_is_longer(
    name: str, hours: float
) -> None:
    ours, theirs = SAME[name]
    corners = [at for at in (1.0, 2.0, 4.0, 5.0) if at > hours]
    ends = [hours, *corners, max(hours, 5.0) + 20, 200, 1e5]

    expected = math.fsum(
        integrate.quad(theirs.sf, low, high, epsabs=1e-12, limit=500)[0]
        for low, high in pairwise(ends)
    )

    assert ours.mean_beyond(hours) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("of", "low", "high"),
    [
        (Exponential(mean=2), 1.0, 3.0),
        (LOGNORMAL, 0.5, 24.0),
        (ERLANG, 1.0, 2.0),
        (Triangular(low=1, usual=2, high=5), 1.5, 4.0),
    ],
)
def test_a_truncated_mean_is_the_integral_between(of, low: float, high: float) -> None:
    truncated = Truncated(of=of, low=low, high=high)

    def longer(hours: float) -> float:
        return float(truncated.longer(np.array([hours]))[0])

    integral, _ = integrate.quad(longer, low, high, epsabs=1e-10)
    assert truncated.mean_hours() == pytest.approx(low + integral, abs=1e-8)


def test_a_tail_without_end_keeps_the_mean_of_the_memoryless() -> None:
    assert Truncated(of=Exponential(mean=2), low=5).mean_hours() == pytest.approx(7)
    assert Truncated(of=ERLANG).mean_hours() == pytest.approx(1.5)


def test_lengths_that_were_seen_are_each_as_likely() -> None:
    seen = Empirical(hours=(4.0, 1.0, 1.0, 2.0))

    assert seen.mean_hours() == 2
    assert seen.longer(np.array([0.5, 1.0, 3.0, 4.0])).tolist() == [1, 0.5, 0.25, 0]
    assert seen.mean_beyond(1.5) == (2.5 + 0.5) / 4


def test_a_mixture_is_its_parts_by_their_shares() -> None:
    mixture = Mixture(
        parts=(Constant(hours=2), Exponential(mean=10)), shares=(0.75, 0.25)
    )

    assert mixture.mean_hours() == pytest.approx(4)
    longer = mixture.longer(np.array([1.0, 2.0]))
    assert longer == pytest.approx(
        [0.75 + 0.25 * math.exp(-0.1), 0.25 * math.exp(-0.2)]
    )


def test_the_mean_of_stages_moved_between_is_that_of_its_equations() -> None:
    # From a, half leave and half go to b after 1 h; from b, all go back to a after 2 h:
    # A = 1 + B / 2, B = 2 + A.
    there_and_back = PhaseType(
        start=(1, 0), rates=((0, 0.5), (0.5, 0)), leaving=(0.5, 0)
    )

    assert there_and_back.mean_hours() == pytest.approx(4)
