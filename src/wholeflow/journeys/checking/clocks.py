"""Clocks that a log was written by: how fine, in which zone, across which changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.times import DAY, HOUR, SECOND, local_clock, local_time

_MANY = 0.2  # share of whole-day times from which days, not hours, are the clock
_NEARLY_ALL = 0.95
_FEWEST = 20  # events from which a common step of the clock is no chance
_STEPS = (60, 30, 15, 10, 5)  # minutes
_EACH_SEASON = 500  # events that show at which hours people work
_SURE = 20.0  # natural log of how much likelier the other reading is


def nowhere(journeys: Journeys) -> Mask:
    """No event at all."""
    return np.zeros(journeys.n_events, dtype=np.bool_)


def whole_days(journeys: Journeys) -> Mask:
    """Events at midnight, on the local clock or in UTC; the hour after it too, in UTC.

    A log of days that once had an offset is left at 00:00 and 01:00 by season.
    """
    local = local_clock(journeys.end, journeys.timezone)
    utc = np.mod(journeys.end, DAY)
    at_midnight: Mask = (local == 0) | (utc == 0) | (utc == HOUR)
    return at_midnight if at_midnight.mean() >= _MANY else nowhere(journeys)


def coarse(journeys: Journeys) -> Mask:
    """Events on the coarsest step of five minutes or more that nearly all keep to."""
    step = clock_step_minutes(journeys)
    if step is None or whole_days(journeys).any():
        return nowhere(journeys)
    return _on_step(journeys, step)


def clock_step_minutes(journeys: Journeys) -> int | None:
    """Give the coarsest step, 5 to 60 minutes, that nearly all events keep to."""
    if journeys.n_events < _FEWEST:
        return None
    fitting = (
        step for step in _STEPS if _on_step(journeys, step).mean() >= _NEARLY_ALL
    )
    return next(fitting, None)


def _on_step(journeys: Journeys, minutes: int) -> Mask:
    step = minutes * 60 * SECOND
    on: Mask = (journeys.end % step == 0) & (journeys.start % step == 0)
    return on


def twice_an_hour(journeys: Journeys) -> Mask:
    """Events in the hour that comes twice when clocks go back."""
    local = local_time(journeys.end, journeys.timezone)
    offset = local - journeys.end
    # Clocks have just gone back, or are about to, if an hour away the offset differs.
    later = local_time(journeys.end + HOUR, journeys.timezone) - (journeys.end + HOUR)
    earlier = local_time(journeys.end - HOUR, journeys.timezone) - (journeys.end - HOUR)
    twice: Mask = (offset - later == HOUR) | (earlier - offset == HOUR)
    return twice


def offset_lost(journeys: Journeys) -> Mask:
    """Events of the summer, where the hours of work move with the clock's change.

    People work by the clock on the wall, so the hours of a day look alike in summer
    and winter when a log was read on the right clock. Where summer looks like winter
    an hour later, local times were written down as if they were UTC. Compared are the
    likelihoods of both readings with one profile of 24 hours for both seasons.
    """
    offset = local_time(journeys.end, journeys.timezone) - journeys.end
    summer: Mask = offset > offset.min()
    seasons = min(int(summer.sum()), int((~summer).sum()))
    one_hour = offset.max() - offset.min() == HOUR
    if seasons < _EACH_SEASON or not one_hour or whole_days(journeys).any():
        return nowhere(journeys)
    hour = local_clock(journeys.end, journeys.timezone) // HOUR
    winter_hours = np.bincount(hour[~summer], minlength=24)
    summer_hours = np.bincount(hour[summer], minlength=24)
    as_read = _likelihood(winter_hours, summer_hours)
    an_hour_earlier = _likelihood(winter_hours, np.roll(summer_hours, -1))
    return summer if an_hour_earlier - as_read > _SURE else nowhere(journeys)


def _likelihood(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float:
    """Log-likelihood of two counts of hours under one common profile."""
    both = (one + other).astype(np.float64)
    share = both[both > 0] / both.sum()
    return float((both[both > 0] * np.log(share)).sum())


def nested(journeys: Journeys) -> Mask:
    """Events that lie inside the time of an earlier event of their case."""
    latest = (
        pl.DataFrame({"case": journeys.case, "end": journeys.end})
        .select(pl.col("end").cum_max().shift(1).over("case"))
        .to_series()
        .fill_null(np.iinfo(np.int64).min)
        .to_numpy()
    )
    inside: Mask = (journeys.end <= latest) & (journeys.end > journeys.start)
    return inside
