"""`wholeflow measure roll-up`: every flag, of a system or of a map file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import list_form_option, show
from wholeflow.cli.measure.shares import shares
from wholeflow.cli.measure.whom import named, opened

if TYPE_CHECKING:
    from wholeflow.evidence import MapFlag
    from wholeflow.server.measuring.listing import Listed

Row = dict[str, object]


@click.command(name="roll-up")
@click.argument("process", required=False, metavar="[PROCESS]")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A map file in place of the system.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Judgements of that map: a CSV or Excel file.",
)
@list_form_option
def roll_up(
    process: str | None, map_file: Path | None, evidence: Path | None, form: str
) -> None:
    """List every flag, with what lies below it that wants looking at.

    Of the whole system, or of a PROCESS and all below it. As csv it goes into a
    spreadsheet: evidence_for, not_known, contested and evidence_against are shares that
    add up to 1, and are empty where nobody has said what success is.

        wholeflow measure roll-up --format csv > flags.csv

    With --map no system is needed: FILE is any map that wholeflow import reads, and the
    evidence has a row for each judgement: process, for and against (from 0 to 100),
    date, and if you like reason, by and half_life_days.

        wholeflow measure roll-up --map map.yaml --evidence judgements.csv
    """
    if (map_file is None) != (evidence is None):
        raise click.UsageError("--map and --evidence go together.")
    if map_file is None or evidence is None:
        rows = _of_system(process)
    elif process is not None:
        raise click.UsageError("PROCESS is of a system; leave it out with --map.")
    else:
        rows = _of_file(map_file, evidence)
    show([_in_table(row) for row in rows] if form == "table" else [*rows], form)


def _of_system(process: str | None) -> Iterator[Row]:
    opened(None)
    from wholeflow.server.measuring.listing import every_flag

    below = named(process, None) if process is not None else None
    for each in every_flag(below):
        owner = str(each.process.owner) if each.process.owner else ""
        yield _row(each, owner, each.process.organisation.name)


def _of_file(map_file: Path, evidence: Path) -> Iterator[Row]:
    from datetime import date

    from wholeflow.evidence import (
        flags_of_map,
        read_judgement_table,
        statements_of_map,
    )
    from wholeflow.processes import import_map

    whole_map, notes = import_map(map_file)
    for note in notes:
        click.echo(f"{map_file.name}: {note}", err=True)
    today = date.today()  # noqa: DTZ011 - the day on the wall of whoever asks
    rows = read_judgement_table(evidence, today=today)
    statements = statements_of_map(whole_map, rows, source=evidence.name)
    for each in flags_of_map(whole_map, statements, today):
        yield _row(each, each.process.owner, each.process.organisation)


def _row(each: Listed | MapFlag, owner: str, organisation: str) -> Row:
    flag = each.flag
    return {
        "process": each.process.name,
        "id": each.process.id,
        "owner": owner,
        "organisation": organisation,
        **shares(flag),
        "word": str(flag.word()) if flag else None,
        "contested_below": each.contested_below,
        "stale_below": each.stale_below,
        "unassessed_below": each.unassessed_below,
        "in_words": flag.in_words() if flag else "no flag",
    }


def _in_table(row: Row) -> Row:
    """Give what people read at a glance."""
    return {
        "process": row["process"],
        "flag": row["in_words"],
        "word": row["word"],
        "contested_below": row["contested_below"],
        "stale_below": row["stale_below"],
        "unassessed_below": row["unassessed_below"],
    }
