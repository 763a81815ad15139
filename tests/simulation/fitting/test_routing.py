"""Where cases go next: shares, and how unsure they are."""

from __future__ import annotations

import numpy as np
import pytest

from wholeflow.simulation.fitting.routing import RoutingFit, fit_routing

# From step 0 of 2, of two classes: 60 of 100 of the first went to step 1, and 1 of 1.
LEFT = np.zeros(101, dtype=np.int64)
TAKEN = np.array([1] * 60 + [2] * 40 + [1])
CLASS = np.array([0] * 100 + [1])


def fitted() -> RoutingFit:
    return fit_routing(LEFT, TAKEN, CLASS, n_steps=2, n_classes=2)


def test_shares_of_many_are_their_own() -> None:
    assert fitted().shares()[0, 0, 1] == pytest.approx(0.6, abs=0.001)


def test_shares_of_one_are_drawn_to_those_of_all() -> None:
    assert fitted().shares()[1, 0, 1] == pytest.approx((1 + 61 / 101) / 2)


def test_a_way_that_nobody_took_has_no_share_in_any_draw() -> None:
    fit, rng = fitted(), np.random.default_rng(1)

    assert all(fit.drawn(rng)[0, 0, 0] == 0 for _ in range(20))


def test_draws_vary_as_a_share_of_so_many_does() -> None:
    fit, rng = fitted(), np.random.default_rng(1)
    shares = [fit.drawn(rng)[0, 0, 1] for _ in range(500)]

    assert np.std(shares) == pytest.approx(np.sqrt(0.6 * 0.4 / 100), rel=0.15)
