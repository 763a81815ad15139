"""What `simulate` and `whatif` say of a log: a fit, with what is unsure told apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wholeflow.cli.asking import show, tell
from wholeflow.cli.reading_logs import Command, path_of, said_of_a_log
from wholeflow.cli.simulating.asked import (
    RunOptions,
    planned,
    running,
    short,
)
from wholeflow.cli.simulating.fitting import FitOptions, fit_log, fit_options

if TYPE_CHECKING:
    from wholeflow.simulation.fitting import Answer, Parted


MODELS = (".yaml", ".yml", ".json")


class LogRunOptions(RunOptions, FitOptions):
    """How a model is run, and how it is fitted if a log is given."""


def or_a_log(command: Command) -> Command:
    """Let a command that asks a model be given a log in its place."""
    return fit_options(said_of_a_log(command))


def is_log(model: str) -> bool:
    """Tell whether an event log is meant: any file but those of models."""
    from wholeflow.simulation import EXAMPLES

    if model in EXAMPLES or Path(model).suffix in MODELS:
        return False
    return path_of(model).exists()


def of_log(log: str, options: LogRunOptions, changes: tuple[str, ...]) -> None:
    """Fit a model to a log and say what it, or a change to it, comes to."""
    from wholeflow.simulation import refuse_overload
    from wholeflow.simulation.experiments import Scenario
    from wholeflow.simulation.fitting import ask, beyond_what_was_seen, refuse

    scenario = Scenario("changed", "\n".join(changes)) if changes else None
    fitted = fit_log(log, options, seed=options["seed"])
    refuse(fitted, scenario)
    if not options["overloaded"]:
        refuse_overload(fitted.model)
    if scenario is not None:
        scenario.applied(fitted.model, 2 * options["days"] * 24)
        for each in beyond_what_was_seen(fitted, scenario):
            tell(each)
    plan = planned(fitted.model, options)
    with running("Running", plan.most_runs) as runner:
        answers = ask(fitted, plan, scenario=scenario, progress=runner.progress)
    line = _changed if changes else _as_it_is
    show([line(answer) for answer in answers], options["form"])


def _as_it_is(answer: Answer) -> dict[str, object]:
    now = answer.now if answer.may_be_told else None
    return {**_named(answer), "mean": _mean(now), **_interval(now), **_ended(answer)}


def _changed(answer: Answer) -> dict[str, object]:
    told = answer.may_be_told
    difference = answer.difference if told else None
    return {
        **_named(answer),
        "now": _mean(answer.now if told else None),
        "changed": _mean(answer.changed if told else None),
        "difference": _mean(difference),
        **_interval(difference),
        **_ended(answer),
    }


def _named(answer: Answer) -> dict[str, object]:
    return {"what": answer.measure.what, "of": answer.measure.of or "the whole"}


def _ended(answer: Answer) -> dict[str, object]:
    return {"unit": answer.measure.unit, "held out": answer.verdict}


def _mean(of: Parted | None) -> float | None:
    return None if of is None else short(of.mean)


def _interval(of: Parted | None) -> dict[str, object]:
    parts = ("low", "high", "luck", "inputs")
    names = ("from", "to", "by luck", "by the fit")
    return {
        name: None if of is None else short(getattr(of, part))
        for name, part in zip(names, parts, strict=True)
    }
