"""`wholeflow flow join`: logs of several organisations as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from wholeflow.cli.asking import keep_what_is_there, list_form_option, show, tell
from wholeflow.cli.flow.lines import remark
from wholeflow.cli.flow.writing_logs import (
    FILE,
    key_in,
    pseudonym_options,
    write,
)
from wholeflow.cli.reading_logs import is_large
from wholeflow.errors import BadInput

if TYPE_CHECKING:
    from wholeflow.journeys import LogSource, SourceMatch

_COLUMN = re.compile(r"(?P<log>.+?):(?P<role>[a-z]+)=(?P<heading>.+)")


class JoinOptions(TypedDict):
    """How the files are read and joined, and what is shown of it."""

    column: tuple[str, ...]
    timezone: str
    key: Path | None
    purpose: str
    but: tuple[str, ...]
    to: Path | None
    force: bool
    pairs: bool
    form: str


@click.command()
@click.argument("logs", nargs=-1, required=True, metavar="[ORGANISATION=]LOG...")
@click.option(
    "--column",
    metavar="LOG:ROLE=NAME",
    multiple=True,
    help="Heading of a column of one file, by role: case, person, activity, time, start, "
    "organisation, group, kind.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    default="Europe/London",
    show_default=True,
    help="Whose clock is meant in files without an offset, unless their standards files "
    "say another.",
)
@click.option("--to", type=FILE, metavar="FILE", help="Write the joined log here.")
@click.option("--pairs", is_flag=True, help="List who of each file is in which other.")
@pseudonym_options
@list_form_option
def join(logs: tuple[str, ...], **options: Unpack[JoinOptions]) -> None:
    """Join logs of several organisations, and tell how well they fit together.

    A person is who has the same identifier, however it is spelled. For each file it is
    told how many of its people are in no other. A file is read as the part log: of its
    standards file says; what it lacks is said with --column. A file with a column that
    names organisations needs none in front of it.

        wholeflow flow join Hospital=spells.csv Council=visits.csv --to county.parquet
    """
    from wholeflow.journeys import read_logs

    to = options["to"]
    if to is not None:
        keep_what_is_there(to, force=options["force"])
    sources = _sources(logs, options)
    joined = read_logs(
        sources,
        key=key_in(options["key"]),
        purpose=options["purpose"],
        but=options["but"],
        tell=tell if any(is_large(Path(each.path)) for each in sources) else None,
    )
    if to is not None:
        write(joined.journeys, to)
    if options["pairs"]:
        rows = [asdict(pair) | {"share": round(pair.share, 4)} for pair in joined.pairs]
    else:
        rows = [_row(source) for source in joined.sources]
    show(rows, options["form"])
    remark(joined.doubts, options["form"])


def _row(source: SourceMatch) -> dict[str, object]:
    unmatched = source.unmatched
    return {
        "organisation": source.name,
        "file": source.file,
        "events": source.events,
        "people": source.persons,
        "in_no_other": source.alone,
        "unmatched": None if unmatched is None else round(unmatched, 4),
        "first": source.first.date().isoformat(),
        "last": source.last.date().isoformat(),
        "identifiers_are": source.looks_like,
    }


def _sources(logs: Sequence[str], options: JoinOptions) -> list[LogSource]:
    from wholeflow.journeys import LogSource, hints_for

    named = [_named(log) for log in logs]
    told = _told(options["column"], [path for _, path in named])
    sources = []
    for organisation, path in named:
        hints = hints_for(path)
        columns = hints.columns
        for role, heading in told[path]:
            columns = columns.saying(role, heading)
        sources.append(
            LogSource(
                path=path,
                organisation=organisation,
                columns=columns,
                timezone=hints.timezone or options["timezone"],
                day_first=hints.day_first,
            )
        )
    return sources


def _named(log: str) -> tuple[str | None, Path]:
    organisation, equals, path = log.partition("=")
    return (organisation, Path(path)) if equals else (None, Path(log))


def _told(
    given: Sequence[str], paths: Sequence[Path]
) -> dict[Path, list[tuple[str, str]]]:
    """Give the roles and headings that were said of each file."""
    from wholeflow.journeys.columns import ROLES

    told: dict[Path, list[tuple[str, str]]] = {path: [] for path in paths}
    faults = []
    for each in given:
        match = _COLUMN.fullmatch(each)
        if match and Path(match["log"]) in told and match["role"] in ROLES:
            told[Path(match["log"])].append((match["role"], match["heading"]))
        else:
            faults.append(
                f"expected LOG:ROLE=NAME with a LOG that is joined, got '{each}'; roles "
                f"are {', '.join(ROLES)}"
            )
    if faults:
        raise BadInput("--column", faults)
    return told
