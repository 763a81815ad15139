"""A waiting list week by week as a picture: all who wait, and who has waited too long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from wholeflow.drawing import Scale, Sheet, day_ticks, nice_range, room_for, spread
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, SMALL, TITLE
from wholeflow.simulation.pictures.style import KIND, RUN_STYLE

from .following import Followed, Numbers

_HIGH = 150  # pixels of a panel
_AIR = 8
_MIDDLE = (0.05, 0.95)  # of the runs
_LINES = ("line", "line run__line--waiting", "reach")  # of all, and of each longer wait


def draw_list(lists: Mapping[str, Followed], frame: Frame = PLAIN) -> str:
    """Draw how many wait, week by week, and how many have waited long.

    Parameters
    ----------
    lists
        One panel for each, by its name, on one scale: such as a list as it is, and with
        more treatments. At least one; all begin on one day and are as long, and count
        one or two longer waits.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element. Lines are means of the runs; the band holds nine in ten of them.
    """
    first = next(iter(lists.values()))
    names = [_names(each) for each in lists.values()]
    sheet = frame.sheet(KIND)
    title = f"Who waits: {first.model.name}"
    sheet.write(title, "strong", size=TITLE)
    sheet.write(
        f"People at the end of each week. Lines: means of {len(first.waiting):,} runs. "
        "Band: 9 of 10 runs. On the right: in the last week."
    )
    most = max(float(each.waiting.sum(axis=-1).max()) for each in lists.values())
    _, top, ticks = nice_range(np.array([0.0, 1.0, most]), None)
    left = EDGE + room_for(f"{most:,.0f}") + _AIR
    right = max(room_for(name) for some in names for name in some) + _AIR
    along = Scale(0, first.weeks, left, frame.width - EDGE - right)
    for (heading, each), labels in zip(lists.items(), names, strict=True):
        sheet.y += 8
        sheet.write(heading, "strong")
        up = Scale(0, top, sheet.y + _HIGH, sheet.y + 4)
        _grid(sheet, along, up, ticks)
        _panel(sheet, each, along, up, labels)
    _days(sheet, along, dt.date.fromisoformat(first.model.start[:10]), first.weeks)
    return frame.finished(
        sheet, title, " ".join(_said(*each) for each in lists.items()), style=RUN_STYLE
    )


def _lines(of: Followed) -> list[Numbers]:
    """Give each run of what is drawn: all who wait, then each longer wait."""
    longer = of.over.sum(axis=2)
    return [
        of.waiting.sum(axis=-1),
        *(longer[..., at] for at in range(len(of.over_weeks))),
    ]


def _names(of: Followed) -> list[str]:
    waits = ("wait", *(f"over {weeks:g} weeks" for weeks in of.over_weeks))
    return [
        f"{line[:, -1].mean():,.0f} {words}"
        for line, words in zip(_lines(of), waits, strict=True)
    ]


def _grid(sheet: Sheet, along: Scale, up: Scale, ticks: Sequence[float]) -> None:
    for tick in ticks:
        y = up.at(tick)
        sheet.path("grid", f"M{along.start:.1f} {y:.1f}H{along.end:.1f}")
        sheet.words(f"{tick:,g}", along.start - _AIR, y + 4, "quiet", anchor="end")


def _panel(
    sheet: Sheet, of: Followed, along: Scale, up: Scale, labels: Sequence[str]
) -> None:
    x = [along.at(week) for week in range(of.weeks + 1)]
    lines = _lines(of)
    low, high = np.quantile(lines[0], _MIDDLE, axis=0)
    sheet.path("band", f"M{_points(x, high, up)}L{_points(x[::-1], low[::-1], up)}Z")
    ends = []
    for name, line in zip(_LINES, lines, strict=False):
        mean = line.mean(axis=0)
        sheet.path(name, f"M{_points(x, mean, up)}")
        ends.append(up.at(float(mean[-1])))
    order = np.argsort(ends, kind="stable")[::-1]  # from the lowest line up
    apart = spread([-ends[at] for at in order], SMALL + 4, -up.start, -up.end)
    for at, y in zip(order, apart, strict=True):
        sheet.words(labels[at], along.end + _AIR, 4 - y)
    sheet.y += _HIGH + 8


def _points(x: Sequence[float], values: Numbers, up: Scale) -> str:
    return "L".join(
        f"{at:.1f} {up.at(value):.1f}"
        for at, value in zip(x, values.tolist(), strict=True)
    )


def _days(sheet: Sheet, along: Scale, begins: dt.date, weeks: int) -> None:
    """Write days or months below what has been drawn."""
    ends = begins + dt.timedelta(weeks=weeks)
    for day, words in day_ticks(begins, ends, along.end - along.start):
        x = along.at((day - begins).days / 7)
        sheet.path("grid", f"M{x:.1f} {sheet.y:.1f}v5")
        sheet.words(words, x, sheet.y + 18, "quiet", anchor="middle")
    sheet.y += 22


def _said(heading: str, of: Followed) -> str:
    starts = [f"{line[:, 0].mean():,.0f}" for line in _lines(of)]
    changes = "; ".join(
        f"{name}, {start} at the start"
        for name, start in zip(_names(of), starts, strict=True)
    )
    return f"{heading}, in the last week: {changes}."
