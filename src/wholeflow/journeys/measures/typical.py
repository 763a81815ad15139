"""The typical journey of a cohort: the steps that most people have, and in which order.

It is made of medians and is nobody's own journey. A step is an activity that at least
half of the cases have, taken where it first occurs in each. Steps stand in the order of
the median time from the beginning of the case; how many cases have all of them in this
order is told, and usually they are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Codes, Mask, Places
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.times import HOUR

from .flow import half_known
from .waiting import Waits, waits_before

MOST_STEPS = 8


@dataclass(frozen=True, slots=True)
class TypicalStep:
    """One step that most people have.

    Parameters
    ----------
    activity
        Its name.
    cases, persons
        How many cases have it, and of how many persons.
    after_hours
        Median time from the beginning of the case until it first begins.
    wait_hours
        Median wait before it; with one time for each event, from completion to
        completion. None if no wait of it counts.
    long_hours
        Median of how long it takes; None where no length is known.
    where
        The body, organisation or group, in which it most often first occurs; None if
        nobody recorded one.
    there, persons_there
        In how many of the cases it first occurs there, and of how many persons.
    """

    activity: str
    cases: int
    persons: int
    after_hours: float
    wait_hours: float | None
    long_hours: float | None
    where: str | None
    there: int
    persons_there: int


@dataclass(frozen=True, slots=True)
class SeldomActivity:
    """An activity that is no step, how many cases have it, and of how many persons."""

    name: str
    cases: int
    persons: int


@dataclass(frozen=True, slots=True)
class TypicalJourney:
    """The steps that most people of a cohort have.

    Parameters
    ----------
    cases, persons
        Of the cohort.
    median_hours
        Of their spans.
    steps
        In order; at most eight, those that the most cases have.
    with_all, persons_with_all
        Cases that have every step, and first have each in this order; and of how many
        persons.
    seldom
        Activities that are no step, the most frequent first.
    basis
        Of the waits; see `Waits`.
    """

    cases: int
    persons: int
    median_hours: float
    steps: tuple[TypicalStep, ...]
    with_all: int
    persons_with_all: int
    seldom: tuple[SeldomActivity, ...]
    basis: str


def typical_journey(
    journeys: Journeys, *, waited: Waits | None = None, share: float = 0.5
) -> TypicalJourney:
    """Find the typical journey of a cohort.

    Parameters
    ----------
    journeys
        The cohort; see `cohort` and `chosen_cases`.
    waited
        Waits on the basis and by the clock that are wanted; None for the plain ones.
    share
        Share of the cases that must have a step, above 0 and at most 1.

    Raises
    ------
    BadInput
        If `share` is no such share.
    """
    if not 0 < share <= 1:
        fault = f"expected a share above 0 and at most 1, got {share:g}"
        raise BadInput("how many must have a step", [fault])
    before = waits_before(journeys) if waited is None else waited
    firsts = first_occurrences(journeys)
    activity, size = journeys.activity[firsts], len(journeys.activities)
    counts = np.bincount(activity, minlength=size)
    persons = journeys.persons_by(activity, journeys.case[firsts], size)
    codes = np.flatnonzero(counts >= max(share * journeys.n_cases, 1))
    codes = codes[np.argsort(-counts[codes], kind="stable")][:MOST_STEPS]
    found = [_step(journeys, firsts, int(code), before) for code in codes]
    ordered = sorted(
        zip(found, codes.tolist(), strict=True),
        key=lambda pair: (pair[0].after_hours, -pair[0].cases, pair[0].activity),
    )
    order = [code for _, code in ordered]
    with_all = _with_all(journeys, firsts, order)
    there = [code for code in np.argsort(-counts, kind="stable") if counts[code]]
    return TypicalJourney(
        cases=journeys.n_cases,
        persons=journeys.n_persons,
        median_hours=float(np.median(journeys.duration_hours())),
        steps=tuple(step for step, _ in ordered),
        with_all=int(with_all.sum()),
        persons_with_all=journeys.persons_of(with_all),
        seldom=tuple(
            SeldomActivity(
                journeys.activities[code], int(counts[code]), int(persons[code])
            )
            for code in there
            if code not in order
        ),
        basis=before.basis,
    )


def typical_cases(journeys: Journeys, found: TypicalJourney) -> Places:
    """Give codes of the cases that have every step of it in its order."""
    order = [journeys.activities.index(step.activity) for step in found.steps]
    return np.flatnonzero(_with_all(journeys, first_occurrences(journeys), order))


def first_occurrences(journeys: Journeys) -> Places:
    """Places of the first event of each activity in each case, in order."""
    size = len(journeys.activities)
    pair = journeys.case.astype(np.int64) * size + journeys.activity
    return np.sort(np.unique(pair, return_index=True)[1])


def _step(journeys: Journeys, firsts: Places, code: int, before: Waits) -> TypicalStep:
    events = firsts[journeys.activity[firsts] == code]
    begun = journeys.start[journeys.first_event[journeys.case[events]]]
    waited = before.hours[events][before.counted[events]]
    timed = events[~half_known(journeys)[events]]
    where, there, persons_there = _most_often(journeys, events)
    return TypicalStep(
        activity=journeys.activities[code],
        cases=len(events),
        persons=journeys.persons_of(journeys.case[events]),
        after_hours=float(np.median(journeys.start[events] - begun)) / HOUR,
        wait_hours=float(np.median(waited)) if len(waited) else None,
        long_hours=float(np.median(journeys.end[timed] - journeys.start[timed])) / HOUR
        if len(timed)
        else None,
        where=where,
        there=there,
        persons_there=persons_there,
    )


def _most_often(journeys: Journeys, events: Places) -> tuple[str | None, int, int]:
    body = journeys.body()
    said: Codes = body.codes[events]
    known = said[said != NOBODY]
    if not len(known):
        return None, 0, 0
    most = int(np.bincount(known).argmax())
    there = journeys.case[events[said == most]]
    return body.names[most], len(there), journeys.persons_of(there)


def _with_all(journeys: Journeys, firsts: Places, order: list[int]) -> Mask:
    """Which cases have all these activities, first each in this order."""
    rank = np.full(len(journeys.activities), -1)
    rank[order] = np.arange(len(order))
    ranks = rank[journeys.activity[firsts]]
    taken = ranks >= 0
    case, ranks = journeys.case[firsts][taken], ranks[taken]
    # Occurrences stand in order, so the n-th of a case must be the n-th step.
    begins = np.ones(len(case), dtype=np.bool_)
    begins[1:] = case[1:] != case[:-1]
    first = np.flatnonzero(begins)
    number = np.arange(len(case)) - first[np.cumsum(begins) - 1] if len(case) else case
    fitting = np.bincount(case[ranks == number], minlength=journeys.n_cases)
    every: Mask = fitting == len(order)
    return every
