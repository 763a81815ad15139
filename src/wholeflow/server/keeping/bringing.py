"""Maps in and out for whoever keeps the machine, with a list of what would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from wholeflow.errors import Refused
from wholeflow.processes import Map
from wholeflow.server.accounts.actions import begin_system
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history.changes import KEPT
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping.bringing_in import export_map, import_map
from wholeflow.server.mapping.models import Process


@dataclass(frozen=True, slots=True)
class Addition:
    """One thing that a map brings."""

    what: str
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What a map brought, or would bring.

    Parameters
    ----------
    organisation
        To whom processes came that name no organisation.
    additions
        Everything new, in the order in which it is written.
    known
        Names of processes that were here already; they were not touched.
    """

    organisation: str
    additions: tuple[Addition, ...]
    known: tuple[str, ...]

    def count(self, what: str) -> int:
        """Give how many new things there are of a kind."""
        return sum(addition.what == what for addition in self.additions)


@transaction.atomic
def begin_with(
    brought: Map, *, name: str | None, organisation: str | None
) -> tuple[Brought, bool]:
    """Bring a map in, into a new system if there is none; say whether it is new.

    Raises
    ------
    Refused
        If a name is given for a system that has one.
    """
    system = System.objects.first()
    if system is not None and name not in {None, system.name}:
        raise Refused(
            f"There is a system here already, called {system.name}. Leave --name out to "
            "add the template to it."
        )
    if system is None:
        begin_system(name=name or brought.name)
    return bring_in(brought, organisation=organisation), system is None


def bring_in(
    brought: Map,
    *,
    organisation: str | None,
    under: str | None = None,
    dry_run: bool = False,
) -> Brought:
    """Bring a map in through the write door; in a dry run, take it back at once.

    Raises
    ------
    Refused
        If it cannot be told whose the processes are.
    """
    with transaction.atomic():
        home = organisation or _usual_organisation()
        last = System.objects.values_list("last_change", flat=True).get()
        people = set(Person.objects.values_list("pk", flat=True))
        keys = import_map(by=None, brought=brought, under=under, organisation=home)
        additions = [*_added_after(last)]
        additions += [
            Addition("owner", person.name, str(person.pk))
            for person in Person.objects.exclude(pk__in=people).order_by("pk")
        ]
        if dry_run:
            transaction.set_rollback(True)
    new = {addition.id for addition in additions}
    known = [p.name for p in brought.processes if keys[p.id] not in new]
    return Brought(home, tuple(additions), tuple(known))


def give_out(*, public: bool) -> Map:
    """Give the whole map, or only what everybody may read."""
    name = System.objects.values_list("name", flat=True).get()
    return export_map(AnonymousUser() if public else None, name=name)


def _usual_organisation() -> str:
    names = list(Organisation.objects.filter(removed=False).values_list("name")[:2])
    if len(names) > 1:
        raise Refused(
            "Several organisations share this system. Say whose the processes are that "
            "name none: --organisation NAME"
        )
    if names:
        return str(names[0][0])
    return System.objects.values_list("name", flat=True).get()


def _added_after(last: int) -> Iterator[Addition]:
    names = dict(Process.objects.values_list("pk", "name"))
    for change in Change.objects.filter(seq__gt=last):
        for operation in change.operations:
            what = KEPT[operation["table"]]._meta.verbose_name
            yield Addition(str(what), _name(operation["add"], names), operation["id"])


def _name(row: dict[str, str], names: dict[str, str]) -> str:
    """Give the words by which somebody knows a row that was added."""
    if "whole_id" in row:
        return f"{names[row['part_id']]}, part of {names[row['whole_id']]}"
    if "giver_id" in row:
        giver, receiver = names[row["giver_id"]], names[row["receiver_id"]]
        return f"{row['what']}, from {giver} to {receiver}"
    return row["name"] if "name" in row else row["text"]
