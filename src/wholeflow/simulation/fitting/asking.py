"""What a fit says of a change, with what is luck and what is not known told apart.

See `.parting` for how the two are told apart.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from wholeflow.errors import BadInput
from wholeflow.journeys.times import HOUR, as_microseconds
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.experiments import Change, Plan, Scenario
from wholeflow.simulation.experiments.changes import DemandChange
from wholeflow.simulation.measures import Measure
from wholeflow.simulation.model.calendar import beginning
from wholeflow.simulation.model.model import Model

from .building import model_of
from .fitted import Fitted
from .parting import TWICE, Parted, parted
from .replaying import Progress
from .steps import steps_of_run
from .survival import Array
from .validating import Verdict
from .watching import Watch


@dataclass(frozen=True, slots=True)
class Answer:
    """What a fit says of one measure.

    Parameters
    ----------
    measure
        What is measured; as in the log, so a wait counts queueing and delay together.
    now
        With the fit as it is.
    changed, difference
        With the change, and by how much that is more; None if nothing was changed.
    verdict
        What the weeks held out say of the measure.
    """

    measure: Measure
    now: Parted
    changed: Parted | None
    difference: Parted | None
    verdict: Verdict

    @property
    def may_be_told(self) -> bool:
        """Whether the weeks held out do not speak against the measure."""
        return self.verdict != "does not hold"


def ask(
    fitted: Fitted,
    plan: Plan,
    *,
    scenario: Scenario | None = None,
    progress: Progress | None = None,
) -> list[Answer]:
    """Say what a fit, or a change to it, comes to.

    Parameters
    ----------
    fitted
        The fit.
    plan
        How long, with which luck, and how many draws: a number of runs, 2 or more.
    scenario
        What is changed; None is nothing.
    progress
        Called with how many draws are done, and how many there will be.

    Returns
    -------
    list of Answer
        One for each measure that somebody has.

    Notes
    -----
    Whatever `refuse` refuses, and a change that does not fit the model, is told as
    `BadInput`.
    """
    refuse(fitted, scenario)
    if scenario is not None:
        scenario.applied(fitted.model, TWICE * plan.hours)
    watch = watch_of(fitted, plan)
    task = partial(_run, fitted, plan, scenario, watch)
    found = []
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for rows in threads.map(task, range(plan.most_runs)):
            found.append(rows)
            if progress is not None:
                progress(len(found), plan.most_runs)
    return _answers(fitted, watch.measures(), np.array(found))


def refuse(fitted: Fitted, scenario: Scenario | None) -> None:
    """Refuse what the weeks held out do not allow.

    Parameters
    ----------
    fitted
        The fit.
    scenario
        What is to be changed; None is nothing.

    Raises
    ------
    BadInput
        With the measures that do not hold.
    """
    why = fitted.validation.why_refused()
    if why is not None:
        raise BadInput(fitted.model.name, [why])
    changed = {_touched(change) for change in _changes(scenario)}
    faults = [
        f"the change is to {check.measure.of}, and its {check.measure.what} does not hold in "
        f"the weeks held out: {check.seen:.4g} {check.measure.unit} were seen, the model "
        f"says {check.low:.4g} to {check.high:.4g}"
        for check in fitted.validation.checks
        if check.measure.of in changed and check.verdict == "does not hold"
    ]
    if faults:
        raise BadInput(fitted.model.name, faults)


def _touched(change: Change) -> str | None:
    """Give the activity that a change is to; None if it is to none, or to all."""
    name: str | None = getattr(change, "node", None) or getattr(change, "pool", None)
    return name


def beyond_what_was_seen(fitted: Fitted, scenario: Scenario) -> list[str]:
    """Say of which changes the log has seen nothing like it, a sentence each."""
    most = fitted.estimates.arrivals.busiest_week
    return [
        f"Demand x {change.factor:g} is more than the busiest week of the log (x {most:.2f}): "
        "nothing of it was ever seen"
        for change in _changes(scenario)
        if isinstance(change, DemandChange) and change.factor > most
    ]


def _changes(scenario: Scenario | None) -> list[Change]:
    return [] if scenario is None else scenario.changes()


def watch_of(fitted: Fitted, plan: Plan) -> Watch:
    """Give what is watched of each run; the runs go on as long again to see ends.

    Parameters
    ----------
    fitted, plan
        As for `ask`.
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
    fitted: Fitted, plan: Plan, scenario: Scenario | None, watch: Watch, draw: int
) -> list[list[Array]]:
    """Run a draw and the best fit, each as it is and changed, with the same luck."""
    hours = TWICE * plan.hours
    of = fitted.estimates.drawn(np.random.default_rng([plan.seed, draw]))
    found = []
    for parameters in (of, fitted.estimates.best()):
        days = np.random.default_rng([plan.seed, draw, 1])
        model = model_of(fitted.frame, parameters, days, hours)
        models = (
            [model] if scenario is None else [model, scenario.applied(model, hours)]
        )
        found.append([_twice(each, plan, watch, draw) for each in models])
    return found


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


def _answers(
    fitted: Fitted, measures: tuple[Measure, ...], runs: Array
) -> list[Answer]:
    """Tell runs of shape (draws, drawn or best, as it is or changed, 2, measures)."""
    answers = []
    for at, measure in enumerate(measures):
        drawn, best = runs[:, 0, ..., at], runs[:, 1, ..., at]
        if np.isnan(drawn).all():
            continue
        changed = difference = None
        if runs.shape[2] > 1:
            changed = parted(drawn[:, 1], best[:, 1])
            difference = parted(drawn[:, 1] - drawn[:, 0], best[:, 1] - best[:, 0])
        now = parted(drawn[:, 0], best[:, 0])
        verdict = fitted.validation.verdict(measure)
        answers.append(Answer(measure, now, changed, difference, verdict))
    return answers
