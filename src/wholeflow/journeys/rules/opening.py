"""When bodies are open, so that waits can be told in working hours too.

opening:
  everybody:                            # who has no calendar of its own
    Monday to Friday: 08:00 to 18:30
    Saturday: [09:00 to 12:00, 13:00 to 17:00]
    closed: [2024-12-25, 2024-12-26]    # bank holidays, as the nation publishes them
  North Hospital:
    every day: 00:00 to 24:00

Times are those of the log's time zone. A day that is not named is closed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from .walking import Walk

EVERYBODY = "everybody"
_MIDNIGHT = 24 * 60
_DAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_STRETCH = re.compile(r"(\d{1,2}):(\d{2})\s*(?:to|-)\s*(\d{1,2}):(\d{2})")

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of a week in which a body is open, by the local clock.

    Parameters
    ----------
    weekly
        For each day from Monday on, stretches in minutes since midnight, each from its
        opening up to its closing; in order and apart. 1440 is the end of the day.
    closed
        Days on which it does not open at all.
    """

    weekly: tuple[tuple[Stretch, ...], ...]
    closed: frozenset[dt.date] = frozenset()


ALWAYS = Calendar((((0, _MIDNIGHT),),) * 7)


@dataclass(frozen=True, slots=True)
class Opening:
    """Which body is open when.

    Parameters
    ----------
    everybody
        Of bodies without a calendar of their own.
    bodies
        Calendar by name of the organisation, or group.
    """

    everybody: Calendar = ALWAYS
    bodies: Mapping[str, Calendar] = field(default_factory=dict)

    def of(self, body: str | None) -> Calendar:
        """Give the calendar of a body; None is one that nobody recorded."""
        return self.everybody if body is None else self.bodies.get(body, self.everybody)


def read_opening(walk: Walk, node: yaml.Node | None) -> Opening:
    """Read the part `opening` of a standards file.

    Parameters
    ----------
    walk
        Keeps the faults.
    node
        None if the file has no such part: then everybody is always open.
    """
    if node is None:
        return Opening()
    calendars = {
        name: _read_calendar(walk, value) for name, value in walk.entries(node).items()
    }
    return Opening(calendars.pop(EVERYBODY, ALWAYS), calendars)


def _read_calendar(walk: Walk, node: yaml.Node) -> Calendar:
    weekly: dict[int, tuple[Stretch, ...]] = {}
    closed: frozenset[dt.date] = frozenset()
    for name, value in walk.entries(node).items():
        if name.lower() == "closed":
            closed = frozenset(_read_days_off(walk, value))
            continue
        stretches = _read_stretches(walk, value)
        for day in _days_named(walk, name, value):
            if day in weekly:
                walk.fault(value, f"{_DAYS[day].title()} stands here twice; keep one")
            weekly[day] = stretches
    return Calendar(tuple(weekly.get(day, ()) for day in range(7)), closed)


def _days_named(walk: Walk, name: str, node: yaml.Node) -> tuple[int, ...]:
    """Give the days that are meant by "every day", "Monday" or "Monday to Friday"."""
    said = name.lower()
    if said == "every day":
        return tuple(range(7))
    ends = [part.strip() for part in re.split(r"\s+to\s+|-", said)]
    places = [
        place
        for end in ends
        for place, day in enumerate(_DAYS)
        if len(end) >= 3 and day.startswith(end)
    ]
    if len(places) != len(ends) or len(ends) > 2:
        walk.fault(
            node,
            f"expected a day such as 'Monday', 'Monday to Friday', 'every day' or "
            f"'closed', got '{name[:40]}'",
        )
        return ()
    first, last = places[0], places[-1]
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _read_stretches(walk: Walk, node: yaml.Node) -> tuple[Stretch, ...]:
    read = [_read_stretch(walk, item) for item in walk.items(node)]
    found = sorted(stretch for stretch in read if stretch)
    if any(found[n][1] > found[n + 1][0] for n in range(len(found) - 1)):
        walk.fault(node, "two stretches of a day overlap; write each hour once")
    return tuple(found)


def _read_stretch(walk: Walk, node: yaml.Node) -> Stretch | None:
    given = walk.text(node, "opening hours such as '08:00 to 18:30'")
    match = _STRETCH.fullmatch(given)
    if match:
        hours = [int(part) for part in match.groups()]
        opens, closes = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if hours[1] < 60 and hours[3] < 60 and opens < closes <= _MIDNIGHT:
            return opens, closes
    if given:
        walk.fault(
            node,
            f"expected opening hours such as '08:00 to 18:30', got '{given[:40]}'; a "
            "night is two stretches: '22:00 to 24:00', and '00:00 to 06:00' the day "
            "after",
        )
    return None


def _read_days_off(walk: Walk, node: yaml.Node) -> list[dt.date]:
    found = []
    for item in walk.items(node):
        given = walk.text(item, "a day such as 2024-12-25")
        try:
            found.append(dt.date.fromisoformat(given))
        except ValueError:
            if given:
                message = f"expected a day such as 2024-12-25, got '{given[:40]}'"
                walk.fault(item, message)
    return found
