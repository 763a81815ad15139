"""Indicators as a table gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """One value of an indicator.

    Parameters
    ----------
    on
        Its day; a month stands on its first.
    value
        In the unit of the indicator, finite.
    people
        Of how many people, if that is known.
    not_known
        Of how many more nothing is recorded.
    note
        What should be known about it.
    row
        Line of the file, for messages.
    """

    on: date
    value: float
    people: int | None = None
    not_known: int = 0
    note: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class IndicatorSeries:
    """An indicator as a table gives it; empty where the table does not say.

    Parameters
    ----------
    name
        Such as "A&E attendances within four hours".
    values
        By day, each day once.
    process
        Name or id of the process it is about.
    unit, source
        In words.
    fail, target
        Values at which the process fails and succeeds.
    better
        "up" or "down".
    missing, hidden
        How many cells held no value, and how many were hidden to protect people.
    empty
        The days of those cells, where they can be read.
    """

    name: str
    values: tuple[SeriesValue, ...]
    process: str = ""
    unit: str = ""
    source: str = ""
    fail: float | None = None
    target: float | None = None
    better: str = ""
    missing: int = field(default=0, compare=False)
    hidden: int = field(default=0, compare=False)
    empty: tuple[date, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """Every indicator of a table, in the order of the file.

    Parameters
    ----------
    source
        Name of the file, as the person knows it.
    series
        Each indicator of each process once.
    notes
        What was taken for granted, and what was not read.
    """

    source: str
    series: tuple[IndicatorSeries, ...]
    notes: tuple[str, ...] = field(default=(), compare=False)
