"""Days, as people write them."""

from __future__ import annotations

from datetime import date

import numpy as np

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day_in_words(day: date) -> str:
    """Write a day as people do, whatever the machine's language: 3 June 2018."""
    return f"{day.day} {month_in_words(day)}"


def month_in_words(day: date) -> str:
    """Write a month as people do: June 2018."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def to_date(day: np.datetime64) -> date:
    """Turn numpy's day into Python's."""
    given = day.astype("datetime64[D]").item()
    assert isinstance(given, date), "numpy gives a date for a day"
    return given
