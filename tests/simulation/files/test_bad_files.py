"""A file that is no model is told of in one message, quickly and without a traceback."""

from __future__ import annotations

import contextlib
import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.simulation.files.models import EVERYTHING
from tests.simulation.wards import a_model
from wholeflow.errors import BadModel
from wholeflow.simulation import Model, read_model, write_model

SOUND = write_model(a_model(), "yaml")


def all_of(text, file_format="yaml", **options):
    with pytest.raises(BadModel) as told:
        read_model(text, file_format, **options)
    return told.value.faults


def faults_of(text, file_format="yaml", **options):
    return [str(fault) for fault in all_of(text, file_format, **options)]


def test_all_faults_of_the_form_are_told_with_their_rows() -> None:
    text = """\
wholeflow: simulation-model 2
name: [Tests]
nodes:
- name: Ward
  service: {"*": {exponental: {mean: 2}}}
  claims: {beds: 1}
  plaecs: 3
  places: 2.5
- {service: {"*": {exponential: {mean: two, sd: 1}}}}
pools:
- {name: beds, capacity: many, backfill: maybe, choose: me}
sources:
- {name: door, node: Ward, arrivals: [1], together: {01: 1}}
present: nobody
"""

    told = [(fault.row, fault.column, fault.message) for fault in all_of(text)]
    assert told == [
        (1, "wholeflow", told[0][2]),
        (2, "name", "expected text, got a list of 1"),
        (5, "exponental", "there is no such field here; did you mean exponential?"),
        (
            6,
            "claims",
            "expected a list, in [ ] or with - before each, got fields: beds",
        ),
        (7, "plaecs", "there is no such field here; did you mean places?"),
        (8, "places", 'expected a whole number, got "2.5"'),
        (9, "nodes", 'expected a field "name", got none'),
        (9, "sd", "there is no such field here; known are mean"),
        (9, "mean", 'expected a number, got "two"'),
        (11, "capacity", 'expected a number, got "many"'),
        (11, "backfill", 'expected true or false, got "maybe"'),
        (11, "choose", 'expected "longest wait" or "node order", got "me"'),
        (13, "arrivals", told[12][2]),
        (13, "together", 'expected whole numbers from 1, got "01"'),
        (14, "present", 'expected a list, in [ ] or with - before each, got "nobody"'),
    ]
    assert 'expected "simulation-model 1", got "simulation-model 2"' in told[0][2]
    assert "with its fields: random, appointments, recorded" in told[12][2]


def test_all_that_is_wrong_with_what_is_said_is_told_with_its_row() -> None:
    text = """\
wholeflow: simulation-model 1
name: Tests
timezone: Europe/Lundon
nodes:
- name: Ward
  service:
    "*": {exponential:
      {mean: -1}}
  claims: [{pool: beds}, {pool: bed}]
  routes: {"*": {shares: {to: {Ward: 0.5, Wrad: 0.6}}}}
pools:
- name: beds
  capacity:
    by hour: {units: [1, 2]}
sources:
- name: door
  node: Ward
  arrivals:
    random: {per_hour: 1}
"""

    assert [fault.partition(":")[0] for fault in faults_of(text)] == [
        "row 3",
        "row 7",
        "row 9",
        "row 10",
        "row 10",
        "row 13",
    ]


def test_what_is_left_out_has_no_row() -> None:
    text = SOUND[: SOUND.index("sources:")]

    (fault,) = faults_of(text)
    assert fault.startswith("expected a source, or patients who are present")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "row 1: expected"),
        ("[]", "row 1: expected"),
        ("a: &b [1]\nc: *b", "row 1: expected no anchor, got &b. Take it out"),
        (SOUND + "name: again\n", "expected each field once, got it again after row 2"),
        (SOUND + "---\n" + SOUND, "expected one document, got a second after ---"),
        ("x: !!python/object:os.system {}", "expected no tag"),
        ("x: [" * 300, "expected values at most 200 deep in each other"),
        (b"\xff\xfe", "expected text in UTF-8"),
        ("name: \ud800", "expected text in UTF-8"),
        ("name: {*: 1}", "this is not YAML"),
        (SOUND.replace("72", ".inf"), 'expected a number, got ".inf"'),
        (SOUND.replace("72", "1e999"), 'expected a number, got "1e999"'),
        (SOUND.replace("72", "0x10"), 'expected a number, got "0x10"'),
        (SOUND.replace("72", ""), "expected a number, got nothing"),
        (SOUND.replace("72", "'72'"), 'expected a number, got "72"'),
    ],
)
def test_what_is_no_model_is_told_in_words(text, expected) -> None:
    assert any(expected in fault for fault in faults_of(text)), faults_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "this is not JSON: expected a field name"),
        ('{"name": NaN}', "this is not JSON"),
        ("[" * 100_000, "expected values at most 200 deep"),
        ('{"a": 1, "a": 2}', "expected each field once"),
        (json.dumps({"wholeflow": 1}), 'expected "simulation-model 1", got "1"'),
        (json.dumps({"name": 12}), 'column name: expected text, got "12"'),
    ],
)
def test_json_is_told_in_words_too(text, expected) -> None:
    told = faults_of(text, "json")

    assert any(expected in fault for fault in told), told


def test_a_file_over_the_limit_is_not_read() -> None:
    assert (
        "expected at most 1 MB, got 1.2 MB" in faults_of(b" " * 1_200_000, max_mb=1)[0]
    )


def test_values_without_number_are_not_kept() -> None:
    many = "[" + "1," * 400_000 + "1]"

    assert "expected at most 62,500 values" in faults_of(many, "json", max_mb=1)[0]


def test_names_that_are_not_known_are_told_quickly_however_many() -> None:
    nodes = [{"name": f"Node {n}", "service": {f"x{n}": {}}} for n in range(9_000)]
    text = json.dumps({"wholeflow": "simulation-model 1", "name": "x", "nodes": nodes})

    assert len(faults_of(text, "json")) == 1_001


WHOLE = {form: write_model(EVERYTHING, form).encode() for form in ("json", "yaml")}


def read_or_refused(content: bytes, file_format) -> None:
    """Read what may be no model: it is one, or refused, and nothing else happens."""
    with contextlib.suppress(BadModel):
        assert isinstance(read_model(content, file_format), Model)


@pytest.mark.parametrize("file_format", ["json", "yaml"])
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_read_or_refused(file_format, data) -> None:
    end = data.draw(st.integers(0, len(WHOLE[file_format])))

    read_or_refused(WHOLE[file_format][:end], file_format)


@pytest.mark.parametrize("file_format", ["json", "yaml"])
@given(data=st.data())
def test_a_file_with_bits_flipped_is_read_or_refused(file_format, data) -> None:
    content = bytearray(WHOLE[file_format])
    bits = st.lists(st.integers(0, len(content) * 8 - 1), min_size=1, max_size=8)
    for bit in data.draw(bits):
        content[bit // 8] ^= 1 << bit % 8

    read_or_refused(bytes(content), file_format)


@pytest.mark.parametrize("file_format", ["json", "yaml"])
@given(content=st.binary(max_size=200))
@example(content=b"{}")
def test_anything_at_all_is_read_or_refused(file_format, content) -> None:
    read_or_refused(content, file_format)


NUMBER = re.compile(r"(?<=[ \[])-?[0-9.]+(?=[,\n\]])")
ODD_NUMBERS = [
    "0",
    "-1",
    "1e-300",
    "1e300",
    "1e15",
    "0.1",
    "1e-7",
    "5e-324",
    "999999",
    "64",
    "1",
]


@given(data=st.data())
def test_odd_numbers_anywhere_are_read_or_refused(data) -> None:
    text = WHOLE["json"].decode()
    places = [found.span() for found in NUMBER.finditer(text)]
    assert len(places) > 60
    begin, end = data.draw(st.sampled_from(places))
    odd = data.draw(st.sampled_from(ODD_NUMBERS))

    read_or_refused((text[:begin] + odd + text[end:]).encode(), "json")
