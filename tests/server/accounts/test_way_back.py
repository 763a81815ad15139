"""A way back in: a link for somebody known, made by whoever looks after the system."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from wholeflow.errors import Refused
from wholeflow.server.accounts import actions
from wholeflow.server.accounts.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return builders.a_person("Kim", keeper=True)


def opened(secret: str) -> Person:
    return actions.join(
        secret=secret,
        sign_in_name="ann",
        password="another three words",  # noqa: S106 - it opens nothing but tests
        name="Ann",
        role="ward sister",
    )


def test_who_opens_the_link_is_the_person_they_were(keeper):
    ann = builders.a_person("Ann")
    process = builders.a_process("Testing blood", by=ann)

    back = opened(actions.way_back(by=keeper, person=ann))

    process.refresh_from_db()
    assert process.owner == back
    assert back.check_password("another three words")
    assert not back.check_password(builders.PASSWORD)


def test_a_post_that_came_with_a_map_gets_its_first_way_in(keeper):
    post = actions.role_holder(name="the GP", organisation=keeper.organisation)

    back = opened(actions.way_back(by=keeper, person=post))

    assert back.pk == post.pk
    assert back.is_active


def test_only_a_keeper_lets_somebody_known_in(keeper):
    bob = builders.a_person("Bob")

    with pytest.raises(Refused, match="looks after this system"):
        actions.way_back(by=bob, person=keeper)


def test_the_page_of_a_colleague_makes_no_link_for_another(keeper):
    bob = builders.a_person("Bob")
    client = Client(headers={"host": "localhost"})
    client.force_login(bob)

    answer = client.post("/colleagues", {"person": str(keeper.pk)})

    assert answer.status_code == 403
    assert b"/welcome/" not in answer.content


def test_the_keepers_page_shows_the_link_once(keeper):
    ann = builders.a_person("Ann")
    client = Client(headers={"host": "localhost"})
    client.force_login(keeper)

    page = client.post("/colleagues", {"person": str(ann.pk)}).content.decode()

    assert page.count("http://localhost/welcome/") == 1
