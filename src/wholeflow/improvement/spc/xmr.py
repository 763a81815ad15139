"""The XmR chart: one value for each period, as Making Data Count draws it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

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
from wholeflow.improvement.spc.series import Series, in_rhythm, read_values


def xmr(
    points: Iterable[Sequence[object]],
    *,
    better: Better,
    target: float | None = None,
    decisions: Decisions = AS_MEASURED,
    today: date | None = None,
) -> Chart:
    """Make an XmR chart as Making Data Count does.

    The mean m is that of the baseline of each segment, and R the mean difference
    between neighbours in it; ranges of 3.267 R or more are left out once. Limits are
    m - 2.66 R and m + 2.66 R. They are not cut off at 0 or 100 %. A point that cannot be
    used, or a target without a direction, is refused with `BadInput`.

    A difference across a missing period, or across a point that is set aside, is not
    one between neighbours and is left out. The rules pass over such a gap: seven points
    in a row are seven measured ones, so that nobody ends a run by not measuring.

    Parameters
    ----------
    points
        Pairs of a day and a value, in any order, one for a day.
    better
        Which way is improvement: "up", "down" or "neither".
    target
        In the unit of the values; needs a direction.
    decisions
        Baseline, rebases, points set aside and screening.
    today
        No point may be later; None lets every day in.

    Returns
    -------
    Chart
        With limits that are not a number in a segment that has none: a baseline of one
        point, or, with screening, one that does not move.

    Notes
    -----
    Equals NHSRplotthedots on 7,587 points (`tests/improvement/test_against_r.py`). Two
    things differ on purpose: at the top of a rise that is followed by a tie the trend
    is rising, and a segment of fewer than seven points is not judged.

    Examples
    --------
    >>> days = [date(2026, month, 1) for month in range(1, 9)]
    >>> chart = xmr(zip(days, [9, 11, 10, 9, 11, 10, 9, 30]), better="down")
    >>> chart.last.cause.value, chart.variation.value
    ('outside the limits', 'concern')
    >>> round(chart.last.upper, 2)
    15.92
    """
    days, (values,) = read_values(points, today=today)
    question = Question(better, target)
    return build(_XMR, in_rhythm(days, values), question, decisions)


def _xmr_limits(series: Series, segment: Segment, decisions: Decisions) -> Limits:
    values = series.values[segment.baseline]
    neighbours = neighbours_in(series, segment.baseline)
    moving = mean_moving_range(values, neighbours, screen=decisions.screen)
    ones = np.ones(segment.stop - segment.first)
    return around(ones * mean_of(values), ones * (TO_LIMITS / 3) * moving)


_XMR = Method("XmR", _xmr_limits, as_svg)
