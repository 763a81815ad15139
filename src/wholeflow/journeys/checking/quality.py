"""What to beware of in a log: found by looking, told in words, and what it forbids.

Each check says which events it is about, so the cases behind any finding can be
listed. A log without findings is not a good log; it has none of *these* faults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from wholeflow.journeys.arrays import Codes, Mask, Microseconds
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.times import SECOND

from .clocks import (
    clock_step_minutes,
    coarse,
    nested,
    nowhere,
    offset_lost,
    twice_an_hour,
    whole_days,
)
from .drift import drift_in_words, drifting

# Words that other programs take for "nothing is known".
NOTHING_WORDS = frozenset(
    {"na", "n/a", "nan", "null", "none", "nil", "?", "-", "unknown", "not known"}
)


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One thing to beware of.

    Parameters
    ----------
    kind
        Short name, for `--cases quality:KIND`.
    events, cases, persons
        How many it is about.
    words
        What was found.
    forbids
        What must not be concluded from the log because of it.
    """

    kind: str
    events: int
    cases: int
    persons: int
    words: str
    forbids: str


@dataclass(frozen=True, slots=True)
class _Check:
    find: Callable[[Journeys, dt.datetime], Mask]
    words: str
    forbids: str
    detail: Callable[[Journeys, Mask], str] | None = None


def quality(journeys: Journeys, *, now: dt.datetime) -> tuple[QualityFinding, ...]:
    """Look for what makes answers from this log weaker.

    Parameters
    ----------
    journeys
        The log.
    now
        Aware; times after it are in the future.
    """
    found = []
    for kind, check in CHECKS.items():
        events = check.find(journeys, now)
        if events.any():
            count = int(events.sum())
            behind = np.unique(journeys.case[events])
            cases, persons = len(behind), journeys.persons_of(behind)
            words = check.words.format(
                events=f"{count:,}",
                cases=f"{cases:,}",
                share=f"{_share(events)} %",
                detail=check.detail(journeys, events) if check.detail else "",
            )
            found.append(
                QualityFinding(kind, count, cases, persons, words, check.forbids)
            )
    return tuple(found)


def _share(events: Mask) -> str:
    return f"{100 * events.mean():.0f}" if events.mean() >= 0.01 else "less than 1"


def _only_one_time(journeys: Journeys, _: dt.datetime) -> Mask:
    return np.full(journeys.n_events, not journeys.has_both_times)


def _tied(journeys: Journeys, _: dt.datetime) -> Mask:
    return journeys.tied()


def _half_known(journeys: Journeys, _: dt.datetime) -> Mask:
    return journeys.only_half


def _negative(journeys: Journeys, _: dt.datetime) -> Mask:
    return journeys.end < journeys.start


def _future(journeys: Journeys, now: dt.datetime) -> Mask:
    return journeys.end > int(now.timestamp()) * SECOND


def _nothing_words(journeys: Journeys, _: dt.datetime) -> Mask:
    is_word = journeys.case_names.str.to_lowercase().is_in(list(NOTHING_WORDS))
    of_case: Mask = is_word.to_numpy()[journeys.case]
    body = journeys.body()
    return of_case | body.of(n for n in body.names if n.lower() in NOTHING_WORDS)


def _twice(journeys: Journeys, _: dt.datetime) -> Mask:
    """Events that repeat an earlier one of the same moment in every column read."""
    same_moment = journeys.tied()
    same_moment[:-1] |= same_moment[1:]
    among = np.flatnonzero(same_moment)
    columns: tuple[Microseconds | Codes, ...] = (
        journeys.case, journeys.start, journeys.end,
        journeys.activity, journeys.organisation, journeys.group, journeys.resource,
    )  # fmt: skip
    rows = pl.DataFrame({str(n): column[among] for n, column in enumerate(columns)})
    first = rows.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    repeated = nowhere(journeys)
    repeated[among[~first]] = True
    return repeated


def _ignoring_now(
    find: Callable[[Journeys], Mask],
) -> Callable[[Journeys, dt.datetime], Mask]:
    return lambda journeys, _: find(journeys)


def _no_body(journeys: Journeys, _: dt.datetime) -> Mask:
    body = journeys.body()
    without: Mask = body.codes == NOBODY
    return without if body.names else nowhere(journeys)


CHECKS = {
    "one-time": _Check(
        _only_one_time,
        "There is only one time for each event.",
        "Waiting and being treated cannot be told apart.",
    ),
    "tied": _Check(
        _tied,
        "{events} events ({share}) have the same time as the event before in their "
        "case; they stand in the order of the file.",
        "Which of two such events came first is not known.",
    ),
    "half-known": _Check(
        _half_known,
        "{events} events in {cases} cases have a start or an end, not both.",
        "How long these took is not known; it counts as no time.",
    ),
    "ends-before-start": _Check(
        _negative,
        "{events} events in {cases} cases end before they start.",
        "Waits around these events are wrong; correct them where they were recorded.",
    ),
    "future": _Check(
        _future,
        "{events} events in {cases} cases lie in the future.",
        "They are plans or typing slips, not something that happened.",
    ),
    "whole-days": _Check(
        _ignoring_now(whole_days),
        "{share} of the events are at midnight: only the day was recorded.",
        "The order within a day and waits in hours are not known.",
    ),
    "coarse": _Check(
        _ignoring_now(coarse),
        "{share} of the events are at whole steps of {detail} minutes.",
        "Waits shorter than that, and the order within it, are not known.",
        lambda journeys, _: str(clock_step_minutes(journeys)),
    ),
    "offset-lost": _Check(
        _ignoring_now(offset_lost),
        "In summer people seem to do everything an hour later than in winter: local "
        "times were probably written down as if they were UTC.",
        "Waits across a change of clocks, and hours of the day in summer, are an hour "
        "out. Export the log with offsets, or say whose clock was meant.",
    ),
    "clock-change": _Check(
        _ignoring_now(twice_an_hour),
        "{events} events lie in the hour that comes twice when clocks go back.",
        "If the log has no offsets, waits around these may be an hour out.",
    ),
    "nested": _Check(
        _ignoring_now(nested),
        "{events} events in {cases} cases lie inside the time of an earlier event.",
        "Lengths of events must not be added up; time that is shared counts once here.",
    ),
    "drift": _Check(
        _ignoring_now(drifting),
        "Some names are recorded for part of the time only: {detail}.",
        "Before and after must not be compared as if everything had been recorded.",
        drift_in_words,
    ),
    "nothing-words": _Check(
        _nothing_words,
        "{cases} cases have, or pass through, a name such as NA or ?; it was kept "
        "as a name.",
        "If it means 'not recorded', these are not one person or one group.",
    ),
    "twice": _Check(
        _twice,
        "{events} events repeat another one in case, activity, time and group.",
        "Counts may be too high, if the same event was recorded twice.",
    ),
    "no-body": _Check(
        _no_body,
        "{events} events name no organisation or group.",
        "Hand-overs to and from these events are not counted.",
    ),
}


def events_behind(journeys: Journeys, kind: str, *, now: dt.datetime) -> Mask:
    """Which events a finding is about.

    Parameters
    ----------
    journeys
        The log.
    kind
        A key of `CHECKS`.
    now
        Aware; as for `quality`.
    """
    return CHECKS[kind].find(journeys, now)
