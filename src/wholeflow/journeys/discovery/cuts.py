"""Cuts: ways to part the activities of a directly-follows graph under one operator.

Each cut is the finest there is. For traces without any rare behaviour left out, parting
them by a cut loses none of them.

References
----------
S.J.J. Leemans, D. Fahland, W.M.P. van der Aalst, "Discovering Block-Structured Process
Models from Event Logs - A Constructive Approach", Petri Nets 2013, definitions of the
exclusive choice, sequence, parallel and loop cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.arrays import Codes, Mask, Places

from .graphs import Graph, islands, reachable
from .process_tree import Kind


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """An operator and the codes of the activities of each of its parts, in order.

    The first part of a loop is its body; each other one is a way back.
    """

    kind: Kind
    parts: tuple[Codes, ...]


def find_cut(graph: Graph) -> Cut | None:
    """Find a cut, looking for a choice, a sequence, a parallel and a loop in turn."""
    if len(graph.activities) < 2:
        return None
    for kind, look in (
        (Kind.CHOICE, _choice),
        (Kind.SEQUENCE, _sequence),
        (Kind.PARALLEL, _parallel),
        (Kind.LOOP, _loop),
    ):
        groups = look(graph)
        if len(groups) > 1:
            return Cut(kind, tuple(graph.activities[group] for group in groups))
    return None


Groups = Sequence[Places]


def _grouped(number: Places) -> list[Places]:
    """Give the places of each number, in order of the numbers."""
    return [np.flatnonzero(number == one) for one in np.unique(number)]


def _choice(graph: Graph) -> Groups:
    """Part what is not linked at all."""
    return _grouped(islands(graph.follows > 0))


def _sequence(graph: Graph) -> Groups:
    """Part where one can be come to from the other, and never back."""
    reached = reachable(graph.follows > 0)
    groups = _grouped(islands(reached == reached.T))
    # The groups stand in one line, so the earlier reaches the more of the others.
    return sorted(groups, key=lambda group: -_beyond(reached[group[0]], group))


def _beyond(reached: Mask, group: Places) -> int:
    return int(np.delete(reached, group).sum())


def _parallel(graph: Graph) -> Groups:
    """Part where each follows each; every part must begin and end some trace."""
    both = (graph.follows > 0) & (graph.follows.T > 0)
    groups = sorted(
        _grouped(islands(~both)),
        key=lambda group: (_is_whole(graph, group), len(group)),
    )
    while len(groups) > 1 and not _is_whole(graph, groups[0]):
        groups[1] = np.sort(np.concatenate(groups[:2]))
        del groups[0]
    return sorted(groups, key=lambda group: int(group[0]))


def _is_whole(graph: Graph, group: Places) -> bool:
    return bool(graph.starts[group].any() and graph.ends[group].any())


def _loop(graph: Graph) -> Groups:
    """Part a body, which begins and ends every trace, from the ways back."""
    follows = graph.follows > 0
    starts, ends = graph.starts > 0, graph.ends > 0
    inner = ~(starts | ends)
    island = islands(follows & inner & inner[:, None])
    back = [
        group
        for group in _grouped(island)
        if inner[group[0]] and _is_way_back(follows, starts, ends, group)
    ]
    if not back:
        return []
    body = np.setdiff1d(np.arange(len(inner)), np.concatenate(back))
    return [body, *back]


def _is_way_back(follows: Mask, starts: Mask, ends: Mask, group: Places) -> bool:
    """Whether a group comes from ends only and leads to starts only, to all or none."""
    outside = np.ones(len(starts), dtype=np.bool_)
    outside[group] = False
    coming, going = follows[:, group], follows[group]
    if coming[outside & ~ends].any() or going[:, outside & ~starts].any():
        return False
    entries, exits = coming[ends].any(axis=0), going[:, starts].any(axis=1)
    if not entries.any() or not exits.any():  # what led to it or on was rare
        return False
    return bool(coming[ends][:, entries].all() and going[exits][:, starts].all())
