"""Changes and flags told in words, for pages and for the one sentence of the front."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from wholeflow.evidence import Flag
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.models import Change, Touched
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import Judgement, Move

# What a command is called once it is done. The key is the command in the history.
DONE = {
    "add": "added it",
    "rename": "renamed it",
    "label": "chose who may read it",
    "own": "took it on as its owner",
    "hand over": "handed it over",
    "let go": "let go of it",
    "say": "wrote on its card",
    "take out": "took something off its card",
    "define success": "said what success is",
    "add a part": "added a part",
    "take out a part": "took a part out",
    "judge a part": "judged how necessary a part is",
    "test the parts": "declared whether the parts suffice",
    "answer about the parts": "answered whether the parts suffice",
    "share the cases": "shared the cases among its parts",
    "review": "reviewed it",
    "propose an interlock": "proposed an interlock",
    "retire": "took it off the map",
    "undo": "undid a change",
    "bring in a map": "brought it in with a map",
    "add an organisation": "added an organisation",
    "judge": "judged the evidence",
    "confirm": "said that their judgement is still so",
    "withdraw a judgement": "withdrew a judgement",
    "bring feedback": "brought feedback",
    "take back feedback": "took feedback back",
    "measure": "added an indicator",
    "measure from a log": "added an indicator that a log feeds",
    "read a log again": "read a log again",
    "record a value": "recorded a value",
    "take out an indicator": "took an indicator out",
    "judge values": "said what values are worth",
    "judge an indicator": "said how far an indicator bears on it",
    "balance an indicator": "named what balances an indicator",
    "rebase": "began new limits",
    "take back a rebase": "took new limits back",
    "set a value aside": "set a value aside",
    "count a value again": "let a value count again",
    "choose the chart": "chose how an indicator is charted",
    "bring in values": "brought in values from a table",
    "tie activities": "tied activities of a log to it",
    "bring a log": "brought an event log",
    "load a log": "loaded an event log",
    "say what a log is for": "changed what is said of an event log",
    "delete a log": "deleted an event log",
    "bring a model": "brought a model on which changes are tried",
    "replace a model": "brought a newer version of a model",
    "say what a model is for": "changed what is said of a model",
    "tie nodes": "said which node of a model it is",
    "foretell an indicator": "said which measure of a model foretells an indicator",
    "foretell an indicator no more": "took back what foretells an indicator",
    "remove a model": "took a model off",
    "write a scenario": "wrote a scenario",
    "remove a scenario": "took a scenario off",
    "try a scenario": "tried a scenario",
}
FOR_GOOD = {"bring a log", "load a log", "delete a log"}  # a file came or went


MOST_NAMED = 3  # processes that one line of history names
SOMETHING_HIDDEN = "Something below it that is not shown to you"
LOOKED_AT = 50  # newest moves among which one that the visitor may see is sought


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a line of history."""

    seq: int
    at: datetime
    who: str
    what: str
    detail: str
    reason: str
    processes: list[Process]
    can_undo: bool


def history(
    visitor: queries.Visitor, process: Process | None = None, *, most: int = 50
) -> list[Told]:
    """Give the newest changes of one process, or of everything the visitor may read."""
    told = _readable_changes(visitor, process, most)
    found = [change for change, _ in told]
    people = _people(found)
    details = _details(found)
    taken_back = Change.objects.filter(undoes__in=[change.pk for change in found])
    undone = set(taken_back.values_list("undoes", flat=True))
    mine = str(visitor.pk) if isinstance(visitor, Person) else "nobody"
    on = {change.pk: [process.pk for process in some] for change, some in told}
    reasons = _reasons(visitor, found, on)
    return [
        Told(
            seq=change.seq,
            at=change.at,
            who=people.get(change.by, "the system"),
            what=DONE.get(change.command, change.command),
            detail=details.get(change.pk, ""),
            reason=reasons[change.pk],
            processes=processes,
            can_undo=change.by == mine
            and change.seq not in undone
            and change.command not in FOR_GOOD,
        )
        for change, processes in told
    ]


def _readable_changes(
    visitor: queries.Visitor, process: Process | None, most: int
) -> list[tuple[Change, list[Process]]]:
    """Give the newest changes of what is shared with the visitor, and what it is.

    What was taken off the map is among it, so that it can be brought back.
    """
    changes = Change.objects.order_by("-seq").defer("operations")
    if process is not None:
        changes = changes.filter(touched__process=process.pk)
    looked_at = list(changes[: 4 * most])
    touched = _first_touched(looked_at)
    keys = {key for some in touched.values() for key in some}
    names = Process.objects.filter(queries.shared_with(visitor)).in_bulk(keys)
    told = [
        (change, seen)
        for change in looked_at
        if (seen := [names[key] for key in touched[change.pk] if key in names])
    ]
    return told[:most]


def _first_touched(changes: Sequence[Change]) -> dict[int, list[str]]:
    """Give the first processes that each change touched; a map brought in has many.

    The rows of one change stand side by side, so the first says where the others are.
    """
    keys = [change.pk for change in changes]
    own = Touched.objects.filter(change=OuterRef("pk")).order_by("pk")
    starts = Change.objects.filter(pk__in=keys).annotate(
        start=Subquery(own.values("pk")[:1])
    )
    places = {
        start + step
        for start in starts.values_list("start", flat=True)
        if start is not None
        for step in range(MOST_NAMED)
    }
    first: dict[int, list[str]] = defaultdict(list)
    rows = Touched.objects.filter(pk__in=places, change__in=keys).order_by("pk")
    for seq, process in rows.values_list("change", "process"):
        if len(first[seq]) < MOST_NAMED:
            first[seq].append(process)
    return first


def _people(changes: Iterable[Change]) -> Mapping[str, str]:
    ids = {change.by for change in changes if change.by}
    return {str(p.pk): str(p) for p in Person.objects.filter(pk__in=ids)}


def _details(changes: Iterable[Change]) -> dict[int, str]:
    """Give what changes of one name or text were from and to."""
    keys = [change.pk for change in changes if change.command in {"rename", "say"}]
    return {
        change.pk: f"{before} → {after}"
        for change in Change.objects.filter(pk__in=keys)
        for operation in change.operations
        for name, (before, after) in operation.get("set", {}).items()
        if name in {"name", "text"}
    }


@dataclass(frozen=True, slots=True)
class Sentence:
    """The one sentence of a page: which flag moved last, from what to what, and why."""

    process: Process
    before: int | None
    after: int
    side: str
    who: str
    what: str
    reason: str
    with_it: list[Process]
    at: datetime


def latest_move(
    visitor: queries.Visitor, among: Iterable[str] | None = None
) -> Sentence | None:
    """Give the newest move of a flag that the visitor may see, told by its larger side.

    Parameters
    ----------
    visitor
        Who reads the page.
    among
        Ids of processes to choose from; any if None.
    """
    moves = Move.objects.filter(lower__isnull=False).order_by("-change_id")
    if among is not None:
        moves = moves.filter(process__in=list(among))
    moves = moves.select_related("change").defer("change__operations")
    recent = sorted(moves[:LOOKED_AT], key=lambda move: (-move.change_id, move.pk))
    both = queries.processes(visitor).in_bulk({move.process_id for move in recent})
    newest = next((move for move in recent if move.process_id in both), None)
    if newest is None:
        return None
    change = newest.change
    moved = {each.process_id: None for each in recent if each.change_id == change.pk}
    told = _told_of(visitor, change)
    before, after, side = _larger_side(newest)
    return Sentence(
        process=both[newest.process_id],
        before=before,
        after=after,
        side=side,
        who=told.who,
        what=told.what,
        reason=told.reason,
        with_it=[
            both[key] for key in moved if key in both and key != newest.process_id
        ],
        at=change.at,
    )


@dataclass(frozen=True, slots=True)
class _Cause:
    """Who did what that moved a flag, and why."""

    who: str
    what: str
    reason: str


def _told_of(visitor: queries.Visitor, change: Change) -> _Cause:
    """Tell what somebody did, unless they did it where the visitor may not look."""
    touched = _first_touched([change])
    if not queries.processes(visitor).filter(pk__in=touched[change.pk]).exists():
        return _Cause(SOMETHING_HIDDEN, "changed", "")
    who = _people([change]).get(change.by, "The system")
    reason = _reasons(visitor, [change], touched)[change.pk]
    return _Cause(who, DONE.get(change.command, change.command), reason)


def _reasons(
    visitor: queries.Visitor,
    changes: Sequence[Change],
    touched: Mapping[int, Sequence[str]],
) -> dict[int, str]:
    """Give why each change was made.

    Why others judged as they did waits until a visitor who may judge has done so.
    """
    reasons = {change.pk: change.reason for change in changes}
    if not isinstance(visitor, Person):
        return reasons
    me = str(visitor.pk)
    others = [each for each in changes if each.command == "judge" and each.by != me]
    judged = {key for each in others for key in touched[each.pk]}
    mine = Judgement.objects.filter(by=me, removed=False, process__in=judged)
    waiting = judged - set(mine.values_list("process", flat=True))
    for each in others:
        if not waiting.isdisjoint(touched[each.pk]):
            reasons[each.pk] = ""
    return reasons


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of a flag: from what to what, when, and by whose doing."""

    seq: int
    at: datetime
    before: Flag | None
    after: Flag | None
    who: str
    what: str
    reason: str


def moves(visitor: queries.Visitor, process: Process, *, most: int) -> list[Moved]:
    """Give the newest moves of one flag; the same queries, however many."""
    found = Move.objects.filter(process=process.pk).order_by("-change_id")
    rows = list(found.select_related("change").defer("change__operations")[:most])
    touched = _first_touched([row.change for row in rows])
    readable = queries.shown(
        visitor, {key for some in touched.values() for key in some}
    )
    people = _people(row.change for row in rows)
    reasons = _reasons(visitor, [row.change for row in rows], touched)
    return [
        Moved(
            row.change_id,
            row.change.at,
            _flag(row.lower_before, row.upper_before),
            _flag(row.lower, row.upper),
            *_cause(
                row.change,
                people,
                reasons[row.change_id],
                seen=not readable.isdisjoint(touched[row.change_id]),
            ),
        )
        for row in rows
    ]


def _cause(
    change: Change, people: Mapping[str, str], reason: str, *, seen: bool
) -> tuple[str, str, str]:
    """Say who did what and why, unless they did it where the visitor may not look."""
    if not seen:
        return SOMETHING_HIDDEN, "changed", ""
    who = people.get(change.by, "the system")
    return who, DONE.get(change.command, change.command), reason


def _flag(lower: float | None, upper: float | None) -> Flag | None:
    return None if lower is None or upper is None else Flag(lower, upper)


def _larger_side(move: Move) -> tuple[int | None, int, str]:
    """Say which of for and against moved more, in hundredths."""
    lower, upper = move.lower or 0.0, 1.0 if move.upper is None else move.upper
    was_known = move.lower_before is not None and move.upper_before is not None
    lower_was = move.lower_before or 0.0
    upper_was = 1.0 if move.upper_before is None else move.upper_before
    if abs(upper - upper_was) > abs(lower - lower_was):
        before, after, side = 1 - upper_was, 1 - upper, "against"
    else:
        before, after, side = lower_was, lower, "for"
    return (round(100 * before) if was_known else None), round(100 * after), side
