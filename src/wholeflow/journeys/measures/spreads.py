"""How hours are spread, in the few numbers that people use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.arrays import Hours


@dataclass(frozen=True, slots=True)
class Spread:
    """A spread of hours: how many, their mean, the middle one and the nine-tenths one.

    Quantiles are interpolated linearly. With none, all three are None.
    """

    count: int
    mean_hours: float | None
    median_hours: float | None
    p90_hours: float | None


def spread(hours: Hours) -> Spread:
    """Summarise hours. Shape (n,), n may be 0."""
    if not len(hours):
        return Spread(0, None, None, None)
    middle, most = np.quantile(hours, [0.5, 0.9])
    return Spread(len(hours), float(hours.mean()), float(middle), float(most))
