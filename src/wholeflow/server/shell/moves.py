"""How a flag moved, and the ways from one day of it to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localdate

from wholeflow.evidence import Flag
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import flagging
from wholeflow.server.measuring.models import Move
from wholeflow.server.shell import telling

MOST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One move as a row of the table."""

    told: telling.Moved
    on: date
    before: flagging.Shown | None
    after: flagging.Shown | None


def told(
    visitor: queries.Visitor, process: Process, day: date, *, now: bool
) -> dict[str, object]:
    """Give the newest moves, and the days before and after one on which it moved."""
    return {
        "today": clock.today(),
        "moves": [
            Line(each, localdate(each.at), _shown(each.before), _shown(each.after))
            for each in telling.moves(visitor, process, most=MOST)
        ],
        "earlier": _moved(process, before=day),
        "later": None if now else _moved(process, after=day),
    }


def _shown(flag: Flag | None) -> flagging.Shown | None:
    return None if flag is None else flagging.of(flag)


def _moved(
    process: Process, *, before: date | None = None, after: date | None = None
) -> date | None:
    """Give the day on which the flag moved last before, or first after, a day."""
    moves = Move.objects.filter(process=process.pk)
    if before is not None:
        moves = moves.filter(change__at__lt=_begin(before)).order_by("-change")
    if after is not None:
        later = _begin(after + timedelta(days=1))
        moves = moves.filter(change__at__gte=later).order_by("change")
    at = moves.values_list("change__at", flat=True).first()
    return localdate(at) if at else None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
