"""What a fit says of a change, with what is luck and what is not known told apart.

See `.parting` for how the two are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeflow.errors import BadInput
from wholeflow.simulation.experiments import Change, Plan, Scenario
from wholeflow.simulation.experiments.changes import DemandChange
from wholeflow.simulation.measures import Measure

from .draws import drawn
from .fitted import Fitted
from .parting import Parted
from .replaying import Progress
from .validating import Check, Verdict


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
    scenarios = [] if scenario is None else [scenario]
    for each in scenarios:
        each.checked(fitted.model, plan.longest_hours)
    draws = drawn(fitted, plan, [None, *scenarios], progress)
    answers = []
    for measure in draws.measures:
        if not draws.has(measure):
            continue
        now, changed, difference = draws.parted(measure, 0), None, None
        if scenarios:
            changed = draws.parted(measure, 1)
            difference = draws.parted(measure, 1, less=0)
        verdict = fitted.validation.verdict(measure)
        answers.append(Answer(measure, now, changed, difference, verdict))
    return answers


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
    faults = [] if scenario is None else why_refused(fitted, scenario)
    if faults:
        raise BadInput(fitted.model.name, faults)


def why_refused(fitted: Fitted, scenario: Scenario) -> list[str]:
    """Say why a change is not to be asked, a sentence for each measure that does not hold.

    Parameters
    ----------
    fitted, scenario
        As for `ask`.
    """
    changed = {_touched(change) for change in scenario.changes()}
    return [
        f"the change is to {check.measure.of}, and its {check.measure.what} "
        f"{_against(check)}"
        for check in fitted.validation.checks
        if check.measure.of in changed and check.verdict == "does not hold"
    ]


def refuse_measures(fitted: Fitted, measures: Sequence[Measure]) -> None:
    """Refuse measures that do not hold in the weeks held out.

    Raises
    ------
    BadInput
        With all that do not.
    """
    faults = [
        f"{check.measure} {_against(check)}"
        for check in fitted.validation.checks
        if check.measure in measures and check.verdict == "does not hold"
    ]
    if faults:
        raise BadInput(fitted.model.name, faults)


def _against(check: Check) -> str:
    return (
        f"does not hold in the weeks held out: {check.seen:.4g} {check.measure.unit} were "
        f"seen, the model says {check.low:.4g} to {check.high:.4g}"
    )


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
        for change in scenario.changes()
        if isinstance(change, DemandChange) and change.factor > most
    ]
