"""A server that is killed in the middle of saving loses nothing it acknowledged."""

from __future__ import annotations

import http.client
import threading
import time

import pytest

from tests.builders import a_person, a_process, forgotten
from tests.server import tables
from tests.server.live.servers import Server, session_of
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import changes
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping.models import Entry, Process

WRITERS = 4


class Writer(threading.Thread):
    """Saves one statement after another, and remembers which were acknowledged."""

    def __init__(self, server: Server, process: Process, by: Person, mark: str) -> None:
        super().__init__()
        self.server, self.process, self.by, self.mark = server, process, by, mark
        self.acknowledged: list[str] = []

    def run(self) -> None:
        for at in range(10_000):
            text = f"{self.mark} {at}"
            url = f"/p/{self.process.pk}/say"
            typed = {"heading": "why", "kind": "aim", "text": text}
            try:
                status = self.server.post(url, self.by, **typed)
            except (OSError, http.client.HTTPException):
                return  # the server is gone
            assert status == 302
            self.acknowledged.append(text)


def crash(server: Server, ann: Person, process: Process, round_: int) -> None:
    """Kill the server while people save, and look at what is left."""
    server.start()
    writers = [
        Writer(server, process, ann, f"{round_} {number}") for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    while sum(len(writer.acknowledged) for writer in writers) < 10 + 3 * round_ % 17:
        time.sleep(0.001)
    server.kill()
    for writer in writers:
        writer.join()

    kept = set(Entry.objects.values_list("text", flat=True))
    assert {text for writer in writers for text in writer.acknowledged} <= kept
    assert System.objects.get().last_change == Change.objects.count()
    with forgotten():
        stood, flags = tables.kept(), tables.flags()
        changes.replay()
        assert (tables.kept(), tables.flags()) == (stood, flags)


def crash_and_start_again(server: Server, rounds: int) -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, success="It works")
    session_of(ann)  # made here, so that no writer waits for it
    for round_ in range(rounds):
        crash(server, ann, process, round_)
    server.start()
    status = server.post(f"/p/{process.pk}/success", ann, text="It still works")

    assert status == 302
    assert server.get("/")[0] == 200


def test_a_killed_server_loses_nothing_acknowledged(killable: Server) -> None:
    crash_and_start_again(killable, rounds=2)


@pytest.mark.long
def test_a_server_killed_many_times_loses_nothing_acknowledged(
    killable: Server,
) -> None:
    crash_and_start_again(killable, rounds=50)
