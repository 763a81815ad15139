"""Logs that cannot carry a fit, refused with everything that is wrong with them."""

from __future__ import annotations

import numpy as np

from wholeflow.errors import BadLog
from wholeflow.journeys.times import as_datetime

from .steps import Microseconds, Steps

LEAST_EVENTS = 20  # of an activity, from which it recurs
ALL_TIED, ANY_NEGATIVE, MUCH_EMPTY = 0.9, 0.01, 0.25
FIRST_YEAR, LAST_YEAR = 1970, 2200  # of a model
LONGEST_NAME = 190  # a node "until" it has a longer one


def refuse_broken(steps: Steps, source: str) -> None:
    """Refuse a log of which nothing could be fitted, however long it is.

    Parameters
    ----------
    steps
        Of the log.
    source
        Its name.

    Raises
    ------
    BadLog
        With every reason.
    """
    faults = _faults(steps) or _faults_of_time(steps.begin[steps.is_first])
    if faults:
        raise BadLog(source, faults)


def _faults(steps: Steps) -> list[str]:
    """Say what is wrong with the events."""
    faults = []
    negative = float((steps.end < steps.begin).mean())
    if negative > ANY_NEGATIVE:
        faults.append(
            f"{negative:.0%} of the events end before they start, so no length can be "
            "believed. Look whether start and end are the right way round"
        )
    inner = ~steps.is_first
    still = (
        inner[1:]
        & (steps.begin[1:] == steps.begin[:-1])
        & (steps.end[1:] == steps.end[:-1])
    )
    if inner.any() and still.sum() >= ALL_TIED * inner.sum():
        faults.append(
            "nearly all events of a case have the same time, so no order and no length "
            "of anything is known. Say which column has the time of each event"
        )
    if not inner.any():
        faults.append(
            "every case has one event only, so nothing follows anything. Say which "
            "column names the case"
        )
    counts = np.bincount(steps.activity, minlength=len(steps.activities))
    if counts[counts >= LEAST_EVENTS].sum() < 0.5 * steps.n:
        faults.append(
            f"most activities happen fewer than {LEAST_EVENTS} times, so nothing recurs "
            "that could be fitted. Say which column names the activity, or give several "
            "one name"
        )
    long = [name for name in steps.activities if len(name) > LONGEST_NAME]
    if long:
        faults.append(
            f"expected names of activities of at most {LONGEST_NAME} characters, got "
            f"'{long[0][:LONGEST_NAME]}...'"
        )
    return faults


def _faults_of_time(begins: Microseconds) -> list[str]:
    """Say whether times cannot be, or nothing begins for a long time."""
    years = as_datetime(int(begins.min())).year, as_datetime(int(begins.max())).year
    if years[0] < FIRST_YEAR or years[1] >= LAST_YEAR:
        words = (
            f"expected times from {FIRST_YEAR} to {LAST_YEAR - 1}, got some of {years[0]} "
            f"and {years[1]}; correct them where they were recorded"
        )
        return [words]
    ordered = np.sort(begins)
    gaps = np.diff(ordered, append=ordered[-1])
    widest = int(np.argmax(gaps))
    if gaps[widest] <= MUCH_EMPTY * (ordered[-1] - ordered[0]):
        return []
    between = (as_datetime(int(each)) for each in ordered[widest : widest + 2])
    days = " and ".join(f"{day.day} {day:%b %Y}" for day in between)
    words = (
        f"no case begins between {days}, a large part of the log: times are wrong, or "
        "recording stopped. Choose the part of it that is whole"
    )
    return [words]
