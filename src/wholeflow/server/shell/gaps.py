"""What the map still lacks, listed so that somebody can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from wholeflow import processes as library
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Entry, Part, PartsAnswer, Process, Success
from wholeflow.server.measuring import scenes

STALE_AFTER = timedelta(days=365)
MOST = 100

GAPS = {
    "owner": "Nobody owns this yet",
    "why": "Does not say why",
    "success": "Does not say what success is",
    "test": "Sets of parts not yet tested",
    "parts": "Sets judged insufficient",
    "split": "Players do not agree on the parts",
    "said": "Players say a part is missing",
    "review": "Not reviewed for 12 months",
}


def found(visitor: queries.Visitor, lacks: str, today: date) -> dict[str, object]:
    """Give the processes that lack one thing, and how many lack each."""
    lacks = lacks if lacks in GAPS else "owner"
    readable = queries.processes(visitor)
    counts = {
        key: readable.filter(lacking(visitor, key, today)).count() for key in GAPS
    }
    rows = readable.filter(lacking(visitor, lacks, today)).order_by("name", "pk")[:MOST]
    return {
        "tabs": [(key, title, counts[key]) for key, title in GAPS.items()],
        "lacks": lacks,
        "title": GAPS[lacks],
        "rows": scenes.found(visitor, list(rows)),
        "more": max(0, counts[lacks] - MOST),
    }


def of_one(process: Process, links: Sequence[Part], today: date) -> list[str]:
    """Say what one card still lacks and what to do about it, as the library judges."""
    entries = process.entries.filter(removed=False)
    successes = process.successes.filter(removed=False, of_failure=False)
    here = library.Process(
        "here",
        process.name,
        language=process.language,
        name_reason=process.name_reason,
        owner=str(process.owner) if process.owner else "",
        entries=tuple(library.Entry(e.heading, e.kind, e.text) for e in entries),
        success=tuple(library.Statement(each.text) for each in successes),
        parts_suffice=process.parts_suffice,
        combining=process.combining,
        at_least=process.at_least,
        reviewed=process.reviewed,
    )
    parts = {f"part-{n}": link for n, link in enumerate(links)}
    whole = library.Map(
        process.name,
        (here, *(library.Process(key, link.part.name) for key, link in parts.items())),
        tuple(
            library.Part(here.id, key, share=link.share) for key, link in parts.items()
        ),
    )
    gaps = library.completeness(whole, today)
    return [gap.message for gap in gaps if gap.process == here.id]


def lacking(visitor: queries.Visitor, key: str, today: date) -> Q:
    """Give the condition under which a process lacks one of `GAPS`, as a visitor sees it."""
    here = OuterRef("pk")
    seen = queries.readable_by(visitor, through="part__")
    has_parts = Exists(Part.objects.filter(seen, whole=here, removed=False))
    return {
        "owner": Q(owner=None),
        "why": ~Q(
            Exists(Entry.objects.filter(process=here, heading="why", removed=False))
        ),
        "success": ~Q(
            Exists(
                Success.objects.filter(process=here, of_failure=False, removed=False)
            )
        ),
        "test": Q(has_parts, parts_suffice=None),
        "parts": Q(has_parts, parts_suffice=False),
        "split": _told_to(visitor, here) & _split(here),
        "said": _told_to(visitor, here) & Q(Exists(_said_missing(seen, here))),
        "review": Q(reviewed=None) | Q(reviewed__lt=today - STALE_AFTER),
    }[key]


def _told_to(visitor: queries.Visitor, process: OuterRef) -> Q:
    """Give the condition under which a visitor is told what players say.

    Players answer alone first; whoever owns the process brings them together.
    """
    if isinstance(visitor, queries.Keeper):
        return Q()
    if not isinstance(visitor, Person):
        return Q(pk__in=())
    said = PartsAnswer.objects.filter(process=process, removed=False)
    return Q(owner=visitor) | Q(Exists(said.filter(by=str(visitor.pk))))


def _split(process: OuterRef) -> Q:
    """Give the condition under which some players say yes and some no."""
    said = PartsAnswer.objects.filter(process=process, removed=False)
    return Q(Exists(said.filter(enough="yes")), Exists(said.filter(enough="no")))


def _said_missing(seen: Q, process: OuterRef) -> QuerySet[PartsAnswer]:
    """Give what players say is missing, as far as no part the visitor sees is called so."""
    named = Part.objects.filter(
        seen,
        whole=OuterRef("process"),
        removed=False,
        part__name__iexact=OuterRef("missing"),
    )
    said = PartsAnswer.objects.filter(process=process, removed=False)
    return said.exclude(missing="").filter(~Exists(named))
