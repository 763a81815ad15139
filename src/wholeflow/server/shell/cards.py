"""A process's page: the card, its neighbours and why its flag is as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wholeflow import evidence
from wholeflow.governance import Act
from wholeflow.processes import KINDS
from wholeflow.server.flowing import queries as of_logs
from wholeflow.server.flowing import waits_of
from wholeflow.server.flowing.scenarios import queries as of_scenarios
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Interlock, Part, Process
from wholeflow.server.mapping.parts import answers, words
from wholeflow.server.measuring import flagging, logic, presenters, statements
from wholeflow.server.measuring.models import Flag
from wholeflow.server.shell import gaps, naming

MOST_WAITS = 3  # each way
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


def card(
    visitor: queries.Visitor, process: Process, *, see_judges: bool = False
) -> dict[str, object]:
    """Give everything the page of one process shows beside its picture.

    With `see_judges` a visitor sees what others judged before judging themselves.
    """
    may_edit = queries.decision(visitor, Act.EDIT, process)
    may_own = queries.decision(visitor, Act.TAKE, process)
    told = statements.of([process.pk])[process.pk]
    parts = _parts(visitor, process)
    shown = presenters.shown(visitor, process, told, see_judges=see_judges)
    reasons = _reasons(process, told, parts)
    waits = waits_of.waits(visitor, [process.pk])
    return {
        "process": process,
        "flag": flagging.shown(process),
        "below": counts_below(visitor, process),
        "no_flag": flagging.NO_FLAG,
        "path": queries.path_to(visitor, process),
        "wholes": queries.wholes_of(visitor, process.pk),
        "headings": _headings(process),
        "aliases": [alias.name for alias in process.aliases.filter(removed=False)],
        "successes": process.successes.filter(removed=False).order_by("id"),
        "parts": [part for part in parts if part.seen],
        "logic": words.at_a_glance(process),
        "answered": answers.counted(visitor, process),
        "neighbours": _neighbours(visitor, process, waits),
        "waits_before": [w for w in waits if w.after.pk == process.pk][:MOST_WAITS],
        "waits_after": [w for w in waits if w.before.pk == process.pk][:MOST_WAITS],
        "activities": of_logs.activities_shown(visitor, process),
        "event_logs": of_logs.logs(visitor).filter(process=process.pk),
        "care_models": of_scenarios.of_process(visitor, process),
        "may_bring_log": of_logs.may_bring(visitor, process).allowed,
        "evidence": shown.rows,
        "together": shown.together,
        "unseen": shown.unseen,
        # A reason quotes whoever judged.
        "reasons": () if shown.unseen else reasons,
        "gap": next((each for each in reasons if each.kind is evidence.Kind.GAP), None),
        "lacks": gaps.of_one(process, [part.link for part in parts], clock.today()),
        "may_edit": may_edit.allowed,
        "why_not_edit": may_edit.reason,
        "may_speak": queries.decision(visitor, Act.SPEAK, process).allowed,
        "may_own": may_own.allowed and not process.owner,
    }


def counts_below(visitor: queries.Visitor, process: Process) -> Flag | None:
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

    @property
    def necessity(self) -> str:
        """Say whether the whole could succeed without it."""
        pair = (self.link.necessity_low, self.link.necessity_high)
        return words.in_words(pair, words.NECESSITY)

    @property
    def share(self) -> str:
        """Say which share of the cases goes through it."""
        return words.in_percent(self.link.share)


def _parts(visitor: queries.Visitor, process: Process) -> list[PartShown]:
    links = process.part_links.filter(removed=False, part__removed=False)
    links = links.order_by("id").select_related(
        "part__flag", "part__owner", "part__organisation"
    )
    keys = [link.part_id for link in links]
    readable = Process.objects.filter(queries.readable_by(visitor), pk__in=keys)
    seen = set(readable.values_list("pk", flat=True))
    return [
        PartShown(link.part, link, flagging.shown(link.part), link.part_id in seen)
        for link in links
    ]


def _neighbours(
    visitor: queries.Visitor, process: Process, waits: Sequence[waits_of.WaitOf]
) -> list[dict[str, object]]:
    locks = Interlock.objects.filter(removed=False)
    mine = [*locks.filter(giver=process.pk), *locks.filter(receiver=process.pk)]
    others = queries.processes(visitor).in_bulk(
        {key for lock in mine for key in (lock.giver_id, lock.receiver_id)}
    )
    said = presenters.feedback_on_steps(visitor, [lock.pk for lock in mine])
    here = {(each.before.pk, each.after.pk): each for each in reversed(waits)}
    return [
        {
            "verb": "gives" if gives else "takes",
            "joint": "to" if gives else "from",
            "lock": lock,
            "other": other,
            "said": said[lock.pk],
            "wait": here.get((lock.giver_id, lock.receiver_id)),
        }
        for lock in mine
        if (gives := lock.giver_id == process.pk) is not None
        and (other := others.get(lock.receiver_id if gives else lock.giver_id))
    ]


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
        statements=tuple(
            each.statement for each in naming.by_name({process.pk: told})[process.pk]
        ),
        parts=tuple(map(_as_part, parts, logic.shares_of([p.link for p in parts]))),
        logic=logic.that_counts(
            logic.logic_of(process, len(parts)),
            [part.process.flag for part in parts],
        ),
    )
    return evidence.why(whole, clock.today())


def _as_part(part: PartShown, share: evidence.Chance) -> evidence.Part:
    flag = part.flag
    return evidence.Part(
        name=part.process.name if part.seen else "a part that is not shown to you",
        flag=evidence.Flag(flag.lower, flag.upper) if flag else None,
        necessity=evidence.Chance(part.link.necessity_low, part.link.necessity_high),
        ref=part.process.pk if part.seen else "",
        share=share,
    )
