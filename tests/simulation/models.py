"""Models made up at random, of every feature that there is, small and often too full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from wholeflow.simulation.model.arrivals import (
    Appointments,
    Random,
    Recorded,
    Source,
    Step,
)
from wholeflow.simulation.model.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    PhaseType,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)
from wholeflow.simulation.model.model import Model, PatientClass, Present
from wholeflow.simulation.model.nodes import Claim, ClassChange, Node, Patience
from wholeflow.simulation.model.pools import ByHour, Changes, Pool
from wholeflow.simulation.model.routing import (
    FirstWithRoom,
    Route,
    Rule,
    Shares,
    ShortestQueue,
    When,
)

SHIFT_ENDS = ("finish", "finish queue", "suspend", "hand over")
ORDERS = (
    "first come", "last come", "longest total wait", "earliest due",
    "shortest expected",
)  # fmt: skip
RULES = ("swap", "overflow", "stop")
DEMANDS = ((1.0,), (0.6,), (2.3,), tuple(hour / 12 for hour in range(24)))
EXPRESSIONS = (
    "in_system", "-waited", "priority * 2 - visits", "min(hour, weekday) + time / 100",
    "in_system / visits", "1e12 * time * time * (0.5 - priority) - 1e12 * 1e12",
)  # fmt: skip


class Maker:
    """Makes one model from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.aside = np.random.default_rng((seed, 1))  # leaves the rest as it is

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def pick(self, some: Sequence[Any]) -> Any:
        return some[int(self.rng.integers(len(some)))]

    def number(self, low: float, high: float) -> float:
        return round(float(self.rng.uniform(low, high)), 3)

    def whole(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def hours(self, mean: float = 1.0) -> Distribution:
        """A distribution; constants and steps often, for events at one instant.

        None is of 0 hours: a ring of such services would stop time.
        """
        kinds: list[Distribution] = [
            Constant(hours=self.pick((0.25, 0.5, 1.0)) * mean),
            Exponential(mean=mean),
            Exponential(mean=mean),
            Uniform(low=0.5 * mean, high=1.5 * mean),
            Triangular(low=0.2 * mean, usual=mean, high=2 * mean),
            Weibull(scale=mean, shape=self.number(0.7, 3)),
            Lognormal(mean=mean, sd=self.number(0.3, 2) * mean),
            Gamma(mean=mean, shape=self.number(0.5, 4)),
            PhaseType(
                start=(0.6, 0.4),
                rates=((0.0, 1 / mean), (0.2 / mean, 0.0)),
                leaving=(0.5 / mean, 2 / mean),
            ),
            Empirical(hours=(0.25 * mean, 0.5 * mean, 0.5 * mean, 2 * mean)),
            Mixture(
                parts=(Exponential(mean=mean), Constant(hours=mean)), shares=(0.7, 0.3)
            ),
            Truncated(of=Exponential(mean=mean), low=0.1 * mean, high=3 * mean),
            Truncated(of=Lognormal(mean=mean, sd=mean), high=2 * mean),
        ]
        return kinds[int(self.rng.integers(len(kinds)))]

    def model(self) -> Model:
        """A model."""
        self.classes = [f"c{at}" for at in range(self.whole(1, 3))]
        self.nodes = [f"n{at}" for at in range(self.whole(1, 5))]
        self.pools = [f"p{at}" for at in range(self.whole(1, 4))]
        self.quantum = {name: self.pick((1.0, 1.0, 0.5)) for name in self.pools}
        classes = tuple(
            PatientClass(
                name=name, priority=self.whole(0, 3), due_hours=self.number(0, 5)
            )
            for name in self.classes
        )
        nodes = tuple(self.node(at) for at in range(len(self.nodes)))
        sources = tuple(self.source(f"s{at}") for at in range(self.whole(1, 3)))
        present = tuple(
            self.present() for _ in range(self.whole(0, 4) if self.chance(0.3) else 0)
        )
        return Model(
            name="made up",
            nodes=nodes,
            pools=tuple(self.pool(name) for name in self.pools),
            sources=sources,
            classes=classes,
            present=present,
            timezone=self.pick(("UTC", "Europe/London")),
            start=self.pick(("2026-01-05T00:00", "2026-03-28T20:00")),
            deadlock=self.pick(RULES[:2]) if self.chance(0.9) else RULES[2],
        )

    def pool(self, name: str) -> Pool:
        kind = self.whole(0, 3)
        capacity: Any = float(self.whole(1, 5))
        if kind == 1:
            capacity = ByHour(
                units=tuple(
                    float(self.whole(0, 4)) for _ in range(self.pick((24, 168)))
                )
            )
        if kind == 2:
            at = sorted({0.0, *(self.whole(0, 40) * 0.5 for _ in range(4))})
            capacity = Changes(
                at=tuple(at), units=tuple(float(self.whole(0, 5)) for _ in at)
            )
        return Pool(
            name=name,
            capacity=capacity,
            quantum=self.quantum[name],
            backfill=self.chance(0.3),
            choose=self.pick(("longest wait", "node order")),
            shift_end=self.pick(SHIFT_ENDS),
            resume=self.pick(("resume", "restart", "resample")),
        )

    def by_class(self, mean: float = 1.0, *, all_: bool = True) -> dict[str, Any]:
        given = {"*": self.hours(mean)} if all_ or self.chance(0.5) else {}
        for name in self.classes:
            if self.chance(0.3):
                given[name] = self.hours(mean)
        return given or {"*": self.hours(mean)}

    def node(self, at: int) -> Node:
        pools = self.rng.permutation(self.pools)[: self.whole(0, 2)]
        routes = {"*": self.route()} if self.chance(0.8) else {}
        for name in self.classes:
            if self.chance(0.2):
                routes[name] = self.route()
        patience = None
        if self.chance(0.3):
            then = self.pick(self.nodes) if self.chance(0.4) else None
            patience = Patience(hours=self.by_class(all_=False), then=then)
        return Node(
            name=self.nodes[at],
            service=self.by_class(self.number(0.3, 2)),
            claims=tuple(
                Claim(
                    pool=str(name),
                    units=self.whole(1, 2) * self.quantum[name],
                    hold=self.chance(0.6),
                )
                for name in pools
            ),
            places=self.whole(1, 4) if self.chance(0.5) else None,
            routes=routes,
            order=self.pick(ORDERS) if self.chance(0.4) else "first come",
            order_by=self.pick(EXPRESSIONS) if self.chance(0.15) else None,
            turnaround=self.hours(0.3) if self.chance(0.2) else None,
            balking=(0.0, 0.1, 0.5) if self.chance(0.2) else (),
            patience=patience,
            with_patience=self.pick((0.5, -0.8)) if self.chance(0.2) else 0.0,
            pre_empt=self.pick(("resume", "restart", "resample"))
            if self.chance(0.25)
            else None,
            changes=self.changes() if self.chance(0.25) else None,
        )

    def changes(self) -> ClassChange:
        to, waiting = {}, {}
        for name in self.classes:
            if self.chance(0.5):
                to[name] = {self.pick(self.classes): 0.4}
            if self.chance(0.4):
                waiting[name] = (self.pick(self.classes), self.pick((0.5, 1.0)))
        return ClassChange(to=to, while_waiting=waiting)

    def route(self) -> Route:
        among = tuple(map(str, self.rng.permutation(self.nodes)[: self.whole(1, 3)]))
        kind = self.whole(0, 6)
        if kind == 1:
            return ShortestQueue(among=among) if self.chance(0.3) else Shares(to={})
        if kind == 2 and self.chance(0.3):
            return FirstWithRoom(among=among)
        if kind == 3:
            return self.rule()
        return self.shares(among)

    def shares(self, among: Sequence[str]) -> Shares:
        share = self.number(0.2, 0.8) / len(among)
        return Shares(to=dict.fromkeys(among, share))

    def rule(self) -> Rule:
        node, pool = self.pick(self.nodes), self.pick(self.pools)
        tests = (
            f'waiting("{node}") > 1 and not free("{pool}") <= 0',
            "visits < 2 and (hour >= 8 or weekday == 5)",
            f'is_class("{self.pick(self.classes)}") or waited / max(in_system, 0.1) > 0.5',
            f'present("{node}") - 2 * -priority != 3',
            f'waited / waiting("{node}") > waiting("{node}") / waited',
        )
        cases = tuple(
            When(
                holds=self.pick(tests),
                to=self.pick(self.nodes) if self.chance(0.5) else None,
            )
            for _ in range(self.whole(1, 2))
        )
        return Rule(cases=cases, otherwise=None)

    def source(self, name: str) -> Source:
        kind, classes = self.whole(0, 4), {}
        if self.chance(0.7):
            classes = {each: 1 / len(self.classes) for each in self.classes}
        together = {1: 0.6, 3: 0.4} if self.chance(0.2) else {}
        arrivals: Any = Random(per_hour=(self.number(0.2, 3),))
        if kind == 1:
            rates = tuple(self.number(0, 3) for _ in range(self.pick((24, 168, 200))))
            arrivals = Random(per_hour=rates)
        if kind == 2:
            at = tuple(self.whole(0, 167) + self.pick((0, 0.5)) for _ in range(40))
            arrivals = Appointments(
                at=at,
                demand=DEMANDS[int(at[0]) % len(DEMANDS)],
                no_show=0.1,
                lateness=self.hours(0.5) if self.chance(0.5) else None,
                earliest=0.25,
            )
        node = self.pick(self.nodes)
        if kind == 3:
            arrivals, together = self.recorded(node), {}
        return Source(
            name=name,
            node=node,
            arrivals=arrivals,
            classes=classes,
            prevented=self.prevented(),
            together=together,
            if_full=self.pick(("lost", "waits outside")),
        )

    def prevented(self) -> dict[str, float]:
        names = self.aside.permutation(["*", *self.classes])[
            : self.aside.integers(0, 3)
        ]
        used = bool(self.aside.random() < 0.3)
        return {str(name): float(self.aside.random()) for name in names if used}

    def recorded(self, first: str) -> Recorded:
        n = self.whole(1, 60)
        at = sorted(self.whole(0, 100) / 2 for _ in range(n))
        paths: list[tuple[Step, ...]] = []
        for _ in range(n):
            nodes = [first, *(self.pick(self.nodes) for _ in range(self.whole(0, 3)))]
            paths.append(
                tuple(
                    Step(node=node, hours=self.pick((None, 0.5, 1.25)))
                    for node in nodes
                )
            )
        return Recorded(
            at=tuple(at),
            classes=tuple(self.pick(self.classes) for _ in range(n))
            if self.chance(0.5)
            else (),
            paths=tuple(paths) if self.chance(0.7) else (),
            demand=DEMANDS[n % len(DEMANDS)],
        )

    def present(self) -> Present:
        since = self.pick((0.0, 0.5, 2.0))
        served = self.pick((None, since, since / 2))
        return Present(
            node=self.pick(self.nodes),
            patient_class=self.pick(("", *self.classes)),
            since_hours=since,
            in_service_hours=served,
            patients=1 + len(self.nodes) % 3,
        )


def rerouted(seed: int) -> Model:
    """Give the model of a seed with few places, and ways that are chosen again."""
    maker = Maker(seed)
    model = maker.model()
    leave = When(holds="visits > 1 or in_system > 6", to=None)

    def way(at: int) -> Route:
        among = tuple(map(str, maker.rng.permutation(maker.nodes)[:3]))
        if at % 3 == 0:
            return FirstWithRoom(among=among)
        if at % 3 == 1:
            return ShortestQueue(among=among)
        to = When(holds=f'present("{among[0]}") < 2', to=among[0])
        return Rule(cases=(leave, to), otherwise=among[-1])

    nodes = tuple(
        replace(
            node,
            places=maker.whole(1, 3),
            routes={"*": way(at + 2)},
            reroute_when_blocked=True,
        )
        for at, node in enumerate(model.nodes)
    )
    return replace(model, nodes=nodes)


def simple(seed: int) -> Model:
    """Give the model of a seed with nothing in it that simple models have not.

    Every node has staff of its own and one queue, first come, first served.
    """
    maker = Maker(seed)
    model = maker.model()
    maker.quantum = {f"of {name}": 1.0 for name in maker.nodes}
    pools = tuple(
        replace(maker.pool(name), shift_end="finish") for name in maker.quantum
    )
    nodes = tuple(
        Node(
            name=node.name,
            service=node.service,
            claims=(Claim(pool=pool.name, hold=maker.chance(0.6)),),
            places=node.places,
            routes={name: maker.shares(maker.nodes) for name in node.routes},
        )
        for node, pool in zip(model.nodes, pools, strict=True)
    )
    sources = tuple(
        replace(
            source,
            arrivals=Random(per_hour=(maker.number(0.2, 3),)),
            together={},
            prevented={},
            if_full="lost",
        )
        for source in model.sources
    )
    return replace(model, nodes=nodes, pools=pools, sources=sources, present=())


def made_up(seed: int) -> Model:
    """Give the model of a seed."""
    return Maker(seed).model()
