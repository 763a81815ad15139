"""T and G charts: what is rare is charted as the time, or the cases, between.

Most months without a pressure ulcer are zeros, and an XmR chart of zeros says nothing.
The days since the last one do. On both charts a point is an event, and higher is better
when the event is harm.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np

from wholeflow.errors import BadInput, Fault
from wholeflow.improvement.spc.chart import (
    Better,
    Chart,
    Method,
    Question,
    Segment,
    build,
    neighbours_in,
)
from wholeflow.improvement.spc.decisions import AS_MEASURED, Decisions
from wholeflow.improvement.spc.limits import (
    TO_LIMITS,
    Limits,
    around,
    mean_moving_range,
    mean_of,
)
from wholeflow.improvement.spc.picture import as_svg
from wholeflow.improvement.spc.series import Days, Floats, Series, read_values

NEARLY_NORMAL = 3.6  # waiting times to the power 1/3.6 look like a normal distribution
_DAY = timedelta(days=1)


def t_chart(
    events: Iterable[date | datetime],
    *,
    better: Better = "up",
    target: float | None = None,
    decisions: Decisions = AS_MEASURED,
    today: date | None = None,
) -> Chart:
    """Make a T chart of the days between rare events.

    Days between are raised to the power 1/3.6, which makes exponential waits nearly
    normal; mean and limits of their XmR chart are raised back. A lower limit below 0
    becomes 0. Refused with `BadInput`: fewer than three events, one that is no date or
    is still to come, and times of which only some have a zone.

    Parameters
    ----------
    events
        Days, or times, of three events or more, in any order; several may share a day.
        Times must all have a zone, or all have none.
    better
        "up" when the event is harm.
    target
        In days; needs a direction.
    decisions
        As for `xmr`; a point is dated by the event that ends it.
    today
        No event may be later; None lets every day in.

    Returns
    -------
    Chart
        Of days between events, one point fewer than events. Its centre line is the
        mean of the changed values raised back, near the median of the days.

    References
    ----------
    L.S. Nelson, "A control chart for parts-per-million nonconforming items", Journal of
    Quality Technology 26(3), 1994.

    Examples
    --------
    >>> falls = [date(2026, 1, 1), date(2026, 1, 9), date(2026, 2, 1)]
    >>> [point.value for point in t_chart(falls).points]
    [8.0, 23.0]
    """
    given = list(events)
    on_days = [each.date() if isinstance(each, datetime) else each for each in given]
    days, _ = read_values(
        ((day,) for day in on_days), today=today, wanted=(), repeated=True
    )
    _enough(len(given))
    times = sorted(_comparable(given))
    between = np.array([(after - before) / _DAY for before, after in pairwise(times)])
    return build(
        _T,
        _by_event(days[1:], between),
        Question(better, target),
        decisions,
    )


def g_chart(
    events: Iterable[Sequence[object]],
    *,
    better: Better = "up",
    target: float | None = None,
    decisions: Decisions = AS_MEASURED,
    today: date | None = None,
) -> Chart:
    """Make a G chart of the cases between rare events.

    The number of cases between events is geometric when events come by chance. With g
    its mean, the standard deviation is sqrt(g (g + 1)), the upper limit g plus three of
    these. There is no lower limit, as it would be below 0. The centre line is 0.693 g,
    near the median, so that half of the points are expected on each side of it.

    Parameters
    ----------
    events
        Pairs of the day of an event and how many cases came since the one before (0 or
        more), in any order; several events may share a day.
    better
        "up" when the event is harm.
    target
        In cases; needs a direction.
    decisions
        As for `xmr`.
    today
        No event may be later; None lets every day in.

    Returns
    -------
    Chart
        Of cases between events, one point for an event.

    Raises
    ------
    BadInput
        If a count is below 0, and whatever `xmr` refuses.

    References
    ----------
    J.C. Benneyan, "Number-between g-type statistical quality control charts for
    monitoring adverse events", Health Care Management Science 4, 2001. L.P. Provost and
    S.K. Murray, The Health Care Data Guide, 2011: the centre line.

    Examples
    --------
    >>> chart = g_chart([(date(2026, 1, 9), 30), (date(2026, 2, 1), 50)])
    >>> round(chart.points[0].upper, 2), chart.points[0].lower
    (161.49, None)
    """
    days, (cases,) = read_values(
        events, today=today, wanted=("cases between",), repeated=True
    )
    faults = [
        Fault(
            f"Expected 0 cases or more; got {cases[i]:g} on {days[i]}. Put it right.",
            column="cases between",
        )
        for i in np.flatnonzero(cases < 0)
    ]
    if faults:
        raise BadInput("Points of a chart", faults)
    question = Question(better, target)
    return build(_G, _by_event(days, cases), question, decisions)


def _enough(events: int) -> None:
    if events < 3:
        told = (
            f"Expected at least three events; got {events}. With fewer there is no "
            "difference between times to draw limits from."
        )
        raise BadInput("Events of a chart", [Fault(told)])


def _comparable(events: list[date | datetime]) -> list[datetime]:
    times = [
        each
        if isinstance(each, datetime)
        else datetime(each.year, each.month, each.day)  # noqa: DTZ001 - a day has no zone
        for each in events
    ]
    if len({each.tzinfo is None for each in times}) > 1:
        told = (
            "Expected all times with a zone, or none; got both. Give days only, or a "
            "zone for each."
        )
        raise BadInput("Events of a chart", [Fault(told)])
    return times


def _by_event(days: Days, values: Floats) -> Series:
    return Series(days, values, np.zeros(len(days), dtype=np.int64), "")


def _t_limits(series: Series, segment: Segment, decisions: Decisions) -> Limits:
    changed = series.values[segment.baseline] ** (1 / NEARLY_NORMAL)
    neighbours = neighbours_in(series, segment.baseline)
    moving = mean_moving_range(changed, neighbours, screen=decisions.screen)
    ones = np.ones(segment.stop - segment.first)
    lines = around(ones * mean_of(changed), ones * (TO_LIMITS / 3) * moving)
    return Limits(*map(_back, lines.lines))


def _back(line: Floats) -> Floats:
    return np.maximum(line, 0.0) ** NEARLY_NORMAL


def _g_limits(series: Series, segment: Segment, _: Decisions) -> Limits:
    mean = mean_of(series.values[segment.baseline])
    ones = np.ones(segment.stop - segment.first)
    lines = around(ones * mean, ones * math.sqrt(mean * (mean + 1.0)))
    none = np.full(len(ones), np.nan)
    return Limits(ones * math.log(2) * mean, none, lines.upper, none, lines.inner_upper)


_T = Method("T", _t_limits, as_svg)
_G = Method("G", _g_limits, as_svg)
