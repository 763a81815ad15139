"""A run without events, node after node, where that is exact.

Where whoever came first is served first by servers of the node's own, and nobody is ever
blocked, put out or turned away, a visit is known when the patient comes; see `.lines`.
Where there is no way back, nodes can be taken in order: who has left one is who comes to
the next. It is done in stretches of the run, so that only those are held who are there.

Two patients who come to a node at one instant stand in the order of the events that
brought them, which only events can tell: then the run is left to the kernel.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np

from wholeflow.simulation.model.arrivals import (
    Appointments,
    Arrivals,
    Random,
    Recorded,
)
from wholeflow.simulation.model.nodes import Node

from . import layout
from .compiling import COME, PASS, compiled_lines
from .layout import Array, Laid, Run
from .prepared import UNLIMITED, Prepared
from .regions import followers
from .visits import SERVED, STILL_THERE
from .window import Window

AHEAD = 1 << 14  # who are drawn ahead, over all sources
FEWEST = 1 << 9  # from each
FEWEST_EDGES = 3  # with more, the window is divided into hours
MOST_EDGES = 1 << 22  # of all nodes: 8 bytes are kept for each


def order_without_events(prepared: Prepared, window: Window) -> tuple[int, ...]:
    """Give the nodes in the order in which a run can take them; none if it cannot."""
    model = prepared.model
    plain = (
        len(model.nodes) * len(window.edges) <= MOST_EDGES
        and not model.present
        and len(set(prepared.rank)) == 1
        and all(len(steps) == 1 for steps in prepared.steps)
        and not any(each.together or each.prevented for each in model.sources)
        and all(_one_by_one(source.arrivals) for source in model.sources)
        and all(_is_line(prepared, at, node) for at, node in enumerate(model.nodes))
    )
    if not plain:
        return ()
    before: dict[int, list[int]] = {node: [] for node in range(len(model.nodes))}
    for node, ends in enumerate(followers(prepared)):
        for end in ends:
            before[end].append(node)
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError:
        return ()


def _one_by_one(arrivals: Arrivals) -> bool:
    """Say whether patients come one at a time, without a path of their own."""
    match arrivals:
        case Random():
            return True
        case Appointments(at=at, lateness=lateness):
            return lateness is not None or len(set(at)) == len(at)
        case Recorded(at=at, paths=paths):
            return not paths and len(set(at)) == len(at)


def _is_line(prepared: Prepared, at: int, node: Node) -> bool:
    """Say whether a node serves whoever came first, and nothing else happens there."""
    return (
        prepared.room[at] == UNLIMITED
        and node.order == "first come"
        and node.order_by is None
        and node.turnaround is None
        and not node.balking
        and node.patience is None
        and node.with_patience == 0.0
        and node.pre_empt is None
        and node.changes is None
        and len(prepared.groups[prepared.group_of[at]]) == 1
        and servers(prepared, at) > 0
        and not any(way.by_state for way in prepared.ways[at])
    )


def servers(prepared: Prepared, node: int) -> int:
    """Give how many a node can serve at once."""
    return min(
        (
            prepared.steps[need.pool][0][1] // need.units
            for need in prepared.needs[node]
        ),
        default=UNLIMITED,
    )


class TakesEvents(Exception):
    """Only events can settle a run: it is left to the kernel."""


class Coming:
    """Who is on the way to a node, from a source or a node, in order of coming.

    Blocks of `EVENT`, each of which says who comes when.
    """

    def __init__(self) -> None:
        self.blocks: deque[Array] = deque()

    def add(self, block: Array) -> None:
        """Add some who come after all who are there."""
        if len(block):
            self.blocks.append(block)

    def take(self, until: float) -> list[Array]:
        """Take those who come before a time."""
        taken = []
        while self.blocks and self.blocks[0]["hours"][-1] < until:
            taken.append(self.blocks.popleft())
        if self.blocks:
            first = self.blocks[0]
            n = np.searchsorted(first["hours"], until)
            taken.append(first[:n])
            self.blocks[0] = first[n:]
        return taken

    def __len__(self) -> int:
        return sum(map(len, self.blocks))


class Recursion:
    """One run, node after node.

    Parameters
    ----------
    prepared, laid, window
        The model.
    order
        See `order_without_events`.
    now, run
        What a run keeps, before it has begun; afterwards they are as the kernel would
        leave them, as far as an outcome is made of them.
    """

    def __init__(
        self, prepared: Prepared, laid: Laid, window: Window, order: Sequence[int],
        *, now: Any, run: Run,
    ) -> None:  # fmt: skip
        self.prepared, self.window, self.order = prepared, window, order
        self.now, self.run = now, run
        self.hours = float(now["hours"])
        self.last = self.hours + float(now["follow_hours"])
        self.ends = [sorted(ends) for ends in followers(prepared)]
        self.node_of = [int(source["node"]) for source in laid.sources]
        self.ahead = [Coming() for _ in laid.sources]
        self.ended = [False for _ in laid.sources]
        # For each node, who is on the way to it from each node, and source: -1, -2, ...
        self.to: list[dict[int, Coming]] = [{} for _ in order]
        for source, node in enumerate(self.node_of):
            self.to[node][-1 - source] = Coming()
        for node, ends in enumerate(self.ends):
            for end in ends:
                self.to[end][node] = Coming()
        self.heaps = [np.empty(0, dtype=layout.EVENT) for _ in order]
        self.lines = np.zeros(len(order), dtype=layout.LINE)
        for node, line in enumerate(self.lines):
            line["node"], line["came"] = node, -1.0
            line["goes_on"] = bool(self.ends[node])
            line["servers"] = servers(prepared, node)
        self.people = np.zeros(0, dtype=layout.WHO)
        self.named = np.zeros(0, dtype=layout.NAMED)
        self.crossings = np.zeros((len(order), 2, len(laid.edges)), dtype=np.int32)
        self.course = np.zeros(1, dtype=layout.COURSE)[0]
        self.course["free"] = -1
        self.course["crossings"] = self.crossings.ctypes.data
        begins = int(window.bins[0] < 0)  # the stretch with which the window begins
        self.course["warm_up"] = window.edges[begins]
        self.course["hour_0"] = -UNLIMITED  # no stretch is of an hour
        if len(window.edges) > FEWEST_EDGES:
            self.course["hour_0"] = begins - math.floor(window.edges[begins])
        self.late = [np.empty(0)]  # times of events after the window
        self.visits: list[Array] = []
        self.compiled = compiled_lines()

    def go(self) -> None:
        """Run to the end, unless only events can settle it (`TakesEvents`).

        They must if two patients come to a node at once, or leave at once where visits
        are kept; or if the run is cancelled, or takes more events than it may.
        """
        until = 0.0
        while until <= self.last and not self._is_over(until):
            self._count_late(until)
            until = self._draw_ahead()
            self._let_come(until)
            for node in self.order:
                self._pass(node, until)
            self._tell(until)
        self._finish()

    def _tell(self, until: float) -> None:
        """Tell others how far the run is, and hear whether it is to stop."""
        shared, events = self.run.shared, self.course["events"]
        shared[1], shared[2] = events, min(until, self.last)
        _settled(not shared[0] and events < self.now["most_events"])

    def _is_over(self, until: float) -> bool:
        """Say whether all that is counted had ended before a time."""
        closes, open_ = self.course["closes"], self.course["open"]
        return bool(until > max(self.hours, closes) and open_ == 0)

    def _count_late(self, until: float) -> None:
        """Count the events between the window and a time."""
        late = np.concatenate(self.late)
        self.course["events"] += np.count_nonzero(late < until)
        self.late = [late[late >= until]]

    def _draw_ahead(self) -> float:
        """Draw who come next from each source; give until when all are known."""
        n = max(FEWEST, AHEAD // max(len(self.ahead), 1))
        until = math.nextafter(self.last, math.inf)
        for source, ahead in enumerate(self.ahead):
            room = n - len(ahead)
            if room > 0 and not self.ended[source]:
                self._make_room(room)
                block = np.empty(room, dtype=layout.EVENT)
                self.course["source"], self.course["into"] = source, block.ctypes.data
                came = self.compiled(self.now, self.course, self.lines[0], COME, room)
                _settled(came >= 0)
                ahead.add(block[:came])
                self.ended[source] = came < room
            if not self.ended[source]:
                until = min(until, ahead.blocks[-1]["hours"][-1])
        return until

    def _make_room(self, n: int) -> None:
        """Have room for so many more people."""
        if self.course["here"] + n > len(self.people):
            room = 2 * len(self.people) + n
            self.people = _longer(self.people, room)
            self.named = _longer(self.named, room if self.now["keep_visits"] else 0)
            self.course["people"] = self.people.ctypes.data
            self.course["named"] = self.named.ctypes.data

    def _let_come(self, until: float) -> None:
        """Let those come from outside who come before a time."""
        taken = []
        for source, ahead in enumerate(self.ahead):
            for block in ahead.take(until):
                self.to[self.node_of[source]][-1 - source].add(block)
                taken.append(block)
        if until > self.hours:
            hours = _one(taken)["hours"]
            self.late.append(hours[hours > self.hours])
        if self.now["keep_visits"]:
            self._number(_one(taken))

    def _number(self, came: Array) -> None:
        """Give each the number in order of coming."""
        came = came[np.argsort(came["hours"], kind="stable")]
        self.named["in_run"][came["key"]] = self.course["came"] + np.arange(len(came))
        self.course["came"] += len(came)
        _settled(_all_apart(came["hours"]))

    def _pass(self, node: int, until: float) -> None:
        """Let those pass through a node who come before a time, and send them on."""
        blocks = [
            block for coming in self.to[node].values() for block in coming.take(until)
        ]
        came = _one(blocks)
        if len(self.to[node]) > 1:
            came = came[np.argsort(came["hours"], kind="stable")]
        line, n = self.lines[node], len(came)
        self._make_heap(node, n)
        gone = np.empty(n + line["pending"], dtype=layout.EVENT)
        late = np.empty(n)
        visits = np.zeros(n if self.now["keep_visits"] else 0, dtype=layout.VISIT)
        self.course["until"] = until
        self.course["late"], self.course["late_n"] = late.ctypes.data, 0
        self.now["visits"], self.now["visits_n"] = visits.ctypes.data, 0
        line["arriving"], line["gone"] = came.ctypes.data, gone.ctypes.data
        line["gone_n"] = 0
        _settled(bool(self.compiled(self.now, self.course, line, PASS, n)))
        self.late.append(late[: self.course["late_n"]])
        self.visits.append(visits)
        self._send_on(node, gone[: line["gone_n"]])

    def _make_heap(self, node: int, n: int) -> None:
        """Have room for so many more services at a node."""
        line, heap = self.lines[node], self.heaps[node]
        need = min(line["pending"] + n, line["servers"])
        if need > len(heap):
            heap = _longer(heap, min(2 * need, line["servers"]))
            self.heaps[node] = heap
            line["heap"] = heap.ctypes.data

    def _send_on(self, node: int, gone: Array) -> None:
        ends = self.ends[node]
        if len(ends) == 1:
            self.to[ends[0]][node].add(gone)
        elif ends:
            to = self.people["to"][gone["key"]]
            for end in ends:
                self.to[end][node].add(_some(gone, to == end))

    def _finish(self) -> None:
        """Write down what is known at the end."""
        last = self.last
        if self.course["open"] == 0:
            last = min(last, max(self.hours, self.course["closes"]))
        late = np.concatenate(self.late)
        if self.hours < last < self.last:  # the run ends with the last of those counted
            _settled(np.count_nonzero(late == last) == 1)
        self.now["events"] = self.course["events"] + np.count_nonzero(late <= last)
        _settled(self.now["events"] < self.now["most_events"])
        self._add_levels()
        if self.now["keep_visits"]:
            self._put_in_order(last)

    def _add_levels(self) -> None:
        """Add those who were there for whole stretches; and the units of pools."""
        n_bins, nodes = self.window.n_bins, len(self.order)
        levels = self.run.levels.view(np.float64).reshape(n_bins, nodes, -1)
        inside, lengths = self.window.bins[:-1] >= 0, np.diff(self.window.edges)
        bins = self.window.bins[:-1][inside]
        for node, kind in np.ndindex(nodes, 2):
            there = self.crossings[node, kind, :-1].cumsum()
            hours = (there * lengths)[inside]
            levels[:, node, kind] += np.bincount(bins, hours, n_bins)
        pools = self.run.of_pools.view(np.float64).reshape(n_bins, -1, 3)
        for pool, steps in enumerate(self.prepared.steps):
            pools[:, pool, 1] = steps[0][1] * self.window.hours_in_bin(None)
        for node, needs in enumerate(self.prepared.needs):
            for need in needs:
                pools[:, need.pool, 0] = need.units * levels[:, node, 1]

    def _put_in_order(self, last: float) -> None:
        """Put visits into their order."""
        visits = np.concatenate(self.visits)
        visits = visits[visits["arrive"] <= last]
        still = visits["leave"] > last
        visits["cause"] = np.where(still, STILL_THERE, SERVED)
        visits["start"][visits["start"] > last] = np.nan
        visits["end"][still] = visits["leave"][still] = np.nan
        done, open_ = visits[~still], visits[still]
        done = done[np.argsort(done["leave"])]
        self.visits = [done, open_[np.argsort(open_["patient"])]]
        _settled(_all_apart(done["leave"]))


def _longer(rows: Array, n: int) -> Array:
    """Give rows with room for so many."""
    longer = np.empty(n, dtype=rows.dtype)
    longer[: len(rows)] = rows
    return longer


def _some(block: Array, which: Array) -> Array:
    """Give some of a block."""
    # As numbers of the same size: numpy copies rows slowly.
    return block.view(np.complex128).compress(which).view(layout.EVENT)


def _one(blocks: list[Array]) -> Array:
    """Give blocks as one."""
    rows = [block.view(np.complex128) for block in blocks]
    return np.concatenate([np.empty(0, dtype=np.complex128), *rows]).view(layout.EVENT)


def _all_apart(hours: Array) -> bool:
    """Say whether no two of some rising times are the same."""
    return bool((np.diff(hours) > 0).all())


def _settled(is_settled: bool) -> None:
    """Leave a run to events unless it is settled without.

    Raises
    ------
    TakesEvents
        If it is not.
    """
    if not is_settled:
        raise TakesEvents
