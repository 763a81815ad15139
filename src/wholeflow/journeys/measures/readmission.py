"""Emergency readmissions after a stay: who comes back, and to whom.

A person comes back from a *discharge* if their next stay is an emergency and begins
fewer than so many whole days after it, at any provider; on the day itself is day 0.
Only the last discharge before an emergency counts, as in NHS England's indicator I02040.
The rate is crude: it is not standardised by age, sex or illness.

References
----------
NHS Digital, Emergency readmissions within 30 days of discharge from hospital, I02040,
specification v3; "0-29 days (inclusive)" in CCG OIS 3.2, specification v1.4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Hours, Mask, Places
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.readmission import ReadmissionRule
from wholeflow.journeys.times import HOUR, MISSING, SECOND

from .preceding import NONE_BEFORE
from .shares import Share, share_of
from .spells import Spells, local_days, spells

NOT_OVER, DIED, TOO_LATE = "not over yet", "died", "too late to be followed"


@dataclass(frozen=True, slots=True, eq=False)
class Readmissions:
    """Who comes back.

    Parameters
    ----------
    rate
        Discharges that somebody came back from, of those that can be told of.
    same_provider, other_provider, provider_not_known
        Whom they came back to; together they are `rate.count`.
    left_out
        By reason, stays that nobody can come back from or that cannot be told of: not
        over yet, died, each class of the rules, too late to be followed.
    came_back_to_left_out
        Discharges followed in time by an emergency of a class that is left out; they
        are not counted as coming back.
    spells
        The stays.
    counted, readmitted
        Which spells are in `rate.of` and in `rate.count`. Shape (n_spells,).
    to_same, to_other
        Which of these came back to the same provider, and to another. Shape
        (n_spells,).
    outside
        By the reasons of `left_out`, which spells these are. Shape (n_spells,).
    gap_days
        Whole local days to the person's next stay; -1 without one. Shape (n_spells,).
    gap_hours
        Hours to it; NaN without one. Shape (n_spells,).
    """

    rate: Share
    same_provider: int
    other_provider: int
    provider_not_known: int
    left_out: Mapping[str, int]
    came_back_to_left_out: int
    spells: Spells
    counted: Mask
    readmitted: Mask
    to_same: Mask
    to_other: Mask
    outside: Mapping[str, Mask]
    gap_days: npt.NDArray[np.int64]
    gap_hours: Hours

    def cases(self, journeys: Journeys, which: Mask) -> Codes:
        """Codes of the cases behind spells: of the event that tells of the discharge.

        Of a spell that is not over, of the event that tells of the admission.
        """
        last, first = self.spells.last_event[which], self.spells.first_event[which]
        places = np.where(last >= 0, last, first)
        return np.unique(journeys.case[places[places >= 0]])


def readmissions(
    journeys: Journeys,
    rule: ReadmissionRule,
    *,
    until: dt.datetime | None = None,
    confidence: float = 0.95,
) -> Readmissions:
    """Count who comes back as an emergency.

    Parameters
    ----------
    journeys
        The log; only one that names persons can see somebody come back elsewhere.
    rule
        Which stays count.
    until
        Aware; up to when everything is in the log. None for its last event.
    confidence
        Of the interval of the rate.
    """
    found = spells(journeys, rule.spells)
    follower = found.next_of_person()
    gap_days, gap_hours = _gaps(journeys, found, follower)
    classes = {
        name: found.having(each.of(journeys)) for name, each in rule.leave_out.items()
    }
    outside = {
        NOT_OVER: found.discharged == MISSING,
        DIED: found.died,
        **classes,
        TOO_LATE: _too_late(journeys, found, rule, until),
    }
    counted = ~_any(found, outside)
    in_time = (gap_days >= 0) & (gap_days < rule.within_days)
    soon = counted & in_time & found.emergency[follower]
    excluded = _any(found, classes)[follower]
    back = soon & ~excluded
    same, other = _providers(journeys, found, follower, back)
    once = _each_once(outside)
    return Readmissions(
        rate=share_of(int(back.sum()), int(counted.sum()), confidence=confidence),
        same_provider=int(same.sum()),
        other_provider=int(other.sum()),
        provider_not_known=int((back & ~same & ~other).sum()),
        left_out={why: int(which.sum()) for why, which in once.items()},
        came_back_to_left_out=int((soon & excluded).sum()),
        spells=found,
        counted=counted,
        readmitted=back,
        to_same=same,
        to_other=other,
        outside=once,
        gap_days=gap_days,
        gap_hours=gap_hours,
    )


def _gaps(
    journeys: Journeys, found: Spells, follower: Places
) -> tuple[npt.NDArray[np.int64], Hours]:
    """Whole local days and hours from each discharge to the person's next stay."""
    known = (follower != NONE_BEFORE) & (found.discharged != MISSING)
    came = found.admitted[follower]
    days = local_days(journeys, came) - local_days(journeys, found.discharged)
    hours = (came - np.where(known, found.discharged, came)) / HOUR
    return np.where(known, days, NONE_BEFORE), np.where(known, hours, np.nan)


def _too_late(
    journeys: Journeys, found: Spells, rule: ReadmissionRule, until: dt.datetime | None
) -> Mask:
    """Discharges whose last day of follow-up is not wholly in the log."""
    last = (until or journeys.last).timestamp() * SECOND
    last_day = local_days(journeys, np.array([last], dtype=np.int64))[0]
    followed_to = local_days(journeys, found.discharged) + rule.within_days
    late: Mask = (followed_to > last_day) & (found.discharged != MISSING)
    return late


def _providers(
    journeys: Journeys, found: Spells, follower: Places, back: Mask
) -> tuple[Mask, Mask]:
    """Which came back to the body they had left, and which to another."""
    body = journeys.body().codes
    left, came_to = body[found.last_event], body[found.first_event[follower]]
    known = back & (left != NOBODY) & (came_to != NOBODY)
    return known & (left == came_to), known & (left != came_to)


def _any(found: Spells, masks: Mapping[str, Mask]) -> Mask:
    either: Mask = np.logical_or.reduce(
        [np.zeros(len(found), dtype=np.bool_), *masks.values()]
    )
    return either


def _each_once(masks: Mapping[str, Mask]) -> dict[str, Mask]:
    """Give each spell to the first reason that holds."""
    once: dict[str, Mask] = {}
    for name, mask in masks.items():
        once[name] = mask & ~np.logical_or.reduce([np.zeros_like(mask), *once.values()])
    return once
