"""A process has exactly one owner, or nobody yet; who is neither is told why not."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.builders import a_person, a_process, signed_in
from wholeflow.errors import NotFound, Refused
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db


def unowned() -> Process:
    ann = a_person("Ann")
    process = a_process(by=ann, label="public")
    actions.let_go(by=ann, process_id=process.pk)
    return Process.objects.get(pk=process.pk)


def test_whoever_begins_a_process_owns_it() -> None:
    ann = a_person("Ann")

    assert a_process(by=ann).owner == ann


def test_a_second_owner_is_refused() -> None:
    process = a_process(by=a_person("Ann"), label="public")

    with pytest.raises(Refused, match="exactly one owner; ask them to hand it over"):
        actions.take_ownership(by=a_person("Bob"), process_id=process.pk)


def test_a_colleague_takes_what_nobody_owns() -> None:
    process, bob = unowned(), a_person("Bob")
    actions.take_ownership(by=bob, process_id=process.pk)

    assert Process.objects.get(pk=process.pk).owner == bob


def test_nobody_of_another_organisation_takes_it() -> None:
    process = unowned()
    cai = a_person("Cai", organisation="Council")

    with pytest.raises(Refused, match="Only a member of the organisation"):
        actions.take_ownership(by=cai, process_id=process.pk)


def test_members_change_what_nobody_owns() -> None:
    process = unowned()
    actions.rename(by=a_person("Bob"), process_id=process.pk, name="Sampling blood")

    assert Process.objects.get(pk=process.pk).name == "Sampling blood"


def test_others_do_not_change_what_nobody_owns() -> None:
    process = unowned()
    cai = a_person("Cai", organisation="Council")

    with pytest.raises(Refused, match="you are not a member of its organisation"):
        actions.rename(by=cai, process_id=process.pk, name="Sampling blood")


def test_a_process_is_handed_over_within_its_organisation() -> None:
    ann = a_person("Ann")
    process = a_process(by=ann)

    with pytest.raises(Refused, match="Choose a colleague of Trust"):
        actions.hand_over(
            by=ann,
            process_id=process.pk,
            to=a_person("Cai", organisation="Council"),
        )


def test_what_is_hidden_is_not_found_and_not_refused() -> None:
    process = a_process(by=a_person("Ann"), label="restricted")

    with pytest.raises(NotFound, match="not shared with you"):
        actions.rename(by=a_person("Bob"), process_id=process.pk, name="Sampling blood")


@pytest.mark.parametrize(
    "verb", ["rename", "part", "value", "retire", "label", "hand-over", "own"]
)
def test_a_page_says_why_not(verb: str) -> None:
    process = a_process(by=a_person("Ann"), label="public")

    answer = signed_in(a_person("Bob")).post(f"/p/{process.pk}/{verb}", {})

    assert answer.status_code == 403
    assert b"Ann owns this process" in answer.content


def test_who_has_not_signed_in_is_asked_to(client: Client) -> None:
    process = a_process(by=a_person("Ann"), label="public")
    url = f"/p/{process.pk}/rename"

    answer = client.post(url, {"name": "Sampling blood"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in?{urlencode({'next': url}, safe='/')}"
