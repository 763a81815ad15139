"""Every flag of a map at once, from the leaves to the top.

Beside each flag stand marks that tell whether anything below is contested, stale or
unassessed. A whole that hardly needs a part hardly feels a conflict in it, and the band
can vanish on the way up; the marks never do.

A map in a notebook: a clinic needs its blood test and its letter, and the test needs
its sample. Nobody knows much about the letter.

>>> from wholeflow.evidence import flag_map, ground, logics, part_links
>>> clinic, testing, sampling, writing = range(4)
>>> flags = flag_map(
...     ground([0, 0, 0.75, 0.25], [1, 1, 0.875, 1]),
...     part_links([clinic, clinic, testing], [testing, writing, sampling]),
...     logics(sufficiency_low=1.0),
... )
>>> flags.flag(clinic)
Flag(lower=0.0, upper=0.875)

What would it gain if letters were known to be written?

>>> for move in flags.what_if(writing, 1, 1):
...     print(move.process, move.lower_before, "to", move.lower)
3 0.25 to 1.0
0 0.0 to 0.75
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from wholeflow.evidence.flags import CLOSE, Flag
from wholeflow.evidence.maps import kernels
from wholeflow.evidence.maps.columns import Ground, Logics, ground, logics
from wholeflow.evidence.maps.kernels import (
    BELOW,
    CONTESTED,
    HAS_SUCCESS,
    OWN_MARKS,
    STALE,
    UNASSESSED,
    Bytes,
    Store,
)
from wholeflow.evidence.maps.layers import (
    Chances,
    Indices,
    Layers,
    Marks,
    PartLinks,
    Places,
)
from wholeflow.evidence.maps.laying_out import Layout, lay_out, own_arrays, own_values

# From so many processes on, numba is worth the half second that it takes to load.
MANY = 100_000
# Of so many changes in so many processes it is quicker to work out all flags again.
FEW = 0.004


@dataclass(frozen=True, slots=True)
class Below:
    """Whether anything under a process wants looking at.

    Parameters
    ----------
    contested
        Whether the evidence of a process below disagrees.
    stale
        Whether a process below has a statement that nobody has confirmed for long.
    unassessed
        Whether a process below has neither parts nor evidence of its own, or no word
        of what success is.
    """

    contested: bool
    stale: bool
    unassessed: bool


class Move(NamedTuple):
    """A flag that is another than before; all white stands for none.

    Parameters
    ----------
    process
        The caller's number of the process.
    lower_before, upper_before
        Its flag before.
    lower, upper
        Its flag now.
    """

    process: int
    lower_before: float
    upper_before: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, eq=False)
class FlagMap:
    """Every flag of a map, kept up to date; make it with `flag_map`.

    Not for use in several threads at once. A change of the links needs a new one.

    Parameters
    ----------
    layout
        The shape of the map, and all its arrays.
    compiled
        Whether loops run compiled.
    """

    layout: Layout
    compiled: bool

    @property
    def layers(self) -> Layers:
        """The shape of the map."""
        return self.layout.layers

    @property
    def store(self) -> Store:
        """All arrays, by place in the store."""
        return self.layout.store

    @property
    def lower(self) -> Chances:
        """Lower end of each flag, 0 for a process without one, shape (n_processes,)."""
        return self.store.lower[self.layers.position]

    @property
    def upper(self) -> Chances:
        """Upper end of each flag, 1 for a process without one, shape (n_processes,)."""
        return self.store.upper[self.layers.position]

    @property
    def has_flag(self) -> Marks:
        """Whether each process has a flag at all, that is, a success statement."""
        return self._marked(HAS_SUCCESS)

    @property
    def contested(self) -> Marks:
        """Whether the evidence of each process disagrees; count with `count_below`."""
        return self._marked(CONTESTED)

    @property
    def stale(self) -> Marks:
        """Whether each process has a stale statement."""
        return self._marked(STALE)

    @property
    def unassessed(self) -> Marks:
        """Whether nobody has yet looked at each process; see `is_unassessed`."""
        return self._marked(UNASSESSED)

    @property
    def masks(self) -> Indices:
        """Mask of each process, for the guard of whoever works out single flags."""
        return self.layout.sharing.mask[self.layers.position]

    @property
    def independent(self) -> Marks:
        """Whether each process gains from independent chances; see `is_independent`."""
        return self.layout.independent[self.layers.position]

    def flag(self, process: int) -> Flag | None:
        """Give a process's flag; None if nobody has said what success is for it."""
        at = self.layers.position[process]
        if not self.store.marks[at] & HAS_SUCCESS:
            return None
        return Flag(float(self.store.lower[at]), float(self.store.upper[at]))

    def below(self, process: int) -> Below:
        """Tell what lies below a process."""
        marks = self.store.marks[self.layers.position[process]] >> BELOW
        return Below(
            bool(marks & CONTESTED),
            bool(marks & STALE),
            bool(marks & UNASSESSED),
        )

    def roll_up(self) -> None:
        """Work out every flag again."""
        if self.compiled:
            self.run(kernels.roll, self.layout.special)
        else:
            _roll_by_layers(self.layout)

    def run(
        self,
        loop: Callable[..., Any],
        *arguments: object,
        steps: tuple[Callable[..., Any], ...] = kernels.STEPS,
    ) -> Any:
        """Run a loop that uses these steps over the store, compiled or as it stands."""
        ready = kernels.compiled(loop, steps) if self.compiled else loop
        return ready(self.store, *arguments)

    def change(
        self,
        processes: ArrayLike,
        lower: ArrayLike,
        upper: ArrayLike,
        *,
        has_success: ArrayLike | None = None,
        stale: ArrayLike | None = None,
    ) -> list[Move]:
        """Take in other evidence of some processes, and work out what it reaches.

        Parameters
        ----------
        processes
            Number of the process, or several, each once.
        lower, upper
            Their own evidence now, one for all or one for each.
        has_success, stale
            Likewise; without them as before.

        Returns
        -------
        list of Move
            The flags that moved, parts before wholes. Only what lies above a process
            that moved is looked at; the result equals `roll_up` to the last bit. Columns
            that `ground` would refuse are refused, with nothing changed.
        """
        at, *_ = self._tell(processes, lower, upper, (has_success, stale))
        return _moves(self._reach(at))

    def what_if(
        self, processes: ArrayLike, lower: ArrayLike, upper: ArrayLike
    ) -> list[Move]:
        """Tell which flags other evidence would move, and leave all as it is.

        Parameters
        ----------
        processes, lower, upper
            As for `change`.

        Returns
        -------
        list of Move
            As from `change`.
        """
        at, own_lower, own_upper, given = self._tell(
            processes, lower, upper, (None, None)
        )
        before = self._reach(at)
        moves = _moves(before)
        store = self.store
        store.own_lower[at], store.own_upper[at] = own_lower, own_upper
        store.given[at] = given
        for place, marks, _, was_lower, was_upper, *_ in before:
            store.lower[place], store.upper[place] = was_lower, was_upper
            store.marks[place] = marks
        return moves

    def if_it_were(self, process: int, lower: float, upper: float) -> list[Move]:
        """Tell which flags another flag would move, whatever its parts say.

        Parameters
        ----------
        process
            Number of the process.
        lower, upper
            The flag it would have.

        Returns
        -------
        list of Move
            As from `change`; all is left as it is.
        """
        at = self.layers.position[process]
        row = self.store.row[at]
        self.store.row[at] = -1  # as if it had no parts
        try:
            return self.what_if(process, lower, upper)
        finally:
            self.store.row[at] = row

    def _marked(self, bit: int) -> Marks:
        marked: Marks = (self.store.marks & bit).astype(np.bool_)
        return marked[self.layers.position]

    def _tell(
        self,
        processes: ArrayLike,
        lower: ArrayLike,
        upper: ArrayLike,
        marks: tuple[ArrayLike | None, ArrayLike | None],
    ) -> tuple[Places, Chances, Chances, Bytes]:
        """Set own evidence, and give the places with what stood there before."""
        store = self.store
        at = self.layers.position[np.atleast_1d(processes)]
        was = store.own_lower[at], store.own_upper[at], store.given[at]
        said, stale = (
            was[2] & bit if mark is None else mark
            for mark, bit in zip(marks, (HAS_SUCCESS, STALE), strict=True)
        )
        if len(at) == 1:  # by far the most, and somebody waits
            ends = Flag(np.asarray(lower).item(), np.asarray(upper).item())
            both = bool(np.asarray(said).item()), bool(np.asarray(stale).item())
            store.own_lower[at], store.own_upper[at], store.given[at] = own_values(
                ends, *both, has_parts=bool(store.row[at].item() >= 0)
            )
            return at, *was
        told = ground(
            np.full(at.shape, lower, np.float64),
            np.full(at.shape, upper, np.float64),
            has_success=said,
            stale=stale,
        )
        own = own_arrays(told, store.row[at] >= 0)
        store.own_lower[at], store.own_upper[at], store.given[at] = own
        return at, *was

    def _reach(self, at: Places) -> list[kernels.Moved]:
        """Work out all above, and give what moved, parts before wholes."""
        store = self.store
        if len(at) <= FEW * self.layers.n_processes + 1:
            moved: list[kernels.Moved] = self.run(kernels.rise, at)
            return moved
        before = store.marks.copy(), store.lower.copy(), store.upper.copy()
        self.roll_up()
        now = store.marks, store.lower, store.upper
        differs = np.any([one != two for one, two in zip(before, now, strict=True)], 0)
        places = np.flatnonzero(differs)[::-1]
        marks, lower, upper = (each[places].tolist() for each in before)
        numbers = store.number[places].tolist()
        ends = lower, upper, store.lower[places].tolist(), store.upper[places].tolist()
        return list(zip(places.tolist(), marks, numbers, *ends, strict=True))


def _moves(moved: list[kernels.Moved]) -> list[Move]:
    """Leave out where only marks moved."""
    return [Move._make(each[2:]) for each in moved if each[3:5] != each[5:]]


def flag_map(
    base: Ground,
    links: PartLinks,
    logic: Logics | None = None,
    *,
    names: Sequence[str] | None = None,
    bits: ArrayLike | None = None,
    by: Literal["numpy", "numba"] | None = None,
) -> FlagMap:
    """Work out every flag of a map.

    Parameters
    ----------
    base
        The evidence that processes bring themselves, shape (n_processes,).
    links
        The part-of links, in any order.
    logic
        How each process follows from its parts; without it all parts are needed and
        nobody has said that they suffice.
    names
        Names of the processes, for messages; numbers are used without them.
    bits
        For the guard, as in `find_sharing`.
    by
        What to work with. Both give the same flags to the last bit. Without it numba
        where there are very many processes, as it takes half a second to load, and some
        ten to compile on its first use; otherwise numpy.

    Returns
    -------
    FlagMap
        With arrays of its own.

    Notes
    -----
    Refuses, as `in_layers` does, a circle, a link out of the map and a part that stands
    twice; with `InvalidFlag` a whole that needs more parts than it has, or whose parts
    cannot share the cases; and with `ValueError` columns that differ in length.
    """
    layout = lay_out(base, links, logics() if logic is None else logic, names, bits)
    many = layout.layers.n_processes >= MANY
    flags = FlagMap(layout, many if by is None else by == "numba")
    flags.roll_up()
    return flags


def _roll_by_layers(layout: Layout) -> None:
    """Do as `kernels.roll`, a layer at a time."""
    store, layers = layout.store, layout.layers
    store.lower[:] = store.own_lower
    store.upper[:] = store.own_upper
    store.marks[:] = store.given
    for rows in layers.rows_by_layer():
        _roll_layer(store, rows, layers.links_of(rows))
        first, end = np.searchsorted(layout.special, (rows.start, rows.stop))
        for row in layout.special[first:end].tolist():
            kernels.settle_special(store, row)


def _roll_layer(store: Store, rows: slice, links: slice) -> None:
    """Do as `kernels.settle_plain`, for wholes none of which is part of another."""
    part = _as_slice(store.part[links])
    starts = store.first_link[rows] - links.start
    bitten = _spared(store.lower[part], store.necessity_high[links])
    np.subtract(1.0, bitten, out=bitten)
    least = np.maximum(0.0, 1.0 - np.add.reduceat(bitten, starts))
    spared = _spared(store.upper[part], store.necessity_low[links])
    greatest = np.minimum.reduceat(spared, starts)
    below = np.bitwise_or.reduceat(store.marks[part], starts)

    at = _as_slice(store.wholes[rows])
    given = store.given[at]
    said = (given & HAS_SUCCESS) != 0
    lower = np.maximum(store.own_lower[at], store.sufficiency_low[rows] * least)
    upper = np.minimum(store.own_upper[at], store.sufficiency_high[rows] * greatest)
    store.lower[at] = lower = np.where(said, lower, 0.0)
    store.upper[at] = upper = np.where(said, upper, 1.0)
    below = ((below | (below >> BELOW)) & OWN_MARKS) << BELOW
    contested = (lower - upper > CLOSE) * np.uint8(CONTESTED)
    store.marks[at] = (given & np.uint8(0xFF ^ CONTESTED)) | contested | below


def _spared(chances: Chances, necessities: Chances) -> Chances:
    """Do as `link`, for one end of many parts."""
    spared = 1.0 - chances
    spared *= necessities
    return np.subtract(1.0, spared, out=spared)


def _as_slice(places: Places) -> Places | slice:
    """Give places that stand side by side as a slice, which is quicker to read."""
    first, last = int(places[0]), int(places[-1])
    if last - first == len(places) - 1 and np.all(places[1:] > places[:-1]):
        return slice(first, last + 1)
    return places
