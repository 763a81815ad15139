"""Failure demand: contacts that exist because something was not done, or not right.

After Seddon it is "demand caused by a failure to do something or do something right for
the customer". It cannot be mined from a log: only the person who made contact, or who
took it, can say why. So it is never a point but three counts that add up: *for* (it is
known to be failure demand), *against* (known not to be) and *unknown*.

What is recorded at the point of contact is known. Of the rest a sample, drawn at random
and judged by a panel, tells at least how many are for and at least how many against:
the lower ends of two intervals. What a rule finds is only *possible*, and stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Mask
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.event_rule import open_column
from wholeflow.journeys.rules.failure_demand import (
    FailureDemandRule,
    Judged,
    Possible,
)
from wholeflow.journeys.times import HOUR

from .preceding import NONE_BEFORE, last_ended_before, person_of_event


@dataclass(frozen=True, slots=True, eq=False)
class DemandEvents:
    """Which events are demand, and what is known of each. Shapes (n_events,).

    Parameters
    ----------
    demand
        Contacts that people initiated.
    failure, value
        Of these, recorded as caused by a failure, and as what the service is for.
    possible
        By name of the rule, demand that may be caused by a failure and of which nothing
        is recorded.
    """

    demand: Mask
    failure: Mask
    value: Mask
    possible: Mapping[str, Mask]

    @property
    def unrecorded(self) -> Mask:
        """Demand of which nothing is recorded: what a panel's sample is drawn from."""
        return self.demand & ~self.failure & ~self.value


@dataclass(frozen=True, slots=True)
class PossibleCount:
    """How much a rule finds: candidates, not failure demand."""

    name: str
    events: int
    persons: int


@dataclass(frozen=True, slots=True)
class FailureDemand:
    """How much of demand is known to be failure demand, known not to be, and unknown.

    Parameters
    ----------
    evidence_for, evidence_against, unknown
        Events; they add up to all demand.
    recorded_failure, recorded_value
        Of these, what was recorded.
    judged
        What a panel said of a sample of the rest; None if there was none.
    confidence
        With which the panel's sample is taken to stand for the rest.
    possible
        What rules find among what is not recorded; they may overlap.
    possible_events
        What any rule finds. All of it is part of `unknown` unless a panel judged.
    cost_pounds
        Of one contact; None if nobody said.
    """

    evidence_for: int
    evidence_against: int
    unknown: int
    recorded_failure: int
    recorded_value: int
    judged: Judged | None
    confidence: float
    possible: tuple[PossibleCount, ...]
    possible_events: int
    cost_pounds: float | None

    @property
    def demand(self) -> int:
        """All contacts that people initiated."""
        return self.evidence_for + self.evidence_against + self.unknown

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares for, unknown and against, which add up to 1; of none all is unknown."""
        if not self.demand:
            return 0.0, 1.0, 0.0
        known_for = self.evidence_for / self.demand
        against = self.evidence_against / self.demand
        return known_for, 1.0 - known_for - against, against

    @property
    def costs_pounds(self) -> tuple[float, float, float] | None:
        """Cost of what is for, unknown and against; None if nobody said what one costs."""
        if self.cost_pounds is None:
            return None
        counts = self.evidence_for, self.unknown, self.evidence_against
        known_for, unknown, against = (count * self.cost_pounds for count in counts)
        return known_for, unknown, against


def demand_events(journeys: Journeys, rule: FailureDemandRule) -> DemandEvents:
    """Find demand, and what is recorded and possible of it.

    Parameters
    ----------
    journeys
        The log. A column that the rules name and it lacks is told as `NotFound`.
    rule
        What is demand.
    """
    demand = rule.demand.of(journeys)
    failure = value = np.zeros(journeys.n_events, dtype=np.bool_)
    if rule.recorded is not None:
        column = open_column(journeys, rule.recorded.column)
        failure = demand & column.of(rule.recorded.failure)
        value = demand & column.of(rule.recorded.value) & ~failure
    left = demand & ~failure & ~value
    possible = {each.name: left & _found_by(journeys, each) for each in rule.possible}
    return DemandEvents(demand, failure, value, possible)


def failure_demand(
    journeys: Journeys, rule: FailureDemandRule, *, confidence: float = 0.95
) -> FailureDemand:
    """Tell how much demand is for, against and unknown.

    Parameters
    ----------
    journeys
        The log.
    rule
        What is demand, what is recorded of it, what rules find and a panel said.
    confidence
        Above 0 and below 1; of the interval a panel's sample gives.

    Raises
    ------
    BadInput
        If a panel judged more than there is to judge.
    """
    found = demand_events(journeys, rule)
    left = int(found.unrecorded.sum())
    if rule.judged is not None and rule.judged.sampled > left:
        fault = (
            f"expected a sample of the {left:,} contacts of which nothing is recorded, "
            f"got {rule.judged.sampled:,} judged"
        )
        raise BadInput("what the panel judged", [fault])
    judged_for, judged_against = _at_least(rule.judged, left, confidence)
    failure, value = int(found.failure.sum()), int(found.value.sum())
    person = person_of_event(journeys)
    by_any = np.logical_or.reduce(
        [np.zeros_like(found.demand), *found.possible.values()]
    )
    return FailureDemand(
        evidence_for=failure + judged_for,
        evidence_against=value + judged_against,
        unknown=left - judged_for - judged_against,
        recorded_failure=failure,
        recorded_value=value,
        judged=rule.judged,
        confidence=confidence,
        possible=tuple(
            PossibleCount(name, int(which.sum()), len(np.unique(person[which])))
            for name, which in found.possible.items()
        ),
        possible_events=int(by_any.sum()),
        cost_pounds=rule.cost_pounds,
    )


def in_population(
    judged: int, sampled: int, population: int, confidence: float
) -> tuple[int, int]:
    """Give between how many of a population are so, from a sample without replacement.

    Parameters
    ----------
    judged, sampled, population
        0 <= judged <= sampled <= population.
    confidence
        Above 0 and below 1.

    Returns
    -------
    tuple of int
        At least and at most so many of the whole population.

    Notes
    -----
    Jeffreys' interval for a finite population: with a prior Beta(1/2, 1/2) the number
    among those not sampled is beta-binomial, and those sampled are known. With everybody
    sampled both ends meet; none judged so leaves the lower end at 0, and all judged so
    the upper end at the population.

    References
    ----------
    L. D. Brown, T. T. Cai, A. DasGupta, Interval estimation for a binomial proportion,
    Statistical Science 16 (2001), for Jeffreys' interval and its ends.

    Examples
    --------
    >>> in_population(12, 40, 1000, 0.95)
    (178, 449)
    >>> in_population(3, 10, 10, 0.95)
    (3, 3)
    """
    from scipy.stats import betabinom  # noqa: PLC0415 - scipy is slow to load

    others = population - sampled
    chance = betabinom.pmf(
        np.arange(others + 1), others, judged + 0.5, sampled - judged + 0.5
    )
    upto = np.cumsum(chance)
    tail = (1 - confidence) / 2
    low = int(np.searchsorted(upto, tail)) if judged else 0
    high = int(np.searchsorted(upto, 1 - tail)) if judged < sampled else others
    return judged + low, judged + min(high, others)


def _at_least(judged: Judged | None, left: int, confidence: float) -> tuple[int, int]:
    """Give how many of what is left are at least failure demand, and at least not."""
    if judged is None:
        return 0, 0
    least_for, _ = in_population(judged.failure, judged.sampled, left, confidence)
    least_against, _ = in_population(judged.value, judged.sampled, left, confidence)
    return least_for, least_against


def _found_by(journeys: Journeys, each: Possible) -> Mask:
    meant = each.event.of(journeys)
    if not each.after.says_something:
        return meant
    group = person_of_event(journeys)
    after = each.after.of(journeys)
    if each.same is not None:
        word = open_column(journeys, each.same)
        said: npt.NDArray[np.int64] = word.codes.astype(np.int64)
        group = group * (len(word.names) + 1) + said + 1
        meant &= said >= 0
        after &= said >= 0
    places = np.flatnonzero(meant)
    earlier = last_ended_before(journeys, after, meant, group=group)
    found = earlier != NONE_BEFORE
    if each.within_hours is not None:
        gap = journeys.start[places] - journeys.end[earlier]
        found &= gap < each.within_hours * HOUR
    which = np.zeros(journeys.n_events, dtype=np.bool_)
    which[places[found]] = True
    return which
