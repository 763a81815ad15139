"""What was found in a log as a page may show it, to whoever looks at it.

Whoever belongs to the organisation that holds a log sees it as it is. For others people are
counted, not their journeys, and every count passes `Disclosure`; where a count is hidden, so is what was found about
those people, and what could be one person's (the most, the first day) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from wholeflow.days import day_in_words, hours_in_words, month_in_words
from wholeflow.errors import Conflict, Refused
from wholeflow.governance import OPEN, Disclosure, LogAct
from wholeflow.server.flowing import journey_page, people, queries, shelf, worked_out
from wholeflow.server.flowing.chosen import Chosen
from wholeflow.server.flowing.models import EventLog, Job
from wholeflow.server.flowing.part_form import PartForm
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor

Told = Mapping[str, Any]  # JSON that a piece of work left
Given = Mapping[str, Any]  # an address's own words

LEFT_OUT = " left out"  # a column that is not to be kept; no heading begins so
DOING = {
    "examine": "being examined",
    "load": "being loaded",
    "look": "looked at again",
    "journey": "worked out in part",
}
NOT_DONE = {
    "examine": "It was not examined.",
    "load": "It was not loaded.",
    "look": "It was not looked at again.",
    "journey": "It was not worked out.",
}
WAYS = 5  # ways through that are spelled out
LONGEST_WAY = 12  # steps of one that are named
LABELS_IN_WORDS = {
    "public": "everybody, signed in or not",
    "system": "everybody who is signed in",
    "organisation": "members of {organisation}",
}


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard and how it came out."""

    name: str
    met: str
    of: str
    share: str
    without: str


@dataclass(frozen=True, slots=True)
class Way:
    """An order of activities and how many took it."""

    steps: tuple[str, ...]
    more: int
    people: str


@dataclass(frozen=True, slots=True)
class Tied:
    """An activity, how many people had it, and the process it is part of doing."""

    name: str
    people: str
    process: Process | None


@dataclass(frozen=True, slots=True)
class Caution:
    """What to beware of, and what it forbids."""

    words: str
    forbids: str


@dataclass(frozen=True, slots=True)
class Row:
    """A log as a line of the list of logs."""

    log: EventLog
    people: str
    period: str
    standing: str


def row(visitor: Visitor, log: EventLog) -> Row:
    """Give a log as a line of the list."""
    policy = queries.policy(visitor, log)
    ready = log.state == "ready"
    unfinished: Sequence[Job] = log.unfinished  # type: ignore[attr-defined]  # fetched with it
    standing = "loaded" if ready else "waits for a decision"
    if unfinished:
        standing = f"{DOING[unfinished[0].kind]}, {unfinished[0].percent} %"
    return Row(
        log,
        policy.in_words(_people(log, policy)) if ready and log.cases else "",
        _period(log, policy),
        standing,
    )


def columns_chosen(log: EventLog, report: Told) -> dict[str, Any]:
    """Give how a log that waits is read now, for the form that says it otherwise."""
    asked = shelf.read(shelf.waiting(log.pk) / shelf.ASKED) or {}
    read_as = report.get("found", {}).get("columns", {})
    left_out = dict.fromkeys(asked.get("without", ()), LEFT_OUT)
    more = {"more": asked.get("more", ())}
    return {**read_as, **asked.get("columns", {}), **left_out, **more}


def page(
    visitor: Visitor, log: EventLog, given: Given = MappingProxyType({})
) -> dict[str, object]:
    """Give everything the page of one log shows.

    Parameters
    ----------
    visitor
        Who looks.
    log
        The log.
    given
        Which part of it, as the page's address says.
    """
    job = queries.last_job(log)
    decided = queries.decision(visitor, LogAct.CHANGE, log)
    may_change = decided.allowed
    policy = queries.policy(visitor, log)
    findings = shelf.found(log.pk) if log.state == "ready" else None
    has_report = log.state == "waiting" and may_change
    report = shelf.read(shelf.waiting(log.pk) / shelf.REPORT) if has_report else None
    return {
        "log": log,
        "job": job if job and (job.unfinished or _is_news(log, job)) else None,
        "ended": _ended(job) if job else "",
        "may_change": may_change,
        "why_not_change": decided.reason,
        "report": _report(report) if report and not (job and job.unfinished) else None,
        "is_missing": log.state == "ready" and findings is None,
        "is_here": bool(log.content_hash) and shelf.parquet(log.content_hash).is_file(),
        "is_ours": policy == OPEN,
        "least_shown": policy.hide_up_to + 1,
        "others_least_shown": queries.policy_for_others(log).hide_up_to + 1,
        "about": about(log),
        **(_told(visitor, log, findings, policy, given) if findings else {}),
    }


def _ended(job: Job) -> str:
    """Say of work that did not come to its end what was not done."""
    return "" if job.state == "cancelled" else NOT_DONE[job.kind]


def _report(report: Told) -> dict[str, object]:
    """Give what was found in a log that waits, for whoever decides on it."""
    found = report.get("found")
    if found is None:
        return dict(report)
    named = {*found["columns"].values(), *found["more"]}
    days = [datetime.fromisoformat(found[end]) for end in ("first", "last")]
    shown = {
        **found,
        "cases": f"{found['cases']:,}",
        "events": f"{found['events']:,}",
        "more_activities": found["activity_count"] - len(found["activities"]),
        "more_bodies": found["body_count"] - len(found["bodies"]),
        "period": _from_to(days[0], days[1], OPEN),
    }
    left_out = [each for each in report["headings"] if each not in named]
    return {**report, "found": shown, "left_out": left_out}


def _is_news(log: EventLog, job: Job) -> bool:
    """Whether how work ended is still to be told: not once something else has come."""
    return job.state in {"failed", "cancelled", "stopped"} and log.state != "deleted"


def about(log: EventLog) -> dict[str, str]:
    """Give what was said of a log, in words."""
    from wholeflow.journeys import LAWFUL_BASES, OPT_OUTS, SPECIAL_BASES  # noqa: PLC0415 - brings polars

    organisation = str(log.process.organisation)
    said = {
        "Held by": organisation,
        "For": log.purpose,
        "From": log.source,
        "Lawful basis": _article(log.lawful_basis, LAWFUL_BASES),
        "For data about health": _article(log.special_basis, SPECIAL_BASES),
        "Opt-outs": OPT_OUTS.get(log.opt_out, log.opt_out),
        "Kept until": day_in_words(log.keep_until),
        "Seen by": LABELS_IN_WORDS[log.label].format(organisation=organisation),
        "Licence": log.licence,
        "Brought on": day_in_words(log.on),
        "Notes": log.notes,
        "Size": f"{log.size_bytes / 1e6:,.1f} MB" if log.size_bytes else "",
        "Read as": log.read_as,
    }
    return {name: words for name, words in said.items() if words}


def _article(key: str, bases: Mapping[str, str]) -> str:
    words = bases.get(key, key)
    return f"UK GDPR {key}. {words}" if key[:1].isdigit() else words


def _told(
    visitor: Visitor, log: EventLog, exact: Told, policy: Disclosure, given: Given
) -> dict[str, object]:
    found = _known(exact, policy)
    whole = {"all_people": policy.in_words(found["cases"])}
    if policy.count(found["cases"]) is None:
        return {**whole, "is_few": True}
    ties = {row.name: row.process_id for row in queries.ties(log)}
    by_process: dict[str, list[str]] = {}
    for name, key in ties.items():
        by_process.setdefault(key, []).append(name)
    part = _part(visitor, log, found, by_process, given)
    told = _known(part.told, policy)
    keys = dict.fromkeys([*ties.values(), *found["ties"].values()])
    keys |= dict.fromkeys(told["processes"] if told else ())
    seen = queries.owners(visitor, keys)
    reader = journey_page.Reader(
        visitor, log, policy, journey_page.Names.of(keys, seen)
    )
    return {
        **whole,
        "events": f"{policy.count(found['events']) or 0:,}",
        "period": _period(log, policy),
        "ways": f"{found['variants']:,}",
        "duration": _spread(found["duration"]),
        "handed_over": found["handovers_per_case"],
        "standards": [_standard(each, policy) for each in found["standards"]],
        "standards_source": found["standards_source"],
        "returns": _returns(found["returns"], policy),
        "top_ways": _top_ways(found, policy),
        "cautions": [_caution(each, policy) for each in found["quality"]],
        "tied": _tied(found, ties, seen, policy),
        "is_stale": ties != dict(found["ties"]) and not part.chosen.address,
        "form": part.form,
        "is_not_chosen": part.form is not None and bool(part.form.errors),
        "chosen": part.chosen,
        "is_long": told is None,
        "journey": journey_page.page(reader, told, part.chosen) if told else None,
    }


def _known(told: Any, policy: Disclosure) -> Any:  # Any: JSON
    """Give what was found as it may be told apart: strangers are told of people alone."""
    return told if policy == OPEN else people.counted(told)


def part_chosen(visitor: Visitor, log_id: UUID, given: Given) -> Chosen:
    """Give which part of a log an address chooses, as its page would read it."""
    log = queries.log(visitor, log_id)
    found = shelf.found(log.pk)
    if log.state != "ready" or found is None:
        return Chosen()
    return _part(visitor, log, found, queries.activities_by_process(log), given).chosen


def numbers(log: EventLog, policy: Disclosure) -> str:
    """Give the text of a log's numbers that add up with other places'.

    Parameters
    ----------
    log
        The log.
    policy
        By which small numbers are kept out.

    Raises
    ------
    Refused
        If it is not loaded, or is of so few people that nothing of it is told.
    Conflict
        If it takes longer than a page may wait.
    """
    if log.state != "ready":
        raise Refused("Its numbers are known once it is loaded.")
    if policy.count(_people(log, policy)) is None:
        raise Refused("It is of so few people that nothing of it is told to others.")
    text = worked_out.edges(log, policy)
    if text is None:
        raise Conflict(
            "It takes longer than a page may wait. Whoever has the file of the log gets "
            "the same with: wholeflow flow edges"
        )
    return text


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a log is shown, and what was worked out of it, if it was."""

    form: PartForm | None
    chosen: Chosen
    told: Told | None


def _part(
    visitor: Visitor,
    log: EventLog,
    found: Told,
    ties: Mapping[str, list[str]],
    given: Given,
) -> Part:
    """Find which part is shown: of others than its holders, all of it."""
    whole = found.get("journey")
    layers = worked_out.layers(ties)
    if whole is None:
        whole = worked_out.journey(log, worked_out.asked_of(Chosen(), layers, ""))
    if whole is None or not queries.may_choose(visitor, log):
        return Part(None, Chosen(), whole)
    choices = whole["choices"]
    form = PartForm(given, choices=choices, layers=len(layers))
    chosen = form.chosen()
    if not chosen.address:
        return Part(form, chosen, whole)
    asked = worked_out.asked_of(chosen, layers, choices["place"])
    return Part(form, chosen, worked_out.journey(log, asked))


def _standard(found: Told, policy: Disclosure) -> Standard:
    met, of = policy.count(found["met"]), policy.count(found["of"])
    known = bool(of) and met is not None
    return Standard(
        name=found["name"],
        met=policy.in_words(found["met"]),
        of=policy.in_words(found["of"]),
        share=f"{min(100, 100 * (met or 0) / (of or 1)):.0f} %" if known else "",
        without=policy.in_words(found["without"]),
    )


def _returns(found: Told | None, policy: Disclosure) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "name": found["name"],
        "people": policy.in_words(found["cases"]),
        "within": policy.in_words(found["within"]),
        "days": f"{found['within_days']:g}",
    }


def _top_ways(found: Told, policy: Disclosure) -> list[Way]:
    return [
        Way(
            tuple(each["activities"][:LONGEST_WAY]),
            max(0, len(each["activities"]) - LONGEST_WAY),
            policy.in_words(each["cases"]),
        )
        for each in found["top_variants"][:WAYS]
        if policy.count(each["cases"]) is not None
    ]


def _caution(found: Told, policy: Disclosure) -> Caution:
    """Tell what to beware of; the words that count exactly are for its holder."""
    if policy == OPEN:
        return Caution(found["words"], found["forbids"])
    return Caution(
        f"This concerns {policy.in_words(found['cases'])} journeys.", found["forbids"]
    )


def _tied(
    found: Told,
    ties: Mapping[str, str],
    seen: Mapping[str, Process],
    policy: Disclosure,
) -> list[Tied]:
    counts = sorted(
        found["activities_found"], key=lambda each: (-each["cases"], each["name"])
    )
    return [
        Tied(
            each["name"],
            policy.in_words(each["cases"]),
            seen.get(ties.get(each["name"], "")),
        )
        for each in counts
        if policy.count(each["cases"]) is not None
    ]


def people_of_activities(
    visitor: Visitor, log: EventLog, found: Told
) -> dict[str, str]:
    """Give how many people had each activity, as the visitor may know it."""
    policy = queries.policy(visitor, log)
    return {
        each["name"]: policy.in_words(each["cases"])
        for each in _known(found["activities_found"], policy)
    }


def _people(log: EventLog, policy: Disclosure) -> int:
    """Give how many journeys a log has, or to strangers how many people it is of.

    Of a log that was loaded before people were counted, it may be one.
    """
    return (log.cases or 0) if policy == OPEN else (log.persons or 1)


def _period(log: EventLog, policy: Disclosure) -> str:
    """Say from when to when a log is; "" where that would tell of few."""
    few = policy.count(_people(log, policy)) is None
    if few or log.first is None or log.last is None:
        return ""
    return _from_to(log.first, log.last, policy)


def _from_to(first: datetime, last: datetime, policy: Disclosure) -> str:
    """Say from when to when; to others by the month, for a day is one person's."""
    in_words = day_in_words if policy == OPEN else month_in_words
    begins, ends = in_words(first.date()), in_words(last.date())
    return begins if begins == ends else f"{begins} to {ends}"


def _spread(found: Told) -> str:
    if found["median_hours"] is None:
        return ""
    return (
        f"half within {hours_in_words(found['median_hours'])}, "
        f"nine in ten within {hours_in_words(found['p90_hours'])}"
    )
