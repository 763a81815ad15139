"""A whole map's part-of links, put in layers from the top down.

A process may serve several wholes, so a map is a graph without circles and not a tree.
Layer 0 holds the processes that serve no whole; every other process stands one layer
below the lowest of its wholes. Processes are stored layer by layer, those of one whole
side by side, so that whoever works through the store backwards has always seen the
parts before the whole, and reads memory in order. Processes without parts that serve
several wholes stand last, together: they are read from anywhere, and stay near.

Callers keep their own numbers; `position` and `number` translate at the door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeflow.errors import CycleInMap, InvalidFlag

Indices = NDArray[np.int64]
Places = NDArray[np.int32]
Chances = NDArray[np.float64]
Marks = NDArray[np.bool_]
_Neighbours = Callable[[int], Places]
NO_PLACES = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class PartLinks:
    """Every part-of link of a map, as columns; make it with `part_links`.

    Parameters
    ----------
    whole, part
        Which process each link joins, as numbers from 0, shape (n_links,).
    necessity_low, necessity_high
        Ends of the chance that a failure of the part bites, shape (n_links,).
    share_low, share_high
        Ends of the share of the cases that go through the part, shape (n_links,).
    """

    whole: Indices
    part: Indices
    necessity_low: Chances
    necessity_high: Chances
    share_low: Chances
    share_high: Chances


def part_links(
    whole: ArrayLike,
    part: ArrayLike,
    *,
    necessity_low: ArrayLike = 1.0,
    necessity_high: ArrayLike = 1.0,
    share_low: ArrayLike = 0.0,
    share_high: ArrayLike = 1.0,
) -> PartLinks:
    """Check and keep the part-of links of a map.

    Parameters
    ----------
    whole, part
        Numbers of the two processes of each link, from 0, shape (n_links,).
    necessity_low, necessity_high
        One number for all, or shape (n_links,); 0 <= low <= high <= 1. Used where the
        whole needs all of its parts.
    share_low, share_high
        Likewise; used where the parts share the cases of the whole.

    Returns
    -------
    PartLinks
        The columns as arrays.

    Notes
    -----
    Refuses, with `InvalidFlag`, a necessity or a share that is not such an interval.

    Examples
    --------
    >>> links = part_links([0, 0], [1, 2], necessity_low=[0.5, 1.0])
    >>> links.necessity_high.tolist()
    [1.0, 1.0]
    """
    wholes, parts = np.asarray(whole, np.int64), np.asarray(part, np.int64)
    return PartLinks(
        wholes,
        parts,
        *intervals("necessity", (necessity_low, necessity_high), wholes.shape),
        *intervals("a share", (share_low, share_high), wholes.shape),
    )


def intervals(
    what: str,
    ends: Sequence[ArrayLike],
    shape: tuple[int, ...],
    *,
    place: str = "link",
    least: float = 0.0,
) -> tuple[Chances, Chances]:
    """Check two columns of ends of intervals.

    Parameters
    ----------
    what
        Name of the thing, for the message.
    ends
        Lower and upper ends, each one number for all, or one for each.
    shape
        Shape of the columns.
    place
        What a row is, for the message.
    least
        Least value an end may have; the greatest is 1.

    Returns
    -------
    tuple of numpy.ndarray
        Both columns.

    Raises
    ------
    InvalidFlag
        If any is not `least` <= low <= high <= 1.
    """
    lows, highs = (np.broadcast_to(np.asarray(end, np.float64), shape) for end in ends)
    fits = (lows >= least) & (lows <= highs) & (highs <= 1.0)
    if not fits.all():
        at = int(np.argmin(fits))
        raise InvalidFlag(
            f"Expected {what} as two numbers from {least:g} to 1, the lower first; got "
            f"{lows[at]} and {highs[at]} at {place} {at}. If in doubt, use "
            f"{least:g} and 1."
        )
    return lows, highs


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A map in layers; make it with `in_layers`.

    All but `position`, `number` and `link` are told by place in the store.

    Parameters
    ----------
    position, number
        Place in the store of each of the caller's processes, and back, shape
        (n_processes,).
    wholes
        Places of the processes that have parts, ascending, shape (n_wholes,).
    first_link
        Where in `part` the links of each whole begin, and the end, shape
        (n_wholes + 1,).
    part
        Place of the part of each link, shape (n_links,).
    link
        Number of each link among those of the caller, shape (n_links,).
    layer_starts
        Where in `wholes` each layer begins, from the top down, and the end.
    row
        Row in `wholes` of each process, -1 for one without parts.
    first_row_above, rows_above
        The links seen from the part: `rows_above[first_row_above[p]:
        first_row_above[p + 1]]` are the rows in `wholes` that process p serves.
    """

    position: Places
    number: Places
    wholes: Places
    first_link: Places
    part: Places
    link: Places
    layer_starts: tuple[int, ...]
    row: Places
    first_row_above: Places
    rows_above: Places

    @property
    def n_processes(self) -> int:
        """How many processes the map has."""
        return len(self.position)

    @property
    def shared(self) -> Marks:
        """Whether each process, by place, serves more than one whole."""
        return np.diff(self.first_row_above) > 1

    def rows_by_layer(self) -> Iterator[slice]:
        """Give the rows in `wholes` of each layer, from the lowest up."""
        starts = self.layer_starts
        return (slice(*each) for each in reversed(list(pairwise(starts))))

    def links_of(self, rows: slice) -> slice:
        """Give where in `part` the links of some rows in `wholes` stand."""
        return slice(int(self.first_link[rows.start]), int(self.first_link[rows.stop]))

    def above(self, process: int) -> Indices:
        """Find every process that a change of this one can reach.

        Parameters
        ----------
        process
            The caller's number of the process.

        Returns
        -------
        numpy.ndarray
            Numbers of its wholes, their wholes and so on, each once, parts before
            their wholes; without the process itself.
        """
        return self._numbers(self._reached(process, self._wholes_at))

    def below(self, process: int) -> Indices:
        """Find every process that can reach this one.

        Parameters
        ----------
        process
            The caller's number of the process.

        Returns
        -------
        numpy.ndarray
            Numbers of its parts, their parts and so on, each once however many ways
            lead there, parts before their wholes; without the process itself.
        """
        return self._numbers(self._reached(process, self._parts_at))

    def parts_of(self, process: int) -> Indices:
        """Give the caller's numbers of the direct parts of a process."""
        return self.number[self._parts_at(int(self.position[process]))].astype(np.int64)

    def _parts_at(self, place: int) -> Places:
        row = int(self.row[place])
        return self.part[self.links_of(slice(row, row + 1))] if row >= 0 else NO_PLACES

    def _wholes_at(self, place: int) -> Places:
        first, end = self.first_row_above[place : place + 2].tolist()
        return self.wholes[self.rows_above[first:end]]

    def _numbers(self, places: set[int]) -> Indices:
        return self.number[sorted(places, reverse=True)].astype(np.int64)

    def _reached(self, process: int, neighbours: _Neighbours) -> set[int]:
        start = int(self.position[process])
        seen = {start}
        waiting = [start]
        while waiting:
            new = set(neighbours(waiting.pop()).tolist()) - seen
            seen |= new
            waiting += new
        return seen - {start}


def in_layers(
    n_processes: int, links: PartLinks, *, names: Sequence[str] | None = None
) -> Layers:
    """Put a map in layers, from the top down.

    Parameters
    ----------
    n_processes
        How many processes the map has.
    links
        Its part-of links, in any order.
    names
        Names of the processes, for the message if there is a circle; numbers are
        used without them.

    Returns
    -------
    Layers
        Every process in its layer.

    Notes
    -----
    Refuses, with `CycleInMap` and the path, a map in which a process would be part of
    itself; and with `ValueError` a link that names a process outside the map, or stands
    twice.
    """
    _check_links(n_processes, links)
    number, starts = _from_the_top(n_processes, links, names)
    position = np.empty(n_processes, np.int32)
    position[number] = np.arange(n_processes, dtype=np.int32)

    whole, part = position[links.whole], position[links.part]
    link = np.argsort(whole.astype(np.int64) * n_processes + part)
    whole, part = whole[link], part[link]
    first_link = np.flatnonzero(np.diff(whole, prepend=-1))
    wholes = whole[first_link]
    row = np.full(n_processes, -1, np.int32)
    row[wholes] = np.arange(len(wholes), dtype=np.int32)

    by_part = np.argsort(part, kind="stable")
    return Layers(
        position,
        number,
        wholes,
        np.append(first_link, len(whole)).astype(np.int32),
        part,
        link.astype(np.int32),
        tuple(np.unique(np.searchsorted(wholes, starts)).tolist()),
        row,
        _starts(np.bincount(part, minlength=n_processes)).astype(np.int32),
        row[whole[by_part]],
    )


def spread(first: Indices | Places, count: Indices | Places) -> Indices:
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
    begins: Indices = np.cumsum(count, dtype=np.int64) - count
    positions: Indices = np.arange(int(count.sum())) + np.repeat(first - begins, count)
    return positions


def _check_links(n_processes: int, links: PartLinks) -> None:
    """Refuse links that cannot be.

    Raises
    ------
    ValueError
        If one names a process outside the map, or stands twice.
    """
    ends = np.concatenate((links.whole, links.part))
    outside = np.flatnonzero((ends < 0) | (ends >= n_processes))
    if outside.size:
        raise ValueError(
            f"link {outside[0] % len(links.whole)} leaves the map of {n_processes} "
            f"processes: it names number {ends[outside[0]]}"
        )
    pairs = np.sort(links.whole * n_processes + links.part)
    twice = np.flatnonzero(pairs[1:] == pairs[:-1])
    if twice.size:
        whole, part = divmod(int(pairs[twice[0]]), n_processes)
        raise ValueError(f"part {part} stands twice in the same whole, {whole}")


def _starts(counts: Indices) -> Indices:
    """Give where runs of these lengths begin, and the end of the last."""
    return np.concatenate(([0], np.cumsum(counts)))


def _from_the_top(
    n_processes: int, links: PartLinks, names: Sequence[str] | None
) -> tuple[Places, list[int]]:
    """Sort processes by Kahn's way, a layer at a time; tell where each layer begins.

    Raises
    ------
    CycleInMap
        If that comes to no end, with the path of a circle.
    """
    by_whole = np.argsort(links.whole, kind="stable")
    part = links.part[by_whole]
    n_parts = np.bincount(links.whole, minlength=n_processes)
    first_part = _starts(n_parts)
    waits_for = np.bincount(links.part, minlength=n_processes)
    # Asked for from anywhere, so they stand together at the end, where they stay near.
    shared_leaf = (n_parts == 0) & (waits_for > 1)

    layers = [np.flatnonzero(waits_for == 0)]
    while layers[-1].size:
        layer = layers[-1]
        reached = part[spread(first_part[layer], n_parts[layer])]
        np.subtract.at(waits_for, reached, 1)
        ready = reached[waits_for[reached] == 0]
        _, first_time = np.unique(ready, return_index=True)
        layers.append(ready[np.sort(first_time)])
    number = np.concatenate(layers).astype(np.int32)
    if len(number) < n_processes:
        raise CycleInMap(_circle(links, waits_for > 0, names))
    last = number[shared_leaf[number]]
    layers = [layer[~shared_leaf[layer]] for layer in layers]
    number = np.concatenate((*layers, last)).astype(np.int32)
    return number, _starts(np.array([len(layer) for layer in layers])).tolist()


def _circle(
    links: PartLinks, waiting: Marks, names: Sequence[str] | None
) -> tuple[str, ...]:
    """Walk from whole to whole among processes in or below a circle until one repeats."""
    inside = np.flatnonzero(waiting[links.whole] & waiting[links.part])
    # Every waiting process waits for a whole that waits too, so the walk cannot end.
    a_whole_of = dict(
        zip(links.part[inside].tolist(), links.whole[inside].tolist(), strict=True)
    )
    at = int(np.argmax(waiting))
    step_of: dict[int, int] = {}
    while at not in step_of:
        step_of[at] = len(step_of)
        at = a_whole_of[at]
    circle = [at, *list(step_of)[step_of[at] :][::-1]]
    return tuple(str(at) if names is None else names[at] for at in circle)
