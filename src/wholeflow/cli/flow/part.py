"""Which part of a log is asked, the same in every command of `wholeflow flow`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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

DAY = click.DateTime(["%Y-%m-%d"])

known_to_option = click.option(
    "--known-to",
    type=DAY,
    metavar="DAY",
    help="All that happened before this day is in the log. Without it: up to its last "
    "event.",
)


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
            "--until", type=DAY, metavar="DAY", help="Journeys that begin before."
        ),
        click.option(
            "--since",
            type=DAY,
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


def read_part(
    log: str, options: PartOptions, *, also: Iterable[str] = ()
) -> tuple[Journeys, Standards]:
    """Read a log and give the part that is asked, with the standards file.

    Parameters
    ----------
    log
        As it was typed.
    options
        Of `part_options`.
    also
        Columns that are asked by other options, which must be kept.
    """
    from wholeflow import journeys as flow

    asked: dict[str, list[str]] = defaultdict(list)
    for column, value in said("--only", options["only"]):
        asked[column].append(value)
    kept = {**options, "keep": (*options["keep"], *_headings([*asked, *also]))}
    journeys, standards = read_with_standards(log, kept)  # type: ignore[arg-type] # the same keys
    if options["episode_days"] is not None:
        journeys = flow.episodes(journeys, options["episode_days"])
    elif options["whole_person"]:
        journeys = flow.by_person(journeys)
    for column, values in asked.items():
        journeys = part_with(journeys, column, values)
    return _within(journeys, options["since"], options["until"]), standards


def said(option: str, given: Iterable[str]) -> list[tuple[str, str]]:
    """Part what was said as COLUMN=VALUE."""
    pairs, faults = [], []
    for each in given:
        column, equals, value = each.partition("=")
        if column and equals and value:
            pairs.append((column, value))
        else:
            faults.append(f"expected COLUMN=VALUE, got '{each}'")
    if faults:
        raise BadInput(option, faults)
    return pairs


def part_with(journeys: Journeys, column: str, values: Iterable[str]) -> Journeys:
    """Keep the journeys in which an event says so; of no member of staff."""
    from wholeflow.journeys import cohort

    if column in {"resource", journeys.columns.resource}:
        fault = f"'{column}' names members of staff, of whom nothing is told"
        raise BadInput("what is asked", [fault])
    return cohort(journeys, column, values)


def moment(day: datetime | None, journeys: Journeys) -> datetime | None:
    """Give the begin of a day on the log's calendar."""
    from zoneinfo import ZoneInfo

    return None if day is None else day.replace(tzinfo=ZoneInfo(journeys.timezone))


def _headings(asked: Iterable[str]) -> list[str]:
    """Columns that are asked and are none of the roles, so must be kept to be asked."""
    from wholeflow.journeys.columns import ROLES

    return [column for column in asked if column not in ROLES]


def _within(
    journeys: Journeys, since: datetime | None, until: datetime | None
) -> Journeys:
    """Keep the journeys that begin between two days on the log's calendar."""
    from wholeflow.journeys import begun_within

    if since is None and until is None:
        return journeys
    first = moment(since or datetime(1, 1, 2), journeys)  # noqa: DTZ001 - zone is given
    last = moment(until or datetime(9999, 12, 30), journeys)  # noqa: DTZ001 - as above
    assert first
    assert last
    return begun_within(journeys, first, last)
