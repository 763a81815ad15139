"""Visits, episodes, appointments and tasks of FHIR R4 as journeys."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.fhir_files import (
    a_period,
    a_place,
    a_step,
    a_task,
    a_visit,
    an_appointment,
    an_episode,
    at,
    ndjson,
)
from wholeflow.errors import BadLog
from wholeflow.journeys import Columns, Journeys, look, read_log
from wholeflow.journeys.formats import open_log

MORE = ("status", "reason", "discharged to", "encounter", "source")


def read(folder: Path, *resources: dict[str, Any]) -> Journeys:
    return read_log(ndjson(folder, *resources), columns=Columns(more=MORE))


def told(journeys: Journeys) -> list[tuple[str, int, int]]:
    """What was done, from which hour to which on that summer's day in London."""
    begin = 1_719_788_400_000_000  # 1 July 2024, midnight in London
    hour = 3_600_000_000
    return [
        (journeys.activities[code], (start - begin) // hour, (end - begin) // hour)
        for code, start, end in zip(
            journeys.activity.tolist(),
            journeys.start.tolist(),
            journeys.end.tolist(),
            strict=True,
        )
    ]


def refused(path: Path) -> str:
    with pytest.raises(BadLog) as told:
        read_log(path)
    return str(told.value)


def test_a_visit_is_an_event_of_its_patient(tmp_path: Path) -> None:
    went_home = {"coding": [{"code": "home", "display": "Home"}]}
    why = [{"coding": [{"code": "29857009", "display": "Chest pain"}], "text": "free"}]

    journeys = read(
        tmp_path,
        a_visit(
            hospitalization={"dischargeDisposition": went_home},
            reasonCode=why,
            location=[a_place("Majors", None, None)],
        ),
    )

    assert told(journeys) == [("Emergency visit", 9, 12)]
    assert journeys.case_names.to_list() == ["p1"]
    assert journeys.organisations == ("North Trust",)
    assert journeys.groups == ("Majors",)
    assert journeys.kinds == ("emergency",)
    assert {heading: column.names for heading, column in journeys.more.items()} == {
        "status": ("finished",),
        "reason": ("Chest pain",),
        "discharged to": ("Home",),
        "encounter": ("v1",),
        "source": ("Encounter",),
    }


def test_stays_in_places_are_events_and_the_visit_frames_them(tmp_path: Path) -> None:
    places = [a_place("Majors", 9, 10), a_place("X-ray", 11, 12)]

    journeys = read(tmp_path, a_visit(location=places, period=a_period(8, 13)))

    assert told(journeys) == [
        ("Emergency visit begins", 8, 8),
        ("Emergency visit: Majors", 9, 10),
        ("Emergency visit: X-ray", 11, 12),
        ("Emergency visit ends", 13, 13),
    ]
    assert journeys.groups == ("Majors", "X-ray")
    assert (
        "1 visits and episodes are told by their parts, or frame others: of them only "
        "the beginning and the end are events."
    ) in journeys.notes


def test_a_place_that_was_only_planned_is_no_stay(tmp_path: Path) -> None:
    planned = a_place("Ward 9", 10, 11) | {"status": "planned"}

    journeys = read(tmp_path, a_visit(location=[planned]))

    assert told(journeys) == [("Emergency visit", 9, 12)]


def test_steps_of_a_visit_are_moments_and_its_care_takes_time(tmp_path: Path) -> None:
    steps = [
        a_step("planned", 7, 9),
        a_step("arrived", 9, 10),
        a_step("triaged", 10, 11),
        a_step("in-progress", 11, 12),
    ]

    journeys = read(tmp_path, a_visit(statusHistory=steps))

    assert told(journeys) == [
        ("Emergency visit begins", 9, 9),
        ("Emergency visit: arrived", 9, 9),
        ("Emergency visit: triaged", 10, 10),
        ("Emergency visit: in-progress", 11, 12),
        ("Emergency visit ends", 12, 12),
    ]


def test_a_visit_that_others_are_part_of_frames_them(tmp_path: Path) -> None:
    whole = {"reference": "Encounter/spell"}
    label = [{"text": "Consultant episode"}]

    journeys = read(
        tmp_path,
        a_visit("spell", period=a_period(8, 20), type=[{"text": "Spell"}]),
        a_visit("e1", partOf=whole, type=label, period=a_period(8, 12)),
        a_visit("e2", partOf=whole, type=label, period=a_period(14, 20)),
    )

    assert told(journeys) == [
        ("Spell begins", 8, 8),
        ("Consultant episode", 8, 12),
        ("Consultant episode", 14, 20),
        ("Spell ends", 20, 20),
    ]


def test_an_episode_of_care_hides_no_wait_inside_it(tmp_path: Path) -> None:
    history = [a_step("waitlist", 8, 9), a_step("active", 9, 20)]

    journeys = read(tmp_path, an_episode(statusHistory=history), a_visit(), a_task())

    assert told(journeys) == [
        ("Heart failure care begins", 8, 8),
        ("Heart failure care: waitlist", 8, 8),
        ("Emergency visit", 9, 12),
        ("Arrange care at home", 16, 18),
        ("Heart failure care ends", 20, 20),
    ]


def test_an_appointment_that_was_cancelled_is_kept_and_takes_no_time(
    tmp_path: Path,
) -> None:
    why = {"coding": [{"code": "prov", "display": "Provider"}]}

    journeys = read(tmp_path, an_appointment(status="cancelled", cancelationReason=why))

    assert told(journeys) == [("appointment: Cardiology (cancelled)", 14, 14)]
    assert journeys.more["status"].names == ("cancelled",)
    assert journeys.more["reason"].names == ("Provider",)
    assert journeys.kinds == ("planned",)
    assert journeys.groups == ("Heart clinic",)


def test_an_appointment_that_became_a_visit_is_told_once(tmp_path: Path) -> None:
    visit = a_visit(appointment=[{"reference": "Appointment/a1"}])

    journeys = read(tmp_path, an_appointment(), an_appointment(id="a2"), visit)

    assert [name for name, *_ in told(journeys)] == [
        "Emergency visit",
        "appointment: Cardiology",
    ]
    assert "Left out: 1 appointments whose visit is told." in journeys.notes


@pytest.mark.parametrize(
    ("resource", "label"),
    [
        (a_visit(type=[], serviceType={"text": "Eye clinic"}), "Eye clinic"),
        (a_visit(type=[]), "emergency"),
        (a_visit(type=[], **{"class": {"code": "X9"}}), "X9"),
        (a_visit(type=[], **{"class": {}}), "visit"),
        (a_visit(type=[], **{"class": {"code": "V", "display": "seen"}}), "seen"),
        (
            an_appointment(serviceType=[], specialty=[{"text": "Eyes"}]),
            "appointment: Eyes",
        ),
        (an_appointment(serviceType=[], appointmentType={}), "appointment"),
        (a_task(code={}), "task"),
        (a_task(status="requested"), "Arrange care at home (requested)"),
        (an_episode(type=[], period={"start": at(8)}), "episode of care begins"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_done_is_what_the_resource_says_best(
    tmp_path: Path, resource: dict[str, Any], label: str
) -> None:
    assert read(tmp_path, resource).activities == (label,)


def test_organisations_and_places_have_the_names_that_come_along(
    tmp_path: Path,
) -> None:
    journeys = read(
        tmp_path,
        a_visit(location=[{"location": {"reference": "Location/l7"}}]),
        a_visit("v2", serviceProvider={"reference": "Organization/o1"}),
        a_visit(
            "v3", serviceProvider={"reference": "https://x.org/r4/Organization/o9"}
        ),
        a_visit("v4", serviceProvider={"display": "A care home"}),
        a_visit("v5", serviceProvider={"identifier": {"value": "RDR"}}),
        {"resourceType": "Location", "id": "l7", "name": "Resus"},
        {"resourceType": "Organization", "id": "o9", "name": "South Trust"},
    )

    assert journeys.groups == ("Resus",)
    assert journeys.organisations == (
        "A care home",
        "North Trust",
        "RDR",
        "South Trust",
    )


def test_records_of_one_patient_that_were_merged_are_one_journey(
    tmp_path: Path,
) -> None:
    def patient(name: str, other: str, how: str) -> dict[str, Any]:
        link = {"other": {"reference": f"Patient/{other}"}, "type": how}
        return {"resourceType": "Patient", "id": name, "link": [link]}

    journeys = read(
        tmp_path,
        *(a_visit(f"v{n}", f"p{n}") for n in range(1, 5)),
        patient("p1", "p2", "replaced-by"),
        patient("p3", "p2", "replaces"),
        patient("p4", "p1", "seealso"),
    )

    assert journeys.case_names.to_list() == ["p3", "p4"]


def test_records_merged_in_a_circle_do_not_stop_reading(tmp_path: Path) -> None:
    link = [{"other": {"reference": "Patient/p2"}, "type": "replaced-by"}]
    back = [{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}]

    journeys = read(
        tmp_path,
        a_visit(),
        {"resourceType": "Patient", "id": "p1", "link": link},
        {"resourceType": "Patient", "id": "p2", "link": back},
    )

    assert journeys.n_cases == 1


def test_nothing_of_a_patient_or_of_staff_is_kept(tmp_path: Path) -> None:
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"text": "Ann Other"}],
        "birthDate": "1950-02-03",
        "address": [{"postalCode": "M1 1AA"}],
    }
    visit = a_visit(
        participant=[{"individual": {"display": "Dr Nightingale"}}],
        reasonCode=[{"text": "her husband John rang"}],
    )
    visit["subject"]["display"] = "Ann Other"
    task = a_task(
        owner={"reference": "Practitioner/x", "display": "Dr Nightingale"},
        description="ring Ann",
    )
    path = ndjson(tmp_path, patient, visit, an_appointment(), task)
    raw = open_log(path)

    kept = raw.fetch(raw.headings).write_csv()
    for private in ("Ann", "1950", "M1", "Nightingale", "John"):
        assert private not in kept


@pytest.mark.parametrize(
    "subject",
    [
        {},
        {"reference": "Group/g1"},
        {"reference": "#inside"},
        {"identifier": {"value": "943 476 5919"}},
    ],
    ids=["none", "group", "contained", "identifier"],
)
def test_what_has_no_patient_is_left_out_and_counted(
    tmp_path: Path, subject: dict[str, Any]
) -> None:
    journeys = read(tmp_path, a_visit(), a_visit("v2", subject=subject))

    assert journeys.n_events == 1
    assert "Left out: 1 without a patient." in journeys.notes


def test_what_is_left_out_is_counted_by_why(tmp_path: Path) -> None:
    journeys = read(
        tmp_path,
        a_visit(),
        a_visit("v2", status="entered-in-error"),
        a_visit("v3", period={}),
        {"resourceType": "Observation"},
        {"resourceType": "Observation"},
        {},
    )

    assert journeys.notes[:3] == (
        "Read 3 Encounter.",
        "Other resources were passed over: 2 Observation, 1 no resourceType.",
        "Left out: 1 entered in error, 1 without a time.",
    )


def test_of_copies_of_one_resource_the_last_counts(tmp_path: Path) -> None:
    journeys = read(tmp_path, a_visit(), a_visit("v2"), a_visit(period=a_period(9, 15)))

    assert told(journeys) == [("Emergency visit", 9, 12), ("Emergency visit", 9, 15)]
    assert "Left out: 1 older copies of a resource." in journeys.notes


def test_a_visit_that_goes_on_has_no_end(tmp_path: Path) -> None:
    journeys = read(tmp_path, a_visit(period=a_period(9, None), status="in-progress"))

    assert journeys.only_half.tolist() == [True]


def test_whole_days_are_read_as_midnight_and_counted(tmp_path: Path) -> None:
    journeys = read(
        tmp_path,
        a_visit(period={"start": "2024-07-01", "end": "2024-07-03"}),
        a_visit("v2"),
    )

    assert told(journeys) == [("Emergency visit", 0, 48), ("Emergency visit", 9, 12)]
    assert "2 times are whole days; they are read as midnight." in journeys.notes


def test_a_day_that_is_start_and_end_is_counted_once(tmp_path: Path) -> None:
    journeys = read(
        tmp_path, a_task(status="requested", executionPeriod={"end": "2024-07-01"})
    )

    assert "1 times are whole days; they are read as midnight." in journeys.notes


def test_an_end_that_is_only_a_day_does_not_come_before_its_start(
    tmp_path: Path,
) -> None:
    journeys = read(tmp_path, a_visit(period={"start": at(9), "end": "2024-07-01"}))

    assert told(journeys) == [("Emergency visit", 9, 9)]
    assert journeys.only_half.tolist() == [True]
    assert "1 ends on the day of their start have no hour: not known." in journeys.notes


@pytest.mark.parametrize("partial", ["2024-07", "2024"])
def test_a_month_or_a_year_is_taken_as_not_known(tmp_path: Path, partial: str) -> None:
    journeys = read(tmp_path, a_visit(period={"start": at(9), "end": partial}))

    assert journeys.only_half.tolist() == [True]
    assert (
        "1 times are only a month or a year; they are taken as not known."
        in journeys.notes
    )


def test_a_folder_of_packed_and_plain_files_is_one_log(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    ndjson(folder, a_task(), name="Task.000.ndjson")
    packed = json.dumps(a_visit()).encode()
    (folder / "Encounter.000.ndjson.gz").write_bytes(gzip.compress(packed))
    (folder / "readme.txt").write_text("not this one")

    journeys = read_log(folder)

    assert journeys.source == "export"
    assert [name for name, *_ in told(journeys)] == [
        "Emergency visit",
        "Arrange care at home",
    ]


def test_a_file_is_known_by_its_content(tmp_path: Path) -> None:
    path = ndjson(tmp_path, a_visit(), name="log.txt")
    packed = tmp_path / "log.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))

    assert read_log(path).n_events == read_log(packed).n_events == 1


def test_each_bad_line_is_told_with_its_path(tmp_path: Path) -> None:
    path = ndjson(
        tmp_path,
        a_visit(),
        a_visit("v2", period={"start": "yesterday"}),
        a_visit("v3", period={"start": at(9), "end": "2024-02-31T10:00:00Z"}),
        a_visit("v4", period=[]),
        a_visit("v5", location=[{"period": {"start": 5}}]),
        a_visit("v6", location={}),
        a_visit("v7", type=["x"]),
        a_visit("v8", status=True),
        a_visit("v9", id="\ud800"),
    )
    with path.open("a") as file:
        file.write(
            '{"resourceType": "Encounter"\n[]\n{"resourceType": 5}\n' + "[" * 99_999
        )
        file.write("\n" + "9" * 5000 + "\n")

    message = refused(path)

    for line in (
        "row 2, column Encounter.period.start: expected a date and time written like",
        "row 3, column Encounter.period.end: '2024-02-31T10:00:00Z' is not a date",
        "row 4, column Encounter.period: expected an object, got a list",
        "row 5, column Encounter.location.period.start: expected text, got a number",
        "row 6, column Encounter.location: expected a list, got an object",
        "row 7, column Encounter.type[0]: expected an object, got text",
        "row 8, column Encounter.status: expected text, got yes or no",
        "row 9, column Encounter.id: expected whole letters, got text",
        "row 10: this is not JSON: Expecting ',' delimiter (character 29)",
        "row 11, column the line: expected a resource as an object, got a list",
        "row 12, column the line.resourceType: expected text, got a number",
        "row 13: too many elements in each other",
        "row 14: a number has too many digits",
    ):
        assert line in message


def test_a_bad_line_of_a_folder_is_told_with_its_file(tmp_path: Path) -> None:
    ndjson(tmp_path, a_visit(), name="a.ndjson")
    ndjson(tmp_path, a_visit(period=[]), name="b.ndjson")

    assert "b.ndjson, row 1, column Encounter.period: expected" in refused(tmp_path)


def test_many_bad_lines_are_counted_not_listed(tmp_path: Path) -> None:
    wrong = [a_visit(f"v{n}", period=[]) for n in range(3000)]

    with pytest.raises(BadLog) as told:
        read_log(ndjson(tmp_path, *wrong))

    assert len(told.value.faults) == 101
    assert str(told.value.faults[-1]) == "and 2,900 more faults"


def test_a_bundle_over_several_lines_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({"id": "b", "resourceType": "Bundle"}, indent=2))

    assert "expected one resource to a line (NDJSON)" in refused(path)


def test_resources_without_any_event_are_told(tmp_path: Path) -> None:
    path = ndjson(tmp_path, {"resourceType": "Patient", "id": "p1"}, a_visit(period={}))

    assert refused(path) == (
        "log.ndjson: there is no event in it; expected Encounter, EpisodeOfCare, "
        "Appointment or Task with a patient and a time. Found: 1 Encounter; left out: 1 "
        "without a time"
    )


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = "wholeflow.journeys.formats.fhir.reading.LONGEST_LINE"
    monkeypatch.setattr(longest, 1 << 16)
    path = ndjson(
        tmp_path, a_visit(), a_visit(comment="x" * (1 << 18)), a_visit(period=[])
    )

    message = refused(path)

    assert "row 2: a resource is longer than 65,536 bytes" in message
    assert "row 3, column Encounter.period" in message


def test_lines_that_unpack_beyond_the_size_setting_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_MAX_LOG_MB", "1")
    path = tmp_path / "log.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"resourceType": "x"}\n' * 100_000))

    assert "unpacks to more than the limit of 1 MB" in refused(path)


def test_a_packed_file_cut_off_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(a_visit()).encode() * 2)
    path = tmp_path / "log.ndjson.gz"
    path.write_bytes(packed[:-12])

    assert "cut off" in refused(path)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5)
    | st.sampled_from(["2024", "2024-05-01", at(9), "Patient/p1", "Encounter/v1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["reference", "display", "coding", "code", "text", "period",
                             "start", "end", "status", "location", "other", "type"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)  # fmt: skip
ELEMENTS = st.sampled_from(
    ["status", "class", "type", "subject", "period", "location", "statusHistory", "partOf",
     "appointment", "participant", "start", "end", "executionPeriod", "for", "patient",
     "owner", "code", "link", "name", "id", "resourceType", "hospitalization"]
)  # fmt: skip
RESOURCES = st.sampled_from([a_visit(), an_episode(), an_appointment(), a_task()])


@given(st.lists(st.tuples(RESOURCES, st.dictionaries(ELEMENTS, ANYTHING, max_size=3))))
def test_any_elements(
    tmp_path: Path, resources: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    path = ndjson(tmp_path, a_visit(), *(plain | more for plain, more in resources))

    try:
        journeys = read_log(path)
    except BadLog:
        return
    assert look(journeys).events == journeys.n_events


@given(place=st.integers(0, 1500), junk=st.binary(min_size=1, max_size=30))
def test_some_bytes_changed(tmp_path: Path, place: int, junk: bytes) -> None:
    path = ndjson(tmp_path, a_visit(), an_episode(), an_appointment(), a_task())
    data = path.read_bytes()
    path.write_bytes(data[:place] + junk + data[place + len(junk) :])

    try:
        journeys = read_log(path)
    except BadLog:
        return
    assert look(journeys).events == journeys.n_events
