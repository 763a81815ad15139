"""Every flag of the map at once: on a new day, after an import, and as a check."""

from __future__ import annotations

from datetime import date

import numpy as np

from wholeflow import evidence
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.mapping.models import Part, Process
from wholeflow.server.measuring.models import Flag, Move
from wholeflow.server.measuring.reach import ends, moved, tell_own


def work_out(day: date) -> list[Move]:
    """Make every flag again and give those that moved."""
    before = {flag.process_id: ends(flag) for flag in Flag.objects.all()}
    flags = _flags(day)
    Flag.objects.all().delete()
    Flag.objects.bulk_create(flags.values(), batch_size=AT_ONCE)
    gone = before.keys() - flags.keys()
    moves = (moved(key, before, flags.get(key)) for key in (*flags, *gone))
    return [move for move in moves if move is not None]


def _flags(day: date) -> dict[str, Flag]:
    standing = Process.objects.filter(removed=False).order_by("pk")
    suffice = dict(standing.values_list("pk", "parts_suffice"))
    flags = {key: Flag(process_id=key, as_of=day) for key in suffice}
    tell_own(flags, day)
    rolled = _rolled_up(flags, suffice)
    columns = zip(
        *(rolled.lower.tolist(), rolled.upper.tolist(), rolled.unassessed.tolist()),
        *(
            evidence.count_below(rolled.layers, marks).tolist()
            for marks in (rolled.contested, rolled.stale, rolled.unassessed)
        ),
        strict=True,
    )
    for flag, column in zip(flags.values(), columns, strict=True):
        flag.lower, flag.upper, flag.unassessed, *below = column
        flag.contested_below, flag.stale_below, flag.unassessed_below = below
    return flags


def _rolled_up(
    flags: dict[str, Flag], suffice: dict[str, bool | None]
) -> evidence.FlagMap:
    rows = flags.values()
    base = evidence.ground(
        [flag.own_lower for flag in rows],
        [flag.own_upper for flag in rows],
        has_success=[flag.has_success for flag in rows],
        stale=[flag.stale for flag in rows],
    )
    sufficiency = [float(bool(each)) for each in suffice.values()]
    logics = evidence.logics(sufficiency_low=sufficiency)
    return evidence.flag_map(base, _links(list(flags)), logics)


def _links(keys: list[str]) -> evidence.PartLinks:
    place = {key: at for at, key in enumerate(keys)}
    links = Part.objects.filter(
        removed=False, whole__removed=False, part__removed=False
    ).values_list("whole", "part", "necessity_low", "necessity_high")
    rows = [(place[whole], place[part], low, high) for whole, part, low, high in links]
    columns = np.array(rows, dtype=float).reshape(-1, 4).T
    return evidence.part_links(
        columns[0].astype(np.int64),
        columns[1].astype(np.int64),
        necessity_low=columns[2],
        necessity_high=columns[3],
    )
