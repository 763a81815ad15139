"""`wholeflow flow journeys`: the different ways through."""

from __future__ import annotations

from typing import Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, listed
from wholeflow.cli.flow.part import read_part


@click.command()
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many ways to list.",
)
@asks_a_log
def journeys(log: str, top: int, **options: Unpack[AskOptions]) -> None:
    """List the ways through, the most frequent first.

    A way through is an order of activities. The number of its line is the one that
    wholeflow look LOG --cases variant:NUMBER takes, too.

        wholeflow flow journeys sepsis --top 5
    """
    from wholeflow.journeys import variants

    part, standards = read_part(log, options)
    shown = variants(part).shown(part, top)
    lines = [
        Line(
            {
                "journeys": each.cases,
                "share": each.cases / part.n_cases,
                "steps": len(each.activities),
                "activities": " > ".join(each.activities),
            },
            listed(part, standards, f"variant:{number}"),
        )
        for number, each in enumerate(shown, start=1)
    ]
    answer(lines, options)
