"""What a chart says next: where the present state began, and what to ask people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from wholeflow.days import day_in_words
from wholeflow.improvement.spc.chart import Chart, Question, build
from wholeflow.improvement.spc.decisions import SetAside
from wholeflow.improvement.spc.rules import CAUSES, Cause, runs, sides

POINTS_TO_PROPOSE = 8  # on one side of the mean, up to the latest
_STEPS_NEAR = 2  # a test of change this many steps away may be the reason
_MOST_TRIED = 20  # lone points, the farthest first, so that long series stay quick
_COMMON, _OUTSIDE = CAUSES.index(Cause.COMMON), CAUSES.index(Cause.OUTSIDE)


@dataclass(frozen=True, slots=True)
class PresentState:
    """The stretch of a series that speaks for the process as it is now.

    Parameters
    ----------
    begins
        Day of its first point.
    why
        What it begins with, in words.
    points
        Days and values from there on, without those set aside.
    """

    begins: date
    why: str
    points: tuple[tuple[date, float], ...]


def since_last_signal(chart: Chart) -> PresentState:
    """Give the points since the process last changed, as far as the chart can tell.

    In the last segment, take the latest run of neighbouring points that are signals in
    one direction (whatever their rules; points set aside are passed over). The present
    state begins with the first point of that run, because all of it already belongs to
    the changed process, and goes on to the latest point, common cause or not. Without a
    signal it begins with the segment. One point alone outside the limits is such a run
    too: what came before it is not used again.

    Parameters
    ----------
    chart
        Any chart.

    Returns
    -------
    PresentState
        With no points if all points of the last segment are set aside.

    Examples
    --------
    >>> from wholeflow.improvement import xmr
    >>> values = [5, 7, 6, 5, 7, 6, 5, 7, 6, 5, 7, 6, 16, 15, 17]
    >>> days = [date(2026, 1, day) for day in range(1, 16)]
    >>> state = since_last_signal(xmr(zip(days, values), better="neither"))
    >>> state.begins, [value for _, value in state.points]
    (datetime.date(2026, 1, 13), [16.0, 15.0, 17.0])
    """
    segment = chart.segments[-1]
    counted = segment.counted
    first, why = 0, "the first point"
    if segment.rebase is not None:
        why = f"the rebase: {segment.rebase.reason}"
    if len(counted):
        starts, _ = runs(chart.directions[counted])
        signals = starts[chart.directions[counted][starts] != 0]
        if len(signals):
            first = int(signals[-1])
            point = chart.points[counted[first]]
            why = f"a signal: {point.cause.value}, {point.way}"
    begins = counted[first] if len(counted) else segment.first
    return PresentState(
        chart.series.day(begins),
        why,
        tuple((chart.points[i].on, chart.points[i].value) for i in counted[first:]),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question to the owner, whether limits should begin anew.

    Parameters
    ----------
    on
        Where the run began.
    points
        How many points it has.
    side
        "above" or "below" the mean.
    tests_of_change
        Names of those that began near, the nearest first.
    words
        The question as a sentence or two.
    """

    on: date
    points: int
    side: str
    tests_of_change: tuple[str, ...]
    words: str


def propose_rebase(
    chart: Chart, tests_of_change: Mapping[str, date] | None = None
) -> Proposal | None:
    """Ask whether limits should begin anew, and change nothing.

    There is a question when the latest points, eight or more, all lie on one side of
    the mean of the last segment, and points before them do not. A rebase needs a known
    reason, so tests of change that began within two steps of the run are named.

    Parameters
    ----------
    chart
        Any chart.
    tests_of_change
        First day of each, by name.

    Returns
    -------
    Proposal or None
        None while there is nothing to ask.
    """
    counted = chart.segments[-1].counted
    if len(counted) == 0:
        return None
    found = sides(chart.series.values[counted], chart.limits.centre[counted])
    first = int(runs(found)[0][-1])
    points = len(counted) - first
    if points < POINTS_TO_PROPOSE or first == 0 or found[-1] == 0:
        return None
    on = chart.series.day(counted[first])
    side = "above" if found[-1] > 0 else "below"
    named = _began_near(chart, on, tests_of_change or {})
    asked = "No test of change began near. Rebase only if you know what changed."
    if named:
        asked = "Should the limits begin anew here?"
    words = (
        f"{points} points in a row {side} the mean since {chart.series.when(on)}.",
        *(f"{name} began on {day_in_words(day)}." for name, day in named),
        asked,
    )
    names = tuple(name for name, _ in named)
    return Proposal(on, points, side, names, " ".join(words))


@dataclass(frozen=True, slots=True)
class OnePoint:
    """A point that makes signals of others.

    Parameters
    ----------
    on
        Its day.
    vanish
        How many other signals are gone once it is set aside.
    signals
        How many other signals there are.
    """

    on: date
    vanish: int
    signals: int


def hangs_on_one_point(chart: Chart) -> OnePoint | None:
    """Find the lone point that makes most signals of its fellows.

    One freak value moves the mean, and then many points lie on one side of it without
    any change in the process. Each point that is alone outside the limits (its
    neighbours are not outside on the same side) is set aside in turn, and the signals
    that are left are counted. Of more than twenty such points the twenty farthest from
    the mean are tried.

    Parameters
    ----------
    chart
        Any chart.

    Returns
    -------
    OnePoint or None
        None if no signal hangs on one point.
    """
    signals = chart.directions != 0
    found: OnePoint | None = None
    for place in _lone(chart):
        others = np.flatnonzero(signals & (np.arange(len(signals)) != place))
        without = _without(chart, chart.series.day(place))
        vanish = int(np.sum(without.causes[others] == _COMMON))
        if vanish and (found is None or vanish > found.vanish):
            found = OnePoint(chart.series.day(place), vanish, len(others))
    return found


def _began_near(
    chart: Chart, on: date, tests: Mapping[str, date]
) -> list[tuple[str, date]]:
    steps = np.diff(chart.series.days).astype(np.int64)
    near = _STEPS_NEAR * float(np.median(steps))
    away = {name: abs((day - on).days) for name, day in tests.items()}
    names = sorted((name for name in tests if away[name] <= near), key=away.__getitem__)
    return [(name, tests[name]) for name in names]


def _lone(chart: Chart) -> list[int]:
    places = chart.counted
    outside = np.where(
        chart.causes[places] == _OUTSIDE, chart.directions[places], 0
    ).astype(np.int8)
    starts, stops = runs(outside)
    alone = places[starts[(stops - starts == 1) & (outside[starts] != 0)]]
    away = np.abs(chart.series.values[alone] - chart.limits.centre[alone])
    return [int(place) for place in alone[np.argsort(-away)][:_MOST_TRIED]]


def _without(chart: Chart, day: date) -> Chart:
    trial = SetAside(day, "on trial", "the chart itself", day)
    decided = chart.decisions
    decisions = replace(decided, set_aside=(*decided.set_aside, trial))
    question = Question(chart.better, chart.target)
    return build(chart.method, chart.series, question, decisions)
