"""Parts of a model between which nobody goes and nothing is shared.

What happens in one is nothing to another: a patient's luck hangs on the names of source
and node alone. So a run of the whole is a run of each, and what each came to stands side
by side. A country's hospitals are then run a few at a time, with fewer events to choose
from and fewer patients than memory close to the processor holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wholeflow.simulation.model.model import Model

from .outcome import Outcome
from .prepared import Prepared
from .regions import followers

_FEWEST = 8  # nodes of a part: to begin a run costs as much as some thousand events


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a model, and where its nodes and pools stand in the whole."""

    model: Model
    nodes: tuple[int, ...]
    pools: tuple[int, ...]


def parts_of(prepared: Prepared) -> tuple[Part, ...]:
    """Give the parts that can be run by themselves; none if the model is one.

    A model is one if a rule or an order by expression may look anywhere, if patients are
    there at the start, whose luck goes by their place in its list, or if a deadlock
    stops the run.
    """
    model = prepared.model
    looks_anywhere = any(each is not None for each in prepared.order_by) or any(
        way.form == "rule" for ways in prepared.ways for way in ways
    )
    if looks_anywhere or model.present or model.deadlock == "stop":
        return ()
    found = _gathered(_together(prepared))
    if len(found) == 1:
        return ()
    claimed = {need.pool for needs in prepared.needs for need in needs}
    idle = [pool for pool in range(len(model.pools)) if pool not in claimed]
    return tuple(
        _part(prepared, nodes, [] if at else idle) for at, nodes in enumerate(found)
    )


def _together(prepared: Prepared) -> list[list[int]]:
    """Put nodes together that patients go between, or that share a pool."""
    near: list[set[int]] = [set() for _ in prepared.ways]
    for node, ends in enumerate(followers(prepared)):
        for end in ends:
            near[node].add(end)
            near[end].add(node)
    for group in prepared.groups:
        for node in group:
            near[group[0]].add(node)
            near[node].add(group[0])
    left = dict.fromkeys(range(len(near)))
    found = []
    while left:
        reached, waiting = [], [next(iter(left))]
        while waiting:
            node = waiting.pop()
            if node in left:
                del left[node]
                reached.append(node)
                waiting += near[node]
        found.append(sorted(reached))
    return found


def _gathered(some: Sequence[list[int]]) -> list[list[int]]:
    """Run small ones together, so that each has some nodes."""
    found: list[list[int]] = [[]]
    for nodes in some:
        if len(found[-1]) >= _FEWEST:
            found.append([])
        found[-1] += nodes
    return [sorted(nodes) for nodes in found]


def _part(prepared: Prepared, nodes: Sequence[int], idle: Sequence[int]) -> Part:
    model = prepared.model
    named = {model.nodes[node].name for node in nodes}
    claimed = {need.pool for node in nodes for need in prepared.needs[node]}
    pools = sorted(claimed.union(idle))
    return Part(
        replace(
            model,
            nodes=tuple(model.nodes[node] for node in nodes),
            pools=tuple(model.pools[pool] for pool in pools),
            sources=tuple(each for each in model.sources if each.node in named),
        ),
        tuple(nodes),
        tuple(pools),
    )


def put_together(whole: Outcome, parts: Sequence[tuple[Part, Outcome]]) -> Outcome:
    """Put what each part came to where it stands in an outcome of the whole.

    Parameters
    ----------
    whole
        With nothing counted; its arrays are written to.
    parts
        Those that were run; after a stop there may be fewer than there are.
    """
    deadlocks = []
    for part, came in parts:
        nodes, pools = np.array(part.nodes), np.array(part.pools, dtype=np.int64)
        whole.counts[:, nodes] = came.counts
        whole.sums[:, nodes] = came.sums
        whole.levels[:, nodes] = came.levels
        whole.pools[:, pools] = came.pools
        whole.waits[nodes] = came.waits
        whole.journeys[...] += came.journeys
        whole.journey_lengths[...] += came.journey_lengths
        deadlocks += [
            ring._replace(nodes=tuple(part.nodes[node] for node in ring.nodes))
            for ring in came.deadlocks
        ]
    stops = [came.stopped for _, came in parts if came.stopped is not None]
    return replace(
        whole,
        deadlocks=tuple(sorted(deadlocks)),
        stopped=min(stops, default=None),
        events=sum(came.events for _, came in parts),
    )
