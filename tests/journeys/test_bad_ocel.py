"""Object-centric logs that cannot be: every fault told, with its place, nothing kept."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.ocel_files import (
    EXAMPLES,
    a_ward,
    an_event,
    an_object,
    database,
    written,
)
from wholeflow.errors import BadLog
from wholeflow.journeys import look, read_log, read_ocel


def refused(path: Path) -> str:
    """The message with which a log is refused; the same through both doors."""
    with pytest.raises(BadLog) as told:
        read_log(path)
    with pytest.raises(BadLog) as told_again:
        read_ocel(path)
    assert str(told.value) == str(told_again.value)
    return str(told.value)


def test_an_event_about_an_object_that_is_not_there_is_told(tmp_path: Path) -> None:
    ward = a_ward(events=[an_event("e1", "admit", 8, "p9")])

    assert refused(written(tmp_path, ward)) == (
        "log.jsonocel: row 45: the event 'e1' is about the object 'p9', which is not "
        "there"
    )


def test_an_object_tied_to_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    ward = a_ward(
        objects=[an_object("p1", "patient", in_it=["b9"])],
        events=[an_event("e1", "admit", 8, "p1")],
    )

    message = refused(written(tmp_path, ward))

    assert "the object 'p1' is tied to the object 'b9', which is not there" in message


def test_all_kinds_of_faults_are_told_together(tmp_path: Path) -> None:
    ward = a_ward()
    ward["events"] += [
        an_event("e1", "admit", 8, "p1"),
        an_event("", "admit", 8),
        an_event("e6", "dance", 8),
        an_event("e7", "admit", 8, tempo="fast"),
        an_event("e8", "admit", 8) | {"time": "soon"},
        an_event("e9", "admit", 8) | {"time": ""},
    ]
    ward["objects"] += [
        an_object("p1", "patient"),
        an_object("x", "robot"),
        an_object("p3", "patient", news=[("2024-02-31", 3)], mood=[("", "good")]),
    ]

    message = refused(written(tmp_path, ward))

    for told in (
        "the id 'e1' was given to an event before",
        "expected the event to have an id",
        "the event 'e6' is of type 'dance', which is not declared",
        "the event 'e7' has 'tempo', which 'admit' does not declare",
        "the event 'e8': expected a date and time written like",
        "the event 'e9' has no time",
        "the id 'p1' was given to an object before",
        "the object 'x' is of type 'robot', which is not declared",
        "the object 'p3': '2024-02-31' is not a date and time that exists",
        "the object 'p3' has 'mood', which 'patient' does not declare",
    ):
        assert told in message


def test_one_attribute_twice_in_an_event_is_told(tmp_path: Path) -> None:
    event = an_event("e1", "admit", 8, route="ambulance")
    event["attributes"] *= 2

    message = refused(written(tmp_path, a_ward(events=[event])))

    assert "the event 'e1' has 'route' twice" in message


def test_many_faults_of_a_kind_are_counted_not_listed(tmp_path: Path) -> None:
    events = [an_event(f"e{n}", "admit", 8, "nobody") for n in range(5000)]

    with pytest.raises(BadLog) as told:
        read_ocel(written(tmp_path, a_ward(events=events)))

    assert len(told.value.faults) == 101
    assert str(told.value.faults[-1]) == "the same in 4,900 more rows"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"events": None}, "expected a list under 'events'"),
        ({"events": ["e1"]}, "expected objects with names and values under 'events'"),
        ({"events": [{"id": []}]}, "expected text under 'id', got a list or an object"),
        ({"events": [{"id": "e1"}]}, "expected text under 'time', got nothing"),
        ({"objects": [{"id": "o", "relationships": {}}]}, "expected a list under"),
        ({"objects": [{"id": "o", "attributes": [1]}]}, "expected objects in the list"),
        (
            {"objects": [{"attributes": [{"name": "news", "value": []}]}]},
            "expected a text, number or yes-or-no under 'value'",
        ),
        ({"eventTypes": [{"name": "a"}, {"name": "a"}]}, "type 'a' is declared twice"),
        ({"events": []}, "there are 0 events in it"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value[-24:],
)
def test_json_of_another_shape_is_told(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    assert told in refused(written(tmp_path, a_ward(**change)))


def test_json_without_the_lists_of_the_standard_is_told(tmp_path: Path) -> None:
    message = refused(written(tmp_path, {"ocel:events": {}}))

    assert (
        "expected the lists eventTypes, objectTypes, events, objects; OCEL 2.0"
        in message
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"events": [{"id": "e1"', "row 1: this is not JSON"),
        ('{"events": [\n{"id": "e1",\n"type" "x"}]}', "row 3: this is not JSON"),
        ('{"events": [] "objects": []}', "expected ',' or '}', got '\"'"),
        ('{"events": []} []', "expected nothing after the closing '}'"),
        ('{"events": [}', "this is not JSON"),
        ('{"events": ' + "[" * 100_000, "too many values in each other"),
        ('{"events": [' + "9" * 5000 + "]}", "a number has too many digits"),
        ('{"events": ["\\ud800"]}', "expected objects with names"),
        ('{"events": 5', "expected ',' or '}', got the end of the file"),
        ('{"a": 1, 2: 3}', "expected a name in quotation marks"),
    ],
    ids=lambda text: text[:24],
)
def test_text_that_is_not_json_is_told_with_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "log.jsonocel"
    path.write_text(text)

    assert told in refused(path)


def test_half_a_letter_is_told_with_its_line(tmp_path: Path) -> None:
    ward = a_ward(objects=[an_object("p\ud800", "patient")], events=[])

    assert "row 46: a text has half a letter in it" in refused(written(tmp_path, ward))


def test_bytes_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, a_ward())
    path.write_bytes(path.read_bytes().replace(b"ambulance", b"ambul\xffnce"))

    assert "expected text in UTF-8" in refused(path)


def test_an_event_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = "wholeflow.journeys.formats.ocel.json_stream.LONGEST_ELEMENT"
    monkeypatch.setattr(longest, 1 << 21)
    path = tmp_path / "log.jsonocel"
    path.write_text('{"events": [{"id": "' + "x" * (1 << 23))

    assert "no value may be longer than 2,097,152 characters" in refused(path)


XML = EXAMPLES[1].read_text()
BOMB = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><log><events><event id="&b;"/></events></log>"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "row 1: expected no document type and no entities"),
        (
            XML.replace('"PR1" type', '"PR2" type'),
            "about the object 'PR1', which is not",
        ),
        (XML.replace('event id="e2"', "event"), "expected event to have 'id'"),
        (XML.replace('object-id="P1"', "object-id='P1'", 1)[:-20], "this is not XML"),
        (XML.replace("2022-01-09T15:00:00", "9 Jan, 3 pm"), "the event 'e1': expected"),
        ("<log><events>" + "<a>" * 200, "expected at most 100 elements in each other"),
        ("<log><events/></log>", "there are 0 events in it"),
        (
            XML.replace('object-type name="Payment"', 'object-type name="Invoice"'),
            "the type 'Invoice' is declared twice",
        ),
    ],
    ids=lambda text: text[-24:],
)
def test_xml_that_cannot_be_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "log.xmlocel"
    path.write_text(text)

    assert told in refused(path)


def test_elements_that_ocel_does_not_have_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.xmlocel"
    path.write_text(XML.replace("<events>", "<colour/><colour><hue/></colour><events>"))

    note = "Elements that OCEL 2.0 does not have: 2 colour, 1 hue."
    assert note in read_ocel(path).notes


@pytest.mark.parametrize(
    "text",
    [
        "<log><events><event id='" + "x" * (1 << 23),
        "<log><events><event><attributes><attribute name='a'>" + "x" * (1 << 23),
    ],
    ids=["tag", "value"],
)
def test_xml_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("wholeflow.journeys.formats.ocel.from_xml._LONGEST", 1 << 21)
    path = tmp_path / "log.xmlocel"
    path.write_text(text)

    assert "is longer than 2,097,152" in refused(path)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TABLE event_object", "there is no table 'event_object'"),
        (
            "ALTER TABLE event RENAME COLUMN ocel_type TO kind",
            "the table 'event' has no column 'ocel_type'",
        ),
        ("DROP TABLE event_InsertPayment", "there is no table 'event_InsertPayment'"),
        (
            "UPDATE event_object SET ocel_object_id = 'X' WHERE rowid = 1",
            "row 1: in the table event_object: the event 'e1' is about the object 'X'",
        ),
        (
            "UPDATE event SET ocel_type = 'Paint' WHERE ocel_id = 'e1'",
            "the event 'e1' is of type 'Paint', which is not declared",
        ),
        ("DELETE FROM event_InsertPayment", "the event 'e7' has no time"),
        (
            "INSERT INTO event_InsertPayment VALUES ('e99', '2022-01-01', 'x')",
            "the table 'event_InsertPayment' has the event 'e99' twice, or 'event'",
        ),
        (
            "UPDATE object_Invoice SET ocel_changed_field = 'colour' WHERE rowid = 4",
            "row 4: the table 'object_Invoice' has no column 'colour'",
        ),
        (
            "UPDATE object_Invoice SET is_blocked = x'00ff' WHERE rowid = 1",
            "row 1: the table 'object_Invoice' has bytes where text belongs",
        ),
        (
            "INSERT INTO event_map_type VALUES ('Wait', NULL)",
            "the table event_map_type has the type 'Wait' twice or without a table",
        ),
    ],
    ids=lambda text: text[-30:],
)
def test_a_database_that_cannot_be_is_told(
    tmp_path: Path, statement: str, told: str
) -> None:
    assert told in refused(database(tmp_path, statement))


ENDLESS = (
    "CREATE VIEW event AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    " SELECT i AS ocel_id, 'a' AS ocel_type FROM n"
)


def test_a_view_in_place_of_a_table_is_not_read(tmp_path: Path) -> None:
    path = database(tmp_path, "DROP TABLE event", ENDLESS)

    assert "there is no table 'event'" in refused(path)


def test_a_column_that_is_computed_is_not_read(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        "DROP TABLE event",
        "CREATE TABLE event (ocel_id TEXT, "
        "ocel_type AS (hex(zeroblob(500000000))) VIRTUAL)",
    )

    assert "the table 'event' has no column 'ocel_type'" in refused(path)


def test_a_cell_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path, "UPDATE event SET ocel_type = hex(zeroblob(9000000))")

    assert "not an SQLite database, or it is damaged" in refused(path)


def test_a_table_with_a_hostile_name_is_read_and_nothing_else(tmp_path: Path) -> None:
    name = 'x"; DROP TABLE event; --'
    sql = f"event_{name}".replace('"', '""')
    path = database(
        tmp_path,
        f'ALTER TABLE event_InsertPayment RENAME TO "{sql}"',
        f"UPDATE event_map_type SET ocel_type_map = '{name}' "  # noqa: S608 - the point
        "WHERE ocel_type = 'Insert Payment'",
    )
    before = path.read_bytes()

    assert read_ocel(path, timezone="Europe/Berlin") == read_ocel(EXAMPLES[0])
    assert path.read_bytes() == before


def test_nothing_is_written_beside_a_database(tmp_path: Path) -> None:
    path = database(tmp_path, "PRAGMA journal_mode = WAL")
    for left in tmp_path.glob("log.sqlite-*"):
        left.unlink()

    read_ocel(path)

    assert [each.name for each in tmp_path.iterdir()] == ["log.sqlite"]


def test_rows_of_a_database_are_counted_against_the_size_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    path = database(
        tmp_path,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40000) "
        "INSERT INTO object_Payment SELECT '', '' FROM n",
    )

    assert path.stat().st_size < 1_000_000
    assert "unpacks to more than the limit of 1 MB" in refused(path)


def test_a_database_cut_off_or_packed_is_told(tmp_path: Path) -> None:
    cut, packed = tmp_path / "cut.sqlite", tmp_path / "log.sqlite.gz"
    cut.write_bytes(EXAMPLES[2].read_bytes()[:60_000])
    packed.write_bytes(gzip.compress(EXAMPLES[2].read_bytes()))

    assert "damaged" in refused(cut)
    assert "unpack it first" in refused(packed)


def test_a_small_file_that_unpacks_beyond_the_size_setting_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    path = tmp_path / "log.jsonocel.gz"
    path.write_bytes(gzip.compress(b'{"events": [' + b" " * 3_000_000))

    assert "unpacks to more than the limit of 1 MB" in refused(path)


def test_a_string_of_two_gigabytes_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonocel"
    with path.open("wb") as file:
        file.write(b'{"events": ["')
        file.truncate(2_200_000_000)  # a hole; it takes no room on the disk

    assert "is 2,200 MB, over the limit of 2,048 MB" in refused(path)


def test_a_file_that_is_no_such_log_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("case,activity,time\nA,a,2024-05-01\n")

    with pytest.raises(
        BadLog, match="this is not an object-centric log; expected OCEL"
    ):
        read_ocel(path)


def read_or_refuse(path: Path) -> None:
    try:
        journeys = read_log(path)
    except BadLog:
        return
    assert look(journeys).events == journeys.n_events


@given(
    place=st.integers(0, 150_000),
    junk=st.binary(min_size=1, max_size=40),
    example=st.sampled_from(EXAMPLES),
)
def test_an_example_with_some_bytes_changed(
    tmp_path: Path, place: int, junk: bytes, example: Path
) -> None:
    data = example.read_bytes()
    place %= len(data)
    path = tmp_path / example.name
    path.write_bytes(data[:place] + junk + data[place + len(junk) :])

    read_or_refuse(path)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "time", "name", "value", "attributes",
                             "relationships", "objectId", "qualifier"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {},
        optional={
            key: st.lists(JSON_VALUES, max_size=3) | JSON_VALUES
            for key in ("events", "objects", "eventTypes", "objectTypes", "more")
        },
    )
)
def test_any_json(tmp_path: Path, plain: dict[str, Any]) -> None:
    path = tmp_path / "log.jsonocel"
    path.write_text(json.dumps(a_ward(**plain)))

    read_or_refuse(path)


PIECES = st.sampled_from(
    ["<log>", "</log>", "<events>", "</events>", "<event id='e'>", "<event type='a'/>",
     "</event>", "<attributes>", "<attribute name='a'>", "x", "</attribute>", "<objects>",
     "<relationship object-id='o'/>", "<object id='o' type='t'/>", "&amp;", "&lol;", "\x00",
     "<!-- -->", "<![CDATA[", "<?x?>", "<object-types>", "<object-type name='t'>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_xml(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.xmlocel"
    path.write_text("<log><object-types/>" + text)

    read_or_refuse(path)
