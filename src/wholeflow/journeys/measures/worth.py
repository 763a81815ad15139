"""How much of the time of journeys is of value, necessary, waste, or waiting.

Every moment of a case from its first start to its latest end is put down once: to the
best kind among the activities that go on at that moment, in the order value, necessary,
waste, not classified; to waiting if none does. So the five add up to the span, exactly.
What is value is for people to say, see `wholeflow.journeys.rules.worth`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Mask, Microseconds
from wholeflow.journeys.intervals import exact_sum, newly_covered
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.worth import KINDS
from wholeflow.journeys.times import HOUR

from .flow import ONE_TIME, case_times, half_known
from .telling import told_by

NOT_CLASSIFIED, WAITING = "not classified", "waiting"
PARTS = (*KINDS, NOT_CLASSIFIED, WAITING)


@dataclass(frozen=True, slots=True)
class ValuePart:
    """The time of one kind.

    Parameters
    ----------
    kind
        Of `PARTS`.
    hours
        Of all cases together.
    share
        Of their spans; None if no case lasts.
    cases
        How many have any of it.
    """

    kind: str
    hours: float
    share: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class ValueTable:
    """All time of a log by kind.

    Parameters
    ----------
    parts
        In the order of `PARTS`; their hours add up to `span_hours`.
    span_hours
        Of all cases together.
    value_ratio
        Value over span, from what it is if nothing that is not classified is of value
        to what it is if all of that is; None if no case lasts.
    not_classified
        Activities of the log that have no kind.
    half_known
        Events without a known length, which count as no time.
    """

    parts: tuple[ValuePart, ...]
    span_hours: float
    value_ratio: tuple[float, float] | None
    not_classified: tuple[str, ...]
    half_known: int


def value_table(
    journeys: Journeys, kind_of: Mapping[str, str], *, by: str = "activity"
) -> ValueTable:
    """Put all time down to value, necessary, waste, not classified and waiting.

    Parameters
    ----------
    journeys
        The log, with a start and an end of its events.
    kind_of
        Kind, of `KINDS`, by name of the activity; `Standards.worth` is one.
    by
        A column whose names have kinds instead, such as "kind".
    """
    by_case = value_by_case(journeys, kind_of, by=by)
    span = exact_sum(by_case.ravel())
    sums = [exact_sum(of_kind) for of_kind in by_case.T]
    column = told_by(journeys, by)
    return ValueTable(
        parts=tuple(
            ValuePart(kind, part / HOUR, part / span if span else None, int(cases))
            for kind, part, cases in zip(
                PARTS, sums, (by_case > 0).sum(axis=0), strict=True
            )
        ),
        span_hours=span / HOUR,
        value_ratio=(sums[0] / span, (sums[0] + sums[3]) / span) if span else None,
        not_classified=tuple(
            name
            for code, name in enumerate(column.names)
            if name not in kind_of and (column.codes == code).any()
        ),
        half_known=int(half_known(journeys).sum()),
    )


def value_by_case(
    journeys: Journeys, kind_of: Mapping[str, str], *, by: str = "activity"
) -> Microseconds:
    """Give the time of each case by kind, for the cases behind a part of the table.

    Parameters
    ----------
    journeys, kind_of, by
        As for `value_table`.

    Returns
    -------
    array of int64
        Microseconds, columns as `PARTS`; rows add up to the span. Shape (n_cases, 5).

    Raises
    ------
    BadInput
        If the log has one time for each event, or a kind is none of the three.
    """
    if not journeys.has_both_times:
        raise BadInput("what time is worth", [ONE_TIME])
    wrong = sorted(set(kind_of.values()).difference(KINDS))
    if wrong:
        faults = [f"'{kind}': expected one of {', '.join(KINDS)}" for kind in wrong]
        raise BadInput("what time is worth", faults)
    column = told_by(journeys, by)
    kinds = [
        column.of(name for name, kind in kind_of.items() if kind == wanted)
        for wanted in KINDS
    ]
    covered = [np.zeros(journeys.n_cases, dtype=np.int64)]
    among = np.zeros(journeys.n_events, dtype=np.bool_)
    for events in (*kinds, np.ones(journeys.n_events, dtype=np.bool_)):
        among |= events
        covered.append(_touch_of(journeys, among))
    covered.append(case_times(journeys).span)
    so_far = np.stack(covered, axis=1)
    return so_far[:, 1:] - so_far[:, :-1]


def _touch_of(journeys: Journeys, among: Mask) -> Microseconds:
    """Union of these events of each case. Shape (n_cases,)."""
    case = journeys.case[among]
    new = np.diff(case, prepend=-1) != 0
    touch = np.zeros(journeys.n_cases, dtype=np.int64)
    if len(case):
        fresh = newly_covered(new, journeys.start[among], journeys.end[among])
        touch[case[new]] = np.add.reduceat(fresh, np.flatnonzero(new))
    return touch
