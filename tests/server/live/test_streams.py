"""Events of a real server: what moved, for whoever may read it, without a gap."""

from __future__ import annotations

import http.client
import json
import time

from tests.builders import a_person, a_process, latest
from tests.server.live.servers import Server, session_of
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process


def next_event(stream: http.client.HTTPResponse) -> dict[str, object]:
    """Wait for a message, and give its data with its id as `id`."""
    told: dict[str, str] = {}
    while True:
        line = stream.readline().decode()
        assert line, "the stream ended"
        if line == "\n" and "data" in told:
            return {"id": int(told["id"]), **json.loads(told["data"])}
        name, _, text = line.rstrip("\n").partition(": ")
        told[name] = text


def renamed(process: Process, by: Person, name: str = "Sampling blood") -> int:
    actions.rename(by=by, process_id=process.pk, name=name)
    return latest().seq


def test_a_page_and_its_stream_answer_under_the_policy(served: Server) -> None:
    status, headers = served.get("/")
    stream = served.listen()

    assert status == stream.status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in stream.headers["Content-Security-Policy"]
    assert stream.headers["Content-Type"] == "text/event-stream"


def test_a_change_is_told_with_its_number_and_its_process(served: Server) -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, label="public")
    stream = served.listen(since=str(latest().seq))
    seq = renamed(process, ann)

    assert next_event(stream) == {"id": seq, "seq": seq, "ids": [process.pk]}


def test_a_form_that_was_sent_is_told_to_others(served: Server) -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, label="public")
    stream = served.listen(since=str(latest().seq))
    status = served.post(
        f"/p/{process.pk}/say", ann, heading="why", kind="aim", text="Well"
    )

    assert status == 302
    assert next_event(stream)["ids"] == [process.pk]


def test_whoever_comes_back_misses_nothing(served: Server) -> None:
    ann = a_person("Ann")
    one, other = (a_process(by=ann, label="public") for _ in range(2))
    stream = served.listen(since=str(latest().seq))
    renamed(one, ann)
    seen = next_event(stream)["id"]
    stream.close()
    renamed(one, ann, "Taking blood")
    last = renamed(other, ann, "Storing blood")

    again = served.listen(since="0", last_event_id=str(seen))

    told = next_event(again)
    assert told["id"] == last
    assert told["ids"] == sorted([one.pk, other.pk])


def test_changes_in_quick_succession_are_all_told_soon(served: Server) -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, label="public")
    stream = served.listen(since=str(latest().seq))
    began = time.monotonic()
    for at in range(10):
        last = renamed(process, ann, ("Sampling blood", "Taking blood")[at % 2])
        time.sleep(0.1)  # longer than news take, shorter than the server's look
    seen = 0
    while seen < last:
        seen = int(str(next_event(stream)["id"]))

    assert time.monotonic() - began < 8  # a beat, at which all is told, is 15 s


def test_what_is_hidden_is_told_to_its_reader_alone(served: Server) -> None:
    ann = a_person("Ann")
    hidden = a_process(by=ann, label="restricted")
    seen = a_process(by=ann, label="public")
    since = str(latest().seq)
    anybodys = served.listen(since=since)
    owners = served.listen(since=since, cookie=session_of(ann))
    first = renamed(hidden, ann)

    assert next_event(owners) == {"id": first, "seq": first, "ids": [hidden.pk]}
    second = renamed(seen, ann)
    assert next_event(anybodys) == {"id": second, "seq": second, "ids": [seen.pk]}


def test_who_has_signed_out_is_told_no_more(served: Server) -> None:
    ann = a_person("Ann")
    hidden = a_process(by=ann, label="restricted")
    seen = a_process(by=ann, label="public")
    stream = served.listen(since=str(latest().seq), cookie=session_of(ann))
    served.post("/sign-out", ann)
    renamed(hidden, ann)
    renamed(seen, ann)

    assert next_event(stream)["ids"] == [seen.pk]
