"""An axis of days under a picture whose scale is in local microseconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from wholeflow.drawing import Scale, Sheet, room_for
from wholeflow.drawing.sheet import EDGE
from wholeflow.journeys.arrays import Microseconds
from wholeflow.journeys.times import DAY

_EPOCH = date(1970, 1, 1)


def first_and_last_day(local: Microseconds) -> tuple[date, date]:
    """Give the days of the first and the last of some moments, in order."""
    first, last = (int(moment) // DAY for moment in (local[0], local[-1]))
    return _EPOCH + timedelta(days=first), _EPOCH + timedelta(days=last)


def on_days(sheet: Sheet, along: Scale, ticks: Sequence[tuple[date, str]]) -> None:
    """Write days below what has been drawn, as many as there is room for."""
    ended = 0.0
    for day, words in ticks:
        x = along.at(float((day - _EPOCH).days * DAY))
        half = room_for(words) / 2
        middle = min(max(x, EDGE + half), sheet.width - EDGE - half)
        if not EDGE - 1 <= x <= sheet.width - EDGE + 1 or middle - half < ended + 8:
            continue
        ended = middle + half
        sheet.path("grid", f"M{x:.1f} {sheet.y:.1f}v5")
        sheet.words(words, middle, sheet.y + 18, "quiet", anchor="middle")
    sheet.y += 22
