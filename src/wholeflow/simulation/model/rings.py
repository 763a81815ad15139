"""Rings of a graph: which nodes can be left and come back to.

Kosaraju's two walks through the graph; see Aho, Hopcroft and Ullman, *Data Structures and
Algorithms* (1983), section 6.7.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

NO_RING = -1


def parts_with_rings(ends: Sequence[Collection[int]]) -> list[int]:
    """Give the part of a graph that each node lies in; -1 is a node on no ring.

    From any node of a part one can go to any other, and never come back to a part that
    was left.

    Parameters
    ----------
    ends
        For each node, those that it may be followed by.
    """
    order = _order_of_leaving(ends)
    back: list[set[int]] = [set() for _ in ends]
    for node, some in enumerate(ends):
        for end in some:
            back[end].add(node)
    part = [NO_RING] * len(ends)
    for number, node in enumerate(reversed(order)):
        if part[node] == NO_RING:
            _spread(node, number, back, part)
    sizes = [0] * len(ends)
    for each in part:
        sizes[each] += 1
    return [
        each if sizes[each] > 1 or node in ends[node] else NO_RING
        for node, each in enumerate(part)
    ]


def _order_of_leaving(ends: Sequence[Collection[int]]) -> list[int]:
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


def _spread(node: int, number: int, back: Sequence[set[int]], part: list[int]) -> None:
    """Give a number to a node and to all from which it can be reached."""
    waiting = [node]
    part[node] = number
    while waiting:
        for before in back[waiting.pop()]:
            if part[before] == NO_RING:
                part[before] = number
                waiting.append(before)
