"""Monday morning: at most seven lines for one person, each with an action for the week.

Every line follows from what is recorded and says why it is there. Rules stand in order
of what cannot wait; a process is named once, and no rule fills the page alone. Nothing
to say is a good answer, and somebody who owns nothing yet is told what to begin with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from wholeflow import evidence
from wholeflow.days import day_in_words
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import waits_of
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Interlock, Process
from wholeflow.server.measuring import statements
from wholeflow.server.measuring.models import Judgement
from wholeflow.server.shell import gaps, telling

MOST_LINES = 7
MOST_OF_A_KIND = 2
MOST_LOOKED_AT = 50  # own judgements, oldest first
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: about which process, why, and where.

    With `judgement`, an own one grown old, one tap says that it is still so.
    """

    process: Process
    what: str
    why: str
    action: str
    href: str
    judgement: UUID | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose morning it is, and the processes they own."""

    person: Person
    mine: QuerySet[Process]


Rule = Callable[[Desk], Iterator[Line]]


def lines(person: Person) -> list[Line]:
    """Give at most seven lines for a person, most pressing first."""
    mine = queries.processes(person).filter(owner=person).order_by("name", "pk")
    desk = Desk(person, mine)
    chosen: list[Line] = []
    named: set[str] = set()
    for rule in RULES:
        taken = 0
        for line in rule(desk):
            if taken == MOST_OF_A_KIND or len(chosen) == MOST_LINES:
                break
            if line.process.pk not in named:
                named.add(line.process.pk)
                chosen.append(line)
                taken += 1
    return chosen


def _proposed(desk: Desk) -> Iterator[Line]:
    touching = Q(giver__in=desk.mine) | Q(receiver__in=desk.mine)
    locks = Interlock.objects.filter(touching, removed=False, state="proposed")
    readable = queries.processes(desk.person)
    for lock in locks.order_by("id")[:MOST_LINES]:
        ends = readable.in_bulk([lock.giver_id, lock.receiver_id])
        if len(ends) < 2:
            continue
        giver, receiver = ends[lock.giver_id], ends[lock.receiver_id]
        ours, other = giver, receiver
        if giver.owner_id != desk.person.pk:
            ours, other = receiver, giver
        yield Line(
            ours,
            f"Talk with {other.owner or 'whoever will own it'} about what passes "
            f"between {giver} and {receiver}.",
            f"{lock.what}: it is proposed, and not agreed yet.",
            "See it",
            reverse("process", args=[ours.pk]) + "#parts",
        )


def _moved(desk: Desk) -> Iterator[Line]:
    since = clock.now() - LATELY
    for process in desk.mine.filter(moves__change__at__gte=since).distinct()[
        :MOST_LINES
    ]:
        moved = telling.latest_move(desk.person, [process.pk])
        if moved is None or moved.before is None or moved.before == moved.after:
            continue
        yield Line(
            process,
            f"Look at {process}: {moved.after} of 100 now speak {moved.side} it, "
            f"{moved.before} before.",
            f"It was {moved.who} who {moved.what}"
            f"{f': “{moved.reason}”' if moved.reason else '.'}",
            "See why",
            reverse("why", args=[process.pk]),
        )


def _old_words(desk: Desk) -> Iterator[Line]:
    said = Judgement.objects.filter(by=str(desk.person.pk), removed=False)
    said = said.exclude(half_life_days=None).order_by("on", "id")
    readable = queries.processes(desk.person)
    today = clock.today()
    for row in said.filter(process__in=readable)[:MOST_LOOKED_AT]:
        if evidence.is_stale(statements.judged(row), today):
            process = readable.get(pk=row.process_id)
            yield Line(
                process,
                f"Is what you said of {process} still so?",
                f"You judged it on {day_in_words(row.on)}: “{row.reason}” "
                "It has lost half its weight by now.",
                "Judge it again",
                reverse("judge", args=[process.pk]),
                judgement=row.pk,
            )


def _judges_apart(desk: Desk) -> Iterator[Line]:
    apart = desk.mine.filter(flag__judges_spread__gt=evidence.SPLIT_FROM)
    for process in apart.order_by("-flag__judges_spread", "pk")[:MOST_LINES]:
        far = round(100 * process.flag.judges_spread)
        yield Line(
            process,
            f"Bring those together who judged {process}: they lie {far} of 100 apart.",
            f"Their mean hides what {process.flag.judges} of them see differently.",
            "See all judges",
            reverse("process", args=[process.pk]) + "#evidence",
        )


def _old_evidence(desk: Desk) -> Iterator[Line]:
    for process in desk.mine.filter(flag__stale=True)[:MOST_LINES]:
        yield Line(
            process,
            f"Ask of {process}: is it still so?",
            "Some of its evidence is so old that it has lost half its weight.",
            "Judge it again",
            reverse("judge", args=[process.pk]),
        )


def _lacking(key: str, what: str, why: str, action: tuple[str, str]) -> Rule:
    """Make a rule of one of the gaps: what to do about the first processes with it."""

    def rule(desk: Desk) -> Iterator[Line]:
        for process in desk.mine.filter(gaps.lacking(desk.person, key, clock.today()))[
            :MOST_LINES
        ]:
            label, address = action
            href = reverse(address, args=[process.pk])
            yield Line(process, what.format(process), why, label, href)

    return rule


def _not_assessed(desk: Desk) -> Iterator[Line]:
    silent = desk.mine.filter(flag__has_success=True, flag__unassessed=True)
    for process in silent[:MOST_LINES]:
        yield Line(
            process,
            f"Say what you see of {process}.",
            "Nobody has judged or measured it, so its flag is all white.",
            "Judge the evidence",
            reverse("judge", args=[process.pk]),
        )


def _longest_wait(desk: Desk) -> Iterator[Line]:
    mine = set(desk.mine.values_list("pk", flat=True)[:MOST_LOOKED_AT])
    found = waits_of.waits(desk.person, mine) if mine else []
    longest = next((each for each in found if each.after.pk in mine), None)
    if longest is not None:
        takes = "take" if longest.one_time else "wait"
        yield Line(
            longest.after,
            f"Look at the way from {longest.before} to {longest.after}: half {takes} "
            f"{longest.half} or more.",
            f"Of all that leads to a process of yours the most time goes there: "
            f"{longest.people} people in “{longest.log}”.",
            "See it",
            reverse("flow-log", args=[longest.log.pk]),
        )


def _nobodys(desk: Desk) -> Iterator[Line]:
    ours = queries.processes(desk.person).filter(
        organisation=desk.person.organisation_id
    )
    for process in ours.filter(owner=None).order_by("-top", "name")[:MOST_LINES]:
        yield Line(
            process,
            f"Find who leads {process}, or take it on.",
            f"Nobody in {desk.person.organisation} owns it yet.",
            "Open it",
            reverse("process", args=[process.pk]),
        )


RULES: tuple[Rule, ...] = (
    _moved,
    _proposed,
    _old_words,
    _judges_apart,
    _old_evidence,
    _longest_wait,
    _lacking(
        "success",
        "Say what success is for {}.",
        "Without it no evidence counts and it has no flag.",
        ("Say it", "success"),
    ),
    _lacking(
        "split",
        "Bring the players of {} together: they do not agree whether its parts are "
        "enough.",
        "Some of them said yes, and some said no.",
        ("See all answers", "parts"),
    ),
    _lacking(
        "said",
        "Look at what players of {} say is missing.",
        "They named a part that it does not have.",
        ("See what they named", "parts"),
    ),
    _lacking(
        "test",
        "Ask the players of {}: are these parts enough?",
        "Until its owner says yes, its parts can show failure but not success.",
        ("Test the parts", "parts"),
    ),
    _not_assessed,
    _nobodys,
    _lacking(
        "review",
        "Read the card of {} through.",
        "Nobody has reviewed it for twelve months.",
        ("Review it", "reviewed"),
    ),
)
