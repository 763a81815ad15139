"""A log divided in time: the weeks that are fitted, and the last weeks, held out.

A twentieth at either end is left out of the arrivals, where extracts begin and end. Of
the whole weeks between, those since the last change of level are used. A quarter of
them, two at least, are held out to check the fit against.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadLog
from wholeflow.journeys import Journeys
from wholeflow.journeys.checking.clocks import whole_days
from wholeflow.journeys.times import DAY, as_datetime, local_time, utc_time

from .regimes import last_change
from .steps import Codes, Microseconds, Steps
from .survival import Array

EDGE = 0.05  # of the window, left out of the arrivals at either end
LEAST_WEEKS, LEAST_FITTED, LEAST_HELD_OUT = 8, 6, 2
HELD_OUT = 0.25
LEAST_CASES = 100
DAYS_A_WEEK = 7
WEEK = DAYS_A_WEEK * DAY


@dataclass(frozen=True, slots=True)
class Division:
    """A log divided in time; all local midnights but the first and the last.

    Parameters
    ----------
    first
        When the log begins.
    fitted_from
        From when it keeps its level; `first` if it does all along.
    arrivals_from
        From when arrivals are counted.
    split
        Where the weeks that are fitted end and those held out begin.
    until
        Where those end.
    last
        The last moment of the log.
    by_day
        Whether only days were recorded, not hours.
    timezone
        Whose midnights.
    """

    first: int
    fitted_from: int
    arrivals_from: int
    split: int
    until: int
    last: int
    by_day: bool
    timezone: str

    @property
    def weeks_fitted(self) -> int:
        """Weeks whose arrivals are fitted."""
        return round((self.split - self.arrivals_from) / WEEK)

    @property
    def weeks_held_out(self) -> int:
        """Weeks that the fit is checked against."""
        return round((self.until - self.split) / WEEK)

    def cases_fitted(self, steps: Steps) -> int:
        """Count the cases that begin in what is fitted."""
        begins = steps.begin[steps.is_first]
        return int(((begins >= self.fitted_from) & (begins < self.split)).sum())


def divided(log: Journeys, steps: Steps, rng: np.random.Generator) -> Division:
    """Divide a log into weeks to fit and weeks to hold out.

    Parameters
    ----------
    log
        The log.
    steps
        Its steps.
    rng
        What draws the orders of weeks by which a change is told.

    Raises
    ------
    BadLog
        If it is too short, changed too late, or has too few cases.
    """
    begins = steps.begin[steps.is_first]
    since, weeks = _whole_weeks(begins, log.timezone)
    if weeks < LEAST_WEEKS:
        raise BadLog(log.source, [_too_short(weeks)])
    until = _later(since, weeks, log.timezone)
    changed = last_change(
        _per_week(begins, since, weeks),
        _mean_ranks(steps, since, weeks, both_times=log.has_both_times),
        rng=rng,
    )
    since, left = _later(since, changed, log.timezone), weeks - changed
    if left < LEAST_WEEKS:
        raise BadLog(log.source, [_changed_late(since, left)])
    held_out = min(max(LEAST_HELD_OUT, round(HELD_OUT * left)), left - LEAST_FITTED)
    first = int(begins.min())
    division = Division(
        first=first,
        fitted_from=since if changed else first,
        arrivals_from=since,
        split=_later(until, -held_out, log.timezone),
        until=until,
        last=int(steps.end.max()),
        by_day=bool(whole_days(log).any()),
        timezone=log.timezone,
    )
    n = division.cases_fitted(steps)
    if n < LEAST_CASES:
        raise BadLog(log.source, [_too_few(division.weeks_fitted, n)])
    return division


def _too_short(weeks: int) -> str:
    return (
        f"expected at least {LEAST_WEEKS} whole weeks of arrivals, {LEAST_FITTED} to fit and "
        f"{LEAST_HELD_OUT} to check against, after a twentieth at either end "
        f"is left out; got {max(weeks, 0)}. Bring a longer log"
    )


def _changed_late(moment: int, weeks: int) -> str:
    day = as_datetime(moment)
    return (
        f"arrivals or lengths change their level about {day.day} {day:%b %Y}, and the "
        f"{weeks} weeks since are too few: expected at least {LEAST_WEEKS} whole weeks. "
        "What was before tells nothing of what is now; bring a log of more weeks since"
    )


def _too_few(weeks: int, cases: int) -> str:
    return (
        f"expected at least {LEAST_CASES} cases that begin in the {weeks} weeks to be "
        f"fitted, got {cases}"
    )


def _whole_weeks(begins: Microseconds, timezone: str) -> tuple[int, int]:
    """Give the first midnight used, and how many whole weeks there are from it."""
    first, end = int(begins.min()), int(begins.max())
    edge = int(EDGE * (end - first))
    since = _midnight(first + edge + DAY - 1, timezone)
    return since, (_midnight(end - edge, timezone) - since) // WEEK


def _per_week(moments: Microseconds, since: int, weeks: int) -> Array:
    counts = np.bincount(_week(moments, since, weeks), minlength=weeks + 1)[:weeks]
    return counts.astype(np.float64)


def _midnight(moment: int, timezone: str) -> int:
    """Give the local midnight before a moment."""
    local = int(local_time(np.array([moment]), timezone)[0])
    return _utc(local // DAY * DAY, timezone)


def _later(midnight: int, weeks: int, timezone: str) -> int:
    """Give the local midnight so many weeks later."""
    local = int(local_time(np.array([midnight]), timezone)[0])
    return _utc(local + weeks * WEEK, timezone)


def _utc(local: int, timezone: str) -> int:
    return int(utc_time(np.array([local], dtype=np.int64), timezone)[0])


def _week(moments: Microseconds, since: int, weeks: int) -> npt.NDArray[np.int64]:
    """Give the week of each moment from 0; `weeks` is outside."""
    week = (moments - since) // WEEK
    return np.where((week >= 0) & (week < weeks), week, weeks)


def _mean_ranks(steps: Steps, since: int, weeks: int, *, both_times: bool) -> Array:
    """Give the mean rank of lengths within their activity, 0 to 1, for each week."""
    lengths = steps.end - steps.begin if both_times else steps.begin - steps.ready()
    used = steps.whole if both_times else ~steps.is_first
    activity, length = steps.activity[used], lengths[used]
    rank = _ranks(activity, length)
    week = _week(steps.begin[used], since, weeks)
    n = np.bincount(week, minlength=weeks + 1)[:weeks]
    total = np.bincount(week, rank, minlength=weeks + 1)[:weeks]
    return np.where(n > 0, total / np.maximum(n, 1), 0.5)


def _ranks(group: Codes, value: Microseconds) -> Array:
    """Give the rank of each value in its group, 0 to 1; equal ones share their mean."""
    order = np.lexsort((value, group))
    group, value = group[order], value[order]
    new_group = np.append(True, group[1:] != group[:-1])
    new_value = new_group | np.append(True, value[1:] != value[:-1])
    firsts = np.flatnonzero(new_value)
    ends = np.append(firsts[1:], len(order))
    middle = np.repeat((firsts + ends) / 2, ends - firsts)
    starts = np.flatnonzero(new_group)
    size = np.diff(np.append(starts, len(order)))
    ranks = np.empty(len(order))
    ranks[order] = (middle - np.repeat(starts, size)) / np.repeat(size, size)
    return ranks
