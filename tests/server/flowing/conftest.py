"""Logs in a data folder of the test's own; what is made of them is loaded once Django is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from wholeflow.server.accounts.models import Person
    from wholeflow.server.flowing.models import EventLog
    from wholeflow.server.mapping.models import Process


@pytest.fixture(autouse=True)
def data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Path:
    """A folder for files of logs; the database stays that of the tests."""
    folder = tmp_path / "data"
    monkeypatch.setenv("WHOLEFLOW_DATA", str(folder))
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / "logs" / "arriving")
    return folder


@pytest.fixture
def ann(db: None) -> Person:
    from tests.builders import a_person  # noqa: PLC0415 - needs Django

    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    """A process for everybody to read, whose owner brings logs of it."""
    from tests.builders import a_process  # noqa: PLC0415 - needs Django

    return a_process("Seeing people at the front door", by=ann, label="public")


@pytest.fixture
def tied(ann: Person, process: Process) -> EventLog:
    """A loaded log whose activities are tied to three processes; nobody owns the last."""
    from tests.builders import a_process  # noqa: PLC0415 - needs Django
    from tests.server.flowing.logs import kept, ward  # noqa: PLC0415 - needs Django
    from wholeflow.server.flowing import actions, open_logs  # noqa: PLC0415 - needs it

    log = kept(ann, process, ward())
    seeing = a_process("Seeing a doctor", by=ann, label="public")
    home = a_process("Going home", by=ann, label="public")
    type(home).objects.filter(pk=home.pk).update(owner=None)
    ties = {"Arrived": process.pk, "Seen": seeing.pk, "Went home": home.pk}
    actions.tie(by=ann, log_id=log.pk, ties=ties)
    log.jobs.all().delete()  # what it asks for is done here and now
    open_logs.look(log.pk)
    return log
