"""A log goes when somebody deletes it, when its day has come, or when it is forgotten."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.builders import a_person, latest, signed_in
from tests.server import tables
from tests.server.flowing.logs import examined, files, loaded
from wholeflow.errors import NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, queries, retaining, shelf
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.history import changes, clock
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping.actions import undo
from wholeflow.server.mapping.models import Process
from wholeflow.server.shell import telling

pytestmark = pytest.mark.django_db


def test_deleting_a_log_removes_its_files_and_its_ties(
    ann: Person,
    process: Process,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    log = loaded(ann, process)
    actions.tie(by=ann, log_id=log.pk, ties={"Arrived": process.pk})

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(ann).post(f"/flow/{log.pk}/delete")

    log.refresh_from_db()
    assert (log.state, log.content_hash) == ("deleted", "")
    assert files() == set()
    assert queries.ties(log) == []
    assert log not in queries.logs(ann)
    assert latest().command == "delete a log"


def test_a_file_that_another_log_names_as_well_stays(
    ann: Person,
    process: Process,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    one, other = loaded(ann, process), loaded(ann, process)
    assert one.content_hash == other.content_hash

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=ann, log_id=one.pk)

    assert files() == {f"{other.content_hash}.parquet", f"{other.pk}.findings.json"}


def test_what_happened_to_a_file_is_not_undone(ann: Person, process: Process) -> None:
    log = loaded(ann, process)
    actions.delete(by=ann, log_id=log.pk)

    for change in Change.objects.filter(command__contains="a log"):
        with pytest.raises(Refused, match="is not undone"):
            undo(by=ann, seq=change.seq)
    offered = {line.what for line in telling.history(ann, process) if line.can_undo}
    assert not any("event log" in what for what in offered)


def test_a_log_past_its_day_is_deleted_and_the_history_says_so(
    ann: Person,
    process: Process,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    until = clock.today() + timedelta(days=1)
    kept, due = loaded(ann, process), loaded(ann, process, keep_until=until)
    with django_capture_on_commit_callbacks(execute=True):
        retaining.let_go()
    due.refresh_from_db()
    assert due.state == "ready"

    System.objects.update(demonstration_date=until + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        retaining.let_go()

    due.refresh_from_db()
    assert due.state == "deleted"
    assert f"{due.pk}.findings.json" not in files()
    assert f"{kept.pk}.findings.json" in files()
    line = telling.history(ann, process)[0]
    assert (line.who, line.what) == ("the system", "deleted an event log")
    assert line.reason.startswith("It was kept until")
    assert due.title not in line.reason


def test_what_nobody_decided_on_within_a_day_is_removed(
    ann: Person,
    process: Process,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    old, new = examined(ann, process), examined(ann, process)
    yesterday = shelf.waiting(old.pk).stat().st_mtime - 25 * 3600
    os.utime(shelf.waiting(old.pk), (yesterday, yesterday))

    with django_capture_on_commit_callbacks(execute=True):
        retaining.let_go()

    assert {log.pk: log.state for log in EventLog.objects.all()} == {
        old.pk: "refused",
        new.pk: "waiting",
    }
    assert all(str(new.pk) in name for name in files())


def test_files_that_a_crash_left_without_a_log_are_swept_away(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)
    stray, fresh = shelf.parquet("a" * 64), shelf.parquet("b" * 64)
    for path in (stray, fresh):
        path.write_text("left behind")
    os.utime(stray, (0, 0))
    os.utime(shelf.parquet(log.content_hash), (0, 0))

    retaining.let_go()

    assert not stray.exists()
    assert fresh.exists()
    assert shelf.parquet(log.content_hash).exists()


def test_a_log_that_is_gone_is_changed_no_more(ann: Person, process: Process) -> None:
    log = loaded(ann, process)
    actions.delete(by=ann, log_id=log.pk)

    with pytest.raises(NotFound, match="file is gone"):
        actions.tie(by=ann, log_id=log.pk, ties={"Arrived": process.pk})
    told = signed_in(ann).get(f"/flow/{log.pk}").content.decode()
    assert "This log was deleted." in told


def test_whoever_may_not_delete_it_is_refused(ann: Person, process: Process) -> None:
    log = loaded(ann, process)

    with pytest.raises(Refused, match="Only whoever brought it"):
        actions.delete(by=a_person("Bob"), log_id=log.pk)


def test_replaying_the_history_gives_the_logs(ann: Person, process: Process) -> None:
    first, second = loaded(ann, process), loaded(ann, process)
    actions.tie(by=ann, log_id=first.pk, ties={"Arrived": process.pk})
    actions.delete(by=ann, log_id=second.pk)
    stood = tables.kept()
    jobs = first.jobs.count()

    changes.replay()

    assert tables.kept() == stood
    assert first.jobs.count() == jobs
