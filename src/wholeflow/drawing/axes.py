"""Where values and days lie in a picture, and the few ticks that say so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from wholeflow.days import day_in_words, month_in_words

Floats = npt.NDArray[np.float64]

_STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_STEPS_IN_DAYS = (1, 2, 7, 14)
_SHORT = 62  # days; shorter charts have ticks at days
_ROOM_FOR_DAY = 64  # pixels for "22 Nov" and some air
_ROOM_FOR_MONTH = 84
_ROOM_FOR_YEAR = 42


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to pixels.

    Parameters
    ----------
    low, high
        Values at the ends; different.
    start, end
        Pixels at the ends.
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Give the pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def nice_range(
    values: Floats, bounds: tuple[float, float] | None
) -> tuple[float, float, tuple[float, ...]]:
    """Give an axis that holds all values, and its ticks.

    Parameters
    ----------
    values
        All that is drawn; not-a-numbers are passed over.
    bounds
        The axis does not go beyond these unless values do, as for shares.

    Returns
    -------
    tuple
        Low end, high end, and three to six round numbers between them.
    """
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    wide_low, wide_high = low - room, high + room
    if low >= 0.0 and wide_low < 0.2 * wide_high:
        wide_low = 0.0  # as near as this, beginning anywhere else only misleads
    if bounds is not None:
        wide_low = max(wide_low, min(low, bounds[0]))
        wide_high = min(wide_high, max(high, bounds[1]))
    step = _nice_step((wide_high - wide_low) / 5)
    first = math.ceil(wide_low / step - 1e-9)
    last = math.floor(wide_high / step + 1e-9)
    ticks = tuple(step * k for k in range(first, last + 1))
    return wide_low, wide_high, ticks


def day_ticks(first: date, last: date, width: float) -> tuple[tuple[date, str], ...]:
    """Give the days to mark on an axis so wide, in pixels, each with its words."""
    span = (last - first).days
    if span <= _SHORT:
        return _ticks_in_days(first, span, width)
    start, stop = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    for step in _STEPS_IN_MONTHS:
        places = [m for m in range(start, stop + 1) if m % step == 0]
        room = _ROOM_FOR_YEAR if step >= 12 else _ROOM_FOR_MONTH
        if len(places) * room <= width:
            break
    marks = [date(m // 12, m % 12 + 1, 1) for m in places]
    marks = [day for day in marks if day >= first]
    if len(marks) < 2:  # a phone has no room for more than the ends
        marks, step = [first, last], 1
    return tuple(
        (day, str(day.year) if step >= 12 else _short(month_in_words(day)))
        for day in marks
    )


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart along a line, in their order, as little as is easy.

    Parameters
    ----------
    wanted
        Where each would like to be, rising.
    gap
        Least distance between two.
    low, high
        Ends of the line.
    """
    places: list[float] = []
    for want in wanted:
        least = places[-1] + gap if places else low
        places.append(max(want, least))
    most = high
    for i in reversed(range(len(places))):
        places[i] = min(places[i], most)
        most = places[i] - gap
    return places


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= 0.75 * rough)


def _ticks_in_days(
    first: date, span: int, width: float
) -> tuple[tuple[date, str], ...]:
    for step in _STEPS_IN_DAYS:
        if (span // step + 1) * _ROOM_FOR_DAY <= width:
            break
    days = (date.fromordinal(first.toordinal() + k) for k in range(0, span + 1, step))
    return tuple((day, _short(day_in_words(day)).rsplit(" ", 1)[0]) for day in days)


def _short(words: str) -> str:
    return " ".join(word[:3] if word.isalpha() else word for word in words.split())
