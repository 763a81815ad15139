"""What waits are put down to: a cause and its side, or unknown. Never a person.

The wait of an event is q = max(0, s - H), from the latest end H of the earlier events of
its case to its start; waits add up to the span of the case less the time in which
something was done. Each wait has one cause: that of the word recorded for it, or else
the first that the events around it fit, or else none, which is *unknown* and told.

Nothing is told but names of causes from the rules: what was typed into the log, and who
typed it, stays there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Codes, Mask, Microseconds, Places
from wholeflow.journeys.choosing import latest_end_before
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.event_rule import open_column
from wholeflow.journeys.rules.reasons import CauseSide, ReasonsRule
from wholeflow.journeys.times import HOUR


@dataclass(frozen=True, slots=True)
class WaitsByReason:
    """All waits put down to one cause, or to none.

    Parameters
    ----------
    cause
        Its name in the rules; None where no cause is known.
    side
        Where it lies.
    microseconds
        All time waited; exact, so that causes add up to everything.
    waits, cases
        How many waits, and of how many cases.
    """

    cause: str | None
    side: CauseSide
    microseconds: int
    waits: int
    cases: int

    @property
    def hours(self) -> float:
        """All time waited."""
        return self.microseconds / HOUR


@dataclass(frozen=True, slots=True, eq=False)
class ReasonsForWaits:
    """What each wait is put down to.

    Parameters
    ----------
    causes
        Each cause of the rules that has any wait, the longest first, and what is
        unknown.
    wait
        Of each event. Shape (n_events,), microseconds.
    cause_of
        Place of each wait's cause in the rules; `NOBODY` for unknown, and where nobody
        waited. Shape (n_events,).
    words_not_named
        How many waits have a reason recorded that no cause of the rules names; they are
        unknown.
    touch_is_known
        False if the log has one time for each event: waits then hold being treated, too.
    """

    causes: tuple[WaitsByReason, ...]
    wait: Microseconds
    cause_of: Codes
    words_not_named: int
    touch_is_known: bool

    def microseconds_of(self, side: CauseSide) -> int:
        """All time waited on a side."""
        return sum(each.microseconds for each in self.causes if each.side == side)

    def share_of(self, side: CauseSide) -> float | None:
        """Share of a side in all waiting, from 0 to 1; None if nobody waited.

        Time in which nobody waited is no part of it.
        """
        counted = [each for each in CauseSide if each != CauseSide.NO_WAIT]
        total = sum(self.microseconds_of(each) for each in counted)
        if not total or side == CauseSide.NO_WAIT:
            return None
        return self.microseconds_of(side) / total

    def cases(self, journeys: Journeys, rule: ReasonsRule, cause: str | None) -> Codes:
        """Codes of the cases that waited for this cause; None for what is unknown."""
        names = [each.name for each in rule.causes]
        code = NOBODY if cause is None else names.index(cause)
        return np.unique(journeys.case[(self.wait > 0) & (self.cause_of == code)])


def reasons_for_waits(journeys: Journeys, rule: ReasonsRule) -> ReasonsForWaits:
    """Put each wait down to a cause.

    Parameters
    ----------
    journeys
        The log. A column that the rules name and it lacks is told as `NotFound`, the
        column of staff as `BadInput`.
    rule
        The causes.

    Raises
    ------
    BadInput
        If a cause is called after a member of staff.
    """
    staff = {name.casefold() for name in journeys.resources}
    named = [cause.name for cause in rule.causes if cause.name.casefold() in staff]
    if named:
        raise BadInput(
            "the rules",
            ["a cause is called after somebody of the log's staff; say what happened"],
        )
    wait = np.maximum(journeys.start - latest_end_before(journeys), 0)
    cause_of, not_named = _recorded(journeys, rule)
    before = _event_before(journeys.n_events)
    for number, cause in enumerate(rule.causes):
        fits = np.full(
            journeys.n_events,
            cause.after.says_something or cause.before.says_something,
        )
        if cause.after.says_something:
            fits &= cause.after.of(journeys)[before]
        if cause.before.says_something:
            fits &= cause.before.of(journeys)
        cause_of[fits & (cause_of == NOBODY)] = number
    waited = wait > 0
    cause_of[~waited] = NOBODY
    return ReasonsForWaits(
        causes=_added_up(journeys, rule, wait, cause_of),
        wait=wait,
        cause_of=cause_of,
        words_not_named=int((not_named & waited & (cause_of == NOBODY)).sum()),
        touch_is_known=journeys.has_both_times,
    )


def _event_before(n_events: int) -> Places:
    """Place of the event before each; the first of a case has no wait to ask for."""
    return np.maximum(np.arange(n_events) - 1, 0)


def _recorded(journeys: Journeys, rule: ReasonsRule) -> tuple[Codes, Mask]:
    """Cause by the word recorded, and where there is a word that no cause names."""
    cause_of = np.full(journeys.n_events, NOBODY, dtype=np.int32)
    if rule.column is None:
        return cause_of, np.zeros(journeys.n_events, dtype=np.bool_)
    column = open_column(journeys, rule.column)
    n_events = journeys.n_events
    place = _event_before(n_events) if rule.at_begin else np.arange(n_events)
    for number, cause in enumerate(rule.causes):
        said = column.of(cause.words)[place]
        cause_of[said & (cause_of == NOBODY)] = number
    return cause_of, (column.codes[place] != NOBODY) & (cause_of == NOBODY)


def _added_up(
    journeys: Journeys, rule: ReasonsRule, wait: Microseconds, cause_of: Codes
) -> tuple[WaitsByReason, ...]:
    sides = [(each.name, each.side) for each in rule.causes]
    told: list[tuple[int, str | None, CauseSide]] = [
        (number, *each) for number, each in enumerate(sides)
    ]
    told.append((NOBODY, None, CauseSide.UNKNOWN))
    found = []
    for number, name, side in told:
        chosen = (wait > 0) & (cause_of == number)
        if chosen.any():
            found.append(
                WaitsByReason(
                    name,
                    side,
                    int(wait[chosen].sum()),
                    int(chosen.sum()),
                    len(np.unique(journeys.case[chosen])),
                )
            )
    return tuple(sorted(found, key=lambda each: (-each.microseconds, each.cause or "")))
