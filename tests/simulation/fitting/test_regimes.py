"""The last change of level: found where it is, and seldom where it is not."""

from __future__ import annotations

import numpy as np

from wholeflow.simulation.fitting.regimes import last_change


def test_a_change_is_found_where_it_is() -> None:
    rng = np.random.default_rng(1)
    found = [
        last_change(
            np.concatenate((rng.poisson(100, 20), rng.poisson(140, 15))).astype(float),
            rng=rng,
        )
        for _ in range(50)
    ]

    assert sum(abs(each - 20) <= 1 for each in found) >= 47


def test_the_last_of_two_is_told() -> None:
    rng = np.random.default_rng(2)
    levels = np.repeat([100, 160, 60], 15)

    assert abs(last_change(rng.poisson(levels).astype(float), rng=rng) - 30) <= 1


def test_few_logs_without_a_change_seem_to_have_one() -> None:
    rng = np.random.default_rng(3)
    found = [
        last_change(rng.poisson(100, 26).astype(float), rng.normal(size=26), rng=rng)
        for _ in range(400)
    ]

    assert sum(each > 0 for each in found) <= 12  # 4 expected


def test_a_log_that_never_varies_has_none() -> None:
    assert last_change(np.full(20, 7.0), rng=np.random.default_rng(1)) == 0
