"""Rework: an activity done again in a case, and cases that go back to a stage.

The names are those of edeaR (bupaR): a *self-loop* is an activity again straight after
itself, a *repetition* is one again after something else. Either is a *repeat* if the
same resource did it, and a *redo* if another one did. A self-loop is compared with the
occurrence just before it, a repetition with the first one of the case. edeaR counts a
row of self-loops as one, with a size; here each occurrence beyond the first is one, as
their sizes add up to. Who the resources are is never told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Codes, Mask, Microseconds, narrow
from wholeflow.journeys.choosing import case_blocks
from wholeflow.journeys.intervals import newly_covered
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.kernels import LARGE, compiled
from wholeflow.journeys.rules.rework import ReworkRule
from wholeflow.journeys.times import HOUR

from .follows import Link, links, process_codes, steps
from .rework_loop import Events, Found, Latest, tell_again


class Again(IntEnum):
    """How an event does again what was done before in its case."""

    FIRST = 0
    REPEAT_SELF_LOOP = 1
    REDO_SELF_LOOP = 2
    UNKNOWN_SELF_LOOP = 3
    REPEAT_REPETITION = 4
    REDO_REPETITION = 5
    UNKNOWN_REPETITION = 6


@dataclass(frozen=True, slots=True)
class Rework:
    """How often one activity was done again.

    Parameters
    ----------
    activity
        Its name.
    cases, cases_again
        How many cases have it, and how many have it more than once.
    events, again
        How often it was done, and how often of these beyond the first of a case.
    repeat_self_loops, redo_self_loops, unknown_self_loops
        Of `again`: straight after itself, by the same resource, another, nobody knows.
    repeat_repetitions, redo_repetitions, unknown_repetitions
        Of `again`: after something else, likewise.
    rework_hours
        Time in which an occurrence beyond the first was going on, of all cases; where
        two overlap it counts once. None if the log has one time for each event.
    length_not_known
        How many of `again` have no known length; they count as no time.
    """

    activity: str
    cases: int
    cases_again: int
    events: int
    again: int
    repeat_self_loops: int
    redo_self_loops: int
    unknown_self_loops: int
    repeat_repetitions: int
    redo_repetitions: int
    unknown_repetitions: int
    rework_hours: float | None
    length_not_known: int


_SIX = {f"{each.name.lower()}s": each for each in Again if each != Again.FIRST}


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What is told of each event. Shapes (n_events,).

    An `Again`; how often it was done before in its case; and microseconds in which no
    earlier doing again of it went on.
    """

    how: npt.NDArray[np.int8]
    number: Codes
    fresh: Microseconds


def done_again(journeys: Journeys) -> npt.NDArray[np.int8]:
    """Tell of each event how it does something again: an `Again`. Shape (n_events,)."""
    return _teller(journeys)(journeys).how


def rework(journeys: Journeys) -> tuple[Rework, ...]:
    """Count rework by activity, that of most cases first.

    Activities that no case has more than once are left out. The cases behind a number
    are those of the events that `done_again` tells.
    """
    names = len(journeys.activities)
    by_how = np.zeros((names, len(Again)), dtype=np.int64)
    cases_again, not_known, long = (np.zeros(names, dtype=np.int64) for _ in range(3))
    tell = _teller(journeys)
    for _, _, block in case_blocks(journeys):
        told, activity = tell(block), block.activity
        again = told.how != Again.FIRST
        by_how += _counted_by(activity, told.how, names)
        cases_again += np.bincount(activity[told.number == 1], minlength=names)
        not_known += np.bincount(activity[again & block.only_half], minlength=names)
        np.add.at(long, activity[again], told.fresh[again])
    counts = {
        "cases": by_how[:, Again.FIRST].tolist(),
        "cases_again": cases_again.tolist(),
        "again": (by_how.sum(axis=1) - by_how[:, Again.FIRST]).tolist(),
        "length_not_known": not_known.tolist(),
        **{name: by_how[:, each].tolist() for name, each in _SIX.items()},
    }
    found = [
        Rework(
            activity=name,
            events=counts["cases"][code] + counts["again"][code],
            rework_hours=long[code] / HOUR if journeys.has_both_times else None,
            **{each: numbers[code] for each, numbers in counts.items()},
        )
        for code, name in enumerate(journeys.activities)
        if counts["again"][code]
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.cases_again, -each.again, each.activity))
    )


def _counted_by(
    activity: Codes, how: npt.NDArray[np.int8], names: int
) -> npt.NDArray[np.int64]:
    """Count the events of each activity that do something in each way."""
    key = activity.astype(np.int64) * len(Again) + how
    return np.bincount(key, minlength=names * len(Again)).reshape(names, len(Again))


def loops_back(journeys: Journeys, rule: ReworkRule) -> tuple[Link, ...]:
    """Count returns to an earlier stage, the most frequent first.

    Parameters
    ----------
    journeys
        The log.
    rule
        The stages. Events of other activities are passed over.

    Returns
    -------
    tuple of Link
        From the later stage to the earlier one, with the time between.
    """
    stage, names = _stage_of_event(journeys, rule)
    taken = steps(journeys, stage != NOBODY)
    back = taken.where(stage[taken.second] < stage[taken.first])
    return links(journeys, back, stage, names)


def going_back(journeys: Journeys, rule: ReworkRule, link: Link | None = None) -> Mask:
    """Which events return to an earlier stage. Shape (n_events,).

    With `link`, of `loops_back`, only from its later stage to its earlier one.
    """
    stage, names = _stage_of_event(journeys, rule)
    taken = steps(journeys, stage != NOBODY)
    chosen = stage[taken.second] < stage[taken.first]
    if link is not None:
        chosen &= stage[taken.first] == names.index(link.before)
        chosen &= stage[taken.second] == names.index(link.after)
    back = np.zeros(journeys.n_events, dtype=np.bool_)
    back[taken.second[chosen]] = True
    return back


def _stage_of_event(
    journeys: Journeys, rule: ReworkRule
) -> tuple[Codes, tuple[str, ...]]:
    """Place of each event's stage in the order of the rules; `NOBODY` for none."""
    names = tuple(rule.stages)
    order = np.array([names.index(name) for name in sorted(names)], dtype=np.int32)
    code = process_codes(journeys, rule.stages)
    if not len(order):
        return code, names
    return np.where(code == NOBODY, np.int32(NOBODY), order[code]), names


def _teller(journeys: Journeys) -> Callable[[Journeys], _Told]:
    """Choose how a log, or cases of it, are told."""
    if journeys.n_events < LARGE:
        return _told_by_columns
    return partial(_told_by_loop, loop=compiled(tell_again))


def _told_by_loop(
    journeys: Journeys, loop: Callable[[Events, Latest, Found], None]
) -> _Told:
    names, n_events = len(journeys.activities), journeys.n_events
    events = (
        journeys.case,
        journeys.activity,
        journeys.resource,
        journeys.start,
        journeys.end,
    )
    latest = (
        np.full(names, -1, dtype=np.int32),
        np.zeros(names, dtype=np.int32),
        np.zeros(names, dtype=np.int32),
        np.zeros(names, dtype=np.int64),
    )
    how = np.zeros(n_events, dtype=np.int8)
    number, fresh = np.zeros(n_events, np.int32), np.zeros(n_events, np.int64)
    loop(events, latest, (how, number, fresh))
    return _Told(how, number, fresh)


def _told_by_columns(journeys: Journeys) -> _Told:
    activity, who = journeys.activity, journeys.resource
    # Events of one activity in one case stand together, and keep their order.
    order = np.lexsort((narrow(activity), narrow(journeys.case)))
    case, what = journeys.case[order], activity[order]
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = (case[1:] != case[:-1]) | (what[1:] != what[:-1])
    first = np.flatnonzero(begins)[np.cumsum(begins) - 1]
    number, first_who = np.empty_like(activity), np.empty_like(who)
    number[order] = np.arange(len(order)) - first
    first_who[order] = who[order[first]]
    loop = np.zeros(len(order), dtype=np.bool_)
    loop[1:] = activity[1:] == activity[:-1]
    loop[journeys.first_event[:-1]] = False
    other = first_who
    other[1:][loop[1:]] = who[:-1][loop[1:]]
    unknown = (who == NOBODY) | (other == NOBODY)
    kind = np.where(loop, Again.REPEAT_SELF_LOOP, Again.REPEAT_REPETITION)
    how = (kind + np.where(unknown, 2, other != who)).astype(np.int8)
    how[number == 0] = Again.FIRST
    again = order[~begins]
    new = number[again] == 1
    fresh = np.zeros(len(order), dtype=np.int64)
    fresh[again] = newly_covered(new, journeys.start[again], journeys.end[again])
    return _Told(how, number, fresh)
