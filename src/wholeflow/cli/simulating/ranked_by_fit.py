"""What `one-more` and `stress` say of a fit, with what is unsure told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wholeflow.cli.asking import show, tell
from wholeflow.cli.simulating.asked import RunOptions, planned, running, short
from wholeflow.cli.simulating.of_a_fit import interval_of, mean_of

if TYPE_CHECKING:
    from wholeflow.simulation.experiments import Plan
    from wholeflow.simulation.fitting import Fitted, RankedByFit
    from wholeflow.simulation.fitting.replaying import Progress
    from wholeflow.simulation.measures import Measure


class RankedOptions(RunOptions):
    """By which measure scenarios are ranked."""

    measure: str


class Rank(Protocol):
    """What ranks scenarios of a fit."""

    def __call__(
        self,
        fitted: Fitted,
        plan: Plan,
        *,
        measure: Measure,
        progress: Progress | None,
    ) -> tuple[RankedByFit, ...]:
        """Give them, with what is refused last."""


def of_fit(fitted: Fitted, options: RankedOptions, rank: Rank) -> None:
    """Rank scenarios of a fit, and say what may not be asked or was never seen."""
    from wholeflow.simulation.fitting import (
        beyond_what_was_seen,
        measures_of_fit,
        refuse_measures,
    )
    from wholeflow.simulation.measures import measure_among

    plan = planned(fitted.model, options)
    measure = measure_among(measures_of_fit(fitted, plan), options["measure"])
    refuse_measures(fitted, [measure])
    with running("Running", plan.most_runs) as runner:
        ranked = rank(fitted, plan, measure=measure, progress=runner.progress)
    for each in ranked:
        for said in (*each.refused, *beyond_what_was_seen(fitted, each.scenario)):
            tell(f"{each.scenario.name}: {said}")
    verdict = fitted.validation.verdict(measure)
    with_cost = any(each.cost is not None for each in ranked)
    show([_row(each, measure, verdict, with_cost) for each in ranked], options["form"])


def _row(
    each: RankedByFit, measure: Measure, verdict: str, with_cost: bool
) -> dict[str, object]:
    row: dict[str, object] = {
        "scenario": each.scenario.name,
        "difference": mean_of(each.difference),
        **interval_of(each.difference),
        "unit": measure.unit,
        "held out": verdict,
    }
    worth = {"days": each.days_saved}
    if with_cost:
        worth["days per 1,000"] = each.days_per_thousand
    for name, of in worth.items():
        first = "days saved a year" if name == "days" else name
        row[first] = mean_of(of)
        row[f"{name} from"] = of and short(of.low)
        row[f"{name} to"] = of and short(of.high)
    return row
