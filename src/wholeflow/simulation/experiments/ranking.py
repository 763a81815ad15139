"""What would help most, and what would hurt most: many scenarios, ranked.

`one_more_of_each` adds one unit to each pool and one place to each node that has a limit,
one at a time; the beds of a ward and its places, which are the same, together. `stress` takes away: a surge of demand, staff or beds away, a node closed.
Both are ordinary scenarios, compared by pairs with common random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wholeflow.errors import BadInput
from wholeflow.simulation.measures import Measure, measure_of
from wholeflow.simulation.model.arrivals import Random
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Claim
from wholeflow.simulation.model.pools import Pool, greatest

from .intervals import Difference, Interval, t_interval
from .plans import Plan, Runner
from .scenarios import Comparison, Scenario, compare, paired
from .words import quoted

DAYS_A_YEAR = 365.25
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A scenario, and what it changes.

    Parameters
    ----------
    scenario
        What was changed.
    difference
        In the measure chosen, scenario less base.
    days_saved
        Patient-days a year in the system fewer than in the base: by Little's law, days
        of a year times the fall in patients present. Below 0 are days added. Patients
        who are lost or turned away save days as well: read it beside the shares of those.
    cost
        Of the change, a year, in any currency; None is not known.
    """

    scenario: Scenario
    difference: Difference
    days_saved: Interval
    cost: float | None = None

    @property
    def days_per_thousand(self) -> Interval | None:
        """Patient-days a year saved for each thousand a year; None without a cost."""
        if self.cost is None:
            return None
        days, share = self.days_saved, 1000 / self.cost
        return replace(days, mean=days.mean * share, half_width=days.half_width * share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """How hard a model is pressed.

    Parameters
    ----------
    surge
        Times as many arrivals, at random only.
    surge_days
        For how long.
    away
        Share of each pool that is away, one pool at a time; at least one quantum.
    away_days
        For how long.
    closed_days
        How long each node that claims something is closed, one at a time. See
        `.changes.Closed`.
    """

    surge: float = 1.3
    surge_days: int = 14
    away: float = 0.2
    away_days: int = 28
    closed_days: int = 3


def one_more_of_each(
    model: Model,
    plan: Plan,
    *,
    measure: Measure,
    runner: Runner,
    costs: Mapping[str, float] | None = None,
) -> tuple[Ranked, ...]:
    """Rank the pools and places by what one more of each changes.

    Parameters
    ----------
    model, plan, runner
        As for `compare`.
    measure
        What is to fall, such as the mean time in system.
    costs
        What one more costs a year, by pool, or by node for a place there, above 0.

    Returns
    -------
    tuple of Ranked
        The greatest fall of the mean first; with costs, the most days saved for the money,
        and then those of which no cost is known. Differences whose interval holds 0 may
        be luck: run more before one is chosen over another.

    Notes
    -----
    `BadInput` is told as by `each_with_one_more`.
    """
    one_more = each_with_one_more(model, costs or {})
    scenarios = [scenario for _, scenario in one_more]
    found = _ranked(model, scenarios, plan, measure=measure, runner=runner)
    if not costs:
        return tuple(sorted(found, key=lambda each: _unless_unknown(each, 1)))
    priced = (
        replace(each, cost=costs.get(name))
        for each, (name, _) in zip(found, one_more, strict=True)
    )
    return tuple(sorted(priced, key=_least_for_the_money))


def each_with_one_more(
    model: Model, costs: Mapping[str, float]
) -> list[tuple[str, Scenario]]:
    """Give each scenario of one more, with the name of what there is one more of.

    Parameters
    ----------
    model, costs
        As for `one_more_of_each`.

    Raises
    ------
    BadInput
        If there is none, or a cost is of none or no number above 0.
    """
    found = _one_more(model)
    if faults := _faults({name for name, _ in found}, costs):
        raise BadInput("one more of each", faults)
    return found


def _one_more(model: Model) -> list[tuple[str, Scenario]]:
    wards = _wards(model)
    beds = [
        (
            name,
            Scenario(
                f"one more of {name}, with a place at {ward}",
                f"pool {quoted(name)} + 1\nplaces {quoted(ward)} + 1",
            ),
        )
        for name, ward in wards.items()
    ]
    units = [
        (
            pool.name,
            Scenario(f"one more of {pool.name}", f"pool {quoted(pool.name)} + 1"),
        )
        for pool in model.pools
        if pool.name not in wards
    ]
    places = [
        (
            node.name,
            Scenario(
                f"one more place at {node.name}", f"places {quoted(node.name)} + 1"
            ),
        )
        for node in model.nodes
        if node.places is not None and node.name not in wards.values()
    ]
    return beds + units + places


def _wards(model: Model) -> dict[str, str]:
    """Give the node of each pool whose units are the node's places, as beds are."""
    users = {
        pool.name: [
            node
            for node in model.nodes
            if pool.name in {claim.pool for claim in node.claims}
        ]
        for pool in model.pools
    }
    return {
        pool.name: users[pool.name][0].name
        for pool in model.pools
        if len(users[pool.name]) == 1
        and users[pool.name][0].places == pool.capacity
        and Claim(pool=pool.name) in users[pool.name][0].claims
    }


def _faults(names: set[str], costs: Mapping[str, float]) -> list[str]:
    if not names:
        return ["expected a pool or a limit of places in the model, found none"]
    return [
        f"cost of '{name}': expected one of {', '.join(sorted(names))}"
        for name in costs
        if name not in names
    ] + [
        f"cost of '{name}': expected a number above 0, got {cost:g}"
        for name, cost in costs.items()
        if not 0 < cost < math.inf
    ]


def _least_for_the_money(each: Ranked) -> tuple[bool, float]:
    per_thousand = each.days_per_thousand
    if per_thousand is None or math.isnan(per_thousand.mean):
        return True, _unless_unknown(each, 1)
    return False, -per_thousand.mean


def stress(
    model: Model,
    plan: Plan,
    *,
    measure: Measure,
    runner: Runner,
    severity: Severity | None = None,
) -> tuple[Ranked, ...]:
    """Press a model where it may be weak, and rank what hurts most.

    Parameters
    ----------
    model, plan, runner
        As for `compare`. The run should go on for some weeks after the longest stress,
        so that the recovery is in it.
    measure
        What is to stay low, such as the mean time in system.
    severity
        How hard; None is as `Severity` says.

    Returns
    -------
    tuple of Ranked
        The greatest rise of the mean first: the weak points.

    Raises
    ------
    BadInput
        If there is nothing in the model to be pressed.
    """
    scenarios = stresses(model, plan, severity or Severity())
    if not scenarios:
        raise BadInput("model", ["expected arrivals at random or a pool, found none"])
    found = _ranked(model, scenarios, plan, measure=measure, runner=runner)
    return tuple(sorted(found, key=lambda each: _unless_unknown(each, -1)))


def stresses(model: Model, plan: Plan, severity: Severity) -> tuple[Scenario, ...]:
    """Give the scenarios of `stress`; each begins on the first whole day counted."""
    first = math.ceil(plan.warm_up_hours / HOURS_A_DAY)

    def days(n: int) -> str:
        return f"from day {first} for {n} days"

    surge = Scenario(
        f"demand x {severity.surge:g} for {severity.surge_days} days",
        f"demand x {severity.surge:g} {days(severity.surge_days)}",
    )
    at_random = any(isinstance(source.arrivals, Random) for source in model.sources)
    away = ((pool, _part_of(pool, severity.away)) for pool in model.pools)
    return (
        *([surge] if at_random else []),
        *(
            Scenario(
                f"{units:.9g} of {pool.name} away for {severity.away_days} days",
                f"pool {quoted(pool.name)} - {units:.9g} {days(severity.away_days)}",
            )
            for pool, units in away
        ),
        *(
            Scenario(
                f"{node.name} closed for {severity.closed_days} days",
                f"closed {quoted(node.name)} {days(severity.closed_days)}",
            )
            for node in model.nodes
            if node.claims
        ),
    )


def _part_of(pool: Pool, share: float) -> float:
    """Give a share of the most units of a pool, in whole quanta, at least one."""
    quanta = math.floor(share * greatest(pool.capacity) / pool.quantum + 0.5)
    return max(1, quanta) * pool.quantum


def _ranked(
    model: Model,
    scenarios: Sequence[Scenario],
    plan: Plan,
    *,
    measure: Measure,
    runner: Runner,
) -> list[Ranked]:
    told = compare(model, scenarios, plan, measures=[measure], runner=runner)
    return [
        Ranked(
            scenario=scenario,
            difference=told.differences[scenario.name, measure],
            days_saved=_days_saved(model, told, scenario.name),
        )
        for scenario in scenarios
    ]


def _days_saved(model: Model, told: Comparison, name: str) -> Interval:
    present = measure_of(model, "patients present")
    more = paired(told.scenarios[name], told.base, present)
    return t_interval(-DAYS_A_YEAR * more)


def _unless_unknown(each: Ranked, sign: int) -> float:
    mean = each.difference.interval.mean
    return math.inf if math.isnan(mean) else sign * mean
