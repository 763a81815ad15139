"""Flags that would follow if processes brought other evidence than they do.

The rules are those by which flags follow from evidence, up to the topmost wholes.
Whatever is not supposed stays as it is today. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from wholeflow import evidence
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import walk_up
from wholeflow.server.measuring import logic, reach
from wholeflow.server.measuring.models import Flag

Own = Mapping[str, evidence.Flag]


def flags_if(cases: Sequence[Own]) -> list[dict[str, Flag]]:
    """Give the flags of some processes, and of everything above them, in several cases.

    Parameters
    ----------
    cases
        In each, what processes would bring as evidence of their own, by their ids.

    Returns
    -------
    list of dict
        For each case the flags by process, of all processes that are supposed in any case
        and of their wholes; four queries, however many.
    """
    above = walk_up({key for case in cases for key in case})
    standing = Process.objects.filter(pk__in=above, removed=False)
    declared = standing.only("pk", *logic.COLUMNS).in_bulk()
    wholes = reach.on_the_map(above, above.keys() - declared.keys())
    frame = reach.frame_of(declared, wholes)
    today = Flag.objects.in_bulk(declared)
    return [_worked_out(case, today, frame) for case in cases]


def _worked_out(
    case: Own, today: Mapping[str, Flag], frame: reach.Frame
) -> dict[str, Flag]:
    flags = {key: copy(today[key]) for key in frame.declared}
    for key, own in case.items():
        flags[key].own_lower, flags[key].own_upper = own.lower, own.upper
    reach.combine(flags, frame)
    return flags
