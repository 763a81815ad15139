"""How a scenario is tried: what it changes, how long and how often, and what that takes."""

from __future__ import annotations

from dataclasses import dataclass

from wholeflow.errors import BadInput, BadModel, Fault
from wholeflow.processes.process import line_faults
from wholeflow.server import configuration
from wholeflow.server.flowing.models import Scenario
from wholeflow.server.flowing.trying import Asked, batches_of
from wholeflow.simulation import Model, check, estimate, refuse_overload
from wholeflow.simulation.experiments import Scenario as InWords

HOURS_A_DAY = 24
MOST_DAYS, MOST_RUNS = 3660, 1000
MOST_SEED = 2**53  # that every notebook and page writes alike
LONGEST_CHANGES = 10_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A scenario as it is written; see the columns of `Scenario`."""

    name: str
    changes: str
    days: int = 91
    warm_up_days: float | None = None
    runs: int = 100
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Effort:
    """What it takes to try a scenario, within a factor of two or so.

    Parameters
    ----------
    runs
        Of the model, of the changed model, and to choose a warm-up, all together.
    services
        In each run.
    seconds
        Of all runs, on one core of a usual machine.
    megabytes
        Of one run.
    """

    runs: int
    services: float
    seconds: float
    megabytes: float


def said_of(scenario: Scenario) -> Said:
    """Give a scenario as it was written."""
    return Said(**{name: getattr(scenario, name) for name in Said.__slots__})


def asked_of(said: Said) -> Asked:
    """Give what the program is asked to try."""
    warm_up = said.warm_up_days
    return Asked(
        changes=said.changes,
        hours=said.days * HOURS_A_DAY,
        runs=said.runs,
        seed=said.seed,
        warm_up_hours=None if warm_up is None else warm_up * HOURS_A_DAY,
    )


def effort_of(model: Model, said: Said) -> Effort:
    """Say what it takes to try a scenario."""
    asked = asked_of(said)
    one = estimate(model, asked.hours)
    runs = batches_of(asked) * asked.runs
    return Effort(runs, one.services, one.seconds * runs, one.megabytes)


def require(model: Model, said: Said) -> None:
    """See that a scenario can be tried.

    Raises
    ------
    BadInput
        With every line that is no change or does not fit the model; or what becomes of
        the model cannot be run, or takes longer than work may take.
    """
    faults = [*_faults_of_frame(said)]
    if faults:
        raise BadInput("the scenario", faults)
    try:
        changed = _changed(model, said)
    except BadInput as bad:
        raise BadInput("the scenario", _in_changes(bad, said)) from None
    try:
        check(changed)
        refuse_overload(changed)
    except BadModel as bad:
        faults = [Fault(each.message) for each in bad.faults]
        raise BadInput("the scenario", faults) from None
    _require_time(changed, said)


def misfits(model: Model, said: Said) -> list[str]:
    """Say which changes do not fit a model, as one that has been replaced since."""
    try:
        _changed(model, said)
    except BadInput as bad:
        return [fault.message for fault in _in_changes(bad, said)]
    return []


def _changed(model: Model, said: Said) -> Model:
    longest = 2 * said.days * HOURS_A_DAY
    return InWords(said.name, said.changes).applied(model, longest)


def _faults_of_frame(said: Said) -> list[Fault]:
    faults = [
        Fault(each.message, column="name") for each in line_faults("name", said.name)
    ]
    if len(said.changes) > LONGEST_CHANGES:
        faults.append(
            Fault(
                f"expected at most {LONGEST_CHANGES:,} characters; got "
                f"{len(said.changes):,}. Write a scenario for each question",
                column="words",
            )
        )
    if not said.changes.strip():
        faults.append(
            Fault("expected at least one change; got none. Move a slider, or write one")
        )
    if said.warm_up_days is not None and not 0 <= said.warm_up_days < said.days:
        faults.append(
            Fault(
                f"expected fewer than the {said.days} days of a run; got "
                f"{said.warm_up_days:g}. Leave it empty to have it chosen",
                column="warm_up_days",
            )
        )
    return faults


def _in_changes(bad: BadInput, said: Said) -> list[Fault]:
    """Give the faults of lines, each with its line: a slider's has no number of its own."""
    lines = said.changes.splitlines()
    return [
        Fault(f"“{lines[(each.row or 1) - 1].strip()}”: {each.message}", column="words")
        for each in bad.faults
    ]


def _require_time(model: Model, said: Said) -> None:
    minutes = configuration.whole_number("WHOLEFLOW_JOB_MINUTES")
    takes = effort_of(model, said).seconds / 60
    if takes > minutes:
        message = (
            f"expected work of at most {minutes} minutes; this would take about "
            f"{takes:,.0f}. Ask for fewer runs or shorter ones"
        )
        raise BadInput("the scenario", [Fault(message, column="runs")])
