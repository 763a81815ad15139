"""Work on a log: what the program is told, and how what it leaves is taken up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from wholeflow.errors import WholeflowError
from wholeflow.server import configuration
from wholeflow.server.flowing import actions, jobs, queries, shelf, worked_out
from wholeflow.server.flowing.chosen import Chosen, key
from wholeflow.server.flowing.models import EventLog, Job
from wholeflow.server.history import clock

Told = dict[str, Any]  # JSON


def task(job: Job) -> Told:
    """Say what the program is to do; see `working.Task`."""
    log = _log(job)
    usual: Told = {
        "kind": job.kind,
        "folder": str(shelf.waiting(log.pk)),
        "now": clock.now().isoformat(),
        "timezone": log.timezone or settings.TIME_ZONE,
        "processes": queries.activities_by_process(log),
        "memory_mb": configuration.whole_number("WHOLEFLOW_JOB_MEMORY_MB"),
    }
    if job.kind == "look":
        return {**usual, "file": str(_kept_file(log))}
    if job.kind == "journey":
        asked = worked_out.asked(log, Chosen.of_address(job.part))
        return {**usual, "file": str(_kept_file(log)), "asked": asked}
    asked = shelf.read(shelf.waiting(log.pk) / shelf.ASKED) or {}
    return {
        **usual,
        "file": str(_brought_file(log, asked)),
        "columns": asked.get("columns", {}),
        "day_first": asked.get("day_first"),
        "without": asked.get("without", ()),
        "more": asked.get("more", ()),
        "key": str(shelf.key_file(log.process.organisation_id)),
        "purpose": log.purpose,
    }


def take_up(job: Job, told: Told, task: Told) -> None:
    """Take up what was done, unless it is not wanted any more."""
    log = _log(job)
    if job.kind == "load":
        actions.loaded(job=job, facts=actions.Loaded.told(told))
    elif job.kind == "look":
        found = shelf.waiting(log.pk) / shelf.FINDINGS
        if jobs.end(job, "done"):
            found.replace(shelf.findings(log.pk))
    elif job.kind == "journey":
        left = shelf.waiting(log.pk) / shelf.JOURNEY
        if jobs.end(job, "done"):
            left.replace(shelf.journey(log.pk, key(log.content_hash, task["asked"])))
            shelf.thin_out(log.pk)
    else:
        jobs.end(job, "done")


def clear(job: Job) -> None:
    """Leave nothing of unfinished work; what was brought stays while it waits."""
    log = _log(job)
    if log.state != "waiting":
        shelf.clear(log.pk)
        return
    for name in (shelf.LOG, shelf.FINDINGS):
        (shelf.waiting(log.pk) / name).unlink(missing_ok=True)


def _log(job: Job) -> EventLog:
    return EventLog.objects.select_related("process").get(pk=job.on_id)


def _kept_file(log: EventLog) -> Path:
    path = shelf.parquet(log.content_hash)
    if not path.is_file():
        raise WholeflowError("Its file is not here.")
    return path


def _brought_file(log: EventLog, asked: Told) -> Path:
    path = (
        shelf.offered_file(log.file_name)
        if asked.get("offered")
        else shelf.upload_in(shelf.waiting(log.pk))
    )
    if path is None:
        raise WholeflowError("The file that was brought is not here any more.")
    return path
