"""`wholeflow flow waits`: where people wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.asking import list_form_option, show
from wholeflow.cli.flow.part import PartOptions, part_options, read_part

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Link, Standards


@click.command()
@part_options
@click.option(
    "--between",
    type=click.Choice(["activities", "processes", "bodies"]),
    default="activities",
    show_default=True,
    help="Between what: processes are those that the standards file names, bodies "
    "are organisations or, without them, groups.",
)
@list_form_option
def waits(log: str, between: str, form: str, **options: Unpack[PartOptions]) -> None:
    """List where people wait, by the hours that all of them together waited.

    A wait is from the end of one event to the start of the next. A log with one time
    for each event has the time from one to the next instead, in which waiting and
    being treated look alike. Steps from leaving to coming back, as the standards file
    names them, are no waits. The journeys behind a line are listed by
    wholeflow look LOG --cases "follows:A>B", "between:P>Q" or "handover:A>B".

        wholeflow flow waits sepsis --between processes
    """
    journeys, standards = read_part(log, options)
    links = _links(journeys, standards, between)
    whole = sum(link.total_hours for link in links)
    show([_row(link, whole) for link in links], form)


def _links(journeys: Journeys, standards: Standards, between: str) -> tuple[Link, ...]:
    from wholeflow import journeys as flow

    if between == "activities":
        return flow.waits_between_activities(journeys, standards)
    if between == "bodies":
        return flow.waits_between_bodies(journeys, standards)
    if not standards.processes:
        raise click.UsageError(
            "No processes are named: name them in the standards file beside the log."
        )
    return flow.waits_between_processes(journeys, standards)


def _row(link: Link, whole: float) -> dict[str, object]:
    return {
        "from": link.before,
        "to": link.after,
        "times": link.times,
        "journeys": link.cases,
        "median_hours": round(link.median_hours, 4),
        "p90_hours": round(link.p90_hours, 4),
        "total_hours": round(link.total_hours, 2),
        "share_of_waiting": round(link.total_hours / whole, 4) if whole else 0.0,
    }
