"""Days of numpy, as days of Python."""

from __future__ import annotations

from datetime import date

import numpy as np


def to_date(day: np.datetime64) -> date:
    """Turn numpy's day into Python's."""
    given = day.astype("datetime64[D]").item()
    assert isinstance(given, date), "numpy gives a date for a day"
    return given
