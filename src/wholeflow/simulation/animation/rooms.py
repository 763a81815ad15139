"""The nodes of a model as rooms that stand from left to right."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from wholeflow.simulation.model.flows import ways
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Node


@dataclass(frozen=True, slots=True)
class Room:
    """A node as a room.

    Parameters
    ----------
    name
        Of the node.
    column
        How many steps at least from where patients come in.
    beds
        How many can be in care there at once, where that is one number at every hour and
        of this node alone; None where it is not.
    """

    name: str
    column: int
    beds: int | None = None


def rooms_of(model: Model) -> tuple[Room, ...]:
    """Give the rooms of a model, in its order."""
    columns = _columns(model)
    return tuple(
        Room(node.name, columns[node.name], _beds(model, node)) for node in model.nodes
    )


def _columns(model: Model) -> dict[str, int]:
    """Count the steps to each node; what nobody comes to stands first."""
    onward = {node.name: _onward(node) for node in model.nodes}
    columns = {source.node: 0 for source in model.sources}
    waiting = deque(columns)
    while waiting:
        name = waiting.popleft()
        for to in onward[name]:
            if to not in columns:
                columns[to] = columns[name] + 1
                waiting.append(to)
    return dict.fromkeys(onward, 0) | columns


def _onward(node: Node) -> list[str]:
    found = [to for route in node.routes.values() for to, _ in ways(route)]
    if node.patience and node.patience.then:
        found.append(node.patience.then)
    return found


def _beds(model: Model, node: Node) -> int | None:
    """Give how many can be in care by the pool of the node's first claim."""
    if not node.claims:
        return None
    claim = node.claims[0]
    users = [
        each for each in model.nodes if claim.pool in {c.pool for c in each.claims}
    ]
    capacity = next(pool for pool in model.pools if pool.name == claim.pool).capacity
    if len(users) > 1 or not isinstance(capacity, int | float):
        return None
    return int(capacity / claim.units)
