"""`wholeflow flow typical`: the typical journey in ten plain lines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, having
from wholeflow.cli.flow.part import read_part


@click.command()
@asks_a_log
def typical(log: str, **options: Unpack[AskOptions]) -> None:
    """Tell the typical journey in at most ten plain lines.

    It is made of medians and is nobody's own journey: its steps are those that at least
    half have, in the order in which they usually come first. The last line says how
    many have all of them in this order. The number of a step is that of its line.

        wholeflow flow typical sepsis --only group=B
    """
    from wholeflow import journeys as flow

    part, _ = read_part(log, options)
    found = flow.typical_journey(part)
    if options["form"] == "table" and options["cases"] is None:
        click.echo("\n".join(flow.typical_in_words(found)))
        return
    lines = [
        Line(asdict(step), having(part, part.events_of([step.activity])))
        for step in found.steps
    ]
    notes = [f"{found.with_all:,} of {found.cases:,} have all of this in this order."]
    answer(lines, options, notes)
