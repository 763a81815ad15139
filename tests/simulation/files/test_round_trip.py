"""Every model comes back from its file as it went, and the published schema takes it."""

from __future__ import annotations

import copy
import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.simulation.files.models import EVERYTHING, models
from tests.simulation.wards import a_model
from wholeflow.errors import BadModel
from wholeflow.simulation import Random, read_model, write_model
from wholeflow.simulation.files import tree_of
from wholeflow.simulation.files.reading import ModelFaults, formed

SCHEMA = json.loads(
    files("wholeflow.simulation")
    .joinpath("schema/simulation-model-1.json")
    .read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("file_format", ["json", "yaml"])
def test_a_model_with_everything_comes_back(file_format) -> None:
    text = write_model(EVERYTHING, file_format)

    assert read_model(text, file_format) == EVERYTHING
    assert write_model(read_model(text, file_format), file_format) == text


@pytest.mark.parametrize("file_format", ["json", "yaml"])
@given(models())
def test_any_model_comes_back_and_the_schema_takes_it(file_format, model) -> None:
    text = write_model(model, file_format)

    assert read_model(text.encode(), file_format) == model
    assert not list(VALIDATOR.iter_errors(json.loads(write_model(model, "json"))))


def test_the_model_with_everything_uses_every_value_and_field_of_the_schema() -> None:
    written = json.loads(write_model(EVERYTHING, "json"))
    fields = {
        name
        for part in (SCHEMA, *SCHEMA["$defs"].values())
        for name in (*part["properties"], *inner_properties(part))
    }

    # Pools that join nodes must agree on `choose`, so it stays as it is by default.
    assert fields - set(every_key(written)) == {"choose"}


def inner_properties(part):
    (first, *_) = part["properties"].values()
    return first.get("properties", ())


def every_key(value):
    if isinstance(value, dict):
        yield from value
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        for each in inner:
            yield from every_key(each)


def test_a_model_with_faults_is_not_written() -> None:
    with pytest.raises(BadModel, match="expected at least one node"):
        write_model(a_model(nodes=()), "yaml")


def test_a_number_stands_for_a_list_of_one() -> None:
    written = write_model(a_model(), "json")
    text = re.sub(r"\[\s*0\.25\s*\]", "0.25", written)

    assert '"per_hour": 0.25' in text
    assert read_model(text, "json").sources[0].arrivals == Random(per_hour=(0.25,))


# -- the schema and the reader ---------------------------------------------------------


def test_the_schema_is_itself_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def is_formed(document: object) -> bool:
    """Whether the reader finds no fault in the form of a document."""
    faults = ModelFaults("model")
    try:
        formed(tree_of(json.dumps(document), "json", faults, 1), faults)
    except BadModel:
        return False
    return True


def every_place(value, path=()):
    yield path
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from every_place(inner, (*path, key))


WRITTEN = json.loads(write_model(EVERYTHING, "json"))
PLACES = list(every_place(WRITTEN))[1:]
OTHERS = [
    *(None, True, "text", "swap", "", 0, 1, -1, 0.5, 2.0, 1e300, 2**53, 2**53 + 2),
    *([], {}, [1], [0.5], ["a"], [[]], {"to": "Ward"}, {"constant": {"hours": 1}}),
    *({"constant": {"hours": "1"}}, {"constant": 1}, {"1": 0.5}, {"01": 0.5}, {"0": 1}),
    *({"shares": {"to": {}}}, {"a": 1, "b": 2}, ["urgent", 2], ["urgent", 2, 3]),
]


def changed(path, how, other):
    """The document with one place taken out, replaced or given a neighbour."""
    document = copy.deepcopy(WRITTEN)
    *before, last = path
    at = document
    for key in before:
        at = at[key]
    if how == "take out":
        del at[last]
    elif how == "replace":
        at[last] = other
    elif isinstance(at, list):
        at.append(other)
    else:
        at["another"] = other
    return document


@given(
    st.sampled_from(PLACES),
    st.sampled_from(["take out", "replace", "add"]),
    st.sampled_from(OTHERS),
)
def test_the_schema_takes_exactly_what_the_reader_takes(path, how, other) -> None:
    document = changed(path, how, other)

    assert VALIDATOR.is_valid(document) == is_formed(document)


@pytest.mark.long
@pytest.mark.parametrize("how", ["take out", "add"])
@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_they_agree_at_every_place(path, how) -> None:
    document = changed(path, how, 1)

    assert VALIDATOR.is_valid(document) == is_formed(document)
