"""Work on a scenario: what the program is told, and how what it leaves is taken up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings

from wholeflow.server import configuration
from wholeflow.server.flowing import shelf
from wholeflow.server.flowing.models import Job, Scenario
from wholeflow.server.flowing.scenarios import trial, writing
from wholeflow.server.history import clock

Told = dict[str, Any]  # JSON
MODEL = "model.json"


def task(job: Job) -> Told:
    """Say what the program is to do; see `working.Task`."""
    scenario = Scenario.objects.select_related("model").get(pk=job.on_id)
    folder = shelf.waiting(scenario.pk)
    path = folder / MODEL
    path.write_text(scenario.model.text, "utf-8")
    return {
        "kind": job.kind,
        "folder": str(folder),
        "file": str(path),
        "now": clock.now().isoformat(),
        "timezone": settings.TIME_ZONE,
        "asked": asdict(trial.asked_of(trial.said_of(scenario))),
        "memory_mb": configuration.whole_number("WHOLEFLOW_JOB_MEMORY_MB"),
    }


def take_up(job: Job, told: Told, task: Told) -> None:
    """Take up what it came to, unless it is not wanted any more."""
    writing.tried(job=job, asked=task["asked"], told=told)


def clear(job: Job) -> None:
    """Leave nothing of unfinished work."""
    shelf.clear(job.on_id)
