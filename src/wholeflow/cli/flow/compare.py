"""`wholeflow flow compare`: before and after, or one place and another."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import DAY, moment, part_with, read_part, said
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.journeys import (
        HoursCompared,
        Interval,
        Journeys,
        SharesCompared,
        Side,
        Sides,
        Standard,
        Standards,
    )

MEASURES = ("span", "touch", "waiting")


class CompareOptions(AskOptions):
    """What is compared with what."""

    at: datetime | None
    side: tuple[str, ...]
    what: str
    standard: str | None
    seed: int


@click.command()
@click.option(
    "--at",
    type=DAY,
    metavar="DAY",
    help="Compare what ended before with what began after.",
)
@click.option(
    "--side",
    metavar="COLUMN=VALUE",
    multiple=True,
    help="Compare journeys in which an event says so. Said twice.",
)
@click.option(
    "--what",
    type=click.Choice(MEASURES),
    default="span",
    show_default=True,
    help="Which hours of a journey.",
)
@click.option(
    "--standard",
    metavar="NAME",
    help="Compare instead how many meet this one of the standards file.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Of the intervals' chance."
)
@asks_a_log
def compare(log: str, **options: Unpack[CompareOptions]) -> None:
    """Compare before and after a day, or one place with another, with intervals.

    An interval of a difference that holds 0 says that it may be chance. One that does
    not is an association: what else differed may be its cause, and what can be seen of
    that is said below the numbers.

        wholeflow flow compare sepsis --at 2014-09-01
    """
    by_side = said("--side", options["side"])
    if (options["at"] is None) == (len(by_side) != 2):
        raise click.UsageError("Say --at DAY, or --side COLUMN=VALUE twice.")
    columns = [column for column, _ in by_side]
    part, standards = read_part(log, options, also=columns)
    sides = _sides(part, options["at"], by_side)
    found = _compared(sides, standards, options)
    lines = [*_of_sides(sides, found), *_differences(found)]
    answer(lines, options, found.cautions)


def _sides(
    part: Journeys, at: datetime | None, by_side: list[tuple[str, str]]
) -> Sides:
    from wholeflow.journeys import Sides, before_and_after

    cut = moment(at, part)
    if cut is not None:
        return before_and_after(part, cut)
    first, second = (part_with(part, column, [value]) for column, value in by_side)
    names = (by_side[0][1], by_side[1][1])
    return Sides(first, second, names)


def _compared(
    sides: Sides, standards: Standards, options: CompareOptions
) -> HoursCompared | SharesCompared:
    import numpy as np

    from wholeflow import journeys as flow

    if options["standard"] is not None:
        standard = _standard(standards, options["standard"])
        return flow.compare_shares(sides, standard.in_time)
    measures = (flow.span_hours, flow.touch_hours, flow.waiting_hours)
    measure = dict(zip(MEASURES, measures, strict=True))[options["what"]]
    rng = np.random.default_rng(options["seed"])
    return flow.compare_hours(sides, measure, rng=rng)


def _standard(standards: Standards, name: str) -> Standard:
    by_name = {each.name: each for each in standards.standards}
    if name not in by_name:
        there = ", ".join(f"'{each}'" for each in by_name) or "none"
        raise NotFound(f"There is no standard '{name}'. There are: {there}.")
    return by_name[name]


def _of_sides(sides: Sides, found: HoursCompared | SharesCompared) -> list[Line]:
    """Give the figures of each side, with the journeys of that side."""
    return [
        _of_side(figure, side, log, interval)
        for figure, both in _figures(found).items()
        for side, log, interval in zip(
            (found.first, found.second), (sides.first, sides.second), both, strict=True
        )
    ]


def _of_side(figure: str, side: Side, log: Journeys, interval: Interval) -> Line:
    counts = {
        "journeys": side.cases,
        "people": side.persons,
        "not_known": side.unknown,
    }
    row = {"figure": figure, "of": side.name, **_told(interval), **counts}
    return Line(row, lambda: tuple(log.case_names))


def _figures(
    found: HoursCompared | SharesCompared,
) -> dict[str, tuple[Interval, Interval]]:
    from wholeflow.journeys import SharesCompared

    if isinstance(found, SharesCompared):
        return {"share": found.shares}
    return {"mean hours": found.drawn.means, "median hours": found.drawn.medians}


def _differences(found: HoursCompared | SharesCompared) -> list[Line]:
    from wholeflow.journeys import SharesCompared

    if isinstance(found, SharesCompared):
        figures: dict[str, Interval | None] = {"share": found.difference}
    else:
        figures = {
            "mean hours": found.drawn.difference_of_means,
            "median hours": found.drawn.difference_of_medians,
            "ratio of means": found.drawn.ratio_of_means,
        }
    empty = dict.fromkeys(("journeys", "people", "not_known"))
    return [
        Line({"figure": figure, "of": "second to first", **_told(interval), **empty})
        for figure, interval in figures.items()
        if interval is not None
    ]


def _told(interval: Interval) -> dict[str, float]:
    return {"number": interval.estimate, "from": interval.low, "to": interval.high}
