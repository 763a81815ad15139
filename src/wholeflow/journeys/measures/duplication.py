"""Duplication: the same thing asked or tested again, though it was known elsewhere.

Event j *duplicates* event i if both find out the same thing about the same person, in
different bodies (`Journeys.body`), j begins after i ended and while what i found is
still good, and nothing in between made it worth finding out anew.

Each event that repeats something still good is one of four, told apart in this order:
*intended* where the rules say so; a *duplicate* where another body had it; *not known*
where a body is not recorded, so that nobody can tell; else a repeat in the *same body*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys.arrays import Codes, Hours, Mask, Places
from wholeflow.journeys.choosing import by_person
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.duplication import InformationClass
from wholeflow.journeys.times import HOUR

from .follows import hand_overs
from .preceding import (
    NONE_BEFORE,
    last_ended_before,
    last_moment_before,
    person_of_event,
)


class Repeat(IntEnum):
    """What an event is that finds out something that was still known."""

    NONE = 0
    DUPLICATE = 1
    SAME_BODY = 2
    INTENDED = 3
    NOT_KNOWN = 4


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """What each event repeats.

    Parameters
    ----------
    classes
        What was looked for.
    of_class
        Place in `classes` of what an event finds out; `NOBODY` for nothing that was
        looked for. Shape (n_events,).
    what
        A `Repeat`. Shape (n_events,).
    earlier
        The latest event that it repeats; -1 for none. Shape (n_events,).
    """

    classes: tuple[InformationClass, ...]
    of_class: Codes
    what: npt.NDArray[np.int8]
    earlier: Places

    def which(self, what: Repeat, name: str | None = None) -> Mask:
        """Which events are this; with `name`, only of that information class."""
        chosen: Mask = self.what == what
        if name is not None:
            numbers = [n for n, each in enumerate(self.classes) if each.name == name]
            chosen &= np.isin(self.of_class, numbers)
        return chosen


@dataclass(frozen=True, slots=True)
class DuplicationCount:
    """How often one thing was found out again.

    Parameters
    ----------
    information
        Name of the information class.
    events
        How often it was found out at all.
    duplicates, same_body, intended, not_known
        How many of these repeat it, by `Repeat`.
    persons
        How many persons had at least one duplicate.
    touch_hours
        Of the duplicates; None if the log has one time for each event. Those whose
        length is not recorded, `touch_not_known`, count as no time.
    cost_pounds
        Of the duplicates; None if nobody said what one costs.
    """

    information: str
    events: int
    duplicates: int
    same_body: int
    intended: int
    not_known: int
    persons: int
    touch_hours: float | None
    touch_not_known: int
    cost_pounds: float | None


@dataclass(frozen=True, slots=True)
class DuplicationPair:
    """How often one body found out again what another knew.

    `before` had found it out, `after` did so again.
    """

    information: str
    before: str
    after: str
    duplicates: int
    persons: int
    touch_hours: float | None
    cost_pounds: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ToldAgain:
    """How often each person was handed over and asked again. Shapes (n_persons,).

    Parameters
    ----------
    hand_overs
        Between known bodies, over all cases of the person.
    duplicates
        Found out again in another body.
    not_known
        Repeats of which nobody can tell whether another body had it.
    """

    hand_overs: npt.NDArray[np.int64]
    duplicates: npt.NDArray[np.int64]
    not_known: npt.NDArray[np.int64]


def repeats(journeys: Journeys, classes: Sequence[InformationClass]) -> Repeats:
    """Find what each event repeats.

    Parameters
    ----------
    journeys
        The log. Only one that names persons can show repeats across cases.
    classes
        What to look for. Of an activity in two classes, the first has it.
    """
    of_class = np.full(journeys.n_events, NOBODY, dtype=np.int32)
    what = np.zeros(journeys.n_events, dtype=np.int8)
    earlier = np.full(journeys.n_events, NONE_BEFORE)
    for number, each in enumerate(classes):
        asked = journeys.events_of(each.activity) & (of_class == NOBODY)
        of_class[asked] = number
        what[asked], earlier[asked] = _repeats_of(journeys, each, asked)
    return Repeats(tuple(classes), of_class, what, earlier)


def duplication(journeys: Journeys, found: Repeats) -> tuple[DuplicationCount, ...]:
    """Count repeats by information class, in the order of the rules.

    Parameters
    ----------
    journeys
        The log.
    found
        From `repeats` of the same log.
    """
    counts = []
    for number, each in enumerate(found.classes):
        again = found.which(Repeat.DUPLICATE, each.name)
        places = np.flatnonzero(again)
        counts.append(
            DuplicationCount(
                information=each.name,
                events=int((found.of_class == number).sum()),
                duplicates=len(places),
                same_body=int(found.which(Repeat.SAME_BODY, each.name).sum()),
                intended=int(found.which(Repeat.INTENDED, each.name).sum()),
                not_known=int(found.which(Repeat.NOT_KNOWN, each.name).sum()),
                persons=len(np.unique(person_of_event(journeys)[places])),
                touch_hours=_touch(journeys, places),
                touch_not_known=int(journeys.only_half[places].sum()),
                cost_pounds=_cost(each, len(places)),
            )
        )
    return tuple(counts)


def duplication_pairs(
    journeys: Journeys, found: Repeats
) -> tuple[DuplicationPair, ...]:
    """Count duplicates by who knew and who asked again, the most frequent first.

    Parameters
    ----------
    journeys
        The log.
    found
        From `repeats` of the same log.
    """
    body, person = journeys.body(), person_of_event(journeys)
    places = np.flatnonzero(found.which(Repeat.DUPLICATE))
    table = pl.DataFrame(
        {
            "of": found.of_class[places],
            "before": body.codes[found.earlier[places]],
            "after": body.codes[places],
            "person": person[places],
            "long": journeys.end[places] - journeys.start[places],
        }
    )
    summed = table.group_by("of", "before", "after").agg(
        times=pl.len(),
        persons=pl.col("person").n_unique(),
        long=pl.col("long").clip(0).sum(),
    )
    keys = ["times", "of", "before", "after"]
    ordered = summed.select([*keys, "persons", "long"]).sort(
        keys, descending=[True, False, False, False]
    )
    return tuple(
        DuplicationPair(
            found.classes[of].name,
            body.names[before],
            body.names[after],
            times,
            persons,
            long / HOUR if journeys.has_both_times else None,
            _cost(found.classes[of], times),
        )
        for times, of, before, after, persons, long in ordered.iter_rows()
    )


def duplicates_between(
    journeys: Journeys, found: Repeats, pair: DuplicationPair
) -> Mask:
    """Which events are the duplicates of a pair of bodies. Shape (n_events,).

    Parameters
    ----------
    journeys
        The log.
    found
        From `repeats` of the same log.
    pair
        From `duplication_pairs` of the same.
    """
    body = journeys.body()
    again = found.which(Repeat.DUPLICATE, pair.information)
    knew = body.of([pair.before])[found.earlier]  # of others it is not looked at
    between: Mask = again & knew & body.of([pair.after])
    return between


def told_again(journeys: Journeys, found: Repeats) -> ToldAgain:
    """Count hand-overs and duplicates of each person.

    Parameters
    ----------
    journeys
        The log.
    found
        From `repeats` of the same log.
    """
    person = person_of_event(journeys)

    def of_each(what: Repeat) -> npt.NDArray[np.int64]:
        return np.bincount(person[found.which(what)], minlength=journeys.n_persons)

    return ToldAgain(
        hand_overs(by_person(journeys)),
        of_each(Repeat.DUPLICATE),
        of_each(Repeat.NOT_KNOWN),
    )


def _repeats_of(
    journeys: Journeys, each: InformationClass, asked: Mask
) -> tuple[npt.NDArray[np.int8], Places]:
    """Tell what each event of one class is, and which event it repeats."""
    body = journeys.body().codes
    known = body != NOBODY
    own = body[asked]
    places = np.flatnonzero(asked)

    def still_good(earlier: Places) -> Places:
        return _while_good(journeys, each, places, earlier)

    anybody = still_good(last_ended_before(journeys, asked, asked))
    unnamed = still_good(last_ended_before(journeys, asked & ~known, asked))
    other = still_good(_last_in_another_body(journeys, asked & known, asked))
    what = np.zeros(len(places), dtype=np.int8)
    what[anybody != NONE_BEFORE] = Repeat.SAME_BODY
    what[(anybody != NONE_BEFORE) & (own == NOBODY)] = Repeat.NOT_KNOWN
    what[unnamed != NONE_BEFORE] = Repeat.NOT_KNOWN
    elsewhere = (other != NONE_BEFORE) & (own != NOBODY)
    what[elsewhere] = Repeat.DUPLICATE
    what[(anybody != NONE_BEFORE) & each.intended.of(journeys)[asked]] = Repeat.INTENDED
    return what, np.where(what == Repeat.DUPLICATE, other, anybody)


def _while_good(
    journeys: Journeys, each: InformationClass, places: Places, earlier: Places
) -> Places:
    """Drop earlier events that are too old, or after which it had to be done anew."""
    age: Hours = (journeys.start[places] - journeys.end[earlier]) / HOUR
    good = (earlier != NONE_BEFORE) & (age <= each.valid_hours)
    renewing = np.flatnonzero(each.renewed_by.of(journeys))
    person = person_of_event(journeys)
    # On the very moment counts as between: what is called waste must surely be so.
    latest = last_moment_before(
        (person[renewing], journeys.start[renewing]),
        (person[places], journeys.start[places]),
        at_once=True,
    )
    if len(renewing):
        since = journeys.start[renewing[latest]] >= journeys.end[earlier]
        good &= ~((latest != NONE_BEFORE) & since)
    return np.where(good, earlier, NONE_BEFORE)


def _last_in_another_body(journeys: Journeys, among: Mask, asked: Mask) -> Places:
    """Find for each event the last one before it in a body other than its own.

    The last event of all is it, or else is of the same body; then it is the one just
    before the run of events of that body.
    """
    person, body = person_of_event(journeys), journeys.body().codes
    sources = np.flatnonzero(among)
    sources = sources[
        np.lexsort((journeys.row[sources], journeys.end[sources], person[sources]))
    ]
    latest = last_ended_before(journeys, among, asked)
    if not len(sources):
        return latest
    turn = np.zeros(journeys.n_events, dtype=np.intp)
    turn[sources] = np.arange(len(sources))
    new = np.ones(len(sources), dtype=np.bool_)
    new[1:] = (person[sources][1:] != person[sources][:-1]) | (
        body[sources][1:] != body[sources][:-1]
    )
    run_begins = np.maximum.accumulate(np.where(new, np.arange(len(sources)), 0))
    before_run = run_begins[turn[latest]] - 1
    another = sources[before_run]
    own = (latest != NONE_BEFORE) & (body[latest] == body[asked])
    there = (before_run >= 0) & (person[another] == person[asked])
    return np.where(own, np.where(there, another, NONE_BEFORE), latest)


def _touch(journeys: Journeys, places: Places) -> float | None:
    if not journeys.has_both_times:
        return None
    long = np.maximum(journeys.end[places] - journeys.start[places], 0)
    return float(long.sum() / HOUR)


def _cost(each: InformationClass, times: int) -> float | None:
    return None if each.cost_pounds is None else times * each.cost_pounds
