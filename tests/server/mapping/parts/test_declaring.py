"""The owner declares what a whole needs of its parts, and how they share the cases."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import a_person, latest, signed_in, with_two_parts
from wholeflow.errors import BadMap, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.parts.actions import Logic, declare_logic, share_cases
from wholeflow.server.measuring import flags

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def whole(ann: Person) -> Process:
    return with_two_parts(by=ann)


def test_only_who_may_change_it_declares_and_shares(whole: Process) -> None:
    bob = a_person("Bob")

    with pytest.raises(Refused, match="Ann owns this process"):
        declare_logic(by=bob, process_id=whole.pk, suffice=True, logic=Logic())
    with pytest.raises(Refused, match="Ann owns this process"):
        share_cases(by=bob, process_id=whole.pk, shares={})


@pytest.mark.parametrize("verb", ["declare", "cases"])
def test_the_pages_of_the_owner_say_why_not(whole: Process, verb: str) -> None:
    refused = signed_in(a_person("Bob")).get(f"/p/{whole.pk}/{verb}")

    assert refused.status_code == 403
    assert b"Ann owns this process" in refused.content


def test_an_owner_declares_what_the_whole_needs_of_its_parts(
    ann: Person, whole: Process
) -> None:
    typed = {
        "suffice": "yes",
        "sufficiency": "0.8-1",
        "combining": "at least",
        "at_least": "2",
        "dependence": "independent",
        "reason": "Four players were asked",
    }
    signed_in(ann).post(f"/p/{whole.pk}/declare", typed)

    row = Process.objects.get(pk=whole.pk)
    assert row.parts_suffice is True
    assert (row.combining, row.at_least) == ("at least", 2)
    assert row.dependence == "independent"
    assert (row.sufficiency_low, row.sufficiency_high) == (0.8, 1.0)


def test_a_declaration_of_yes_alone_keeps_the_logic_that_stands(
    ann: Person, whole: Process
) -> None:
    logic = Logic("any", dependence="compete", sufficiency=(0.7, 0.9))
    declare_logic(by=ann, process_id=whole.pk, suffice=None, logic=logic)
    signed_in(ann).post(f"/p/{whole.pk}/declare", {"suffice": "yes"})

    row = Process.objects.get(pk=whole.pk)
    assert (row.parts_suffice, row.combining, row.dependence) == (
        *(True, "any", "compete"),
    )
    assert (row.sufficiency_low, row.sufficiency_high) == (0.7, 0.9)


def test_a_number_of_parts_is_dropped_where_none_is_meant(
    ann: Person, whole: Process
) -> None:
    typed = {"suffice": "yes", "combining": "any", "at_least": "2"}
    signed_in(ann).post(f"/p/{whole.pk}/declare", typed)

    row = Process.objects.get(pk=whole.pk)
    assert (row.combining, row.at_least) == ("any", None)


@pytest.mark.parametrize(
    ("number", "told"),
    [("", "expected how many parts are needed"), ("3", "got at least 3. Lower")],
)
def test_more_parts_than_there_are_cannot_be_needed(
    ann: Person, whole: Process, number: str, told: str
) -> None:
    typed = {"suffice": "yes", "combining": "at least", "at_least": number}
    refused = signed_in(ann).post(f"/p/{whole.pk}/declare", typed)

    assert refused.status_code == 400
    assert told in refused.content.decode()
    assert Process.objects.get(pk=whole.pk).combining == "all"


def test_a_declaration_with_unknown_words_is_refused(
    ann: Person, whole: Process
) -> None:
    with pytest.raises(BadMap, match="expected one of unknown, not opposed"):
        declare_logic(
            by=ann, process_id=whole.pk, suffice=True, logic=Logic(dependence="linked")
        )


def test_a_declaration_is_undone_as_one(ann: Person, whole: Process) -> None:
    logic = Logic("any", sufficiency=(0.5, 1.0))
    declare_logic(by=ann, process_id=whole.pk, suffice=True, logic=logic)
    actions.undo(by=ann, seq=latest().seq)

    row = Process.objects.get(pk=whole.pk)
    assert (row.parts_suffice, row.combining, row.sufficiency_low) == (None, "all", 1.0)


@pytest.mark.parametrize(
    ("logic", "told"),
    [
        (Logic("any"), "Any one of these is enough."),
        (Logic("at least", 2), "At least 2 of these are needed."),
        (Logic("share"), "they share the cases."),
        (Logic(dependence="compete"), "They compete with each other."),
        (Logic(sufficiency=(0.8, 1.0)), "its owner says: nearly certain."),
        (Logic(sufficiency=(0.25, 0.5)), "its owner says: 25 to 50 of 100."),
    ],
)
def test_the_page_of_the_whole_tells_the_logic_at_a_glance(
    ann: Person, whole: Process, logic: Logic, told: str
) -> None:
    declare_logic(by=ann, process_id=whole.pk, suffice=True, logic=logic)

    assert told in Client().get(f"/p/{whole.pk}").content.decode()


def test_where_nobody_owns_the_whole_no_owner_is_said_to_have_said(
    ann: Person, whole: Process
) -> None:
    declare_logic(by=ann, process_id=whole.pk, suffice=True, logic=Logic())
    Process.objects.filter(pk=whole.pk).update(owner=None)

    page = Client().get(f"/p/{whole.pk}").content.decode()

    assert "<strong>Yes</strong>, it was declared" in page
    assert "its owner says" not in page


def test_an_owner_shares_the_cases_in_percent(ann: Person, whole: Process) -> None:
    declare_logic(by=ann, process_id=whole.pk, suffice=True, logic=Logic("share"))
    first, second = (link.pk.hex for link in whole.part_links.order_by("id"))
    typed = {
        f"part_{first}_low": "60",
        f"part_{first}_high": "70",
        f"part_{second}_low": "35",
    }
    signed_in(ann).post(f"/p/{whole.pk}/cases", typed)

    assert [link.share for link in whole.part_links.order_by("id")] == [
        *((0.6, 0.7), (0.35, 0.35)),
    ]
    assert "60 to 70 %" in Client().get(f"/p/{whole.pk}").content.decode()


def test_shares_the_wrong_way_round_are_told_by_part_and_in_percent(
    ann: Person, whole: Process
) -> None:
    link = whole.part_links.order_by("id").first()
    assert link is not None
    typed = {f"part_{link.pk.hex}_low": "60", f"part_{link.pk.hex}_high": "20"}

    refused = signed_in(ann).post(f"/p/{whole.pk}/cases", typed)

    assert refused.status_code == 400
    assert (
        f"“{link.part.name}”: expected the lowest share first; got 60 % as the lowest "
        "and 20 % as the highest. Change the two about"
    ) in refused.content.decode()


def test_shares_that_cannot_add_up_are_refused(ann: Person, whole: Process) -> None:
    first, second = (link.pk.hex for link in whole.part_links.order_by("id"))
    typed = {f"part_{first}_low": "60", f"part_{second}_low": "50"}

    refused = signed_in(ann).post(f"/p/{whole.pk}/cases", typed)

    told = "can add up to 100 %; the lowest alone add up to 110 %. Lower some of them"
    assert refused.status_code == 400
    assert told in refused.content.decode()
    assert {link.share for link in whole.part_links.all()} == {None}


@pytest.mark.parametrize(
    ("column", "bears"),
    [
        *((name, True) for name in ("combining", "at_least", "dependence")),
        *((name, True) for name in ("sufficiency_low", "sufficiency_high")),
        ("name", False),
    ],
)
def test_flags_follow_a_change_of_the_logic(column: str, bears: bool) -> None:
    operation = {"table": "process", "id": "wf:p:a", "set": {column: ["a", "b"]}}

    assert flags._bears(operation) is bears
