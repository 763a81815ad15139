"""The four rules of Making Data Count, on one stretch between two rebases.

- *Outside*: beyond a limit.
- *Trend*: seven points in a row, each above (or each below) the one before. Equal
  neighbours break it. A point at the end of a rise and the start of a fall belongs to
  the later one.
- *Two in three*: three points in a row on one side of the mean, at least two of them
  close to a limit: beyond two sigma but not outside. Only the close ones are signals.
- *Shift*: seven points in a row on one side of the mean. A point on the mean breaks it.

A point gets one label, the first of these that fits.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from wholeflow.improvement.spc.limits import Limits
from wholeflow.improvement.spc.series import Floats

Codes = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

IN_A_ROW = 7
_ROUNDING = 1e-12  # of the largest value: nearer than this, two numbers are one


class Cause(StrEnum):
    """Why a point is a signal, or that it is none."""

    COMMON = "common cause"
    OUTSIDE = "outside the limits"
    TREND = "trend"
    TWO_IN_THREE = "two in three close to a limit"
    SHIFT = "shift"
    NOT_JUDGED = "not judged"


CAUSES = tuple(Cause)
_OUTSIDE, _TREND, _TWO_IN_THREE, _SHIFT = 1, 2, 3, 4
NOT_JUDGED_CODE = CAUSES.index(Cause.NOT_JUDGED)


def judge(values: Floats, limits: Limits) -> tuple[Codes, Codes]:
    """Label every point of a stretch.

    Parameters
    ----------
    values
        Shape (n,), in order, without the points set aside.
    limits
        Lines of the same shape. Where limits are not a number, only trend and shift
        are judged.

    Returns
    -------
    tuple of arrays
        Shape (n,) each: places in `CAUSES`, and directions: 1 high or rising, -1 low
        or falling, 0 for common cause.
    """
    near = _nearness(values)
    side = sides(values, limits.centre)
    above, below = values > limits.upper + near, values < limits.lower - near
    outside = above | below
    close = (values > limits.inner_upper + near) | (values < limits.inner_lower - near)
    trend = _trend(values)

    causes = np.zeros(len(values), dtype=np.int8)
    causes[_shift(side)] = _SHIFT
    causes[_two_in_three(side, close & ~outside)] = _TWO_IN_THREE
    causes[trend != 0] = _TREND
    causes[outside] = _OUTSIDE

    directions = np.where(causes == _TREND, trend, np.where(causes == 0, 0, side))
    directions = np.where(outside, np.where(above, 1, -1), directions)
    return causes, directions.astype(np.int8)


def sides(values: Floats, centre: Floats) -> Codes:
    """Give for each point 1 above the centre line, -1 below it, 0 on it."""
    distances = values - centre
    found = np.sign(distances)
    found[np.abs(distances) <= _nearness(values)] = 0
    return found.astype(np.int8)


def runs(codes: Codes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Give where each run of equal codes starts, and where it stops (exclusive)."""
    changes = np.flatnonzero(np.diff(codes)) + 1
    ends = [len(codes)] if len(codes) else []
    edges = np.concatenate(([0], changes, ends)).astype(np.intp)
    return edges[:-1], edges[1:]


def _nearness(values: Floats) -> float:
    return _ROUNDING * float(np.max(np.abs(values), initial=0.0))


def _shift(side: Codes) -> Mask:
    starts, stops = runs(side)
    long = (stops - starts >= IN_A_ROW) & (side[starts] != 0)
    return np.repeat(long, stops - starts)


def _trend(values: Floats) -> Codes:
    found = np.zeros(len(values), dtype=np.int8)
    steps = np.sign(np.diff(values)).astype(np.int8)
    if len(steps) == 0:
        return found
    starts, stops = runs(steps)
    for start, stop in zip(starts, stops, strict=True):
        if stop - start >= IN_A_ROW - 1 and steps[start]:
            found[start : stop + 1] = steps[start]
    return found


def _two_in_three(side: Codes, close: Mask) -> Mask:
    found = np.zeros(len(side), dtype=np.bool_)
    if len(side) < 3:
        return found
    three = np.lib.stride_tricks.sliding_window_view(side, 3)
    enough = np.lib.stride_tricks.sliding_window_view(close, 3).sum(axis=1) >= 2
    fires = (np.abs(three.sum(axis=1)) == 3) & enough
    for offset in range(3):
        found[offset : offset + len(fires)] |= fires
    return found & close
