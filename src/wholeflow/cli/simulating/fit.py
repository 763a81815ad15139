"""`wholeflow fit`: a model fitted to a log, and what holds of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

import click

from wholeflow.cli.asking import (
    force_option,
    keep_what_is_there,
    list_form_option,
    show,
)
from wholeflow.cli.reading_logs import log_options
from wholeflow.cli.simulating.asked import short
from wholeflow.cli.simulating.fitting import FitOptions, fit_log, fit_options

if TYPE_CHECKING:
    from wholeflow.simulation.fitting import Check, Validation


class FitCommandOptions(FitOptions):
    """What is told, and where the model goes."""

    seed: int
    output: Path | None
    force: bool
    form: str


@click.command()
@log_options
@fit_options
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Which luck. The same seed gives the same numbers, on any machine.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the model, in YAML or JSON. How unsure it is stays behind.",
)
@force_option
@list_form_option
def fit(log: str, **options: Unpack[FitCommandOptions]) -> None:
    """Fit a model to an event log, and hold it against the log's last weeks.

    Each line is a measure of the weeks held out as they were, with the interval in which
    nine in ten such logs would lie if the model were right. Lengths have their distance to
    the log in hours, and that of the log to itself, below which no model can be asked to go.

        wholeflow fit sepsis
    """
    from wholeflow.journeys.drafts import written_whole
    from wholeflow.simulation import write_model

    output = options["output"]
    if output is not None:
        keep_what_is_there(output, force=options["force"])
    fitted = fit_log(log, options, seed=options["seed"])
    checked = fitted.validation
    show([_line(checked, each) for each in checked.checks], options["form"])
    if output is not None:
        form: Literal["json", "yaml"] = "json" if output.suffix == ".json" else "yaml"
        with written_whole(output) as draft:
            draft.write_text(write_model(fitted.model, form), "utf-8")


def _line(checked: Validation, check: Check) -> dict[str, object]:
    distance = next((d for d in checked.distances if d.measure == check.measure), None)
    return {
        "what": check.measure.what,
        "of": check.measure.of or "the whole",
        "held out": short(check.seen),
        "from": short(check.low),
        "to": short(check.high),
        "unit": check.measure.unit,
        "verdict": check.verdict,
        "distance": short(distance.hours) if distance else None,
        "of the log to itself": short(distance.floor) if distance else None,
    }
