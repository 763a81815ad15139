"""`wholeflow capacity`: the smallest capacity that is enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.asking import show, tell
from wholeflow.cli.simulating.asked import (
    RunOptions,
    asks_a_model,
    planned,
    running,
    short,
)
from wholeflow.cli.simulating.reading import read

if TYPE_CHECKING:
    from wholeflow.simulation import Model
    from wholeflow.simulation.experiments import Capacity, Plan, Range, Target
    from wholeflow.simulation.fitting import Fitted
    from wholeflow.simulation.measures import Measure


class CapacityOptions(RunOptions):
    """Between what units, and what is to be kept to."""

    ranges: tuple[str, ...]
    targets: tuple[str, ...]


@click.command()
@asks_a_model
@click.option(
    "--between",
    "ranges",
    multiple=True,
    required=True,
    metavar="RANGE",
    help='Units that a pool may have, such as "beds 50-80", and what one costs beside '
    'others, such as "beds 50-80 at 3"; can be repeated.',
)
@click.option(
    "--target",
    "targets",
    multiple=True,
    required=True,
    metavar="TARGET",
    help='What is to be kept to, such as "mean wait at Ward <= 2 within 0.2": a mean '
    "that near the limit may be judged either way; can be repeated.",
)
def capacity(model: str, **options: Unpack[CapacityOptions]) -> None:
    """Find the smallest capacity that is enough.

    Each capacity is run as often as it takes to judge it, up to --runs. All judgements are
    right together with 95 % confidence, if the model is true. No cheaper capacity is one
    or two units away; a quite different one may be.

    To an event log a model is fitted first, as wholeflow fit does, whose file does as well.
    Each capacity is then run --runs times, with parameters drawn from how unsure the fit
    is, and is enough if its interval says so. What does not hold in the log's last weeks is
    refused.

        wholeflow capacity emergency --runs 100 --between "beds 55-75"
        --target "mean wait at Treating <= 1 within 0.1"
    """
    from wholeflow.simulation import Model
    from wholeflow.simulation.measures import measures_of

    found = read(model, options)
    ranges = [_range(text) for text in options["ranges"]]
    if isinstance(found, Model):
        targets = _targets(measures_of(found), options["targets"])
        enough = _of_model(found, ranges, targets, options)
    else:
        from wholeflow.simulation.fitting import measures_of_fit

        plan = planned(found.model, options)
        targets = _targets(measures_of_fit(found, plan), options["targets"])
        enough = _of_fit(found, ranges, targets, plan)
    if enough.units is None:
        tell(_NONE_ENOUGH[enough.tried[0].verdict])
    elif not enough.searched_out:
        tell("The search was not ended: fewer may do")
    show(_rows(enough, ranges), options["form"])


def _of_model(
    model: Model, ranges: list[Range], targets: list[Target], options: RunOptions
) -> Capacity:
    from wholeflow.simulation.experiments import Effort, smallest_capacity

    plan = planned(model, options)
    effort = Effort(most_runs=plan.most_runs)
    with running("Searching", plan.most_runs) as runner:
        return smallest_capacity(
            model, ranges, plan, targets=targets, runner=runner, effort=effort
        )


def _of_fit(
    fitted: Fitted, ranges: list[Range], targets: list[Target], plan: Plan
) -> Capacity:
    from wholeflow.simulation.fitting import capacity_of_fit

    with running("Searching", plan.most_runs) as runner:
        return capacity_of_fit(
            fitted, ranges, plan, targets=targets, progress=runner.progress
        )


_NONE_ENOUGH = {
    "fails": "Not even the most of all is enough",
    "undecided": "Whether the most of all is enough cannot be said: try more --runs, or of "
    "a fit a longer log",
}
_RANGE = re.compile(
    r"(?P<pool>.+?)\s+(?P<least>\d+)\s*-\s*(?P<most>\d+)(?:\s+at\s+(?P<cost>[\d.]+))?"
)
_TARGET = re.compile(
    r"(?P<measure>.+?)\s*<=\s*(?P<limit>[\d.]+)\s+within\s+(?P<zone>[\d.]+)"
)


def _range(text: str) -> Range:
    from wholeflow.simulation.experiments import Range

    said = _RANGE.fullmatch(text.strip())
    if said is None:
        raise click.UsageError(
            f"--between: expected such as 'beds 50-80', got '{text}'"
        )
    return Range(
        pool=said["pool"].strip('"'),
        least=int(said["least"]),
        most=int(said["most"]),
        cost=_number(said["cost"] or "1", "--between"),
    )


def _targets(measures: Sequence[Measure], texts: Sequence[str]) -> list[Target]:
    return [_target(measures, text) for text in texts]


def _target(measures: Sequence[Measure], text: str) -> Target:
    from wholeflow.simulation.experiments import Target
    from wholeflow.simulation.measures import measure_among

    said = _TARGET.fullmatch(text.strip())
    if said is None:
        raise click.UsageError(
            f"--target: expected such as 'mean wait at Ward <= 2 within 0.2', got '{text}'"
        )
    return Target(
        measure=measure_among(measures, said["measure"]),
        at_most=_number(said["limit"], "--target"),
        zone=_number(said["zone"], "--target"),
    )


def _number(text: str, option: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise click.UsageError(f"{option}: expected a number, got '{text}'") from None


def _rows(enough: Capacity, ranges: list[Range]) -> list[dict[str, object]]:
    return [
        {
            "capacity": ", ".join(
                f"{units} {each.pool}"
                for units, each in zip(tried.units, ranges, strict=True)
            ),
            "cost": short(
                sum(
                    units * each.cost
                    for units, each in zip(tried.units, ranges, strict=True)
                )
            ),
            "judged": tried.verdict,
            "runs": tried.n,
            "smallest": "yes" if tried.units == enough.units else "",
        }
        for tried in enough.tried
    ]
