"""A process's page: the card, its evidence and why its flag is as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from wholeflow import evidence
from wholeflow.governance import OPEN, Act, Disclosure
from wholeflow.processes import KINDS
from wholeflow.server import configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Interlock, Part, Process
from wholeflow.server.measuring import flagging, statements
from wholeflow.server.measuring.models import (
    Flag,
    Indicator,
    Judgement,
    LogReading,
    Point,
)
from wholeflow.server.shell import gaps

ASKED = {
    "why": "What is it for? Such as “People go home on the day they are ready”.",
    "how": "How is it done? Such as a method, a guide, a pathway.",
    "who": "Who does it, for whom, and who else is touched?",
    "what": "What would tell you that it works? Indicators, criteria, records.",
    "where": "Where is it done? A ward, a home, a place, on line.",
    "when": "When is it done, by when, and when is this card read again?",
}
TITLES = {
    "why": "Why: purpose, aims, objectives",
    "how": "How: the way it is done",
    "who": "Who: roles, players, people served",
    "what": "What: indicators, criteria, records",
    "where": "Where: place and setting",
    "when": "When: rhythm, deadlines, review",
}


def card(visitor: queries.Visitor, process: Process) -> dict[str, object]:
    """Give everything the page of one process shows beside its picture."""
    may_edit = queries.decision(visitor, Act.EDIT, process)
    may_own = queries.decision(visitor, Act.TAKE, process)
    told = statements.of([process.pk])[process.pk]
    parts = _parts(visitor, process)
    return {
        "process": process,
        "flag": flagging.shown(process),
        "below": _counts_below(visitor, process),
        "no_flag": flagging.NO_FLAG,
        "path": queries.path_to(visitor, process),
        "wholes": queries.wholes_of(visitor, process.pk),
        "headings": _headings(process),
        "aliases": [alias.name for alias in process.aliases.filter(removed=False)],
        "successes": process.successes.filter(removed=False).order_by("id"),
        "parts": [part for part in parts if part.seen],
        "neighbours": _neighbours(visitor, process),
        "activities": process.activities.filter(removed=False).order_by("name"),
        "evidence": [_evidence(visitor, process, each) for each in told],
        "reasons": _reasons(process, told, parts),
        "lacks": gaps.of_one(
            process, [part.process.name for part in parts], clock.today()
        ),
        "may_edit": may_edit.allowed,
        "why_not_edit": may_edit.reason,
        "may_own": may_own.allowed and not process.owner,
    }


def _counts_below(visitor: queries.Visitor, process: Process) -> Flag | None:
    """Give the row with the counts of what lies below.

    They count what is hidden as well, so they are told only where nothing is.
    """
    hidden = queries.hidden_from(visitor).exists()
    return None if hidden else getattr(process, "flag", None)


def _headings(process: Process) -> list[dict[str, object]]:
    entries = list(process.entries.filter(removed=False).order_by("id"))
    return [
        {
            "key": heading,
            "title": TITLES[heading],
            "asked": ASKED[heading],
            "entries": [entry for entry in entries if entry.heading == heading],
        }
        for heading in KINDS
    ]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part as its whole's page lists it; what is not for the visitor is not seen."""

    process: Process
    link: Part
    flag: flagging.Shown | None
    seen: bool


def _parts(visitor: queries.Visitor, process: Process) -> list[PartShown]:
    links = process.part_links.filter(removed=False).order_by("id")
    links = links.select_related("part__flag", "part__owner", "part__organisation")
    keys = [link.part_id for link in links]
    readable = Process.objects.filter(queries.readable_by(visitor), pk__in=keys)
    seen = set(readable.values_list("pk", flat=True))
    return [
        PartShown(link.part, link, flagging.shown(link.part), link.part_id in seen)
        for link in links
    ]


def _neighbours(visitor: queries.Visitor, process: Process) -> list[dict[str, object]]:
    locks = Interlock.objects.filter(removed=False)
    mine = [*locks.filter(giver=process.pk), *locks.filter(receiver=process.pk)]
    others = queries.processes(visitor).in_bulk(
        {key for lock in mine for key in (lock.giver_id, lock.receiver_id)}
    )
    return [
        {
            "verb": "gives" if gives else "takes",
            "joint": "to" if gives else "from",
            "lock": lock,
            "other": other,
        }
        for lock in mine
        if (gives := lock.giver_id == process.pk) is not None
        and (other := others.get(lock.receiver_id if gives else lock.giver_id))
    ]


def _evidence(
    visitor: queries.Visitor, process: Process, told: statements.Told
) -> dict[str, object]:
    """Give one statement of evidence as the page lists it, aged to today."""
    day = clock.today()
    row = told.row
    shown: dict[str, object] = {
        "row": row,
        "flag": flagging.of(evidence.flag_on(told.statement, day)),
        "stale": evidence.is_stale(told.statement, day),
        "ages": row.half_life_days is not None,
    }
    if isinstance(row, Judgement):
        return {**shown, "kind": "judgement", "who": _who(row)}
    points = list(row.points.filter(removed=False).order_by("-on"))
    policy = OPEN if _open(visitor, process, row) else _policy()
    return {
        **shown,
        "kind": "indicator",
        "points": len(points),
        "first": points[-1],
        "last": points[0],
        "counted": _counted(points[0], policy) if row.by_person else "",
        "log": Path(row.log).name,
        "reading": LogReading.objects.filter(path=row.log).first() if row.log else None,
    }


def _open(visitor: queries.Visitor, process: Process, row: Indicator) -> bool:
    """Tell whether counts of people may be shown as they are: open data, or one's own."""
    ours = isinstance(visitor, Person) and (
        visitor.organisation_id == process.organisation_id
    )
    return row.open_data or ours


def _policy() -> Disclosure:
    return Disclosure(hide_up_to=configuration.whole_number("WHOLEFLOW_SMALL_NUMBERS"))


def _counted(point: Point, policy: Disclosure) -> str:
    """Tell a standard's count; the people of whom nothing is known stand beside it."""
    people = point.people or 0
    met = policy.in_words(round(point.value * people))
    told = f"met for {met} of {policy.in_words(people)} people"
    if point.not_known:
        told += f"; of {policy.in_words(point.not_known)} more nothing is recorded"
    return told


def _reasons(
    process: Process, told: list[statements.Told], parts: list[PartShown]
) -> tuple[evidence.Reason, ...]:
    """Say why the flag is as it is, one sentence for each thing that made it so."""
    successes = process.successes.filter(removed=False, of_failure=False)
    if not successes:
        return ()
    whole = evidence.Whole(
        name=process.name,
        success=tuple(evidence.SuccessStatement(each.text) for each in successes),
        statements=tuple(_by_name(each) for each in told),
        parts=tuple(_as_part(part) for part in parts),
        logic=evidence.Logic() if process.parts_suffice else evidence.UNDECLARED,
    )
    return evidence.why(whole, clock.today())


def _by_name(told: statements.Told) -> evidence.Statement:
    """Name who judged, where the row has their id."""
    if not isinstance(told.statement, evidence.Judgement):
        return told.statement
    return replace(told.statement, by=_who(told.row))


def _who(row: Judgement | Indicator) -> str:
    by = row.by if isinstance(row, Judgement) else ""
    who = Person.objects.filter(pk=by).first() if by else None
    return str(who) if who else "system"


def _as_part(part: PartShown) -> evidence.Part:
    flag = part.flag
    return evidence.Part(
        name=part.process.name if part.seen else "a part that is not shown to you",
        flag=evidence.Flag(flag.lower, flag.upper) if flag else None,
        necessity=evidence.Chance(part.link.necessity_low, part.link.necessity_high),
        ref=part.process.pk if part.seen else "",
    )
