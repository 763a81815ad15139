"""Runs of a fit as it is and changed: of draws, and of the best with the same luck.

What is luck and what is not known is told apart as `.parting` says.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from wholeflow.journeys.times import HOUR, as_microseconds
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.experiments import Plan, Scenario
from wholeflow.simulation.measures import Measure
from wholeflow.simulation.model.calendar import beginning
from wholeflow.simulation.model.model import Model

from .building import model_of
from .fitted import Fitted
from .parting import CONFIDENCE, TWICE, Parted, parted
from .replaying import Progress
from .steps import steps_of_run
from .survival import Array
from .watching import Watch


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What runs of a fit came to.

    Parameters
    ----------
    measures
        What was measured.
    values
        By draw; drawn or best; scenario; first or second run; and measure. Shape
        (n_draws, 2, n_scenarios, 2, n_measures). What nobody did is NaN.
    """

    measures: tuple[Measure, ...]
    values: Array

    def has(self, measure: Measure) -> bool:
        """Whether anybody had a measure in any draw."""
        return not np.isnan(self._of(measure)[:, 0]).all()

    def parted(
        self,
        measure: Measure,
        scenario: int,
        *,
        less: int | None = None,
        confidence: float = CONFIDENCE,
    ) -> Parted:
        """Give a measure of a scenario, or by how much it is more than that of another.

        Parameters
        ----------
        measure
            Which.
        scenario, less
            Places of the scenarios; None is no other.
        confidence
            Of the interval.
        """
        values = self._of(measure)
        found = values[:, :, scenario]
        if less is not None:
            found = found - values[:, :, less]
        return parted(found[:, 0], found[:, 1], confidence)

    def _of(self, measure: Measure) -> Array:
        of: Array = self.values[..., self.measures.index(measure)]
        return of


def drawn(
    fitted: Fitted,
    plan: Plan,
    scenarios: Sequence[Scenario | None],
    progress: Progress | None = None,
) -> Draws:
    """Run a fit with parameters drawn anew as often as a plan has runs.

    Parameters
    ----------
    fitted
        The fit.
    plan
        How long, with which luck, and how many draws: a number of runs, 2 or more.
    scenarios
        What is changed; None is nothing. All have the same draws and the same luck.
    progress
        Called with how many draws are done, and how many there will be.

    Notes
    -----
    A change that does not fit the model is told as `BadInput`, before anything is run.
    """
    for scenario in scenarios:
        _changed(fitted.model, scenario, plan)
    watch = watch_of(fitted, plan)
    task = partial(_run, fitted, plan, scenarios, watch)
    found = []
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for rows in threads.map(task, range(plan.most_runs)):
            found.append(rows)
            if progress is not None:
                progress(len(found), plan.most_runs)
    return Draws(watch.measures(), np.array(found))


def measures_of_fit(fitted: Fitted, plan: Plan) -> tuple[Measure, ...]:
    """Give every measure that a fit tells.

    Parameters
    ----------
    fitted, plan
        As for `drawn`.
    """
    return watch_of(fitted, plan).measures()


def watch_of(fitted: Fitted, plan: Plan) -> Watch:
    """Give what is watched of each run; the runs go on as long again to see ends.

    Parameters
    ----------
    fitted, plan
        As for `drawn`.
    """
    names = [node.name for node in fitted.model.nodes]
    origin = as_microseconds(beginning(fitted.model))
    until = origin + round(plan.hours * HOUR)
    activities = fitted.frame.activities
    return Watch(
        since=origin + round(plan.warm_up_hours * HOUR),
        until=until,
        last=until + round(plan.hours * HOUR),
        timezone=fitted.frame.timezone,
        activities=activities,
        told=tuple(at for at, name in enumerate(activities) if name in names),
        with_service=bool(fitted.estimates.service),
    )


def _run(
    fitted: Fitted,
    plan: Plan,
    scenarios: Sequence[Scenario | None],
    watch: Watch,
    draw: int,
) -> list[list[Array]]:
    """Run a draw and the best fit, in each scenario, with the same luck."""
    of = fitted.estimates.drawn(np.random.default_rng([plan.seed, draw]))
    found = []
    for parameters in (of, fitted.estimates.best()):
        days = np.random.default_rng([plan.seed, draw, 1])
        model = model_of(fitted.frame, parameters, days, TWICE * plan.hours)
        found.append(
            [
                _twice(_changed(model, scenario, plan), plan, watch, draw)
                for scenario in scenarios
            ]
        )
    return found


def _changed(model: Model, scenario: Scenario | None, plan: Plan) -> Model:
    return model if scenario is None else scenario.applied(model, TWICE * plan.hours)


def _twice(model: Model, plan: Plan, watch: Watch, draw: int) -> Array:
    ready = compile_model(model, hours=plan.hours, follow_hours=plan.hours)
    runs = (
        run_once(
            ready, seed=plan.seed, replication=TWICE * draw + again, keep_visits=True
        )
        for again in range(TWICE)
    )
    return np.array(
        [watch.row(steps_of_run(model, run, watch.activities)) for run in runs]
    )
