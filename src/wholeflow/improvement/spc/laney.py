"""P' and U' charts: shares and rates whose denominators change, after Laney.

A p chart takes chance alone for granted, and with many people its limits become so
narrow that almost every point is outside. Laney's limits also hold the variation
between periods: z_i is how many standard errors a period lies from the mean, and the
mean moving range of z widens the limits.

References
----------
D.B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

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
from wholeflow.improvement.spc.limits import Limits, around, mean_moving_range
from wholeflow.improvement.spc.picture import as_svg
from wholeflow.improvement.spc.series import Floats, Series, in_rhythm, read_values

TO_SIGMA = 1.128  # d2 for two points: mean moving range of a unit normal
_WORTH_SAYING = 0.1  # limits that differ by less are told apart by nobody


def p_prime(
    counts: Iterable[Sequence[object]],
    *,
    better: Better,
    target: float | None = None,
    decisions: Decisions = AS_MEASURED,
    today: date | None = None,
) -> Chart:
    """Make a P' chart of shares with changing denominators.

    With x of n in a period: p = sum x / sum n, s_i = sqrt(p (1 - p) / n_i),
    z_i = (x_i / n_i - p) / s_i, limits p ± 3 s_i R(z) / 1.128, where R(z) is the mean
    difference between neighbouring z. Sums and R run over the baseline. With equal
    denominators the limits are those of XmR. Refused with `BadInput`: a count below 0
    or above its denominator, a denominator that is not above 0, and what `xmr` refuses.

    Parameters
    ----------
    counts
        Rows of a day, how many, and out of how many (above 0), one for a day.
    better
        Which way is improvement: "up", "down" or "neither".
    target
        A share from 0 to 1; needs a direction.
    decisions
        Baseline, rebases, points set aside and screening, as for `xmr`.
    today
        No row may be later; None lets every day in.

    Returns
    -------
    Chart
        Of shares from 0 to 1, with limits of its own for each point.

    Examples
    --------
    >>> rows = [(date(2026, 1, 1), 8, 100), (date(2026, 2, 1), 30, 200)]
    >>> [round(point.centre, 4) for point in p_prime(rows, better="down").points]
    [0.1267, 0.1267]
    """
    series = _read(counts, today, at_most_all=True)
    return build(_P_PRIME, series, Question(better, target), decisions)


def u_prime(
    counts: Iterable[Sequence[object]],
    *,
    better: Better,
    target: float | None = None,
    decisions: Decisions = AS_MEASURED,
    today: date | None = None,
) -> Chart:
    """Make a U' chart of rates, such as falls per bed-day.

    As `p_prime`, with u = sum x / sum n and s_i = sqrt(u / n_i); a count may be larger
    than its denominator.

    Parameters
    ----------
    counts
        Rows of a day, how many, and per how many (above 0), one for a day.
    better
        Which way is improvement: "up", "down" or "neither".
    target
        A rate; needs a direction.
    decisions
        Baseline, rebases, points set aside and screening, as for `xmr`.
    today
        No row may be later; None lets every day in.

    Returns
    -------
    Chart
        Of rates, with limits of its own for each point.
    """
    series = _read(counts, today, at_most_all=False)
    return build(_U_PRIME, series, Question(better, target), decisions)


def p_prime_caution(shares: Chart, counts: Chart) -> str | None:
    """Say when XmR on percentages and P' on their counts draw different limits.

    Parameters
    ----------
    shares
        An XmR chart of shares, from 0 to 1 or in per cent.
    counts
        The P' chart of the same days.

    Returns
    -------
    str or None
        A sentence if, at any point, the distance from mean to limit differs by more
        than a tenth; None if not, or if either chart has no limits there.

    Raises
    ------
    BadInput
        If the days are not the same.
    """
    if not np.array_equal(shares.series.days, counts.series.days):
        told = "Expected both charts to be of the same days. Make them from one table."
        raise BadInput("XmR beside P'", [Fault(told)])
    usual, primed = _width(shares), _width(counts)
    in_per_cent = np.max(shares.series.values) > 2 * np.max(counts.series.values)
    scale = 100.0 if in_per_cent else 1.0
    known = ~np.isnan(usual) & ~np.isnan(primed) & (usual > 0)
    differs = np.abs(scale * primed[known] / usual[known] - 1.0)
    most = float(np.max(differs, initial=0.0))
    if most <= _WORTH_SAYING:
        return None
    return (
        "The number of people behind each point changes: limits that allow for it (P') "
        f"differ by up to {100 * most:.0f} %. Look at the P' chart before you act on a "
        "point near a limit."
    )


def _width(chart: Chart) -> Floats:
    return chart.limits.upper - chart.limits.centre


def _read(
    counts: Iterable[Sequence[object]], today: date | None, *, at_most_all: bool
) -> Series:
    rows = [tuple(row) for row in counts]
    days, (many, out_of) = read_values(rows, today=today, wanted=("count", "out of"))
    wrong = (many < 0) | (out_of <= 0)
    if at_most_all:
        wrong |= many > out_of
    wanted = "from 0 up to all, and all" if at_most_all else "of 0 or more, and all"
    faults = [
        Fault(
            f"Expected a count {wanted} above 0; got {many[i]:g} out of {out_of[i]:g} "
            f"on {days[i]}. Put it right, or leave the row out."
        )
        for i in np.flatnonzero(wrong)
    ]
    if faults:
        raise BadInput("Points of a chart", faults)
    return in_rhythm(days, many / out_of, out_of)


def _p_limits(series: Series, segment: Segment, decisions: Decisions) -> Limits:
    share = _pooled(series, segment)
    return _primed(series, segment, decisions, share, share * (1.0 - share))


def _u_limits(series: Series, segment: Segment, decisions: Decisions) -> Limits:
    rate = _pooled(series, segment)
    return _primed(series, segment, decisions, rate, rate)


def _pooled(series: Series, segment: Segment) -> float:
    assert series.out_of is not None, "read with denominators"
    values, out_of = series.values[segment.baseline], series.out_of[segment.baseline]
    return float(np.sum(values * out_of) / np.sum(out_of))


def _primed(
    series: Series,
    segment: Segment,
    decisions: Decisions,
    centre: float,
    variance: float,
) -> Limits:
    assert series.out_of is not None, "read with denominators"
    where = slice(segment.first, segment.stop)
    errors = np.sqrt(variance / series.out_of)
    sigma = float("nan")
    if variance > 0.0:
        z = ((series.values - centre) / errors)[segment.baseline]
        near = neighbours_in(series, segment.baseline)
        sigma = mean_moving_range(z, near, screen=decisions.screen) / TO_SIGMA
    return around(np.full(segment.stop - segment.first, centre), sigma * errors[where])


_P_PRIME = Method("P'", _p_limits, as_svg)
_U_PRIME = Method("U'", _u_limits, as_svg)
