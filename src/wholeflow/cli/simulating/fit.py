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
    tell,
)
from wholeflow.cli.reading_logs import log_options
from wholeflow.cli.simulating.asked import short
from wholeflow.cli.simulating.fitting import FitOptions, fit_log, fit_options

if TYPE_CHECKING:
    from wholeflow.processes import Map
    from wholeflow.simulation import Model
    from wholeflow.simulation.fitting import Check, Validation


class FitCommandOptions(FitOptions):
    """What is told, and where the fit and the model go."""

    seed: int
    output: Path | None
    model: Path | None
    map_file: Path | None
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
    metavar="FILE.json",
    help="Write the fit, to be asked in the log's place, with how unsure it is.",
)
@click.option(
    "--model",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the model alone, in YAML or JSON, to be changed by hand. How unsure it "
    "is stays behind.",
)
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, path_type=Path),
    metavar="MAP",
    help="With --model: let each step know the process of a map that has its name.",
)
@force_option
@list_form_option
def fit(log: str, **options: Unpack[FitCommandOptions]) -> None:
    """Fit a model to an event log, and hold it against the log's last weeks.

    Each line is a measure of the weeks held out as they were, with the interval in which
    nine in ten such logs would lie if the model were right. Lengths have their distance to
    the log in hours, and that of the log to itself, below which no model can be asked to go.

        wholeflow fit sepsis

        wholeflow fit ward.csv --output ward.json
    """
    from wholeflow.journeys.drafts import written_whole
    from wholeflow.simulation import write_model
    from wholeflow.simulation.fitting import write_fitted

    output, model = options["output"], options["model"]
    if options["map_file"] is not None and model is None:
        raise click.UsageError("--map: goes with --model, which writes the model")
    if output is not None and output.suffix != ".json":
        raise click.UsageError(
            f"--output: expected a name that ends in .json, got {output}. The model "
            "alone, in YAML or JSON, is written by --model."
        )
    for file in filter(None, (output, model)):
        keep_what_is_there(file, force=options["force"])
    whole_map = _read_map(options["map_file"])
    fitted = fit_log(log, options, seed=options["seed"])
    checked = fitted.validation
    show([_line(checked, each) for each in checked.checks], options["form"])
    if output is not None:
        with written_whole(output) as draft:
            draft.write_text(write_fitted(fitted), "utf-8")
    if model is not None:
        form: Literal["json", "yaml"] = "json" if model.suffix == ".json" else "yaml"
        with written_whole(model) as draft:
            draft.write_text(write_model(_tied(fitted.model, whole_map), form), "utf-8")


def _read_map(file: Path | None) -> Map | None:
    from wholeflow.processes import import_map

    return None if file is None else import_map(file)[0]


def _tied(model: Model, of: Map | None) -> Model:
    """Let nodes know their processes, and say which do not."""
    from wholeflow.simulation import tied_to_map

    if of is None:
        return model
    tied = tied_to_map(model, of)
    if unknown := [node.name for node in tied.nodes if node.process is None]:
        tell(f"No process on the map has the name of: {', '.join(unknown)}")
    return tied


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
