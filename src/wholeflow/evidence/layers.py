"""A whole map's part-of links, put in layers from the leaves up.

A process may serve several wholes, so a map is a graph without circles and not a tree.
Layer 0 holds the processes without parts; every other process stands one layer above
the highest of its parts, so whoever works upwards layer by layer has always seen the
parts before the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeflow.errors import CycleInMap, InvalidFlag

Indices = NDArray[np.int64]
Chances = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PartLinks:
    """Every part-of link of a map, as columns; make it with `part_links`.

    Parameters
    ----------
    whole, part
        Which process each link joins, as positions from 0, shape (n_links,).
    necessity_low, necessity_high
        Ends of the chance that a failure of the part bites, shape (n_links,).
    """

    whole: Indices
    part: Indices
    necessity_low: Chances
    necessity_high: Chances

    def taken(self, order: Indices | slice) -> PartLinks:
        """Give the links at these positions, in this order."""
        return PartLinks(
            self.whole[order],
            self.part[order],
            self.necessity_low[order],
            self.necessity_high[order],
        )


def part_links(
    whole: ArrayLike,
    part: ArrayLike,
    *,
    necessity_low: ArrayLike = 1.0,
    necessity_high: ArrayLike = 1.0,
) -> PartLinks:
    """Check and keep the part-of links of a map.

    Parameters
    ----------
    whole, part
        Positions of the two processes of each link, from 0, shape (n_links,).
    necessity_low, necessity_high
        One number for all, or shape (n_links,); 0 <= low <= high <= 1.

    Returns
    -------
    PartLinks
        The columns as arrays.

    Raises
    ------
    InvalidFlag
        If a necessity is not such an interval.

    Examples
    --------
    >>> links = part_links([0, 0], [1, 2], necessity_low=[0.5, 1.0])
    >>> links.necessity_high.tolist()
    [1.0, 1.0]
    """
    wholes, parts = np.asarray(whole, np.int64), np.asarray(part, np.int64)
    low = np.broadcast_to(np.asarray(necessity_low, np.float64), wholes.shape)
    high = np.broadcast_to(np.asarray(necessity_high, np.float64), wholes.shape)
    fits = (low >= 0.0) & (low <= high) & (high <= 1.0)
    if not fits.all():
        at = int(np.argmin(fits))
        raise InvalidFlag(
            "Expected necessity as two numbers from 0 to 1, the lower first; got "
            f"{low[at]} and {high[at]} at link {at}. If in doubt, use 1 and 1."
        )
    return PartLinks(wholes, parts, low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A map in layers; make it with `in_layers`.

    Parameters
    ----------
    height
        Layer of each process, shape (n_processes,).
    links
        The links, sorted by the layer of the whole and then by whole, so that the
        links of one whole, and those of one layer, stand side by side.
    layer_starts
        Where in `links` the links of layer 1, 2, ... begin, and the end.
    first_part, n_parts
        Where in `links` the links of each whole begin and how many they are, shape
        (n_processes,).
    wholes, first_whole, n_wholes
        The same seen from the part: `wholes[first_whole[p]:][:n_wholes[p]]` are the
        wholes that process p serves.
    """

    height: Indices
    links: PartLinks
    layer_starts: Indices
    first_part: Indices
    n_parts: Indices
    wholes: Indices
    first_whole: Indices
    n_wholes: Indices

    @property
    def n_processes(self) -> int:
        """How many processes the map has."""
        return len(self.height)

    def links_to_parts(self, process: int) -> slice:
        """Say where in `links` the links to a process's parts stand."""
        first = int(self.first_part[process])
        return slice(first, first + int(self.n_parts[process]))

    def wholes_of(self, process: int) -> Indices:
        """Give the wholes that a process serves directly."""
        first = int(self.first_whole[process])
        return self.wholes[first : first + int(self.n_wholes[process])]

    def slices(self) -> Iterator[slice]:
        """Give where the links of each layer stand, from the lowest wholes up."""
        return starmap(slice, pairwise(self.layer_starts.tolist()))

    def above(self, process: int) -> Indices:
        """Find every process that a change of this one can reach.

        Parameters
        ----------
        process
            Position of the process.

        Returns
        -------
        numpy.ndarray
            Positions of its wholes, their wholes and so on, each once, in an order in
            which parts come before their wholes; without the process itself.
        """
        return self._in_order(
            self._reached(process, self.wholes, self.first_whole, self.n_wholes)
        )

    def below(self, process: int) -> Indices:
        """Find every process that can reach this one.

        Parameters
        ----------
        process
            Position of the process.

        Returns
        -------
        numpy.ndarray
            Positions of its parts, their parts and so on, each once however many ways
            lead there, parts before their wholes; without the process itself.
        """
        return self._in_order(
            self._reached(process, self.links.part, self.first_part, self.n_parts)
        )

    def _in_order(self, processes: Indices) -> Indices:
        return processes[np.lexsort((processes, self.height[processes]))]

    @staticmethod
    def _reached(
        process: int, neighbours: Indices, first: Indices, count: Indices
    ) -> Indices:
        seen = {process}
        waiting = [process]
        while waiting:
            at = waiting.pop()
            begin = int(first[at])
            new = set(neighbours[begin : begin + int(count[at])].tolist()) - seen
            seen |= new
            waiting += new
        seen.remove(process)
        return np.fromiter(seen, np.int64, len(seen))


def in_layers(
    n_processes: int, links: PartLinks, *, names: Sequence[str] | None = None
) -> Layers:
    """Put a map in layers, from the leaves up.

    Parameters
    ----------
    n_processes
        How many processes the map has.
    links
        Its part-of links.
    names
        Names of the processes, for the message if there is a circle; positions are
        used without them.

    Returns
    -------
    Layers
        Every process in its layer.

    Raises
    ------
    ValueError
        If a link names a position outside the map, or stands twice.
    CycleInMap
        If a process would be part of itself, with the path.
    """
    ends = np.concatenate((links.whole, links.part))
    if ends.size and not 0 <= int(ends.min()) <= int(ends.max()) < n_processes:
        raise ValueError(f"a link leaves the map of {n_processes} processes")
    if len(np.unique(links.whole * n_processes + links.part)) < len(links.whole):
        raise ValueError("a part stands twice in the same whole")

    by_part = np.argsort(links.part, kind="stable")
    n_wholes = np.bincount(links.part, minlength=n_processes)
    first_whole = np.cumsum(n_wholes) - n_wholes
    wholes = links.whole[by_part]
    n_parts = np.bincount(links.whole, minlength=n_processes)

    height = _heights(n_parts, (wholes, first_whole, n_wholes))
    if height.min(initial=0) < 0:
        raise CycleInMap(_circle(links, height < 0, names))

    order = np.lexsort((links.part, links.whole, height[links.whole]))
    sorted_links = links.taken(order)
    heights_of_links = height[sorted_links.whole]
    first_part = np.zeros(n_processes, np.int64)
    starts = np.flatnonzero(np.diff(sorted_links.whole, prepend=-1))
    first_part[sorted_links.whole[starts]] = starts
    layer_starts = np.searchsorted(
        heights_of_links, np.arange(1, height.max(initial=0) + 2)
    )
    return Layers(
        height,
        sorted_links,
        layer_starts,
        first_part,
        n_parts,
        wholes,
        first_whole,
        n_wholes,
    )


def spread(first: Indices, count: Indices) -> Indices:
    """Give the positions first, first + 1, ... of several runs, one run after another.

    Parameters
    ----------
    first, count
        Where each run begins and how long it is, shape (n_runs,).

    Returns
    -------
    numpy.ndarray
        Shape (count.sum(),).
    """
    begins = np.cumsum(count) - count
    positions: Indices = np.arange(int(count.sum())) + np.repeat(first - begins, count)
    return positions


def _heights(n_parts: Indices, upwards: tuple[Indices, Indices, Indices]) -> Indices:
    """Kahn's sorting, a layer at a time; -1 where a circle keeps a process waiting."""
    wholes, first_whole, n_wholes = upwards
    height = np.full(len(n_parts), -1, np.int64)
    waiting_for = n_parts.copy()
    ready = np.flatnonzero(n_parts == 0)
    layer = 0
    while ready.size:
        height[ready] = layer
        reached = wholes[spread(first_whole[ready], n_wholes[ready])]
        affected, times = np.unique(reached, return_counts=True)
        waiting_for[affected] -= times
        ready = affected[waiting_for[affected] == 0]
        layer += 1
    return height


def _circle(
    links: PartLinks, waiting: Marks, names: Sequence[str] | None
) -> tuple[str, ...]:
    """Walk from part to part among processes in or above a circle until one repeats."""
    inside = np.flatnonzero(waiting[links.whole] & waiting[links.part])
    # Every waiting process waits for one that waits too, so the walk cannot end.
    a_part_of = dict(
        zip(links.whole[inside].tolist(), links.part[inside].tolist(), strict=True)
    )
    at = int(np.argmax(waiting))
    step_of: dict[int, int] = {}
    while at not in step_of:
        step_of[at] = len(step_of)
        at = a_part_of[at]
    circle = [*list(step_of)[step_of[at] :], at]
    return tuple(str(at) if names is None else names[at] for at in circle)
