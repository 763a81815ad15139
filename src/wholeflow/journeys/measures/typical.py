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
    cases
        How many cases have it.
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
    there
        In how many of the cases it first occurs there.
    """

    activity: str
    cases: int
    after_hours: float
    wait_hours: float | None
    long_hours: float | None
    where: str | None
    there: int


@dataclass(frozen=True, slots=True)
class TypicalJourney:
    """The steps that most people of a cohort have.

    Parameters
    ----------
    cases
        Cases of the cohort.
    median_hours
        Of their spans.
    steps
        In order; at most eight, those that the most cases have.
    with_all
        Cases that have every step, and first have each in this order.
    seldom
        Activities that are no step, and how many cases have each, the most first.
    basis
        Of the waits; see `Waits`.
    """

    cases: int
    median_hours: float
    steps: tuple[TypicalStep, ...]
    with_all: int
    seldom: tuple[tuple[str, int], ...]
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
    counts = np.bincount(journeys.activity[firsts], minlength=len(journeys.activities))
    codes = np.flatnonzero(counts >= max(share * journeys.n_cases, 1))
    codes = codes[np.argsort(-counts[codes], kind="stable")][:MOST_STEPS]
    found = [_step(journeys, firsts, int(code), before) for code in codes]
    ordered = sorted(
        zip(found, codes.tolist(), strict=True),
        key=lambda pair: (pair[0].after_hours, -pair[0].cases, pair[0].activity),
    )
    order = [code for _, code in ordered]
    there = [code for code in np.argsort(-counts, kind="stable") if counts[code]]
    return TypicalJourney(
        cases=journeys.n_cases,
        median_hours=float(np.median(journeys.duration_hours())),
        steps=tuple(step for step, _ in ordered),
        with_all=int(_with_all(journeys, firsts, order).sum()),
        seldom=tuple(
            (journeys.activities[code], int(counts[code]))
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
    where, there = _most_often(journeys, events)
    return TypicalStep(
        activity=journeys.activities[code],
        cases=len(events),
        after_hours=float(np.median(journeys.start[events] - begun)) / HOUR,
        wait_hours=float(np.median(waited)) if len(waited) else None,
        long_hours=float(np.median(journeys.end[timed] - journeys.start[timed])) / HOUR
        if len(timed)
        else None,
        where=where,
        there=there,
    )


def _most_often(journeys: Journeys, events: Places) -> tuple[str | None, int]:
    body = journeys.body()
    known: Codes = body.codes[events]
    known = known[known != NOBODY]
    if not len(known):
        return None, 0
    counts = np.bincount(known)
    return body.names[int(counts.argmax())], int(counts.max())


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
