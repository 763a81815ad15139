"""Delayed discharge: days in a bed after a person was ready to leave.

D = max(0, day left - day ready), in whole days of the local calendar, where ready is
when somebody no longer met the criteria to reside: since the last time they were not
ready. Those who have not left yet are waiting still; their days count, and the curve of
who still waits (Kaplan and Meier) takes them as not over. Each day is put down to
the reasons that held when it ended, in equal parts where several did, so that days by
reason add up exactly to all days.

References
----------
NHS England, New discharge ready date, PRN00603_i (2023).
E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, Journal of
the American Statistical Association 53 (1958), as scipy computes it.
"""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.journeys.arrays import Codes, Mask, Places
from wholeflow.journeys.journeys import NOBODY, Journeys
from wholeflow.journeys.rules.discharge import DischargeRule, SplitRule
from wholeflow.journeys.rules.event_rule import open_column
from wholeflow.journeys.times import SECOND

from .preceding import NONE_BEFORE
from .shares import Share, share_of
from .spells import Days, local_days

_NEVER = np.iinfo(np.int64).max


class Outcome(IntEnum):
    """How a wait to leave ended."""

    LEFT = 0
    DIED = 1
    WAITING = 2


@dataclass(frozen=True, slots=True, eq=False)
class WaitsToLeave:
    """WaitsToLeave to leave, by case and then by time. Shapes (n_waits,).

    Parameters
    ----------
    case
        Code of the case.
    ready_day, last_day
        Days since 1970 on the local calendar; the last is that of leaving, of death, or
        up to which the log goes.
    outcome
        An `Outcome`.
    ready_event, last_event
        Places of the events that tell; the last is -1 for those who still wait.
    """

    case: Codes
    ready_day: Days
    last_day: Days
    outcome: npt.NDArray[np.int8]
    ready_event: Places
    last_event: Places

    @property
    def days(self) -> Days:
        """Whole days waited, never below 0."""
        days: Days = np.maximum(self.last_day - self.ready_day, 0)
        return days


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """The share still waiting after so many whole days, with its interval.

    `low` and `high` are None while nobody, or once everybody, has left.
    """

    days: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class DelayedDischarge:
    """Days in a bed after people were ready to leave.

    Parameters
    ----------
    delayed
        Those who left a day or more after they were ready, of those who left.
    mean_days
        Of these who left late; None if nobody did.
    bed_days, bed_days_died, bed_days_waiting
        All days, and of these those of people who died, and who still wait.
    beds_lost
        Days over the days of the log: so many beds, on average; None within one day.
    died, waiting
        How many died before they left, and how many still wait.
    ready_not_known
        How many left, or died, without a word of when they were ready.
    curve
        The share still waiting; those who died or still wait are taken as not over.
    median_days
        When half had left, by the curve; None if it does not come down so far.
    waits
        Each of them.
    """

    delayed: Share
    mean_days: float | None
    bed_days: int
    bed_days_died: int
    bed_days_waiting: int
    beds_lost: float | None
    died: int
    waiting: int
    ready_not_known: int
    curve: tuple[StillWaiting, ...]
    median_days: int | None
    waits: WaitsToLeave

    def cases(self, which: Mask) -> Codes:
        """Codes of the cases behind waits. `which` has shape (n_waits,)."""
        return np.unique(self.waits.case[which])


@dataclass(frozen=True, slots=True, eq=False)
class DaysFor:
    """Days put down to one word: a reason, a place, an owner.

    Parameters
    ----------
    word
        As recorded; None where nothing is.
    days
        Exact: they add up to all days.
    cases
        Codes of the cases.
    """

    word: str | None
    days: Fraction
    cases: Codes


def delayed_discharge(
    journeys: Journeys,
    rule: DischargeRule,
    *,
    until: dt.datetime | None = None,
    confidence: float = 0.95,
) -> DelayedDischarge:
    """Count days in a bed after people were ready to leave.

    Parameters
    ----------
    journeys
        The log; a case is a stay, or all stays of a person.
    rule
        When people are ready and when they leave.
    until
        Aware; up to when everything is in the log. None for its last event.
    confidence
        Of the intervals.
    """
    moment = round((until or journeys.last).timestamp() * SECOND)
    ends = np.array([journeys.start.min(), moment], dtype=np.int64)
    first_day, last_day = (int(day) for day in local_days(journeys, ends))
    waits, not_known = _waits(journeys, rule, last_day)
    days, outcome = waits.days, waits.outcome
    late = days[(outcome == Outcome.LEFT) & (days > 0)]
    curve = _curve(days, outcome == Outcome.LEFT, confidence)
    return DelayedDischarge(
        delayed=share_of(
            len(late), int((outcome == Outcome.LEFT).sum()), confidence=confidence
        ),
        mean_days=float(late.mean()) if len(late) else None,
        bed_days=int(days.sum()),
        bed_days_died=int(days[outcome == Outcome.DIED].sum()),
        bed_days_waiting=int(days[outcome == Outcome.WAITING].sum()),
        beds_lost=float(days.sum() / (last_day - first_day))
        if last_day > first_day
        else None,
        died=int((outcome == Outcome.DIED).sum()),
        waiting=int((outcome == Outcome.WAITING).sum()),
        ready_not_known=not_known,
        curve=curve,
        median_days=next((each.days for each in curve if each.share <= 0.5), None),
        waits=waits,
    )


def days_by(
    journeys: Journeys, rule: DischargeRule, split: SplitRule, waits: WaitsToLeave
) -> tuple[DaysFor, ...]:
    """Put days down to reasons or places, most first; they add up to all days.

    Parameters
    ----------
    journeys
        The log. A column that it lacks is told as `NotFound`, one of staff as `BadInput`.
    rule
        When people are ready.
    split
        Where the words are: `rule.reasons` or `rule.places`.
    waits
        Of the same log and rule.
    """
    return _added_up(_nights(journeys, rule, split, waits), waits)


def days_by_owner(
    journeys: Journeys, rule: DischargeRule, split: SplitRule, waits: WaitsToLeave
) -> tuple[DaysFor, ...]:
    """Put days down to the processes that own them, most first.

    Parameters
    ----------
    journeys, rule, split, waits
        As for `days_by`. Days of a reason that has no owner, or of which no reason is
        recorded, stand beside None: nobody owns them yet.
    """
    nights = _nights(journeys, rule, split, waits)
    owned = pl.col("word").replace_strict(
        list(split.owners), list(split.owners.values()), default=None
    )
    return _added_up(nights.with_columns(word=owned), waits)


def _waits(
    journeys: Journeys, rule: DischargeRule, last_day: int
) -> tuple[WaitsToLeave, int]:
    """Find each wait to leave, and count leavings without a word of being ready."""
    ready, died = rule.ready.of(journeys), rule.died.of(journeys)
    ends = rule.left.of(journeys) | died
    places = np.flatnonzero(ready | ends | rule.not_ready.of(journeys))
    case, is_ready, is_end = journeys.case[places], ready[places], ends[places]
    number = np.arange(len(places))
    goes_on = np.zeros(len(places), dtype=np.bool_)
    goes_on[1:] = is_ready[:-1] & (case[1:] == case[:-1])
    begins = is_ready & ~goes_on
    # Where the latest wait began, and whether it still goes on just before each mark.
    since = np.maximum.accumulate(np.where(begins, number, 0))
    over = is_end & goes_on
    still = is_ready.copy()
    still[:-1] &= case[1:] != case[:-1]
    closing = np.flatnonzero(over | still)
    ready_event, last_event = places[since[closing]], places[closing]
    left_day = local_days(journeys, journeys.end[last_event])
    outcome = np.where(
        still[closing],
        Outcome.WAITING,
        np.where(died[last_event], Outcome.DIED, Outcome.LEFT),
    )
    waiting = outcome == Outcome.WAITING
    return WaitsToLeave(
        case=case[closing],
        ready_day=local_days(journeys, journeys.start[ready_event]),
        last_day=np.where(waiting, last_day, left_day),
        outcome=outcome.astype(np.int8),
        ready_event=ready_event,
        last_event=np.where(waiting, NONE_BEFORE, last_event),
    ), int((is_end & ~over).sum())


def _curve(days: Days, left: Mask, confidence: float) -> tuple[StillWaiting, ...]:
    """Give the share still waiting, day by day; who died or waits is not over."""
    from scipy.stats import CensoredData, ecdf  # noqa: PLC0415 - scipy is slow to load

    if not len(days):
        return ()
    curve = ecdf(CensoredData(uncensored=days[left], right=days[~left])).sf
    with warnings.catch_warnings():
        # Where nobody or everybody has left there is no interval; it becomes None.
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = curve.confidence_interval(confidence, method="log-log")
    columns = (
        curve.quantiles,
        curve.probabilities,
        ends.low.probabilities,
        ends.high.probabilities,
    )
    return tuple(
        StillWaiting(int(day), float(share), _or_none(low), _or_none(high))
        for day, share, low, high in zip(*columns, strict=True)
    )


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _nights(
    journeys: Journeys, rule: DischargeRule, split: SplitRule, waits: WaitsToLeave
) -> pl.DataFrame:
    """Give each night of a wait with each word that held as it began to the next day.

    Columns: `wait`, `night`, `word`, and `among`, how many words the night has.
    """
    column = open_column(journeys, split.column)
    meant = split.events if split.events.says_something else rule.ready
    places = np.flatnonzero(meant.of(journeys))
    start, end = journeys.start[places], journeys.end[places]
    said = pl.DataFrame(
        {
            "case": journeys.case[places],
            "start": start,
            "first": local_days(journeys, start),
            "last": local_days(journeys, end),
            "lasts": end > start,
            "code": column.codes[places],
        }
    )
    # A word holds until the next moment at which something is said of the case.
    moments = said.select("case", "start", "first").unique().sort("case", "start")
    moments = moments.with_columns(next=pl.col("first").shift(-1).over("case"))
    said = said.join(moments.select("case", "start", "next"), on=["case", "start"])
    until = pl.when("lasts").then("last").otherwise(pl.col("next").fill_null(_NEVER))
    each = pl.DataFrame(
        {
            "case": waits.case,
            "wait": np.arange(len(waits.case)),
            "ready": waits.ready_day,
            "left": waits.last_day,
        }
    )
    held = said.filter(pl.col("code") != NOBODY).join(each, on="case")
    held = held.select(
        "wait",
        "code",
        begin=pl.max_horizontal("first", "ready"),
        end=pl.min_horizontal(until, "left"),
    ).filter(pl.col("end") > pl.col("begin"))
    nights = held.select("wait", "code", night=pl.int_ranges("begin", "end"))
    word = pl.col("code").replace_strict(
        range(len(column.names)), column.names, return_dtype=pl.String
    )
    return (
        nights.explode("night")
        .unique()
        .with_columns(word=word, among=pl.len().over("wait", "night"))
    )


def _added_up(nights: pl.DataFrame, waits: WaitsToLeave) -> tuple[DaysFor, ...]:
    """Add nights up by word; what no word covers stands beside None."""
    told = pl.DataFrame({"wait": np.arange(len(waits.case)), "case": waits.case})
    days: dict[str | None, Fraction] = {}
    cases: dict[str | None, list[int]] = {}
    summed = nights.join(told, on="wait").group_by("word", "among")
    for word, among, count, codes in summed.agg(
        pl.len(), pl.col("case").unique().alias("cases")
    ).iter_rows():
        days[word] = days.get(word, Fraction(0)) + Fraction(count, among)
        cases.setdefault(word, []).extend(codes)
    covered = np.zeros(len(waits.case), dtype=np.int64)
    counted = nights.group_by("wait").agg(pl.col("night").n_unique())
    covered[counted["wait"].to_numpy()] = counted["night"].to_numpy()
    bare = waits.days > covered
    if bare.any():
        left = int((waits.days - covered).sum())
        days[None] = days.get(None, Fraction(0)) + left
        cases.setdefault(None, []).extend(waits.case[bare].tolist())
    ranked = sorted(days, key=lambda word: (-days[word], word is None, word or ""))
    return tuple(
        DaysFor(word, days[word], np.unique(np.array(cases[word], dtype=np.int32)))
        for word in ranked
    )
