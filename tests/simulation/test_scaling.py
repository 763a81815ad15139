"""Whatever its form, a scaled distribution has the scaled mean and shape."""

from __future__ import annotations

import numpy as np
import pytest

from wholeflow.simulation.model.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    PhaseType,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from wholeflow.simulation.model.scaling import scaled

FORMS = [
    Constant(hours=3.0),
    Exponential(mean=2.0),
    Uniform(low=1.0, high=5.0),
    Triangular(low=1.0, usual=2.0, high=6.0),
    Weibull(scale=2.0, shape=1.5),
    Lognormal(mean=4.0, sd=6.0),
    Gamma(mean=3.0, shape=2.0),
    PhaseType(start=(1.0, 0.0), rates=((0.0, 0.5), (0.0, 0.0)), leaving=(0.1, 0.7)),
    Empirical(hours=(1.0, 2.0, 7.0)),
    Mixture(parts=(Exponential(mean=1.0), Constant(hours=5.0)), shares=(0.5, 0.5)),
    Truncated(of=Exponential(mean=3.0), low=1.0, high=8.0),
]


@pytest.mark.parametrize("of", FORMS, ids=lambda of: of.form)
def test_lengths_and_mean_are_so_many_times_as_long(of: Distribution) -> None:
    longer = scaled(of, 1.7)
    hours = np.array([0.5, 1.2, 2.5, 4.0, 7.7])

    assert longer.longer(hours * 1.7) == pytest.approx(of.longer(hours), abs=1e-9)
    assert longer.mean_hours() == pytest.approx(1.7 * of.mean_hours(), rel=1e-6)
