"""Span, touch and waiting of journeys, and how much of the time somebody is seen to.

Touch time is the length of the *union* of a case's events, so that work side by side,
and a stay within a stay, count once. Waiting is the rest of the span. Events of which
only half a time is known count as no time; how many these are stands beside each sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Hours, Mask, Microseconds
from wholeflow.journeys.intervals import exact_sum, newly_covered
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.times import HOUR

from .spreads import NONE, Spread, spreads_by
from .telling import told_by
from .waiting import Waits, waits_before

ONE_TIME = (
    "expected a start and an end of each event, got one time: waiting and being seen to "
    "cannot be told apart. Name the column of starts when reading (--start), or state "
    "the shortest time each activity takes and ask for bounds (flow_efficiency_bounds, "
    "or wholeflow flow efficiency --least)"
)


@dataclass(frozen=True, slots=True, eq=False)
class CaseTimes:
    """The times of each case, in whole microseconds. Shape (n_cases,) each.

    Parameters
    ----------
    span
        From the first start to the latest end.
    touch
        Length of the union of the events.
    work
        Sum of the lengths of the events: what is side by side counts twice.
    waiting
        Span less touch; exactly the sum of the plain waits of the case's events.
    """

    span: Microseconds
    touch: Microseconds
    work: Microseconds
    waiting: Microseconds


@dataclass(frozen=True, slots=True)
class Flow:
    """How the time of all cases is spent.

    Parameters
    ----------
    cases, events
        How many.
    span_hours, touch_hours, work_hours, waiting_hours
        Sums over all cases; span = touch + waiting.
    efficiency
        Flow efficiency: touch / span, the ratio of the sums. None if no case lasts.
    lowest_tenth, median, highest_tenth
        Quantiles of touch / span of each case that lasts, interpolated linearly.
    without_span
        Cases that last no time and have no such ratio.
    half_known
        Events with half a time, or that end before they begin; they count as no time,
        so touch is at least what is told.
    """

    cases: int
    events: int
    span_hours: float
    touch_hours: float
    work_hours: float
    waiting_hours: float
    efficiency: float | None
    lowest_tenth: float | None
    median: float | None
    highest_tenth: float | None
    without_span: int
    half_known: int


@dataclass(frozen=True, slots=True)
class FlowPart:
    """The times of the events that say one thing: of an organisation, an activity.

    Parameters
    ----------
    name
        None for events that do not say.
    events, cases
        How many.
    touch_hours
        Union within each case, summed over cases. Parts that work side by side each
        have the time, so these may add up to more than the touch of all.
    work_hours
        Sum of the lengths.
    waiting_hours
        Before the events; on the plain basis these add up to all waiting.
    wait
        How the waits before the events are spread; those of no time are among them.
    waiting_share
        Of all waiting; None if nobody waits.
    half_known
        Events with half a time, or that end before they begin.
    """

    name: str | None
    events: int
    cases: int
    touch_hours: float
    work_hours: float
    waiting_hours: float
    wait: Spread
    waiting_share: float | None
    half_known: int


def case_times(journeys: Journeys) -> CaseTimes:
    """Give span, touch, work and waiting of each case.

    Parameters
    ----------
    journeys
        The log. With a single time for each event all touch is 0.
    """
    firsts = journeys.first_event[:-1]
    ends = np.maximum(journeys.start, journeys.end)
    span = np.maximum.reduceat(ends, firsts) - journeys.start[firsts]
    fresh = newly_covered(_new_case(journeys), journeys.start, journeys.end)
    touch = np.add.reduceat(fresh, firsts)
    work = np.add.reduceat(ends - journeys.start, firsts)
    return CaseTimes(span, touch, work, span - touch)


def span_hours(journeys: Journeys) -> Hours:
    """Give the hours from first start to latest end of each case. Shape (n_cases,)."""
    hours: Hours = case_times(journeys).span / HOUR
    return hours


def touch_hours(journeys: Journeys) -> Hours:
    """Give the touch time of each case; see `CaseTimes`. Shape (n_cases,).

    Raises
    ------
    BadInput
        If the log has one time for each event.
    """
    if not journeys.has_both_times:
        raise BadInput("touch time", [ONE_TIME])
    hours: Hours = case_times(journeys).touch / HOUR
    return hours


def waiting_hours(journeys: Journeys) -> Hours:
    """Give the waiting of each case; see `CaseTimes`. Shape (n_cases,).

    Raises
    ------
    BadInput
        If the log has one time for each event.
    """
    if not journeys.has_both_times:
        raise BadInput("waiting", [ONE_TIME])
    hours: Hours = case_times(journeys).waiting / HOUR
    return hours


def half_known(journeys: Journeys) -> Mask:
    """Which events have no length that is known. Shape (n_events,)."""
    if not journeys.has_both_times:
        return np.ones(journeys.n_events, dtype=np.bool_)
    unknown: Mask = journeys.only_half | (journeys.end < journeys.start)
    return unknown


def flow_efficiency(journeys: Journeys) -> Flow:
    """Sum the times of all cases up.

    Parameters
    ----------
    journeys
        The log, with a start and an end of its events.

    Raises
    ------
    BadInput
        If it has one time for each event: then `flow_efficiency_bounds` may help.
    """
    if not journeys.has_both_times:
        raise BadInput("flow efficiency", [ONE_TIME])
    times = case_times(journeys)
    lasting = times.span > 0
    shares = times.touch[lasting] / times.span[lasting]
    low, middle, high = (
        np.quantile(shares, [0.1, 0.5, 0.9]).tolist() if len(shares) else [None] * 3
    )
    span, touch = _hours(times.span), _hours(times.touch)
    return Flow(
        cases=journeys.n_cases,
        events=journeys.n_events,
        span_hours=span,
        touch_hours=touch,
        work_hours=_hours(times.work),
        waiting_hours=_hours(times.waiting),
        efficiency=touch / span if span else None,
        lowest_tenth=low,
        median=middle,
        highest_tenth=high,
        without_span=int((~lasting).sum()),
        half_known=int(half_known(journeys).sum()),
    )


def flow_by(
    journeys: Journeys, by: str | Coded, *, waited: Waits | None = None
) -> tuple[FlowPart, ...]:
    """Tell touch and the waiting before it by organisation, group, activity, process.

    Parameters
    ----------
    journeys
        The log. With one time for each event there is no touch, and waits are from
        completion to completion.
    by
        A column, see `told_by`.
    waited
        Waits on the basis that is wanted; None for the plain one.

    Returns
    -------
    tuple of FlowPart
        The longest waiting first; events that do not say are a part without a name.
    """
    column = told_by(journeys, by)
    before = waits_before(journeys) if waited is None else waited
    table = pl.DataFrame(
        {
            "code": column.codes,
            "case": journeys.case,
            "work": np.maximum(journeys.end - journeys.start, 0),
            "touch": _touch_within(journeys, column),
            "waited": before.waited,
            "half": half_known(journeys),
        }
    )
    summed = table.group_by("code").agg(
        pl.len(), pl.col("case").n_unique(),
        pl.col("touch", "work").cast(pl.Int128).sum(), pl.col("half").sum(),
        waiting=pl.col("waited").cast(pl.Int128).sum(),
    ).sort(["waiting", "code"], descending=[True, False])  # fmt: skip
    whole = exact_sum(before.waited)
    counted = before.counted
    waits = spreads_by(column.codes[counted], before.hours[counted])
    return tuple(
        FlowPart(
            name=None if row["code"] == NOBODY else column.names[row["code"]],
            events=row["len"],
            cases=row["case"],
            touch_hours=row["touch"] / HOUR,
            work_hours=row["work"] / HOUR,
            waiting_hours=row["waiting"] / HOUR,
            wait=waits.get(row["code"], NONE),
            waiting_share=row["waiting"] / whole if whole else None,
            half_known=row["half"],
        )
        for row in summed.iter_rows(named=True)
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a share lies between, when it cannot be known.

    Parameters
    ----------
    low, high
        From 0 to 1.
    unstated
        Activities of the log for which nothing was stated, counted as no time below.
    """

    low: float
    high: float
    unstated: tuple[str, ...]


def flow_efficiency_bounds(
    journeys: Journeys,
    least_hours: Mapping[str, float],
    most_hours: Mapping[str, float] | None = None,
) -> Bounds:
    """Tell what flow efficiency lies between in a log of completions.

    Parameters
    ----------
    journeys
        The log; the end of each event counts, whether or not it has starts.
    least_hours
        Shortest time each activity takes, 0 or more. One that is not there counts as
        no time, and is named.
    most_hours
        Longest time each activity of the log takes. Without it every moment may have
        been work, and the higher bound is 1.

    Raises
    ------
    BadInput
        If an activity is not in the log, hours are below 0, or `most_hours` lacks an
        activity or is below `least_hours`; all of these together.

    Notes
    -----
    An event that ended at t and takes m hours or more covers at least [t - m, t]. To
    begin any event earlier adds no less to touch than to span, so the ratio of sums
    never falls by it: with the shortest times it is lowest, with the longest highest.
    """
    most = least_hours if most_hours is None else most_hours
    faults = _wrong_hours(journeys, least_hours, most)
    if faults:
        raise BadInput("the times that activities take", faults)
    return Bounds(
        low=_efficiency_with(journeys, least_hours),
        high=1.0 if most_hours is None else _efficiency_with(journeys, most_hours),
        unstated=tuple(a for a in journeys.activities if a not in least_hours),
    )


def _wrong_hours(
    journeys: Journeys, least: Mapping[str, float], most: Mapping[str, float]
) -> list[str]:
    known = set(journeys.activities)
    faults = [
        f"'{name}' is no activity of this log"
        for name in sorted(set(least).union(most) - known)
    ]
    faults += [
        f"'{name}': expected hours of 0 or more, got {hours:g}"
        for name, hours in least.items()
        if not 0 <= hours < np.inf
    ]
    if most is not least:
        faults += [
            f"'{name}': say the longest time of every activity, or of none"
            for name in sorted(known.difference(most))
        ]
    faults += [
        f"'{name}': the longest, {hours:g} h, is shorter than the shortest"
        for name, hours in most.items()
        if not hours >= least.get(name, 0)
    ]
    return faults


def _efficiency_with(journeys: Journeys, hours: Mapping[str, float]) -> float:
    long = np.array([round(hours.get(a, 0) * HOUR) for a in journeys.activities])
    begin = journeys.end - long[journeys.activity]
    order = np.lexsort((begin, journeys.case))
    begin, end = begin[order], journeys.end[order]
    firsts = journeys.first_event[:-1]
    span = np.maximum.reduceat(end, firsts) - begin[firsts]
    whole = exact_sum(span)
    touch = newly_covered(_new_case(journeys), begin, end)
    return exact_sum(touch) / whole if whole else 0.0


def _new_case(journeys: Journeys) -> Mask:
    new = np.zeros(journeys.n_events, dtype=np.bool_)
    new[journeys.first_event[:-1]] = True
    return new


def _touch_within(journeys: Journeys, column: Coded) -> Microseconds:
    """How much of each event no earlier one of its case and its part covers."""
    order = np.lexsort((column.codes, journeys.case))  # stable: by start within
    case, code = journeys.case[order], column.codes[order]
    new = np.ones(journeys.n_events, dtype=np.bool_)
    new[1:] = (case[1:] != case[:-1]) | (code[1:] != code[:-1])
    fresh = newly_covered(new, journeys.start[order], journeys.end[order])
    within = np.empty_like(fresh)
    within[order] = fresh
    return within


def _hours(lengths: Microseconds) -> float:
    return exact_sum(lengths) / HOUR
