"""Where people wait before and after a process, in the logs that are tied to it.

A process's page, the step between two processes, and an owner's Monday page ask here.
Told are logs that the visitor sees, processes they may read, and counts they may know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from wholeflow.days import hours_in_words
from wholeflow.governance import OPEN
from wholeflow.server.flowing import people, queries, shelf
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.mapping.models import Activity, Process
from wholeflow.server.mapping.queries import Visitor

MOST_LOGS = 3  # that are looked into for one page, the newest


@dataclass(frozen=True, slots=True)
class WaitOf:
    """A wait from one process to another, as one log tells it.

    `hours` are those that all people together waited; `one_time` says that being treated
    is among them.
    """

    before: Process
    after: Process
    people: str
    half: str
    hours: float
    one_time: bool
    log: EventLog


def waits(visitor: Visitor, process_ids: Collection[str]) -> list[WaitOf]:
    """Give the waits from or to some processes, the longest in all first."""
    tied = Activity.objects.filter(process__in=process_ids, removed=False)
    ids = queries.as_ids(set(tied.values_list("log", flat=True)))
    if not ids:
        return []
    logs = queries.logs(visitor).filter(pk__in=ids, state="ready")[:MOST_LOGS]
    told = [(log, shelf.found(log.pk) or {}) for log in logs]
    links = [
        (log, link, journey["river"]["completion_only"])
        for log, found in told
        if (journey := found.get("journey", {})).get("between") == "processes"
        for link in journey["waits"]
        if link["before"] in process_ids or link["after"] in process_ids
    ]
    ends = {link[side] for _, link, _ in links for side in ("before", "after")}
    seen = queries.owners(visitor, ends) if ends else {}
    found = list(_told(visitor, links, seen))
    return sorted(found, key=lambda each: -each.hours)


def _told(
    visitor: Visitor,
    links: Iterable[tuple[EventLog, dict[str, Any], bool]],  # Any: JSON
    seen: dict[str, Process],
) -> Iterator[WaitOf]:
    for log, exact, one_time in links:
        policy = queries.policy(visitor, log)
        link = exact if policy == OPEN else people.counted(exact)
        before, after = seen.get(link["before"]), seen.get(link["after"])
        if before and after and policy.count(link["cases"]) is not None:
            yield WaitOf(
                before=before,
                after=after,
                people=policy.in_words(link["cases"]),
                half=hours_in_words(link["median_hours"]),
                hours=link["total_hours"],
                one_time=one_time,
                log=log,
            )
