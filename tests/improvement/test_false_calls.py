"""How often a chart calls when nothing has happened: what the documentation says."""

from __future__ import annotations

import numpy as np
import pytest

from tests.improvement.charts import a_chart


def signals_of_noise(series: int, seed: int) -> np.ndarray:
    """Whether each of 24 points that do not depend on each other is a signal."""
    rng = np.random.default_rng(seed)
    noise = (rng.normal(size=24).tolist() for _ in range(series))
    return np.array([a_chart(values).directions != 0 for values in noise])


@pytest.mark.long
def test_the_latest_of_24_points_is_a_signal_by_chance_in_17_of_1000_series() -> None:
    # 20,000 series: a standard error of 0.0009.
    signals = signals_of_noise(20_000, seed=1)

    latest = signals[:, -1].mean()
    assert latest == pytest.approx(0.017, abs=0.003)
    assert 1 - (1 - latest) ** 20 == pytest.approx(0.29, abs=0.04)
    assert signals.any(axis=1).mean() == pytest.approx(0.19, abs=0.01)
