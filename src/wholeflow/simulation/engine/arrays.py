"""A model laid out as the arrays of `.layout`, once for all its runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.model.arrivals import Appointments, Random, Recorded, Source
from wholeflow.simulation.model.expressions import NUMBER
from wholeflow.simulation.model.nodes import Node
from wholeflow.simulation.model.pools import ByHour

from . import layout
from .layout import Array, Laid
from .prepared import Prepared, Program, Way, summed
from .regions import components
from .window import Window

NONE = -1


@dataclass(slots=True)
class _Tables:
    """Rows of what nodes, classes and sources point into."""

    chances: list[tuple[float, int, int]] = field(default_factory=list)
    instructions: list[tuple[int, int, float]] = field(default_factory=list)
    programs: list[tuple[int, int]] = field(default_factory=list)
    balking: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    path_first: list[int] = field(default_factory=list)
    paths: list[tuple[int, int, float]] = field(default_factory=list)

    def shares(self, rows: Iterable[tuple[float, int]]) -> tuple[int, int]:
        """Add summed shares; give where they begin and how many they are."""
        first = len(self.chances)
        self.chances += [(upto, to, NONE) for upto, to in rows]
        return first, len(self.chances) - first

    def program(self, program: Program) -> int:
        """Add a program; give its place."""
        first = len(self.instructions)
        self.instructions += [
            (step.code, 0 if step.code == NUMBER else int(step.number), step.number)
            for step in program
        ]
        self.programs.append((first, len(program)))
        return len(self.programs) - 1


def lay_out(prepared: Prepared, window: Window) -> Laid:
    """Lay out a model and the bins of a window."""
    model, tables = prepared.model, _Tables()
    care = [
        _care(prepared, node, number, tables)
        for node in range(len(model.nodes))
        for number in range(len(model.classes))
    ]
    levels = sorted(set(prepared.rank))
    needs = [(n.pool, n.hold, n.units) for some in prepared.needs for n in some]
    nodes = _nodes(prepared, tables)
    sources = [_source(prepared, source, tables) for source in model.sources]
    inverses, points = _inverses(prepared)
    of_pool: list[list[int]] = [[] for _ in model.pools]
    for node, some in enumerate(prepared.needs):
        for pool in dict.fromkeys(need.pool for need in some):
            of_pool[pool].append(node)
    return Laid(
        nodes=nodes,
        care=_rows(care, layout.CARE),
        needs=_rows(needs, layout.NEED),
        chances=_rows(tables.chances, layout.CHANCE),
        groups=_stretches(prepared.groups),
        in_group=_flat(prepared.groups),
        pools=_pools(prepared, of_pool),
        steps=_rows([s for some in prepared.steps for s in some], layout.STEP),
        of_pool=_flat(of_pool),
        classes=_rows(
            [
                (rank, levels.index(rank), each.due_hours)
                for rank, each in zip(prepared.rank, model.classes, strict=True)
            ],
            layout.CLASS,
        ),
        sources=_rows(sources, layout.SOURCE),
        rates=_numbers(tables.rates),
        present=_present(prepared),
        inverses=inverses,
        tables=points,
        instructions=_rows(tables.instructions, layout.INSTRUCTION),
        programs=_rows(tables.programs, layout.PROGRAM),
        path_first=_flat([tables.path_first]),
        paths=_rows(tables.paths, layout.PATH_STEP),
        balking=_numbers(tables.balking),
        hour_of_week=_flat([prepared.hour_of_week]),
        edges=_rows(list(zip(window.edges, window.bins, strict=True)), layout.EDGE),
    )


def _rows(rows: Sequence[tuple[Any, ...]], form: np.dtype[Any]) -> Array:
    return np.array(rows, dtype=form)


def _flat(some: Iterable[Iterable[int]]) -> Array:
    return _rows([(each,) for one in some for each in one], layout.WHICH)


def _numbers(some: Iterable[float]) -> Array:
    return _rows([(each,) for each in some], layout.NUMBER)


def _stretches(some: Sequence[Sequence[int]]) -> Array:
    """Say where each of several lists begins, laid end to end, and how long it is."""
    lengths = np.array([len(one) for one in some], dtype=np.int64)
    laid = np.zeros(len(some), dtype=layout.GROUP)
    laid["first"], laid["n"] = np.cumsum(lengths) - lengths, lengths
    return laid


# -- nodes -----------------------------------------------------------------------------


def _nodes(prepared: Prepared, tables: _Tables) -> Array:
    laid = np.zeros(len(prepared.model.nodes), dtype=layout.NODE)
    component = components(prepared)
    first = 0
    for at, node in enumerate(prepared.model.nodes):
        one = laid[at]
        one["room"], one["component"] = prepared.room[at], component[at]
        one["needs_first"], one["needs_n"] = first, len(prepared.needs[at])
        first += len(prepared.needs[at])
        one["group"] = prepared.group_of[at]
        one["turnaround"] = prepared.turnaround[at]
        one["balking_first"], one["balking_n"] = len(tables.balking), len(node.balking)
        tables.balking += node.balking
        one["together"] = node.with_patience
        for purpose in (
            "service",
            "patience",
            "route",
            "turnaround",
            "balking",
            "change",
        ):
            one[f"{purpose}_key"] = key_of(purpose, node.name)
        _set_order(one, node, prepared.order_by[at], tables)
        _set_marks(one, at, prepared)
    return laid


def _set_order(one: Any, node: Node, program: Program | None, tables: _Tables) -> None:
    one["order"] = layout.ORDERS.index(node.order)
    one["program"] = NONE
    if program is not None:
        one["order"] = layout.ORDERS.index("by expression")
        one["program"] = tables.program(program)


def _set_marks(one: Any, at: int, prepared: Prepared) -> None:
    """Mark what a node makes use of, so that the kernel passes by all else."""
    node = prepared.model.nodes[at]
    pools = [prepared.model.pools[need.pool] for need in prepared.needs[at]]
    rules = {pool.shift_end for pool in pools}
    waits = node.changes is not None and bool(node.changes.while_waiting)
    then = node.patience.then if node.patience else None
    one["then"] = NONE if then is None else prepared.place("node", then)
    one["pre_empt"] = layout.RESUMES.index(node.pre_empt)
    one["alone"] = len(prepared.groups[prepared.group_of[at]]) == 1
    one["stays"] = "finish queue" in rules
    one["has_list"] = node.pre_empt is not None or bool(
        rules & {"suspend", "hand over"}
    )
    one["timed"] = node.patience is not None or waits
    one["reroutes"] = node.reroute_when_blocked
    one["changes"] = node.changes is not None and bool(node.changes.to)
    one["fifo"] = node.order == "first come" and node.order_by is None and not waits
    one["fifo"] = one["fifo"] and not one["has_list"]
    one["quick"] = one["alone"] and not one["stays"] and not one["has_list"]


def _care(
    prepared: Prepared, node: int, number: int, tables: _Tables
) -> tuple[Any, ...]:
    """Lay out what a node does with patients of one class."""
    of = prepared.model.nodes[node]
    name = prepared.model.classes[number].name
    way = prepared.ways[node][number]
    change_first, change_n = becomes, becomes_hours = NONE, 0
    if of.changes and name in of.changes.to:
        to = summed(of.changes.to[name], lambda name: prepared.place("class", name))
        change_first, change_n = tables.shares(to)
    if of.changes and name in of.changes.while_waiting:
        becomes_name, becomes_hours = of.changes.while_waiting[name]  # type: ignore[assignment]
        becomes = prepared.place("class", becomes_name)
    expected = 0.0
    if of.order == "shortest expected" and of.order_by is None:
        expected = (of.service.get(name) or of.service["*"]).mean_hours()
    return (
        prepared.service[node][number], prepared.patience[node][number],
        layout.WAYS.index(way.form), way.by_state, *_ends(way, tables), way.otherwise,
        change_first, change_n, becomes, becomes_hours, expected,
    )  # fmt: skip


def _ends(way: Way, tables: _Tables) -> tuple[int, int]:
    if way.chances:
        return tables.shares(way.chances)
    first = len(tables.chances)
    tables.chances += [(0.0, node, NONE) for node in way.among]
    tables.chances += [(0.0, node, tables.program(case)) for case, node in way.cases]
    return first, len(tables.chances) - first


# -- pools, sources and who is there ------------------------------------------------------


def _pools(prepared: Prepared, of_pool: list[list[int]]) -> Array:
    laid = np.zeros(len(prepared.model.pools), dtype=layout.POOL)
    for at, pool in enumerate(prepared.model.pools):
        one = laid[at]
        one["shift_end"] = layout.SHIFT_ENDS.index(pool.shift_end)
        one["resume"] = layout.RESUMES.index(pool.resume)
        one["backfill"], one["by_node"] = pool.backfill, pool.choose == "node order"
        one["each_week"] = isinstance(pool.capacity, ByHour)
    for name, some in (("steps", prepared.steps), ("nodes", of_pool)):
        stretches = _stretches(some)  # type: ignore[arg-type]
        laid[f"{name}_first"], laid[f"{name}_n"] = stretches["first"], stretches["n"]
    return laid


def _source(prepared: Prepared, source: Source, tables: _Tables) -> tuple[Any, ...]:
    arrivals = source.arrivals
    rates = arrivals.per_hour if isinstance(arrivals, Random) else ()
    rates_first = len(tables.rates)
    tables.rates += rates
    paths_first = NONE
    if isinstance(arrivals, Recorded) and arrivals.paths:
        paths_first = len(tables.path_first)
        for path in arrivals.paths:
            tables.path_first.append(len(tables.paths))
            last = len(path) - 1
            tables.paths += [
                (
                    prepared.place("node", step.node),
                    at == last,
                    np.nan if step.hours is None else step.hours,
                )
                for at, step in enumerate(path)
            ]
    booked = isinstance(arrivals, Appointments)
    classes = summed(source.classes, lambda n: prepared.place("class", n))
    drawn = classes if len(classes) > 1 else ()
    at = prepared.place("source", source.name)
    keys = [
        key_of(purpose, source.name)
        for purpose in ("arrival", "together", "class", "prevented", "patient")
    ]
    prevented = prepared.prevented[at] if any(prepared.prevented[at]) else []
    return (
        prepared.place("node", source.node), isinstance(arrivals, Random),
        at + (0 if booked else len(prepared.model.sources)),
        source.if_full == "waits outside", rates_first, len(rates),
        classes[0][1] if classes else 0, *tables.shares(drawn),
        *tables.shares(summed(source.together, int)), paths_first,
        *tables.shares(tuple((share, each) for each, share in enumerate(prevented))),
        *keys,
    )  # fmt: skip


def _present(prepared: Prepared) -> Array:
    laid = np.zeros(len(prepared.model.present), dtype=layout.PRESENT)
    for at, one in enumerate(prepared.model.present):
        node = prepared.place("node", one.node)
        number = 0
        if one.patient_class:
            number = prepared.place("class", one.patient_class)
        served = one.in_service_hours
        of_patience = prepared.patience[node][number]
        patience_below = service_below = 0.0
        if served is not None and served > 0:
            service = prepared.inverses[prepared.service[node][number]]
            service_below = service.share_below(served)
        if of_patience != NONE and one.since_hours > 0:
            patience = prepared.inverses[of_patience]
            patience_below = patience.share_below(one.since_hours)
        laid[at] = (
            node, number, one.since_hours, np.nan if served is None else served,
            patience_below, service_below,
        )  # fmt: skip
    alike = np.array([one.patients for one in prepared.model.present], dtype=np.int64)
    each: Array = laid.repeat(alike)
    return each


def _inverses(prepared: Prepared) -> tuple[Array, Array]:
    laid = np.zeros(len(prepared.inverses), dtype=layout.INVERSE)
    first = 0
    for at, one in enumerate(prepared.inverses):
        size = len(one.table)
        laid[at] = (one.form, size, one.first, one.second, one.low, one.span, first)
        first += size
    tables = [one.table for one in prepared.inverses]
    return laid, np.concatenate([np.empty(0), *tables]).view(layout.NUMBER)
