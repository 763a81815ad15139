"""Every change of the map: keyword-only, by a person, all or nothing.

Each command asks the permission door, checks what it was given with the library's own
values, and writes through `changing`. `base_version` is the version of the process on
the page the person was looking at; with it, nobody overwrites what they have not seen.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from wholeflow.errors import NotFound, Refused, WholeflowError
from wholeflow.governance import Act
from wholeflow.processes import LANGUAGES, Statement, check_name
from wholeflow.processes import Entry as EntryValue
from wholeflow.processes import Interlock as InterlockValue
from wholeflow.processes import Part as PartValue
from wholeflow.processes import Process as ProcessValue
from wholeflow.processes import process_id as id_of
from wholeflow.server.accounts.models import Organisation, Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import Draft, changing, undoing
from wholeflow.server.history.models import Change, System
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.circles import refuse_circle
from wholeflow.server.mapping.models import (
    Activity,
    Entry,
    Interlock,
    Part,
    Process,
    Success,
)
from wholeflow.server.mapping.taking_back import (
    knows_of,
    refuse_for_good,
    refuse_undo,
)

Row = TypeVar("Row", bound=Model)


class QuestionedName(WholeflowError):
    """A name that does not say what people do; it may stay with a reason."""

    def __init__(self, name: str, suggestion: str, why: str) -> None:
        self.suggestion = suggestion
        hint = f" How about “{suggestion}”?" if suggestion else ""
        super().__init__(f"“{name}”: {why}{hint} Or keep it and say why.")


def new_process(
    *,
    by: Person,
    name: str,
    whole: str | None = None,
    language: str = "en",
    name_reason: str = "",
) -> str:
    """Make a process, on its own or as a part of another, and give its id.

    A part takes the organisation, the owner and the label of its whole; a process that
    stands alone is of the person who made it.
    """
    _questioned(name, language, name_reason)
    with changing(by=str(by.pk), command="add") as draft:
        server = System.objects.values_list("server", flat=True).get()
        if whole is None:
            process = blank(name, by.organisation, server=server)
            process.owner = by
        else:
            above = editable(by, whole)
            process = blank(name, above.organisation, server=server)
            process.owner = above.owner
            process.label = above.label
        process.language = language
        process.name_reason = name_reason
        draft.add(process)
        if whole is not None:
            draft.add(Part(whole_id=whole, part=process))
    return process.pk


def new_part(
    *, by: Person, process_id: str, name: str, language: str, name_reason: str = ""
) -> None:
    """Make a process as a part of one."""
    new_process(
        by=by, name=name, language=language, name_reason=name_reason, whole=process_id
    )


def rename(
    *,
    by: Person,
    process_id: str,
    name: str,
    language: str | None = None,
    name_reason: str = "",
    base_version: int | None = None,
) -> None:
    """Give a process another name."""
    with _on(process_id, by, "rename", base_version) as (draft, process):
        language = language or process.language
        if name != process.name or language != process.language:
            _questioned(name, language, name_reason)
        ProcessValue("name", name, language)
        draft.set(process, name=name, language=language, name_reason=name_reason)


def set_label(
    *, by: Person, process_id: str, label: str, base_version: int | None = None
) -> None:
    """Say who may read a process."""
    ProcessValue("label", "Labelling", label=label)
    with _on(process_id, by, "label", base_version) as (draft, process):
        draft.set(process, label=label)


def take_ownership(*, by: Person, process_id: str) -> None:
    """Become the owner of a process that nobody owns."""
    with changing(by=str(by.pk), command="own") as draft:
        process = _allowed(by, Act.TAKE, process_id)
        draft.set(process, owner_id=by.pk, owner_example=False)


def hand_over(*, by: Person, process_id: str, to: Person, reason: str = "") -> None:
    """Hand a process over to a colleague, or let go of it with `let_go`."""
    with changing(by=str(by.pk), command="hand over", reason=reason) as draft:
        process = editable(by, process_id)
        if to.organisation_id != process.organisation_id:
            raise Refused(
                f"A process is owned within its organisation; {to} belongs to "
                f"{to.organisation}. Choose a colleague of {process.organisation}."
            )
        draft.set(process, owner_id=to.pk, owner_example=False)


def let_go(*, by: Person, process_id: str, reason: str = "") -> None:
    """Stop owning a process, so that a colleague can take it."""
    with changing(by=str(by.pk), command="let go", reason=reason) as draft:
        process = editable(by, process_id)
        if process.label == "restricted":
            raise Refused(
                "Only its owner may read it, so without one nobody could find it again. "
                "Choose first who may read it, or hand it over."
            )
        draft.set(process, owner_id=None)


def add_entry(
    *,
    by: Person,
    process_id: str,
    entry: EntryValue,
    base_version: int | None = None,
) -> None:
    """Put a statement under one of the six headings."""
    with _on(process_id, by, "say", base_version) as (draft, process):
        draft.add(
            Entry(
                process=process,
                heading=entry.heading,
                kind=entry.kind,
                text=entry.text,
                link=entry.link,
                example=entry.example,
                by=str(by.pk),
                on=clock.today(),
            )
        )


def change_entry(
    *,
    by: Person,
    process_id: str,
    entry_id: UUID,
    entry: EntryValue,
    base_version: int | None = None,
) -> None:
    """Change a statement under its heading."""
    with _on(process_id, by, "say", base_version) as (draft, process):
        row = _one(process.entries.filter(pk=entry_id, removed=False))
        if entry.heading != row.heading:
            raise Refused(f"It stands under {row.heading}; add it under another anew.")
        draft.set(
            row,
            kind=entry.kind,
            text=entry.text,
            link=entry.link,
            example=entry.example,
        )


def take_out_entry(*, by: Person, process_id: str, entry_id: UUID) -> None:
    """Take a statement off the card."""
    with _on(process_id, by, "take out", None) as (draft, process):
        draft.set(_one(process.entries.filter(pk=entry_id)), removed=True)


def state_success(
    *,
    by: Person,
    process_id: str,
    text: str,
    of_failure: bool = False,
    base_version: int | None = None,
) -> None:
    """Say what success of a process is, or what failure would be."""
    Statement(text)
    with _on(process_id, by, "define success", base_version) as (draft, process):
        draft.add(Success(process=process, text=text, of_failure=of_failure))


def take_out_success(*, by: Person, process_id: str, success_id: UUID) -> None:
    """Take back a statement of success or failure."""
    with _on(process_id, by, "take out", None) as (draft, process):
        draft.set(_one(process.successes.filter(pk=success_id)), removed=True)


def add_part(
    *,
    by: Person,
    process_id: str,
    part_id: str,
    necessity: tuple[float, float] = (1.0, 1.0),
    base_version: int | None = None,
) -> None:
    """Make a process that exists a part of this one as well: shared, never copied.

    Raises
    ------
    CycleInMap
        If this process is inside the part already; the path is named.
    """
    PartValue("whole", "part", necessity)
    with _on(process_id, by, "add a part", base_version) as (draft, process):
        part = queries.process(by, part_id)
        refuse_circle(by, [(process.pk, part.pk)])
        if process.part_links.filter(part=part, removed=False).exists():
            raise Refused(f"“{part}” is a part of “{process}” already.")
        low, high = necessity
        draft.add(
            Part(whole=process, part=part, necessity_low=low, necessity_high=high)
        )


def take_out_part(
    *, by: Person, process_id: str, part_id: str, base_version: int | None = None
) -> None:
    """Take a part out of this whole; the process itself stays."""
    with _on(process_id, by, "take out a part", base_version) as (draft, process):
        link = _one(process.part_links.filter(part=part_id, removed=False))
        draft.set(link, removed=True)


def set_necessity(
    *,
    by: Person,
    process_id: str,
    part_id: str,
    necessity: tuple[float, float],
    base_version: int | None = None,
) -> None:
    """Say how far the whole needs a part: 1 is "cannot succeed without it"."""
    low, high = PartValue("whole", "part", necessity).necessity
    with _on(process_id, by, "judge a part", base_version) as (draft, process):
        link = _one(process.part_links.filter(part=part_id, removed=False))
        draft.set(link, necessity_low=low, necessity_high=high)


def mark_reviewed(*, by: Person, process_id: str) -> None:
    """Say that the card has been read through and still holds."""
    with _on(process_id, by, "review", None) as (draft, process):
        draft.set(process, reviewed=clock.today())


def tie_activities(
    *, by: Person, process_id: str, log: str, activities: Sequence[str]
) -> None:
    """Tie activities of an event log to the process they are part of doing."""
    with _on(process_id, by, "tie activities", None) as (draft, process):
        for name in activities:
            tied = Activity.objects.filter(log=log, name=name, removed=False).first()
            if tied is not None:
                raise Refused(f"“{name}” of {log} is tied to “{tied.process}” already.")
            draft.add(Activity(process=process, log=log, name=name))


def propose_interlock(
    *, by: Person, process_id: str, interlock: InterlockValue
) -> None:
    """Propose what passes between a process one may change and a neighbour."""
    with changing(by=str(by.pk), command="propose an interlock") as draft:
        ends = {
            key: queries.process(by, key)
            for key in (interlock.giver, interlock.receiver)
        }
        editable(by, process_id)
        if process_id not in ends:
            raise Refused("An interlock begins or ends at the process on the page.")
        draft.add(
            Interlock(
                giver=ends[interlock.giver],
                receiver=ends[interlock.receiver],
                passes=interlock.passes,
                what=interlock.what,
                form=interlock.form,
                when=interlock.when,
            )
        )


def retire(*, by: Person, process_id: str, reason: str = "") -> None:
    """Take a process off the map; it and its history stay and can be brought back."""
    with changing(by=str(by.pk), command="retire", reason=reason) as draft:
        draft.set(editable(by, process_id), removed=True)


def undo(*, by: Person, seq: int) -> None:
    """Take a change back: for whoever may now change what it changed.

    Raises
    ------
    NotFound
        There is no such change, or it is not for this person to know of.
    Conflict
        Something it set has been set again since.
    """
    change = Change.objects.filter(pk=seq).first()
    if change is None or not knows_of(by, change):
        raise NotFound("There is no such change.")
    refuse_for_good(change)
    with undoing(change, by=str(by.pk)) as rows:
        refuse_undo(by, rows)


def signature(by: Person | None) -> str:
    """Give who acts, as the history has it: empty for whoever keeps the machine."""
    return "" if by is None else str(by.pk)


def editable(by: Person | None, process_id: str) -> Process:
    """Give a process that this person may change; None is whoever keeps the machine.

    Raises
    ------
    NotFound
        If there is none, or it is not for this person to know of.
    Refused
        If they may not change it, with the reason.
    """
    return _allowed(by, Act.EDIT, process_id)


def spoken_of(by: Person | None, process_id: str) -> Process:
    """Give a process of which this person may say what they see.

    Raises
    ------
    NotFound
        If there is none, or it is not for this person to know of.
    Refused
        If they may not, with the reason.
    """
    return _allowed(by, Act.SPEAK, process_id)


def blank(name: str, organisation: Organisation, *, server: str) -> Process:
    """Give a new process with its lasting id: the hash of where and how it began."""
    nonce = secrets.token_hex(16)
    key = id_of({"server": server, "nonce": nonce})
    ProcessValue(key, name)
    return Process(id=key, nonce=nonce, name=name, organisation=organisation)


def _allowed(by: Person | None, act: Act, process_id: str) -> Process:
    if by is None:
        return _standing(process_id)
    process = queries.process(by, process_id)
    decision = queries.decision(by, act, process)
    if not decision.allowed:
        raise Refused(decision.reason)
    return process


def _standing(process_id: str) -> Process:
    found = Process.objects.filter(pk=process_id, removed=False).first()
    if found is None:
        raise NotFound(f"There is no process {process_id} here.")
    return found


@contextmanager
def _on(
    process_id: str, by: Person, command: str, base_version: int | None
) -> Iterator[tuple[Draft, Process]]:
    """Open a change of one process that this person may change."""
    base = _base(process_id, base_version)
    with changing(by=str(by.pk), command=command, base=base) as draft:
        yield draft, editable(by, process_id)


def _base(process_id: str | None, version: int | None) -> tuple[str, int] | None:
    return None if process_id is None or version is None else (process_id, version)


def _questioned(name: str, language: str, reason: str) -> None:
    if language not in LANGUAGES:
        raise Refused(f"A name is in one of {', '.join(LANGUAGES)}; got {language!r}.")
    verdict = check_name(name, language)
    if not verdict.ok and not reason.strip():
        raise QuestionedName(name, verdict.suggestion, verdict.reason)


def _one(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise NotFound("It is not on this card any more. Open the page again.")
    return found
