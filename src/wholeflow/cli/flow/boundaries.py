"""`wholeflow flow boundaries`: journeys that cross from one kind of care to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from wholeflow.cli.flow.clocks import basis_in_words, clock_option, waits_of
from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log
from wholeflow.cli.flow.part import read_part
from wholeflow.cli.flow.rules import needed

if TYPE_CHECKING:
    from wholeflow.journeys import (
        Boundary,
        BoundaryFinding,
        Crossings,
        Journeys,
        Waits,
    )


@click.command()
@clock_option
@asks_a_log
def boundaries(log: str, clock: str, **options: Unpack[AskOptions]) -> None:
    """Tell who crosses a boundary, such as NHS and council, and how long they wait there.

    All events of a person are one journey here, unless --episode-days cuts them. Which
    body stands on which side the standards file says; bodies on neither are told as not
    known.

        wholeflow flow boundaries county.csv --clock working
    """
    from wholeflow import journeys as flow

    options["whole_person"] = True
    part, standards = read_part(log, options)
    rules = needed(standards.boundaries, "boundaries", log)
    waited = waits_of(part, standards, clock, log)
    found = flow.boundary_table(part, rules, waited=waited)
    lines = [
        _line(part, rule, each, waited)
        for rule, one in zip(rules, found, strict=True)
        for each in one.directions
    ]
    notes = [note for one in found for note in _notes(one)]
    answer(lines, options, [basis_in_words(found[0]), *notes])


def _line(part: Journeys, rule: Boundary, each: Crossings, waited: Waits) -> Line:
    from wholeflow.journeys import crossing_cases

    return Line(
        {
            "boundary": rule.name,
            "from": each.before,
            "to": each.after,
            "times": each.times,
            "journeys": each.cases,
            "median_hours": each.wait.median_hours,
            "p90_hours": each.wait.p90_hours,
            "total_hours": each.total_hours,
            "with_others_between": each.with_unknown,
        },
        lambda: part.names_of(
            crossing_cases(part, rule, each.before, each.after, waited=waited)
        ),
    )


def _notes(found: BoundaryFinding) -> list[str]:
    (first, second), (on_first, on_second) = found.sides, found.on_side
    told = (
        f"{found.name}: of {found.cases:,} journeys {on_first:,} are on the side {first}, "
        f"{on_second:,} on the side {second}, and {found.crossing:,} on both."
    )
    notes = [told]
    if found.unknown_events:
        bodies = ", ".join(found.unknown_bodies) or "no recorded body"
        notes.append(
            f"{found.name}: {found.unknown_cases:,} journeys have events of which the side "
            f"is not known ({found.unknown_events:,}, of {bodies}). They may cross unseen."
        )
    return notes
