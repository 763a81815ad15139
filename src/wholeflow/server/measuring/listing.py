"""Every flag as a list, for whoever keeps the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wholeflow import evidence
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import walk_down
from wholeflow.server.measuring import flags
from wholeflow.server.measuring.models import Flag

IN_ONE_GO = 2000  # rows fetched at once


@dataclass(frozen=True, slots=True)
class Listed:
    """A process with its flag; None where nobody has said what success is."""

    process: Process
    flag: evidence.Flag | None
    contested_below: int
    stale_below: int
    unassessed_below: int


def every_flag(below: Process | None = None) -> Iterator[Listed]:
    """Give the flags of today by name: all, or those of a process and all below it."""
    flags.catch_up()
    rows = Flag.objects.filter(process__removed=False).select_related(
        "process__owner", "process__organisation"
    )
    wanted = None if below is None else walk_down([below.pk])
    ordered = rows.order_by("process__name", "process_id")
    for row in ordered.iterator(chunk_size=IN_ONE_GO):
        if wanted is None or row.process_id in wanted:
            yield Listed(
                row.process,
                evidence.Flag(row.lower, row.upper) if row.has_success else None,
                row.contested_below,
                row.stale_below,
                row.unassessed_below,
            )
