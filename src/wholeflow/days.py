"""Days, as people write them in English, whatever the machine's language."""

from __future__ import annotations

from datetime import date

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
