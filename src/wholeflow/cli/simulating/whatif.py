"""`wholeflow whatif`: a change to a model, beside the model as it is."""

from __future__ import annotations

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
    from wholeflow.simulation.experiments import Comparison
    from wholeflow.simulation.measures import Measure


class WhatifOptions(RunOptions):
    """What is changed, and what is told of it."""

    everything: bool
    changes: tuple[str, ...]


@click.command()
@asks_a_model
@everything_option
@click.option(
    "--change",
    "changes",
    multiple=True,
    required=True,
    metavar="CHANGE",
    help='What is changed, such as "pool beds + 2" or "demand x 1.1"; can be repeated.',
)
def whatif(model: str, **options: Unpack[WhatifOptions]) -> None:
    """Say what a change would do, beside the model as it is.

    Both are run with the same luck, patient for patient, so each line's difference is of
    the change alone. Its 95 % interval is of the runs, not of the truth of the model; "p"
    allows for all lines being read together.

        wholeflow whatif emergency --change "pool beds + 4" --change "demand x 1.05"
    """
    from wholeflow.simulation.experiments import Scenario, compare

    found = read(model, overloaded=options["overloaded"])
    scenario = Scenario("changed", "\n".join(options["changes"]))
    scenario.applied(found, options["days"] * 24)  # its faults come before any run
    plan = planned(found, options)
    measures = told(found, everything=options["everything"])
    with running("Running", 2 * plan.most_runs) as runner:
        compared = compare(found, [scenario], plan, measures=measures, runner=runner)
    show([_line(compared, each) for each in measures], options["form"])


def _line(compared: Comparison, measure: Measure) -> dict[str, object]:
    base = compared.base.interval(measure).mean
    after = compared.scenarios["changed"].interval(measure).mean
    difference = compared.differences["changed", measure]
    interval = difference.interval
    return {
        "what": measure.what,
        "of": measure.of or "the whole",
        "class": measure.patient_class or "all",
        "now": short(base),
        "changed": short(after),
        "difference": short(interval.mean),
        "from": short(interval.low),
        "to": short(interval.high),
        "p": short(difference.p_of_all),
        "unit": measure.unit,
    }
