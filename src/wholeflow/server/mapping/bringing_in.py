"""A whole map in, a whole map out: between the library's `Map` and the rows.

Bringing in is one change: everything or nothing, and undone as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from wholeflow import processes as library
from wholeflow.errors import NotFound, Refused
from wholeflow.server.accounts.actions import organisation_in, role_holder
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import AT_ONCE, Draft, changing
from wholeflow.server.history.models import System
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.actions import blank, editable
from wholeflow.server.mapping.circles import refuse_circle
from wholeflow.server.mapping.models import (
    Alias,
    Entry,
    Interlock,
    OfOneProcess,
    Part,
    Process,
    Success,
)

Row = TypeVar("Row", bound=OfOneProcess)


def import_map(
    *,
    by: Person | None,
    brought: library.Map,
    under: str | None = None,
    owned_by: Person | None = None,
    organisation: str = "",
) -> dict[str, str]:
    """Bring a map in and give the lasting id of each of its processes.

    Parameters
    ----------
    by
        Who brings it in; None for whoever keeps the machine, who may put processes
        under any other, and of whom the history says “the system”.
    brought
        The map. A process whose id is in the system already is not touched, so that
        no import overwrites what people wrote; it is used as the part it is.
    under
        A process of which the map's tops become parts.
    owned_by
        Who owns the processes that name no owner; nobody if None.
    organisation
        To whom processes come that name none, made if there is none of that name; the
        organisation of the person if empty.
    """
    assert by or organisation, "every process has an organisation"
    with changing(by=_id(by), command="bring in a map") as draft:
        known = _known(by, [process.id for process in brought.processes])
        parts = list(brought.parts)
        if under is not None:
            known |= {under: _whole(by, under)}
            parts += [library.Part(under, top.id) for top in brought.tops()]
        names = {process.id: process.name for process in brought.processes}
        links = [(part.whole, part.part) for part in parts]
        refuse_circle(by or AnonymousUser(), links, names=names)
        posts = _Posts(draft, _home(draft, by, organisation), owned_by)
        server = System.objects.values_list("server", flat=True).get()
        new = [value for value in brought.processes if value.id not in known]
        rows = known | {value.id: _process_row(value, posts, server) for value in new}
        for value in new:
            draft.add(rows[value.id])
        _add_cards(draft, new, rows, by)
        _add_parts(draft, parts, (rows, known), by)
        _add_interlocks(draft, brought.interlocks, (rows, known), by)
    return {key: rows[key].pk for key in names}


def export_map(visitor: queries.Visitor | None, *, name: str) -> library.Map:
    """Give what a visitor may read as one map, in canonical order; everything if None."""
    readable = (
        queries.processes(visitor)
        if visitor is not None
        else Process.objects.filter(removed=False).select_related(
            "owner", "organisation"
        )
    )
    rows = {row.pk: row for row in readable}
    entries = _by_process(Entry.objects.filter(removed=False).order_by("id"), rows)
    successes = _by_process(Success.objects.filter(removed=False).order_by("id"), rows)
    aliases = _by_process(Alias.objects.filter(removed=False).order_by("id"), rows)
    parts = Part.objects.filter(removed=False)
    locks = Interlock.objects.filter(removed=False)
    return library.Map(
        name,
        tuple(
            _value(row, entries[key], successes[key], aliases[key])
            for key, row in rows.items()
        ),
        tuple(
            _part_value(p) for p in parts if p.whole_id in rows and p.part_id in rows
        ),
        tuple(
            library.Interlock(
                giver=lock.giver_id,
                receiver=lock.receiver_id,
                passes=lock.passes,
                what=lock.what,
                form=lock.form,
                when=lock.when,
                state=lock.state,
            )
            for lock in locks
            if lock.giver_id in rows and lock.receiver_id in rows
        ),
    ).in_canonical_order()


class _Posts:
    """The organisations and owners that a map names, each looked up or made once."""

    def __init__(
        self, draft: Draft, home: Organisation, owned_by: Person | None
    ) -> None:
        self.draft = draft
        self.home = home
        self.owned_by = owned_by
        self.organisations = {home.name: home}
        self.owners: dict[tuple[str, str], Person] = {}

    def organisation(self, name: str) -> Organisation:
        if not name:
            return self.home
        if name not in self.organisations:
            self.organisations[name] = organisation_in(self.draft, name=name)
        return self.organisations[name]

    def owner(self, name: str, organisation: Organisation) -> Person | None:
        if not name:
            return self.owned_by
        key = (name, str(organisation.pk))
        if key not in self.owners:
            self.owners[key] = role_holder(name=name, organisation=organisation)
        return self.owners[key]


def _id(by: Person | None) -> str:
    return "" if by is None else str(by.pk)


def _home(draft: Draft, by: Person | None, name: str) -> Organisation:
    if name:
        return organisation_in(draft, name=name)
    assert by is not None, "checked above"
    return by.organisation


def _whole(by: Person | None, process_id: str) -> Process:
    """Give a process that parts are put under, if that is allowed."""
    if by is not None:
        return editable(by, process_id)
    found = Process.objects.filter(pk=process_id, removed=False).first()
    if found is None:
        raise NotFound(f"There is no process {process_id} to put the map under.")
    return found


def _known(by: Person | None, keys: Sequence[str]) -> dict[str, Process]:
    """Give the processes of a map that the system has already.

    Raises
    ------
    Refused
        If one of them is off the map, or not for this person to know of.
    """
    known: dict[str, Process] = {}
    readable: set[str] = set()
    shared = Q(removed=False) if by is None else queries.readable_by(by)
    for start in range(0, len(keys), AT_ONCE):
        these = keys[start : start + AT_ONCE]
        known |= Process.objects.in_bulk(these)
        found = Process.objects.filter(shared, pk__in=these)
        readable.update(found.values_list("pk", flat=True))
    hidden = known.keys() - readable
    if hidden:
        raise Refused(
            f"{len(hidden)} of these processes cannot be used here: they were taken off "
            f"the map or are not shared with you. The first is {min(hidden)}. Undo its "
            "removal, ask its owner, or leave it out."
        )
    return known


def _process_row(value: library.Process, posts: _Posts, server: str) -> Process:
    organisation = posts.organisation(value.organisation)
    row = blank(value.name, organisation, server=server)
    if value.id.startswith("wf:p:"):
        row.id, row.nonce = value.id, ""  # it keeps the id it was given elsewhere
    row.owner = posts.owner(value.owner, organisation)
    row.owner_example = value.owner_example
    row.language, row.name_reason = value.language, value.name_reason
    row.label = value.label
    row.parts_suffice, row.reviewed = value.parts_suffice, value.reviewed
    row.combining, row.at_least = value.combining, value.at_least
    row.dependence = value.dependence
    row.sufficiency_low, row.sufficiency_high = value.sufficiency
    row.example = value.example
    return row


def _add_cards(
    draft: Draft,
    values: Sequence[library.Process],
    rows: Mapping[str, Process],
    by: Person | None,
) -> None:
    """Add what stands on the cards, kind by kind, so that each is written together."""
    day = clock.today()
    for value in values:
        for name in value.aliases:
            draft.add(Alias(process=rows[value.id], name=name))
    for value in values:
        for entry in value.entries:
            said = {name: getattr(entry, name) for name in library.Entry.__slots__}
            draft.add(Entry(process=rows[value.id], by=_id(by), on=day, **said))
    for value in values:
        for of_failure, told in ((False, value.success), (True, value.failure)):
            for each in told:
                said = {"text": each.text, "example": each.example}
                draft.add(
                    Success(process=rows[value.id], of_failure=of_failure, **said)
                )


def _add_parts(
    draft: Draft,
    parts: Sequence[library.Part],
    rows: tuple[Mapping[str, Process], Mapping[str, Process]],
    by: Person | None,
) -> None:
    """Add the part-of links that are not there yet; in a known whole, if allowed."""
    row, known = rows
    links = Part.objects.filter(removed=False, whole__in=known)
    standing = set(links.values_list("whole", "part"))
    for part in parts:
        if (part.whole, part.part) in standing:
            continue
        if part.whole in known:
            _whole(by, part.whole)
        draft.add(_part_row(part, row))


def _part_row(part: library.Part, rows: Mapping[str, Process]) -> Part:
    low, high = part.necessity
    share_low, share_high = part.share or (None, None)
    return Part(
        whole=rows[part.whole],
        part=rows[part.part],
        necessity_low=low,
        necessity_high=high,
        share_low=share_low,
        share_high=share_high,
    )


def _add_interlocks(
    draft: Draft,
    locks: Sequence[library.Interlock],
    rows: tuple[Mapping[str, Process], Mapping[str, Process]],
    by: Person | None,
) -> None:
    """Add what passes that is not said yet; between two known ones, if allowed."""
    row, known = rows
    said = Interlock.objects.filter(removed=False, giver__in=known)
    standing = set(said.values_list("giver", "receiver", "passes", "what"))
    for lock in locks:
        if (lock.giver, lock.receiver, lock.passes, lock.what) in standing:
            continue
        if lock.giver in known and lock.receiver in known:
            _whole(by, lock.giver)
        draft.add(_interlock_row(lock, row))


def _interlock_row(lock: library.Interlock, rows: Mapping[str, Process]) -> Interlock:
    return Interlock(
        giver=rows[lock.giver],
        receiver=rows[lock.receiver],
        passes=lock.passes,
        what=lock.what,
        form=lock.form,
        when=lock.when,
        state=lock.state,
    )


def _part_value(row: Part) -> library.Part:
    return library.Part(
        row.whole_id,
        row.part_id,
        necessity=(row.necessity_low, row.necessity_high),
        share=row.share,
    )


def _by_process(
    rows: Iterable[Row], wanted: Mapping[str, Process]
) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.process_id in wanted:
            groups[row.process_id].append(row)
    return groups


def _value(
    row: Process, entries: list[Entry], successes: list[Success], aliases: list[Alias]
) -> library.Process:
    def statements(*, of_failure: bool) -> tuple[library.Statement, ...]:
        return tuple(
            library.Statement(each.text, each.example)
            for each in successes
            if each.of_failure is of_failure
        )

    return library.Process(
        id=row.pk,
        name=row.name,
        language=row.language,
        name_reason=row.name_reason,
        aliases=tuple(alias.name for alias in aliases),
        owner=str(row.owner) if row.owner else "",
        owner_example=row.owner_example,
        organisation=row.organisation.name,
        label=row.label,
        entries=tuple(
            library.Entry(e.heading, e.kind, e.text, e.link, e.example) for e in entries
        ),
        success=statements(of_failure=False),
        failure=statements(of_failure=True),
        parts_suffice=row.parts_suffice,
        combining=row.combining,
        at_least=row.at_least,
        dependence=row.dependence,
        sufficiency=(row.sufficiency_low, row.sufficiency_high),
        reviewed=row.reviewed,
        example=row.example,
    )
