"""How a map compares with what happens: which journeys follow it, where others leave it.

A departure is information, not a failure: somebody may have had a good reason. One with
a recorded reason is *justified*; of a journey that has not had time to finish it is
*unknown* whether it will follow.

A *doing* of a step is a run of its events in a journey, ended by an event of another
step. Each journey is laid along the pathway so that as many doings as can be are in
order. A *departure* is one of these:

- *skipped*: a step that is required was not done at all;
- *out of order*: a doing that does not fit, of a step that has none that does;
- *repeated*: a further doing of a step that has one that fits and is not repeatable;
- *not on it*: an event of an activity that the pathway does not have.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Mask, Places
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.pathways import Pathway, PathwayRule

from .doings import (
    FITS,
    NOT_ON_IT,
    OUT_OF_ORDER,
    REPEATED,
    Doings,
    doings_of,
    stages_of,
    steps_of,
)
from .following import (
    KINDS,
    OUTCOMES,
    Departure,
    DepartureKind,
    DeparturesFinding,
    PathwayOutcome,
)


def departures(
    journeys: Journeys,
    pathway: Pathway,
    *,
    justified_cases: Mask | None = None,
    justified_events: Mask | None = None,
    still_open: Mask | None = None,
) -> DeparturesFinding:
    """Compare a pathway with what happens.

    Parameters
    ----------
    journeys
        The log. Of two steps at one time the first in the file came first.
    pathway
        Steps and their order.
    justified_cases
        Journeys in which every departure has a recorded reason; None for none. Shape
        (n_cases,).
    justified_events
        Events with a recorded reason: they justify a doing that is repeated or out of
        order, and an activity not on the pathway; nothing that was skipped. None for
        none. Shape (n_events,).
    still_open
        Journeys that have not had time to finish; a step that may still come is not
        skipped. None for none. Shape (n_cases,).

    Returns
    -------
    DeparturesFinding
        Outcomes, departures, and the journeys behind each. A mask of another shape is
        refused as `ValueError`.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> from wholeflow.journeys.discovery import pathway
    >>> journeys = read_log(example_log())
    >>> door = pathway(
    ...     "Door",
    ...     {"Registering": ["ER Registration"], "Triaging": ["ER Triage"]},
    ...     beside=[name for name in journeys.activities if name[:2] != "ER"],
    ... )
    >>> found = departures(journeys, door)
    >>> [(one.kind.value, one.name, one.cases) for one in found.departures[:1]]
    [('not on it', 'ER Sepsis Triage', 1049)]
    """
    reason_cases = _mask(justified_cases, journeys.n_cases, "justified_cases")
    reason_events = _mask(justified_events, journeys.n_events, "justified_events")
    is_open = _mask(still_open, journeys.n_cases, "still_open")
    step = steps_of(journeys, pathway)
    doings = doings_of(journeys, pathway, step, reason_events)
    done = np.zeros((journeys.n_cases, len(pathway.steps)), dtype=np.bool_)
    done[doings.case, doings.step] = True
    skipped = _skipped(pathway, doings, done, is_open)
    left = _left(journeys, step, doings, skipped, reason_events)
    left.justified[reason_cases[left.case]] = True
    never = np.flatnonzero(~done.any(axis=0))
    return DeparturesFinding(
        pathway=pathway,
        outcome=_outcomes(left, is_open),
        departures=_ranked(left, journeys, pathway),
        never_seen=tuple(pathway.steps[place].name for place in never),
        unknown_activities=tuple(
            sorted(pathway.activities().difference(journeys.activities))
        ),
        tied_cases=_tied_cases(journeys, doings),
    )


def departures_by_rule(journeys: Journeys, rule: PathwayRule) -> DeparturesFinding:
    """Compare a pathway of a standards file with what happens.

    Parameters
    ----------
    journeys
        The log.
    rule
        The pathway, and which events say that a departure has a reason and that a
        journey is over; one that is not is still open.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, example_standards
    >>> from wholeflow.journeys import read_log, read_standards
    >>> (door,) = read_standards(example_standards()).pathways
    >>> departures_by_rule(read_log(example_log()), door).count(PathwayOutcome.FOR)
    800
    """
    still_open = None
    if rule.finished.says_something:
        still_open = ~journeys.cases_with(rule.finished.of(journeys))
    return departures(
        journeys,
        rule.pathway,
        justified_cases=journeys.cases_with(rule.justified_cases.of(journeys)),
        justified_events=rule.justified_events.of(journeys),
        still_open=still_open,
    )


class _Left(NamedTuple):
    """Every time that a journey left the pathway. Each of shape (n,)."""

    kind: Places  # place in KINDS
    case: Places
    what: Places  # number of the step; code of the activity that is not on it
    justified: Mask


def _mask(given: Mask | None, length: int, name: str) -> Mask:
    if given is None:
        return np.zeros(length, dtype=np.bool_)
    if given.shape != (length,):
        raise ValueError(f"{name}: expected shape ({length},), got {given.shape}")
    return given


def _skipped(pathway: Pathway, doings: Doings, done: Mask, is_open: Mask) -> Mask:
    """Which required steps each journey skipped. Shape (n_cases, n_steps)."""
    stage = np.array(stages_of(pathway))
    fits = doings.fate == FITS
    reached = np.full(len(done), -1)
    np.maximum.at(reached, doings.case[fits], stage[doings.step[fits]])
    may_come = is_open[:, None] & (stage >= reached[:, None])
    required = np.array([step.required for step in pathway.steps])
    skipped: Mask = required & ~done & ~may_come
    return skipped


def _left(
    journeys: Journeys, step: Codes, doings: Doings, skipped: Mask, reason_events: Mask
) -> _Left:
    extra = step == NOT_ON_IT
    late, again = doings.fate == OUT_OF_ORDER, doings.fate == REPEATED
    parts = (  # in the order of KINDS
        (*np.nonzero(skipped), np.zeros(int(skipped.sum()), dtype=np.bool_)),
        (doings.case[late], doings.step[late], doings.justified[late]),
        (doings.case[again], doings.step[again], doings.justified[again]),
        (journeys.case[extra], journeys.activity[extra], reason_events[extra]),
    )
    kind = np.repeat(np.arange(len(KINDS)), [len(case) for case, _, _ in parts])
    return _Left(kind, *map(np.concatenate, zip(*parts, strict=True)))


def _outcomes(left: _Left, is_open: Mask) -> npt.NDArray[np.int8]:
    outcome = np.full(len(is_open), OUTCOMES.index(PathwayOutcome.FOR), dtype=np.int8)
    outcome[left.case] = OUTCOMES.index(PathwayOutcome.JUSTIFIED)
    outcome[is_open] = OUTCOMES.index(PathwayOutcome.UNKNOWN)
    outcome[left.case[~left.justified]] = OUTCOMES.index(PathwayOutcome.AGAINST)
    return outcome


def _ranked(left: _Left, journeys: Journeys, pathway: Pathway) -> tuple[Departure, ...]:
    """Sum the times up to departures, the most unjustified cases first."""
    width = max(len(pathway.steps), len(journeys.activities))
    way = left.kind * width + left.what
    pair, place, times = np.unique(
        way * journeys.n_cases + left.case, return_inverse=True, return_counts=True
    )
    has_reason = np.bincount(place, weights=~left.justified, minlength=len(pair)) == 0
    of_way, case = np.divmod(pair, journeys.n_cases)
    ways, begins = np.unique(of_way, return_index=True)
    parts = (np.split(column, begins)[1:] for column in (case, times, has_reason))
    found = [
        Departure(
            kind=KINDS[number // width],
            name=_name(KINDS[number // width], number % width, journeys, pathway),
            times=int(times.sum()),
            justified=int(has_reason.sum()),
            behind=behind,
        )
        for number, behind, times, has_reason in zip(ways, *parts, strict=True)
    ]
    return tuple(
        sorted(found, key=lambda one: (one.justified - one.cases, one.kind, one.name))
    )


def _name(kind: DepartureKind, what: int, journeys: Journeys, pathway: Pathway) -> str:
    if kind is DepartureKind.NOT_ON_IT:
        return journeys.activities[what]
    return pathway.steps[what].name


def _tied_cases(journeys: Journeys, doings: Doings) -> int:
    """Count the journeys in which two doings in a row begin at the same time."""
    start, case = journeys.start[doings.first], doings.case
    tied = (start[1:] == start[:-1]) & (case[1:] == case[:-1])
    return len(np.unique(case[1:][tied]))
