"""A base and scenarios side by side: a mean and its interval for each, on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wholeflow.drawing import Scale, Sheet, nice_range, room_for
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, TITLE

from .style import KIND, RUN_STYLE

_ROW = 24
_WIDE = 560  # pixels; below it words stand above their dot
_DOT = 5
_LEFT = 0.4  # of the width, for words


@dataclass(frozen=True, slots=True)
class Row:
    """The base, or one scenario, in one measure.

    Parameters
    ----------
    name
        What it is called.
    mean, low, high
        The mean of its runs, and its interval.
    said
        What is to be said of it, such as the difference from the base.
    """

    name: str
    mean: float
    low: float
    high: float
    said: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """One measure: the base first, then each scenario.

    Parameters
    ----------
    measure
        In words.
    unit
        "hours", "share" and so on; shares are drawn from 0 to 1.
    rows
        At least one.
    """

    measure: str
    unit: str
    rows: tuple[Row, ...]


def draw_beside(measures: Sequence[Beside], headline: str, frame: Frame = PLAIN) -> str:
    """Draw means with their intervals, a panel for each measure.

    Parameters
    ----------
    measures
        One panel for each, below one another; at least one.
    headline
        What is compared.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element. The base is a ring, each scenario a dot, the line through it its
        interval.
    """
    sheet = frame.sheet(KIND)
    sheet.write(headline, "strong", size=TITLE)
    sheet.write(
        "Ring: as it is. Dot: changed. The line through it is the 95 % interval; the "
        "difference is of pairs of runs with the same luck."
    )
    for each in measures:
        _panel(sheet, each)
    return frame.finished(
        sheet, headline, " ".join(map(_described, measures)), style=RUN_STYLE
    )


def _panel(sheet: Sheet, of: Beside) -> None:
    sheet.y += 12
    sheet.write(f"{of.measure[:1].upper()}{of.measure[1:]}, {of.unit}", "strong")
    side = _side(sheet.width, of)
    along, ticks = _scale(of, EDGE + side + _DOT, sheet.width - EDGE - _DOT)
    top = sheet.y
    for place, row in enumerate(of.rows):
        _row(sheet, row, along, side, base=place == 0)
    _axis(sheet, along, ticks, top)


def _axis(sheet: Sheet, along: Scale, ticks: tuple[float, ...], top: float) -> None:
    lines: list[str] = []
    ended = -math.inf
    for tick in ticks:
        x, words = along.at(tick), f"{tick:,g}"
        lines.append(f'<path class="run__grid" d="M{x:.1f} {top:.1f}V{sheet.y:.1f}"/>')
        half = room_for(words) / 2
        if x - half > ended + 8:
            middle = min(x, sheet.width - EDGE - half)
            sheet.words(words, middle, sheet.y + 14, "quiet", anchor="middle")
            ended = x + half
    sheet.marks[:0] = lines  # beneath the dots
    sheet.y += 20


def _side(width: int, of: Beside) -> float:
    """Give the room for words on the left; 0 where they stand above."""
    if width < _WIDE:
        return 0.0
    texts = [text for row in of.rows for text in (row.name, row.said)]
    return min(max(map(room_for, texts)) + 2 * EDGE, _LEFT * width)


def _scale(of: Beside, start: float, end: float) -> tuple[Scale, tuple[float, ...]]:
    ends = np.array([end for row in of.rows for end in (row.low, row.mean, row.high)])
    known = ends[np.isfinite(ends)]
    if not len(known):
        known = np.array([0.0, 1.0])
    bounds = (0.0, 1.0) if of.unit == "share" else (0.0, math.inf)
    low, high, ticks = nice_range(known, bounds)
    return Scale(low, high, start, end), ticks


def _row(sheet: Sheet, row: Row, along: Scale, side: float, *, base: bool) -> None:
    top = sheet.y
    sheet.write(row.name, "", room=side - EDGE if side else 0.0)
    if row.said:
        sheet.write(row.said, room=side - EDGE if side else 0.0)
    if side:
        sheet.y = max(sheet.y + 4, top + _ROW)
        y = (top + sheet.y) / 2
    else:
        y = sheet.y + _ROW / 2
        sheet.y += _ROW
    if math.isfinite(row.low) and math.isfinite(row.high):
        sheet.path(
            "reach", f"M{along.at(row.low):.1f} {y:.1f}H{along.at(row.high):.1f}"
        )
    if math.isfinite(row.mean):
        name = "run__mean run__mean--base" if base else "run__mean"
        sheet.marks.append(
            f'<circle class="{name}" cx="{along.at(row.mean):.1f}" cy="{y:.1f}" '
            f'r="{_DOT}"/>'
        )


def _described(of: Beside) -> str:
    rows = "; ".join(
        f"{row.name} {row.mean:.3g} ({row.low:.3g} to {row.high:.3g})"
        + f", {row.said}" * bool(row.said)
        for row in of.rows
    )
    return f"{of.measure}, {of.unit}: {rows}."
