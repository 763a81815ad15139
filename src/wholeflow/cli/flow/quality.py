"""`wholeflow flow quality`: what to beware of in a log."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Unpack

import click

from wholeflow.cli.flow.lines import AskOptions, Line, answer, asks_a_log, listed
from wholeflow.cli.flow.part import read_part


@click.command()
@asks_a_log
def quality(log: str, **options: Unpack[AskOptions]) -> None:
    """Say what a log cannot tell, and why.

    Each line is something that makes answers weaker, with how many events and journeys
    it is about and what must not be concluded because of it.

        wholeflow flow quality sepsis
    """
    from wholeflow import journeys as flow

    journeys, standards = read_part(log, options)
    found = flow.quality(journeys, now=datetime.now(UTC))
    lines = [
        Line(asdict(each), listed(journeys, standards, f"quality:{each.kind}"))
        for each in found
    ]
    answer(lines, options)
