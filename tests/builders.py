"""Things for tests: each builder asks only for what a test is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from django.db import transaction
from django.test import Client

from wholeflow.server.accounts.actions import begin_system, organisation_named
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.parts.actions import Logic, declare_logic
from wholeflow.server.measuring.actions import NewJudgement, judge

PASSWORD = "three words in a row"  # noqa: S105 - it opens nothing but tests

_numbers = count(1)


def a_system(name: str = "Testing trust") -> System:
    """Give the system, made if there is none."""
    return System.objects.first() or begin_system(name=name)


def an_organisation(name: str = "Trust") -> Organisation:
    """Give the organisation of that name."""
    a_system()
    return organisation_named(name=name)


def a_person(
    name: str = "Ann", *, organisation: str = "Trust", keeper: bool = False
) -> Person:
    """Give somebody who can sign in by `sign_in_name` with `PASSWORD`."""
    person = Person(
        sign_in_name=f"{name.lower()}-{next(_numbers)}",
        name=name,
        organisation=an_organisation(organisation),
        keeper=keeper,
    )
    person.set_password(PASSWORD)
    person.save()
    return person


def a_process(
    name: str = "Testing blood",
    *,
    by: Person,
    whole: Process | None = None,
    label: str | None = None,
    success: str = "",
) -> Process:
    """Give a process as its owner made it; with `success`, evidence can follow."""
    key = actions.new_process(by=by, name=name, whole=whole.pk if whole else None)
    if label is not None:
        actions.set_label(by=by, process_id=key, label=label)
    if success:
        actions.state_success(by=by, process_id=key, text=success)
    return Process.objects.get(pk=key)


def declared(whole: Process, *, by: Person, suffice: bool | None = True) -> None:
    """Say of a whole that all its parts are needed, and whether they suffice."""
    declare_logic(by=by, process_id=whole.pk, suffice=suffice, logic=Logic())


def with_two_parts(*, by: Person) -> Process:
    """Give a process for everybody with two parts that everybody may read, too."""
    whole = a_process(
        "Getting in", by=by, label="public", success="People are heard in a day"
    )
    for name in ("Improving web access", "Redesigning forms"):
        a_process(name, by=by, whole=whole, label="public")
    return Process.objects.get(pk=whole.pk)


def judged(
    process: Process, *, by: Person, good: float = 0.8, bad: float = 0.0
) -> Change:
    """Judge a process, and give the change."""
    judgement = NewJudgement(good, bad, basis="gut feeling")
    judge(by=by, process_id=process.pk, judgement=judgement)
    return latest()


def latest() -> Change:
    """Give the newest change."""
    return Change.objects.order_by("-seq")[0]


def signed_in(person: Person) -> Client:
    """Give a browser in which somebody has signed in."""
    client = Client()
    client.force_login(person)
    return client


@contextmanager
def forgotten() -> Iterator[None]:
    """Let the database forget what happens in the block: for one example of many."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
