"""The best of some scenarios, and the smallest capacity that meets a target.

Replications are taken one after another only of what is still in question; see
`.selecting` for what is promised. A search that is cancelled has no answer: it ends in
`concurrent.futures.CancelledError`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.simulation.measures import Measure, measures_of
from wholeflow.simulation.model.model import Model

from .intervals import Values
from .plans import MORE_RUNS, Plan, Runner
from .replications import replicate
from .scenarios import Scenario, applied_all
from .selecting import Care, Choice, Verdict, judged, least_of
from .words import quoted

Units = tuple[int, ...]
Judge = Callable[[Scenario], tuple[Verdict, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a capacity is to keep to.

    Parameters
    ----------
    measure
        Of what.
    at_most
        The limit of its mean.
    zone
        A mean so near the limit may be judged either way.
    """

    measure: Measure
    at_most: float
    zone: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The units that a pool may have, in hours in which it has any.

    Parameters
    ----------
    pool
        Which.
    least, most
        Whole units, from 0.
    cost
        Of one unit, beside those of other pools.
    """

    pool: str
    least: int
    most: int
    cost: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How carefully and how long is searched.

    Parameters
    ----------
    confidence
        With which all judgements of a search are right together, save those within a
        zone.
    most_tries
        Capacities to be judged; the chance of being wrong is divided among them.
    most_runs
        Replications of each.
    """

    confidence: float = 0.95
    most_tries: int = 60
    most_runs: int = 300

    def wrong(self, targets: Sequence[Target]) -> float:
        """Give the chance with which one judgement of one target may be wrong."""
        return (1 - self.confidence) / self.most_tries / len(targets)


@dataclass(frozen=True, slots=True)
class Tried:
    """A capacity that was judged: the units of each range, and on how many runs."""

    units: Units
    verdict: Verdict
    n: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """The smallest capacity found.

    Parameters
    ----------
    units
        Of each range, in their order; None if even the most of all did not meet the
        targets.
    cost
        Of all units; infinity without.
    tried
        All that was judged, in order. What was judged to meet the targets has means of at
        most the limit and the zone more, and what was judged to fail, of more than the
        limit less the zone: all of it with the confidence asked, if means of replications
        are normal. An undecided one was taken to fail.
    searched_out
        Whether the search came to its end: one unit fewer of any pool does not meet the
        targets, nor do one or two more of one for so many fewer of another that it is
        cheaper. That is a local best, and rests on more units of a pool never doing harm.
        False if `most_tries` came first.
    """

    units: Units | None
    cost: float
    tried: tuple[Tried, ...]
    searched_out: bool


def best_of(
    model: Model,
    scenarios: Sequence[Scenario],
    plan: Plan,
    *,
    measure: Measure,
    care: Care,
    runner: Runner,
) -> tuple[Scenario, Choice]:
    """Choose the scenario with the least mean of a measure.

    Parameters
    ----------
    model, plan, runner
        As for `compare`; the plan's number of runs is not used.
    scenarios
        At least one. The base is one of them if it is given as one without changes.
    measure
        What is to be least.
    care
        The indifference zone, the greatest chance of a wrong choice, and the limit.

    Returns
    -------
    scenario
        The best.
    choice
        Which it is, how many replications it took, and whether it is decided.

    Raises
    ------
    BadInput
        With every fault of the scenarios, if there is none, or if the measure is unknown
        in some replication, where nobody came.
    """
    if not scenarios:
        raise BadInput("scenarios", ["expected at least one, got none"])
    models = list(applied_all(model, scenarios, plan).values())
    drawn = [_Drawn(each, plan, [measure], runner) for each in models]

    def values(system: int, n: int) -> Values:
        found: Values = drawn[system].first(n)[0]
        if np.isnan(found).any():
            raise BadInput(
                "measure", [f"{measure} is unknown in some runs; run longer"]
            )
        return found

    choice = least_of(values, len(drawn), care)
    return scenarios[choice.best], choice


def most_of(ranges: Sequence[Range]) -> Scenario:
    """Give the scenario of the most units of all pools."""
    return _scenario_of(ranges, [each.most for each in ranges])


def _scenario_of(ranges: Sequence[Range], units: Sequence[int]) -> Scenario:
    lines = (
        f"pool {quoted(each.pool)} = {n}" for each, n in zip(ranges, units, strict=True)
    )
    return Scenario("capacity", "\n".join(lines))


def smallest_capacity(
    model: Model,
    ranges: Sequence[Range],
    plan: Plan,
    *,
    targets: Sequence[Target],
    runner: Runner,
    effort: Effort | None = None,
) -> Capacity:
    """Find the cheapest whole units of some pools that meet all targets.

    From the most of all, each pool in turn, the dearest first, is brought down by halving
    to the least that still meets the targets; then one or two units more of one pool are
    tried for fewer of another, until nothing cheaper is left.

    Parameters
    ----------
    model, plan, runner
        As for `compare`; the plan's number of runs is not used.
    ranges
        Which pools, and between what units. At least one.
    targets
        What is to be kept to, all of it. At least one.
    effort
        How carefully; None is as `Effort` says.

    Raises
    ------
    BadInput
        With every fault of ranges and targets, or of the model with the most of all.
    """
    if faults := faults_of_search(model, ranges, targets, measures_of(model)):
        raise BadInput("capacity", faults)
    most_of(ranges).checked(model, plan.longest_hours)
    effort = effort or Effort()

    def judge(scenario: Scenario) -> tuple[Verdict, int]:
        changed = scenario.applied(model, plan.longest_hours)
        measures = [target.measure for target in targets]
        drawn = _Drawn(changed, plan, measures, runner)
        most = 0
        for at, target in enumerate(targets):
            care = Care(
                zone=target.zone,
                wrong=effort.wrong(targets),
                most=effort.most_runs,
            )
            verdict, n = judged(_row(drawn, at), target.at_most, care)
            most = max(most, n)
            if verdict != "meets":
                return verdict, most
        return "meets", most

    return searched(ranges, judge, effort.most_tries)


def searched(ranges: Sequence[Range], judge: Judge, most_tries: int) -> Capacity:
    """Search the cheapest units of some pools, as `smallest_capacity` does.

    Parameters
    ----------
    ranges
        Which pools, and between what units.
    judge
        Given the scenario of some units, says whether they are enough, and on how many
        runs that rests.
    most_tries
        Capacities to be judged.
    """
    return _Search(ranges, judge, most_tries).result()


def faults_of_search(
    model: Model,
    ranges: Sequence[Range],
    targets: Sequence[Target],
    measures: Sequence[Measure],
) -> list[str]:
    """Say which ranges are of pools that the model has not, and which targets cannot be.

    Parameters
    ----------
    model, ranges, targets
        As for `smallest_capacity`.
    measures
        Those that there are.
    """
    pools = {pool.name for pool in model.pools}
    faults = [] if ranges else ["expected at least one range of a pool, got none"]
    faults += [] if targets else ["expected at least one target, got none"]
    for each in ranges:
        if each.pool not in pools:
            faults.append(f"pool '{each.pool}': expected one of {sorted(pools)}")
        if not 0 <= each.least <= each.most:
            faults.append(
                f"pool '{each.pool}': expected units from 0 up, the least first, got "
                f"{each.least} to {each.most}"
            )
        if not each.cost > 0:
            faults.append(
                f"pool '{each.pool}': expected a cost above 0, got {each.cost:g}"
            )
    for target in targets:
        if target.measure not in measures:
            faults.append(f"{target.measure}: the model has no such measure")
        if not target.zone > 0:
            faults.append(
                f"{target.measure}: expected a zone above 0, got {target.zone:g}"
            )
    return faults


class _Drawn:
    """Replications of one model, a few more whenever they are asked for."""

    def __init__(
        self, model: Model, plan: Plan, measures: Sequence[Measure], runner: Runner
    ) -> None:
        self.model, self.plan, self.runner = model, plan, runner
        there = measures_of(model)
        self.columns = [there.index(measure) for measure in measures]
        self.rows = np.empty((len(measures), 0))

    def first(self, n: int) -> Values:
        """Give the first n replications of each measure. Shape (n_measures, n).

        Raises
        ------
        CancelledError
            If the runner's `cancelled` said yes.
        """
        have = self.rows.shape[1]
        if n > have:
            more = replace(
                self.plan,
                runs=max(n - have, MORE_RUNS, have // 2),
                first_run=self.plan.first_run + have,
            )
            found = replicate(self.model, more, runner=self.runner)
            if found.ended == "cancelled":
                raise CancelledError
            self.rows = np.hstack([self.rows, found.rows[:, self.columns].T])
        return self.rows[:, :n]


class _Enough(Exception):
    """As many capacities were judged as may be."""


@dataclass(slots=True)
class _Search:
    ranges: Sequence[Range]
    judge: Judge
    most_tries: int
    known: dict[Units, Tried] = field(default_factory=dict)
    best: Units | None = None

    def result(self) -> Capacity:
        searched_out = True
        try:
            self._search()
        except _Enough:
            searched_out = False
        cost = float("inf") if self.best is None else self._cost(self.best)
        return Capacity(self.best, cost, tuple(self.known.values()), searched_out)

    def _search(self) -> None:
        if not self._meets(tuple(each.most for each in self.ranges)):
            return
        by_cost = sorted(range(len(self.ranges)), key=lambda at: -self.ranges[at].cost)
        for at in by_cost:
            self._bring_down(at)
        while any(self._meets(each) for each in self._cheaper()):
            pass

    def _bring_down(self, at: int) -> None:
        """Halve the way to the least units of one pool that still meet the targets."""
        assert self.best is not None, "the most of all meets them"
        low, high = self.ranges[at].least, self.best[at]
        while low < high:
            middle = (low + high) // 2
            if self._meets(_with(self.best, at, middle)):
                high = middle
            else:
                low = middle + 1

    def _cheaper(self) -> list[Units]:
        """Give the neighbours of the best that cost less, the cheapest first."""
        assert self.best is not None, "the most of all meets them"
        near = []
        for at, of in enumerate(self.ranges):
            near.append(_with(self.best, at, self.best[at] - 1))
            for to, other in enumerate(self.ranges):
                for more in (1, 2):
                    fewer = int(more * other.cost // of.cost) + 1
                    moved = _with(self.best, at, self.best[at] - fewer)
                    if to != at:
                        near.append(_with(moved, to, moved[to] + more))
        inside = (units for units in near if self._is_inside(units))
        cheaper = {each for each in inside if self._cost(each) < self._cost(self.best)}
        return sorted(cheaper, key=lambda units: (self._cost(units), units))

    def _is_inside(self, units: Units) -> bool:
        return all(
            each.least <= n <= each.most
            for each, n in zip(self.ranges, units, strict=True)
        )

    def _cost(self, units: Units) -> float:
        costs = (each.cost * n for each, n in zip(self.ranges, units, strict=True))
        return float(sum(costs))

    def _meets(self, units: Units) -> bool:
        if units not in self.known:
            if len(self.known) >= self.most_tries:
                raise _Enough
            self.known[units] = self._judge(units)
        meets = self.known[units].verdict == "meets"
        if meets and (self.best is None or self._cost(units) < self._cost(self.best)):
            self.best = units
        return meets

    def _judge(self, units: Units) -> Tried:
        return Tried(units, *self.judge(_scenario_of(self.ranges, units)))


def _row(drawn: _Drawn, at: int) -> Callable[[int], Values]:
    return lambda n: drawn.first(n)[at]


def _with(units: Units, at: int, n: int) -> Units:
    return (*units[:at], n, *units[at + 1 :])
