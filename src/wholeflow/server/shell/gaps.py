"""What the map still lacks, listed so that somebody can put it right."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Entry, Part, Success
from wholeflow.server.shell.scenes import listed

STALE_AFTER = timedelta(days=365)
MOST = 100

GAPS = {
    "owner": "Nobody owns this yet",
    "why": "Does not say why",
    "success": "Does not say what success is",
    "test": "Parts never tested",
    "parts": "Parts judged not to suffice",
    "review": "Not reviewed for 12 months",
}


def found(visitor: queries.Visitor, lacks: str, today: date) -> dict[str, object]:
    """Give the processes that lack one thing, and how many lack each."""
    lacks = lacks if lacks in GAPS else "owner"
    readable = queries.processes(visitor)
    counts = {key: readable.filter(_lacking(key, today)).count() for key in GAPS}
    rows = readable.filter(_lacking(lacks, today)).order_by("name", "pk")[:MOST]
    return {
        "tabs": [(key, title, counts[key]) for key, title in GAPS.items()],
        "lacks": lacks,
        "title": GAPS[lacks],
        "rows": listed(list(rows)),
        "more": max(0, counts[lacks] - MOST),
    }


def _lacking(key: str, today: date) -> Q:
    here = OuterRef("pk")
    has_parts = Exists(Part.objects.filter(whole=here, removed=False))
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
        "review": Q(reviewed=None) | Q(reviewed__lt=today - STALE_AFTER),
    }[key]
