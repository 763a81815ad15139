"""Time of day and day of the week: when people begin to wait, arrive and leave.

Clocks and weekdays are those of the log's time zone. Where a number is held against
time, the time is that of the period itself: how often that hour came in it, with the
hour that a change of clocks takes or gives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Codes, Counts, Hours, Mask, Microseconds, Places
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.times import HOUR, local_time

from .confidence import Interval, wilson
from .little import Window, window
from .spreads import spreads_by
from .waiting import Waits, waits_before

WEEK = 7 * 24
_QUARTER = HOUR // 4
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0
_SATURDAY = 5


@dataclass(frozen=True, slots=True, eq=False)
class WaitsByHour:
    """Waits by when they began: weekday, from Monday, and hour of the day.

    Parameters
    ----------
    times
        Number of waits, those of no time among them. Shape (7, 24).
    cases, persons
        Number of journeys with such a wait, each counted once an hour, and of the
        persons they are of. Shape (7, 24).
    mean_hours, median_hours
        NaN where there is none. Shape (7, 24).
    basis, clock
        Of the waits; see `Waits`.
    """

    times: Counts
    cases: Counts
    persons: Counts
    mean_hours: Hours
    median_hours: Hours
    basis: str
    clock: str


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """How many journeys begin, by weekday from Monday and hour of the day.

    Parameters
    ----------
    arrivals
        Number of first events that start then. Shape (7, 24).
    exposure_hours
        Hours of that kind in the period. Shape (7, 24).
    """

    arrivals: Counts
    exposure_hours: Hours

    @property
    def per_hour(self) -> Hours:
        """Arrivals for each such hour; NaN where the period has none. Shape (7, 24)."""
        return _rate(self.arrivals, self.exposure_hours)

    @property
    def per_hour_of_day(self) -> Hours:
        """The same over all days of the week. Shape (24,)."""
        return _rate(self.arrivals.sum(axis=0), self.exposure_hours.sum(axis=0))


@dataclass(frozen=True, slots=True)
class WeekendRatio:
    """Leavings on a day of the weekend for each on a day of the week.

    Parameters
    ----------
    weekend, week
        Number of leavings on Saturdays and Sundays, and on other days.
    weekend_days, week_days
        Days of each kind in the period, parts of days as parts.
    ratio
        (weekend / weekend_days) / (week / week_days), with a 95 % interval; None if
        either part of the week has no time in the period, or nobody left.
    """

    weekend: int
    week: int
    weekend_days: float
    week_days: float
    ratio: Interval | None


@dataclass(frozen=True, slots=True)
class BatchPeak:
    """How far events of an activity end close together.

    Parameters
    ----------
    activity
        Its name.
    events
        How many.
    close
        How many end within the minutes asked of one in another case.
    share
        close / events.
    by_chance
        The share to expect of events that come singly, at the rate of their weekday
        and hour.
    busiest_hour
        Hour of the day, by the local clock, in which most of them end.
    """

    activity: str
    events: int
    close: int
    share: float
    by_chance: float
    busiest_hour: int


def hour_of_week(journeys: Journeys, moments: Microseconds) -> Counts:
    """Give the local hour of the week of moments in UTC: 0 is Monday from 00:00."""
    local = local_time(moments, journeys.timezone)
    hours: Counts = (local // HOUR + _EPOCH_WEEKDAY * 24) % WEEK
    return hours


def waits_by_hour(journeys: Journeys, *, waited: Waits | None = None) -> WaitsByHour:
    """Give waits by weekday and hour in which they began, when the event was enabled.

    Parameters
    ----------
    journeys
        The log.
    waited
        Waits on the basis and by the clock that are wanted; None for the plain ones.

    Notes
    -----
    A case's first event is left out: the log does not say when it could have begun.
    """
    before = waits_before(journeys) if waited is None else waited
    events = _waited_for(journeys, before)
    cell = hour_of_week(journeys, before.since[events])
    table = np.full((3, WEEK), np.nan)
    table[0] = 0
    for of, found in spreads_by(cell, before.hours[events]).items():
        table[:, of] = found.count, found.mean_hours, found.median_hours
    times, means, medians = table.reshape(3, 7, 24)
    return WaitsByHour(
        times=times.astype(np.int64),
        cases=_cases_in(cell, journeys.case[events]).reshape(7, 24),
        persons=journeys.persons_by(cell, journeys.case[events], WEEK).reshape(7, 24),
        mean_hours=means,
        median_hours=medians,
        basis=before.basis,
        clock=before.clock,
    )


def _cases_in(cell: Counts, case: Codes) -> Counts:
    """Count the cases in each hour of the week. Shape (168,)."""
    size = int(case.max(initial=0)) + 1
    # Sorted, which at millions is several times as quick as numpy's `unique`.
    pairs = np.sort(cell * size + case)
    new = np.diff(pairs, prepend=-1) > 0
    return np.bincount(pairs[new] // size, minlength=WEEK)


def events_behind_hour(
    journeys: Journeys, weekday: int, hour: int, *, waited: Waits | None = None
) -> Mask:
    """Which events are behind a cell of `waits_by_hour`. Shape (n_events,).

    Parameters
    ----------
    journeys
        The log.
    weekday
        0 for Monday.
    hour
        0 to 23.
    waited
        As for `waits_by_hour`.
    """
    before = waits_before(journeys) if waited is None else waited
    in_hour = hour_of_week(journeys, before.since) == weekday * 24 + hour
    chosen: Mask = _waited_for(journeys, before) & in_hour
    return chosen


def arrivals_by_hour(
    journeys: Journeys,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Arrivals:
    """Give when journeys begin, with how often each hour of the week came.

    Parameters
    ----------
    journeys
        The log.
    since, until
        The period, as for `window`: aware, None for the whole log.
    """
    looked_at = window(journeys, since, until)
    begins = journeys.start[journeys.first_event[:-1]]
    within = begins[_within(begins, looked_at)]
    arrivals = np.bincount(hour_of_week(journeys, within), minlength=WEEK)
    exposure = exposure_hours(journeys, looked_at)
    return Arrivals(arrivals.reshape(7, 24), exposure.reshape(7, 24))


def arrival_cases(
    journeys: Journeys,
    weekday: int,
    hour: int,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> Places:
    """Give codes of the cases behind a cell of `arrivals_by_hour`.

    Parameters
    ----------
    journeys, since, until
        As for `arrivals_by_hour`.
    weekday
        0 for Monday.
    hour
        0 to 23.
    """
    begins = journeys.start[journeys.first_event[:-1]]
    chosen = _within(begins, window(journeys, since, until))
    in_hour = hour_of_week(journeys, begins) == weekday * 24 + hour
    return np.flatnonzero(chosen & in_hour)


def exposure_hours(journeys: Journeys, looked_at: Window) -> Hours:
    """Give how many hours of each hour of the week a window has. Shape (168,)."""
    first = looked_at.since // _QUARTER
    # Offsets from UTC are whole quarters of an hour, so each lies in one local hour.
    edges = np.arange(first, looked_at.until // _QUARTER + 2) * _QUARTER
    edges = np.unique(np.clip(edges, looked_at.since, looked_at.until))
    cell = hour_of_week(journeys, edges[:-1])
    lengths = np.zeros(WEEK, dtype=np.int64)
    np.add.at(lengths, cell, np.diff(edges))
    hours: Hours = lengths / HOUR
    return hours


def weekend_ratio(
    journeys: Journeys,
    leaving: Iterable[str],
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> WeekendRatio:
    """Tell how many leave on a day of the weekend for each on a day of the week.

    Parameters
    ----------
    journeys
        The log.
    leaving
        Activities that are a leaving, by the time they ended.
    since, until
        The period, as for `window`.

    Raises
    ------
    BadInput
        If the log has none of these activities.

    Notes
    -----
    Of all leavings, the number at weekends is taken for a binomial one; the Wilson
    interval of its share is turned into one of the ratio. It does not know that bank
    holidays, seasons and one another keep people in.
    """
    events = journeys.events_of(leaving)
    if not events.any():
        raise BadInput("leaving", ["the log has no event of any of these activities"])
    looked_at = window(journeys, since, until)
    events &= _within(journeys.end, looked_at)
    count = int(events.sum())
    weekend = int((events & weekend_events(journeys)).sum())
    days = exposure_hours(journeys, looked_at).reshape(7, 24).sum(axis=1) / 24
    week_days = float(days[:_SATURDAY].sum())
    weekend_days = float(days[_SATURDAY:].sum())
    ratio = None
    if count and week_days and weekend_days:
        share = wilson(weekend, count)
        each = week_days / weekend_days
        low, middle, high = (
            value / (1 - value) * each if value < 1 else np.inf
            for value in (share.low, share.estimate, share.high)
        )
        ratio = Interval(middle, low, high)
    return WeekendRatio(weekend, count - weekend, weekend_days, week_days, ratio)


def weekend_events(journeys: Journeys) -> Mask:
    """Which events ended on a Saturday or Sunday, by the local calendar."""
    at_weekend: Mask = hour_of_week(journeys, journeys.end) >= _SATURDAY * 24
    return at_weekend


def close_ends(journeys: Journeys, within_minutes: float) -> Mask:
    """Which events end close to one of the same activity in another case.

    Parameters
    ----------
    journeys
        The log.
    within_minutes
        Just as close counts. Shape of the answer: (n_events,).
    """
    within = round(within_minutes * HOUR / 60)
    order = np.lexsort((journeys.case, journeys.end, journeys.activity))
    activity, case = journeys.activity[order], journeys.case[order]
    end = journeys.end[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(activity) != 0) | (np.diff(case) != 0)
    run = np.cumsum(new) - 1
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(order)) - 1
    # The nearest in another case are just before and just after a run of one case.
    earlier, later = firsts[run] - 1, lasts[run] + 1
    close = np.zeros(len(order), dtype=np.bool_)
    for other, there in ((earlier, earlier >= 0), (later, later < len(order))):
        near = np.clip(other, 0, len(order) - 1)
        close |= (
            there & (activity[near] == activity) & (np.abs(end[near] - end) <= within)
        )
    back = np.empty_like(close)
    back[order] = close
    return back


def batch_peaks(
    journeys: Journeys, within_minutes: float, *, at_least: int = 30
) -> tuple[BatchPeak, ...]:
    """Tell which activities end in bursts: rounds, clinics, signing everything at noon.

    Parameters
    ----------
    journeys
        The log.
    within_minutes
        Above 0: how close two ends must be, just as close counts.
    at_least
        Activities with fewer events are left out.

    Returns
    -------
    tuple of BatchPeak
        Those furthest above chance first.

    Raises
    ------
    BadInput
        If `within_minutes` is not above 0.

    Notes
    -----
    If ends came singly at a rate r, one would have another within k before or after it
    with chance 1 - exp(-2 k r). r is taken from the events of the activity in the same
    hour of the week, other than itself; so a busy hour is no burst, but bursts raise
    what is called chance, and the two are nearer than they are.
    """
    if not within_minutes > 0:
        fault = f"expected minutes above 0, got {within_minutes:g}"
        raise BadInput("how close ends must be", [fault])
    close = close_ends(journeys, within_minutes)
    cell = hour_of_week(journeys, journeys.end)
    exposure = exposure_hours(journeys, window(journeys, None, None))
    found = []
    for code, name in enumerate(journeys.activities):
        events = journeys.activity == code
        if events.sum() < at_least:
            continue
        cells = cell[events]
        others = np.bincount(cells, minlength=WEEK)[cells] - 1
        rate = others / exposure[cells]
        by_chance = 1 - np.exp(-2 * within_minutes / 60 * rate)
        found.append(
            BatchPeak(
                name,
                int(events.sum()),
                int(close[events].sum()),
                float(close[events].mean()),
                float(by_chance.mean()),
                int(np.bincount(cells % 24, minlength=24).argmax()),
            )
        )
    return tuple(
        sorted(found, key=lambda one: (one.by_chance - one.share, one.activity))
    )


def _waited_for(journeys: Journeys, before: Waits) -> Mask:
    events: Mask = before.counted.copy()
    events[journeys.first_event[:-1]] = False
    return events


def _within(moments: Microseconds, looked_at: Window) -> Mask:
    within: Mask = (moments >= looked_at.since) & (moments < looked_at.until)
    return within


def _rate(number: Counts, hours: Hours) -> Hours:
    rate: Hours = np.full(hours.shape, np.nan)
    np.divide(number, hours, out=rate, where=hours > 0)
    return rate
