"""Days and lengths of time in English, whatever the machine's language."""

from __future__ import annotations

from datetime import date

_DAYS_FROM = 72  # hours from which days read better
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day_in_words(day: date) -> str:
    """Write a day.

    >>> day_in_words(date(2018, 6, 3))
    '3 June 2018'
    """
    return f"{day.day} {month_in_words(day)}"


def month_in_words(day: date) -> str:
    """Write the month of a day.

    >>> month_in_words(date(2018, 6, 3))
    'June 2018'
    """
    return f"{_MONTHS[day.month - 1]} {day.year}"


def hours_in_words(length: float) -> str:
    """Write hours as minutes, hours or days, whichever reads best.

    >>> hours_in_words(0.25), hours_in_words(3.22), hours_in_words(128.24)
    ('15 min', '3.2 h', '5.3 days')
    """
    if length < 1:
        return f"{length * 60:.0f} min"
    return f"{length:.1f} h" if length < _DAYS_FROM else f"{length / 24:.1f} days"
