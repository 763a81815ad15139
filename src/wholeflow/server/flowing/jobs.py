"""Work on logs and scenarios as rows: asked for, begun, told of, cancelled, ended.

Each step is one statement that says from which state it goes, so whoever comes second
finds nothing to do: work that was cancelled cannot be done any more, and the other way
round. `runner` does what is asked for here.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from wholeflow.errors import Conflict
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing.models import UNFINISHED, EventLog, Job, Scenario

STOPPED = "It stopped when the server stopped. Nothing of it was kept."
CANCELLED = "Cancelled. Nothing of it was kept."


Worked = EventLog | Scenario
"""What work is done on."""


def ask_for(on: Worked, kind: str, *, by: str, part: str = "") -> Job:
    """Ask for work; the server begins it as soon as there is room.

    Raises
    ------
    Conflict
        If there is work on this already.
    """
    which = "log" if isinstance(on, EventLog) else "scenario"
    try:
        with transaction.atomic():
            return Job.objects.create(
                **{which: on}, kind=kind, by=by, part=part, asked_at=_now()
            )
    except IntegrityError:
        raise Conflict(
            f"There is work on this {which} already. Wait until it is done, or cancel "
            "it."
        ) from None


def begin(job: Job) -> bool:
    """Begin work that was asked for; False if somebody else has, or cancelled it."""
    return _move(job, ("queued",), state="running", started_at=_now())


def tell(job: Job, progress: float, words: str) -> bool:
    """Say how far work is; False if it is not to go on."""
    return _move(job, ("running",), progress=progress, words=words)


def is_wanted(job: Job) -> bool:
    """Tell whether work that has begun is to go on."""
    return Job.objects.filter(pk=job.pk, state="running").exists()


def end(job: Job, state: str, words: str = "") -> bool:
    """End work that has begun; False if it was ended already."""
    done = {"progress": 1.0} if state == "done" else {}
    return _move(job, ("running",), state=state, words=words, ended_at=_now(), **done)


def cancel(job: Job, *, by: Person | None) -> bool:
    """Cancel work; False if it had ended already."""
    return _move(
        job,
        UNFINISHED,
        state="cancelled",
        words=CANCELLED,
        ended_at=_now(),
        cancelled_by="" if by is None else str(by.pk),
    )


def cancel_all(on: Worked, *, by: Person | None) -> None:
    """Cancel whatever work there is on a log or a scenario."""
    for job in on.jobs.filter(state__in=UNFINISHED):
        cancel(job, by=by)


def stop_abandoned() -> list[Job]:
    """Say of work that had begun that it stopped with its server; give that work.

    A system has one server, so whatever is being done when one starts is done by none.
    What still waits for its turn goes on waiting.
    """
    begun = Job.objects.filter(state="running")
    return [job for job in begun if end(job, "stopped", STOPPED)]


def _move(job: Job, before: tuple[str, ...], **after: object) -> bool:
    rows = Job.objects.filter(pk=job.pk, state__in=before)
    return rows.update(**after) == 1


def _now() -> datetime:
    return datetime.now(UTC)  # work takes real time, in a demonstration too
