"""Each distribution of a model beside the same of SciPy."""

from __future__ import annotations

import math

from scipy import stats

from wholeflow.simulation import (
    Exponential,
    Gamma,
    Lognormal,
    PhaseType,
    Triangular,
    Uniform,
    Weibull,
)

LOGNORMAL = Lognormal(mean=3, sd=6)
SIGMA = math.sqrt(math.log(1 + 4))
ERLANG = PhaseType(
    start=(1, 0, 0), rates=((0, 2, 0), (0, 0, 2), (0, 0, 0)), leaving=(0, 0, 2)
)

SAME = {
    "exponential": (Exponential(mean=2), stats.expon(scale=2)),
    "uniform": (Uniform(low=1, high=4), stats.uniform(1, 3)),
    "triangular": (Triangular(low=1, usual=2, high=5), stats.triang(0.25, 1, 4)),
    "rising": (Triangular(low=1, usual=5, high=5), stats.triang(1, 1, 4)),
    "falling": (Triangular(low=1, usual=1, high=5), stats.triang(0, 1, 4)),
    "weibull": (Weibull(scale=2, shape=0.7), stats.weibull_min(0.7, scale=2)),
    "steep weibull": (Weibull(scale=2, shape=3), stats.weibull_min(3, scale=2)),
    "lognormal": (
        LOGNORMAL,
        stats.lognorm(SIGMA, scale=3 / math.sqrt(5)),
    ),
    "gamma": (Gamma(mean=3, shape=0.5), stats.gamma(0.5, scale=6)),
    "erlang": (Gamma(mean=3, shape=4), stats.gamma(4, scale=0.75)),
    "phase-type": (ERLANG, stats.gamma(3, scale=0.5)),
}
