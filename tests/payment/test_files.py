"""Tables of money in files, and what is told of those that have faults."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.payment.systems import a_place, paid, table
from wholeflow.errors import BadInput, NotFound
from wholeflow.payment import (
    EXAMPLES,
    Money,
    PatientHour,
    Time,
    UnitHour,
    Visit,
    check_money,
    example_money,
    read_money,
    write_money,
)
from wholeflow.payment.files import VERSION, MoneyFaults
from wholeflow.simulation import example_model, read_model
from wholeflow.simulation.files import tree_of
from wholeflow.simulation.files.reading import value_of

PLACE = a_place()
EVERYTHING = replace(
    table(
        replace(
            paid(1.25, Visit(node="ED", patient_class="urgent", counted="arrivals")),
            only="changed",
        ),
        paid(30, UnitHour(pool="nurses", counted="overtime"), "two"),
        replace(paid(2, PatientHour(node="Ward"), "three"), receiver=None),
        paid(3, PatientHour(node="ED", counted=("waiting",)), "four"),
        paid(9e5, Time(days=365.25), "five"),
    ),
    notes=("All of it is made up.",),
)
SCHEMA = json.loads(
    files("wholeflow.payment").joinpath("schema/money-table-1.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_table_with_everything_comes_back(form) -> None:
    text = write_money(EVERYTHING, form, model=PLACE)

    assert read_money(text, form, model=PLACE) == EVERYTHING


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_that_comes_along_fits_its_model_and_says_that_it_is_assumed(name) -> None:
    model = read_model(example_model(name).read_bytes(), "yaml")

    money = read_money(example_money(name).read_bytes(), "yaml", model=model)

    assert "All numbers are assumed" in money.notes[0]


def test_one_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="no example ward; there are falls"):
        example_money("ward")


def test_all_faults_of_a_file_are_told_together_each_with_its_line() -> None:
    text = """\
wholeflow: money-table 1
name: Wrong in every way
bodies: [hospital, council]
payments:
- what: tariff
  payer: comissioner
  receiver: hopsital
  pounds: 200
  per: {visit: {node: Wrad}}
- what: wages
  payer: hospital
  receiver: hospital
  pounds: -1
  per:
    unit hour:
      pool: nurse
- {what: wages, payer: council, pounds: 1, per: {visit: {node: ED, patient_class: old}}}
"""
    with pytest.raises(BadInput) as refused:
        read_money(text, "yaml", model=PLACE, source="money.yaml")

    told = {fault.row: fault.message for fault in refused.value.faults}
    assert str(refused.value).startswith("money.yaml: 8 things to put right")
    assert told.keys() == {6, 7, 9, 12, 13, 16, 17}
    assert 'no body "comissioner"' in told[6]
    assert 'no body "hopsital"; did you mean "hospital"' in told[7]
    assert 'payment "tariff": there is no node "Wrad"; did you mean "Ward"' in told[9]
    assert "expected another body than the payer" in told[12]
    assert "pounds: expected a number from 0 to" in told[13]
    assert 'no pool "nurse"; did you mean "nurses"' in told[16]
    assert {fault.message for fault in refused.value.faults if fault.row == 17} == {
        'payment "wages": there is no class "old"',
        'payment 3: there is another payment of the name "wages"; expected one',
    }


def bad(**changed: object) -> Money:
    return table(replace(paid(1, Time()), **changed))


@pytest.mark.parametrize(
    ("money", "told"),
    [
        (table(), "expected at least one payment, got none"),
        (replace(table(paid(1, Time())), bodies=()), "at least one body, got none"),
        (
            replace(table(paid(1, Time())), bodies=("a", "a")),
            "another body of the name",
        ),
        (replace(table(paid(1, Time())), bodies=("the whole",)), "all bodies together"),
        (replace(table(paid(1, Time())), name=" "), "expected a name"),
        (bad(pounds=float("nan")), "pounds: expected a number"),
        (bad(per=Time(days=0)), "days: expected a number"),
        (bad(per=PatientHour(node="ED", counted=())), "each once, got none"),
        (
            bad(per=PatientHour(node="ED", counted=("waiting", "waiting"))),
            "each once, got waiting, waiting",
        ),
        (bad(per=UnitHour(pool="beds", counted="idle")), '"in use", got "idle"'),
        (bad(per=Visit(node="ED", counted="lost")), '"arrivals", got "lost"'),
        (bad(only="later"), 'expected "now" or "changed", got "later"'),
        (table(*[paid(1, Time(), f"{n}") for n in range(1001)]), "at most 1,000"),
    ],
)
def test_what_is_wrong_with_a_table_made_in_code(money, told) -> None:
    with pytest.raises(BadInput) as refused:
        check_money(money, PLACE)

    assert told in str(refused.value)
    with pytest.raises(BadInput):
        write_money(money, "yaml", model=PLACE)


# -- the schema and the reader ---------------------------------------------------------


def is_formed(document: object) -> bool:
    """Whether the reader finds no fault in the form of a document."""
    faults = MoneyFaults("money")
    try:
        tree = tree_of(json.dumps(document), "json", faults, 1)
        value_of(Money, tree, faults, version=VERSION)
    except BadInput:
        return False
    return True


WRITTEN = json.loads(write_money(EVERYTHING, "json", model=PLACE))
PLACES = [
    *((name,) for name in WRITTEN),
    *(
        ("payments", number, name)
        for number, payment in enumerate(WRITTEN["payments"])
        for name in payment
    ),
]
OTHERS = [
    None,
    True,
    "text",
    "",
    1,
    -1,
    0.5,
    [],
    {},
    ["a"],
    {"time": {}},
    {"visit": {}},
]


def test_the_schema_takes_what_is_written_and_is_itself_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert VALIDATOR.is_valid(WRITTEN)


@given(st.sampled_from(PLACES), st.sampled_from(OTHERS), st.booleans())
def test_the_schema_takes_exactly_what_the_reader_takes(path, other, out) -> None:
    document = copy.deepcopy(WRITTEN)
    at, last = document, path[-1]
    for key in path[:-1]:
        at = at[key]
    if out:
        del at[last]
    else:
        at[last] = other

    assert VALIDATOR.is_valid(document) == is_formed(document)


def test_a_payment_is_of_a_form_that_is_known() -> None:
    text = write_money(table(paid(1, Time())), "yaml", model=PLACE)

    with pytest.raises(BadInput, match="no such field here; known are"):
        read_money(text.replace("time", "moon"), "yaml", model=PLACE)


def test_a_model_is_no_table_of_money() -> None:
    with pytest.raises(
        BadInput, match='expected "money-table 1", got "simulation-model 1"'
    ):
        read_money(example_model().read_bytes(), "yaml", model=PLACE)
