"""A map file that cannot be read is told of in one message, quickly and within bounds."""

import json
import re
import tracemalloc
from time import perf_counter

import pytest

from wholeflow.errors import BadMap
from wholeflow.processes import read_map

MILLION = 1_000_000


def faults_of(text, file_format="yaml", **options):
    with pytest.raises(BadMap) as told:
        read_map(text, file_format, **options)
    return told.value.faults


def only_fault_of(text, file_format="yaml", **options):
    (fault,) = faults_of(text, file_format, **options)
    return fault


def test_all_faults_of_a_file_are_told_together_each_with_its_row_and_field():
    text = """\
name: Tests
processes:
- name: Testing blood
  owner: [Ann, Bob]
  lable: public
  reviewed: 2023-02-30
- id: b
  name: Requesting tests
  why: [{kind: method, text: x}]
parts:
- {whole: b, part: nobody}
interlocks:
- {giver: b, receiver: testing-blood, passes: blame, what: letters}
"""

    places = [(fault.row, fault.column) for fault in faults_of(text)]

    assert places == [
        (4, "owner"),
        (5, "lable"),
        (6, "reviewed"),
        (9, "kind"),
        (11, "part"),
        (13, "passes"),
    ]


def test_json_faults_have_rows_too():
    text = '{\n"name": "x",\n"processes": [\n{"name": "a", "label": "secret"}]}'

    fault = only_fault_of(text, "json")

    assert (fault.row, fault.column) == (4, "label")


def test_a_circle_is_told_with_its_path_by_names_and_the_row_that_closes_it():
    text = """\
name: x
processes: [{id: a, name: Diagnosing}, {id: b, name: Testing blood}]
parts:
- {whole: a, part: b}
- {whole: b, part: a}
"""

    fault = only_fault_of(text)

    assert fault.row == 5
    assert "Diagnosing > Testing blood > Diagnosing" in fault.message


def test_two_circles_are_both_told():
    text = """\
name: x
processes: [{id: a, name: A}, {id: b, name: B}]
parts:
- {whole: a, part: a}
- {whole: b, part: b}
"""

    assert [fault.row for fault in faults_of(text)] == [4, 5]


def test_a_long_circle_is_shortened():
    count = 1_000
    text = json.dumps(
        {
            "name": "x",
            "processes": [{"id": f"p{n}", "name": f"P{n}"} for n in range(count)],
            "parts": [
                {"whole": f"p{n}", "part": f"p{(n + 1) % count}"} for n in range(count)
            ],
        }
    )

    assert "P5 > … 989 more … > P995" in only_fault_of(text, "json").message


def test_two_owners_in_a_list_are_refused():
    text = "name: x\nprocesses:\n- name: a\n  owner: [Ann, Bob]\n"

    assert "expected one owner, got 2: Ann, Bob" in only_fault_of(text).message


def test_a_second_owner_under_the_same_field_is_refused():
    text = "name: x\nprocesses:\n- name: a\n  owner: Ann\n  owner: Bob\n"

    fault = only_fault_of(text)

    assert (fault.row, "expected one owner, got a second" in fault.message) == (5, True)


def test_a_field_given_twice_is_refused():
    assert "again after row 1" in only_fault_of("name: x\nname: y\n").message


def test_an_unknown_field_is_refused_with_the_nearest_one():
    assert "Did you mean processes?" in only_fault_of("name: x\nprocess: []\n").message


def test_an_id_used_twice_is_refused_with_both_rows():
    text = "name: x\nprocesses:\n- {id: a, name: A}\n- {id: a, name: B}\n"

    fault = only_fault_of(text)

    assert (fault.row, "stands in row 3 too" in fault.message) == (4, True)


def test_a_refused_process_is_still_known_to_its_parts():
    text = "name: x\nprocesses:\n- {id: a, name: A, label: no}\n- {id: b, name: B}\n"
    text += "parts: [{whole: a, part: b}]\n"

    assert only_fault_of(text).column == "label"


def test_another_version_of_the_form_is_refused():
    assert (
        "map:2" in only_fault_of("schema: urn:wholeflow:schema:map:2\nname: x").message
    )


@pytest.mark.parametrize(
    ("file_format", "text"),
    [
        ("json", "[" * MILLION),
        ("json", '{"a":' * MILLION),
        ("yaml", "[" * MILLION),
        ("yaml", "{a: " * MILLION),
        ("yaml", "- " * MILLION),
        ("yaml", "? " * MILLION),
        ("yaml", "".join(f"{' ' * n}a:\n" for n in range(3_000))),
        ("yaml", "".join(f"{' ' * n}- a:\n" for n in range(3_000))),
    ],
    ids=[
        *("json lists", "json fields", "flow lists", "flow fields", "block lists"),
        *("keys", "block fields", "block lists of fields"),
    ],
)
def test_endless_depth_costs_one_message(file_format, text):
    tracemalloc.start()
    started = perf_counter()

    faults = faults_of(text, file_format)

    seconds, (_, peak_bytes) = perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(faults) == 1
    assert seconds < 5
    assert peak_bytes < 20 * MILLION + 5 * len(text)


def test_a_file_over_the_size_setting_is_refused_with_the_name_of_the_setting():
    fault = only_fault_of("name: x" + " " * 2_000_000, max_mb=1)

    assert re.search("at most 1 MB, got 2.0 MB.*WHOLEFLOW_MAX_MAP_MB", fault.message)


def test_more_values_than_an_honest_file_could_hold_are_refused():
    text = '{"name":"x","processes":[' + "[]," * 70_000 + "[]]}"

    assert "at most 62,500 values" in only_fault_of(text, "json", max_mb=1).message


def test_reading_stops_at_a_thousand_faults():
    text = "name: x\nprocesses:\n" + "- {name: a, owner: [b, c]}\n" * 2_000

    assert len(faults_of(text)) == 1_001


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: &a x\n", "expected no anchor"),
        ("name: x\nprocesses: *a\n", "alias"),
        ("name: !!str x\n", "expected no tag"),
        ("name: x\n---\nname: y\n", "one document"),
        ("name: [x\n", "this is not YAML"),
        ("name: x\0y\n", "cannot be shown"),
        ("", "expected the fields of a map"),
        ("- a\n- b\n", "expected the fields of a map"),
    ],
    ids=["anchor", "alias", "tag", "documents", "open", "NUL", "empty", "list"],
)
def test_yaml_beyond_plain_values_is_refused(text, message):
    assert any(message in fault.message for fault in faults_of(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a value, got the end of the file"),
        ('{"name": "x"', "expected a comma or }, got the end"),
        ('{"name": "x",}', "expected a field name"),
        ('{"name" "x"}', "expected a colon"),
        ('{"name": x}', "cannot stand here"),
        ("{'name': 'x'}", "cannot stand here"),
        ('{"name": "x"} {}', "expected nothing more"),
        ('{"name": "x\0"}', "cannot stand here"),
        ('{"name": "\\q"}', "Invalid"),
        ('{"name": NaN}', "cannot stand here"),
        ('{"name": 01}', "expected a comma or }"),
    ],
)
def test_what_is_not_json_is_refused_with_what_was_expected(text, message):
    assert message in only_fault_of(text, "json").message


@pytest.mark.parametrize("file_format", ["json", "yaml"])
def test_bytes_that_are_not_utf_8_are_refused_with_their_row(file_format):
    assert only_fault_of(b'\n{"name": "caf\xe9"}', file_format).row == 2


def test_a_byte_order_mark_is_no_fault():
    assert read_map(b"\xef\xbb\xbfname: x\n", "yaml").name == "x"


def test_half_a_letter_is_refused():
    assert "UTF-8" in only_fault_of("name: \ud800").message


def test_a_part_written_inside_its_whole_is_the_same_as_one_listed():
    inside = """\
name: x
processes:
- name: Diagnosing
  parts:
  - {name: Requesting tests, necessity: [0.5, 1]}
  - blood
- {id: blood, name: Testing blood}
"""
    listed = """\
name: x
processes:
- {id: diagnosing, name: Diagnosing}
- {id: requesting-tests, name: Requesting tests}
- {id: blood, name: Testing blood}
parts:
- {whole: diagnosing, part: requesting-tests, necessity: [0.5, 1]}
- {whole: diagnosing, part: blood}
"""

    assert read_map(inside, "yaml") == read_map(listed, "yaml")


def test_plain_text_under_a_heading_is_an_entry_of_its_first_kind():
    text = (
        "name: x\nprocesses:\n- name: a\n  why: [To know]\n  success: [It is known]\n"
    )

    process = read_map(text, "yaml").processes[0]

    assert (process.entries[0].kind, process.success[0].text) == (
        "purpose",
        "It is known",
    )


def test_words_that_yaml_takes_for_values_are_names_where_a_name_is_meant():
    text = "name: 2023\nprocesses:\n- {name: yes, owner: no, aliases: [1e3]}\n"

    process = read_map(text, "yaml").processes[0]

    assert (process.name, process.owner, process.aliases) == ("yes", "no", ("1e3",))


def test_a_number_for_a_name_is_refused_in_json():
    text = '{"name": "x", "processes": [{"name": 5}]}'

    assert "expected text; got '5'" in only_fault_of(text, "json").message
