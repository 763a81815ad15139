"""`wholeflow simulate`: run a model many times, and say what it comes to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

import click

from wholeflow.cli.asking import force_option, keep_what_is_there, show
from wholeflow.cli.simulating.asked import (
    RunOptions,
    asks_a_model,
    everything_option,
    planned,
    running,
    short,
    tell_what_is_missing,
    told,
)
from wholeflow.cli.simulating.drawing import FILE, drawings, played_back, wrote
from wholeflow.cli.simulating.of_a_fit import of_fit
from wholeflow.cli.simulating.reading import read

if TYPE_CHECKING:
    from wholeflow.simulation import Model
    from wholeflow.simulation.experiments import Plan, Replications
    from wholeflow.simulation.measures import Measure


OF_A_MODEL: tuple[Literal["record", "census", "week", "animation", "log", "trace"], ...] = (
    "record", "census", "week", "animation", "log", "trace",
)  # fmt: skip


class SimulateOptions(RunOptions):
    """What is told, and where the record, the pictures and the log of the runs go."""

    everything: bool
    record: Path | None
    census: Path | None
    week: tuple[str, Path] | None
    animation: Path | None
    log: Path | None
    trace: Path | None
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
@click.option(
    "--log",
    type=FILE,
    metavar="FILE",
    help="Write the services of a model's first run that ended as an event log as well.",
)
@click.option(
    "--trace",
    type=FILE,
    metavar="FILE.jsonl",
    help="Write all that happens in the first run as well, one thing to a line.",
)
@force_option
def simulate(model: str, **options: Unpack[SimulateOptions]) -> None:
    """Run a model of a care system, patient by patient, and say what it comes to.

    A model is a file in YAML or JSON, or one that comes with wholeflow: emergency, ward,
    discharge-to-assess, falls or treatment-centre. Each line is a mean of the runs with its
    95 % interval: the mean would lie in it 95 times in 100 if the model were true. How true
    it is, the interval does not say.

    To an event log a model is fitted first, as wholeflow fit does, whose file does as well.
    The interval then has two parts, from luck and from how unsure the fit is, and each line
    says whether the measure holds in the weeks held out. What does not hold has no number.

        wholeflow simulate emergency --runs 40 --days 180

        wholeflow simulate ward --census census.svg --record record.md
    """
    from wholeflow.simulation import Model

    of_a_model = [f"--{name}" for name in OF_A_MODEL if options[name]]
    found = read(model, options, of_a_model)
    if isinstance(found, Model):
        _run(found, options)
    else:
        of_fit(found, options, ())


def _run(found: Model, options: SimulateOptions) -> None:
    from wholeflow.simulation.experiments import replicate

    record, animation, log = options["record"], options["animation"], options["log"]
    trace = options["trace"]
    asked = drawings(found, census=options["census"], week=options["week"])
    for file in (record, animation, log, trace, *(each.file for each in asked)):
        if file is not None:
            keep_what_is_there(file, force=options["force"])
    plan = planned(found, options)
    if trace is not None:  # the one that may be refused comes first
        _write_trace(found, plan, trace)
    # What is kept for a picture leaves the numbers as they are.
    plans = [each.kept_by(plan) for each in asked] or [plan]
    with running("Running", plan.most_runs) as runner:
        ran = [replicate(found, each, runner=runner) for each in plans]
    measures = told(found, everything=options["everything"])
    show([_line(ran[0], each) for each in measures], options["form"])
    tell_what_is_missing(ran[0])
    for drawing, kept in zip(asked, ran, strict=False):
        wrote("picture", drawing.file, drawing.draw(kept))
    if record is not None:
        wrote("record", record, ran[0].stress_report().markdown())
    if animation is not None:
        wrote("animation", animation, played_back(found, plan))
    if log is not None:
        _write_log(found, plan, log)


def _write_log(model: Model, plan: Plan, to: Path) -> None:
    """Write the first run as an event log, of services that have ended."""
    import numpy as np

    from wholeflow.journeys import write_log
    from wholeflow.simulation.engine.running import compile_model, run_once
    from wholeflow.simulation.fitting import log_of_run

    ready = compile_model(model, hours=plan.hours)
    outcome = run_once(ready, seed=plan.seed, keep_visits=True)
    assert outcome.visits is not None, "they were asked for"
    ended = outcome.visits[~np.isnan(outcome.visits["end"])]
    write_log(log_of_run(model, replace(outcome, visits=ended)), to)


def _write_trace(model: Model, plan: Plan, to: Path) -> None:
    """Write all that happens in the first run, one thing to a line."""
    from wholeflow.server.keeping.whole_file import whole_file
    from wholeflow.simulation import trace

    with (
        whole_file(to, force=True, private=False) as draft,
        draft.open("w", encoding="utf-8") as lines,
    ):
        trace(
            model,
            lambda line: lines.write(json.dumps(line, ensure_ascii=False) + "\n"),
            hours=plan.hours,
            seed=plan.seed,
        )
    click.echo(f"The trace is in {to}", err=True)


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
