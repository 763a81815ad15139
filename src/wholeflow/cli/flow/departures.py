"""`wholeflow flow departures`: who follows a pathway, and where others leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import (
        Departure,
        DeparturesFinding,
        Journeys,
        PathwayOutcome,
    )

_IN_WORDS = {
    "for": "follow it",
    "justified": "leave it, a reason recorded",
    "against": "leave it, no reason recorded",
    "unknown": "not over yet",
}


@click.command()
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many ways of leaving each pathway to list.",
)
@asks_a_log
def departures(log: str, top: int, **options: Unpack[AskOptions]) -> None:
    """Tell who follows a pathway, who leaves it, and where.

    The first four lines of a pathway add up to all journeys. Below them are the ways of
    leaving it, those that most take without a recorded reason first. Leaving a pathway
    is something to ask about, and no failure; what is not recorded may have been done.
    Which steps are expected, and where a reason is recorded, the standards file says.

        wholeflow flow departures sepsis
    """
    from wholeflow import journeys as flow

    part, standards = read_part(log, options)
    rules = needed(standards.pathways, "pathways", log)
    found = [flow.departures_by_rule(part, rule) for rule in rules]
    lines = [line for each in found for line in _lines(part, each, top)]
    answer(lines, options, [note for each in found for note in _notes(each, top)])


def _lines(part: Journeys, found: DeparturesFinding, top: int) -> list[Line]:
    from wholeflow.journeys import PathwayOutcome

    return [
        *(_outcome(part, found, outcome) for outcome in PathwayOutcome),
        *(_departure(part, found, each) for each in found.departures[:top]),
    ]


def _outcome(part: Journeys, found: DeparturesFinding, outcome: PathwayOutcome) -> Line:
    return Line(
        {
            "pathway": found.pathway.name,
            "what": _IN_WORDS[outcome],
            "journeys": found.count(outcome),
            "share": found.share(outcome),
            "with_reason": None,
            "times": None,
        },
        lambda: part.names_of(found.cases_with(outcome)),
    )


def _departure(part: Journeys, found: DeparturesFinding, each: Departure) -> Line:
    return Line(
        {
            "pathway": found.pathway.name,
            "what": f"{each.kind}: {each.name}",
            "journeys": each.cases,
            "share": each.cases / part.n_cases,
            "with_reason": each.justified,
            "times": each.times,
        },
        lambda: part.names_of(each.behind),
    )


def _notes(found: DeparturesFinding, top: int) -> list[str]:
    said = []
    if len(found.departures) > top:
        said.append(f"more ways of leaving it: {len(found.departures) - top:,}")
    if found.never_seen:
        said.append(f"steps that nobody took: {', '.join(found.never_seen)}")
    if found.unknown_activities:
        said.append(f"not in the log: {', '.join(found.unknown_activities)}")
    if found.tied_cases:
        said.append(
            f"journeys with steps at one time, in the order of the file: "
            f"{found.tied_cases:,}"
        )
    return [f"{found.pathway.name}: {'; '.join(said)}."] if said else []
