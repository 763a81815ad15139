"""Parts of a model found by name and replaced, and patterns laid out hour by hour."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.arrivals import HOURS_A_WEEK, Source
from wholeflow.simulation.model.model import Model, PatientClass
from wholeflow.simulation.model.nodes import EVERY_CLASS, Node
from wholeflow.simulation.model.pools import ByHour, Capacity, Changes, Pool

Named = TypeVar("Named", Node, Pool, Source, PatientClass)
Value = TypeVar("Value")
Become = Callable[[float], float]


class NotPossible(ValueError):
    """A change that does not fit the model: what was expected, and what it has."""


def found(some: Sequence[Named], kind: str, name: str) -> Named:
    """Give a part of a model by its name.

    Raises
    ------
    NotPossible
        If there is none, with the nearest there is.
    """
    for each in some:
        if each.name == name:
            return each
    names = [each.name for each in some]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4) or names[:3]
    there = f"did you mean {' or '.join(near)}?" if near else "there is none at all"
    raise NotPossible(f"there is no {kind} '{name}'; {there}")


def with_node(model: Model, node: Node) -> Model:
    """Give a model with a node in place of that of the same name."""
    nodes = tuple(node if each.name == node.name else each for each in model.nodes)
    return replace(model, nodes=nodes)


def with_pool(model: Model, pool: Pool) -> Model:
    """Give a model with a pool in place of that of the same name."""
    pools = tuple(pool if each.name == pool.name else each for each in model.pools)
    return replace(model, pools=pools)


def with_source(model: Model, source: Source) -> Model:
    """Give a model with a source in place of that of the same name."""
    some = tuple(source if each.name == source.name else each for each in model.sources)
    return replace(model, sources=some)


def by_class_of(
    model: Model, by_class: dict[str, Value], asked: str | None
) -> dict[str, Value]:
    """Give what holds by class, with a class that stood under "*" by itself."""
    if asked is None:
        return dict(by_class)
    found(model.classes, "class", asked)
    if asked in by_class or EVERY_CLASS not in by_class:
        return dict(by_class)
    return by_class | {asked: by_class[EVERY_CLASS]}


def each_of(capacity: Capacity, become: Become) -> Capacity:
    """Give a capacity with each of its units become another."""
    if isinstance(capacity, int | float):
        return become(capacity)
    return replace(capacity, units=tuple(map(become, capacity.units)))


def for_a_time(
    model: Model, pool: Pool, become: Become, *, span: tuple[float, float], hours: float
) -> Pool:
    """Give a pool whose units become others from one hour of the run to another."""
    begin, end = span
    week = calendar.hours_of_week(model, hours)
    steps = calendar.steps(pool.capacity, week)
    there, units = dict(steps), steps[0][1]
    times = sorted({*there, begin, end})
    laid_out = []
    for at in times:
        units = there.get(at, units)
        laid_out.append(become(units) if begin <= at < end else units)
    return replace(pool, capacity=Changes(at=tuple(times), units=tuple(laid_out)))


def rates_by_hour(
    model: Model, rates: tuple[float, ...], hours: float
) -> tuple[float, ...]:
    """Give the rate of each hour of a run, and of a week more, which then repeats."""
    week = calendar.hours_of_week(model, hours + HOURS_A_WEEK)
    return tuple(calendar.in_hour(rates, hour, week) for hour in range(len(week)))


def week_of(capacity: float | ByHour) -> tuple[float, ...]:
    """Give the units of each hour of a week. Shape (168,)."""
    if isinstance(capacity, ByHour):
        return capacity.units * (HOURS_A_WEEK // len(capacity.units))
    return (float(capacity),) * HOURS_A_WEEK
