"""What stands about a model: its name, when it begins, and what is done in a deadlock."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo

from wholeflow.simulation.model.model import Deadlocked, Model

from .places import Place

START = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:00")
YEARS = (1970, 2200)  # before, zones have odd minutes; after, no run ends


def look_at_frame(model: Model, top: Place) -> None:
    """Note what is wrong with a model apart from its parts."""
    top.at("name", where="name").name(model.name)
    top.at("deadlock").word(model.deadlock, Deadlocked, "deadlock")
    _look_at_time(model, top)
    for number, note in enumerate(model.notes):
        if not all(line.isprintable() for line in note.split("\n")):
            top.at("notes", number, where=f"note {number + 1}").say(
                "expected text without control characters"
            )
    if not model.nodes:
        top.at("nodes").say("expected at least one node, got none")
    if not model.classes:
        top.at("classes").say(
            "expected at least one class, got none; leave classes out for one of all"
        )
    if not model.sources and not model.present:
        top.at("sources").say(
            "expected a source, or patients who are present at the start; got neither, "
            "so nobody would ever come"
        )


def _look_at_time(model: Model, top: Place) -> None:
    zone = _zone(model.timezone, top.at("timezone"))
    here = top.at("start", where="start")
    expected = (
        "expected a local date and whole hour between the years "
        f'{YEARS[0]} and {YEARS[1]}, such as "2026-01-05T00:00", got '
        f'"{model.start[:40]}"'
    )
    if not START.fullmatch(model.start):
        here.say(expected)
        return
    try:
        local = dt.datetime.fromisoformat(model.start)
    except ValueError:
        here.say(expected)
        return
    if not YEARS[0] <= local.year < YEARS[1]:
        here.say(expected)
    elif zone is not None and not _exists(local, zone):
        here.say(
            f"{model.start} is skipped by the clock of {model.timezone}; begin an hour "
            "later"
        )


def _zone(name: str, place: Place) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # A folder of zones gives an OSError, a path out of them a ValueError.
        place.known(name or "none", zoneinfo.available_timezones(), "time zone")
        return None


def _exists(local: dt.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    aware = local.replace(tzinfo=zone)
    again = aware.astimezone(dt.UTC).astimezone(zone)
    return again.replace(tzinfo=None) == local
