"""The dotted chart: every event a dot, time to the right, one journey a line.

After Song and van der Aalst, "Supporting process mining by showing events at a glance"
(2007). A column of dots is something that happened to many on one day; a slope of first
dots is how fast people arrive.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wholeflow.drawing import Scale, Sheet, day_ticks
from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.drawing.sheet import EDGE, TITLE
from wholeflow.journeys.arrays import Mask, Microseconds
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.times import HOUR, local_time

from .axis import first_and_last_day, on_days
from .spectrum import along_pixels
from .style import KIND, PICTURE_STYLE

_CASES = 400  # lines; of more journeys each second, third ... is drawn
_DOTS = 8000
_STEP = 3.0  # pixels between two journeys
_HOURS_A_DAY = 24


def draw_dots(
    journeys: Journeys,
    *,
    chosen: Sequence[str] = (),
    since_begun: bool = False,
    frame: Frame = PLAIN,
) -> str:
    """Draw the dotted chart of a log.

    Parameters
    ----------
    journeys
        The log.
    chosen
        Activities whose dots are dark.
    since_begun
        Whether time counts from each journey's first event instead of the calendar.
    frame
        Where it is to stand.

    Returns
    -------
    str
        An SVG element. No journey is named in it.
    """
    begins = journeys.start[journeys.first_event[:-1]]
    order = np.argsort(begins, kind="stable")
    most = max(1, int(_DOTS // max(journeys.n_events / journeys.n_cases, 1)))
    one_in = -(-journeys.n_cases // min(_CASES, most))
    line = np.full(journeys.n_cases, -1)
    line[order[::one_in]] = np.arange(len(order[::one_in]))
    shown = line[journeys.case] >= 0
    sheet = frame.sheet(KIND)
    sheet.write("Every event a dot, one journey a line", "strong", size=TITLE)
    sheet.write(_said(journeys, one_in, chosen))
    top = sheet.y + 8
    along = _along(journeys, shown, since_begun=since_begun, width=frame.width)
    x = along_pixels(along, _when(journeys, since_begun=since_begun)[shown])
    y = top + line[journeys.case[shown]] * _STEP
    dark = journeys.events_of(chosen)[shown]
    for name, these in (("dots", ~dark), ("dots flow__dots--chosen", dark)):
        dots = zip(x[these], y[these], strict=True)
        sheet.path(name, "".join(f"M{left:.1f} {down:.1f}h.01" for left, down in dots))
    sheet.y = top + (line.max() + 1) * _STEP + 4
    _axis(sheet, along, journeys, since_begun=since_begun)
    return frame.finished(
        sheet,
        f"Dotted chart of {journeys.n_cases:,} journeys",
        _said(journeys, one_in, chosen),
        style=PICTURE_STYLE,
    )


def _when(journeys: Journeys, *, since_begun: bool) -> Microseconds:
    if since_begun:
        since: Microseconds = (
            journeys.end - journeys.start[journeys.first_event[:-1]][journeys.case]
        )
        return since
    return local_time(journeys.end, journeys.timezone)


def _along(journeys: Journeys, shown: Mask, *, since_begun: bool, width: int) -> Scale:
    when = _when(journeys, since_begun=since_begun)[shown]
    low, high = (
        (0, np.quantile(when, 0.99)) if since_begun else (when.min(), when.max())
    )
    return Scale(float(low), float(max(high, low + HOUR)), EDGE + 2, width - EDGE - 2)


def _said(journeys: Journeys, one_in: int, chosen: Sequence[str]) -> str:
    drawn = f"; 1 journey in {one_in} is drawn" if one_in > 1 else ""
    dark = f" Dark: {', '.join(chosen)}." if chosen else ""
    return (
        f"{journeys.n_events:,} events of {journeys.n_cases:,} journeys, by when they "
        f"began{drawn}.{dark}"
    )


def _axis(sheet: Sheet, along: Scale, journeys: Journeys, *, since_begun: bool) -> None:
    room = along.end - along.start
    if not since_begun:
        local = local_time(
            np.array([journeys.start.min(), journeys.end.max()]), journeys.timezone
        )
        on_days(sheet, along, day_ticks(*first_and_last_day(local), room))
        return
    days = along.high / HOUR / _HOURS_A_DAY
    sheet.words("began", along.start, sheet.y + 14, "quiet")
    sheet.words(
        f"{days:.1f} days later", along.end, sheet.y + 14, "quiet", anchor="end"
    )
    sheet.y += 20
