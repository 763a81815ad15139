"""`wholeflow flow quality`: what to beware of in a log."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Unpack

import click

from wholeflow.cli.asking import list_form_option, show
from wholeflow.cli.flow.part import PartOptions, part_options, read_part


@click.command()
@part_options
@list_form_option
def quality(log: str, form: str, **options: Unpack[PartOptions]) -> None:
    """Say what a log cannot tell, and why.

    Each line is something that makes answers weaker, with how many events and journeys
    it is about and what must not be concluded because of it. The journeys behind a
    line are listed by wholeflow look LOG --cases quality:KIND.

        wholeflow flow quality sepsis
    """
    from wholeflow import journeys as flow

    journeys, _ = read_part(log, options)
    found = flow.quality(journeys, now=datetime.now(UTC))
    show([asdict(each) for each in found], form)
