"""How a system begins and how people come into it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from wholeflow.errors import BadInput, NotFound, Refused
from wholeflow.processes import new_server_id
from wholeflow.processes.process import line_faults
from wholeflow.server.accounts.models import Invitation, Organisation, Person
from wholeflow.server.history.changes import Draft, changing
from wholeflow.server.history.models import System

FIRST_LINK_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=14)
TINTS = 5


def begin_system(*, name: str, demonstration_date: date | None = None) -> System:
    """Make the one row that says what this system is; it lasts for its life."""
    if System.objects.exists():
        raise Refused("There is a system here already.")
    server = new_server_id(name, secrets.token_hex(16))
    return System.objects.create(
        server=server, name=name, demonstration_date=demonstration_date
    )


def signing_in_as(sign_in_name: str) -> Person:
    """Give who signs in by a name."""
    found = Person.objects.filter(sign_in_name=sign_in_name).first()
    if found is None:
        raise NotFound(f"Nobody here signs in by the name {sign_in_name!r}.")
    return found


def organisation_named(*, name: str, by: str = "") -> Organisation:
    """Give the organisation of that name, made now if there is none."""
    with changing(by=by, command="add an organisation") as draft:
        return organisation_in(draft, name=name)


def organisation_in(draft: Draft, *, name: str, example: bool = False) -> Organisation:
    """Give the organisation of that name, made as part of a change if there is none."""
    found = Organisation.objects.filter(name=name, removed=False).first()
    if found is None:
        found = Organisation(
            name=name, tint=Organisation.objects.count() % TINTS, example=example
        )
        draft.add(found)
    return found


@transaction.atomic
def invite(
    *,
    organisation: Organisation | None,
    by: Person | None,
    person: Person | None = None,
    lasts: timedelta = INVITATION_LASTS,
) -> str:
    """Make a one-time link and give its secret; only a hash of it is kept.

    Without an organisation it is the first owner's, who names theirs on the way in.

    Raises
    ------
    Refused
        If the person who invites belongs to another organisation.
    """
    if by is not None and not by.keeper and by.organisation != organisation:
        raise Refused(
            f"You can invite colleagues of {by.organisation}. Ask whoever looks after "
            "this system to let another organisation in."
        )
    secret = secrets.token_urlsafe(24)
    now = datetime.now(UTC)
    Invitation.objects.create(
        secret_hash=_hash(secret),
        organisation=organisation,
        person=person,
        keeper=organisation is None,
        made_at=now,
        expires_at=now + lasts,
    )
    return secret


def way_back(*, by: Person, person: Person) -> str:
    """Make a one-time link for somebody known: a password forgotten, or a post's first.

    Raises
    ------
    Refused
        If the person who asks does not look after this system: whoever has the link is
        that person from then on.
    """
    if not by.keeper:
        raise Refused(
            "Only whoever looks after this system lets somebody known back in, because "
            "the link makes its holder that person."
        )
    return invite(organisation=person.organisation, by=by, person=person)


def invitation(secret: str) -> Invitation:
    """Give the invitation behind a link.

    Raises
    ------
    NotFound
        If there is none, it was used, or it is too old.
    """
    found = Invitation.objects.filter(
        secret_hash=_hash(secret), used_at=None, expires_at__gt=datetime.now(UTC)
    ).first()
    if found is None:
        raise NotFound(
            "This link has been used or is too old. Ask for a new one: a colleague "
            "makes it under “Colleagues”; the first owner gets one from wholeflow serve."
        )
    return found


@transaction.atomic
def join(
    *,
    secret: str,
    sign_in_name: str,
    password: str,
    name: str,
    role: str,
    organisation_name: str = "",
) -> Person:
    """Come in by a one-time link and choose how to sign in from now on.

    Raises
    ------
    BadInput
        With everything that cannot be taken as given.
    """
    # Locked, so that two who hold the same link do not both come in.
    list(Invitation.objects.select_for_update().filter(secret_hash=_hash(secret)))
    used = invitation(secret)
    faults = _lines(f"{name}, {role}" if role else name)
    faults += _lines(organisation_name) if used.keeper else []
    known = Person.objects.filter(sign_in_name=sign_in_name).first()
    if known is not None and known != used.person:
        faults.append("Somebody signs in by this name already. Choose another.")
    _refuse(faults, password)
    organisation = used.organisation or organisation_named(name=organisation_name)
    person = used.person or Person(keeper=used.keeper)
    person.sign_in_name = sign_in_name
    person.name, person.role = name, role
    person.organisation = organisation
    person.is_active = True
    person.set_password(password)
    person.save()
    used.used_at = datetime.now(UTC)
    used.save(update_fields=["used_at"])
    return person


def role_holder(*, name: str, organisation: Organisation) -> Person:
    """Give the person or post of that name who has no way in yet, made if needed."""
    found = Person.objects.filter(name=name, organisation=organisation).first()
    if found is not None:
        return found
    person = Person(
        sign_in_name=f"not-yet-{secrets.token_hex(8)}",
        name=name,
        organisation=organisation,
        is_active=False,
    )
    person.set_unusable_password()
    person.save()
    return person


def _lines(text: str) -> list[str]:
    """Tell what keeps a text from being shown in one line, as it will be everywhere."""
    return [fault.message for fault in line_faults("name", text)]


def _refuse(faults: list[str], password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as refused:
        faults = [*faults, *refused.messages]
    if faults:
        raise BadInput("joining", faults)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
