"""From a log to a fit, the same in every command that simulates what a log shows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from wholeflow.cli.reading_logs import Command, LogOptions, read_with_standards

if TYPE_CHECKING:
    from wholeflow.simulation.fitting import Fitted

NO_LIMIT = "none"


class FitOptions(LogOptions):
    """How a model is fitted to a log."""

    patient_class: str | None
    limits: tuple[str, ...]


def fit_options(command: Command) -> Command:
    """Let a command be told what a log does not say."""
    for option in (
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="ACTIVITY=NUMBER",
            help='Of a log: how many of an activity there can be at once, such as "Ward=24", '
            "or none. Without it: assumed where the log shows a limit at work.",
        ),
        click.option(
            "--class",
            "patient_class",
            metavar="NAME",
            help="Of a log: column that says each case's class.",
        ),
    ):
        command = option(command)
    return command


def fit_log(log: str, options: FitOptions, *, seed: int) -> Fitted:
    """Fit a model to a log, and say what could not be told."""
    from wholeflow.simulation.fitting import fit

    column = options["patient_class"]
    if column is not None:
        options["keep"] = (*options["keep"], column)
    limits = dict(map(_limit, options["limits"]))
    journeys, _ = read_with_standards(log, options)
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=1, label="Fitting and checking", file=sys.stderr, hidden=hidden
    ) as bar:

        def on(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        fitted = fit(
            journeys,
            seed=seed,
            patient_class=column,
            limits=limits,
            progress=on,
        )
    tell_limitations(fitted)
    return fitted


def _limit(text: str) -> tuple[str, int | None]:
    """Read ACTIVITY=NUMBER."""
    name, sign, number = text.rpartition("=")
    if sign and number.strip() == NO_LIMIT:
        return name.strip(), None
    if not sign or not number.strip().isascii() or not number.strip().isdigit():
        raise click.UsageError(
            f'--limit: expected an activity and a number, such as "Ward=24", got "{text}".'
        )
    return name.strip(), int(number)


def tell_limitations(fitted: Fitted) -> None:
    """Say what a log could not tell, and what of its last weeks holds."""
    for each in fitted.identifiable:
        click.echo(f"{each.words} {each.forbids}", err=True)
    click.echo(fitted.validation.in_words(), err=True)
