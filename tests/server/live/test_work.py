"""A server does long work on logs by itself, tells how far it is, and may be killed."""

from __future__ import annotations

import http.client

from tests.builders import a_person, a_process, latest
from tests.server.flowing.logs import brought, files, last_job, rows_of
from tests.server.live.servers import Server, session_of
from tests.server.live.test_logs import soon
from wholeflow.server.flowing.models import EventLog

LONG = 120_000  # people; a second or more of work on any machine


def test_a_log_is_examined_and_loaded_by_the_server(killable: Server) -> None:
    ann = a_person("Ann")
    log = brought(ann, a_process(by=ann))
    session_of(ann)
    killable.start()

    assert soon(lambda: last_job(log).state == "done")
    assert killable.post(f"/flow/{log.pk}/load", ann) == 302
    assert soon(lambda: EventLog.objects.get(pk=log.pk).state == "ready")


def test_a_page_that_follows_a_log_hears_how_far_it_is(killable: Server) -> None:
    ann = a_person("Ann")
    process = a_process(by=ann)
    brought(ann, process)
    killable.start()
    log = brought(ann, process, rows_of(LONG))

    stream = killable.listen(since=f"{latest().seq}&work={log.pk}")

    heard = [next_name(stream) for _ in range(3)]
    assert heard == ["work"] * 3
    assert soon(lambda: last_job(log).state == "done")


def next_name(stream: http.client.HTTPResponse) -> str:
    """Wait for an event and give its name."""
    while True:
        line = stream.readline().decode()
        assert line, "the stream ended"
        if line.startswith("event: "):
            return line.removeprefix("event: ").strip()


def test_work_of_a_killed_server_is_told_to_have_stopped_and_leaves_nothing(
    killable: Server,
) -> None:
    ann = a_person("Ann")
    log = brought(ann, a_process(by=ann), rows_of(LONG))
    before = files()
    killable.start()
    assert soon(lambda: last_job(log).progress > 0)

    killable.kill()
    assert last_job(log).state == "running"
    killable.start()

    assert soon(lambda: last_job(log).state == "stopped")
    assert "when the server stopped" in last_job(log).words
    assert files() == before
    assert killable.post(f"/flow/{log.pk}/examine", ann) == 302
    assert soon(lambda: last_job(log).state == "done")
