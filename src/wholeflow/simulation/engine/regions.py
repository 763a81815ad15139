"""Where patients can go on to, and come back to: only there must visits be counted."""

from __future__ import annotations

from itertools import pairwise

from wholeflow.simulation.model.arrivals import Recorded
from wholeflow.simulation.model.rings import parts_with_rings

from .prepared import Prepared


def components(prepared: Prepared) -> list[int]:
    """Give the part of the network that each node lies in; -1 is no way back to it.

    Patients can go from any node of a part to any other, and never come back to a part
    that they have left.
    """
    return parts_with_rings(followers(prepared))


def followers(prepared: Prepared) -> list[set[int]]:
    """Give the nodes that each may be followed by, for any patient."""
    model = prepared.model
    ends: list[set[int]] = [
        {end for way in ways for end in way.ends()} for ways in prepared.ways
    ]
    then: dict[int, int] = {}
    for node, of in enumerate(model.nodes):
        if of.patience is not None and of.patience.then is not None:
            then[node] = prepared.place("node", of.patience.then)
            ends[node].add(then[node])
    for source in model.sources:
        if isinstance(source.arrivals, Recorded):
            for path in source.arrivals.paths:
                places = [prepared.place("node", step.node) for step in path]
                for at, to in pairwise(places):
                    _add_from(at, to, then, ends)
    return ends


def _add_from(at: int, to: int, then: dict[int, int], ends: list[set[int]]) -> None:
    """Add a step of a recorded path, also for those who gave up and went elsewhere."""
    seen: set[int] = set()
    while at not in seen:
        seen.add(at)
        ends[at].add(to)
        at = then.get(at, at)
