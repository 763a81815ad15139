"""Every name of a model once, for whatever points to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wholeflow.simulation.model.arrivals import Source
from wholeflow.simulation.model.model import Model, PatientClass
from wholeflow.simulation.model.nodes import EVERY_CLASS, Node
from wholeflow.simulation.model.pools import Pool

from .places import Place

THERE_AT_THE_START = "present"  # patients who are there draw by this name


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a model, each with how-manieth of its kind it is."""

    nodes: Mapping[str, int]
    pools: Mapping[str, int]
    classes: Mapping[str, int]

    @classmethod
    def of(cls, model: Model, top: Place) -> Names:
        """Gather the names of a model; note those that are none, or stand twice."""
        _names(model.sources, "source", top)
        for number, source in enumerate(model.sources):
            if source.name == THERE_AT_THE_START:
                top.at("sources", number).say(
                    f'"{THERE_AT_THE_START}" is the name of patients who are there at '
                    "the start; give the source another"
                )
        classes = _names(model.classes, "class", top)
        if EVERY_CLASS in classes:
            top.at("classes", classes[EVERY_CLASS]).say(
                f'"{EVERY_CLASS}" stands for every class; give the class another name'
            )
        return cls(
            _names(model.nodes, "node", top), _names(model.pools, "pool", top), classes
        )

    def place_of(self, kind: str, name: str) -> int | None:
        """Give how-manieth of its kind a name is; None if there is none."""
        return self.of_kind(kind).get(name)

    def of_kind(self, kind: str) -> Mapping[str, int]:
        """Give the names of one kind."""
        return {"node": self.nodes, "pool": self.pools, "class": self.classes}[kind]

    def of_classes(self, given: Collection[str], place: Place) -> None:
        """Note keys that are neither a class nor every class."""
        for name in given:
            if name != EVERY_CLASS:
                place.at(name).known(name, self.classes, "class")

    def node(self, name: str | None, place: Place) -> None:
        """Note a name that is no node; None is none and means to leave."""
        if name is not None:
            place.known(name, self.nodes, "node")


_PLURALS = {"node": "nodes", "pool": "pools", "source": "sources", "class": "classes"}


def _names(
    some: tuple[Node | Pool | Source | PatientClass, ...],
    kind: str,
    top: Place,
) -> Mapping[str, int]:
    known: dict[str, int] = {}
    for number, each in enumerate(some):
        here = top.at(_PLURALS[kind], number, "name", where=f"{kind} {number + 1}")
        here.name(each.name)
        if each.name in known:
            here.say(
                f'the name "{each.name[:60]}" is taken by {kind} '
                f"{known[each.name] + 1}; give one of them another"
            )
        known.setdefault(each.name, number)
    return known
