"""Doing the work that is asked for: a program for each piece, watched and stopped.

The server asks twice a second whether something waits and there is room for it. A thread
then starts the program, writes down what it tells, and takes up what it leaves. The
program is killed when its work is cancelled, takes too long, or the server stops; what it
left is cleared away with it, so nothing is ever half-loaded.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from wholeflow.errors import WholeflowError
from wholeflow.server import configuration
from wholeflow.server.flowing import actions, jobs, queries, shelf, worked_out
from wholeflow.server.flowing.chosen import Chosen, key
from wholeflow.server.flowing.models import EventLog, Job
from wholeflow.server.flowing.program import Program
from wholeflow.server.history import clock

LOOK_EVERY_SECONDS = 0.25  # whether it is still wanted; how often progress is written
KILLED = "It took longer than {minutes} minutes, which is as long as work may take."
ENDED = (
    "It ended before it was done, which is most often for want of memory. Whoever keeps "
    "this server can allow more (WHOLEFLOW_JOB_MEMORY_MB), or cut the log into shorter "
    "periods."
)

Told = dict[str, Any]  # JSON


class Runner:
    """The work that one server process is doing."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        self.threads: list[threading.Thread] = []

    def open(self) -> None:
        """Clear away what a server left that was killed."""
        for log in jobs.stop_abandoned():
            _clear(log)

    def begin_waiting(self) -> None:
        """Begin what waits, as long as there is room."""
        self.threads = [each for each in self.threads if each.is_alive()]
        room = configuration.whole_number("WHOLEFLOW_JOBS") - len(self.threads)
        waiting = Job.objects.filter(state="queued").order_by("id")
        for job in waiting[: max(0, room)]:
            thread = threading.Thread(target=self._run_alone, args=(job,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Stop everything and wait until it has stopped."""
        self.closing.set()
        for thread in self.threads:
            thread.join(timeout=5)

    def run(self, job: Job) -> None:
        """Do one piece of work to its end, whatever that is."""
        if not jobs.begin(job):
            return
        log = EventLog.objects.select_related("process").get(pk=job.log_id)
        try:
            task = _task(job, log)
            with Program(task) as program:
                told = self._watch(job, program)
            if told is not None:
                _take_up(job, log, told, task)
        except (WholeflowError, OSError, KeyError) as error:
            jobs.end(job, "failed", _why(error))
        finally:
            _clear(log)

    def _run_alone(self, job: Job) -> None:
        close_old_connections()
        try:
            self.run(job)
        except DatabaseError:  # away for good: the next start finds it unfinished
            pass
        finally:
            connection.close()

    def _watch(self, job: Job, program: Program) -> Told | None:
        """Write down how far it is; give what it did, or None where it did not."""
        minutes = configuration.whole_number("WHOLEFLOW_JOB_MINUTES")
        give_up = time.monotonic() + 60 * minutes
        while jobs.is_wanted(job):
            lines, is_over = program.heard(LOOK_EVERY_SECONDS)
            last = lines[-1] if lines else {}
            if "done" in last:
                done: Told = last["done"]
                return done
            if "fault" in last:
                jobs.end(job, "failed", last["fault"])
            elif self.closing.is_set():
                jobs.end(job, "stopped", jobs.STOPPED)
            elif is_over:
                jobs.end(job, "failed", ENDED)
            elif time.monotonic() > give_up:
                jobs.end(job, "failed", KILLED.format(minutes=minutes))
            elif last:
                jobs.tell(job, last["progress"], last["words"])
        return None


def _task(job: Job, log: EventLog) -> Told:
    """Say what the program is to do; see `working.Task`."""
    task: Told = {
        "kind": job.kind,
        "folder": str(shelf.waiting(log.pk)),
        "now": clock.now().isoformat(),
        "timezone": log.timezone or settings.TIME_ZONE,
        "processes": queries.activities_by_process(log),
        "memory_mb": configuration.whole_number("WHOLEFLOW_JOB_MEMORY_MB"),
    }
    if job.kind == "look":
        return {**task, "file": str(_kept_file(log))}
    if job.kind == "journey":
        asked = worked_out.asked(log, Chosen.of_address(job.part))
        return {**task, "file": str(_kept_file(log)), "asked": asked}
    asked = shelf.read(shelf.waiting(log.pk) / shelf.ASKED) or {}
    return {
        **task,
        "file": str(_brought_file(log, asked)),
        "columns": asked.get("columns", {}),
        "day_first": asked.get("day_first"),
        "without": asked.get("without", ()),
        "more": asked.get("more", ()),
        "key": str(shelf.key_file(log.process.organisation_id)),
        "purpose": log.purpose,
    }


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


def _take_up(job: Job, log: EventLog, told: Told, task: Told) -> None:
    """Take up what was done, unless it is not wanted any more."""
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


def _clear(log: EventLog) -> None:
    """Leave nothing of unfinished work; what was brought stays while it waits."""
    state = EventLog.objects.values_list("state", flat=True).get(pk=log.pk)
    if state != "waiting":
        shelf.clear(log.pk)
        return
    for name in (shelf.LOG, shelf.FINDINGS):
        (shelf.waiting(log.pk) / name).unlink(missing_ok=True)


def _why(error: Exception) -> str:
    if isinstance(error, WholeflowError):
        return str(error)
    if isinstance(error, OSError):
        return f"The machine does not let it be done: {error.strerror}."
    return "The work said something that was not understood."
