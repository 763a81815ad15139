"""What `simulate` and `whatif` say of a fit, with what is unsure told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholeflow.cli.asking import show, tell
from wholeflow.cli.simulating.asked import (
    HOURS_A_DAY,
    RunOptions,
    planned,
    running,
    short,
)

if TYPE_CHECKING:
    from wholeflow.simulation.fitting import Answer, Fitted, Parted


def of_fit(fitted: Fitted, options: RunOptions, changes: tuple[str, ...]) -> None:
    """Say what a fit, or a change to it, comes to."""
    from wholeflow.simulation import refuse_overload
    from wholeflow.simulation.experiments import Scenario
    from wholeflow.simulation.fitting import ask, beyond_what_was_seen, refuse

    scenario = Scenario("changed", "\n".join(changes)) if changes else None
    if scenario is not None:
        refuse(fitted, scenario)
        changed = scenario.checked(fitted.model, options["days"] * HOURS_A_DAY)
        if not options["overloaded"]:
            refuse_overload(changed)
        for each in beyond_what_was_seen(fitted, scenario):
            tell(each)
    plan = planned(fitted.model, options)
    with running("Running", plan.most_runs) as runner:
        answers = ask(fitted, plan, scenario=scenario, progress=runner.progress)
    line = _changed if changes else _as_it_is
    show([line(answer) for answer in answers], options["form"])


def _as_it_is(answer: Answer) -> dict[str, object]:
    now = answer.now if answer.may_be_told else None
    return {
        **_named(answer),
        "mean": mean_of(now),
        **interval_of(now),
        **_ended(answer),
    }


def _changed(answer: Answer) -> dict[str, object]:
    told = answer.may_be_told
    difference = answer.difference if told else None
    return {
        **_named(answer),
        "now": mean_of(answer.now if told else None),
        "changed": mean_of(answer.changed if told else None),
        "difference": mean_of(difference),
        **interval_of(difference),
        **_ended(answer),
    }


def _named(answer: Answer) -> dict[str, object]:
    return {"what": answer.measure.what, "of": answer.measure.of or "the whole"}


def _ended(answer: Answer) -> dict[str, object]:
    return {"unit": answer.measure.unit, "held out": answer.verdict}


def mean_of(of: Parted | None) -> float | None:
    """Give the mean of what is told."""
    return None if of is None else short(of.mean)


def interval_of(of: Parted | None) -> dict[str, object]:
    """Give the interval of what is told, and its two parts."""
    parts = ("low", "high", "luck", "inputs")
    names = ("from", "to", "by luck", "by the fit")
    return {
        name: None if of is None else short(getattr(of, part))
        for name, part in zip(names, parts, strict=True)
    }
