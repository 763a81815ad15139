"""What is missing: the list of all and the word of the library agree."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from wholeflow import processes as library
from wholeflow.server import demonstration
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping.bringing_in import export_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.shell import gaps

pytestmark = pytest.mark.django_db

# The page groups what the library tells one by one.
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
        for key in gaps.GAPS
    }

    assert listed == {
        key: {gap.process for gap in told if gap.lacks == LIBRARYS[key]}
        for key in gaps.GAPS
    }


def test_a_card_says_what_it_lacks_and_what_to_do():
    ann = builders.a_person()
    process = builders.a_process("Testing blood", by=ann)

    lacks = gaps.of_one(process, ["Checking in"], demonstration.DAY)

    assert any("does not say why" in each for each in lacks)
    assert any("jointly necessary and sufficient" in each for each in lacks)
    assert not any("Nobody owns" in each for each in lacks)


def test_what_is_found_says_which_wholes_it_is_part_of():
    ann = builders.a_person()
    whole = builders.a_process("Requesting tests", by=ann)
    builders.a_process("Testing blood", by=ann, whole=whole)
    client = Client(headers={"host": "localhost"})
    client.force_login(ann)

    page = client.get("/search?q=blood").content.decode()

    assert "in Requesting tests" in page
