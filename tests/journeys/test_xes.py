"""XES as a table: what is read, under which heading, and what is told of the rest."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from wholeflow.journeys import Columns, read_log
from wholeflow.journeys.formats.xes import XesLog, open_xes
from wholeflow.journeys.times import LONDON

from .xes_texts import a_trace, an_event, attribute, xes

Write = Callable[..., Path]
Opened = Callable[..., XesLog]
DATA = Path(__file__).parent / "data"


@pytest.fixture
def opened(write: Write) -> Opened:
    """A function that opens a log of these traces, with this head."""

    def opened(*parts: str, head: str = "") -> XesLog:
        return open_xes(write(xes(*parts, head=head), "log.xes"), LONDON)

    return opened


def column(log: XesLog, heading: str) -> list[str | None]:
    return log.fetch([heading])[heading].to_list()


def test_the_running_example_is_read_whole() -> None:
    journeys = read_log(DATA / "running-example.xes")

    assert (journeys.n_cases, journeys.n_events, len(journeys.activities)) == (6, 42, 8)
    assert journeys.columns == Columns(
        case="case:concept:name",
        activity="concept:name",
        time="time:timestamp",
        resource="org:resource",
    )
    assert not journeys.notes


def test_a_packed_file_is_read_as_the_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress((DATA / "running-example.xes").read_bytes()))

    assert read_log(path).n_events == 42


def test_a_log_is_recognised_by_how_it_begins(tmp_path: Path) -> None:
    for name in ("log", "log.csv", "log.xml"):
        shutil.copy(DATA / "running-example.xes", tmp_path / name)

        assert read_log(tmp_path / name).n_events == 42


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_a_log_is_read_in_the_encoding_it_says(write: Write, encoding: str) -> None:
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    text = xes(a_trace("Zoë", an_event("see"), an_event("café"), an_event("rest")))

    path = write(text.replace("UTF-8", said).encode(encoding), "log.xes")

    assert read_log(path).case_names.to_list() == ["Zoë"]
    assert read_log(path).activities == ("café", "rest", "see")


def test_attributes_of_traces_and_events_have_their_headings(opened: Opened) -> None:
    log = opened(
        a_trace(
            "A", an_event("see", "2024-05-01T10:00:00Z", attribute("age", "7", "int"))
        )
    )

    assert log.headings == (
        "case:concept:name",
        "concept:name",
        "time:timestamp",
        "age",
    )
    assert log.fetch(log.headings).rows() == [("A", "see", "2024-05-01T10:00:00Z", "7")]


def test_the_standard_headings_stand_first_in_any_order_of_the_file(
    opened: Opened,
) -> None:
    log = opened(
        a_trace(
            "A",
            an_event(
                "see",
                "2024-05-01T10:00:00Z",
                attribute("x", "1"),
                attribute("lifecycle:transition", "complete"),
                attribute("org:resource", "r"),
                attribute("org:group", "g"),
            ),
        )
    )

    assert log.headings[2:] == (
        "time:timestamp",
        "org:group",
        "org:resource",
        "lifecycle:transition",
        "x",
    )


@pytest.mark.parametrize("kind", ["string", "int", "float", "boolean", "id", "date"])
def test_values_of_every_kind_stand_as_they_are_written(
    opened: Opened, kind: str
) -> None:
    events = [an_event("see", None, attribute("x", v, kind)) for v in ("1e3", " b ")]

    assert column(opened(a_trace("A", *events)), "x") == ["1e3", " b "]


def test_what_an_event_does_not_say_is_missing_and_what_is_empty_is_empty(
    opened: Opened,
) -> None:
    first, second = an_event("see", None, attribute("x", "")), an_event("rest", None)

    assert column(opened(a_trace("A", first, second)), "x") == ["", None]


def test_what_a_trace_says_holds_for_all_its_events(opened: Opened) -> None:
    trace = "<trace>" + attribute("concept:name", "A") + attribute("age", "70", "int")

    log = opened(trace + an_event() + an_event() + "</trace>", a_trace("B", an_event()))

    assert column(log, "case:age") == ["70", "70", None]


def test_what_a_trace_says_behind_its_events_holds_for_them_too(opened: Opened) -> None:
    late = "<trace>" + an_event() * 3 + attribute("concept:name", "A") + "</trace>"

    log = opened(late, a_trace("B", an_event()))

    assert column(log, "case:concept:name") == ["A", "A", "A", "B"]


def test_an_event_attribute_with_the_heading_of_a_trace_attribute_stands_beside_it(opened: Opened) -> None:  # fmt: skip
    log = opened(
        a_trace("A", an_event("see", None, attribute("case:concept:name", "Z")))
    )

    assert column(log, "case:concept:name") == ["A"]
    assert column(log, log.headings[1]) == ["Z"]


def test_characters_written_as_entities_are_themselves(opened: Opened) -> None:
    log = opened(
        a_trace(
            "A", an_event(), an_event("A&E <4 h> \"x\" 'y' &amp;lt; &#9;"), an_event()
        )
    )

    assert column(log, "concept:name")[1] == "A&E <4 h> \"x\" 'y' &amp;lt; &#9;"


def test_attributes_inside_others_are_left_out_and_counted(opened: Opened) -> None:
    nested = '<string key="x" value="1"><int key="y" value="2"/></string>'
    listed = '<list key="l"><values><string key="z" value="3"/></values></list>'
    held = '<container key="c"><string key="z" value="3"/></container>'

    log = opened(a_trace("A", an_event("see", None, nested, listed, held)))

    assert log.headings[3:] == ("x",)
    assert log.notes == ("3 attributes inside other attributes are left out.",)


def test_keys_of_a_standard_extension_are_known_by_its_address(opened: Opened) -> None:
    head = (
        '<extension name="Concept" prefix="c" uri="http://x.org/concept.xesext"/>'
        '<extension name="Own" prefix="time" uri="http://x.org/own.xesext"/>'
    )
    said = attribute("c:name", "see") + attribute("time:x", "1")

    log = opened(a_trace("A", f"<event>{said}</event>"), head=head)

    assert log.headings[1] == "concept:name"
    assert log.headings[-1] == "time:x"


def test_prefixed_elements_are_read(write: Write) -> None:
    text = xes(a_trace("A", an_event(), an_event("rest")))
    for tag in ("log", "trace", "event", "string", "date"):
        text = text.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")

    path = write(text.replace("xmlns=", "xmlns:x="), "log.xes")
    log = open_xes(path, LONDON)

    assert column(log, "concept:name") == ["see", "rest"]


def test_a_default_of_the_file_stands_where_a_text_is_not_said(opened: Opened) -> None:
    head = f'<global scope="event">{attribute("org:group", "Ward 1")}</global>'
    said = an_event("see", "2024-05-01", attribute("org:group", "Ward 2"))

    log = opened(a_trace("A", said, an_event()), head=head)

    assert column(log, "org:group") == ["Ward 2", "Ward 1"]
    assert log.notes[0] == (
        "1 events do not say 'org:group'; the default that the file itself gives is "
        "read, 'Ward 1'."
    )


@pytest.mark.parametrize(
    ("key", "default", "kind"),
    [
        ("concept:name", "see", "string"),
        ("time:timestamp", "1970-01-01T00:00:00Z", "date"),
        ("org:resource", "Seacole", "string"),
        ("crp", "0", "float"),
        ("org:group", "group", "string"),
        ("org:group", "__INVALID__", "string"),
    ],
    ids=["activity", "time", "staff", "number", "name of the key", "placeholder"],
)
def test_nothing_that_could_be_taken_for_a_fact_is_made_up_by_a_default(
    opened: Opened, key: str, default: str, kind: str
) -> None:
    head = f'<global scope="event">{attribute(key, default, kind)}</global>'
    said = f"<event>{attribute(key, 'x', kind)}</event>"

    log = opened(a_trace("A", said, f"<event>{attribute('y', '')}</event>"), head=head)

    assert column(log, key) == ["x", None]
    assert not log.notes


def test_a_default_for_traces_stands_in_traces(opened: Opened) -> None:
    head = f'<global scope="trace">{attribute("site", "North")}</global>'
    said = "<trace>" + attribute("site", "South") + an_event() + "</trace>"

    log = opened(said, a_trace("B", an_event()), head=head)

    assert column(log, "case:site") == ["South", "North"]


def test_without_names_the_first_classifier_that_can_names_activities(
    opened: Opened,
) -> None:
    head = (
        '<classifier name="Gone" keys="nowhere"/>'
        '<classifier name="What" keys="what \'how done\'"/>'
    )
    first = an_event(
        None, None, attribute("what", "see"), attribute("how done", "well")
    )
    second = an_event(None, None, attribute("what", "rest"))

    log = opened(a_trace("A", first, second), head=head)

    assert column(log, "concept:name") == ["see+well", "rest"]
    assert log.notes[0] == (
        "No event has a 'concept:name'; activities are named as the classifier 'What' "
        "of the file says, from what and how done."
    )


def test_empty_traces_are_counted(opened: Opened) -> None:
    log = opened(a_trace("A"), a_trace("B", an_event(), an_event()), "<trace/>")

    assert column(log, "case:concept:name") == ["B", "B"]
    assert log.notes == ("2 of 3 traces have no events and are no case.",)


def test_traces_of_one_name_are_one_case_and_told(opened: Opened) -> None:
    log = opened(a_trace("A", an_event()), a_trace("A", an_event()))

    assert log.notes == ("1 traces have the name of another and are read as its case.",)


def test_events_outside_a_trace_are_left_out_and_counted(opened: Opened) -> None:
    log = opened(an_event("lost"), a_trace("A", an_event("see")), an_event("lost"))

    assert column(log, "concept:name") == ["see"]
    assert log.notes == (
        "2 events outside a trace, which are of no case are left out.",
    )


def test_a_key_said_twice_is_read_as_the_later_and_told(opened: Opened) -> None:
    log = opened(a_trace("A", an_event("see", None, attribute("concept:name", "rest"))))

    assert column(log, "concept:name") == ["rest"]
    assert log.notes == ("1 keys stand twice in one of the events; the later is read.",)


def test_elements_that_xes_does_not_have_are_left_out_and_counted(
    opened: Opened,
) -> None:
    log = opened(a_trace("A", an_event("see", None, "<note>x<b/></note>")))

    assert log.notes == ("1 elements that XES does not have are left out.",)


TIMES = [
    ("2010-12-30T14:32:00.000+01:00", "2010-12-30 13:32:00"),
    ("2010-12-30T14:32:00+0100", "2010-12-30 13:32:00"),
    ("2010-12-30T14:32:00.123456Z", "2010-12-30 14:32:00.123456"),
    ("2010-07-30T14:32:00", "2010-07-30 13:32:00"),  # on the clock of London
    ("2010-12-30", "2010-12-30 00:00:00"),
]


@pytest.mark.parametrize(("written", "utc"), TIMES)
def test_times_are_read_with_and_without_an_offset(
    write: Write, written: str, utc: str
) -> None:
    path = write(xes(a_trace("A", an_event("see", written))), "log.xes")

    assert str(read_log(path).first.replace(tzinfo=None)) == utc


def lived(*steps: str) -> str:
    """A trace of steps "activity transition hour ..."."""
    events = []
    for step in steps:
        name, transition, hour, *more = step.split()
        said = [attribute(*one.split("=")) for one in more]
        time = f"2024-05-01T{hour}:00:00Z"
        said.append(attribute("lifecycle:transition", transition))
        events.append(an_event(name, time, *said))
    return a_trace("A", *events)


def test_starts_and_completes_become_events_with_two_times(opened: Opened) -> None:
    log = opened(lived("scan start 10", "rest start 11", "rest complete 12", "scan complete 13"))  # fmt: skip

    assert log.headings == ("case:concept:name", "concept:name", "start", "time")
    assert log.fetch(log.headings).rows() == [
        ("A", "scan", "2024-05-01T10:00:00Z", "2024-05-01T13:00:00Z"),
        ("A", "rest", "2024-05-01T11:00:00Z", "2024-05-01T12:00:00Z"),
    ]
    assert log.notes == ("2 starts were put together with their completes.",)


def test_start_and_end_are_found_among_the_columns(write: Write) -> None:
    path = write(xes(lived("scan start 10", "scan complete 13")), "log.xes")

    journeys = read_log(path)

    assert (journeys.columns.start, journeys.columns.time) == ("start", "time")
    assert journeys.duration_hours().tolist() == [3.0]


def test_an_event_says_what_its_complete_says_and_else_what_its_start_says(
    opened: Opened,
) -> None:
    log = opened(lived("scan start 10 x=1 y=2", "scan complete 13 x=3"))

    assert log.fetch(["x", "y"]).rows() == [("3", "2")]


def test_an_instance_says_which_start_is_completed(opened: Opened) -> None:
    log = opened(
        lived(
            "scan start 10 concept:instance=1",
            "scan start 11 concept:instance=2",
            "scan complete 12 concept:instance=2",
            "scan complete 13 concept:instance=1",
        )
    )

    hours = log.fetch(["start", "time"]).select(pl.all().str.slice(11, 2)).rows()
    assert hours == [("10", "13"), ("11", "12")]


def test_a_log_of_completes_is_left_as_it_is(opened: Opened) -> None:
    log = opened(lived("scan complete 10", "rest COMPLETE 11"))

    assert log.headings[2:] == ("time:timestamp", "lifecycle:transition")
    assert not log.notes


def test_other_transitions_than_completes_are_left_out(opened: Opened) -> None:
    log = opened(lived("scan schedule 9", "scan complete 10", "rest schedule 11"))

    assert column(log, "time:timestamp") == ["2024-05-01T10:00:00Z"]
    assert log.notes == (
        "2 rows that neither start nor complete anything are left out: schedule 2.",
    )
    assert log.lines([0]) == [10]


def test_a_row_stands_at_the_line_at_which_its_event_begins(opened: Opened) -> None:
    log = opened(
        a_trace("A", an_event(), an_event()), an_event(), a_trace("B", an_event())
    )

    assert log.lines([2, 0]) == [20, 5]


def test_a_row_of_two_events_stands_at_the_line_of_the_first(opened: Opened) -> None:
    log = opened(lived("rest complete 9", "scan start 10", "scan complete 13"))

    assert log.lines([1, 0]) == [10, 5]
