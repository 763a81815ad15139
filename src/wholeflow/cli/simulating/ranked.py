"""`wholeflow one-more` and `wholeflow stress`: what would help most, and hurt most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

import click

from wholeflow.cli.asking import show
from wholeflow.cli.simulating.asked import (
    asks_a_model,
    planned,
    running,
    short,
)
from wholeflow.cli.simulating.ranked_by_fit import RankedOptions, of_fit
from wholeflow.cli.simulating.reading import read

if TYPE_CHECKING:
    from wholeflow.simulation.experiments import Ranked

Row = dict[str, object]


class OneMoreOptions(RankedOptions):
    """What one more costs."""

    costs: tuple[tuple[str, float], ...]


def _asks_a_measure(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--measure",
        default="mean time in system",
        show_default=True,
        help='What should be low, as simulate tells it, such as "mean wait at Ward".',
    )(command)


class _Cost(click.ParamType[tuple[str, float]]):
    """A name and a number, such as `beds=60000`."""

    name = "NAME=NUMBER"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        name, _, number = str(value).rpartition("=")
        try:
            return name.strip(), float(number)
        except ValueError:
            self.fail(f"expected such as beds=60000, got '{value}'", param, ctx)


@click.command("one-more")
@asks_a_model
@_asks_a_measure
@click.option(
    "--cost",
    "costs",
    type=_Cost(),
    multiple=True,
    help="What one more of a pool, or one more place at a node, costs a year.",
)
def one_more(model: str, **options: Unpack[OneMoreOptions]) -> None:
    """Say what one more of each would change: of beds, of staff, of places.

    One more is added at a time, and each runs with the same luck as the model as it is.
    The greatest fall of the measure stands first; with costs, the most patient-days saved
    for the money. Where an interval holds 0 the difference may be luck.

    To an event log a model is fitted first, as wholeflow fit does, whose file does as well.
    Intervals then have two parts, from luck and from how unsure the fit is. One more of
    what does not hold in the log's last weeks has no number.

        wholeflow one-more emergency --cost beds=60000 --cost nurses=45000
    """
    from wholeflow.simulation import Model
    from wholeflow.simulation.experiments import one_more_of_each
    from wholeflow.simulation.measures import measure_named

    found, costs = read(model, options), dict(options["costs"])
    if not isinstance(found, Model):
        from wholeflow.simulation.fitting import one_more_of_fit

        of_fit(found, options, partial(one_more_of_fit, costs=costs))
        return
    measure = measure_named(found, options["measure"])
    plan = planned(found, options)
    with running("Running", plan.most_runs) as runner:
        ranked = one_more_of_each(
            found, plan, measure=measure, runner=runner, costs=costs
        )
    show(_rows(ranked, measure.unit), options["form"])


@click.command()
@asks_a_model
@_asks_a_measure
def stress(model: str, **options: Unpack[RankedOptions]) -> None:
    """Press a model where it may be weak, and say what hurts most.

    A surge of demand, a part of each pool away, each node closed for some days: one at a
    time, each with the same luck as the model as it is. The weakest point stands first.

    Of an event log, or a file of wholeflow fit, it tells what wholeflow one-more does.

        wholeflow stress emergency --days 120
    """
    from wholeflow.simulation import Model
    from wholeflow.simulation.experiments import stress as press
    from wholeflow.simulation.measures import measure_named

    found = read(model, options)
    if not isinstance(found, Model):
        from wholeflow.simulation.fitting import stress_of_fit

        of_fit(found, options, stress_of_fit)
        return
    measure = measure_named(found, options["measure"])
    plan = planned(found, options)
    with running("Running", plan.most_runs) as runner:
        ranked = press(found, plan, measure=measure, runner=runner)
    show(_rows(ranked, measure.unit), options["form"])


def _rows(ranked: Sequence[Ranked], unit: str) -> list[Row]:
    rows = [_row(each, unit) for each in ranked]
    if any(each.cost for each in ranked):
        for row, each in zip(rows, ranked, strict=True):
            worth = each.days_per_thousand
            for name, end in (("", "mean"), (" from", "low"), (" to", "high")):
                row[f"days per 1,000{name}"] = worth and short(getattr(worth, end))
    return rows


def _row(each: Ranked, unit: str) -> Row:
    interval, days = each.difference.interval, each.days_saved
    return {
        "scenario": each.scenario.name,
        "difference": short(interval.mean),
        "from": short(interval.low),
        "to": short(interval.high),
        "p": short(each.difference.p_of_all),
        "unit": unit,
        "days saved a year": short(days.mean),
        "days from": short(days.low),
        "days to": short(days.high),
    }
