"""Which nodes a patient can come back to: only there must visits be counted."""

from __future__ import annotations

from itertools import pairwise

from wholeflow.simulation.model.arrivals import Recorded

from .prepared import Prepared

NO_WAY_BACK = -1


def components(prepared: Prepared) -> list[int]:
    """Give the part of the network that each node lies in; -1 is no way back to it.

    Patients can go from any node of a part to any other, and never come back to a part
    that they have left.
    """
    ends = _ends(prepared)
    order = _order_of_leaving(ends)
    back: list[set[int]] = [set() for _ in ends]
    for node, some in enumerate(ends):
        for end in some:
            back[end].add(node)
    part = [NO_WAY_BACK] * len(ends)
    for number, node in enumerate(reversed(order)):
        if part[node] == NO_WAY_BACK:
            _spread(node, number, back, part)
    sizes = {each: part.count(each) for each in set(part)}
    return [
        each if sizes[each] > 1 or node in ends[node] else NO_WAY_BACK
        for node, each in enumerate(part)
    ]


def _ends(prepared: Prepared) -> list[set[int]]:
    """Give the nodes that each may be followed by."""
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


def _order_of_leaving(ends: list[set[int]]) -> list[int]:
    """Give the nodes in the order in which a walk through all of them leaves them."""
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(ends)):
        if start in seen:
            continue
        seen.add(start)
        walk = [(start, iter(ends[start]))]
        while walk:
            node, left = walk[-1]
            further = next((end for end in left if end not in seen), None)
            if further is None:
                order.append(node)
                walk.pop()
            else:
                seen.add(further)
                walk.append((further, iter(ends[further])))
    return order


def _spread(node: int, number: int, back: list[set[int]], part: list[int]) -> None:
    waiting = [node]
    part[node] = number
    while waiting:
        for before in back[waiting.pop()]:
            if part[before] == NO_WAY_BACK:
                part[before] = number
                waiting.append(before)
