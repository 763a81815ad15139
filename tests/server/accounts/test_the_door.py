"""Coming in, signing in and guessing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.builders import PASSWORD, a_person, a_system, an_organisation, signed_in
from wholeflow.errors import BadInput, NotFound, Refused
from wholeflow.server.accounts import throttle
from wholeflow.server.accounts.actions import begin_system, invite, join
from wholeflow.server.accounts.models import Invitation, Person
from wholeflow.server.mapping.bringing_in import export_map

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Dee",
    "role": "ward sister",
    "sign_in_name": "dee",
    "password": PASSWORD,
}


def a_link(organisation: str | None = "Trust") -> str:
    """Give the secret of a link into an organisation; the first owner's if None."""
    a_system()
    home = an_organisation(organisation) if organisation else None
    return invite(organisation=home, by=None)


def test_the_first_owner_names_their_organisation_and_is_in() -> None:
    browser = Client()
    typed = {**TYPED, "organisation_name": "Riverside Trust"}

    answer = browser.post(f"/welcome/{a_link(None)}", typed)

    dee = Person.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert (str(dee.organisation), dee.keeper) == ("Riverside Trust", True)
    assert browser.get("/new").status_code == 200


def test_a_colleague_comes_into_the_organisation_of_the_link() -> None:
    join(secret=a_link("Trust"), **TYPED)

    assert str(Person.objects.get().organisation) == "Trust"
    assert not Person.objects.get().keeper


def test_a_link_works_once() -> None:
    secret = a_link()
    join(secret=secret, **TYPED)

    answer = Client().get(f"/welcome/{secret}")

    assert answer.status_code == 404
    assert b"has been used or is too old" in answer.content


def test_a_link_expires() -> None:
    secret = a_link()
    Invitation.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))

    with pytest.raises(NotFound, match="too old"):
        join(secret=secret, **TYPED)


def test_the_secret_of_a_link_is_not_kept() -> None:
    secret = a_link()

    assert secret not in str(Invitation.objects.values())


def test_a_link_that_was_refused_still_works() -> None:
    secret = a_link()
    with pytest.raises(BadInput):
        join(secret=secret, **{**TYPED, "password": "short"})

    assert join(secret=secret, **TYPED).name == "Dee"


def test_everything_wrong_at_the_door_is_told_together() -> None:
    a_person("Dee")
    taken = Person.objects.get().sign_in_name
    wrong = {**TYPED, "name": "Two\nlines", "sign_in_name": taken, "password": "short"}

    with pytest.raises(BadInput) as refused:
        join(secret=a_link(), **wrong)

    told = str(refused.value)
    assert "one line" in told
    assert "Somebody signs in by this name" in told
    assert "at least 12 characters" in told


def test_who_is_let_back_in_may_keep_their_name_at_the_door() -> None:
    dee = a_person("Dee")
    secret = invite(organisation=dee.organisation, by=None, person=dee)

    back = join(secret=secret, **{**TYPED, "sign_in_name": dee.sign_in_name})

    assert back.pk == dee.pk


def test_the_longest_name_and_role_can_be_exported() -> None:
    longest = {**TYPED, "name": "n" * 140, "role": "r" * 140}
    join(secret=a_link(), **longest)

    assert export_map(Person.objects.get(), name="Here").processes == ()


def test_a_member_invites_into_their_own_organisation_alone() -> None:
    ann = a_person("Ann")

    with pytest.raises(Refused, match="You can invite colleagues of Trust"):
        invite(organisation=an_organisation("Council"), by=ann)


def test_there_is_one_system() -> None:
    a_system()

    with pytest.raises(Refused, match="a system here already"):
        begin_system(name="Another")


def test_the_right_password_lets_in_and_leads_on() -> None:
    ann = a_person("Ann")
    typed = {"sign_in_name": ann.sign_in_name, "password": PASSWORD, "next": "/history"}

    answer = Client().post("/sign-in", typed)

    assert (answer.status_code, answer["Location"]) == (302, "/history")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example/",
    ],
)
def test_signing_in_leads_nowhere_else(elsewhere: str) -> None:
    ann = a_person("Ann")
    typed = {"sign_in_name": ann.sign_in_name, "password": PASSWORD, "next": elsewhere}

    answer = Client().post("/sign-in", typed)

    assert answer["Location"] == "/"


def test_a_wrong_password_does_not_say_which_was_wrong() -> None:
    ann = a_person("Ann")
    browser = Client()

    known = browser.post(
        "/sign-in", {"sign_in_name": ann.sign_in_name, "password": "x"}
    )
    unknown = browser.post("/sign-in", {"sign_in_name": "nobody", "password": "x"})

    assert known.status_code == unknown.status_code == 400
    assert b"do not go together" in known.content
    assert b"do not go together" in unknown.content


def test_who_guesses_often_must_wait_even_with_the_right_one() -> None:
    ann = a_person("Ann")
    browser = Client()
    typed = {"sign_in_name": ann.sign_in_name, "password": "wrong"}
    for _ in range(throttle.TRIES):
        browser.post("/sign-in", typed)

    answer = browser.post("/sign-in", {**typed, "password": PASSWORD})

    assert answer.status_code == 400
    assert b"Too many tries" in answer.content


def test_the_guesses_at_one_name_do_not_stop_another() -> None:
    ann = a_person("Ann")
    browser = Client()
    for _ in range(throttle.TRIES):
        browser.post("/sign-in", {"sign_in_name": "bob", "password": "wrong"})

    answer = browser.post(
        "/sign-in", {"sign_in_name": ann.sign_in_name, "password": PASSWORD}
    )

    assert answer.status_code == 302


def test_signing_out_takes_a_post() -> None:
    browser = signed_in(a_person("Ann"))

    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").status_code == 302
    assert browser.get("/new").status_code == 302
