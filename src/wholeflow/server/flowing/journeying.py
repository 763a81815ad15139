"""What the page of a journey shows, worked out from a log or from a part of it.

Plain values that JSON can hold: counts, hours, and the pictures that name nothing but
activities. Whose process is meant, and who may know of it, is left to the page. Nothing
here knows Django or the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from wholeflow import journeys as flow
from wholeflow.errors import BadInput
from wholeflow.journeys import Coded, Journeys, Link, Standards, Waits

Told = dict[str, Any]  # JSON

SHOWN = 12  # waits of a kind that a page lists
MOST_LINKS = 400  # waits between processes that are kept, for the page of each process
MOST_VALUES = 60  # of a column, for it to be offered to choose by
MOST_STEPS = 30  # of a value stream that can still be read
CHAIN = 4  # activities of the spectrum
WIDE, NARROW = 700, 328  # pixels of a picture on a screen and on a phone
ONE_TIME = (
    "There is one time for each event, so waiting and being seen to cannot be told apart. "
    "Bring the log again with the times at which things began."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a log is asked, and as which processes.

    Parameters
    ----------
    processes
        Activities of each process, by its id.
    since, until
        Journeys that begin on this day or later, and before that one; ISO 8601, "" for
        any.
    only
        Column and value: journeys in which an event says so, for each of them.
    only_processes
        Whether waits are wanted between processes and between nothing else.
    """

    processes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    only: Sequence[Sequence[str]] = ()
    only_processes: bool = False


def journey(whole: Journeys, asked: Asked) -> Told:
    """Work out what the page of a journey shows.

    Parameters
    ----------
    whole
        The log, as it is kept.
    asked
        Which part of it, and as which processes.
    """
    standards = standards_of(whole, asked.processes)
    told: Told = {
        "choices": _choices(whole),
        "processes": {key: list(of) for key, of in asked.processes.items()},
        "returns": _returns(standards),
        "cases": 0,
        "persons": 0,
    }
    try:
        part = _part(whole, asked)
    except BadInput:
        return told
    return told | _of(part, standards, only_processes=asked.only_processes)


def standards_of(
    journeys: Journeys, processes: Mapping[str, Sequence[str]]
) -> Standards:
    """Give what to look for in a log, and the processes its activities are tied to."""
    found = flow.find_standards(Path("no such folder") / "none", journeys)
    ties = {key: tuple(names) for key, names in processes.items()}
    return replace(found, processes=ties)


def _returns(standards: Standards) -> Told | None:
    """Say what coming back is as a standards file does."""
    if standards.returns is None:
        return None
    return {
        "name": standards.returns.name,
        "activity": list(standards.returns.activity),
        "within": f"{standards.returns.within_days:g} days",
        "leaving": list(standards.returns.leaving),
    }


def _part(whole: Journeys, asked: Asked) -> Journeys:
    part = whole
    for column, value in asked.only:
        part = flow.cohort(part, column, [value])
    if asked.since or asked.until:
        zone = ZoneInfo(whole.timezone)
        ends = (asked.since or "0001-01-02", asked.until or "9999-12-30")
        since, until = (
            dt.datetime.fromisoformat(day).replace(tzinfo=zone) for day in ends
        )
        part = flow.begun_within(part, since, until)
    return part


def _of(part: Journeys, standards: Standards, *, only_processes: bool) -> Told:
    waited = flow.waits_before(part)
    if standards.returns is not None:
        waited = flow.not_at_home(part, waited, standards.returns)
    between, links = _waits(part, standards, only_processes=only_processes)
    by = _stations(part, standards)
    tied = len(standards.processes) > 1
    unnamed = replace(standards, processes={})
    return {
        "cases": part.n_cases,
        "persons": part.n_persons,
        "events": part.n_events,
        "between": between,
        "whole_hours": sum(each.total_hours for each in links),
        "waits": [asdict(each) for each in links[:MOST_LINKS]],
        "more_waits": max(0, len(links) - SHOWN),
        "river": asdict(flow.river(part, standards if tied else unnamed)),
        "week": _week(part, waited),
        "typical": asdict(flow.typical_journey(part, waited=waited)),
        "spectrum": _spectrum(part),
        "stream": _or_why_not(part, lambda: _stream(part, by)),
        "bottlenecks": _or_why_not(part, lambda: _bottlenecks(part, by)),
        "causes": _or_why_not(part, lambda: _causes(part, by)),
    }


def _waits(
    part: Journeys, standards: Standards, *, only_processes: bool
) -> tuple[str, list[Link]]:
    """Give the waits between processes, if there are any; else between what there is."""
    ways: tuple[tuple[str, Callable[[], Iterable[Link]]], ...] = (
        ("processes", lambda: flow.waits_between_processes(part, standards)),
        (f"{part.body().role}s", lambda: flow.waits_between_bodies(part, standards)),
        ("activities", lambda: flow.waits_between_activities(part, standards)),
    )
    for between, waits in ways[:1] if only_processes else ways:
        links = [each for each in waits() if each.total_hours > 0]
        if links:
            return between, links
    return ways[0 if only_processes else -1][0], []


def _week(part: Journeys, waited: Waits) -> Told:
    found = flow.waits_by_hour(part, waited=waited)
    means = [
        [None if np.isnan(mean) else float(mean) for mean in row]
        for row in found.mean_hours
    ]
    return {
        "mean_hours": means,
        "cases": found.cases.tolist(),
        "persons": found.persons.tolist(),
    }


def _choices(whole: Journeys) -> Told:
    """Give what a part can be chosen by: never by who did something, nor by whom."""
    body = whole.body()
    columns = {"activity": list(whole.activities[:MOST_VALUES])}
    others = [Coded("kind", whole.kind, whole.kinds), *_headed(whole)]
    if whole.organisations:
        others.insert(0, Coded("group", whole.group, whole.groups))
    for each in others:
        if 1 < len(each.names) <= MOST_VALUES:
            columns[each.role] = list(each.names)
    return {
        "place": body.role,
        "places": list(body.names[:MOST_VALUES]) if len(body.names) > 1 else [],
        "columns": columns,
    }


def _headed(whole: Journeys) -> list[Coded]:
    return [replace(kept, role=heading) for heading, kept in whole.more.items()]


def _spectrum(part: Journeys) -> Told:
    """Draw the passages along the activities that most people have, in their order."""
    steps = flow.typical_journey(part).steps
    commonest = sorted(steps, key=lambda step: -step.cases)[:CHAIN]
    chain = [step.activity for step in steps if step in commonest]
    if len(chain) < 2:
        return {"why": "No two activities are shared by half of the journeys."}
    found = flow.spectrum(part, chain)
    return {
        name: flow.draw_spectrum(
            found,
            timezone=part.timezone,
            frame=flow.Frame(width, f"spectrum-{name}", styled=False),
        )
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }


def _stations(part: Journeys, standards: Standards) -> str | Coded:
    """Give what is asked for bottlenecks: processes where some are tied."""
    if len(standards.processes) > 1:
        return flow.by_process(part, standards.processes)
    return "activity"


def _or_why_not(part: Journeys, work: Callable[[], Told]) -> Told:
    """Give what is found, or the words of why this log does not tell it."""
    if not part.has_both_times:
        return {"why": ONE_TIME}
    try:
        return work()
    except BadInput as bad:
        why = str(bad.faults[0].message)
        return {"why": why[:1].upper() + why[1:] + "."}


def _stream(part: Journeys, by: str | Coded) -> Told:
    found = flow.value_stream(part, by)
    if len(found.steps) > MOST_STEPS:
        why = "It has too many steps to be read. Say which process each activity is of."
        return {"why": why}
    return asdict(found)


def _bottlenecks(part: Journeys, by: str | Coded) -> Told:
    found = flow.bottlenecks(part, by)
    return {
        "stations": [
            {
                "name": each.name,
                "hours": each.total_wait_hours,
                "at_once": each.at_once,
                "mean_rank": each.mean_rank,
            }
            for each in found.stations[:SHOWN]
        ],
        "agreeing": found.methods_agreeing,
    }


def _causes(part: Journeys, by: str | Coded) -> Told:
    found = flow.wait_causes(part, by)
    return {"rows": [asdict(each) for each in found[:SHOWN]]}
