"""`wholeflow flow write`: a log, or a part of it, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from wholeflow.cli.asking import keep_what_is_there
from wholeflow.cli.flow.part import PartOptions, part_options, read_part
from wholeflow.cli.flow.writing_logs import (
    FILE,
    key_in,
    pseudonym_options,
    write,
)
from wholeflow.errors import BadInput


class WriteOptions(PartOptions):
    """What is written, and where to."""

    key: Path | None
    purpose: str
    but: tuple[str, ...]
    force: bool


@click.command(name="write")
@pseudonym_options
@part_options
@click.argument("to", type=FILE)
def write_part(log: str, to: Path, **options: Unpack[WriteOptions]) -> None:
    """Write a log, or the part of it that is asked, to the file TO.

    The ending of TO says the format: .parquet and .csv are tables, .xes and .xes.gz are
    XES, .jsonocel, .xmlocel and .sqlite are OCEL 2.0. Who did what is left out. With a key, people and cases get
    pseudonyms, and a log that names people in another column is refused.

        wholeflow flow write sepsis released.parquet --only "activity=Release A"
    """
    from wholeflow.journeys import pseudonymised

    keep_what_is_there(to, force=options["force"])
    part, _ = read_part(log, options)
    key, purpose = key_in(options["key"]), options["purpose"]
    if (key is None) != (not purpose):
        raise BadInput("the pseudonyms", ["say both --key and --purpose, or neither"])
    if key is not None:
        part = pseudonymised(part, key=key, purpose=purpose, but=options["but"])
    write(part, to)
