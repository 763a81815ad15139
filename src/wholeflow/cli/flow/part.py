"""Which part of a log is asked, the same in every command of `wholeflow flow`."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

import click

from wholeflow.cli.reading_logs import (
    Command,
    LogOptions,
    log_options,
    read_with_standards,
)
from wholeflow.errors import BadInput

if TYPE_CHECKING:
    from wholeflow.journeys import Journeys, Standards

_DAY = click.DateTime(["%Y-%m-%d"])


class PartOptions(LogOptions, TypedDict):
    """A log, and which part of it is asked."""

    only: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    whole_person: bool
    episode_days: float | None


def part_options(command: Command) -> Command:
    """Give a command a log to read, and the part of it to ask."""
    for option in (
        click.option(
            "--episode-days",
            type=float,
            metavar="DAYS",
            help="Cut a person's events into episodes at gaps longer than this.",
        ),
        click.option(
            "--whole-person",
            is_flag=True,
            help="Put all events of a person into one journey.",
        ),
        click.option(
            "--until", type=_DAY, metavar="DAY", help="Journeys that begin before."
        ),
        click.option(
            "--since",
            type=_DAY,
            metavar="DAY",
            help="Journeys that begin then or later.",
        ),
        click.option(
            "--only",
            metavar="COLUMN=VALUE",
            multiple=True,
            help="Journeys in which an event says so. Said twice of one column: either; "
            "of two columns: both.",
        ),
        log_options,
    ):
        command = option(command)
    return command


def read_part(log: str, options: PartOptions) -> tuple[Journeys, Standards]:
    """Read a log and give the part that is asked, with the standards file."""
    from wholeflow import journeys as flow

    asked = _asked(options["only"])
    kept = {**options, "keep": (*options["keep"], *_headings(asked))}
    journeys, standards = read_with_standards(log, kept)  # type: ignore[arg-type] # the same keys
    if options["episode_days"] is not None:
        journeys = flow.episodes(journeys, options["episode_days"])
    elif options["whole_person"]:
        journeys = flow.by_person(journeys)
    for column, values in asked.items():
        journeys = flow.cohort(journeys, column, values)
    return _within(journeys, options["since"], options["until"]), standards


def _asked(only: tuple[str, ...]) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = defaultdict(list)
    for each in only:
        column, equals, value = each.partition("=")
        if not (column and equals and value):
            raise BadInput("--only", [f"expected COLUMN=VALUE, got '{each}'"])
        asked[column].append(value)
    return asked


def _headings(asked: dict[str, list[str]]) -> tuple[str, ...]:
    """Columns that are asked and are none of the roles, so must be kept to be asked."""
    from wholeflow.journeys.columns import ROLES

    return tuple(column for column in asked if column not in ROLES)


def _within(
    journeys: Journeys, since: datetime | None, until: datetime | None
) -> Journeys:
    """Keep the journeys that begin between two days on the log's calendar."""
    from zoneinfo import ZoneInfo

    from wholeflow.journeys import begun_within

    if since is None and until is None:
        return journeys
    zone = ZoneInfo(journeys.timezone)
    first = since or datetime(1, 1, 2)  # noqa: DTZ001 - its zone is given below
    last = until or datetime(9999, 12, 30)  # noqa: DTZ001 - as above
    return begun_within(journeys, first.replace(tzinfo=zone), last.replace(tzinfo=zone))
