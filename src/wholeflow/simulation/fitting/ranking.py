"""What would help most and hurt most by a fit, with luck and what is not known told apart.

The scenarios are those of `..experiments.ranking`. What the weeks held out speak against
is not asked, and it is said why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wholeflow.errors import BadInput
from wholeflow.simulation.experiments import Plan, Scenario, Severity
from wholeflow.simulation.experiments.ranking import (
    DAYS_A_YEAR,
    each_with_one_more,
    stresses,
)
from wholeflow.simulation.measures import Measure

from .asking import refuse, refuse_measures, why_refused
from .draws import Draws, drawn
from .fitted import Fitted
from .parting import Parted
from .replaying import Progress
from .watching import OF_CASES

PRESENT = OF_CASES[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedByFit:
    """A scenario, and what it changes by a fit.

    Parameters
    ----------
    scenario
        What was changed.
    difference
        In the measure chosen, scenario less base; None if it is refused.
    days_saved
        Patient-days a year in the system fewer, as for `..experiments.Ranked`; None if
        it is refused, or patients present do not hold in the weeks held out.
    cost
        Of the change, a year, in any currency; None is not known.
    refused
        Why it is not asked, a sentence for each measure that does not hold.
    """

    scenario: Scenario
    difference: Parted | None = None
    days_saved: Parted | None = None
    cost: float | None = None
    refused: tuple[str, ...] = ()

    @property
    def days_per_thousand(self) -> Parted | None:
        """Patient-days a year saved for each thousand a year; None without a cost."""
        if self.cost is None or self.days_saved is None:
            return None
        return self.days_saved.times(1000 / self.cost)


def one_more_of_fit(
    fitted: Fitted,
    plan: Plan,
    *,
    measure: Measure,
    costs: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> tuple[RankedByFit, ...]:
    """Rank the pools of a fit by what one more of each changes.

    Parameters
    ----------
    fitted, plan, progress
        As for `ask`.
    measure
        What is to fall: one of those that `ask` tells.
    costs
        What one more costs a year, by pool, above 0.

    Returns
    -------
    tuple of RankedByFit
        The greatest fall first; with costs, the most days saved for the money. Then what
        is refused.

    Notes
    -----
    `BadInput` is told if the measure, or all that could be changed, does not hold in the
    weeks held out, and as by `..experiments.one_more_of_each`.
    """
    priced = costs or {}
    one_more = each_with_one_more(fitted.model, priced)
    found = _ranked(fitted, [each for _, each in one_more], plan, measure, progress)
    if not priced:
        return _in_order(found, 1)
    with_cost = [
        replace(each, cost=priced.get(name))
        for each, (name, _) in zip(found, one_more, strict=True)
    ]
    return tuple(sorted(_in_order(with_cost, 1), key=_least_for_the_money))


def stress_of_fit(
    fitted: Fitted,
    plan: Plan,
    *,
    measure: Measure,
    severity: Severity | None = None,
    progress: Progress | None = None,
) -> tuple[RankedByFit, ...]:
    """Press a fit where it may be weak, and rank what hurts most.

    Parameters
    ----------
    fitted, plan, progress
        As for `ask`.
    measure
        What is to stay low: one of those that `ask` tells.
    severity
        How hard; None is as `Severity` says.

    Returns
    -------
    tuple of RankedByFit
        The greatest rise first; what is refused last.

    Notes
    -----
    `BadInput` is told as by `one_more_of_fit`.
    """
    scenarios = stresses(fitted.model, plan, severity or Severity())
    return _in_order(_ranked(fitted, scenarios, plan, measure, progress), -1)


def _ranked(
    fitted: Fitted,
    scenarios: Sequence[Scenario],
    plan: Plan,
    measure: Measure,
    progress: Progress | None,
) -> list[RankedByFit]:
    """Rank scenarios in the order given.

    Raises
    ------
    BadInput
        If nothing is left that may be asked.
    """
    refuse(fitted, None)
    refuse_measures(fitted, [measure])
    refused = [why_refused(fitted, scenario) for scenario in scenarios]
    kept = [each for each, why in zip(scenarios, refused, strict=True) if not why]
    if not kept:
        raise BadInput(fitted.model.name, [why for some in refused for why in some])
    draws = drawn(fitted, plan, [None, *kept], progress)
    told = iter(range(1, len(kept) + 1))
    return [
        RankedByFit(scenario=scenario, refused=tuple(why))
        if why
        else _told(fitted, draws, scenario, next(told), measure)
        for scenario, why in zip(scenarios, refused, strict=True)
    ]


def _told(
    fitted: Fitted, draws: Draws, scenario: Scenario, at: int, measure: Measure
) -> RankedByFit:
    holds = fitted.validation.verdict(PRESENT) != "does not hold"
    more = draws.parted(PRESENT, at, less=0)
    return RankedByFit(
        scenario=scenario,
        difference=draws.parted(measure, at, less=0),
        days_saved=more.times(-DAYS_A_YEAR) if holds else None,
    )


def _in_order(found: Sequence[RankedByFit], sign: int) -> tuple[RankedByFit, ...]:
    return tuple(sorted(found, key=lambda each: _unless_unknown(each.difference, sign)))


def _least_for_the_money(each: RankedByFit) -> float:
    return _unless_unknown(each.days_per_thousand, -1)


def _unless_unknown(of: Parted | None, sign: int) -> float:
    return math.inf if of is None or math.isnan(of.mean) else sign * of.mean
