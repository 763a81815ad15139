"""Where a log is written to, the same in every command that writes one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import force_option
from wholeflow.cli.reading_logs import Command

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Key

FILE = click.Path(path_type=Path, dir_okay=False)


def pseudonym_options(command: Command) -> Command:
    """Let a command put pseudonyms in place of the names of people."""
    for option in (
        click.option(
            "--but",
            metavar="NAME",
            multiple=True,
            help="A column that names no patients though it may look so, such as "
            "postcodes of surgeries.",
        ),
        click.option(
            "--purpose",
            metavar="WORDS",
            default="",
            help="What the pseudonyms are for.",
        ),
        click.option(
            "--key",
            type=FILE,
            metavar="FILE",
            help="Give people pseudonyms made with this key.",
        ),
        force_option,
    ):
        command = option(command)
    return command


def key_in(file: Path | None) -> Key | None:
    """Read a key, if one was named."""
    from wholeflow.journeys import read_key

    return None if file is None else read_key(file)


def write(journeys: Journeys, to: Path) -> None:
    """Write a log without names of staff, and say so."""
    from wholeflow.journeys import write_log

    write_log(journeys, to)
    click.echo(
        f"Wrote {journeys.n_events:,} events of {journeys.n_cases:,} journeys to {to}.",
        err=True,
    )
