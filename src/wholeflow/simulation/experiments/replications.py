"""Many replications of one model, and what they say together.

Replication r depends on the model, the plan's seed and r alone. Results are put together
in the order of r, so one worker or many, threads or processes, give the same bits.
"""

from __future__ import annotations

import difflib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import numpy as np

from wholeflow.drawing.frame import PLAIN, Frame
from wholeflow.errors import BadInput
from wholeflow.simulation.engine.running import (
    CANCEL,
    Shared,
    new_shared,
    share_done,
)
from wholeflow.simulation.measures import (
    Measure,
    Row,
    measure_of,
    measured,
    measured_by_bin,
    measures_of,
    places_of,
)
from wholeflow.simulation.model.model import Model

from .by_bin import census_drawn, drawn, week_drawn
from .intervals import Interval, Values, t_interval
from .plans import LEAST_RUNS, MORE_RUNS, Goal, Plan, Precision, Run, Runner
from .stress_des import Record, record

Ended = Literal["as planned", "precise", "not precise enough", "cancelled"]
_ASK_SECONDS = 0.25
Result = tuple[Row, Row]
Going = tuple[Future[Result], Shared]


@dataclass(frozen=True, slots=True, eq=False)
class Replications:
    """The measures of many replications of one model.

    Parameters
    ----------
    model, plan
        What was run, and how.
    measures
        What is measured, in the order of the columns.
    rows
        Shape (n_runs, n_measures).
    bins
        Of the measures in `plan.by_bin`. Shape (n_runs, n_bins, n_by_bin).
    ended
        "as planned"; "precise", or "not precise enough" at the limit; or "cancelled",
        with the replications there were.
    """

    model: Model
    plan: Plan
    measures: tuple[Measure, ...]
    rows: Row
    bins: Row
    ended: Ended

    @property
    def n(self) -> int:
        """How many replications there are."""
        return len(self.rows)

    def values_of(self, measure: Measure) -> Values:
        """Give a measure of each replication. Shape (n_runs,).

        Raises
        ------
        BadInput
            If the model has no such measure.
        """
        if measure not in self.measures:
            names = [str(each) for each in self.measures]
            near = difflib.get_close_matches(str(measure), names, n=1, cutoff=0)
            raise BadInput(
                "measure",
                [f"expected one of the model, such as {near[0]}, got {measure}"],
            )
        return self.rows[:, self.measures.index(measure)]

    def interval(self, measure: Measure, confidence: float = 0.95) -> Interval:
        """Give the mean of a measure with its t interval; `BadInput` as for `values_of`.

        A percentile is worked out in each replication, and its mean over replications
        told.
        """
        return t_interval(self.values_of(measure), confidence)

    def intervals(self, confidence: float = 0.95) -> dict[Measure, Interval]:
        """Give every measure with its interval, each read by itself."""
        return {
            measure: t_interval(self.rows[:, place], confidence)
            for place, measure in enumerate(self.measures)
        }

    def share_ended(self) -> float:
        """Give the share of those who came in and stayed who had left when a run ended.

        Below 1, times of those who stay longest are missing from what is told of times.
        """
        begun, away, ended = (
            self.values_of(measure_of(self.model, what, "")).mean()
            for what in ("journeys begun", "turned away", "journeys ended")
        )
        stayed = begun * (1 - away)
        return float(ended / stayed) if stayed > 0 else 1.0

    def profile(self, measure: Measure, confidence: float = 0.95) -> list[Interval]:
        """Give a measure for each bin, such as each hour of the week, with interval.

        Raises
        ------
        BadInput
            If the plan did not name it in `by_bin`.
        """
        if measure not in self.plan.by_bin:
            raise BadInput("measure", [f"{measure}: name it in the plan's by_bin"])
        place = self.plan.by_bin.index(measure)
        return [t_interval(each, confidence) for each in self.bins[:, :, place].T]

    def census(self, frame: Frame = PLAIN) -> str:
        """Draw who is at each node, hour by hour, as an SVG element.

        A plan that did not keep it, by `binning="hour"` and `by_bin=census_of(model)`,
        is told as `BadInput`.
        """
        return census_drawn(self.model, self.plan, self.bins, frame)

    def week(self, measure: Measure, frame: Frame = PLAIN) -> str:
        """Draw a measure, such as the mean wait at a node, by the hour of the week.

        A plan that did not keep it, by `binning="hour of week"` and the measure in
        `by_bin`, is told as `BadInput`.
        """
        return week_drawn(self.plan, self.bins, measure, frame)

    def _repr_svg_(self) -> str | None:
        return drawn(self.model, self.plan, self.bins)

    def stress_report(self, confidence: float = 0.95) -> Record:
        """Give a record of the model and its runs under the headings of STRESS-DES."""
        return record(
            self.model,
            self.plan,
            ended=f"{self.n} replications, {self.ended}",
            intervals=self.intervals(confidence),
        )


def replicate(model: Model, plan: Plan, *, runner: Runner) -> Replications:
    """Run a model many times.

    Parameters
    ----------
    model
        Found without fault.
    plan
        How long, how often, with which luck.
    runner
        What carries it out.

    Returns
    -------
    Replications
        Where `runner.cancelled` said yes, of those that were whole by then. A plan that
        names a measure which the model does not have is told as `BadInput`.
    """
    _check(model, plan)
    with _workers(runner) as executor:
        ready = runner.prepare(
            model,
            hours=plan.hours,
            warm_up_hours=plan.warm_up_hours,
            follow_hours=plan.followed_hours,
            binning=plan.binning,
        )
        batch = _Batch(model, plan, runner, executor, ready)
        if isinstance(plan.runs, int):
            ended: Ended = "as planned" if batch.run_up_to(plan.runs) else "cancelled"
        else:
            ended = _until_precise(batch, plan.runs)
    measures = measures_of(model)
    rows = np.array([row for row, _ in batch.results])
    bins = np.array([bins for _, bins in batch.results])
    return Replications(
        model=model,
        plan=plan,
        measures=measures,
        rows=rows.reshape(-1, len(measures)),
        bins=bins if len(bins) else np.empty((0, 0, len(plan.by_bin))),
        ended=ended,
    )


def _check(model: Model, plan: Plan) -> None:
    goals = () if isinstance(plan.runs, int) else plan.runs.goals
    asked = {*plan.by_bin, *(goal.measure for goal in goals)}
    if strange := sorted(map(str, asked - set(measures_of(model)))):
        raise BadInput(
            "plan", [f"{each}: the model has no such measure" for each in strange]
        )


@contextmanager
def _workers(runner: Runner) -> Iterator[Executor]:
    if runner.executor is not None:
        yield runner.executor
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield threads


@dataclass(slots=True)
class _Batch:
    """The replications so far, in order."""

    model: Model
    plan: Plan
    runner: Runner
    executor: Executor
    ready: Any  # whatever the engine makes of a model
    results: list[Result] = field(default_factory=list)

    def run_up_to(self, n: int) -> bool:
        """Run until there are n; say whether there are."""
        going = deque(self._begun(at) for at in range(len(self.results), n))
        try:
            while going:
                found = self._wait(going)
                if found is None:
                    return False
                going.popleft()
                self.results.append(found)
                self._tell(0.0)
        finally:
            for future, shared in going:
                future.cancel()
                shared[CANCEL] = 1
        return True

    def _begun(self, at: int) -> Going:
        shared = new_shared()
        task = partial(result_of, self.runner.run, self.ready, self.model, self.plan)
        return self.executor.submit(task, self.plan.first_run + at, shared), shared

    def _wait(self, going: Sequence[Going]) -> Result | None:
        """Wait for the first that is going; None if all is cancelled."""
        cancelled, (first, _) = self.runner.cancelled, going[0]
        while cancelled is None or not cancelled():
            if wait([first], timeout=_ASK_SECONDS).done:
                return first.result()
            parts = sum(share_done(shared, self.plan.hours) for _, shared in going)
            if parts > 0:
                self._tell(parts)
        return None

    def _tell(self, parts: float) -> None:
        if self.runner.progress:
            self.runner.progress(len(self.results) + parts, self.plan.most_runs)


def result_of(
    run: Run, ready: Any, model: Model, plan: Plan, replication: int, shared: Shared
) -> Result:
    """Run once, and give the row and the bins asked for; at the top for processes."""
    outcome = run(ready, seed=plan.seed, replication=replication, shared=shared)
    row = measured(model, outcome)
    if not plan.by_bin:
        return row, np.empty((0, 0))
    return row, measured_by_bin(model, outcome)[:, places_of(model, plan.by_bin)]


def _until_precise(batch: _Batch, wanted: Precision) -> Ended:
    measures = measures_of(batch.model)
    n, met_before = LEAST_RUNS, False
    while n <= wanted.most:
        if not batch.run_up_to(n):
            return "cancelled"
        rows = np.array([row for row, _ in batch.results])
        met = all(
            is_met(goal, rows[:, measures.index(goal.measure)], wanted.confidence)
            for goal in wanted.goals
        )
        if met and met_before:
            return "precise"
        met_before = met
        n += MORE_RUNS
    return "not precise enough"


def is_met(goal: Goal, values: Values, confidence: float) -> bool:
    """Say whether some replications are as precise as a goal asks."""
    interval = t_interval(values, confidence)
    enough = max(goal.absolute, goal.relative * abs(interval.mean))
    return interval.half_width <= enough
