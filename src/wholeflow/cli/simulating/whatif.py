"""`wholeflow whatif`: a change to a model, beside the model as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

import click

from wholeflow.cli.asking import force_option, keep_what_is_there, show
from wholeflow.cli.simulating.asked import (
    HOURS_A_DAY,
    RunOptions,
    asks_a_model,
    everything_option,
    planned,
    running,
    short,
    tell_what_is_missing,
    told,
)
from wholeflow.cli.simulating.drawing import FILE, wrote
from wholeflow.cli.simulating.of_a_fit import of_fit
from wholeflow.cli.simulating.reading import read
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.payment import Line, Money
    from wholeflow.simulation import Model
    from wholeflow.simulation.experiments import Comparison
    from wholeflow.simulation.measures import Measure


CLEAR = 0.05  # what is no clearer than this may be luck


class WhatifOptions(RunOptions):
    """What is changed, what is told of it, and where the picture goes."""

    everything: bool
    changes: tuple[str, ...]
    money: Path | None
    per: Literal["week", "year"]
    picture: Path | None
    force: bool


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
@click.option(
    "--money",
    type=FILE,
    metavar="FILE",
    help="Tell as well what each body pays, receives and keeps, by a table of money.",
)
@click.option(
    "--per",
    type=click.Choice(["week", "year"]),
    default="year",
    show_default=True,
    help="Over how long money is told.",
)
@click.option(
    "--picture",
    type=FILE,
    metavar="FILE.svg",
    help="Draw what changes clearly, side by side.",
)
@force_option
def whatif(model: str, **options: Unpack[WhatifOptions]) -> None:
    """Say what a change would do, beside the model as it is.

    Both are run with the same luck, patient for patient, so each line's difference is of
    the change alone. Its 95 % interval is of the runs, not of the truth of the model; "p"
    allows for all lines being read together, those of money by themselves.

    To an event log a model is fitted first, as wholeflow fit does, whose file does as well;
    it is refused if the log's last weeks speak against it. The interval then has two parts,
    from luck and from how unsure the fit is. What does not hold in those weeks has no
    number.

        wholeflow whatif emergency --change "pool beds + 4" --change "demand x 1.05"

        wholeflow whatif falls --change "prevented falls at home = 0.2" --money falls
    """
    from wholeflow.simulation import Model, refuse_overload
    from wholeflow.simulation.experiments import Scenario, compare

    of_a_model = [f"--{name}" for name in ("picture", "money") if options[name]]
    found = read(model, options, of_a_model)
    if not isinstance(found, Model):
        of_fit(found, options, options["changes"])
        return
    scenario = Scenario("changed", "\n".join(options["changes"]))
    changed = scenario.checked(found, options["days"] * HOURS_A_DAY)  # or its faults
    if not options["overloaded"]:
        refuse_overload(changed)
    money = _read_money(options["money"], found)
    picture = options["picture"]
    if picture is not None:
        keep_what_is_there(picture, force=options["force"])
    plan = planned(found, options, changed)
    measures = told(found, everything=options["everything"])
    with running("Running", 2 * plan.most_runs) as runner:
        compared = compare(found, [scenario], plan, measures=measures, runner=runner)
    lines = [_line(compared, each) for each in measures]
    if money is not None:
        lines += _of_money(compared, money, options["per"])
    show(lines, options["form"])
    tell_what_is_missing(compared.scenarios["changed"])
    if picture is not None:
        wrote("picture", picture, compared.picture(_clear(compared)))


def _clear(compared: Comparison) -> list[Measure]:
    """Give the measures that change clearly; all if none does."""
    found = [
        measure
        for (_, measure), difference in compared.differences.items()
        if difference.p_of_all < CLEAR
    ]
    return found or list(compared.measures)


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


def _read_money(file: Path | None, model: Model) -> Money | None:
    from wholeflow.payment import EXAMPLES, example_money, read_money

    if file is None:
        return None
    if not file.exists() and str(file) in EXAMPLES:
        file = example_money(str(file))
    if not file.is_file():
        raise NotFound(
            f"There is no file {file}. A table of money is a file in YAML or JSON; those "
            f"that come with wholeflow go by name: {', '.join(EXAMPLES)}."
        )
    form: Literal["json", "yaml"] = "json" if file.suffix == ".json" else "yaml"
    return read_money(file.read_bytes(), form, model=model, source=file.name)


def _of_money(
    compared: Comparison, money: Money, per: Literal["week", "year"]
) -> list[dict[str, object]]:
    from wholeflow.payment import accounts

    found = accounts(compared, money, "changed", per=per)
    lines = (*found.payments, *found.bodies)
    return [_line_of_money(line, f"pounds a {per}") for line in lines]


def _line_of_money(line: Line, unit: str) -> dict[str, object]:
    interval = line.difference.interval
    return {
        "what": line.what,
        "of": line.of,
        "class": None,
        "now": round(line.now.mean),
        "changed": round(line.changed.mean),
        "difference": round(interval.mean),
        "from": round(interval.low),
        "to": round(interval.high),
        "p": short(line.difference.p_of_all),
        "unit": unit,
    }
