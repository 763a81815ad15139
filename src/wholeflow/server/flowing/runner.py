"""Doing the work that is asked for: a program for each piece, watched and stopped.

The server asks twice a second whether something waits and there is room for it. A thread
then starts the program, writes down what it tells, and takes up what it leaves. The
program is killed when its work is cancelled, takes too long, or the server stops; what it
left is cleared away with it, so nothing is ever half-loaded.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Protocol

from django.db import DatabaseError, close_old_connections, connection

from wholeflow.errors import WholeflowError
from wholeflow.server import configuration
from wholeflow.server.flowing import jobs, log_work
from wholeflow.server.flowing.models import Job
from wholeflow.server.flowing.program import Program
from wholeflow.server.flowing.scenarios import work as scenario_work

LOOK_EVERY_SECONDS = 0.25  # whether it is still wanted; how often progress is written
KILLED = "It took longer than {minutes} minutes, which is as long as work may take."
ENDED = (
    "It ended before it was done, which is most often for want of memory. Whoever keeps "
    "this server can allow more (WHOLEFLOW_JOB_MEMORY_MB); or ask for less at once, such "
    "as a log cut into shorter periods."
)

Told = dict[str, Any]  # JSON


class Work(Protocol):
    """What is different about work on logs and on scenarios: a module has it."""

    def task(self, job: Job) -> Told:
        """Say what the program is to do; see `working.Task`."""

    def take_up(self, job: Job, told: Told, task: Told) -> None:
        """Take up what was done, unless it is not wanted any more."""

    def clear(self, job: Job) -> None:
        """Leave nothing of unfinished work."""


def work_of(job: Job) -> Work:
    """Give what knows of the work that a job is."""
    return log_work if job.scenario_id is None else scenario_work


class Runner:
    """The work that one server process is doing."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        self.threads: list[threading.Thread] = []

    def open(self) -> None:
        """Clear away what a server left that was killed."""
        for job in jobs.stop_abandoned():
            work_of(job).clear(job)

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
        work = work_of(job)
        try:
            task = work.task(job)
            with Program(task) as program:
                told = self._watch(job, program)
            if told is not None:
                work.take_up(job, told, task)
        except (WholeflowError, OSError, KeyError) as error:
            jobs.end(job, "failed", _why(error))
        finally:
            work.clear(job)

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


def _why(error: Exception) -> str:
    if isinstance(error, WholeflowError):
        return str(error)
    if isinstance(error, OSError):
        return f"The machine does not let it be done: {error.strerror}."
    return "The work said something that was not understood."
