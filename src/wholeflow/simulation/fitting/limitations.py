"""What a log cannot tell a model, and what a fit assumes: in words, with what they forbid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wholeflow.journeys import Journeys
from wholeflow.journeys.times import as_datetime

from .arrivals import MUCH
from .broken import LEAST_EVENTS
from .dividing import Division
from .estimates import Estimates, Known, Reading
from .steps import Steps

FEW_CASES = 500
MUCH_OF_IT = 0.01  # share, from which it is worth a word


@dataclass(frozen=True, slots=True)
class Limitation:
    """Something that a log cannot tell a model.

    Parameters
    ----------
    kind
        Short name.
    words
        What was found.
    forbids
        What must not be asked of the model because of it.
    """

    kind: str
    words: str
    forbids: str


# -- of the log --------------------------------------------------------------------------


def limitations_of_log(
    log: Journeys, steps: Steps, division: Division
) -> tuple[Limitation, ...]:
    """Say what a log cannot tell.

    Parameters
    ----------
    log, steps
        The log.
    division
        How it is divided.
    """
    said = []
    if not log.has_both_times:
        said.append(
            Limitation(
                "one-time",
                "There is one time for each event.",
                "Service and waiting cannot be told apart: each step takes no time, and "
                "all time lies before it, without limit of places. No change of "
                "capacity, nor of service, can be asked.",
            )
        )
    if division.by_day:
        said.append(
            Limitation(
                "whole-days",
                "Only the day of events was recorded.",
                "Hours of the day, and lengths of less than a day, are not known: "
                "arrivals have one rate all day.",
            )
        )
    n = division.cases_fitted(steps)
    if n < FEW_CASES:
        said.append(
            Limitation(
                "few-cases",
                f"The model rests on {n} cases.",
                "Expect wide intervals; what is rare is not in it.",
            )
        )
    if division.fitted_from > division.first:
        day = as_datetime(division.arrivals_from)
        said.append(
            Limitation(
                "drift",
                f"The log changed its level about {day.day} {day:%b %Y}; only what came "
                "after is fitted.",
                "The model says nothing of the time before.",
            )
        )
    said += _side_by_side(steps)
    said += _open(steps, division)
    return tuple(said)


def _side_by_side(steps: Steps) -> list[Limitation]:
    inner = ~steps.is_first
    overlap = np.zeros(steps.n, dtype=np.bool_)
    overlap[1:] = (
        inner[1:]
        & (steps.begin[1:] < steps.end[:-1])
        & (steps.end[1:] > steps.begin[1:])
    )
    share = float(overlap.sum()) / max(int(inner.sum()), 1)
    if share < 0.01:
        return []
    return [
        Limitation(
            "side-by-side",
            f"{share:.0%} of the steps begin before the one before has ended.",
            "The model does one thing after another, so time in system comes out too "
            "long where work is done side by side.",
        )
    ]


def _open(steps: Steps, division: Division) -> list[Limitation]:
    """Say how many cases had not ended where the fitted weeks end."""
    begin = steps.begin[steps.is_first]
    ends = np.maximum.reduceat(steps.end, np.flatnonzero(steps.is_first))
    begun = begin < division.split
    share = float((begun & (ends > division.split)).sum()) / max(int(begun.sum()), 1)
    if share < 0.01:
        return []
    return [
        Limitation(
            "open-cases",
            f"{share:.0%} of the cases had not ended where the fitted weeks end; what "
            "was going on is kept, as lasting at least so long.",
            "The longest lengths are not seen whole, so the longest stays may be too short.",
        )
    ]


# -- of the fit -------------------------------------------------------------------------


def limitations_of_fit(
    of: Estimates, steps: Steps, known: Known, *, both_times: bool
) -> tuple[Limitation, ...]:
    """Say what a fit assumes.

    Parameters
    ----------
    of
        The fit.
    steps
        What it was fitted to.
    known
        Limits that were told.
    both_times
        Whether service and waiting can be told apart.
    """
    said = [*_days(of)]
    if both_times:
        said += _limits(of, steps, known)
        said += _unexplained(of, steps)
    said += _rare(of, steps)
    return tuple(said)


def _days(of: Estimates) -> Iterator[Limitation]:
    if of.arrivals.dispersion > MUCH:
        yield Limitation(
            "days-differ",
            f"Days differ in arrivals {of.arrivals.dispersion:.1f} times as much as by "
            "chance alone (variance over mean).",
            "A model alone has only chance: its busy days are too few. What is asked of "
            "the log or of its fit has a factor for each day.",
        )


def _limits(of: Estimates, steps: Steps, known: Known) -> Iterator[Limitation]:
    unknown = {
        steps.activities[activity]: readings
        for activity, readings in of.readings.items()
        if steps.activities[activity] not in known
    }
    seen = [
        f"{name} {best.units}" for name, (best, *_) in unknown.items() if best.units
    ]
    if seen:
        yield Limitation(
            "limits-assumed",
            f"Most served at once, taken as the limit: {', '.join(seen)}.",
            "How many there are was not recorded, only how many were busy. Hold this "
            "against rosters or bed states, and say what is right.",
        )
    unsure = [
        f"{name} {' or '.join(map(_likely, readings))}"
        for name, readings in unknown.items()
        if len(readings) > 1
    ]
    if unsure:
        yield Limitation(
            "limits-unsure",
            f"Whether there is a limit, or which, is not sure: {'; '.join(unsure)}.",
            "The intervals allow for that. Say what is right if you know it.",
        )
    free = [
        name
        for name, (best, *_) in unknown.items()
        if best.units is None and best.most_at_once
    ]
    if free:
        yield Limitation(
            "no-limit-seen",
            f"Nobody was seen to wait for a place: {_some(free)}.",
            "Busy is not available: how many there could be is not known, so they have "
            "no limit, and no change of their capacity can be asked.",
        )


def _likely(reading: Reading) -> str:
    units = "none" if reading.units is None else str(reading.units)
    return f"{units} ({reading.share:.0%})"


def _unexplained(of: Estimates, steps: Steps) -> Iterator[Limitation]:
    told = [
        f"{steps.activities[activity]} {best.unexplained:.0%}"
        for activity, (best, *_) in of.readings.items()
        if best.units is not None and not np.isnan(best.unexplained)
    ]
    if told:
        yield Limitation(
            "unexplained",
            f"Share of the waiting that the limit does not explain: {', '.join(told)}.",
            "It stays as it is in any change: nobody knows what it hangs on.",
        )


def _rare(of: Estimates, steps: Steps) -> Iterator[Limitation]:
    counts = of.routing.counts[:, :, :-1].sum((0, 1))
    rare = [
        name
        for name, n in zip(steps.activities, counts, strict=True)
        if n < LEAST_EVENTS
    ]
    if rare:
        yield Limitation(
            "rare",
            f"Fewer than {LEAST_EVENTS} of: {_some(rare)}.",
            "Of these little is known; they are not told by themselves.",
        )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(names[:6]) + more
