"""What the pages tell of the past, and of what lies below, to each reader."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.shell import cards, telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return builders.a_person("Ann")


def test_what_was_taken_off_the_map_can_be_brought_back_from_the_history(ann):
    process = builders.a_process("Testing blood", by=ann)
    actions.retire(by=ann, process_id=process.pk)
    client = Client(headers={"host": "localhost"})
    client.force_login(ann)

    page = client.get("/history").content.decode()
    newest = telling.history(ann)[0]
    client.post(f"/undo/{newest.seq}")

    assert "Testing blood (off the map)" in page
    assert not Process.objects.get(pk=process.pk).removed


def test_what_was_taken_off_is_told_to_nobody_it_was_hidden_from(ann):
    process = builders.a_process("Testing blood", by=ann, label="restricted")
    actions.retire(by=ann, process_id=process.pk)

    told = telling.history(builders.a_person("Bob"))

    assert told == []


def test_counts_of_what_lies_below_are_kept_from_who_may_not_see_all_of_it(ann):
    whole = builders.a_process("Caring", by=ann, label="public", success="Done")
    part = builders.a_process("Testing blood", by=ann, whole=whole)
    actions.set_label(by=ann, process_id=part.pk, label="restricted")
    bob = builders.a_person("Bob")
    whole = Process.objects.get(pk=whole.pk)

    assert cards.card(ann, whole)["below"].unassessed_below == 1
    assert cards.card(bob, whole)["below"] is None


def test_a_form_without_its_token_is_refused_in_the_frame_of_every_page(ann):
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(ann)

    answer = client.post("/new", {"name": "Testing blood", "language": "en"})

    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert not Process.objects.exists()
