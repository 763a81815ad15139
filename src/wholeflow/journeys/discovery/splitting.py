"""Traces parted by a cut, one set of traces for each part.

Traces that fit the cut are parted without loss. Of one that does not, because the cut
was made without rare behaviour, as few events as possible are left out.

References
----------
S.J.J. Leemans, D. Fahland, W.M.P. van der Aalst, "Discovering Block-Structured Process
Models from Event Logs Containing Infrequent Behaviour", BPM Workshops 2013.
"""

from __future__ import annotations

import numpy as np

from wholeflow.journeys.arrays import Codes, Mask

from .cuts import Cut
from .process_tree import Kind
from .traces import Traces


def split(traces: Traces, cut: Cut) -> tuple[Traces, ...]:
    """Part traces by a cut: give the traces of each part, in its order.

    No trace may be empty; those of a part may be.
    """
    part = _part_of_event(traces, cut)
    match cut.kind:
        case Kind.CHOICE:
            return _by_most_events(traces, part, len(cut.parts))
        case Kind.LOOP:
            return _by_runs(traces, part, len(cut.parts))
        case Kind.SEQUENCE:
            kept = _in_order(traces, part)
            traces, part = traces.with_events(kept), part[kept]
    return tuple(traces.with_events(part == one) for one in range(len(cut.parts)))


def _part_of_event(traces: Traces, cut: Cut) -> Codes:
    codes = np.concatenate(cut.parts)
    part = np.zeros(int(codes.max()) + 1, dtype=np.int32)
    part[codes] = np.repeat(np.arange(len(cut.parts)), [len(p) for p in cut.parts])
    return part[traces.activity]


def _by_most_events(traces: Traces, part: Codes, parts: int) -> tuple[Traces, ...]:
    """Give each trace to the part that has most of its events, and only those."""
    place, events = np.unique(traces.trace * parts + part, return_counts=True)
    trace, of = np.divmod(place, parts)
    rising = np.lexsort((-of, events, trace))  # so that the most events come last
    taker = np.zeros(len(traces.cases), dtype=np.int64)
    taker[trace[rising]] = of[rising]
    mine = traces.with_events(part == taker[traces.trace])
    return tuple(mine.only(taker == one) for one in range(parts))


def _in_order(traces: Traces, part: Codes) -> Mask:
    """Which events to keep so that the parts of each trace stand in order."""
    kept = np.ones(len(part), dtype=np.bool_)
    inside = traces.follows_inside()
    falls = np.flatnonzero(inside[1:] & (part[1:] < part[:-1])) + 1
    for trace in np.unique(traces.trace[falls]):
        events = slice(*traces.bounds[trace : trace + 2])
        kept[events] = _longest_in_order(part[events].tolist())
    return kept


def _longest_in_order(parts: list[int]) -> list[bool]:
    """Choose a longest run of numbers that never falls, the earliest if several.

    >>> _longest_in_order([0, 2, 1, 1, 2])
    [True, False, True, True, True]
    """
    last: dict[int, int] = {}  # of each part, where its longest run ends
    length: list[int] = []
    before: list[int] = []
    for place, part in enumerate(parts):
        ends = [end for other, end in last.items() if other <= part]
        best = max(ends, key=lambda end: (length[end], -end), default=-1)
        before.append(best)
        length.append(length[best] + 1 if best >= 0 else 1)
        if part not in last or length[last[part]] < length[place]:
            last[part] = place
    chosen = [False] * len(parts)
    place = max(range(len(parts)), key=length.__getitem__)
    while place >= 0:
        chosen[place], place = True, before[place]
    return chosen


def _by_runs(traces: Traces, part: Codes, parts: int) -> tuple[Traces, ...]:
    """Cut traces where body and ways back meet; a body that is missing is empty."""
    changes = np.zeros(len(part), dtype=np.bool_)
    changes[1:] = part[1:] != part[:-1]
    runs = traces.cut_before(changes)
    of_run = part[runs.bounds[:-1]]
    split_runs = [runs.only(of_run == one) for one in range(parts)]
    split_runs[0] = _with_empty(split_runs[0], _missing_bodies(traces, runs, of_run))
    return tuple(split_runs)


def _missing_bodies(traces: Traces, runs: Traces, of_run: Codes) -> int:
    """Count the cases times the bodies missing before, between and after ways back."""
    back = of_run != 0
    begins = np.isin(runs.bounds[:-1], traces.bounds[:-1])
    ends = np.append(begins[1:], True)
    after_back = np.append(False, back[:-1])
    missing = (back & (begins | after_back)).astype(np.int64) + (back & ends)
    return int((missing * runs.cases).sum())


def _with_empty(traces: Traces, cases: int) -> Traces:
    """Add one empty trace that so many cases have; nothing for none."""
    if not cases:
        return traces
    bounds = np.append(traces.bounds, traces.bounds[-1])
    return Traces(traces.activity, bounds, np.append(traces.cases, cases))
