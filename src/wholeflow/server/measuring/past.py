"""Evidence as it was known at the end of an earlier day.

Rows of today for a process and everything below it, parts taken out since among them,
are taken back to that day (`history.as_at`); flags are then worked out anew, as on that
day. Who may see what is decided by today's rules. Nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from wholeflow import evidence
from wholeflow.days import day_in_words
from wholeflow.errors import NotFound, WholeflowError
from wholeflow.server.history import as_at, clock
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.history.models import Change, Touched
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Part, Process, Success
from wholeflow.server.measuring import logic, statements
from wholeflow.server.measuring.models import (
    Feedback,
    Indicator,
    Judgement,
    Knot,
    Point,
    Rebase,
)
from wholeflow.server.measuring.queries import Seen, opened_as

Key = TypeVar("Key")

MOST_BELOW = 10_000  # processes that are taken back at once
MOST_TOUCHED = 100_000  # rows of later changes that are taken back

# Which rows the evidence about a process follows from, and the way to the process.
BEARING: tuple[tuple[type, str], ...] = (
    (Process, "pk"),
    (Part, "whole"),
    (Success, "process"),
    (Judgement, "process"),
    (Indicator, "process"),
    (Feedback, "process"),
    (Point, "indicator__process"),
    (Knot, "indicator__process"),
    (Rebase, "indicator__process"),
)


@dataclass(slots=True)
class Then:
    """A process and everything below it as on an earlier day; see `queries.Now`."""

    day: date
    change: int
    opened: dict[str, evidence.Opened]
    of_each: Mapping[str, list[statements.Told]]
    said: Mapping[str, list[str]]
    processes: Mapping[str, Process]

    def open_up(self, keys: Sequence[str]) -> Mapping[str, evidence.Opened]:
        return {key: self.opened[key] for key in keys if key in self.opened}

    def told(self, keys: Collection[str]) -> Mapping[str, list[statements.Told]]:
        return {key: self.of_each.get(key, []) for key in keys}

    def successes(self, key: str) -> list[str]:
        return self.said.get(key, [])


def then(visitor: queries.Visitor, process: Process, day: date) -> Then:
    """Give a process as it was known at the end of a day.

    Raises
    ------
    WholeflowError
        The day has not come yet, or too much lies below or has changed since.
    NotFound
        The process was not on the map on that day.
    """
    if day > clock.today():
        raise WholeflowError(
            f"Expected a day that has been; got {day_in_words(day)}, which has not come yet. "
            "Choose today or an earlier day."
        )
    change = as_at.last_change_on(day)
    keys = _ever_below(process)
    rows: as_at.Rows = {}
    for table, way in BEARING:
        for some in _at_once(keys):
            found = table._base_manager.filter(**{f"{way}__in": some})  # type: ignore[attr-defined]  # kept models
            as_at.take(rows, found)
    as_at.take_back(rows, _later(change, keys))
    standing = {row.pk: row for row in as_at.standing(rows, Process)}
    if process.pk not in standing:
        raise NotFound(
            f"“{process.name}” was not on the map at the end of {day_in_words(day)}. Choose a "
            "later day; its history says when it came."
        )
    return _worked_out(visitor, rows, standing, day=day, change=change)


def _ever_below(process: Process) -> list[str]:
    """Give a process and what is or was below it.

    Raises
    ------
    WholeflowError
        There are more than are taken back at once.
    """
    keys = queries.walk_down_ever(process.pk, most=MOST_BELOW + 1)
    if len(keys) > MOST_BELOW:
        raise WholeflowError(
            f"More than {MOST_BELOW:,} processes lie below “{process.name}”, too many to "
            "take back to an earlier day at once. Open one of its parts and ask there."
        )
    return keys


def _later(change: int, keys: list[str]) -> Iterator[Change]:
    """Give the changes after one that touched any of some processes, newest first.

    Raises
    ------
    WholeflowError
        They touched more than is taken back.
    """
    numbers: set[int] = set()
    for some in _at_once(keys):
        touched = Touched.objects.filter(process__in=some, change__gt=change)
        numbers.update(touched.values_list("change", flat=True))
    found = sorted(numbers, reverse=True)
    size = sum(
        Touched.objects.filter(change__in=batch).count() for batch in _at_once(found)
    )
    if size > MOST_TOUCHED:
        raise WholeflowError(
            "Too much has changed since that day to take it back at once. Choose a later "
            "day, or open one of its parts and ask there."
        )
    for batch in _at_once(found):
        yield from _newest_first(batch).iterator(chunk_size=10)


def _newest_first(numbers: list[int]) -> QuerySet[Change]:
    return Change.objects.filter(seq__in=numbers).order_by("-seq")


def _at_once(keys: list[Key]) -> Iterator[list[Key]]:
    return (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))


def _worked_out(
    visitor: queries.Visitor,
    rows: as_at.Rows,
    standing: Mapping[str, Process],
    *,
    day: date,
    change: int,
) -> Then:
    told = _statements(rows)
    said: dict[str, list[str]] = defaultdict(list)
    for success in as_at.standing(rows, Success):
        if not success.of_failure:
            said[success.process_id].append(success.text)
    links: dict[str, list[Part]] = defaultdict(list)
    wholes: dict[str, list[str]] = defaultdict(list)
    for link in as_at.standing(rows, Part):
        if link.part_id in standing and link.whole_id in standing:
            links[link.whole_id].append(link)
            wholes[link.part_id].append(link.whole_id)
    shown = queries.shown(visitor, standing)
    seen: dict[str, Seen] = {}
    opened: dict[str, evidence.Opened] = {}
    for key in logic.parts_first(standing, wholes):
        own = evidence.own_flag([each.statement for each in told[key]], day)
        parts = [replace(seen[link.part_id], link=link) for link in links[key]]
        here = opened_as(own, standing[key], parts, has_success=key in said)
        seen[key] = Seen(
            link=None,
            name=standing[key].name,
            flag=here.flag if key in said else None,
            shared_below=evidence.mask_of(
                (part.shared_below for part in parts),
                bit=evidence.bit_of(key) if len(wholes[key]) > 1 else None,
            ),
            independent_below=not parts
            or evidence.is_independent(
                logic.logic_of(standing[key], len(parts)),
                parts=all(part.independent_below for part in parts),
            ),
            seen=key in shown,
        )
        if key in shown:
            opened[key] = here
    return Then(day, change, opened, told, said, standing)


def _statements(rows: as_at.Rows) -> Mapping[str, list[statements.Told]]:
    tables = (Judgement, Indicator, Point, Knot, Rebase, Feedback)
    return statements.told_by(
        statements.Rows(*(as_at.standing(rows, table) for table in tables))
    )
