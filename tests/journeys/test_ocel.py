"""Object-centric logs: one value from three forms, and journeys along one type."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from tests.journeys.ocel_files import EXAMPLES, a_ward, an_event, an_object, written
from wholeflow.errors import BadLog
from wholeflow.journeys import (
    Columns,
    ObjectCentricLog,
    read_log,
    read_ocel,
    refuse_identifiers,
)
from wholeflow.journeys.formats import open_log

BERLIN = "Europe/Berlin"
PATIENT = Columns(case="patient")


@pytest.fixture(scope="module")
def example() -> ObjectCentricLog:
    return read_ocel(EXAMPLES[0], timezone=BERLIN)


def test_the_example_has_the_published_counts(example: ObjectCentricLog) -> None:
    counts = (
        example.n_events,
        example.n_objects,
        len(example.event_objects),
        len(example.object_objects),
        len(example.changes),
    )

    assert counts == (13, 9, 20, 7, 3)


@pytest.mark.parametrize("path", EXAMPLES[1:], ids=lambda path: path.suffix)
def test_the_three_forms_say_the_same(example: ObjectCentricLog, path: Path) -> None:
    assert read_ocel(path, timezone=BERLIN) == example


def test_times_without_an_offset_are_on_the_clock_that_is_told(
    example: ObjectCentricLog,
) -> None:
    assert read_ocel(EXAMPLES[1], timezone="Europe/London") != example


def test_an_order_of_500_became_600_in_january(example: ObjectCentricLog) -> None:
    order = example.changes.filter(pl.col("object") == "PO1").row(0, named=True)

    assert order["attribute"] == "po_quantity"
    assert order["value"] == "600"
    assert order["since"].isoformat() == "2022-01-13T11:00:00+00:00"


def test_what_was_so_from_the_start_has_no_time(example: ObjectCentricLog) -> None:
    first = example.object_values.filter(pl.col("object") == "PO2")

    assert first["since"].to_list() == [None, None]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.suffix)
def test_journeys_along_one_type_are_the_same_from_every_form(path: Path) -> None:
    journeys = read_log(path, timezone=BERLIN, columns=Columns(case="Purchase Order"))

    assert (journeys.n_cases, journeys.n_events) == (2, 5)
    assert journeys.case_names.to_list() == ["PO1", "PO2"]
    assert journeys.first.isoformat() == "2022-01-10T08:15:00+00:00"


def test_an_event_about_two_patients_stands_in_both_journeys(tmp_path: Path) -> None:
    journeys = read_log(written(tmp_path, a_ward()), columns=PATIENT)

    traces = [
        [journeys.activities[code] for code in journeys.activity[begin:end]]
        for begin, end in zip(
            journeys.first_event[:-1], journeys.first_event[1:], strict=True
        )
    ]
    assert traces == [["admit", "round", "discharge"], ["admit", "round"]]
    assert (
        "1 of 5 events are about more than one 'patient' and stand in the journey of "
        "each."
    ) in journeys.notes


def test_events_about_nobody_are_left_out_and_counted(tmp_path: Path) -> None:
    journeys = read_log(written(tmp_path, a_ward()), columns=PATIENT)

    assert "clean" not in journeys.activities
    assert "1 events are about no 'patient' and are left out." in journeys.notes


def test_a_person_is_followed_unless_another_type_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, a_ward())

    journeys = read_log(path)
    beds = read_log(path, columns=Columns(case="bed"))

    assert journeys.case_names.to_list() == ["p1", "p2"]
    assert journeys.notes[0].startswith("A journey is what happened to one 'patient'.")
    assert "'bed', 'team'" in journeys.notes[0]
    assert beds.case_names.to_list() == ["b1"]
    assert not any("A journey is" in note for note in beds.notes)


def test_without_persons_the_type_that_most_events_have_is_followed() -> None:
    journeys = read_log(EXAMPLES[0])

    assert journeys.case_names.to_list() == ["R1", "R2", "R3"]
    assert "one 'Invoice'" in journeys.notes[0]


def test_other_types_and_attributes_are_columns(tmp_path: Path) -> None:
    path = written(tmp_path, a_ward())

    journeys = read_log(
        path, columns=Columns(case="patient", group="team", more=("route", "bed"))
    )

    assert journeys.groups == ("t1",)
    assert journeys.more["route"].names == ("ambulance", "clinic")
    assert journeys.more["bed"].names == ("b1",)
    assert "1 events are about more than one 'team'; the first by name is taken." in (
        journeys.notes
    )


def test_a_log_may_follow_an_attribute_of_its_events(tmp_path: Path) -> None:
    ward = a_ward(events=[an_event("e1", "admit", 8, route="ambulance")])

    journeys = read_log(written(tmp_path, ward), columns=Columns(case="route"))

    assert journeys.case_names.to_list() == ["ambulance"]


def test_identifiers_of_people_are_found_in_every_column(tmp_path: Path) -> None:
    ward = a_ward()
    ward["events"][1]["attributes"][0]["value"] = "rang 07700 900123"
    raw = open_log(written(tmp_path, ward))

    assert len(raw.fetch([])) == 0
    with pytest.raises(BadLog, match="row 66, column route: telephone numbers"):
        refuse_identifiers(raw, but=("case", "patient"))


def test_two_ties_of_an_event_to_one_object_are_one_event(tmp_path: Path) -> None:
    event = an_event("e1", "admit", 8, "p1", "p1")
    event["relationships"][1]["qualifier"] = "carried by"

    journeys = read_log(written(tmp_path, a_ward(events=[event])), columns=PATIENT)

    assert journeys.n_events == 1


def test_a_packed_file_says_the_same(tmp_path: Path) -> None:
    plain, packed = written(tmp_path, a_ward()), tmp_path / "log.jsonocel.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert read_ocel(packed) == read_ocel(plain)


def test_numbers_are_one_value_however_they_are_written(tmp_path: Path) -> None:
    as_number = a_ward()
    as_text = a_ward()
    as_text["objects"][0]["attributes"][0]["value"] = " 3"
    first = read_ocel(written(tmp_path, as_number, "a.json"))

    second = read_ocel(written(tmp_path, as_text, "b.json"))

    assert first == second


def test_a_value_unlike_its_type_stays_text_and_is_counted(tmp_path: Path) -> None:
    ward = a_ward()
    ward["objects"][0]["attributes"][0]["value"] = "three"

    log = read_ocel(written(tmp_path, ward))

    assert log.object_values["value"].to_list() == ["three", "7"]
    assert log.notes == (
        "1 values are not of the type that their attribute declares; they stay text.",
    )


def test_nothing_as_a_value_says_nothing(tmp_path: Path) -> None:
    ward = a_ward()
    ward["objects"][0]["attributes"][0]["value"] = None

    assert len(read_ocel(written(tmp_path, ward)).object_values) == 1


def test_a_long_file_is_read_a_piece_at_a_time(tmp_path: Path) -> None:
    rounds = [an_event(f"r{n}", "round", n % 24, f"p{n % 500}") for n in range(20_000)]
    patients = [an_object(f"p{n}", "patient") for n in range(500)]

    log = read_ocel(written(tmp_path, a_ward(events=rounds, objects=patients)))

    assert (log.n_events, log.n_objects) == (20_000, 500)
    assert log.events["id"].to_list() == [f"r{n}" for n in range(20_000)]
