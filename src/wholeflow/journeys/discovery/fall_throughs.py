"""What is done when activities cannot be parted by a cut: ways that always lose detail.

Each keeps every trace possible. Setting one activity beside the others is tried where
that lets them be cut, before one that merely stands in each trace once: the papers try
the latter first, which is quicker and loses more.

References
----------
S.J.J. Leemans, D. Fahland, W.M.P. van der Aalst, "Discovering Block-Structured Process
Models from Event Logs Containing Infrequent Behaviour", BPM Workshops 2013, and "...
from Incomplete Event Logs", Petri Nets 2014.
"""

from __future__ import annotations

import numpy as np

from wholeflow.journeys.arrays import Mask

from .cuts import find_cut
from .graphs import Graph, graph_of
from .traces import Traces

_MOST_TRIED = 64


def once_in_each(traces: Traces) -> int | None:
    """Find an activity that every trace has exactly once; the first by its code."""
    number = len(traces.cases)
    counts = np.bincount(traces.activity)
    for code in np.flatnonzero(counts == number):
        if len(np.unique(traces.trace[traces.activity == code])) == number:
            return int(code)
    return None


def concurrent(traces: Traces, graph: Graph) -> int | None:
    """Find an activity without which a cut is found: of several the most linked one.

    What is next to most others is the likeliest to happen at any time. Among more than
    some dozen activities none is looked for: each is a pass over all traces, and a tree
    of so many in any order tells nobody anything.
    """
    if len(graph.activities) > _MOST_TRIED:
        return None
    links = graph.follows > 0
    neighbours = links.sum(axis=0) + links.sum(axis=1)
    for code in graph.activities[np.argsort(-neighbours, kind="stable")]:
        others = traces.with_events(traces.activity != code)
        if find_cut(graph_of(others)) is not None:
            return int(code)
    return None


def beside(traces: Traces, code: int) -> tuple[Traces, Traces]:
    """Part one activity from all others."""
    mine: Mask = traces.activity == code
    return traces.with_events(mine), traces.with_events(~mine)


def begun_again(traces: Traces, graph: Graph) -> Traces | None:
    """Cut traces where an activity that can end one is followed by one that begins.

    If there is no such place, cut before each activity that can begin a trace; None if
    there is none of these either.
    """
    inside = traces.follows_inside()
    starting = inside & np.isin(traces.activity, graph.activities[graph.starts > 0])
    ended = np.isin(traces.activity, graph.activities[graph.ends > 0])
    strictly = starting.copy()
    strictly[1:] &= ended[:-1]
    for again in (strictly, starting):
        if again.any():
            return traces.cut_before(again)
    return None
