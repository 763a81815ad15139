"""How hours are spread, in the few numbers that people use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys.arrays import Hours

_DAYS_FROM = 72  # hours from which days read better


@dataclass(frozen=True, slots=True)
class Spread:
    """A spread of hours: how many, their mean, the middle one and the nine-tenths one.

    Quantiles are interpolated linearly. With none, all three are None.
    """

    count: int
    mean_hours: float | None
    median_hours: float | None
    p90_hours: float | None


NONE = Spread(0, None, None, None)


def spread(hours: Hours) -> Spread:
    """Summarise hours. Shape (n,), n may be 0."""
    if not len(hours):
        return NONE
    middle, most = np.quantile(hours, [0.5, 0.9])
    return Spread(len(hours), float(hours.mean()), float(middle), float(most))


def hours(length: float) -> str:
    """Write hours as minutes, hours or days, whichever reads best.

    >>> hours(0.25), hours(3.22), hours(128.24)
    ('15 min', '3.2 h', '5.3 days')
    """
    if length < 1:
        return f"{length * 60:.0f} min"
    if length < _DAYS_FROM:
        return f"{length:.1f} h"
    days = length / 24
    return f"{days:,.0f} days" if days >= 100 else f"{days:.1f} days"


def spreads_by(code: npt.NDArray[np.integer], hours: Hours) -> dict[int, Spread]:
    """Summarise hours for each code there is. Shape (n,) each.

    >>> spreads_by(np.array([7, 7, 2]), np.array([1.0, 3.0, 5.0]))[7].median_hours
    2.0
    """
    length = pl.col("hours")
    summed = (
        pl.DataFrame({"code": code, "hours": hours})
        .group_by("code")
        .agg(
            count=pl.len(),
            mean=length.sort().mean(),  # sorted, so the last digits are always the same
            median=length.median(),
            p90=length.quantile(0.9, "linear"),
        )
    )
    return {of: Spread(*numbers) for of, *numbers in summed.iter_rows()}
