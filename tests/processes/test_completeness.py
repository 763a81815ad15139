"""What a map still lacks, in plain words."""

from datetime import date

import pytest

from wholeflow.processes import Entry, Map, Part, Process, Statement, completeness

TODAY = date(2023, 9, 30)


def complete(**fields):
    given = {
        "id": "blood",
        "name": "Testing blood",
        "owner": "Ann",
        "entries": (Entry("why", "purpose", "A result in time"),),
        "success": (Statement("The result is right"),),
        "reviewed": TODAY,
    }
    return Process(**(given | fields))


def lacks(process):
    return [gap.lacks for gap in completeness(Map("A map", (process,)), TODAY)]


def test_nothing_is_missing_from_a_complete_card():
    assert lacks(complete()) == []


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"owner": ""}, "owner"),
        ({"entries": (Entry("who", "role", "GP"),)}, "why"),
        ({"success": ()}, "success"),
        ({"reviewed": None}, "review"),
        ({"reviewed": date(2022, 9, 29)}, "review"),
        ({"name": "Blood test"}, "name"),
    ],
    ids=["owner", "why", "success", "never reviewed", "stale", "name"],
)
def test_what_is_missing_is_told(fields, gap):
    assert lacks(complete(**fields)) == [gap]


def test_a_card_reviewed_twelve_months_ago_to_the_day_is_not_stale():
    assert lacks(complete(reviewed=date(2022, 9, 30))) == []


def test_a_card_reviewed_on_a_leap_day_is_stale_on_the_first_of_march():
    leap = Map("A map", (complete(reviewed=date(2024, 2, 29)),))

    assert not completeness(leap, date(2025, 2, 28))
    assert completeness(leap, date(2025, 3, 1))


def test_a_questioned_name_may_stay_with_a_reason():
    assert lacks(complete(name="Blood test", name_reason="Everybody says so")) == []


def test_a_welsh_name_is_not_questioned():
    assert lacks(complete(name="Profi gwaed", language="cy")) == []


@pytest.mark.parametrize(
    ("suffice", "gaps"), [(None, ["parts test"]), (False, ["parts"]), (True, [])]
)
def test_parts_are_asked_about_until_the_owner_says_that_they_suffice(suffice, gaps):
    whole = complete(parts_suffice=suffice)
    part = complete(id="part")
    of_two = Map("A map", (whole, part), (Part("blood", "part"),))

    assert [gap.lacks for gap in completeness(of_two, TODAY)] == gaps


def test_a_process_without_an_owner_is_told_in_plain_words():
    gap = completeness(Map("A map", (complete(owner=""),)), TODAY)[0]

    assert gap.message.startswith("Nobody owns this yet.")


def test_a_stale_card_says_when_it_was_last_reviewed():
    gap = completeness(Map("A map", (complete(reviewed=date(2022, 9, 1)),)), TODAY)[0]

    assert "1 September 2022" in gap.message
