"""`wholeflow flow rework`: what is done again, and who goes back to an earlier stage."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Link, ReworkRule


@click.command()
@click.option(
    "--stages",
    is_flag=True,
    help="List returns to an earlier stage, as the standards file has them, instead.",
)
@asks_a_log
def rework(log: str, stages: bool, **options: Unpack[AskOptions]) -> None:
    """Count what is done again in a journey, that of most journeys first.

    Again straight after itself is a self-loop, again after something else a
    repetition; done by the same member of staff it is a repeat, by another a redo.
    Who they are is never told. What is meant to be done often, such as a blood test
    to watch somebody, is counted too: it is no waste.

        wholeflow flow rework sepsis
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    if stages:
        says = standards.rework if standards.rework.stages else None
        rule = needed(says, "rework", log)
        links = flow.loops_back(part, rule)
        answer([_loop(part, rule, link) for link in links], options)
        return
    again = flow.done_again(part) != flow.Again.FIRST
    lines = [
        Line(asdict(each), having(part, again & part.events_of([each.activity])))
        for each in flow.rework(part)
    ]
    answer(lines, options)


def _loop(part: Journeys, rule: ReworkRule, link: Link) -> Line:
    from wholeflow.journeys import going_back

    return Line(
        {
            "from": link.before,
            "back_to": link.after,
            "times": link.times,
            "journeys": link.cases,
            "median_hours": link.median_hours,
            "p90_hours": link.p90_hours,
            "total_hours": link.total_hours,
        },
        having(part, going_back(part, rule, link)),
    )
