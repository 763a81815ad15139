"""From local hours and clinics to hours of the run: clock changes are settled here.

A run counts elapsed hours from its start. Patterns by the hour of the local day or week,
and the slots of clinics, are turned into elapsed hours before it begins, so that an hour
which the clock skips or repeats in spring and autumn is skipped or repeated.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from .model import Model
from .pools import ByHour, Capacity, Changes

HOURS_A_WEEK = 168
HoursOfWeek = npt.NDArray[np.int64]


def beginning(model: Model) -> dt.datetime:
    """Give the time, in UTC, at which runs of a model begin."""
    local = dt.datetime.fromisoformat(model.start)
    return local.replace(tzinfo=ZoneInfo(model.timezone)).astimezone(dt.UTC)


def hours_of_week(model: Model, hours: float) -> HoursOfWeek:
    """Give the local hour of the week, 0 for Monday midnight, of each hour of a run.

    Shape (ceil(hours) + 1,).
    """
    return _hours_of_week(beginning(model), model.timezone, math.ceil(hours) + 1)


@lru_cache(maxsize=16)  # models that differ in numbers alone begin at the same time
def _hours_of_week(start: dt.datetime, timezone: str, n: int) -> HoursOfWeek:
    zone = ZoneInfo(timezone)
    local = [(start + dt.timedelta(hours=hour)).astimezone(zone) for hour in range(n)]
    found = np.array([each.weekday() * 24 + each.hour for each in local])
    found.flags.writeable = False
    return found


def in_hour(by_hour: tuple[float, ...], hour: int, hour_of_week: HoursOfWeek) -> float:
    """Give the number of an hour of a run: see `.arrivals.Random.per_hour`."""
    n = len(by_hour)
    if n <= HOURS_A_WEEK:
        return by_hour[int(hour_of_week[hour]) % n]
    if hour < n:
        return by_hour[hour]
    return by_hour[n - HOURS_A_WEEK + (hour - n) % HOURS_A_WEEK]


def slots(model: Model, at: tuple[float, ...], hours: float) -> list[float]:
    """Give the hours of a run at which weekly slots fall, in rising order."""
    zone, start = ZoneInfo(model.timezone), beginning(model)
    local = start.astimezone(zone).replace(tzinfo=None)
    monday = local.replace(hour=0, minute=0) - dt.timedelta(days=local.weekday())
    found = []
    for week in range(math.ceil(hours / HOURS_A_WEEK) + 2):
        for hour in at:
            when = monday + dt.timedelta(weeks=week, seconds=round(hour * 3600))
            elapsed = when.replace(tzinfo=zone).astimezone(dt.UTC) - start
            found.append(elapsed.total_seconds() / 3600)
    return sorted(hour for hour in found if 0 <= hour < hours)


def steps(capacity: Capacity, hour_of_week: HoursOfWeek) -> list[tuple[float, float]]:
    """Give the times at which a capacity changes, the first 0, and its units from each."""
    match capacity:
        case Changes():
            return [
                (round(at * 3600) / 3600, units)
                for at, units in zip(capacity.at, capacity.units, strict=True)
            ]
        case ByHour():
            by_hour = np.array(capacity.units)[hour_of_week % len(capacity.units)]
            changed = np.flatnonzero(np.diff(by_hour)) + 1
            return [(float(at), float(by_hour[at])) for at in (0, *changed)]
        case _:
            return [(0.0, float(capacity))]
