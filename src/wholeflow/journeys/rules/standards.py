"""Standards, waits and returns: what people chose to look at in a log.

A standard is "A within T of B". The first B and the first A of each case are taken;
the standard is met when A comes no later than T after B. A that came before B counts
as met, and its number is told; cases with B but no A are told beside it as `without`,
for a share of those who got A says nothing about those who never did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from wholeflow.journeys.arrays import Hours, Mask, Microseconds, Places
from wholeflow.journeys.columns import Columns
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.times import HOUR

from .at_home import AtHomeRule
from .boundaries import Boundary
from .discharge import DischargeRule
from .duplication import InformationClass
from .failure_demand import FailureDemandRule
from .harm import HarmRule
from .opening import Opening
from .pathways import PathwayRule
from .readmission import ReadmissionRule
from .reasons import ReasonsRule
from .rework import ReworkRule

_HOURS_A_DAY = 24
_NEVER = np.iinfo(np.int64).max


class _NamesActivities(Protocol):
    def activities(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class StandardOutcome:
    """How many cases meet a standard.

    Parameters
    ----------
    met
        Cases in which the activity came in time, those of `before` among them.
    of
        Cases that have both activities.
    before
        Cases in which the activity came before what it should follow.
    without
        Cases that have what it should follow, and not the activity.
    """

    met: int
    of: int
    before: int
    without: int


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard: `activity` within some hours of `after`.

    Parameters
    ----------
    name
        The process and its limit in words, "Giving antibiotics within 1 h of triage".
    activity, after
        Activities of the log; several mean "any of these".
    within_hours
        The limit, above 0; just on it is in time.
    """

    name: str
    activity: tuple[str, ...]
    after: tuple[str, ...]
    within_hours: float

    def outcome(self, journeys: Journeys) -> StandardOutcome:
        """Count the cases that meet the standard, and those it cannot be asked of."""
        parts = self.cases(journeys)
        return StandardOutcome(
            met=len(parts["met"]),
            of=len(parts["of"]),
            before=len(parts["before"]),
            without=len(parts["without"]),
        )

    def in_time(self, journeys: Journeys) -> Hours:
        """Tell of each case whether it meets the standard. Shape (n_cases,).

        1 where it does, 0 where not, NaN where one of the two activities is missing.
        """
        hours = hours_between(journeys, self.after, self.activity)
        met: Hours = np.where(np.isnan(hours), np.nan, hours <= self.within_hours)
        return met

    def cases(self, journeys: Journeys) -> dict[str, Places]:
        """Give codes of the cases behind each number: met, missed, before, without, of."""
        hours = hours_between(journeys, self.after, self.activity)
        in_time = hours <= self.within_hours
        begun = first_of(journeys, self.after) != _NEVER
        return {
            "met": np.flatnonzero(in_time),
            "missed": np.flatnonzero(~in_time & ~np.isnan(hours)),
            "before": np.flatnonzero(hours < 0),
            "without": np.flatnonzero(begun & np.isnan(hours)),
            "of": np.flatnonzero(~np.isnan(hours)),
        }


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait to look at: from the first `after` to the first `activity`."""

    name: str
    activity: tuple[str, ...]
    after: tuple[str, ...]

    def hours(self, journeys: Journeys) -> Hours:
        """Hours waited, in each case that has both in this order. Shape (n_with,)."""
        hours = hours_between(journeys, self.after, self.activity)
        return hours[hours >= 0]

    def cases(self, journeys: Journeys) -> Places:
        """Codes of the cases that have both activities in this order."""
        return np.flatnonzero(hours_between(journeys, self.after, self.activity) >= 0)


@dataclass(frozen=True, slots=True)
class Returns:
    """People who leave and come back.

    Parameters
    ----------
    name
        The process in words, "Coming back to the emergency room".
    activity
        Activities that are a return.
    leaving
        Activities after which somebody has left.
    within_days
        Only returns less than this many days after the last leaving are `within`.
    """

    name: str
    activity: tuple[str, ...]
    leaving: tuple[str, ...]
    within_days: float

    def at_home(self, journeys: Journeys, first: Places, second: Places) -> Mask:
        """Tell of steps whether they lead from leaving straight to coming back.

        Parameters
        ----------
        journeys
            The log.
        first, second
            Places of the two events of each step. Shape (n_steps,), as the answer.
        """
        left = journeys.events_of(self.leaving)[first]
        home: Mask = left & journeys.events_of(self.activity)[second]
        return home

    def cases(self, journeys: Journeys) -> dict[str, Places]:
        """Codes of the cases that return at all (`all`) and in time (`within`)."""
        back = journeys.events_of(self.activity)
        left = journeys.events_of(self.leaving)
        # The place of the latest leaving so far; -1 until somebody has left.
        places = np.where(left, np.arange(journeys.n_events), -1)
        latest = np.maximum.accumulate(places)[back]
        case = journeys.case[back]
        same = (latest >= 0) & (journeys.case[latest] == case)
        gap = journeys.start[back] - journeys.end[latest]
        soon = same & (gap < self.within_days * _HOURS_A_DAY * HOUR)
        return {"all": np.unique(case), "within": np.unique(case[soon])}


@dataclass(frozen=True, slots=True)
class LogHints:
    """What a standards file says of how its log is to be read.

    Parameters
    ----------
    columns
        Which column says what; None in it for what is to be guessed.
    timezone
        Whose clock is meant by times without an offset; None if it was not said.
    day_first
        How to read 03/04/2024; None if the column is to show it.
    """

    columns: Columns = field(default_factory=Columns)
    timezone: str | None = None
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Standards:
    """All that a standards file asks of a log, in the order of the file.

    Parameters
    ----------
    source
        Name of the file.
    standards, waits, returns
        What to measure.
    processes
        Name of each process and the activities that make it up.
    opening
        When bodies are open.
    boundaries
        Boundaries between kinds of care, and who stands on which side.
    worth
        Whether the time of an activity is of value, necessary or waste, by its name.
    duplicates
        What should not have to be found out again.
    rework
        The stages of the work.
    failure_demand
        What is demand, and what may be caused by a failure.
    readmissions
        Which stays count when people come back.
    delayed_discharge
        When people are ready to leave, and when they leave.
    days_at_home
        From when on days at home are counted, and what is away.
    harm
        Which waits are held beside which harm.
    reasons
        What waits are put down to.
    pathways
        Which steps are expected, in which order.
    hints
        How the log is to be read.
    """

    source: str = "no file"
    standards: tuple[Standard, ...] = ()
    waits: tuple[Wait, ...] = ()
    returns: Returns | None = None
    processes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opening: Opening = field(default_factory=Opening)
    boundaries: tuple[Boundary, ...] = ()
    worth: Mapping[str, str] = field(default_factory=dict)
    duplicates: tuple[InformationClass, ...] = ()
    rework: ReworkRule = field(default_factory=ReworkRule)
    failure_demand: FailureDemandRule | None = None
    readmissions: ReadmissionRule | None = None
    delayed_discharge: DischargeRule | None = None
    days_at_home: AtHomeRule | None = None
    harm: tuple[HarmRule, ...] = ()
    reasons: ReasonsRule | None = None
    pathways: tuple[PathwayRule, ...] = ()
    hints: LogHints = field(default_factory=LogHints)

    def activities(self) -> frozenset[str]:
        """Give every activity that is named anywhere in the file."""
        named: set[str] = set()
        asked: tuple[Standard | Wait, ...] = (*self.standards, *self.waits)
        for one in asked:
            named |= {*one.activity, *one.after}
        if self.returns is not None:
            named |= {*self.returns.activity, *self.returns.leaving}
        rules: tuple[_NamesActivities | None, ...] = (
            *self.duplicates,
            self.rework,
            self.failure_demand,
            self.readmissions,
            self.delayed_discharge,
            self.days_at_home,
            *self.harm,
            self.reasons,
            *self.pathways,
        )
        for rule in rules:
            named |= rule.activities() if rule is not None else set()
        return frozenset(named.union(self.worth, *self.processes.values()))

    def process_of(self, activity: str) -> str | None:
        """Name of the process an activity belongs to, if any."""
        return next(
            (name for name, parts in self.processes.items() if activity in parts), None
        )


def first_of(journeys: Journeys, activities: Iterable[str]) -> Microseconds:
    """When the first of these activities ended in each case; `_NEVER` without one."""
    chosen: Mask = journeys.events_of(activities)
    first = np.full(journeys.n_cases, _NEVER)
    np.minimum.at(first, journeys.case[chosen], journeys.end[chosen])
    return first


def hours_between(
    journeys: Journeys, after: Iterable[str], activity: Iterable[str]
) -> Hours:
    """Hours from the first of `after` to the first of `activity`; NaN without both.

    Shape (n_cases,); below 0 where `activity` came first.
    """
    begun, done = first_of(journeys, after), first_of(journeys, activity)
    both = (begun != _NEVER) & (done != _NEVER)
    hours = np.full(journeys.n_cases, np.nan)
    hours[both] = (done[both] - begun[both]) / HOUR
    return hours
