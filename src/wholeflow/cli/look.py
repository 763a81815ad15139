"""`wholeflow look`: what an event log tells, on one page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click

from wholeflow.cli import COMMANDS

_EXAMPLE = "sepsis"
_CLOCK = "Europe/London"
_TOLD_FROM = 20_000_000  # bytes of a log from which progress is worth a line
_NEXT = {
    "demo": "see what people do as a map, and name an owner for each process",
    "serve": "keep a map of your own, shared with those who own its processes",
}


class _Options(TypedDict):
    """What may be said about a log and about the answer."""

    case: str | None
    activity: str | None
    time: str | None
    start: str | None
    organisation: str | None
    group: str | None
    person: str | None
    resource: str | None
    timezone: str | None
    day_first: bool | None
    standards: Path | None
    cases: str | None
    form: str


@click.command()
@click.argument("log")
@click.option("--case", metavar="NAME", help="Column that says whose journey it is.")
@click.option("--activity", metavar="NAME", help="Column that says what was done.")
@click.option("--time", metavar="NAME", help="Column that says when it was done.")
@click.option("--start", metavar="NAME", help="Column that says when it began.")
@click.option(
    "--organisation", metavar="NAME", help="Column that says which body did it."
)
@click.option("--group", metavar="NAME", help="Column that says which team did it.")
@click.option("--person", metavar="NAME", help="Column that says who the patient is.")
@click.option("--resource", metavar="NAME", help="Column that says who did it.")
@click.option(
    "--timezone",
    metavar="ZONE",
    help="Whose clock is meant where times have no offset. Without it Europe/London.",
)
@click.option(
    "--day-first/--month-first",
    default=None,
    help="How to read 03/04/2024. Without it the column decides.",
)
@click.option(
    "--standards",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What to look for. Without it: LOG.standards.yaml beside the log.",
)
@click.option("--cases", metavar="WHAT", help="Print the cases behind a number.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
def look(log: str, **options: Unpack[_Options]) -> None:
    """Look at an event log and say what it tells.

    LOG is a CSV (also .csv.gz, or parted by semicolons, tabs or pipes), Excel (.xlsx)
    or Parquet file with a row for each event: whose journey, what was done, when, and
    if you have it by which group and when it began. The word sepsis alone stands for
    the real hospital log that comes with wholeflow. Nothing is sent anywhere and
    nothing is kept.

    Which column says what is guessed from the headings, and stated at the end. If a
    guess is wrong, say it:

        wholeflow look ward.csv --case spell --time seen_at

    What to look for comes from a small text file that you can read and change: the
    one named with --standards, else ward.standards.yaml beside ward.csv, else the one
    that comes with wholeflow if all its activities are in your log.

    From any number you come to the cases behind it. With --cases help you see which
    lists there are:

        wholeflow look sepsis --cases returns-within
    """
    from wholeflow import journeys as flow

    path = Path(log)
    if log == _EXAMPLE and not path.exists():
        path = flow.example_log()
    told = options["standards"]
    hints = flow.hints_for(path, told)
    order = options["day_first"]
    journeys = flow.read_log(
        path,
        columns=flow.Columns(
            case=options["case"] or hints.columns.case,
            activity=options["activity"] or hints.columns.activity,
            time=options["time"] or hints.columns.time,
            start=options["start"] or hints.columns.start,
            organisation=options["organisation"] or hints.columns.organisation,
            group=options["group"] or hints.columns.group,
            person=options["person"] or hints.columns.person,
            resource=options["resource"] or hints.columns.resource,
        ),
        timezone=options["timezone"] or hints.timezone or _CLOCK,
        day_first=hints.day_first if order is None else order,
        tell=_tell if _is_large(path) else None,
    )
    standards = (
        flow.find_standards(path, journeys)
        if told is None
        else flow.read_standards(told)
    )
    now = datetime.now(UTC)
    as_json = options["form"] == "json"
    if options["cases"] is not None:
        names = flow.cases_behind(journeys, standards, options["cases"], now=now)
        click.echo(json.dumps(names) if as_json else "\n".join(names))
        return
    findings = flow.look(journeys, standards, now=now)
    if as_json:
        click.echo(json.dumps(findings.as_json(), indent=2))
        return
    click.echo(flow.as_text(findings))
    if not standards.standards:
        click.echo(
            f"\nSay what to look for in {flow.standards_beside(path).name} beside the "
            f"log; {flow.example_standards()} shows how."
        )
    click.echo(_next_steps())


def _is_large(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > _TOLD_FROM


def _tell(step: str) -> None:
    click.echo(f"{step} ...", err=True)


def _next_steps() -> str:
    """Say what to do now, in commands that there are."""
    known = [name for name in _NEXT if name in COMMANDS]
    lines = [f"  wholeflow {name:6}  {_NEXT[name]}" for name in known]
    return "\n".join(["", "Next:", *lines]) if lines else ""
