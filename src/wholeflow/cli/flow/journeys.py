"""`wholeflow flow journeys`: the different ways through."""

from __future__ import annotations

from typing import Unpack

import click

from wholeflow.cli.asking import list_form_option, show
from wholeflow.cli.flow.part import PartOptions, part_options, read_part


@click.command()
@part_options
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many ways to list.",
)
@list_form_option
def journeys(log: str, top: int, form: str, **options: Unpack[PartOptions]) -> None:
    """List the ways through, the most frequent first.

    A way through is an order of activities. Its number is the one that
    wholeflow look LOG --cases variant:NUMBER takes, which lists the journeys of that
    way.

        wholeflow flow journeys sepsis --top 5
    """
    from wholeflow.journeys import variants

    part, _ = read_part(log, options)
    shown = variants(part).shown(part, top)
    rows = [
        {
            "way": number,
            "journeys": each.cases,
            "share": round(each.cases / part.n_cases, 4),
            "steps": len(each.activities),
            "activities": " > ".join(each.activities),
        }
        for number, each in enumerate(shown, start=1)
    ]
    show(rows, form)
