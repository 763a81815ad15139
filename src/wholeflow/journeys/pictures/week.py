"""A week as a heat map: an hour of the day a column, a day of the week a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, TITLE
from wholeflow.journeys.arrays import Hours

from .style import KIND, PICTURE_STYLE

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_LABELS = 36  # pixels for the names of days
_ROW = 22
_SHADES = 5


@dataclass(frozen=True, slots=True)
class WeekWords:
    """What a heat map of a week is of.

    Parameters
    ----------
    headline
        What it shows, in a sentence.
    unit
        Of the values, for the key: "hours", "arrivals an hour".
    """

    headline: str
    unit: str


def draw_week(
    values: Hours,
    said: WeekWords,
    frame: Frame = PLAIN,
) -> str:
    """Draw a value for each hour of the week.

    Parameters
    ----------
    values
        Monday first, from midnight; NaN where there is none. Shape (7, 24).
    said
        In words.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element. Darker is more; an empty frame is an hour without a value.
    """
    sheet = frame.sheet(KIND)
    sheet.write(said.headline, "strong", size=TITLE)
    known = values[~np.isnan(values)]
    most = float(known.max()) if len(known) else 0.0
    sheet.write(_key(most, said.unit))
    sheet.y += 6
    wide = (frame.width - 2 * EDGE - _LABELS) / 24
    for row, day in enumerate(DAYS):
        sheet.words(day, EDGE, sheet.y + 15, "quiet")
        for hour in range(24):
            x = EDGE + _LABELS + hour * wide
            sheet.marks.append(
                _cell(x, sheet.y, wide, _shade(float(values[row, hour]), most))
            )
        sheet.y += _ROW
    for hour in range(0, 24, 3 if frame.width >= 560 else 6):
        x = EDGE + _LABELS + hour * wide
        sheet.words(f"{hour:02}:00", x, sheet.y + 14, "quiet")
    sheet.y += 20
    return frame.finished(
        sheet, said.headline, _described(values, said.unit), style=PICTURE_STYLE
    )


def _shade(value: float, most: float) -> int | None:
    """Give one of five shades, or None where there is no value."""
    if np.isnan(value):
        return None
    return int(np.ceil(_SHADES * value / most)) if most else 0


def _cell(x: float, y: float, wide: float, shade: int | None) -> str:
    place = f'x="{x + 0.5:.1f}" y="{y:.1f}" width="{wide - 1:.1f}" height="{_ROW - 2}"'
    if shade is None:
        return f'<rect class="flow__cell--none" {place}/>'
    return (
        f'<rect class="flow__cell" {place} fill-opacity="{0.08 + shade * 0.184:.2f}"/>'
    )


def _key(most: float, unit: str) -> str:
    if not most:
        return f"No {unit}."
    steps = ", ".join(
        f"{most * shade / _SHADES:.3g}" for shade in range(1, _SHADES + 1)
    )
    return f"Five shades, up to {steps} {unit}; an empty frame is an hour without any."


def _described(values: Hours, unit: str) -> str:
    known = np.argwhere(~np.isnan(values))
    if not len(known):
        return "There is no value for any hour."
    order = sorted(known, key=lambda at: (-values[tuple(at)], *at))[:3]
    named = (
        f"{DAYS[day]} {hour:02}:00 with {values[day, hour]:.3g}" for day, hour in order
    )
    return f"Most {unit}: {', '.join(named)}."
