"""Named reads. Every list of logs starts from `logs`."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from wholeflow.errors import NotFound, Refused
from wholeflow.governance import (
    OPEN,
    Decision,
    Disclosure,
    LogAct,
    LogFacts,
    decide_log,
)
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import UNFINISHED, EventLog, Job
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.models import Activity, Process
from wholeflow.server.mapping.queries import Visitor
from wholeflow.server.measuring.disclosing import policy_for

GONE = ("refused", "deleted")


def facts(log: EventLog) -> LogFacts:
    """Give the facts of a log that permission decisions need."""
    return LogFacts(of_the_map.facts(log.process), log.by or None, log.label)


def decision(visitor: Visitor, act: LogAct, log: EventLog) -> Decision:
    """Ask the permission door about one log."""
    return decide_log(of_the_map.member(visitor), act, facts(log))


def may_bring(visitor: Visitor, process: Process) -> Decision:
    """Ask the permission door whether somebody may bring a log of a process."""
    new = LogFacts(of_the_map.facts(process), None, "organisation")
    return decide_log(of_the_map.member(visitor), LogAct.BRING, new)


def seen_by(visitor: Visitor) -> Q:
    """Give the condition under which a visitor sees a log; same as `decide_log`."""
    labels = Q(label="public")
    if isinstance(visitor, Person):
        labels |= Q(label="system") | Q(process__organisation=visitor.organisation_id)
    readable = of_the_map.readable_by(visitor, through="process__")
    return readable & labels & Q(removed=False)


def logs(visitor: Visitor) -> QuerySet[EventLog]:
    """Give every log that a visitor may see and that is not gone, newest first."""
    unfinished = Job.objects.filter(state__in=UNFINISHED)
    return (
        EventLog.objects.filter(seen_by(visitor))
        .exclude(state__in=GONE)
        .select_related("process__owner", "process__organisation")
        .prefetch_related(Prefetch("jobs", unfinished, to_attr="unfinished"))
        .order_by("-id")
    )


def log(visitor: Visitor, log_id: UUID) -> EventLog:
    """Give one log, one that is gone too.

    Raises
    ------
    NotFound
        If there is none, or it is not for this visitor to know of.
    """
    rows = EventLog.objects.filter(seen_by(visitor), pk=log_id)
    found = rows.select_related("process__owner", "process__organisation").first()
    if found is None:
        raise NotFound("There is no such log here, or it is not shared with you.")
    return found


def changeable(by: Person, log_id: UUID) -> EventLog:
    """Give a log that this person may change.

    Raises
    ------
    NotFound
        If there is none, or it is not for this person to know of.
    Refused
        If they may not change it, with the reason.
    """
    found = log(by, log_id)
    decided = decision(by, LogAct.CHANGE, found)
    if not decided.allowed:
        raise Refused(decided.reason)
    return found


def policy(visitor: Visitor, log: EventLog) -> Disclosure:
    """Give what counts of people in a log pass on their way to a visitor."""
    return policy_for(visitor, log.process, open_data=log.open_data)


def policy_for_others(log: EventLog) -> Disclosure:
    """Give what counts of people in a log pass on their way to whoever has no part in it."""
    return policy(AnonymousUser(), log)


def may_choose(visitor: Visitor, log: EventLog) -> bool:
    """Whether a visitor may look at parts of a log: only who sees it as it is.

    Whoever is outside could ask for part after part, and tell people apart by what
    changes between them.
    """
    return policy(visitor, log) == OPEN


def last_job(log: EventLog) -> Job | None:
    """Give the newest work on a log."""
    return log.jobs.order_by("-id").first()


def homes(by: Person) -> QuerySet[Process]:
    """Give the processes whose records somebody may bring, by name."""
    ours = of_the_map.processes(by).filter(organisation=by.organisation_id)
    return ours.order_by("name", "id")


def ties(log: EventLog) -> list[Activity]:
    """Give the activities of a log that are tied to processes."""
    rows = Activity.objects.filter(log=str(log.pk), removed=False)
    return list(rows.select_related("process").order_by("name"))


def activities_by_process(log: EventLog) -> dict[str, list[str]]:
    """Give the activities of a log by the id of the process they are tied to."""
    found: dict[str, list[str]] = {}
    for row in ties(log):
        found.setdefault(row.process_id, []).append(row.name)
    return found


def activities_shown(visitor: Visitor, process: Process) -> list[Activity]:
    """Give the activities tied to a process, of logs that the visitor may see."""
    rows = list(process.activities.filter(removed=False).order_by("name"))
    seen = {str(key) for key in logs(visitor).values_list("pk", flat=True)}
    of_logs = {str(key) for key in _known({row.log for row in rows})}
    return [row for row in rows if row.log in seen or row.log not in of_logs]


def _known(names: Collection[str]) -> list[UUID]:
    rows = EventLog.objects.filter(pk__in=as_ids(names))
    return list(rows.values_list("pk", flat=True))


def as_ids(names: Collection[str]) -> list[UUID]:
    """Give the ids among the names of logs; what is tied elsewhere has other names."""
    return [UUID(name) for name in names if _is_id(name)]


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def owners(visitor: Visitor, process_ids: Collection[str]) -> dict[str, Process]:
    """Give the processes of some ids that a visitor may read, with their owners."""
    return of_the_map.processes(visitor).in_bulk(process_ids)
