"""Where patients go on average: from each node and class to the next.

Routes by chance are taken as they stand. Routes by state (the shortest queue, the first
with room, a rule) depend on what happens in a run; here each way is taken to be as likely
as the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .arrivals import Recorded, Source
from .distributions import Distribution
from .model import Model
from .nodes import EVERY_CLASS, Node
from .routing import Route, Rule, Shares

State = tuple[int, int]  # a node, and the class in which a patient came to it


@dataclass(frozen=True, slots=True)
class Flows:
    """A model with its names as places, asked where patients go.

    Parameters
    ----------
    model
        Whose names are all known.
    nodes, classes
        How-manieth each name is.
    """

    model: Model
    nodes: Mapping[str, int]
    classes: Mapping[str, int]

    @classmethod
    def of(cls, model: Model) -> Flows:
        """Give the flows of a model, whose names it numbers."""
        return cls(
            model,
            {node.name: number for number, node in enumerate(model.nodes)},
            {each.name: number for number, each in enumerate(model.classes)},
        )

    def name(self, patient_class: int) -> str:
        """Give the name of a class."""
        return self.model.classes[patient_class].name

    def first_class(self, name: str) -> int:
        """Give a class by name; no name is the first."""
        return self.classes[name] if name else 0

    def service(self, state: State) -> Distribution | None:
        """Give how long the service of a state takes; None if that is not said."""
        node = self.model.nodes[state[0]]
        return node.service.get(self.name(state[1]), node.service.get(EVERY_CLASS))

    def patience(self, state: State) -> Distribution | None:
        """Give how long patients of a state wait; None is for ever."""
        patience = self.model.nodes[state[0]].patience
        hours = patience.hours if patience else {}
        return hours.get(self.name(state[1]), hours.get(EVERY_CLASS))

    def coming(self, source: Source) -> dict[State, float]:
        """Give the shares in which patients of a source come to its node, by class.

        They add up to 1, less what is prevented.
        """
        node = self.nodes[source.node]
        return {
            (node, self.classes[name]): share * (1 - source.share_prevented(name))
            for name, share in self.shares_by_class(source).items()
            if share > 0
        }

    def shares_by_class(self, source: Source) -> Mapping[str, float]:
        """Give the share of each class of a source, before anything is prevented."""
        if isinstance(source.arrivals, Recorded) and source.arrivals.classes:
            counts = Counter(source.arrivals.classes)
            return {name: count / counts.total() for name, count in counts.items()}
        return source.classes or {self.name(0): 1.0}

    def after(self, state: State) -> dict[State, float]:
        """Give the shares in which patients go on after a service; the rest leaves."""
        node = self.model.nodes[state[0]]
        found: dict[State, float] = {}
        for patient_class, share in self.changed(state):
            name = self.name(patient_class)
            route = node.routes.get(name, node.routes.get(EVERY_CLASS))
            for to, part in ways(route):
                at = (self.nodes[to], patient_class)
                found[at] = found.get(at, 0.0) + share * part
        return found

    def changed(self, state: State) -> list[tuple[int, float]]:
        """Give the classes that patients have after a service, and the share of each."""
        changes = self.model.nodes[state[0]].changes
        to = changes.to.get(self.name(state[1]), {}) if changes else {}
        found = [(self.classes[name], share) for name, share in to.items() if share > 0]
        rest = 1 - sum(to.values())
        return [*found, (state[1], rest)] if rest > 1e-9 else found

    def waiting(self, state: State) -> list[State]:
        """Give the states that patients may pass to while they wait."""
        node = self.model.nodes[state[0]]
        name = self.name(state[1])
        found = []
        if node.changes and name in node.changes.while_waiting:
            found.append((state[0], self.classes[node.changes.while_waiting[name][0]]))
        then = self.given_up(node)
        if then is not None and self.patience(state) is not None:
            found.append((then, state[1]))
        return found

    def given_up(self, node: Node) -> int | None:
        """Give the node to which patients go who give up; None if they leave."""
        then = node.patience.then if node.patience else None
        return None if then is None else self.nodes[then]


def ways(route: Route | None) -> list[tuple[str, float]]:
    """Give the nodes to which a route leads, and the share that goes to each."""
    match route:
        case None:
            return []
        case Shares():
            return [(to, share) for to, share in route.to.items() if share > 0]
        case Rule():
            ends = [*(case.to for case in route.cases), route.otherwise]
            return [(to, 1 / len(ends)) for to in ends if to is not None]
        case _:
            return [(to, 1 / len(route.among)) for to in route.among]
