"""Every map comes back from its file as it went, and the published schema takes it."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from wholeflow.errors import BadMap
from wholeflow.processes import (
    COMBINING,
    DEPENDENCE,
    HEADINGS,
    KINDS,
    LABELS,
    PASSES,
    STATES,
    Entry,
    Interlock,
    Map,
    Part,
    Process,
    Statement,
    read_map,
    read_template,
    template_names,
    write_map,
)

SCHEMA = json.loads(
    files("wholeflow.processes").joinpath("schema/map-1.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


# Texts that formats get wrong: words YAML takes for values, signs it gives a meaning,
# line breaks of every kind, and letters beyond the basic plane.
AWKWARD = (
    *("no", "NULL", "~", "1e3", "0x1F", "2023-09-30", "a: b", "a #b", "- a", "|", "é"),
    *("'", '"', "\\", "a\nb", "a\n\n  b", "\ta", "a\r\nb", "\u2028a", "\ufeffa", "🙂"),
    *(" a", "a\n", "[a]", "{a}", "%a", "@a", "`a`", "&a", "*a", "!a", "yes ", "\x85"),
)
characters = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r")
texts = (
    (st.sampled_from(AWKWARD) | st.text(characters, min_size=1, max_size=30))
    .filter(str.strip)
    .filter(lambda text: "\x85" not in text)
)
lines = texts.map(lambda text: " ".join(text.split())).filter(bool)
flags = st.booleans()
statements = st.builds(Statement, texts, flags)
links = st.sampled_from(("", "https://example.org/a?b=c#d", "mailto:a@example.org"))
entries = st.sampled_from(HEADINGS).flatmap(
    lambda heading: st.builds(
        Entry, st.just(heading), st.sampled_from(KINDS[heading]), texts, links, flags
    )
)
numbers = st.floats(0, 1) | st.sampled_from((0.0, -0.0, 1.0, 1e-7))
chances = st.tuples(numbers, numbers).map(lambda pair: tuple(sorted(pair)))
logics = st.sampled_from(COMBINING).flatmap(
    lambda combining: st.tuples(
        st.just(combining),
        st.integers(1, 9_999) if combining == "at least" else st.none(),
    )
)


def processes(key: str) -> st.SearchStrategy[Process]:
    return logics.flatmap(lambda logic: processes_of(key, *logic))


def processes_of(
    key: str, combining: str, at_least: int | None
) -> st.SearchStrategy[Process]:
    return st.builds(
        Process,
        st.just(key),
        lines,
        language=st.sampled_from(("en", "cy")),
        name_reason=st.just("") | texts,
        aliases=st.lists(lines, max_size=2).map(tuple),
        owner=st.just("") | lines,
        owner_example=flags,
        organisation=st.just("") | lines,
        label=st.sampled_from(LABELS),
        entries=st.lists(entries, max_size=4).map(tuple),
        success=st.lists(statements, max_size=2).map(tuple),
        failure=st.lists(statements, max_size=2).map(tuple),
        parts_suffice=st.sampled_from((None, True, False)),
        combining=st.just(combining),
        at_least=st.just(at_least),
        dependence=st.sampled_from(DEPENDENCE),
        sufficiency=st.just((1.0, 1.0)) | chances,
        reviewed=st.none() | st.dates(date(1948, 7, 5), date(2999, 12, 31)),
        example=flags,
    )


@st.composite
def maps(draw: st.DrawFn) -> Map:
    count = draw(st.integers(0, 5))
    keys = [f"p{place}" for place in range(count)]
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    taken = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    locks = draw(st.lists(st.sampled_from(pairs), max_size=3)) if pairs else []
    return Map(
        draw(lines),
        tuple(draw(processes(key)) for key in keys),
        tuple(
            Part(keys[a], keys[b], draw(chances), draw(st.none() | chances))
            for a, b in taken
        ),
        tuple(
            Interlock(
                keys[b],
                keys[a],
                draw(st.sampled_from(PASSES)),
                draw(lines),
                draw(st.just("") | texts),
                draw(st.just("") | texts),
                draw(st.sampled_from(STATES)),
            )
            for a, b in locks
        ),
    )


def shuffled(draw: st.DrawFn, original: Map) -> Map:
    return Map(
        original.name,
        tuple(draw(st.permutations(original.processes))),
        tuple(draw(st.permutations(original.parts))),
        tuple(draw(st.permutations(original.interlocks))),
    )


@settings(max_examples=150, deadline=None)
@given(maps())
def test_a_map_comes_back_as_it_was_written(original):
    assert read_map(write_map(original, "json"), "json") == original
    assert read_map(write_map(original, "yaml"), "yaml") == original


@pytest.mark.parametrize("file_format", ["json", "yaml"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_two_orders_of_one_map_are_written_alike_in_canonical_order(file_format, data):
    original = data.draw(maps())
    other = shuffled(data.draw, original)

    written = write_map(other.in_canonical_order(), file_format)

    assert written == write_map(original.in_canonical_order(), file_format)


@settings(max_examples=60, deadline=None)
@given(maps())
def test_json_and_yaml_say_the_same(original):
    # An independent reader of each: the standard one and PyYAML's own.
    from_json = json.loads(write_map(original, "json"))

    assert yaml.safe_load(write_map(original, "yaml")) == from_json


@settings(max_examples=60, deadline=None)
@given(maps())
def test_the_published_schema_takes_every_map_that_is_written(original):
    assert not list(VALIDATOR.iter_errors(json.loads(write_map(original, "json"))))


@pytest.mark.parametrize("name", template_names())
def test_the_published_schema_takes_the_short_forms_of_the_templates(name):
    text = files("wholeflow.processes.examples").joinpath(f"{name}.yaml").read_text()

    assert not list(VALIDATOR.iter_errors(yaml.safe_load(text)))


@pytest.mark.parametrize("file_format", ["json", "yaml"])
@pytest.mark.parametrize("name", template_names())
def test_a_template_comes_back_as_it_was_written(name, file_format):
    template = read_template(name)

    assert read_map(write_map(template, file_format), file_format) == template


def test_how_a_whole_follows_from_its_parts_is_written_only_where_it_is_not_as_usual():
    usual, other = (
        Process("a", "Admitting"),
        Process(
            *("b", "Booking"),
            combining="at least",
            at_least=2,
            dependence="independent",
            sufficiency=(0.8, 1),
        ),
    )
    parts = (Part("b", "a", share=(0.25, 0.5)),)

    written = write_map(Map("Both", (usual, other), parts), "yaml")

    assert (
        written
        == """\
schema: urn:wholeflow:schema:map:1
name: Both
processes:
  - id: a
    name: Admitting
    label: organisation
  - id: b
    name: Booking
    label: organisation
    combining: at least
    at_least: 2
    dependence: independent
    sufficiency: [0.8, 1]
parts:
  - whole: b
    part: a
    share: [0.25, 0.5]
"""
    )


def test_a_part_written_inside_its_whole_has_its_share_there():
    text = "{name: x, processes: [{name: a, parts: [{name: b, share: [0.5, 1]}]}]}"

    assert read_map(text, "yaml").parts == (Part("a", "b", share=(0.5, 1.0)),)


def test_the_schema_is_itself_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_has_a_versioned_name_and_no_host():
    assert SCHEMA["$id"] == "urn:wholeflow:schema:map:1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"processes": []},
        {"name": "x", "colour": "red"},
        {"name": "x", "processes": [{"name": "a", "owner": ["Ann", "Bob"]}]},
        {"name": "x", "processes": [{"name": "a", "lable": "public"}]},
        {"name": "x", "processes": [{"name": "a", "why": [{"kind": "method"}]}]},
        {"name": "x", "processes": [{"name": "a", "reviewed": "last year"}]},
        {"name": "x", "parts": [{"whole": "a"}]},
        {"name": "x", "parts": [{"whole": "a", "part": "b", "necessity": [2, 1]}]},
        {"name": "x", "parts": [{"whole": "a", "part": "b", "share": [0.5]}]},
        {"name": "x", "processes": [{"name": "a", "combining": "some"}]},
        {"name": "x", "processes": [{"name": "a", "combining": "at least"}]},
        {"name": "x", "processes": [{"name": "a", "at_least": 2}]},
        {"name": "x", "processes": [{"name": "a", "dependence": "linked"}]},
        {"name": "x", "processes": [{"name": "a", "sufficiency": [0.5, 2]}]},
    ],
    ids=[
        "no name",
        "unknown",
        "owners",
        "lable",
        "kind",
        "day",
        "no part",
        "necessity",
        "share",
        "combining",
        "no number",
        "a number for all",
        "dependence",
        "sufficiency",
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(wrong):
    refused_by_schema = bool(list(VALIDATOR.iter_errors(wrong)))

    with pytest.raises(BadMap):
        read_map(json.dumps(wrong), "json")
    assert refused_by_schema
