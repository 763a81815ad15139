"""A model and a change to it side by side: for each number a dot and its interval, twice.

Above lies the model as it is, below it the changed one. Where the two intervals lie apart,
the change shows; whether it does is told by the paired difference, which is narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wholeflow.drawing import Scale, Sheet, nice_range, room_for
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, LINE, SMALL, TITLE

KIND = "beside"
PICTURE_STYLE = """\
.beside { font-family: var(--family, Inter, system-ui, Arial, sans-serif); }
.beside { height: auto; max-width: 100%; font-variant-numeric: tabular-nums; }
.beside__ground { fill: var(--sheet); }
.beside__words { fill: var(--ink); }
.beside__words--quiet { fill: var(--muted); }
.beside__words--strong { font-weight: 600; }
.beside__grid { stroke: var(--line); stroke-width: 1; fill: none; }
.beside__now { fill: var(--sheet); stroke: var(--muted); stroke-width: 2; }
.beside__then { fill: var(--ink); stroke: var(--ink); stroke-width: 2; }
"""

_DOT = 5.0  # pixels from the middle of a dot to its edge
_APART = 15.0  # from the model as it is to the changed one
_UNDER = 4.0  # from a headline to the key
_BETWEEN = 12.0  # from one number to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One number of a model as it is and of the changed one.

    Parameters
    ----------
    label
        What it is of, such as a node or a scenario.
    now, then
        Mean, lower and upper end; NaN is not known, and not drawn.
    says
        In words, such as "2.1 h → 0.3 h".
    """

    label: str
    now: tuple[float, float, float]
    then: tuple[float, float, float]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Numbers of one kind, which share an axis.

    Parameters
    ----------
    title
        What they are, with their unit, such as "Mean wait, in hours".
    pairs
        At least one.
    """

    title: str
    pairs: tuple[Pair, ...]


def draw_beside(
    groups: Sequence[Group],
    frame: Frame = PLAIN,
    *,
    headline: str = "",
    changed: str = "with the change",
    note: str = "",
) -> str:
    """Draw numbers of a model and of a changed one, each with its interval.

    Parameters
    ----------
    groups
        At least one.
    frame
        Where it is to stand.
    headline
        What is compared; empty where that stands beside the picture.
    changed
        What the changed model is called.
    note
        What else is to be known to read it.

    Returns
    -------
    str
        An SVG element, with all numbers in its description.
    """
    sheet = frame.sheet(KIND)
    if headline:
        sheet.write(headline, "strong", size=TITLE)
        sheet.y += _UNDER
    _write_key(sheet, changed)
    if note:
        sheet.write(note)
    for group in groups:
        _draw(sheet, group)
    numbers = (
        f"{group.title}, {pair.label}: {pair.says}"
        for group in groups
        for pair in group.pairs
    )
    title = headline or f"As it is, and {changed}"
    return frame.finished(sheet, title, ". ".join(numbers), style=PICTURE_STYLE)


def _write_key(sheet: Sheet, changed: str) -> None:
    """Say which dot is which; each on a line of its own, for a phone."""
    for name, words in (("now", "as it is"), ("then", changed)):
        y = sheet.y + SMALL / 2
        sheet.path(name, f"M{EDGE} {y:.1f}h24{_dot(EDGE + 12, y)}")
        sheet.words(words, EDGE + 32, sheet.y + SMALL - 1, "quiet")
        sheet.y += LINE
    sheet.write("A line is the interval that holds the mean 95 times in 100.")


def _draw(sheet: Sheet, group: Group) -> None:
    sheet.y += _BETWEEN
    sheet.write(group.title, "strong", size=TITLE - 2)
    ends = np.array([end for pair in group.pairs for end in (*pair.now, *pair.then)])
    known = ends[np.isfinite(ends)] if np.isfinite(ends).any() else np.zeros(1)
    low, high, ticks = nice_range(known, (0.0, np.inf) if known.min() >= 0 else None)
    along = Scale(low, high, EDGE + _DOT, sheet.width - EDGE - _DOT)
    grid_at, top = len(sheet.marks), sheet.y
    for pair in group.pairs:
        _draw_pair(sheet, along, pair)
    lines = "".join(f"M{along.at(tick):.1f} {top:.1f}V{sheet.y:.1f}" for tick in ticks)
    sheet.path("grid", lines)
    sheet.marks.insert(grid_at, sheet.marks.pop())  # behind the dots
    _write_ticks(sheet, along, ticks)


def _draw_pair(sheet: Sheet, along: Scale, pair: Pair) -> None:
    sheet.y += 4
    both = room_for(pair.label) + room_for(pair.says) + 2 * EDGE + 16
    if both <= sheet.width:
        sheet.words(
            pair.says, sheet.width - EDGE, sheet.y + SMALL, "quiet", anchor="end"
        )
        sheet.write(pair.label, "")
    else:
        sheet.write(pair.label, "")
        sheet.write(pair.says)
    y = sheet.y + _DOT + 2
    for name, (mean, low, high) in (("now", pair.now), ("then", pair.then)):
        if np.isfinite([mean, low, high]).all():
            line = f"M{along.at(low):.1f} {y:.1f}H{along.at(high):.1f}"
            sheet.path(name, line + _dot(along.at(mean), y))
        y += _APART
    sheet.y = y - _APART + _DOT + _BETWEEN


def _write_ticks(sheet: Sheet, along: Scale, ticks: Sequence[float]) -> None:
    for tick in ticks:
        text = f"{tick:,.10g}"
        half = room_for(text) / 2
        x = min(max(along.at(tick), EDGE + half), sheet.width - EDGE - half)
        sheet.words(text, x, sheet.y + SMALL, "quiet", anchor="middle")
    sheet.y += LINE


def _dot(x: float, y: float) -> str:
    return f"M{x - _DOT:.1f} {y:.1f}a{_DOT:g} {_DOT:g} 0 1 1 {2 * _DOT:g} 0a{_DOT:g} {_DOT:g} 0 1 1 {-2 * _DOT:g} 0Z"
