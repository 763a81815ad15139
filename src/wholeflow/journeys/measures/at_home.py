"""Days at home: alive, and neither in hospital nor in another setting that is not home.

Of the N nights after a person's window begins, those on which they were neither away nor
dead. A night is away if the person was in a stay as one day turned into the next; it is
counted once, however many stays cover it. From the day of death on no night is at home.
So days at home, days away and days dead add up to N for each person.

References
----------
P. S. Myles and others, Validation of days at home as an outcome measure after surgery,
BMJ Open 7 (2017). There a death within the window makes it 0; here, as in days alive
and out of hospital (C. A. Ariti and others, American Heart Journal 162, 2011), the days
before it count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.intervals import newly_covered
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.at_home import AtHomeRule
from wholeflow.journeys.rules.event_rule import EventRule
from wholeflow.journeys.rules.spells import SpellRule
from wholeflow.journeys.times import MISSING, SECOND

from .preceding import person_of_event
from .spells import Days, local_days, spells

_NEVER = np.iinfo(np.int64).max // 4  # days; far enough, and sums of it still fit
_FEWEST = 2  # people on either side of which a spread can be told


@dataclass(frozen=True, slots=True, eq=False)
class DaysAtHome:
    """How many days each person was at home.

    Parameters
    ----------
    window_days
        How many days were counted for each.
    persons
        Codes of the people whose whole window is known. Shape (n_known,).
    begin
        Day on which the window of each begins, by the local calendar; days since 1970.
        Shape (n_known,).
    at_home, dead
        Their days at home, and from their death on. Shape (n_known,).
    away
        By setting, their days away. Shapes (n_known,).
    not_begun, cut_off, begin_not_known
        How many people are left out: those whom no event begins a window for; those
        whose window goes on after the log; those in a stay of which nobody knows when
        in the window it had begun.
    goal_days
        What was aimed at for all people together; None for no goal.
    """

    window_days: int
    persons: npt.NDArray[np.int64]
    begin: Days
    at_home: Days
    dead: Days
    away: Mapping[str, Days]
    not_begun: int
    cut_off: int
    begin_not_known: int
    goal_days: float | None

    @property
    def total_days(self) -> int:
        """Days at home of all people together."""
        return int(self.at_home.sum())

    @property
    def mean_days(self) -> float | None:
        """Days at home of a person on average; None of nobody."""
        return float(self.at_home.mean()) if len(self.at_home) else None

    @property
    def days_to_goal(self) -> float | None:
        """How many days are missing to the goal, 0 if it is met; None for no goal."""
        if self.goal_days is None:
            return None
        return max(0.0, self.goal_days - self.total_days)

    def parted_at(self, day: dt.date) -> tuple[DaysAtHome, DaysAtHome]:
        """Give those whose window begins before a day, and those from it on.

        How many are left out is told of all together, and stays the same in both.
        """
        before: Mask = self.begin < np.datetime64(day, "D").astype(np.int64)
        return self._where(before), self._where(~before)

    def _where(self, chosen: Mask) -> DaysAtHome:
        return replace(
            self,
            persons=self.persons[chosen],
            begin=self.begin[chosen],
            at_home=self.at_home[chosen],
            dead=self.dead[chosen],
            away={name: days[chosen] for name, days in self.away.items()},
        )


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Days that people had at home beyond what they would have had as before.

    `low` and `high` are None if either side has fewer than two people.
    """

    days: float
    low: float | None
    high: float | None


def days_at_home(
    journeys: Journeys, rule: AtHomeRule, *, until: dt.datetime | None = None
) -> DaysAtHome:
    """Count how many days each person was at home.

    Parameters
    ----------
    journeys
        The log; one that names no persons has one for each case.
    rule
        From when on, for how long, and what is away.
    until
        Aware; up to when everything is in the log. None for its last event.
    """
    begin = _first_day(journeys, rule.after, every=not rule.after.says_something)
    death = _first_day(journeys, rule.death)
    moment = round((until or journeys.last).timestamp() * SECOND)
    last_day = local_days(journeys, np.array([moment], dtype=np.int64))[0]
    begun = begin != _NEVER
    end = begin + rule.window_days
    cut_off = begun & (np.minimum(end, death) > last_day)
    alive_to = np.clip(death, begin, end)
    vague = np.zeros(journeys.n_persons, dtype=np.bool_)
    stays: list[tuple[npt.NDArray[np.int64], Days, Days]] = []
    covered, away = np.zeros(journeys.n_persons, dtype=np.int64), {}
    for name, each in rule.away.items():
        there = replace(each, death=rule.death)
        person, since, to, not_known = _stays_in_days(journeys, there)
        vague[person[not_known & (to > begin[person]) & begun[person]]] = True
        since = np.maximum(since, begin[person])
        stays.append((person, since, np.minimum(to, alive_to[person])))
        together = _nights(stays, journeys.n_persons)
        away[name], covered = together - covered, together
    known = begun & ~cut_off & ~vague
    return DaysAtHome(
        window_days=rule.window_days,
        persons=np.flatnonzero(known),
        begin=begin[known],
        at_home=(alive_to - begin - covered)[known],
        dead=(end - alive_to)[known],
        away={name: nights[known] for name, nights in away.items()},
        not_begun=int((~begun).sum()),
        cut_off=int(cut_off.sum()),
        begin_not_known=int((begun & ~cut_off & vague).sum()),
        goal_days=rule.goal_days,
    )


def given_back(
    before: DaysAtHome, after: DaysAtHome, *, confidence: float = 0.95
) -> GivenBack:
    """Tell how many days at home the people after had beyond those before.

    The mean after less the mean before, times the people after. Windows must be of one
    length. It says that days differ, not why: people may differ too.

    Parameters
    ----------
    before, after
        Of two periods or places, each with at least one person.
    confidence
        Of the interval, after Welch.
    """
    from scipy.stats import t  # noqa: PLC0415 - scipy is slow to load

    assert before.window_days == after.window_days, "windows are of one length"
    assert before.mean_days is not None, "somebody is there before"
    assert after.mean_days is not None, "somebody is there after"
    people = len(after.at_home)
    days = (after.mean_days - before.mean_days) * people
    sides = before.at_home, after.at_home
    if min(map(len, sides)) < _FEWEST or not any(side.var() for side in sides):
        return GivenBack(days, None, None)
    errors = [side.var(ddof=1) / len(side) for side in sides]
    freedom = sum(errors) ** 2 / sum(
        error**2 / (len(side) - 1) for error, side in zip(errors, sides, strict=True)
    )
    reach = t.ppf((1 + confidence) / 2, freedom) * np.sqrt(sum(errors)) * people
    return GivenBack(days, float(days - reach), float(days + reach))


def _first_day(journeys: Journeys, rule: EventRule, *, every: bool = False) -> Days:
    """Day of each person's first such event; `_NEVER` without one."""
    events: Mask = rule.of(journeys) | every
    first = np.full(journeys.n_persons, _NEVER)
    person = person_of_event(journeys)[events]
    np.minimum.at(first, person, local_days(journeys, journeys.start[events]))
    return first


def _stays_in_days(
    journeys: Journeys, rule: SpellRule
) -> tuple[npt.NDArray[np.int64], Days, Days, Mask]:
    """Person, first night and day of leaving of each stay, and whether it had begun."""
    found = spells(journeys, rule)
    not_known = found.admitted == MISSING
    since = np.where(not_known, _NEVER, local_days(journeys, found.admitted))
    to = local_days(journeys, found.discharged)
    return (
        found.person,
        since,
        np.where(found.discharged == MISSING, _NEVER, to),
        not_known,
    )


def _nights(
    stays: list[tuple[npt.NDArray[np.int64], Days, Days]], n_persons: int
) -> Days:
    """How many nights each person was in any of these stays."""
    person, since, to = (np.concatenate(column) for column in zip(*stays, strict=True))
    turn = np.lexsort((since, person))
    turn = turn[to[turn] > since[turn]]
    person, since, to = person[turn], since[turn], to[turn]
    new = np.ones(len(person), dtype=np.bool_)
    new[1:] = person[1:] != person[:-1]
    nights = np.zeros(n_persons, dtype=np.int64)
    np.add.at(nights, person, newly_covered(new, since, to))
    return nights
