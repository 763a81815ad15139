"""The roll-up: every flag of a map at once, from the leaves to the top.

Beside each flag stand three counts of what lies below it: contested, stale and
unassessed. A whole that hardly needs a part hardly feels a conflict in it, and the
band can vanish on the way up; the counts never do.

Nothing is assumed about how parts hang together, so the result is safe where a part
serves several wholes, if sometimes wider than it need be there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.chances import Chance
from wholeflow.evidence.counting import count_below
from wholeflow.evidence.flags import CLOSE, UNKNOWN, Flag
from wholeflow.evidence.layers import Chances, Indices, Layers, Marks
from wholeflow.evidence.logic import UNDECLARED, Logic
from wholeflow.evidence.wholes import Part, combined, is_unassessed


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What each process brings itself, as columns; make it with `ground`.

    Parameters
    ----------
    lower, upper
        Own evidence, from `own_flag`, shape (n_processes,).
    has_success
        Whether somebody has said what success is for it.
    parts_suffice
        Whether the owner has declared that its parts suffice.
    stale
        Whether any of its own statements is stale.
    """

    lower: Chances
    upper: Chances
    has_success: Marks
    parts_suffice: Marks
    stale: Marks


def ground(
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    has_success: ArrayLike = True,
    parts_suffice: ArrayLike = False,
    stale: ArrayLike = False,
) -> Ground:
    """Check and keep what each process brings itself.

    Parameters
    ----------
    lower, upper
        Own evidence, shape (n_processes,); 0 and 1 where there is none.
    has_success, parts_suffice, stale
        One truth value for all, or shape (n_processes,).

    Returns
    -------
    Ground
        Arrays of its own, which may be changed in place before `refresh`.

    Raises
    ------
    InvalidFlag
        If an end of a flag is not a number in [0, 1].
    """
    lowers, uppers = np.array(lower, np.float64), np.array(upper, np.float64)
    fits = (lowers >= 0.0) & (lowers <= 1.0) & (uppers >= 0.0) & (uppers <= 1.0)
    if not fits.all():
        at = int(np.argmin(fits))
        raise InvalidFlag(
            "Expected both ends of a flag as numbers from 0 to 1; got "
            f"{lowers[at]} and {uppers[at]} for process {at}. "
            "Use 0 and 1 where nothing is known."
        )
    return Ground(
        lowers,
        uppers,
        *(
            np.array(np.broadcast_to(np.asarray(column, np.bool_), lowers.shape))
            for column in (has_success, parts_suffice, stale)
        ),
    )


@dataclass(frozen=True, slots=True)
class Below:
    """How much under a process wants looking at; each process below counts once.

    Parameters
    ----------
    contested
        Processes below whose evidence disagrees.
    stale
        Processes below with a statement that nobody has confirmed for long.
    unassessed
        Processes below that have neither parts nor evidence of their own, or no word
        of what success is.
    """

    contested: int
    stale: int
    unassessed: int


@dataclass(frozen=True, slots=True, eq=False)
class RollUp:
    """Every flag of a map, with the counts of what lies below.

    Parameters
    ----------
    lower, upper
        Ends of each flag, shape (n_processes,); 0 and 1 for a process without flag.
    has_flag
        Whether the process has a flag at all, that is, a success statement.
    contested, stale, unassessed
        Whether the process itself is so.
    contested_below, stale_below, unassessed_below
        How many processes below it are so, each counted once.
    """

    lower: Chances
    upper: Chances
    has_flag: Marks
    contested: Marks
    stale: Marks
    unassessed: Marks
    contested_below: Indices
    stale_below: Indices
    unassessed_below: Indices

    def flag(self, process: int) -> Flag | None:
        """Give a process's flag; None if nobody has said what success is for it."""
        if not self.has_flag[process]:
            return None
        return Flag(float(self.lower[process]), float(self.upper[process]))

    def below(self, process: int) -> Below:
        """Give the counts of what lies below a process."""
        return Below(
            int(self.contested_below[process]),
            int(self.stale_below[process]),
            int(self.unassessed_below[process]),
        )


def roll_up(layers: Layers, base: Ground) -> RollUp:
    """Work out every flag of a map, layer by layer.

    Parameters
    ----------
    layers
        The map, from `in_layers`.
    base
        What each process brings itself.

    Returns
    -------
    RollUp
        In arrays of its own.

    Raises
    ------
    ValueError
        If the two do not speak of equally many processes.
    """
    if len(base.lower) != layers.n_processes:
        raise ValueError(
            f"{layers.n_processes} processes in the map, {len(base.lower)} in the ground"
        )
    lower = np.where(base.has_success, base.lower, 0.0)
    upper = np.where(base.has_success, base.upper, 1.0)
    for links in layers.slices():
        _roll_layer(layers, base, links, (lower, upper))
    contested = lower - upper > CLOSE
    unassessed = _unassessed(layers, base)
    marks = (contested, base.stale, unassessed)
    return RollUp(
        lower,
        upper,
        base.has_success.copy(),
        contested,
        base.stale.copy(),
        unassessed,
        *(count_below(layers, mark) for mark in marks),
    )


def _roll_layer(
    layers: Layers, base: Ground, at: slice, flags: tuple[Chances, Chances]
) -> None:
    """Combine the parts of one layer's wholes into `flags`, in place."""
    lower, upper = flags
    whole, part = layers.links.whole[at], layers.links.part[at]
    starts = np.flatnonzero(np.diff(whole, prepend=-1))
    wholes = whole[starts]

    # The same steps as `link` and `all_of`, so that both give the same bits.
    linked_lower = 1.0 - layers.links.necessity_high[at] * (1.0 - lower[part])
    linked_upper = 1.0 - layers.links.necessity_low[at] * (1.0 - upper[part])
    missing = np.add.reduceat(1.0 - linked_lower, starts)

    sufficiency_low = base.parts_suffice[wholes].astype(np.float64)
    by_parts_lower = sufficiency_low * np.maximum(0.0, 1.0 - missing)
    by_parts_upper = np.minimum.reduceat(linked_upper, starts)
    said = base.has_success[wholes]
    lower[wholes] = np.where(said, np.maximum(lower[wholes], by_parts_lower), 0.0)
    upper[wholes] = np.where(said, np.minimum(upper[wholes], by_parts_upper), 1.0)


def _unassessed(layers: Layers, base: Ground) -> Marks:
    """Do as `is_unassessed` does, for all processes."""
    blank = (base.lower == 0.0) & (base.upper == 1.0) & (layers.n_parts == 0)
    unassessed: Marks = blank | ~base.has_success
    return unassessed


def refresh(rolled: RollUp, layers: Layers, base: Ground, process: int) -> Indices:
    """Bring a roll-up up to date after one process's own evidence changed.

    Parameters
    ----------
    rolled
        The roll-up from before; changed in place.
    layers
        The map, unchanged.
    base
        What each process brings itself, with the change.
    process
        Position of the process whose row in `base` changed.

    Returns
    -------
    numpy.ndarray
        Positions of the processes whose flag moved, parts before wholes.

    Notes
    -----
    Only what lies above is looked at, and of that only wholes with a part that moved.
    The result equals a new `roll_up` to the last bit. A change of the links themselves
    needs new layers and a new roll-up.
    """
    rolled.has_flag[process] = base.has_success[process]
    stale = bool(base.stale[process])
    unassessed = is_unassessed(
        Flag(base.lower[process], base.upper[process]),
        has_parts=bool(layers.n_parts[process]),
        has_success=bool(base.has_success[process]),
    )
    above = layers.above(process)
    _mark(rolled.stale, rolled.stale_below, process, (stale, above))
    _mark(rolled.unassessed, rolled.unassessed_below, process, (unassessed, above))
    touched, moved = {process}, []
    for at in (process, *above.tolist()):
        if at in touched and _moves(rolled, layers, base, at):
            touched.update(layers.wholes_of(at).tolist())
            moved.append(at)
    return np.array(moved, np.int64)


def _moves(rolled: RollUp, layers: Layers, base: Ground, process: int) -> bool:
    """Work out one flag again, in place, and tell whether it is another."""
    flag = flag_at(rolled, layers, base, process)
    if (flag.lower, flag.upper) == (rolled.lower[process], rolled.upper[process]):
        return False
    rolled.lower[process], rolled.upper[process] = flag.lower, flag.upper
    news = (flag.is_contested, layers.above(process))
    _mark(rolled.contested, rolled.contested_below, process, news)
    return True


def _mark(
    marks: Marks, below: Indices, process: int, news: tuple[bool, Indices]
) -> None:
    """Set one mark; every process above counts one more, or one less, if it changed."""
    marked, above = news
    below[above] += int(marked) - int(marks[process])
    marks[process] = marked


def flag_at(rolled: RollUp, layers: Layers, base: Ground, process: int) -> Flag:
    """Work out one process's flag from the flags of its parts, the plain way.

    Parameters
    ----------
    rolled
        Holds the flags of the parts.
    layers, base
        As for `roll_up`.
    process
        Position of the process.

    Returns
    -------
    Flag
        To the last bit what `roll_up` gives; all white if nobody has said what
        success is.
    """
    if not base.has_success[process]:
        return UNKNOWN
    own = Flag(base.lower[process], base.upper[process])
    links = layers.links.taken(layers.links_to_parts(process))
    parts = (
        Part(str(part), rolled.flag(part), Chance(low, high))
        for part, low, high in zip(
            links.part.tolist(),
            links.necessity_low.tolist(),
            links.necessity_high.tolist(),
            strict=True,
        )
    )
    logic = Logic() if base.parts_suffice[process] else UNDECLARED
    return combined(own, parts, logic)
