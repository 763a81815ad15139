"""Changes to a model: what a scenario is made of. Each gives a new model.

A change knows nothing of text (`.words` reads and writes it) nor of runs. What it names
must be in the model and must fit it, else `NotPossible` says what was expected. Times are
days from the start of the run, the first being day 0.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from wholeflow.simulation.model.arrivals import (
    Appointments,
    Random,
    Source,
)
from wholeflow.simulation.model.flows import Flows
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import EVERY_CLASS, Claim, Order
from wholeflow.simulation.model.pools import ByHour, Changes, Pool
from wholeflow.simulation.model.routing import Shares
from wholeflow.simulation.model.scaling import scaled

from .parts import (
    Become,
    NotPossible,
    by_class_of,
    each_of,
    for_a_time,
    found,
    rates_by_hour,
    week_of,
    with_node,
    with_pool,
    with_source,
)

HOURS_A_DAY = 24
AMPLE = 1_000_000  # places of a node without limit
Sign = Literal["+", "-", "=", "x"]


class Change(ABC):
    """One change to a model."""

    __slots__ = ()

    def applied(self, model: Model, hours: float, /) -> Model:
        """Give the model with the change, for runs of so many hours.

        What does not fit the model is told as `NotPossible`.
        """
        return self._changed(model, hours)

    @abstractmethod
    def _changed(self, model: Model, hours: float, /) -> Model: ...


@dataclass(frozen=True, slots=True)
class Amount:
    """What becomes of a number: more, less, a set value, or so many times as much."""

    sign: Sign
    number: float

    def of(self, before: float) -> float:
        """Give what becomes of a number."""
        match self.sign:
            case "+":
                return before + self.number
            case "-":
                return before - self.number
            case "=":
                return self.number
            case "x":
                return before * self.number


@dataclass(frozen=True, slots=True)
class Days:
    """Some days of a run: the first, and how many."""

    first: float
    n: float

    def within(self, hours: float) -> tuple[float, float]:
        """Give the hours at which they begin and end of a run of so many hours.

        Raises
        ------
        NotPossible
            If they are none, or begin when it has ended.
        """
        begin, end = self.first * HOURS_A_DAY, (self.first + self.n) * HOURS_A_DAY
        if not begin < min(end, hours):
            raise NotPossible(
                f"expected some days of the {hours / HOURS_A_DAY:g} that a run may last, "
                f"got {self.n:g} from day {self.first:g}"
            )
        return begin, min(end, hours)


@dataclass(frozen=True, slots=True)
class PoolChange(Change):
    """More or fewer units of a pool, always or for some days.

    Units are rounded to whole quanta, the nearest, and never fall below none. "+", "-"
    and "=" leave those hours alone that have no units: a clinic that is closed stays so.
    """

    pool: str
    amount: Amount
    during: Days | None = None

    def _changed(self, model: Model, hours: float, /) -> Model:
        pool = found(model.pools, "pool", self.pool)
        become = _units_of(pool, self.amount)
        if self.during is None:
            return with_pool(
                model, replace(pool, capacity=each_of(pool.capacity, become))
            )
        return with_pool(
            model,
            for_a_time(
                model, pool, become, span=self.during.within(hours), hours=hours
            ),
        )


@dataclass(frozen=True, slots=True)
class Opening(Change):
    """The hours of the day, and the days, on which a pool is there.

    Outside them it has no units; within them what it has now, or, in hours that had
    none, the most it has in any hour. Without days named, it keeps to those on which it
    opens now.
    """

    pool: str
    from_hour: int
    to_hour: int
    weekdays: tuple[int, ...] | None = None

    def _changed(self, model: Model, _hours: float, /) -> Model:
        pool = found(model.pools, "pool", self.pool)
        if isinstance(pool.capacity, Changes):
            raise NotPossible(f"pool {self.pool} changes at set times, not by the hour")
        week = week_of(pool.capacity)
        days = self.weekdays or tuple(
            day for day in range(7) if any(week[day * 24 : day * 24 + 24])
        )
        units = tuple(
            (now or max(week)) if self._is_open(hour, days) else 0.0
            for hour, now in enumerate(week)
        )
        return with_pool(model, replace(pool, capacity=ByHour(units=units)))

    def _is_open(self, hour: int, days: Sequence[int]) -> bool:
        return hour // 24 in days and self.from_hour <= hour % 24 < self.to_hour


@dataclass(frozen=True, slots=True)
class DemandChange(Change):
    """So many times as many arrivals, from one source or from all.

    Those at random come sooner or later. Of those by appointment and as recorded some do
    not come, or bring others who come at the same time: see `Appointments.demand`.
    """

    source: str | None
    factor: float
    during: Days | None = None

    def _changed(self, model: Model, hours: float, /) -> Model:
        if self.source is not None:
            source = found(model.sources, "source", self.source)
            return with_source(model, self._busier(model, source, hours))
        if not model.sources:
            raise NotPossible("the model has no source whose demand could change")
        for source in model.sources:
            model = with_source(model, self._busier(model, source, hours))
        return model

    def _busier(self, model: Model, source: Source, hours: float) -> Source:
        of = source.arrivals
        if isinstance(of, Random):
            rates = self._scaled(model, of.per_hour, hours)
            return replace(source, arrivals=replace(of, per_hour=rates))
        demand = self._scaled(model, of.demand, hours)
        return replace(source, arrivals=replace(of, demand=demand))

    def _scaled(
        self, model: Model, by_hour: tuple[float, ...], hours: float
    ) -> tuple[float, ...]:
        if self.during is None:
            return tuple(each * self.factor for each in by_hour)
        begin, end = self.during.within(hours)
        return tuple(
            each * (1 + (self.factor - 1) * _share_within(hour, begin, end))
            for hour, each in enumerate(rates_by_hour(model, by_hour, hours))
        )


def _share_within(hour: int, begin: float, end: float) -> float:
    """Give the share of an hour of the run that lies between two times."""
    return max(0.0, min(end, hour + 1.0) - max(begin, hour))


@dataclass(frozen=True, slots=True)
class Prevention(Change):
    """Another share of the patients of a source who need not come, of one class or all.

    Whoever comes all the same comes at the same time and with the same luck.
    """

    source: str
    share: float
    patient_class: str | None = None

    def _changed(self, model: Model, _hours: float, /) -> Model:
        source = found(model.sources, "source", self.source)
        if not 0 <= self.share <= 1:
            raise NotPossible(f"expected a share from 0 to 1, got {self.share:g}")
        if self.patient_class is None:
            return with_source(
                model, replace(source, prevented={EVERY_CLASS: self.share})
            )
        found(model.classes, "class", self.patient_class)
        coming = Flows.of(model).shares_by_class(source)
        if self.patient_class not in coming:
            raise NotPossible(
                f"nobody of class {self.patient_class} comes from source {source.name}; "
                f"from it come {', '.join(coming)}"
            )
        prevented = source.prevented | {self.patient_class: self.share}
        return with_source(model, replace(source, prevented=prevented))


@dataclass(frozen=True, slots=True)
class ServiceChange(Change):
    """Services so many times as long at a node, for one class or for all."""

    node: str
    factor: float
    patient_class: str | None = None

    def _changed(self, model: Model, _hours: float, /) -> Model:
        node = found(model.nodes, "node", self.node)
        service = by_class_of(model, node.service, self.patient_class)
        asked = service if self.patient_class is None else [self.patient_class]
        longer = {name: scaled(service[name], self.factor) for name in asked}
        return with_node(model, replace(node, service=service | longer))


@dataclass(frozen=True, slots=True)
class TurnaroundChange(Change):
    """Places made ready so many times as slowly at a node."""

    node: str
    factor: float

    def _changed(self, model: Model, _hours: float, /) -> Model:
        node = found(model.nodes, "node", self.node)
        if node.turnaround is None:
            raise NotPossible(f"node {self.node} has no turnaround to be scaled")
        return with_node(
            model, replace(node, turnaround=scaled(node.turnaround, self.factor))
        )


@dataclass(frozen=True, slots=True)
class PlacesChange(Change):
    """More or fewer places at a node; None is no limit."""

    node: str
    amount: Amount | None

    def _changed(self, model: Model, _hours: float, /) -> Model:
        node = found(model.nodes, "node", self.node)
        if self.amount is None:
            return with_node(model, replace(node, places=None))
        if node.places is None and self.amount.sign != "=":
            raise NotPossible(f"node {self.node} has no limit of places to be changed")
        places = math.floor(self.amount.of(node.places or 0) + 0.5)
        if places < 1:
            raise NotPossible(f"node {self.node} would be left with {places} places")
        return with_node(model, replace(node, places=places))


@dataclass(frozen=True, slots=True)
class ShareChange(Change):
    """Another share of patients that goes from one node to another.

    All other ways on, leaving among them, keep their proportions.
    """

    node: str
    to: str
    share: float
    patient_class: str | None = None

    def _changed(self, model: Model, _hours: float, /) -> Model:
        node = found(model.nodes, "node", self.node)
        found(model.nodes, "node", self.to)
        if not 0 <= self.share <= 1:
            raise NotPossible(f"expected a share from 0 to 1, got {self.share:g}")
        routes = by_class_of(model, node.routes, self.patient_class)
        asked = list(routes) if self.patient_class is None else [self.patient_class]
        ways = {
            name: routes.get(name, Shares(to={})) for name in asked or [EVERY_CLASS]
        }
        new = {}
        for name, way in ways.items():
            if not isinstance(way, Shares):
                raise NotPossible(f"patients leave node {self.node} by {way.form}")
            new[name] = self._shared(way)
        return with_node(model, replace(node, routes=routes | new))

    def _shared(self, way: Shares) -> Shares:
        left = 1 - way.to.get(self.to, 0.0)
        factor = (1 - self.share) / left if left > 0 else 0.0
        others = {name: share * factor for name, share in way.to.items()}
        return replace(way, to=others | {self.to: self.share})


@dataclass(frozen=True, slots=True)
class Closed(Change):
    """A node at which nobody is started for some days.

    Whoever is being served is served to the end. Whoever comes waits, or is lost or
    blocked where places are full, as always. Staff and beds shared with other nodes are
    free for those.
    """

    node: str
    during: Days

    def _changed(self, model: Model, hours: float, /) -> Model:
        node = found(model.nodes, "node", self.node)
        begin, end = self.during.within(hours)
        gate = f"{self.node} is open"
        if any(pool.name == gate for pool in model.pools):
            raise NotPossible(f"node {self.node} is closed by another change already")
        units = float(node.places or AMPLE)
        capacity = (
            Changes(at=(0.0, begin, end), units=(units, 0.0, units))
            if begin > 0
            else Changes(at=(0.0, end), units=(0.0, units))
        )
        claims = (*node.claims, Claim(pool=gate, hold=False))
        return replace(
            with_node(model, replace(node, claims=claims)),
            pools=(*model.pools, Pool(name=gate, capacity=capacity)),
        )


@dataclass(frozen=True, slots=True)
class OrderChange(Change):
    """Another order in which those of one priority are seen at a node."""

    node: str
    order: Order

    def _changed(self, model: Model, _hours: float, /) -> Model:
        node = found(model.nodes, "node", self.node)
        return with_node(model, replace(node, order=self.order, order_by=None))


@dataclass(frozen=True, slots=True)
class PriorityChange(Change):
    """Another priority of a class of patients, 0 before 1."""

    patient_class: str
    priority: int

    def _changed(self, model: Model, _hours: float, /) -> Model:
        of = found(model.classes, "class", self.patient_class)
        other = replace(of, priority=self.priority)
        return replace(
            model,
            classes=tuple(other if each is of else each for each in model.classes),
        )


@dataclass(frozen=True, slots=True)
class NoShowChange(Change):
    """Another share of appointments that nobody comes to."""

    source: str
    share: float

    def _changed(self, model: Model, _hours: float, /) -> Model:
        source = found(model.sources, "source", self.source)
        if not isinstance(source.arrivals, Appointments):
            raise NotPossible(f"source {self.source} has no appointments")
        if not 0 <= self.share <= 1:
            raise NotPossible(f"expected a share from 0 to 1, got {self.share:g}")
        arrivals = replace(source.arrivals, no_show=self.share)
        return with_source(model, replace(source, arrivals=arrivals))


def _units_of(pool: Pool, amount: Amount) -> Become:
    def become(before: float) -> float:
        if before == 0 and not isinstance(pool.capacity, int | float):
            return 0.0
        quanta = math.floor(amount.of(before) / pool.quantum + 0.5)
        return max(0, quanta) * pool.quantum

    return become
