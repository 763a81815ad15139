"""`wholeflow simulate`: run a model many times, and say what it comes to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.asking import show
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

if TYPE_CHECKING:
    from wholeflow.simulation.experiments import Replications
    from wholeflow.simulation.measures import Measure


class SimulateOptions(RunOptions):
    """What is told, and where the record of the runs goes."""

    everything: bool
    record: Path | None


@click.command()
@asks_a_model
@everything_option
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a record of model and runs under the headings of STRESS-DES as well.",
)
def simulate(model: str, **options: Unpack[SimulateOptions]) -> None:
    """Run a model of a care system, patient by patient, and say what it comes to.

    MODEL is a file in YAML or JSON, or one that comes with wholeflow: emergency, ward,
    discharge-to-assess or treatment-centre. Each line is a mean of the runs with its 95 %
    interval: the mean would lie in it 95 times in 100 if the model were true. How true it
    is, the interval does not say.

        wholeflow simulate emergency --runs 40 --days 180
    """
    from wholeflow.simulation.experiments import replicate

    found = read(model, overloaded=options["overloaded"])
    plan = planned(found, options)
    with running("Running", plan.most_runs) as runner:
        ran = replicate(found, plan, runner=runner)
    measures = told(found, everything=options["everything"])
    show([_line(ran, measure) for measure in measures], options["form"])
    record = options["record"]
    if record is not None:
        record.write_text(ran.stress_report().markdown(), "utf-8")


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
