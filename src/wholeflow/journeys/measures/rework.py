"""Rework: an activity done again in a case, and cases that go back to a stage.

The names are those of edeaR (bupaR): a *self-loop* is an activity again straight after
itself, a *repetition* is one again after something else. Either is a *repeat* if the
same resource did it, and a *redo* if another one did. A self-loop is compared with the
occurrence just before it, a repetition with the first one of the case. edeaR counts a
row of self-loops as one, with a size; here each occurrence beyond the first is one, as
their sizes add up to. Who the resources are is never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys.arrays import Codes, Mask
from wholeflow.journeys.intervals import newly_covered
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.rework import ReworkRule
from wholeflow.journeys.times import HOUR

from .follows import Link, links, process_codes, steps


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


def done_again(journeys: Journeys) -> npt.NDArray[np.int8]:
    """Tell of each event how it does something again: an `Again`. Shape (n_events,)."""
    frame = pl.DataFrame(
        {"case": journeys.case, "activity": journeys.activity, "who": journeys.resource}
    ).with_columns(
        number=pl.int_range(pl.len()).over("case", "activity"),
        first=pl.col("who").first().over("case", "activity"),
        last=pl.col("activity").shift(1).over("case"),
        by=pl.col("who").shift(1).over("case"),
    )
    loop = pl.col("activity").eq_missing(pl.col("last"))
    other = pl.when(loop).then("by").otherwise("first")
    unknown = (pl.col("who") == NOBODY) | (other == NOBODY)
    which = (
        pl.when(pl.col("number") == 0)
        .then(Again.FIRST)
        .otherwise(
            pl.when(loop)
            .then(Again.REPEAT_SELF_LOOP)
            .otherwise(Again.REPEAT_REPETITION)
            + pl.when(unknown).then(2).when(other == pl.col("who")).then(0).otherwise(1)
        )
    )
    told: npt.NDArray[np.int8] = (
        frame.select(which.cast(pl.Int8)).to_series().to_numpy()
    )
    return told


def rework(journeys: Journeys) -> tuple[Rework, ...]:
    """Count rework by activity, that of most cases first.

    Activities that no case has more than once are left out. The cases behind a number
    are those of the events that `done_again` tells.
    """
    how = done_again(journeys)
    frame = pl.DataFrame(
        {
            "activity": journeys.activity,
            "case": journeys.case,
            "how": how,
            "fresh": _newly_covered(journeys, how != Again.FIRST),
            "half": journeys.only_half,
        }
    )
    again = pl.col("how") != Again.FIRST
    summed = frame.group_by("activity").agg(
        cases=pl.col("case").n_unique(),
        cases_again=pl.col("case").filter(again).n_unique(),
        events=pl.len(),
        again=again.sum(),
        rework_hours=pl.col("fresh").sum() / HOUR,
        length_not_known=(again & pl.col("half")).sum(),
        **{name: (pl.col("how") == each).sum() for name, each in _SIX.items()},
    )
    if not journeys.has_both_times:
        summed = summed.with_columns(rework_hours=None)
    ordered = summed.filter(pl.col("again") > 0).sort(
        ["cases_again", "again", "activity"], descending=[True, True, False]
    )
    return tuple(
        Rework(**{**row, "activity": journeys.activities[row["activity"]]})
        for row in ordered.iter_rows(named=True)
    )


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


def going_back(journeys: Journeys, rule: ReworkRule) -> Mask:
    """Which events return to an earlier stage. Shape (n_events,)."""
    stage, _ = _stage_of_event(journeys, rule)
    taken = steps(journeys, stage != NOBODY)
    back = np.zeros(journeys.n_events, dtype=np.bool_)
    back[taken.second[stage[taken.second] < stage[taken.first]]] = True
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


def _newly_covered(journeys: Journeys, among: Mask) -> npt.NDArray[np.int64]:
    """Microseconds of each event in which no earlier one like it was going on."""
    places = np.flatnonzero(among)
    case, what = journeys.case[places], journeys.activity[places]
    turn = np.lexsort((what, case))  # events of a case stay in their order
    places, case, what = places[turn], case[turn], what[turn]
    new = np.ones(len(places), dtype=np.bool_)
    new[1:] = (case[1:] != case[:-1]) | (what[1:] != what[:-1])
    fresh = np.zeros(journeys.n_events, dtype=np.int64)
    fresh[places] = newly_covered(new, journeys.start[places], journeys.end[places])
    return fresh
