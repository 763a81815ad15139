"""Evidence from event logs: indicators that are fed from a file, and fed again.

Where a log lies is said on the command line alone, by whoever keeps the machine. A path
from a web form would let anybody who may edit a process have any file read that this
machine can read, and learn from the refusal what is in it.

Only counts come in (`log_counts`): no row of a patient, no case and no name of a member
of staff reaches the database or the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from wholeflow.errors import NotFound, Refused, WholeflowError
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.changes import Draft, changing
from wholeflow.server.mapping.actions import editable, signature
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.actions import require_success
from wholeflow.server.measuring.log_counts import (
    NOT_OVER,
    Count,
    Fed,
    Unreadable,
    counts,
    in_words,
    mark_of,
    same_content,
)
from wholeflow.server.measuring.models import Indicator, LogReading, Point


def feed_from_log(
    *,
    by: Person | None,
    process_id: str,
    fed: Fed,
    name: str = "",
    half_life_days: int | None = None,
) -> UUID:
    """Give a process an indicator that a log feeds, with what the log says now.

    Parameters
    ----------
    by
        Who does it; None for whoever keeps the machine.
    process_id
        Of the process.
    fed
        The log and the standard that is counted in it.
    name
        Of the indicator; the standard's if empty.
    half_life_days
        After how many days a month has lost half its weight; None if it does not age.

    Returns
    -------
    UUID
        Of the indicator.

    Raises
    ------
    BadInput
        If the log or the standards cannot be read, with every fault.
    NotFound
        If there is no such process or standard, or nothing to count.
    InvalidFlag
        If nobody has said what success is.
    """
    mark = mark_of(fed.files)
    found = counts([fed], today=clock.today())[fed]
    with changing(by=signature(by), command="measure from a log") as draft:
        process = editable(by, process_id)
        require_success(process)
        _refuse_twice(process, fed)
        row = Indicator(
            process=process,
            name=name or fed.standard,
            fail=0,
            target=1,
            better="up",
            by_person=True,
            source=f"{fed.log.name}, an event log",
            half_life_days=half_life_days,
            log=str(fed.log),
            standards=str(fed.standards or ""),
            standard=fed.standard,
            whole_log=fed.whole,
        )
        draft.add(row)
        for count in found:
            draft.add(Point(indicator=row, **_columns(count)))
        # Others that it feeds may have been fed from what was in it before.
        others = Indicator.objects.filter(log=str(fed.log)).exclude(pk=row.pk).exists()
        _note(str(fed.log), "Read.", mark="" if others else mark)
    return row.pk


def _refuse_twice(process: Process, fed: Fed) -> None:
    """Let the same people not count twice."""
    same = process.indicators.filter(log=fed.log, standard=fed.standard, removed=False)
    if same.exists():
        raise Refused(
            f"“{process}” is fed with “{fed.standard}” from {fed.log.name} already. Take "
            "that indicator out first, or run: wholeflow measure refresh"
        )


@dataclass(frozen=True, slots=True)
class Reread:
    """How it stands with a log, in words for whoever keeps the machine."""

    path: str
    at: datetime
    said: str
    ok: bool


def refresh(log: str | None = None) -> list[Reread]:
    """Read again what feeds indicators where it has changed, each log once.

    A log is one change, or none. One that cannot be read leaves everything as it was,
    and does not keep the others from being read.

    Parameters
    ----------
    log
        Where the only one lies that is looked at; None for all.

    Returns
    -------
    list of Reread
        How it stands with each of them, in the order of their paths.

    Raises
    ------
    NotFound
        If this log feeds no indicator.
    """
    began = clock.now()
    fed: dict[str, list[Indicator]] = defaultdict(list)
    rows = Indicator.objects.filter(removed=False, process__removed=False)
    for row in rows.exclude(log="").order_by("log", "id"):
        fed[row.log].append(row)
    if log is not None and log not in fed:
        known = ", ".join(fed) or "none"
        raise NotFound(f"No indicator is fed from {log}. Logs that feed some: {known}.")
    return [_read_again(each, fed[each], began) for each in fed if log in {None, each}]


def _read_again(log: str, rows: Sequence[Indicator], began: datetime) -> Reread:
    """Read a log for the indicators that it fed when the reading began."""
    known = LogReading.objects.filter(path=log).first()
    feds = {row.pk: _fed(row) for row in rows}
    try:
        mark = _mark(feds.values(), known.fingerprint if known else "")
        if known and same_content(mark, known.fingerprint):
            return _told(_unchanged(known, mark))
        found = _counted(feds.values(), mark)
    except (WholeflowError, OSError) as error:
        row = _note(log, in_words(error, Path(log)), ok=False)
        return _told(row, in_words(error, Path(log), to_keeper=True))
    except Exception as error:  # noqa: BLE001 - what a file may hold has no end
        said = f"It broke the reading ({type(error).__name__})."
        return _told(_note(log, said, ok=False))
    points = {key: found[fed] for key, fed in feds.items()}
    return _told(_restate(log, points, mark=mark, began=began))


def _told(row: LogReading, said: str = "") -> Reread:
    return Reread(row.path, row.at, said or row.said, row.ok)


def _counted(feds: Collection[Fed], mark: str) -> dict[Fed, list[Count]]:
    found = counts(set(feds), today=clock.today())
    if _mark(feds, mark) != mark:
        raise Unreadable("It was being written while it was read.")
    return found


def _fed(row: Indicator) -> Fed:
    standards = Path(row.standards) if row.standards else None
    return Fed(Path(row.log), row.standard, standards, row.whole_log)


def _mark(feds: Collection[Fed], known: str = "") -> str:
    """Give the mark of a log and of the standards counted in it."""
    files = {file for fed in feds for file in fed.files}
    if not all(fed.log.is_file() for fed in feds):
        raise Unreadable("The file is not there any more.")
    return mark_of(files, known)


def _unchanged(known: LogReading, mark: str) -> LogReading:
    if mark != known.fingerprint:  # touched, with the same in it
        known.fingerprint = mark
        known.save(update_fields=["fingerprint"])
    return known


def _restate(
    log: str, points: Mapping[UUID, list[Count]], *, mark: str, began: datetime
) -> LogReading:
    """Let the points be what the log says now; all of them in one change."""
    with transaction.atomic():
        with changing(by="", command="read a log again") as draft:
            newer = LogReading.objects.filter(path=log, at__gt=began).first()
            if newer is not None:  # somebody else read it meanwhile
                return newer
            rows = Indicator.objects.filter(pk__in=points, removed=False)
            for row in rows.order_by("id"):
                _set_points(draft, row, points[row.pk])
            changed = len(draft.operations)
        said = f"Read; {changed} value{'' if changed == 1 else 's'} changed."
        return _note(log, said, mark=mark)


def _set_points(draft: Draft, row: Indicator, found: Sequence[Count]) -> None:
    """Restate the values of the days that the log tells; earlier ones stay.

    A log is often an extract of the last months. Where it is one point as a whole, the
    new one stands for all.
    """
    standing = {point.on: point for point in row.points.filter(removed=False)}
    for count in found:
        point = standing.pop(count.on, None)
        columns = _columns(count)
        if point is None:
            draft.add(Point(indicator=row, **columns))
            continue
        if point.set_aside not in {"", NOT_OVER}:
            del columns["set_aside"]  # somebody's own reason stays
        draft.set(point, **columns)
    for point in standing.values() if row.whole_log else ():
        draft.set(point, removed=True)


def _columns(count: Count) -> dict[str, object]:
    return {
        "on": count.on,
        "value": count.share,
        "people": count.of,
        "not_known": count.not_known,
        "set_aside": count.set_aside,
    }


def _note(log: str, said: str, *, mark: str = "", ok: bool = True) -> LogReading:
    """Keep how the last reading of a log went; what was not read has no mark."""
    told = {"fingerprint": mark, "at": clock.now(), "said": said, "ok": ok}
    return LogReading.objects.update_or_create(path=log, defaults=told)[0]
