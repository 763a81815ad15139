"""What all these commands are asked: of what, how long, how often, and what to tell."""

from __future__ import annotations

import math
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import list_form_option, tell
from wholeflow.cli.reading_logs import Command, said_of_a_log
from wholeflow.cli.simulating.fitting import FitOptions, fit_options

if TYPE_CHECKING:
    from wholeflow.simulation import Model
    from wholeflow.simulation.experiments import Plan, Replications, Runner
    from wholeflow.simulation.measures import Measure

HOURS_A_DAY = 24
MANY_LEFT = 0.01
PARTS = 100  # of a run, in which a bar tells how far it is
PATIENCE_SECONDS = 5.0  # without a word, before a wait is explained
GETTING_READY = "The first run on a machine takes a minute or so to get ready"


everything_option = click.option(
    "--everything", is_flag=True, help="Tell every measure, and each class of patients."
)


class RunOptions(FitOptions):
    """How a model is run, how it is fitted if a log is given, and how that is told."""

    runs: int
    days: float
    warm_up: float | None
    follow: bool
    seed: int
    overloaded: bool
    form: str


def asks_a_model(command: Command) -> Command:
    """Give a command a model, a fit or a log, and how to run it."""
    command = fit_options(said_of_a_log(command))
    for option in reversed(
        (
            click.argument("model", metavar="MODEL_OR_LOG"),
            click.option(
                "--runs",
                type=click.IntRange(min=2),
                default=20,
                show_default=True,
                help="How many replications; more make narrower intervals.",
            ),
            click.option(
                "--days",
                type=click.FloatRange(min=0, min_open=True, max=36_600),
                default=91.0,
                show_default=True,
                help="How long each lasts, with the warm-up.",
            ),
            click.option(
                "--warm-up",
                type=click.FloatRange(min=0),
                metavar="DAYS",
                help="How much of that not to count. Without it: chosen, and told.",
            ),
            click.option(
                "--follow/--no-follow",
                default=True,
                help="Follow whoever came to their end, for as long again at most; or end "
                "with the days, where these are all there is.",
            ),
            click.option(
                "--seed",
                type=click.IntRange(min=0),
                default=1,
                show_default=True,
                help="Which luck. The same seed gives the same numbers, on any machine.",
            ),
            click.option(
                "--overloaded",
                is_flag=True,
                help="Run a model in which a queue grows for ever, for these days.",
            ),
            list_form_option,
        )
    ):
        command = option(command)
    return command


def planned(model: Model, options: RunOptions, *changed: Model) -> Plan:
    """Say what it will take, with the model changed, and choose a warm-up if none is given."""
    from wholeflow.simulation import estimate
    from wholeflow.simulation.experiments import Plan, choose_warm_up

    given, hours = options["warm_up"], options["days"] * HOURS_A_DAY
    if given is not None and given >= options["days"]:
        raise click.UsageError(
            f"--warm-up: expected fewer days than the {options['days']:g} of --days, "
            f"got {given:g}."
        )
    each = [estimate(one, hours) for one in (model, *changed)]
    services = options["runs"] * sum(one.services for one in each)
    seconds = options["runs"] * sum(one.seconds for one in each)
    megabytes = max(one.megabytes for one in each)
    tell(
        f"{options['runs']} runs of {options['days']:g} days: about {services:,.0f} "
        f"services, {max(1, seconds):,.0f} s, {max(1, megabytes):,.0f} MB each"
    )
    plan = Plan(
        hours=hours,
        seed=options["seed"],
        runs=options["runs"],
        warm_up_hours=(given or 0) * HOURS_A_DAY,
        follow_hours=None if options["follow"] else 0.0,
    )
    if given is not None:
        return plan
    with running("Warming up", plan.most_runs) as runner:
        chosen = choose_warm_up(model, plan, runner=runner)
    note = "" if chosen.long_enough else "; the run is too short to be sure, try --days"
    tell(f"Not counted: the first {chosen.hours / HOURS_A_DAY:.1f} days{note}")
    return replace(plan, warm_up_hours=chosen.hours)


@contextmanager
def running(what: str, runs: int) -> Iterator[Runner]:
    """Give what carries runs out, with a bar on a terminal."""
    from wholeflow.simulation.experiments import Runner

    hidden = not sys.stderr.isatty()
    patience = threading.Timer(PATIENCE_SECONDS, tell, [GETTING_READY])
    with click.progressbar(
        length=PARTS * runs, label=what, file=sys.stderr, hidden=hidden
    ) as bar:

        def on(done: float, of: int) -> None:
            patience.cancel()
            bar.update(int(PARTS * min(done, of)) - bar.pos)

        patience.start()
        try:
            yield Runner(progress=on)
        finally:
            patience.cancel()


def told(model: Model, *, everything: bool) -> list[Measure]:
    """Give the measures to tell of a model."""
    from wholeflow.simulation.measures import chief_measures, measures_of

    return list(measures_of(model) if everything else chief_measures(model))


def tell_what_is_missing(ran: Replications) -> None:
    """Say so where runs stopped, or some had not left when they ended."""
    from wholeflow.simulation.measures import measure_of

    rings = ran.values_of(measure_of(ran.model, "deadlocks"))
    if ran.model.deadlock == "stop" and (stopped := (rings != 0).sum()):
        tell(
            f"{stopped} of {ran.n} runs stopped where patients blocked each other, and are "
            "told up to there"
        )
    left = 1 - ran.share_ended()
    if left > MANY_LEFT:
        tell(
            f"{left:.0%} of those who came had not left when the runs ended, so times in "
            "the system are told too short: try --days"
        )


def short(value: float) -> float | None:
    """Give a number to four digits; what is not known is None."""
    return None if math.isnan(value) else float(f"{value:.4g}")
