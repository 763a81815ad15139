"""Every change of what is said of logs: by a person, all or nothing.

Files follow the rows: one that a change needs is there before it, and one that a change
leaves without a log is removed once it is committed. What a crash leaves in between is
swept away later (`retaining`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from wholeflow.errors import BadInput, Conflict, Fault, NotFound, Refused
from wholeflow.processes.process import line_faults
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import jobs, queries, shelf
from wholeflow.server.flowing.chosen import Chosen
from wholeflow.server.flowing.models import EventLog, Job
from wholeflow.server.history import clock
from wholeflow.server.history.changes import changing
from wholeflow.server.history.identifiers import new_id
from wholeflow.server.mapping import queries as of_the_map
from wholeflow.server.mapping.actions import signature
from wholeflow.server.mapping.models import Activity, Process

HELD = ("purpose", "source", "lawful_basis", "special_basis", "opt_out", "keep_until")
MEND = dict.fromkeys(
    ("title", "purpose", "source", "notes", "licence"), "Write it without."
)
MEND["file"] = "Rename the file."
LONGEST_NAME = 200  # characters of an activity that can be tied


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What whoever brings a log says of it.

    Parameters
    ----------
    title
        How it is called here.
    purpose, source, lawful_basis, special_basis, opt_out, keep_until
        Why it is held, where it comes from, by what right and until when, as
        `wholeflow.journeys.Holding` has them.
    label
        Who else sees what it tells.
    open_data
        Whether it is published: it is then shown as it is.
    licence
        Of open data.
    notes
        Whatever else should be known, such as the number of an agreement.
    """

    title: str
    purpose: str
    source: str
    lawful_basis: str
    special_basis: str
    opt_out: str
    keep_until: date
    label: str = "organisation"
    open_data: bool = False
    licence: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file that was brought is to be read, as far as somebody said."""

    columns: Mapping[str, str]
    day_first: bool | None = None
    without: tuple[str, ...] = ()  # roles that are not to be kept
    more: tuple[str, ...] = ()  # headings of further columns to keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a log is once it is kept; see `EventLog`."""

    content_hash: str
    size_bytes: int
    events: int
    cases: int
    persons: int
    first: datetime
    last: datetime
    timezone: str
    read_as: str

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> Loaded:
        """Make it of what the work told, as JSON."""
        ends = {name: datetime.fromisoformat(told[name]) for name in ("first", "last")}
        return cls(**{**told, **ends})


def bring(
    *,
    by: Person,
    process_id: str,
    said: Said,
    file_name: str,
    put: Callable[[Path], None] | None = None,
) -> UUID:
    """Bring a log: its file waits, is examined, and is loaded only once that is asked for.

    Parameters
    ----------
    by
        Who brings it.
    process_id
        The process whose records it is.
    said
        What they say of it.
    file_name
        What its file is called.
    put
        Puts the file where it is told; None for a file of the folder that may be pointed
        to, which is read where it lies.

    Returns
    -------
    UUID
        Of the log.

    Raises
    ------
    BadInput
        If what is said cannot be taken, or itself identifies somebody.
    NotFound
        If there is no such process or file.
    Refused
        If they may not bring a log of this process.
    """
    process = _require_home(by, process_id)
    _require_said(said, process, file_name)
    log_id = new_id()
    folder = shelf.waiting(log_id)
    try:
        if put is not None:
            put(folder / shelf.upload_name(file_name))
        shelf.write(folder / shelf.ASKED, {"columns": {}, "offered": put is None})
        with transaction.atomic():
            with changing(by=str(by.pk), command="bring a log") as draft:
                log = EventLog(
                    id=log_id,
                    process=_require_home(by, process_id),
                    file_name=file_name,
                    by=str(by.pk),
                    on=clock.today(),
                    **asdict(said),
                )
                draft.add(log)
            jobs.ask_for(log, "examine", by=str(by.pk))
    except BaseException:
        if not EventLog.objects.filter(pk=log_id).exists():
            shelf.clear(log_id)
        raise
    return log_id


def examine(*, by: Person, log_id: UUID, reading: Reading | None = None) -> None:
    """Examine a log that waits once more; read in another way, if one is given."""
    log = _waiting(by, log_id)
    folder = shelf.waiting(log.pk)
    jobs.ask_for(log, "examine", by=str(by.pk))
    if reading is not None:
        told = shelf.read(folder / shelf.ASKED) or {}
        shelf.write(folder / shelf.ASKED, {**told, **asdict(reading)})
    (folder / shelf.REPORT).unlink(missing_ok=True)


def confirm(*, by: Person, log_id: UUID) -> None:
    """Let a log be loaded as it was examined.

    Raises
    ------
    Refused
        If it was not examined, or may not come in as it is.
    """
    log = _waiting(by, log_id)
    report = shelf.read(shelf.waiting(log.pk) / shelf.REPORT)
    if report is None:
        raise Refused("It has not been examined yet. Wait until that is done.")
    if not report["fit"]:
        raise Refused("It cannot be loaded as it is. Its page says why.")
    jobs.ask_for(log, "load", by=str(by.pk))


def loaded(*, job: Job, facts: Loaded) -> bool:
    """Take up a log that has been read; False if it is not wanted any more."""
    folder = shelf.waiting(job.on_id)
    (folder / shelf.LOG).replace(shelf.parquet(facts.content_hash))
    with changing(by=job.by, command="load a log") as draft:
        log = _standing(job.on_id)
        if log.state != "waiting" or not jobs.end(job, "done"):
            return False
        draft.set(log, state="ready", **asdict(facts))
        (folder / shelf.FINDINGS).replace(shelf.findings(log.pk))
    shelf.clear(job.on_id)
    return True


def keep_open_data(
    *,
    by: Person,
    log_id: UUID,
    process_id: str,
    said: Said,
    file_name: str,
    facts: Loaded,
) -> None:
    """Enter published data whose file lies on the shelf already; see `open_logs`."""
    assert said.open_data, "what people bring comes by the door"
    with changing(by=str(by.pk), command="load a log") as draft:
        log = EventLog(
            id=log_id,
            process=_require_home(by, process_id),
            file_name=file_name,
            by=str(by.pk),
            on=clock.today(),
            state="ready",
            **asdict(said),
            **asdict(facts),
        )
        draft.add(log)


def say_again(*, by: Person, log_id: UUID, said: Said) -> None:
    """Say something else of a log: for what, on which basis, until when, for whom."""
    with changing(by=str(by.pk), command="say what a log is for") as draft:
        log = queries.changeable(by, log_id)
        _require_here(log)
        _require_said(said, log.process, log.file_name)
        draft.set(log, **asdict(said))


def delete(*, by: Person | None, log_id: UUID, reason: str = "") -> None:
    """Delete a log: its file goes, and its activities are tied to nothing any more."""
    with transaction.atomic():
        with changing(by=signature(by), command="delete a log", reason=reason) as draft:
            log = _standing(log_id) if by is None else queries.changeable(by, log_id)
            _require_here(log)
            content_hash = log.content_hash
            state = "refused" if log.state == "waiting" else "deleted"
            draft.set(log, state=state, content_hash="")
            for row in queries.ties(log):
                draft.set(row, removed=True)
        jobs.cancel_all(log, by=by)
        same = EventLog.objects.exclude(content_hash="").filter(
            content_hash=content_hash
        )
        shared = same.exists()
        transaction.on_commit(lambda: shelf.remove(log.pk, content_hash, shared=shared))


def tie(*, by: Person, log_id: UUID, ties: Mapping[str, str]) -> bool:
    """Say which process each activity of a log is part of doing.

    Parameters
    ----------
    by
        Who says so: somebody who may change the log.
    log_id
        The log.
    ties
        For each activity named here the id of a process, or nothing for none. Activities
        that are not named stay as they are.

    Returns
    -------
    bool
        Whether anything is other than before.
    """
    with transaction.atomic():
        log = queries.changeable(by, log_id)
        _require_here(log)
        with changing(by=str(by.pk), command="tie activities") as draft:
            standing = {row.name: row for row in queries.ties(log)}
            wanted = {key for key in ties.values() if key}
            found = of_the_map.processes(by).in_bulk(wanted)
            for name, process_id in ties.items():
                row = standing.get(name)
                if (row.process_id if row else "") == process_id:
                    continue
                if row is not None:
                    draft.set(row, removed=True)
                if process_id:
                    process = of_the_map.spoken_for(by, found.get(process_id))
                    _require_short(name)
                    draft.add(Activity(process=process, log=str(log.pk), name=name))
            changed = bool(draft.operations)
        if changed and log.state == "ready":
            look_again(by=by, log=log)
    return changed


def look_again(*, by: Person, log: EventLog) -> None:
    """Have a loaded log looked at anew, as its activities are tied now."""
    jobs.cancel_all(log, by=by)  # that looks at it as they were tied before
    jobs.ask_for(log, "look", by=str(by.pk))


def work_out(*, by: Person, log_id: UUID, chosen: Chosen) -> None:
    """Have a part of a loaded log worked out, which takes long where the log is large.

    Raises
    ------
    Refused
        If somebody is outside the organisation that holds the log: whoever could ask for
        part after part could tell people apart.
    Conflict
        If there is work on it already.
    """
    log = queries.log(by, log_id)
    _require_here(log)
    if log.state != "ready" or not queries.may_choose(by, log):
        raise Refused(
            "Parts of a log are shown to members of the organisation that holds it."
        )
    jobs.ask_for(log, "journey", by=str(by.pk), part=chosen.address)


def cancel(*, by: Person, log_id: UUID) -> bool:
    """Cancel the work on a log; False if it had ended already."""
    log = queries.changeable(by, log_id)
    job = queries.last_job(log)
    return job is not None and jobs.cancel(job, by=by)


def _standing(log_id: UUID) -> EventLog:
    return EventLog.objects.select_related("process").get(pk=log_id)


def _waiting(by: Person, log_id: UUID) -> EventLog:
    log = queries.changeable(by, log_id)
    if log.state != "waiting":
        raise Conflict("It does not wait any more. Open its page again.")
    return log


def _require_here(log: EventLog) -> None:
    if log.state in queries.GONE:
        raise NotFound("Its file is gone. Bring it again if it is needed.")


def _require_home(by: Person, process_id: str) -> Process:
    process = of_the_map.process(by, process_id)
    decided = queries.may_bring(by, process)
    if not decided.allowed:
        raise Refused(decided.reason)
    return process


def _require_short(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise BadInput(
            "activities",
            [f"one has {len(name)} characters, of at most {LONGEST_NAME}; shorten it"],
        )


def _require_said(said: Said, process: Process, file_name: str) -> None:
    """See that what is said can be, and itself names nobody."""
    from wholeflow.journeys import read_holding  # noqa: PLC0415 - brings polars

    faults = [
        Fault(each.message, column="title") for each in line_faults("title", said.title)
    ]
    given = {name: str(getattr(said, name)) for name in HELD}
    holder = str(process.organisation)
    try:
        read_holding({**given, "holder": holder}, today=clock.today())
    except BadInput as bad:
        faults += bad.faults
    typed = {"title": said.title, "purpose": said.purpose, "source": said.source}
    typed |= {"notes": said.notes, "licence": said.licence, "file": file_name}
    faults += _naming_people(typed)
    if faults:
        raise BadInput("the log", faults)


def _naming_people(typed: Mapping[str, str]) -> list[Fault]:
    import polars as pl  # noqa: PLC0415 - slow to load

    from wholeflow.journeys import find_identifiers  # noqa: PLC0415 - brings polars

    return [
        Fault(
            f"This holds what names a person ({found.kind}). {MEND[name]}", column=name
        )
        for name, text in typed.items()
        for found in find_identifiers(pl.DataFrame({"text": [text]}))
    ]
