"""Who is where, hour by hour: the mean of many runs, and where 9 of 10 of them lie."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.drawing import Scale, Sheet, day_ticks, nice_range, room_for, spread
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, SMALL, TITLE

from .style import KIND, RUN_STYLE

Runs = npt.NDArray[
    np.float64
]  # a number of each run and point, shape (n_runs, n_points)
Line = npt.NDArray[np.float64]

HOURS_A_DAY = 24
_HOURLY = 28 * HOURS_A_DAY  # points; longer runs are drawn day by day
_DAYS = 366
_SHORT = 2 * HOURS_A_DAY  # runs that are marked by the hour of the day
_CLOCK = 52  # pixels for 00:00 and some air
_HIGH = 96  # pixels of a panel
_AIR = 8  # between words and lines
_MIDDLE = (0.05, 0.95)  # of the runs


@dataclass(frozen=True, slots=True, eq=False)
class Census:
    """Who is at one node.

    Parameters
    ----------
    node
        Its name.
    there
        Patients who are there, in each run and hour. Shape (n_runs, n_hours).
    waiting
        Of those, who wait to begin, or are blocked. Shape (n_runs, n_hours).
    """

    node: str
    there: Runs
    waiting: Runs


@dataclass(frozen=True, slots=True)
class CensusWords:
    """What a census is of.

    Parameters
    ----------
    headline
        The model's name.
    begins
        When the first hour begins, in local time.
    """

    headline: str
    begins: dt.datetime


def draw_census(
    nodes: Sequence[Census], said: CensusWords, frame: Frame = PLAIN
) -> str:
    """Draw who is at each node, hour by hour, or day by day where a run is long.

    Parameters
    ----------
    nodes
        One panel for each, below one another; at least one, of at least one run.
    said
        In words.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element. The band holds the middle nine tenths of the runs, the line is
        their mean; the dashed line is the mean of those who wait or are blocked.
    """
    hours = nodes[0].there.shape[1]
    step = _step(hours)
    sheet = frame.sheet(KIND)
    sheet.write(f"Who is where: {said.headline}", "strong", size=TITLE)
    sheet.write(_key(len(nodes[0].there), step))
    along = Scale(0, hours, *_ends(nodes, frame.width))
    for each in nodes:
        _panel(sheet, each, along, step)
    _times(sheet, along, said.begins, hours)
    return frame.finished(
        sheet,
        f"Who is where: {said.headline}",
        " ".join(map(_described, nodes)),
        style=RUN_STYLE,
    )


def _ends(nodes: Sequence[Census], width: int) -> tuple[float, float]:
    """Leave room for numbers on the left of a picture, and for names on its right."""
    most = max(float(each.there.max()) for each in nodes)
    left = room_for(f"{most:,.0f}") + _AIR
    right = max(room_for(words) for each in nodes for words in _names(each)) + _AIR
    return EDGE + left, width - EDGE - right


def _step(hours: int) -> int:
    """Give how many hours a point stands for."""
    if hours <= _HOURLY:
        return 1
    return HOURS_A_DAY * math.ceil(hours / HOURS_A_DAY / _DAYS)


def _key(runs: int, step: int) -> str:
    each = "hour" if step == 1 else "day" if step == HOURS_A_DAY else f"{step} hours"
    return (
        f"Patients at each step, by the {each}. Line: mean of {runs:,} runs. Band: 9 of "
        "10 runs. Dashed: those of them who wait, or are blocked. On the right: means."
    )


def _panel(sheet: Sheet, of: Census, along: Scale, step: int) -> None:
    sheet.y += 8
    sheet.write(of.node, "strong")
    there, waiting = _by_step(of.there, step), _by_step(of.waiting, step)
    low, high = np.quantile(there, _MIDDLE, axis=0)
    _, top, ticks = nice_range(np.array([0.0, 1.0, high.max()]), None)
    up = Scale(0, top, sheet.y + _HIGH, sheet.y + 4)
    for tick in _few(ticks):
        sheet.path("grid", f"M{along.start:.1f} {up.at(tick):.1f}H{along.end:.1f}")
        sheet.words(
            f"{tick:,g}", along.start - _AIR, up.at(tick) + 4, "quiet", anchor="end"
        )
    x = [along.at(point) for point in _middles(of.there.shape[1], step)]
    sheet.path("band", f"M{_points(x, high, up)}L{_points(x[::-1], low[::-1], up)}Z")
    means = there.mean(axis=0), waiting.mean(axis=0)
    sheet.path("line", f"M{_points(x, means[0], up)}")
    sheet.path("line run__line--waiting", f"M{_points(x, means[1], up)}")
    _label(sheet, _names(of), along, up, means)
    sheet.y += _HIGH + 8


def _by_step(hourly: Runs, step: int) -> Runs:
    """Give means over each so many hours; the last may be fewer."""
    edges = np.arange(0, hourly.shape[1], step)
    sums = np.add.reduceat(hourly, edges, axis=1)
    many: Runs = sums / np.diff(np.append(edges, hourly.shape[1]))
    return many


def _middles(hours: int, step: int) -> Line:
    begin = np.arange(0, hours, step)
    middles: Line = (begin + np.minimum(begin + step, hours)) / 2
    return middles


def _few(ticks: tuple[float, ...]) -> tuple[float, ...]:
    return ticks if len(ticks) <= 4 else ticks[::2]


def _points(x: Sequence[float], values: Line, up: Scale) -> str:
    return "L".join(
        f"{at:.1f} {up.at(value):.1f}"
        for at, value in zip(x, values.tolist(), strict=True)
    )


def _names(of: Census) -> tuple[str, str]:
    """Give the names of the two lines, with their means over all of the time."""
    there, waiting = float(of.there.mean()), float(of.waiting.mean())
    return f"{_short(there)} there", f"{_short(waiting)} waiting"


def _label(
    sheet: Sheet,
    names: tuple[str, str],
    along: Scale,
    up: Scale,
    lines: tuple[Line, Line],
) -> None:
    """Name the lines where they end."""
    ends = [up.at(float(line[-1])) for line in lines]
    apart = spread(sorted(ends), SMALL + 4, up.end, up.start)
    if ends[0] > ends[1]:
        apart.reverse()
    for name, y in zip(names, apart, strict=True):
        sheet.words(name, along.end + _AIR, y + 4)


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}"


def _times(sheet: Sheet, along: Scale, begins: dt.datetime, hours: int) -> None:
    """Write days, or the hours of a short run, below what has been drawn."""
    ended = 0.0
    for at, words in _marks(begins, hours, along.end - along.start):
        half = room_for(words) / 2
        x = along.at(at)
        middle = min(max(x, EDGE + half), sheet.width - EDGE - half)
        if middle - half < ended + 8:
            continue
        ended = middle + half
        sheet.path("grid", f"M{x:.1f} {sheet.y:.1f}v5")
        sheet.words(words, middle, sheet.y + 18, "quiet", anchor="middle")
    sheet.y += 22


def _marks(begins: dt.datetime, hours: int, room: float) -> list[tuple[float, str]]:
    """Give the hours of the picture to be marked, and what to write at each."""
    if hours <= _SHORT:
        every = next(step for step in (1, 3, 6, 12) if hours / step * _CLOCK <= room)
        marked = range(-begins.hour % every, hours + 1, every)
        return [(at, f"{begins + dt.timedelta(hours=at):%H:%M}") for at in marked]
    marks = []
    ends = begins + dt.timedelta(hours=hours)
    for day, words in day_ticks(begins.date(), ends.date(), room):
        since = dt.datetime.combine(day, dt.time()) - begins
        at = since.total_seconds() / 3600
        if -HOURS_A_DAY < at <= hours:
            marks.append(
                (max(at, 0.0), words)
            )  # a run may begin in the middle of a day
    return marks


def _described(of: Census) -> str:
    low, high = np.quantile(of.there, _MIDDLE)
    return (
        f"{of.node}: {_short(float(of.there.mean()))} there on average, from "
        f"{_short(float(low))} to {_short(float(high))} in 9 of 10 hours; "
        f"{_short(float(of.waiting.mean()))} of them wait or are blocked."
    )
