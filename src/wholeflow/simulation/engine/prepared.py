"""A model made ready to run: names become places in lists, patterns become times.

Both engines begin from it: the plain one uses it as it stands, the compiled one lays it
out as flat arrays. The model has been found without fault before (`..model.checking`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from wholeflow.simulation.chance.quantiles import Inverse, inverse
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.distributions import Distribution
from wholeflow.simulation.model.expressions import Instruction, program_of
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import EVERY_CLASS, Node
from wholeflow.simulation.model.routing import (
    FirstWithRoom,
    Route,
    Rule,
    Shares,
    ShortestQueue,
)

LEAVE = -1
UNLIMITED = 1 << 40  # places, where a node has no limit
Program = tuple[Instruction, ...]
Chances = tuple[tuple[float, int], ...]  # summed share, and what it is the share of


@dataclass(frozen=True, slots=True)
class Way:
    """Where patients of one class go from one node.

    Parameters
    ----------
    form
        "leave", or the form of the route.
    chances
        For shares: summed share and node of each.
    among
        For the routes by state: the nodes.
    cases
        For a rule: the program and node of each case.
    otherwise
        For a rule: the node if none holds.
    """

    form: str = "leave"
    chances: Chances = ()
    among: tuple[int, ...] = ()
    cases: tuple[tuple[Program, int], ...] = ()
    otherwise: int = LEAVE

    def ends(self) -> set[int]:
        """Give every node that it may lead to."""
        ends = {node for _, node in self.chances} | set(self.among)
        ends |= {node for _, node in self.cases} | {self.otherwise}
        return ends - {LEAVE}

    @property
    def by_state(self) -> bool:
        """Whether it depends on the state of the run, and not on luck alone."""
        return self.form not in {"leave", "shares"}

    @property
    def may_lead_out(self) -> bool:
        """Whether by the state of the run patients may leave the system."""
        ends = {node for _, node in self.cases} | {self.otherwise}
        return self.form == "rule" and LEAVE in ends


@dataclass(frozen=True, slots=True)
class Need:
    """A claim: of which pool, how many quanta, and whether it is held while blocked."""

    pool: int
    units: int
    hold: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where each class, node, pool and source stands in the model."""

    of: dict[tuple[str, str], int]

    def place_of(self, kind: str, name: str) -> int | None:
        """Give the place of one, or None if there is none of that name."""
        return self.of.get((kind, name))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model made ready to run for some hours.

    Lists run over nodes, pools, classes or sources in the order of the model.

    Parameters
    ----------
    model
        What was made ready.
    places
        Where each name stands.
    hour_of_week
        Local hour of the week of each hour of the run. Shape (hours + 1,).
    inverses
        Every distribution of the model, ready to draw from.
    service, patience
        For each node and class, which of them; -1 is none.
    turnaround, lateness
        For each node, and for each source, which of them; -1 is none.
    prevented
        For each source and class, the share that does not come.
    needs
        For each node, what it claims.
    room
        For each node, its places.
    ways
        For each node and class, where patients go.
    order_by
        For each node, the program of its order, or None.
    groups, group_of
        Nodes that share pools, directly or by others; and the group of each node.
    steps
        For each pool, the times at which its capacity changes and its quanta from then.
    rank
        For each class, its priority.
    """

    model: Model
    places: Places
    hour_of_week: calendar.HoursOfWeek
    inverses: list[Inverse]
    service: list[list[int]]
    patience: list[list[int]]
    turnaround: list[int]
    lateness: list[int]
    prevented: list[list[float]]
    needs: list[tuple[Need, ...]]
    room: list[int]
    ways: list[list[Way]]
    order_by: list[Program | None]
    groups: list[list[int]]
    group_of: list[int]
    steps: list[list[tuple[float, int]]]
    rank: list[int]

    def place(self, kind: str, name: str) -> int:
        """Give the place of something that is there."""
        return self.places.of[kind, name]


def prepare(model: Model, hours: float) -> Prepared:
    """Make a model ready to run for some hours; it has no fault."""
    places = places_of(model)
    ready = _Distributions()
    names = [each.name for each in model.classes]
    hour_of_week = calendar.hours_of_week(model, hours)
    needs = [_needs(node, model, places) for node in model.nodes]
    groups = _groups(needs)
    return Prepared(
        model=model,
        places=places,
        hour_of_week=hour_of_week,
        service=[ready.by_class(node.service, names) for node in model.nodes],
        patience=[
            ready.by_class(node.patience.hours if node.patience else {}, names)
            for node in model.nodes
        ],
        turnaround=[ready.one(node.turnaround) for node in model.nodes],
        lateness=[
            ready.one(getattr(source.arrivals, "lateness", None))
            for source in model.sources
        ],
        prevented=[
            [source.share_prevented(name) for name in names] for source in model.sources
        ],
        inverses=ready.inverses,
        needs=needs,
        room=[UNLIMITED if n.places is None else n.places for n in model.nodes],
        ways=[[_way(node, name, places) for name in names] for node in model.nodes],
        order_by=[
            None if node.order_by is None else program_of(node.order_by, places)
            for node in model.nodes
        ],
        groups=groups,
        group_of=_group_of(groups),
        steps=[
            [
                (at, round(units / pool.quantum))
                for at, units in calendar.steps(pool.capacity, hour_of_week)
            ]
            for pool in model.pools
        ],
        rank=[each.priority for each in model.classes],
    )


def places_of(model: Model) -> Places:
    """Say where each name of a model stands."""
    kinds: dict[str, Any] = {
        "class": model.classes,
        "node": model.nodes,
        "pool": model.pools,
        "source": model.sources,
    }
    return Places(
        {
            (kind, each.name): at
            for kind, some in kinds.items()
            for at, each in enumerate(some)
        }
    )


class _Distributions:
    """Every distribution once, however often the model names it."""

    def __init__(self) -> None:
        self.inverses: list[Inverse] = []
        self.seen: dict[Distribution, int] = {}

    def one(self, distribution: Distribution | None) -> int:
        if distribution is None:
            return -1
        if distribution not in self.seen:
            self.seen[distribution] = len(self.inverses)
            self.inverses.append(inverse(distribution))
        return self.seen[distribution]

    def by_class(self, given: dict[str, Distribution], names: list[str]) -> list[int]:
        every = given.get(EVERY_CLASS)
        return [self.one(given.get(name, every)) for name in names]


def _needs(node: Node, model: Model, places: Places) -> tuple[Need, ...]:
    found = []
    for claim in node.claims:
        pool = places.of["pool", claim.pool]
        units = round(claim.units / model.pools[pool].quantum)
        found.append(Need(pool, units, claim.hold))
    return tuple(found)


def _groups(needs: list[tuple[Need, ...]]) -> list[list[int]]:
    """Put nodes together that share a pool, directly or by others."""
    first_of: dict[int, int] = {}  # node by pool
    ahead = list(range(len(needs)))  # a node of the same group, the first its own

    def first(node: int) -> int:
        while ahead[node] != node:
            ahead[node] = node = ahead[ahead[node]]
        return node

    for node, some in enumerate(needs):
        for need in some:
            one, other = first(node), first(first_of.setdefault(need.pool, node))
            ahead[max(one, other)] = min(one, other)
    groups: dict[int, list[int]] = {}
    for node in range(len(needs)):
        groups.setdefault(first(node), []).append(node)
    return list(groups.values())


def _group_of(groups: list[list[int]]) -> list[int]:
    """Give the group of each node."""
    found = {node: at for at, group in enumerate(groups) for node in group}
    return [found[node] for node in range(len(found))]


def _way(node: Node, name: str, places: Places) -> Way:
    route = node.routes.get(name, node.routes.get(EVERY_CLASS))
    return Way() if route is None else _resolved(route, places)


def _resolved(route: Route, places: Places) -> Way:
    def at(name: str | None) -> int:
        return LEAVE if name is None else places.of["node", name]

    match route:
        case Shares():
            shares = summed(route.to, at)
            return Way(route.form, chances=shares) if shares else Way()
        case ShortestQueue() | FirstWithRoom():
            return Way(route.form, among=tuple(map(at, route.among)))
        case Rule():
            cases = tuple(
                (program_of(case.holds, places), at(case.to)) for case in route.cases
            )
            return Way(route.form, cases=cases, otherwise=at(route.otherwise))


def summed(shares: dict[Any, float], at: Any) -> Chances:
    """Give the summed shares, each with the place that `at` gives its name."""
    sums = accumulate(shares.values())
    return tuple(zip(sums, map(at, shares), strict=True))


def chosen(chances: Chances, uniform: float, else_: int) -> int:
    """Give what a uniform falls on; `else_` is the rest."""
    for upto, what in chances:
        if uniform < upto:
            return what
    return else_
