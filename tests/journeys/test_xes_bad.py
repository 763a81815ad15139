"""Bad XES: one message with the line and what to do, bounded memory, nothing kept."""

import gzip
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wholeflow.errors import BadLog
from wholeflow.journeys import look, read_log
from wholeflow.journeys.formats.xes.streaming import read_events

from .xes_texts import a_trace, an_event, attribute, xes

Write = Callable[..., Path]
DATA = Path(__file__).parent / "data"
GOOD = xes(a_trace("A", an_event(), an_event("rest")))
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/hostname">'


def refused(path: Path) -> str:
    with pytest.raises(BadLog) as told:
        read_log(path)
    return str(told.value)


@pytest.mark.parametrize("head", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_a_document_type_is_refused_whatever_it_says(write: Write, head: str) -> None:
    text = head + f"<log>{a_trace('&b;', an_event())}</log>".replace("&amp;", "&")

    message = refused(write(text, "log.xes"))

    assert message == (
        "log.xes: row 1: expected XES without a document type or entities; export it "
        "again from the program it comes from"
    )


def test_an_unknown_entity_is_refused_with_its_line(write: Write) -> None:
    assert "row 6: this is not XML: undefined entity" in refused(
        write(GOOD.replace('"see"', '"&see;"'), "log.xes")
    )


def test_elements_in_each_other_beyond_reason_are_refused(write: Write) -> None:
    deep = "".join(f'<string key="k" value="{n}">' for n in range(5000))

    message = refused(write(xes(a_trace("A", f"<event>{deep}")), "log.xes"))

    assert "row 5: expected at most 100 elements in each other" in message


def test_a_file_cut_off_is_told(write: Write) -> None:
    whole = (DATA / "running-example.xes").read_bytes()
    for cut in (len(whole) // 3, len(whole) // 2, len(whole) - 4):
        message = refused(write(whole[:cut], "log.xes"))

        assert "the file is cut off" in message


def test_a_packed_file_cut_off_is_told(write: Write) -> None:
    assert "cut off" in refused(write(gzip.compress(GOOD.encode())[:-9], "log.xes.gz"))


def test_tags_that_do_not_match_are_told_with_their_line(write: Write) -> None:
    events = a_trace("A", *[an_event()] * 50) + "</trace>"

    message = refused(write(xes(events), "log.xes"))

    assert "row 206: this is not XML: mismatched tag" in message


def test_another_encoding_than_said_is_told(write: Write) -> None:
    message = refused(write(GOOD.replace("rest", "café").encode("cp1252"), "log.xes"))

    assert "row 10: this is not XML: not well-formed (invalid token)" in message
    assert "another encoding than its first line says" in message


@pytest.mark.parametrize("encoding", ["nonsense", "utf-7", "idna", "rot13"])
def test_an_encoding_that_cannot_be_read_is_told(write: Write, encoding: str) -> None:
    path = write(GOOD.replace("UTF-8", encoding), "log.xes")

    assert "an encoding that cannot be read; save it as UTF-8" in refused(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<?xml version='1.0'?>\n<html/>", "row 2: expected XES, whose outermost"),
        ("<?xml version='1.0'?><log/>", "there are 0 traces (<trace>) and no events"),
        (xes(a_trace("A"), an_event()), "there are 1 traces (<trace>) and no events"),
        ("<?xml version='1.0'?>\n\ncase,activity", "row 3: this is not XML: syntax"),
        ("<?xml version='1.0'?>", "row 1: the file is cut off"),
    ],
    ids=["html", "no traces", "no events", "text", "nothing"],
)
def test_what_is_not_a_log_in_xes_is_told(
    write: Write, content: str, expected: str
) -> None:
    assert expected in refused(write(content, "log.xes"))


def test_events_without_case_activity_or_time_are_told_each_with_its_line(
    write: Write,
) -> None:
    lacking = a_trace("A", an_event(), an_event(None), an_event("see", None))
    unnamed = a_trace(None, an_event())

    message = refused(write(xes(lacking, unnamed), "log.xes"))

    assert "row 9, column concept:name: the activity is empty" in message
    assert "row 12, column time:timestamp: the time is empty" in message
    assert "row 17, column case:concept:name: the case is empty" in message


def test_a_log_in_which_nothing_is_ever_named_is_told(write: Write) -> None:
    said = "<event>" + attribute("x", "y") + "</event>"

    message = refused(write(xes(a_trace(None, said)), "log.xes"))

    assert message.startswith("log.xes: 3 things to put right")


def test_a_time_that_does_not_exist_is_told_with_its_line(write: Write) -> None:
    path = write(xes(a_trace("A", an_event("see", "2024-02-31T10:00:00Z"))), "log.xes")

    assert "row 5, column time:timestamp: '2024-02-31T10:00:00Z' is not" in refused(
        path
    )


def test_times_with_and_without_an_offset_are_told(write: Write) -> None:
    some = [an_event()] * 3 + [an_event("rest", "2024-05-01T10:00:00")]

    message = refused(write(xes(a_trace("A", *some)), "log.xes"))

    assert (
        "row 17, column time:timestamp: '2024-05-01T10:00:00' has no offset" in message
    )


def test_a_time_that_cannot_be_read_is_told_at_the_line_of_its_start(
    write: Write,
) -> None:
    steps = [
        an_event("scan", time, attribute("lifecycle:transition", transition))
        for time, transition in (
            ("2024-05-01T10:00:00Z", "start"),
            ("soon", "complete"),
        )
    ]

    message = refused(write(xes(a_trace("A", *steps)), "log.xes"))

    assert "row 10, column time: expected a date and time written like" in message


def test_faults_of_single_elements_are_told_together(write: Write) -> None:
    keyless = '<event>\n<string value="x"/>\n<string key="a" value="x"/></event>'

    message = refused(write(xes(a_trace("A", "<event/>\n", keyless)), "log.xes"))

    assert message.startswith("log.xes: 2 things to put right")
    assert "row 5: expected an event with attributes, got one without any" in message
    assert "row 7: expected an attribute with a key, got one without" in message


def test_many_faults_are_counted_not_listed(write: Write) -> None:
    with pytest.raises(BadLog) as told:
        read_log(write(xes(a_trace("A", "<event/>" * 5000)), "log.xes"))

    assert len(told.value.faults) == 101
    assert "and 4,900 more" in str(told.value.faults[-1])


def test_keys_that_say_what_values_should_are_told(write: Write) -> None:
    said = "".join(attribute(f"k{n}", "x") for n in range(10_001))

    assert "more than 10,000 keys" in refused(write(xes(a_trace("A", f"<event>{said}</event>")), "log.xes"))  # fmt: skip


def test_too_many_names_of_elements_are_told(write: Write) -> None:
    said = "".join(f"<e{n}/>" for n in range(10_001))

    assert "more than 10,000 names of elements" in refused(write(xes(said), "log.xes"))


def test_a_small_file_that_unpacks_beyond_the_size_setting_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    large = xes(a_trace("A", an_event() * 20_000))

    message = refused(write(gzip.compress(large.encode()), "log.xes.gz"))

    assert "unpacks to more than the limit of 1 MB" in message


def test_a_log_of_little_text_and_many_cells_is_bounded_too(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    tiny = '<event><id key="" value=""/></event>' * 22_000

    assert "unpacks to more than" in refused(write(xes(a_trace("A", tiny)), "log.xes"))


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("begin", "part", "expected"),
    [
        ('<event><string key="k" value="', "x", "a tag is longer than 10 MB"),
        ('<event><string key="', "\n</event> ", "this is not XML"),
        ("<", "e", "a tag is longer than 10 MB"),
        ("<!-- ", "</event> ", "a tag is longer than 10 MB"),
        ("", "<event>\n", "at most 100 elements in each other"),
        ("", "\n", "cut off"),
    ],
    ids=["value", "key", "name", "comment", "depth", "blanks"],
)
def test_any_amount_of_one_thing_takes_little_memory(
    begin: str, part: str, expected: str
) -> None:
    def pieces() -> Iterator[bytes]:
        yield (GOOD.partition("</trace>")[0] + begin).encode()
        for _ in range(100):
            yield part.encode() * (MEGABYTE // len(part))

    tracemalloc.start()
    try:
        with pytest.raises(BadLog, match=expected):
            read_events("log.xes", pieces())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 50 * MEGABYTE


QUICK = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
EXAMPLE = (DATA / "running-example.xes").read_bytes()
JUNK = st.one_of(
    st.binary(min_size=1, max_size=20),
    st.sampled_from(
        [b"</event>", b"<event>", b"</trace>", b'"', b"<", b"&", b"&#0;", b"\xff", b"<!--",
         b"<![CDATA[", b"<?x?>", b'" value="', b"start", b"complete", b"\n", b"\x00"]
    ),
)  # fmt: skip


def read_or_refuse(path: Path) -> None:
    """Read and look; a refusal in words is as good an answer."""
    try:
        journeys = read_log(path)
    except BadLog:
        return
    assert look(journeys).events == journeys.n_events


@QUICK
@given(places=st.lists(st.tuples(st.integers(0, 15_900), JUNK, st.integers(0, 9)), max_size=4))  # fmt: skip
def test_a_log_with_some_bytes_changed(
    tmp_path: Path, places: list[tuple[int, bytes, int]]
) -> None:
    data = EXAMPLE
    for place, junk, gone in places:
        data = data[:place] + junk + data[place + gone :]
    path = tmp_path / "log.xes"
    path.write_bytes(data)

    read_or_refuse(path)


PARTS = st.sampled_from(
    [
        *["<trace>", "</trace>", "</event>", "<event>", '<event id="x">'] * 2,
        *[attribute("concept:name", name) for name in ("a", "b", "")],
        *[
            attribute("time:timestamp", f"2024-05-01T1{n}:00:00Z", "date")
            for n in range(4)
        ],
        *[attribute("lifecycle:transition", t) for t in ("start", "complete", "x")],
        *[attribute("concept:instance", "1"), attribute("org:resource", "r")],
        *['<global scope="event">', "</global>", '<classifier keys="concept:name"/>'],
        *['<extension prefix="x" uri="concept.xesext"/>', "<list>", "</list>"],
    ]
)


@QUICK
@given(st.lists(PARTS, max_size=40).map("".join))
def test_any_parts_of_a_log(tmp_path: Path, body: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(xes(body, a_trace("A", an_event())))

    read_or_refuse(path)


@QUICK
@given(st.binary(max_size=100), st.integers(0, 100))
def test_any_packed_bytes(tmp_path: Path, data: bytes, cut: int) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(GOOD.encode() + data)[: -cut or None])

    read_or_refuse(path)
