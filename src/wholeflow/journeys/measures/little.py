"""Little's law as a check: people in progress against arrivals times the time each takes.

Over a window of H hours, L is the mean number of journeys in progress, lambda the
arrivals for each hour and W the mean length of those that arrived. If every journey lies
within the window, L = lambda W whatever happens, so over the whole log the check says
only that the sums are right. Over a part of it the ratio L / (lambda W) tells more:
above 1, work is carried that came in before; below 1, work is left for later. Neither
is then a steady state, and a mean length says little of what the next person will meet.

Source: J. D. C. Little (1961), A proof for the queuing formula L = lambda W.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Codes, Hours, Mask, Microseconds, Places
from wholeflow.journeys.intervals import exact_sum
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.times import (
    DAY,
    HOUR,
    as_datetime,
    as_microseconds,
    local_time,
    utc_time,
)

from .telling import told_by
from .waiting import waits_before


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Stretches in which a case is in progress: as a whole, or in one stage.

    Parameters
    ----------
    case
        Code of the case of each. Shape (n_stays,).
    begin, end
        Microseconds since 1970 in UTC. Shape (n_stays,).
    """

    case: Codes
    begin: Microseconds
    end: Microseconds

    def where(self, chosen: Mask) -> Stays:
        """Give the stays that are chosen. `chosen` has shape (n_stays,)."""
        return Stays(self.case[chosen], self.begin[chosen], self.end[chosen])


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time to look at, `since` within it and `until` after it.

    Parameters
    ----------
    since, until
        Microseconds since 1970 in UTC, the first before the second.
    """

    since: int
    until: int

    @property
    def hours(self) -> float:
        """Its length."""
        return (self.until - self.since) / HOUR


@dataclass(frozen=True, slots=True)
class LittleCheck:
    """What is in progress, and what Little's law makes of it.

    Parameters
    ----------
    name
        Of the stage; None for whole journeys.
    since, until
        The window; aware, UTC.
    in_progress
        L, the mean number in progress.
    present, arrivals
        How many were in progress at some moment, and how many began in the window.
    arrivals_per_day
        lambda, for each 24 hours.
    mean_hours
        W, of those that began in the window, also what lies after it; None if none.
    ratio
        L / (lambda W); None if that is 0 or cannot be told.
    open_at_start, open_at_end
        How many of those present began before the window, and ended after it.
    censored_share
        Share of those present that are open at the start, at the end or both; None if
        none is present.
    """

    name: str | None
    since: dt.datetime
    until: dt.datetime
    in_progress: float
    present: int
    arrivals: int
    arrivals_per_day: float
    mean_hours: float | None
    ratio: float | None
    open_at_start: int
    open_at_end: int
    censored_share: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ProgressByDay:
    """People in progress on each day of a window, by the local calendar.

    Parameters
    ----------
    days
        Dates; the first and last may be cut by the window. Shape (n_days,).
    hours
        How much of the day lies in the window. Shape (n_days,).
    in_progress
        Mean number in progress over these hours. Shape (n_days,).
    arrivals
        How many began. Shape (n_days,).
    """

    days: npt.NDArray[np.datetime64]
    hours: Hours
    in_progress: npt.NDArray[np.float64]
    arrivals: npt.NDArray[np.int64]

    @property
    def more_each_day(self) -> float | None:
        """Slope of a least-squares line through the whole days; None with fewer than 3.

        It describes this window. It is no forecast and has no interval: one day hangs
        on the day before.
        """
        whole = self.hours >= 23  # the day on which clocks go forward is whole
        if whole.sum() < 3:
            return None
        day = np.flatnonzero(whole).astype(np.float64)
        return float(np.polyfit(day, self.in_progress[whole], 1)[0])


def window(
    journeys: Journeys, since: dt.datetime | None, until: dt.datetime | None
) -> Window:
    """Give a window of a log.

    Parameters
    ----------
    journeys
        The log.
    since, until
        Aware; None for the first start of the log, and for just after its latest end.

    Raises
    ------
    BadInput
        If the window does not end after it begins.
    """
    latest = int(np.maximum(journeys.start, journeys.end).max()) + 1
    first = int(journeys.start.min()) if since is None else as_microseconds(since)
    last = latest if until is None else as_microseconds(until)
    if first >= last:
        fault = (
            f"expected an end after the beginning, got {as_datetime(first):%d %B %Y} "
            f"to {as_datetime(last):%d %B %Y}; the log goes from "
            f"{journeys.first:%d %B %Y} to {journeys.last:%d %B %Y}"
        )
        raise BadInput("the time to look at", [fault])
    return Window(first, last)


def whole_stays(journeys: Journeys) -> Stays:
    """Give each case as one stay, from its first start to its latest end."""
    firsts = journeys.first_event[:-1]
    latest = np.maximum.reduceat(np.maximum(journeys.start, journeys.end), firsts)
    case = np.arange(journeys.n_cases, dtype=np.int32)
    return Stays(case, journeys.start[firsts], latest)


def stage_stays(journeys: Journeys, column: Coded) -> tuple[Stays, Codes]:
    """Give each stay in a stage, and the code of its stage.

    A stay is a run of events of a case that say the same, straight after one another.
    It begins with the wait before its first event, and ends with the latest end in it.
    Events that do not say are in no stage.
    """
    code = column.codes
    new = np.ones(journeys.n_events, dtype=np.bool_)
    new[1:] = (np.diff(journeys.case) != 0) | (code[1:] != code[:-1])
    firsts = np.flatnonzero(new)
    latest = np.maximum.reduceat(np.maximum(journeys.start, journeys.end), firsts)
    stays = Stays(journeys.case[firsts], waits_before(journeys).since[firsts], latest)
    known = code[firsts] != NOBODY
    return stays.where(known), code[firsts][known]


def littles_law(
    journeys: Journeys,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> LittleCheck:
    """Hold Little's law against whole journeys.

    Parameters
    ----------
    journeys
        The log.
    since, until
        As for `window`; a case that begins at `since` arrives in it, one that begins
        at `until` does not.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> check = littles_law(read_log(example_log()))
    >>> round(check.in_progress, 2), check.open_at_end
    (51.97, 0)
    """
    return _checked(whole_stays(journeys), window(journeys, since, until), None)


def littles_law_by(
    journeys: Journeys,
    by: str | Coded,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> tuple[LittleCheck, ...]:
    """Hold Little's law against each stage: an organisation, an activity, a process.

    Parameters
    ----------
    journeys
        The log.
    by
        A column, see `told_by`. What a stay in a stage is, `stage_stays` says: the wait
        before it belongs to it.
    since, until
        As for `window`.

    Returns
    -------
    tuple of LittleCheck
        The most in progress first; only stages that have somebody in the window.
    """
    column = told_by(journeys, by)
    looked_at = window(journeys, since, until)
    stays, stage = stage_stays(journeys, column)
    order = np.argsort(stage, kind="stable")
    bounds = np.searchsorted(stage[order], np.arange(len(column.names) + 1))
    checks = (
        _checked(
            Stays(stays.case[part], stays.begin[part], stays.end[part]), looked_at, name
        )
        for name, part in (
            (name, order[bounds[code] : bounds[code + 1]])
            for code, name in enumerate(column.names)
        )
    )
    there = (check for check in checks if check.present)
    return tuple(sorted(there, key=lambda check: (-check.in_progress, check.name)))


def littles_law_cases(stays: Stays, looked_at: Window) -> dict[str, Places]:
    """Give codes of the cases behind each number of a check.

    Parameters
    ----------
    stays
        From `whole_stays` or `stage_stays`.
    looked_at
        From `window`.

    Returns
    -------
    dict
        `present`, `arrivals`, `open_at_start` and `open_at_end`; each code once.
    """
    return {
        name: np.unique(stays.case[chosen]).astype(np.intp)
        for name, chosen in _parts(stays, looked_at).items()
    }


def progress_by_day(
    journeys: Journeys,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> ProgressByDay:
    """Give the people in progress on each day.

    Parameters
    ----------
    journeys
        The log; days are those of its time zone's calendar.
    since, until
        As for `window`.
    """
    looked_at = window(journeys, since, until)
    stays = whole_stays(journeys)
    outer = np.array([looked_at.since, looked_at.until - 1])
    first, last = local_time(outer, journeys.timezone) // DAY
    days = np.arange(first, last + 1)
    edges = utc_time(np.append(days, last + 1) * DAY, journeys.timezone)
    edges = np.clip(edges, looked_at.since, looked_at.until)
    lengths = np.diff(edges)
    return ProgressByDay(
        days=days.astype("datetime64[D]"),
        hours=lengths / HOUR,
        in_progress=_presence(stays, edges) / lengths,
        arrivals=np.histogram(stays.begin[_parts(stays, looked_at)["arrivals"]], edges)[
            0
        ],
    )


def _parts(stays: Stays, looked_at: Window) -> dict[str, Mask]:
    since, until = looked_at.since, looked_at.until
    arrived = (stays.begin >= since) & (stays.begin < until)
    present = arrived | ((stays.begin < since) & (stays.end > since))
    return {
        "present": present,
        "arrivals": arrived,
        "open_at_start": present & (stays.begin < since),
        "open_at_end": present & (stays.end > until),
    }


def _checked(stays: Stays, looked_at: Window, name: str | None) -> LittleCheck:
    parts = _parts(stays, looked_at)
    begin = np.clip(stays.begin, looked_at.since, looked_at.until)
    end = np.clip(stays.end, looked_at.since, looked_at.until)
    in_progress = exact_sum(end - begin) / (looked_at.until - looked_at.since)
    arrived = int(parts["arrivals"].sum())
    lengths = (stays.end - stays.begin)[parts["arrivals"]]
    mean_hours = exact_sum(lengths) / HOUR / arrived if arrived else None
    expected = arrived / looked_at.hours * mean_hours if mean_hours else None
    present = int(parts["present"].sum())
    cut = parts["open_at_start"] | parts["open_at_end"]
    return LittleCheck(
        name=name,
        since=as_datetime(looked_at.since),
        until=as_datetime(looked_at.until),
        in_progress=in_progress,
        present=present,
        arrivals=arrived,
        arrivals_per_day=arrived * 24 / looked_at.hours,
        mean_hours=mean_hours,
        ratio=in_progress / expected if expected else None,
        open_at_start=int(parts["open_at_start"].sum()),
        open_at_end=int(parts["open_at_end"].sum()),
        censored_share=int(cut.sum()) / present if present else None,
    )


def _presence(stays: Stays, edges: Microseconds) -> npt.NDArray[np.float64]:
    """Time that all stays together have between each two edges, which rise."""
    count = len(stays.begin)
    at = np.concatenate([stays.begin, stays.end, edges])
    change = np.repeat([1, -1, 0], [count, count, len(edges)])
    order = np.argsort(at, kind="stable")
    at = at[order]
    lasting = np.cumsum(change[order])[:-1] * np.diff(at).astype(np.float64)
    places = np.searchsorted(at, edges)
    within = slice(None, places[-1])
    presence: npt.NDArray[np.float64] = np.add.reduceat(lasting[within], places[:-1])
    return presence
