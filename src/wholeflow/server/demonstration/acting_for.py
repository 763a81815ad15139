"""Who does what in the demonstration: owners, and somebody for those who have none."""

from __future__ import annotations

from wholeflow.server.accounts.actions import organisation_named, role_holder
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping.models import Process

ALLIANCE = "Example mental health alliance"


def builder(organisation: str) -> Person:
    """Give somebody of an organisation on whose behalf its example is brought in."""
    body = organisation_named(name=organisation)
    return role_holder(name="the demonstration", organisation=body)


def answerable(process_id: str) -> Person:
    """Give who owns a process, or who acts while nobody does."""
    process = Process.objects.select_related("owner", "organisation").get(pk=process_id)
    return process.owner or builder(process.organisation.name)
