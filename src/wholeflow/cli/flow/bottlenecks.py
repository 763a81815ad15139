"""`wholeflow flow bottlenecks`: what holds the flow up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import read_part

if TYPE_CHECKING:
    from wholeflow.journeys import Bottlenecks


@click.command()
@click.option(
    "--by",
    metavar="COLUMN",
    default="activity",
    show_default=True,
    help="What a station is: activity, organisation, group or another column.",
)
@asks_a_log
def bottlenecks(log: str, by: str, **options: Unpack[AskOptions]) -> None:
    """Rank what holds the flow up, five ways, and say how far they agree.

    It needs a start and an end for each event. The five ranks are: share of waiting,
    how often it is at work without a break for longest, how busy it is, how much it
    blocks, and how much of the growth of queues is its own; 1 is the worst. What comes
    first is where to look, not yet what to change: that takes a trial or a simulation.

        wholeflow flow bottlenecks clinic.csv
    """
    from wholeflow import journeys as flow

    part, _ = read_part(log, options, also=[by])
    found = flow.bottlenecks(part, by)
    column = part.column(by)
    lines = [
        Line(
            {
                "station": station.name,
                "mean_rank": station.mean_rank,
                **{f"rank_{name}": rank for name, rank in station.ranks.items()},
                "events": station.events,
                "at_once": station.at_once,
                "total_wait_hours": station.total_wait_hours,
            },
            having(part, column.of([station.name])),
        )
        for station in found.stations
    ]
    answer(lines, options, [_agreement(found)])


def _agreement(found: Bottlenecks) -> str:
    if found.agreement is None:
        return "There is one station only, so there is nothing to rank."
    said = (
        f"{found.methods_agreeing} of 5 ways put {found.stations[0].name} first; the five "
        f"agree by {found.agreement:.2f}, where 1 is wholly."
    )
    if found.unknown_events:
        said += f" Left out: {found.unknown_events:,} events that do not say by whom."
    return said
