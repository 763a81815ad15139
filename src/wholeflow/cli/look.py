"""`wholeflow look`: what an event log tells, on one page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Unpack

import click

from wholeflow.cli import COMMANDS
from wholeflow.cli.reading_logs import (
    LogOptions,
    log_options,
    path_of,
    read_with_standards,
)

_NEXT = {
    "demo": "see what people do as a map, and name an owner for each process",
    "serve": "keep a map of your own, shared with those who own its processes",
}


@click.command()
@log_options
@click.option("--cases", metavar="WHAT", help="Print the cases behind a number.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
def look(log: str, cases: str | None, form: str, **options: Unpack[LogOptions]) -> None:
    """Look at an event log and say what it tells.

    LOG is a CSV (also .csv.gz, or parted by semicolons, tabs or pipes), Excel (.xlsx)
    or Parquet file with a row for each event: whose journey, what was done, when, and
    if you have it by which group and when it began. It may also be a log in XES (.xes,
    .xes.gz). The word sepsis alone stands for the real hospital log that comes with
    wholeflow. Nothing is sent anywhere and nothing is kept.

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

    journeys, standards = read_with_standards(log, options)
    now = datetime.now(UTC)
    as_json = form == "json"
    if cases is not None:
        names = flow.cases_behind(journeys, standards, cases, now=now)
        click.echo(json.dumps(names) if as_json else "\n".join(names))
        return
    findings = flow.look(journeys, standards, now=now)
    if as_json:
        click.echo(json.dumps(findings.as_json(), indent=2))
        return
    click.echo(flow.as_text(findings))
    if not standards.standards:
        click.echo(
            f"\nSay what to look for in {flow.standards_beside(path_of(log)).name} beside the "
            f"log; {flow.example_standards()} shows how."
        )
    click.echo(_next_steps())


def _next_steps() -> str:
    """Say what to do now, in commands that there are."""
    known = [name for name in _NEXT if name in COMMANDS]
    lines = [f"  wholeflow {name:6}  {_NEXT[name]}" for name in known]
    return "\n".join(["", "Next:", *lines]) if lines else ""
