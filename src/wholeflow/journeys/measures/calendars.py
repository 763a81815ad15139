"""Working hours: how much of a stretch of time somebody was open.

A calendar is laid out on the local clock, day by day, and read as moments in UTC. The
time open before a moment is then a line with bends, and what lies between two moments
is a difference of two of its values: exact to the microsecond, on days of 23 and 25
hours too. An opening or closing in the hour that comes twice is at the first of the
two; one in the hour that is skipped is an hour later.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Hours, Mask, Microseconds
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.opening import Calendar, Opening
from wholeflow.journeys.times import DAY, HOUR, local_time, utc_time

from .little import whole_stays
from .waiting import Waits, waits_before

_MINUTE = HOUR // 60
_EPOCH = dt.date(1970, 1, 1)
_EPOCH_WEEKDAY = 3  # a Thursday


@dataclass(frozen=True, slots=True, eq=False)
class OpenTime:
    """How long a calendar has been open, up to any moment of a period.

    Parameters
    ----------
    opens, closes
        Stretches that are open, in order and apart; microseconds since 1970 in UTC.
        Shape (n_stretches,).
    since, until
        The period that is laid out, in the same.
    """

    opens: Microseconds
    closes: Microseconds
    since: int
    until: int

    def before(self, moments: Microseconds) -> Microseconds:
        """Give the time open from the beginning of the period up to each moment.

        Parameters
        ----------
        moments
            Microseconds since 1970 in UTC, within the period. Shape (n,).

        Raises
        ------
        BadInput
            If a moment lies outside the period.
        """
        if len(moments) and not (
            self.since <= moments.min() and moments.max() <= self.until
        ):
            fault = "a moment lies outside the days that were laid out; lay out more"
            raise BadInput("working hours", [fault])
        lengths = self.closes - self.opens
        earlier = np.concatenate(([0, 0], np.cumsum(lengths)))
        place = np.searchsorted(self.opens, moments, side="right")
        opens = np.concatenate(([self.since], self.opens))[place]
        closes = np.concatenate(([self.since], self.closes))[place]
        open_time: Microseconds = earlier[place] + np.minimum(moments, closes) - opens
        return open_time

    def between(self, begin: Microseconds, end: Microseconds) -> Microseconds:
        """Give the time open in each stretch; below 0 where `end` is before `begin`."""
        return self.before(end) - self.before(begin)


def open_time(calendar: Calendar, journeys: Journeys) -> OpenTime:
    """Lay a calendar out over all days of a log.

    Parameters
    ----------
    calendar
        Which hours are open.
    journeys
        The log; its time zone is that of the calendar.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> from wholeflow.journeys.rules.opening import ALWAYS
    >>> journeys = read_log(example_log())
    >>> always = open_time(ALWAYS, journeys)
    >>> elapsed = journeys.end[1:] - journeys.end[:1]
    >>> bool((always.between(journeys.end[:1], journeys.end[1:]) == elapsed).all())
    True
    """
    first = min(int(journeys.start.min()), int(journeys.end.min()))
    last = max(int(journeys.start.max()), int(journeys.end.max()))
    outer = local_time(np.array([first, last]), journeys.timezone) // DAY
    days = np.arange(outer[0] - 1, outer[1] + 2)
    bounds = utc_time(np.array([days[0], days[-1] + 1]) * DAY, journeys.timezone)
    opens, closes = _laid_out(calendar, days, journeys.timezone)
    return OpenTime(opens, closes, int(bounds[0]), int(bounds[1]))


def working_waits(
    journeys: Journeys, opening: Opening, *, waited: Waits | None = None
) -> Waits:
    """Give waits in working hours: only time in which who is waited for was open.

    Parameters
    ----------
    journeys
        The log; bodies are organisations, or groups in a log without.
    opening
        Which body is open when. Events without a body go by the calendar of everybody.
    waited
        Waits on the basis that is wanted, elapsed; None for the plain one.
    """
    before = waits_before(journeys) if waited is None else waited
    body = journeys.body()
    working = np.zeros(journeys.n_events, dtype=np.int64)
    for code, name in ((NOBODY, None), *enumerate(body.names)):
        chosen = body.codes == code
        if chosen.any():
            clock = open_time(opening.of(name), journeys)
            stretch = before.since[chosen], journeys.start[chosen]
            working[chosen] = clock.between(*stretch)
    working[~before.counted] = 0
    return replace(before, waited=working, clock="working")


def working_span_hours(journeys: Journeys, calendar: Calendar) -> Hours:
    """Give the working hours from first start to latest end of each case.

    Parameters
    ----------
    journeys
        The log.
    calendar
        One for the whole journey. Shape of the answer: (n_cases,).
    """
    stays = whole_stays(journeys)
    hours: Hours = open_time(calendar, journeys).between(stays.begin, stays.end) / HOUR
    return hours


def _laid_out(
    calendar: Calendar, days: Microseconds, timezone: str
) -> tuple[Microseconds, Microseconds]:
    """Stretches open on these days (numbered since 1970), joined where they touch."""
    off = np.array([(day - _EPOCH).days for day in calendar.closed], dtype=np.int64)
    working = days[~np.isin(days, off)]
    weekday = (working + _EPOCH_WEEKDAY) % 7
    stretches = [
        working[weekday == day][:, None] * DAY + np.array(stretch) * _MINUTE
        for day, of_day in enumerate(calendar.weekly)
        for stretch in of_day
    ]
    local = np.concatenate([np.empty((0, 2), dtype=np.int64), *stretches])
    utc = utc_time(local.ravel(), timezone).reshape(-1, 2)
    opens, closes = utc[np.argsort(utc[:, 0], kind="stable")].T
    return _joined(opens, closes)


def _joined(
    opens: Microseconds, closes: Microseconds
) -> tuple[Microseconds, Microseconds]:
    if not len(opens):
        return opens, closes
    latest = np.maximum.accumulate(closes)
    new: Mask = np.concatenate(([True], opens[1:] > latest[:-1]))
    last = np.concatenate((np.flatnonzero(new)[1:] - 1, [len(opens) - 1]))
    return opens[new], latest[last]
