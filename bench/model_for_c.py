"""A model in the numbers that `care_system.c` reads, for one replication's luck."""

from __future__ import annotations

from collections.abc import Iterator

from wholeflow.simulation import Exponential, Model, Node, Random, Shares, Weibull
from wholeflow.simulation.chance.keys import mixed, of_run
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.engine.prepared import UNLIMITED, prepare, summed
from wholeflow.simulation.engine.regions import components

EVERY_CLASS = "*"


def in_numbers(model: Model, *, seed: int, replication: int = 0) -> str:
    """Give the text; the model has nothing that `care_system.c` does not know."""
    return "\n".join(_lines(model, of_run(seed, replication)))


def _lines(model: Model, run_key: int) -> Iterator[str]:
    levels = sorted({each.priority for each in model.classes})
    at_node = {node.name: at for at, node in enumerate(model.nodes)}
    at_class = {each.name: at for at, each in enumerate(model.classes)}
    units = {pool.name: pool.capacity for pool in model.pools}
    yield f"{len(at_node)} {len(at_class)} {len(levels)} {len(model.sources)}"
    for each in model.classes:
        yield f"{levels.index(each.priority)} {each.due_hours!r}"
    parts = components(prepare(model, 1.0))
    for node, part in zip(model.nodes, parts, strict=True):
        servers = units[node.claims[0].pool] if node.claims else UNLIMITED
        places = UNLIMITED if node.places is None else node.places
        keys = (key_of(purpose, node.name) for purpose in ("service", "route"))
        yield f"{' '.join(map(str, keys))} {servers:.0f} {places} {part}"
        for name in at_class:
            yield f"{_service(node, name)} {_ways(node, name, at_node)}"
    for source in model.sources:
        keys = (
            mixed(run_key, key_of(purpose, source.name))
            for purpose in ("arrival", "class", "patient")
        )
        assert isinstance(source.arrivals, Random)
        rates = source.arrivals.per_hour
        yield f"{' '.join(map(str, keys))} {at_node[source.node]} {len(rates)}"
        yield " ".join(map(repr, rates))
        yield _shares(source.classes, at_class)


def _service(node: Node, name: str) -> str:
    of = node.service.get(name) or node.service[EVERY_CLASS]
    if isinstance(of, Weibull):
        return f"{of.scale!r} {1 / of.shape!r}"
    assert isinstance(of, Exponential)
    return f"{of.mean!r} 1"


def _ways(node: Node, name: str, at_node: dict[str, int]) -> str:
    way = node.routes.get(name, node.routes.get(EVERY_CLASS, Shares(to={})))
    assert isinstance(way, Shares)
    return _shares(way.to, at_node)


def _shares(shares: dict[str, float], places: dict[str, int]) -> str:
    rows = summed(shares, places.__getitem__)
    return " ".join([str(len(rows)), *(f"{upto!r} {to}" for upto, to in rows)])
