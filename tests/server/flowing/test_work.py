"""Long work is done by a program of its own; what is cancelled or fails leaves nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.builders import a_person, a_process
from tests.server.flowing.logs import (
    brought,
    do_work,
    examined,
    files,
    last_job,
    loaded,
    rows_of,
)
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, jobs, program, shelf
from wholeflow.server.flowing.models import EventLog, Job
from wholeflow.server.flowing.runner import Runner
from wholeflow.server.mapping.models import Process

LONG = 120_000  # people; a second or more of work on any machine


@pytest.fixture(scope="module")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.csv"
    path.write_text(rows_of(LONG), "utf-8")
    return path


def a_long_log(by: Person, process: Process, long_log: Path) -> EventLog:
    """Give a log that was brought and takes some seconds to read."""
    log = brought(by, process)
    upload = shelf.upload_in(shelf.waiting(log.pk))
    assert upload is not None, "it was brought"
    upload.unlink()
    upload.symlink_to(long_log)
    return log


def soon(happens: Callable[[], bool]) -> bool:
    give_up = time.monotonic() + 60
    while not happens():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def each_line(
    program: program.Program, _seconds: float
) -> tuple[list[program.Told], bool]:
    """Hear one line at a time, so that a fast machine's lines are all written down."""
    line = program.lines.get(timeout=60)
    return ([], True) if line is None else ([line], False)


def children() -> set[int]:
    """Give the ids of the programs that this one has started and that still run."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(") ")
        except OSError:
            continue  # it ended meanwhile
        state, parent = rest.split()[:2]
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(name.split()[0]))
    return found


@pytest.mark.django_db
def test_progress_is_told_while_work_goes_on(
    ann: Person, process: Process, long_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[float, str]] = []
    tell = jobs.tell
    monkeypatch.setattr(
        jobs, "tell", lambda job, *what: told.append(what) or tell(job, *what)
    )
    monkeypatch.setattr(program.Program, "heard", each_line)
    log = a_long_log(ann, process, long_log)

    do_work()

    shares = [share for share, _ in told]
    assert last_job(log).state == "done"
    assert len(told) >= 2
    assert shares == sorted(shares)
    assert any("480,000 rows" in words for _, words in told)


@pytest.mark.django_db(transaction=True)
def test_cancelling_kills_the_program_and_leaves_nothing_half_loaded(
    long_log: Path,
) -> None:
    ann = a_person("Ann")
    log = a_long_log(ann, a_process(by=ann), long_log)
    do_work()
    actions.confirm(by=ann, log_id=log.pk)
    before, others = files(), children()
    work = Runner()

    work.begin_waiting()
    assert soon(lambda: last_job(log).progress > 0.1)
    assert children() > others
    assert actions.cancel(by=ann, log_id=log.pk)

    assert soon(lambda: not any(each.is_alive() for each in work.threads))
    assert children() == others
    assert files() == before
    job = last_job(log)
    assert (job.state, job.cancelled_by) == ("cancelled", str(ann.pk))
    assert EventLog.objects.get(pk=log.pk).state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_a_server_that_stops_stops_its_work(long_log: Path) -> None:
    ann = a_person("Ann")
    log = a_long_log(ann, a_process(by=ann), long_log)
    others = children()
    work = Runner()

    work.begin_waiting()
    assert soon(lambda: children() > others)
    work.close()

    assert children() == others
    assert last_job(log).state == "stopped"
    assert last_job(log).words == jobs.STOPPED


@pytest.mark.django_db(transaction=True)
def test_no_more_is_done_at_once_than_is_allowed(
    long_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_JOBS", "1")
    ann = a_person("Ann")
    process = a_process(by=ann)
    logs = [a_long_log(ann, process, long_log) for _ in range(2)]
    work = Runner()

    for _ in range(3):
        work.begin_waiting()
    assert soon(lambda: last_job(logs[0]).state == "running")
    states = [last_job(log).state for log in logs]
    work.close()

    assert states == ["running", "queued"]


@pytest.mark.django_db
def test_work_that_begun_under_a_killed_server_is_told_to_have_stopped(
    ann: Person, process: Process
) -> None:
    begun, waits = brought(ann, process), brought(ann, process)
    assert jobs.begin(last_job(begun))
    (shelf.waiting(begun.pk) / shelf.LOG).write_text("half of it")

    Runner().open()

    assert last_job(begun).words == jobs.STOPPED
    assert last_job(begun).state == "stopped"
    assert last_job(waits).state == "queued"
    assert not (shelf.waiting(begun.pk) / shelf.LOG).exists()


@pytest.mark.django_db
def test_work_that_is_cancelled_before_it_begins_is_not_begun(
    ann: Person, process: Process
) -> None:
    log = brought(ann, process)
    assert actions.cancel(by=ann, log_id=log.pk)

    Runner().run(last_job(log))

    assert last_job(log).state == "cancelled"
    assert not (shelf.waiting(log.pk) / shelf.REPORT).exists()


@pytest.mark.django_db
def test_what_takes_too_long_is_stopped(
    ann: Person, process: Process, long_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_JOB_MINUTES", "0")
    log = a_long_log(ann, process, long_log)

    do_work()

    assert last_job(log).state == "failed"
    assert "longer than 0 minutes" in last_job(log).words


@pytest.mark.django_db
def test_what_needs_too_much_memory_is_stopped_with_what_to_do(
    ann: Person, process: Process, long_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_JOB_MEMORY_MB", "700")
    log = a_long_log(ann, process, long_log)

    do_work()

    assert last_job(log).state == "failed"
    assert "WHOLEFLOW_JOB_MEMORY_MB" in last_job(log).words


@pytest.mark.django_db
def test_a_file_that_is_gone_fails_in_words(ann: Person, process: Process) -> None:
    log = brought(ann, process)
    upload = shelf.upload_in(shelf.waiting(log.pk))
    assert upload is not None, "it was brought"
    upload.unlink()

    do_work()

    assert last_job(log).state == "failed"
    assert "not here any more" in last_job(log).words


@pytest.mark.django_db
def test_a_log_deleted_while_it_was_read_is_not_taken_up(
    ann: Person,
    process: Process,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    log = examined(ann, process)
    actions.confirm(by=ann, log_id=log.pk)
    take_up = actions.loaded

    def delete_first(**given: object) -> bool:
        with django_capture_on_commit_callbacks():
            actions.delete(by=ann, log_id=log.pk)
        return take_up(**given)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(actions, "loaded", delete_first)
    do_work()

    log.refresh_from_db()
    assert log.state == "refused"
    assert last_job(log).state == "cancelled"


def test_the_program_is_not_told_how_to_reach_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WHOLEFLOW_DATABASE_URL", "postgresql://ann:secret@host/db")

    assert "secret" not in str(program._environment())


@pytest.mark.django_db
def test_a_log_is_read_again_as_it_was_kept(ann: Person, process: Process) -> None:
    log = loaded(ann, process)
    before = shelf.read(shelf.findings(log.pk))
    assert before is not None, "it is loaded"

    actions.look_again(by=ann, log=log)
    do_work()

    after = shelf.read(shelf.findings(log.pk))
    assert after is not None, "it was looked at again"
    for what in ("cases", "events", "first", "last", "follows", "body_waits"):
        assert after[what] == before[what], what
    assert Job.objects.filter(log=log, state="done").count() == 3


def test_the_program_goes_when_whoever_started_it_has_gone(
    tmp_path: Path, long_log: Path
) -> None:
    task = {
        "kind": "examine",
        "file": str(long_log),
        "folder": str(tmp_path),
        "now": "2026-11-22T09:00:00+00:00",
        "timezone": "Europe/London",
        "memory_mb": 0,
    }
    program = subprocess.Popen(
        [sys.executable, "-m", "wholeflow.server.flowing.working"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(json.dumps(task) + "\n")
    program.stdin.flush()
    assert "progress" in program.stdout.readline()

    program.stdin.close()

    assert program.wait(timeout=20) == 1
    assert list(tmp_path.iterdir()) == []
    program.stdout.close()
