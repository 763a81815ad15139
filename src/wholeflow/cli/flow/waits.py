"""`wholeflow flow waits`: where people wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, listed
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Link, Standards

# What is between two names, and the list of cases that wholeflow look has for it.
_LISTS = {"activities": "follows", "processes": "between", "bodies": "handover"}


@click.command()
@click.option(
    "--between",
    type=click.Choice([*_LISTS]),
    default="activities",
    show_default=True,
    help="Between what: processes are those that the standards file names, bodies "
    "are organisations or, without them, groups.",
)
@asks_a_log
def waits(log: str, between: str, **options: Unpack[AskOptions]) -> None:
    """List where people wait, by the hours that all of them together waited.

    A wait is from the end of one event to the start of the next. A log with one time
    for each event has the time from one to the next instead, in which waiting and
    being treated look alike. Steps from leaving to coming back, as the standards file
    names them, are no waits.

        wholeflow flow waits sepsis --between processes
    """
    journeys, standards = read_part(log, options)
    links = _links(journeys, standards, between, log)
    whole = sum(link.total_hours for link in links)
    kind = _LISTS[between]
    lines = [
        Line(
            _row(link, whole),
            listed(journeys, standards, f"{kind}:{link.before}>{link.after}"),
        )
        for link in links
    ]
    answer(lines, options)


def _links(
    journeys: Journeys, standards: Standards, between: str, log: str
) -> tuple[Link, ...]:
    from wholeflow import journeys as flow

    if between == "activities":
        return flow.waits_between_activities(journeys, standards)
    if between == "bodies":
        return flow.waits_between_bodies(journeys, standards)
    needed(standards.processes, "processes", log)
    return flow.waits_between_processes(journeys, standards)


def _row(link: Link, whole: float) -> dict[str, object]:
    return {
        "from": link.before,
        "to": link.after,
        "times": link.times,
        "journeys": link.cases,
        "median_hours": link.median_hours,
        "p90_hours": link.p90_hours,
        "total_hours": link.total_hours,
        "share_of_waiting": link.total_hours / whole if whole else None,
    }
