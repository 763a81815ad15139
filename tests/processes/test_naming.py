"""How often the naming check is right, and what it suggests.

`names.csv` was used while the rule was written. `names_held_back.csv` was written apart
and looked at only after the rule was done: then 53 of its 60 were right. Two earlier
tables of 60, since moved into `names.csv`, had 55 and 54 on first sight. So nine in ten is
the honest figure for names never met, of which these tables hold many hard ones
("Sleeping tablets", "Housing need"). The table stays as it is: a name that is judged
wrongly is added to `names.csv`.
"""

import csv
from pathlib import Path

import pytest

from wholeflow.processes import check_name

HERE = Path(__file__).parent


def table(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def share_right(rows):
    right = [check_name(row["name"]).ok == (row["verdict"] == "ok") for row in rows]
    return sum(right) / len(right)


def test_the_tables_hold_at_least_200_names_and_60_held_back():
    assert len(table("names.csv")) >= 200
    assert len(table("names_held_back.csv")) == 60


def test_no_name_stands_in_both_tables():
    known = {row["name"] for row in table("names.csv")}

    assert not known & {row["name"] for row in table("names_held_back.csv")}


def test_of_all_names_at_least_95_in_100_are_judged_rightly():
    assert share_right(table("names.csv") + table("names_held_back.csv")) >= 0.95


def test_of_the_names_held_back_at_least_85_in_100_are_judged_rightly():
    assert share_right(table("names_held_back.csv")) >= 0.85


def test_of_the_suggestions_in_the_table_at_least_95_in_100_are_made():
    rows = [row for row in table("names.csv") if row["suggestion"]]

    made = [check_name(row["name"]).suggestion == row["suggestion"] for row in rows]

    assert sum(made) / len(rows) >= 0.95


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Blood test", "Testing blood"),
        ("Blood tests", "Testing blood"),
        ("Triage", "Triaging"),
        ("Discharge planning", "Planning discharge"),
        ("Management of further care", "Managing further care"),
        ("Single point of access", "Enabling a single point of access"),
        ("Evening clinic", "Running the evening clinic"),
        ("Kingston clinic", "Running the Kingston clinic"),
        ("Home visit", "Carrying out a home visit"),
        ("MRI scan", "Carrying out an MRI scan"),
    ],
)
def test_a_questioned_name_gets_a_suggestion(name, suggestion):
    assert check_name(name).suggestion == suggestion


def test_a_suggestion_is_itself_never_questioned():
    questioned = [
        check_name(row["name"])
        for row in table("names.csv")
        if row["verdict"] == "questioned"
    ]

    again = [
        verdict.suggestion
        for verdict in questioned
        if verdict.suggestion and not check_name(verdict.suggestion).ok
    ]

    assert again == []


def test_a_good_name_has_neither_suggestion_nor_reason():
    verdict = check_name("Testing blood")

    assert (verdict.ok, verdict.suggestion, verdict.reason) == (True, "", "")


def test_the_reason_says_which_word_names_a_thing():
    assert '"Nursing" is here part of' in check_name("Nursing home").reason


@pytest.mark.parametrize("name", ["Profi gwaed", "Prawf gwaed", "Building"])
def test_welsh_is_never_questioned(name):
    assert check_name(name, "cy").ok


def test_a_name_of_odd_signs_is_questioned_and_not_an_error():
    assert not check_name("?!").ok
