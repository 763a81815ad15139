"""Stays of persons, with transfers joined to one continuous spell.

A stay begins with an admission (or as an event that lasts) and ends with the last
discharge before the next admission. Two stays of a person are one spell if

- the second began before the first had ended, or
- it began on the day the first ended and is not an emergency, or
- the rules call it a transfer, and it began at most two days after.

Days are those of the local calendar. The two days are those of the NHS's continuous
inpatient spells; what marks a transfer there are codes of admission and discharge, which
only the rules of a place can know.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys.arrays import Mask, Microseconds, Places
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.spells import SpellRule
from wholeflow.journeys.times import DAY, MISSING, local_time

from .preceding import NONE_BEFORE, last_moment_before, person_of_event

_TRANSFER_DAYS = 2
_NEVER = np.iinfo(np.int64).max
_LATEST = _NEVER - 1

Days = npt.NDArray[np.int64]  # since 1970, on the local calendar


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Continuous stays, by person and then by time. Shapes (n_spells,) unless said.

    Parameters
    ----------
    person
        Code of the person.
    admitted, discharged
        Microseconds since 1970 in UTC; `times.MISSING` where the log does not say: a
        stay that had begun before it, one that is not over.
    died
        Whether the person died in it; `discharged` is then the time of death.
    emergency
        Whether it began as one.
    first_event, last_event
        Places of the events that tell when it began and ended; -1 where none does.
    of_event
        The spell each event of the log lies in; -1 for none. Shape (n_events,).
    """

    person: npt.NDArray[np.int64]
    admitted: Microseconds
    discharged: Microseconds
    died: Mask
    emergency: Mask
    first_event: Places
    last_event: Places
    of_event: Places

    def __len__(self) -> int:
        return len(self.person)

    def next_of_person(self) -> Places:
        """Place of each person's next spell; -1 without one. Shape (n_spells,)."""
        after = np.arange(1, len(self) + 1)
        after[-1:] = NONE_BEFORE
        after[:-1][self.person[1:] != self.person[:-1]] = NONE_BEFORE
        return after

    def having(self, events: Mask) -> Mask:
        """Which spells have at least one of these events. Shape (n_spells,)."""
        has = np.zeros(len(self), dtype=np.bool_)
        inside = self.of_event[events]
        has[inside[inside != NONE_BEFORE]] = True
        return has


def spells(journeys: Journeys, rule: SpellRule) -> Spells:
    """Find the stays of each person and join transfers.

    Parameters
    ----------
    journeys
        The log; only one that names persons can join stays of several cases.
    rule
        What a stay is.
    """
    return _with_deaths(journeys, rule, _joined(journeys, rule, _stays(journeys, rule)))


def local_days(journeys: Journeys, moments: Microseconds) -> Days:
    """Days since 1970 on the calendar of the log's zone, for times in UTC.

    What is `times.MISSING` gets day 0.
    """
    there = np.where(moments == MISSING, 0, moments)
    day: Days = local_time(there, journeys.timezone) // DAY
    return day


@dataclass(frozen=True, slots=True, eq=False)
class _Stays:
    """Stays of which none is joined or dead yet, as in `Spells`."""

    person: npt.NDArray[np.int64]
    admitted: Microseconds
    discharged: Microseconds
    first_event: Places
    last_event: Places

    def at(self, places: Places) -> _Stays:
        return _Stays(*(getattr(self, each.name)[places] for each in fields(self)))


def _stays(journeys: Journeys, rule: SpellRule) -> _Stays:
    """Stays by person and time; those that last, or those between two events."""
    if not rule.stay.says_something:
        return _between_events(journeys, rule)
    places = np.flatnonzero(rule.stay.of(journeys))
    begin, end = journeys.start[places], journeys.end[places]
    not_over = np.where(journeys.only_half[places], MISSING, np.maximum(begin, end))
    person = person_of_event(journeys)[places]
    stays = _Stays(person, begin, not_over, places, places)
    return stays.at(np.lexsort((journeys.row[places], not_over, begin, person)))


def _between_events(journeys: Journeys, rule: SpellRule) -> _Stays:
    """Stays from an admission to the last discharge before the next admission."""
    admits = rule.admission.of(journeys)
    places = np.flatnonzero(admits | rule.discharge.of(journeys))
    person = person_of_event(journeys)[places]
    begin, end, row = (
        column[places] for column in (journeys.start, journeys.end, journeys.row)
    )
    turn = np.lexsort((row, end, begin, person))
    places, person = places[turn], person[turn]
    is_in = admits[places]
    new = np.ones(len(places), dtype=np.bool_)
    new[1:] = (person[1:] != person[:-1]) | (is_in[1:] & ~is_in[:-1])
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(places)) - 1 if len(firsts) else firsts
    first, last = places[firsts], places[lasts]
    begun, over = is_in[firsts], ~is_in[lasts]
    return _Stays(
        person[firsts],
        np.where(begun, journeys.start[first], MISSING),
        np.where(over, journeys.end[last], MISSING),
        np.where(begun, first, NONE_BEFORE),
        np.where(over, last, NONE_BEFORE),
    )


def _joined(journeys: Journeys, rule: SpellRule, stays: _Stays) -> _Stays:
    """Join stays that go on with the one before; see the top of this module."""
    if not len(stays.person):
        return stays
    until = (
        pl.DataFrame({"person": stays.person, "until": stays.discharged})
        .select(pl.col("until").cum_max().shift(1).over("person"))
        .to_series()
        .fill_null(MISSING)
        .to_numpy()
    )
    known = (until != MISSING) & (stays.admitted != MISSING)
    days = local_days(journeys, stays.admitted) - local_days(journeys, until)
    emergency = rule.emergency.of(journeys)[stays.first_event]
    transfer = rule.transfer.of(journeys)[stays.first_event]
    goes_on = known & (
        (stays.admitted < until)
        | ((days == 0) & ~emergency)
        | ((days <= _TRANSFER_DAYS) & transfer)
    )
    firsts = np.flatnonzero(~goes_on)
    spell = np.cumsum(~goes_on) - 1
    not_over = np.logical_or.reduceat(stays.discharged == MISSING, firsts)
    latest = np.lexsort((stays.discharged, spell))[
        np.append(firsts[1:], len(spell)) - 1
    ]
    return _Stays(
        stays.person[firsts],
        stays.admitted[firsts],
        np.where(not_over, MISSING, stays.discharged[latest]),
        stays.first_event[firsts],
        np.where(not_over, NONE_BEFORE, stays.last_event[latest]),
    )


def _with_deaths(journeys: Journeys, rule: SpellRule, stays: _Stays) -> Spells:
    """End open spells at death, and tell which ended so."""
    person = person_of_event(journeys)
    dying = np.flatnonzero(rule.death.of(journeys))
    dying = dying[np.argsort(journeys.start[dying], kind="stable")[::-1]]
    death = np.full(journeys.n_persons, _NEVER)
    death[person[dying]] = journeys.start[dying]  # the earliest is written last
    place = np.full(journeys.n_persons, NONE_BEFORE)
    place[person[dying]] = dying
    died_at = death[stays.person]
    begun = np.where(stays.admitted == MISSING, stays.discharged, stays.admitted)
    not_over = stays.discharged == MISSING
    died = (died_at >= begun) & (
        died_at <= np.where(not_over, _LATEST, stays.discharged)
    )
    ends = died & not_over
    discharged = np.where(ends, died_at, stays.discharged)
    of_event = last_moment_before(
        (stays.person, stays.admitted),
        (person, journeys.start),
        at_once=True,
    )
    if len(begun):
        until = np.where(discharged == MISSING, _LATEST, discharged)[of_event]
        of_event = np.where(journeys.start <= until, of_event, NONE_BEFORE)
    return Spells(
        person=stays.person,
        admitted=stays.admitted,
        discharged=discharged,
        died=died,
        emergency=rule.emergency.of(journeys)[stays.first_event]
        & (stays.first_event != NONE_BEFORE),
        first_event=stays.first_event,
        last_event=np.where(ends, place[stays.person], stays.last_event),
        of_event=of_event,
    )
