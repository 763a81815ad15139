"""`wholeflow simulate`: run a model many times, and say what it comes to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.asking import force_option, keep_what_is_there, show
from wholeflow.cli.simulating.asked import (
    RunOptions,
    asks_a_model,
    everything_option,
    planned,
    read,
    running,
    short,
    told,
)
from wholeflow.cli.simulating.drawing import FILE, drawings, played_back, wrote

if TYPE_CHECKING:
    from wholeflow.simulation.experiments import Replications
    from wholeflow.simulation.measures import Measure


class SimulateOptions(RunOptions):
    """What is told, and where the record of the runs and the pictures go."""

    everything: bool
    record: Path | None
    census: Path | None
    week: tuple[str, Path] | None
    animation: Path | None
    force: bool


@click.command()
@asks_a_model
@everything_option
@click.option(
    "--record",
    type=FILE,
    metavar="FILE",
    help="Write a record of model and runs under the headings of STRESS-DES as well; it "
    "ends with what the model leaves out.",
)
@click.option(
    "--census",
    type=FILE,
    metavar="FILE.svg",
    help="Draw who is where, hour by hour.",
)
@click.option(
    "--week",
    type=(str, FILE),
    metavar="NODE FILE.svg",
    help="Draw the mean wait at a node by the hour of the week.",
)
@click.option(
    "--animation",
    type=FILE,
    metavar="FILE.html",
    help="Play the first run back in a browser: the week after the warm-up, patient by "
    "patient.",
)
@force_option
def simulate(model: str, **options: Unpack[SimulateOptions]) -> None:
    """Run a model of a care system, patient by patient, and say what it comes to.

    MODEL is a file in YAML or JSON, or one that comes with wholeflow: emergency, ward,
    discharge-to-assess or treatment-centre. Each line is a mean of the runs with its 95 %
    interval: the mean would lie in it 95 times in 100 if the model were true. How true it
    is, the interval does not say.

        wholeflow simulate emergency --runs 40 --days 180

        wholeflow simulate ward --census census.svg --record record.md
    """
    from wholeflow.simulation.experiments import replicate

    found = read(model, overloaded=options["overloaded"])
    record, animation = options["record"], options["animation"]
    asked = drawings(found, census=options["census"], week=options["week"])
    for file in (record, animation, *(each.file for each in asked)):
        if file is not None:
            keep_what_is_there(file, force=options["force"])
    plan = planned(found, options)
    # What is kept for a picture leaves the numbers as they are.
    plans = [each.kept_by(plan) for each in asked] or [plan]
    with running("Running", plan.most_runs) as runner:
        ran = [replicate(found, each, runner=runner) for each in plans]
    show(
        [_line(ran[0], each) for each in told(found, everything=options["everything"])],
        options["form"],
    )
    for drawing, kept in zip(asked, ran, strict=False):
        wrote("picture", drawing.file, drawing.draw(kept))
    if record is not None:
        wrote("record", record, ran[0].stress_report().markdown())
    if animation is not None:
        wrote("animation", animation, played_back(found, plan))


def _line(ran: Replications, measure: Measure) -> dict[str, object]:
    interval = ran.interval(measure)
    return {
        "what": measure.what,
        "of": measure.of or "the whole",
        "class": measure.patient_class or "all",
        "mean": short(interval.mean),
        "from": short(interval.low),
        "to": short(interval.high),
        "unit": measure.unit,
    }
