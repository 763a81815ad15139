"""Every flag of the map at once: on a new day, after an import, and as a check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from wholeflow import evidence
from wholeflow.server.history.changes import AT_ONCE
from wholeflow.server.mapping.models import Part, Process
from wholeflow.server.measuring import logic
from wholeflow.server.measuring.models import Flag, Move
from wholeflow.server.measuring.reach import ends, moved, tell_own

AT_A_TIME = 2000  # rows of the database held beside what is made of them


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
    declared = {row.pk: row for row in standing.only("pk", *logic.COLUMNS)}
    flags = {key: Flag(process_id=key, as_of=day) for key in declared}
    tell_own(flags, day)
    rolled = _rolled_up(flags, declared)
    columns = zip(
        *(rolled.lower.tolist(), rolled.upper.tolist(), rolled.unassessed.tolist()),
        *(rolled.masks.tolist(), rolled.independent.tolist()),
        *(
            evidence.count_below(rolled.layers, marks).tolist()
            for marks in (rolled.contested, rolled.stale, rolled.unassessed)
        ),
        strict=True,
    )
    for flag, column in zip(flags.values(), columns, strict=True):
        flag.lower, flag.upper, flag.unassessed, *below = column
        flag.shared_below, flag.independent_below, *counts = below
        flag.contested_below, flag.stale_below, flag.unassessed_below = counts
    return flags


def _rolled_up(
    flags: Mapping[str, Flag], declared: Mapping[str, Process]
) -> evidence.FlagMap:
    rows = flags.values()
    base = evidence.ground(
        [flag.own_lower for flag in rows],
        [flag.own_upper for flag in rows],
        has_success=[flag.has_success for flag in rows],
        stale=[flag.stale for flag in rows],
    )
    links = _links()
    logics = evidence.logics_of(
        logic.logic_of(process, len(links.get(key, ())))
        for key, process in declared.items()
    )
    bits = [evidence.bit_of(key) for key in flags]
    return evidence.flag_map(base, _columns(flags, links), logics, bits=bits)


def _links() -> dict[str, list[Part]]:
    """Give the links of each whole that stand."""
    standing = Part.objects.filter(
        removed=False, whole__removed=False, part__removed=False
    )
    links: dict[str, list[Part]] = defaultdict(list)
    for link in standing.iterator(chunk_size=AT_A_TIME):
        links[link.whole_id].append(link)
    return links


def _columns(
    keys: Iterable[str], links: Mapping[str, list[Part]]
) -> evidence.PartLinks:
    place = {key: at for at, key in enumerate(keys)}
    rows = [
        (
            *(place[whole], place[link.part_id]),
            *(link.necessity_low, link.necessity_high),
            *(share.low, share.high),
        )
        for whole, some in links.items()
        for link, share in zip(some, logic.shares_of(some), strict=True)
    ]
    columns = np.array(rows, dtype=float).reshape(-1, 6).T
    return evidence.part_links(
        columns[0].astype(np.int64),
        columns[1].astype(np.int64),
        necessity_low=columns[2],
        necessity_high=columns[3],
        share_low=columns[4],
        share_high=columns[5],
    )
