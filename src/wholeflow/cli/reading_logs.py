"""What may be said about a log, the same in every command that reads one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from wholeflow.cli.asking import tell
from wholeflow.errors import NotFound

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Standards

_EXAMPLE = "sepsis"
_CLOCK = "Europe/London"
_TOLD_FROM = 20_000_000  # bytes of a log from which progress is worth a line
_ROLES = {
    "case": "Column that says whose journey it is.",
    "activity": "Column that says what was done.",
    "time": "Column that says when it was done.",
    "start": "Column that says when it began.",
    "organisation": "Column that says which body did it.",
    "group": "Column that says which team did it.",
    "person": "Column that says who the patient is.",
    "resource": "Column that says who did it; never shown.",
    "kind": "Column that says what kind of event it is.",
}

Command = Callable[..., Any]  # Any: a click command takes and gives what it likes


class LogOptions(TypedDict):
    """What may be said about a log."""

    case: str | None
    activity: str | None
    time: str | None
    start: str | None
    organisation: str | None
    group: str | None
    person: str | None
    resource: str | None
    kind: str | None
    keep: tuple[str, ...]
    timezone: str | None
    day_first: bool | None
    standards: Path | None


def log_options(command: Command) -> Command:
    """Give a command the log to read and all that may be said about it."""
    return click.argument("log")(said_of_a_log(command))


def said_of_a_log(command: Command) -> Command:
    """Let all be said to a command that may be said about a log."""
    for option in reversed(
        [
            *(
                click.option(f"--{role}", metavar="NAME", help=means)
                for role, means in _ROLES.items()
            ),
            click.option(
                "--keep",
                metavar="NAME",
                multiple=True,
                help="Another column to keep, to choose by. May be said often.",
            ),
            click.option(
                "--timezone",
                metavar="ZONE",
                help="Whose clock is meant where times have no offset. Without it "
                "Europe/London.",
            ),
            click.option(
                "--day-first/--month-first",
                default=None,
                help="How to read 03/04/2024. Without it the column decides.",
            ),
            click.option(
                "--standards",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="What to look for. Without it: LOG.standards.yaml beside the log.",
            ),
        ]
    ):
        command = option(command)
    return command


def path_of(log: str) -> Path:
    """Give where a log lies; the word sepsis alone is the log that comes along.

    Raises
    ------
    NotFound
        If nothing is named.
    """
    from wholeflow.journeys import example_log

    if not log.strip():
        raise NotFound("Expected the name of a file, got nothing.")
    path = Path(log)
    return example_log() if log == _EXAMPLE and not path.exists() else path


def read_with_standards(log: str, options: LogOptions) -> tuple[Journeys, Standards]:
    """Read a log as its options and the hints of its standards file say."""
    from wholeflow import journeys as flow

    path, told = path_of(log), options["standards"]
    hints = flow.hints_for(path, told)
    columns = hints.columns
    for role in _ROLES:
        given = options[role]  # type: ignore[literal-required] # the keys of _ROLES
        columns = columns.saying(role, given) if given else columns
    order = options["day_first"]
    journeys = flow.read_log(
        path,
        columns=columns.keeping(options["keep"]),
        timezone=options["timezone"] or hints.timezone or _CLOCK,
        day_first=hints.day_first if order is None else order,
        tell=tell if is_large(path) else None,
    )
    if told is None:
        return journeys, flow.find_standards(path, journeys)
    return journeys, flow.read_standards(told)


def is_large(path: Path) -> bool:
    """Tell whether reading a file takes so long that progress is worth a line."""
    return path.is_file() and path.stat().st_size > _TOLD_FROM
