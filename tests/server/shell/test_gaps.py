"""What is missing: the list of all and the word of the library agree."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from tests import builders
from wholeflow import processes as library
from wholeflow.server import demonstration
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import export_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.parts.actions import Said, answer_parts
from wholeflow.server.shell import gaps

pytestmark = pytest.mark.django_db

# The page groups what the library tells one by one; what players answer is no part of
# a map.
LIBRARYS = {
    "owner": "owner",
    "why": "why",
    "success": "success",
    "test": "parts test",
    "parts": "parts",
    "review": "review",
}


def test_the_page_lists_what_the_library_finds():
    demonstration.build()
    robin = Person.objects.get(sign_in_name="robin")
    whole = export_map(robin, name="all")
    told = library.completeness(whole, demonstration.DAY)
    standing = Process.objects.filter(removed=False)

    listed = {
        key: set(
            standing.filter(gaps.lacking(robin, key, demonstration.DAY)).values_list(
                "pk", flat=True
            )
        )
        for key in LIBRARYS
    }

    assert listed == {
        key: {gap.process for gap in told if gap.lacks == LIBRARYS[key]}
        for key in LIBRARYS
    }


def test_a_card_says_what_it_lacks_and_what_to_do():
    ann = builders.a_person()
    process = builders.a_process("Testing blood", by=ann)
    builders.a_process("Checking in", by=ann, whole=process)

    lacks = gaps.of_one(process, list(process.part_links.all()), demonstration.DAY)

    assert any("does not say why" in each for each in lacks)
    assert any("jointly necessary and sufficient" in each for each in lacks)
    assert not any("Nobody owns" in each for each in lacks)


def test_a_card_says_where_shares_of_the_cases_are_lacking():
    ann = builders.a_person()
    process = builders.a_process("Testing blood", by=ann)
    builders.a_process("Checking in", by=ann, whole=process)
    process.combining = "share"

    lacks = gaps.of_one(process, list(process.part_links.all()), demonstration.DAY)

    assert any("can add up to 100 %" in each for each in lacks)


def a_whole_asked_about(ann: Person, *said: Said) -> Process:
    """Give a whole with one part and what so many players said of it."""
    whole = builders.a_process("Testing blood", by=ann, success="It is right")
    builders.a_process("Checking in", by=ann, whole=whole)
    for at, each in enumerate(said):
        player = builders.a_person(f"Player {at}")
        answer_parts(by=player, process_id=whole.pk, said=each)
    return whole


@pytest.mark.parametrize(
    ("said", "lacks", "listed"),
    [
        ((Said("yes"), Said("no")), "split", True),
        ((Said("yes"), Said("unsure")), "split", False),
        ((Said("no"), Said("no")), "split", False),
        ((Said("no", "Sampling blood"),), "said", True),
        ((Said("no", "checking IN"),), "said", False),
        ((Said("no"),), "said", False),
    ],
)
def test_what_players_say_is_listed(said, lacks, listed):
    ann = builders.a_person()
    whole = a_whole_asked_about(ann, *said)

    rows = gaps.found(ann, lacks, demonstration.DAY)["rows"]

    assert ([row["process"].pk for row in rows] == [whole.pk]) is listed


@pytest.mark.parametrize("lacks", ["split", "said"])
def test_what_players_say_is_listed_for_whoever_has_answered(lacks):
    ann, dan = builders.a_person(), builders.a_person("Dan")
    whole = a_whole_asked_about(ann, Said("yes"), Said("no", "Sampling blood"))
    actions.set_label(by=ann, process_id=whole.pk, label="public")

    def listed(visitor):
        page = gaps.found(visitor, lacks, demonstration.DAY)
        counts = {key: count for key, _, count in page["tabs"]}
        return len(page["rows"]), counts[lacks]

    assert listed(ann) == (1, 1)
    assert listed(dan) == (0, 0)
    assert listed(AnonymousUser()) == (0, 0)
    answer_parts(by=dan, process_id=whole.pk, said=Said("unsure"))
    assert listed(dan) == (1, 1)


def test_an_answer_that_was_taken_back_is_not_listed():
    ann = builders.a_person()
    whole = a_whole_asked_about(ann, Said("yes"), Said("no"))
    bob = Person.objects.get(name="Player 1")
    answer_parts(by=bob, process_id=whole.pk, said=Said("yes"))

    assert gaps.found(ann, "split", demonstration.DAY)["rows"] == []


def test_what_is_found_says_which_wholes_it_is_part_of():
    ann = builders.a_person()
    whole = builders.a_process("Requesting tests", by=ann)
    builders.a_process("Testing blood", by=ann, whole=whole)
    client = Client(headers={"host": "localhost"})
    client.force_login(ann)

    page = client.get("/search?q=blood").content.decode()

    assert "in Requesting tests" in page
