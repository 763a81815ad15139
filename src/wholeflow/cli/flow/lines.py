"""An answer in numbered lines, with the cases behind each, as table, json or csv."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import list_form_option, show
from wholeflow.cli.flow.part import PartOptions, part_options
from wholeflow.cli.reading_logs import Command
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Standards
    from wholeflow.journeys.arrays import Mask

_DIGITS = 4  # after the point; those beyond are of the arithmetic alone


class AskOptions(PartOptions):
    """Which part of a log is asked, and how it answers."""

    cases: int | None
    form: str


def asks_a_log(command: Command) -> Command:
    """Give a command a log, the part of it to ask, and how to answer."""
    cases = click.option(
        "--cases",
        type=click.IntRange(min=1),
        metavar="LINE",
        help="Print instead the journeys behind the line of this number.",
    )
    return part_options(cases(list_form_option(command)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer.

    Parameters
    ----------
    row
        What it says, by heading.
    cases
        Gives the names of the cases behind it; None where nobody can list them.
    """

    row: Mapping[str, object]
    cases: Callable[[], tuple[str, ...]] | None = None


def figure(
    what: str, number: float | None, cases: Callable[[], tuple[str, ...]] | None = None
) -> Line:
    """Give a line of one number; None where it cannot be told."""
    return Line({"what": what, "number": number}, cases)


def answer(
    lines: Sequence[Line], options: AskOptions, notes: Sequence[str] = ()
) -> None:
    """Print lines and what is to be said beside them, or the cases behind one line."""
    form, number = options["form"], options["cases"]
    if number is not None:
        _list_cases(_cases_of(lines, number), form)
        return
    show_lines(lines, form)
    remark(notes, form)


def show_lines(lines: Sequence[Line], form: str) -> None:
    """Print lines, each with its number."""
    rows = [
        {"line": number, **{name: _short(cell) for name, cell in line.row.items()}}
        for number, line in enumerate(lines, start=1)
    ]
    show(rows, form)


def remark(notes: Sequence[str], form: str) -> None:
    """Say what is to be read beside an answer; to programs on stderr."""
    if form == "table" and notes:
        click.echo()
    for note in notes:
        click.echo(note, err=form != "table")


def having(journeys: Journeys, events: Mask) -> Callable[[], tuple[str, ...]]:
    """Give what lists the cases that have any of these events."""
    return lambda: journeys.names_of(journeys.case[events])


def listed(
    journeys: Journeys, standards: Standards, what: str
) -> Callable[[], tuple[str, ...]]:
    """Give what lists the cases that wholeflow look --cases WHAT would."""
    from wholeflow.journeys import cases_behind

    return lambda: cases_behind(journeys, standards, what, now=datetime.now(UTC))


def _cases_of(lines: Sequence[Line], number: int) -> tuple[str, ...]:
    if number > len(lines):
        there = f"they go from 1 to {len(lines)}" if lines else "there are none"
        raise NotFound(f"There is no line {number}; {there}.")
    cases = lines[number - 1].cases
    if cases is None:
        raise NotFound(f"Nobody can list the journeys behind line {number}.")
    return cases()


def _list_cases(names: tuple[str, ...], form: str) -> None:
    if form == "table":
        click.echo("\n".join(names))
    elif form == "csv":
        show([{"case": name} for name in names], form)
    else:
        click.echo(json.dumps(names, indent=2, ensure_ascii=False))


def _short(cell: object) -> object:
    return round(cell, _DIGITS) if isinstance(cell, float) else cell
