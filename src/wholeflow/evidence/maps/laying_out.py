"""A map's columns, laid out as the arrays that the loops read.

Here columns of links, evidence and logics are checked against each other, put in the
order of the store, and claims about parts that may share a process are widened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.flags import CLOSE, Flag
from wholeflow.evidence.logic import Combining
from wholeflow.evidence.maps import kernels
from wholeflow.evidence.maps.columns import WAYS, Ground, Logics
from wholeflow.evidence.maps.kernels import Bytes, Store
from wholeflow.evidence.maps.layers import (
    Chances,
    Layers,
    Marks,
    PartLinks,
    Places,
    in_layers,
)
from wholeflow.evidence.maps.sharing import ONE_WAY, Sharing, find_sharing
from wholeflow.evidence.wholes import is_unassessed

AT_LEAST, SHARE = WAYS.index(Combining.AT_LEAST), WAYS.index(Combining.SHARE)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A map with all its arrays; make it with `lay_out`.

    Parameters
    ----------
    layers
        The shape of the map.
    sharing
        Which parts have processes in common.
    independent
        Whether each process, by place in the store, gains from independent chances
        only; see `is_independent`.
    store
        The arrays.
    special
        Rows of the wholes that need anything but all parts of unknown dependence.
    """

    layers: Layers
    sharing: Sharing
    independent: Marks
    store: Store
    special: Places


def lay_out(
    base: Ground,
    links: PartLinks,
    logic: Logics,
    names: Sequence[str] | None,
    bits: ArrayLike | None,
) -> Layout:
    """Put the columns of a map in the order in which they are read.

    Parameters
    ----------
    base, links, logic, names, bits
        As for `flag_map`, and refused as there.

    Returns
    -------
    Layout
        With arrays of its own; flags and marks are not worked out yet.
    """
    layers = in_layers(len(base.lower), links, names=names)
    of_links = [
        np.ascontiguousarray(column[layers.link])
        for column in (
            *(links.necessity_low, links.necessity_high),
            *(links.share_low, links.share_high),
        )
    ]
    logic = _of_wholes(layers, logic)
    _check_numbers(layers, logic, names)
    _check_shares(layers, logic, of_links[2:], names)

    sharing = find_sharing(layers, bits)
    independent = _independent(layers, logic)
    dependence = _guarded(layers, logic, sharing, independent)
    plain = (logic.way == 0) & (dependence[0] == -1.0) & (dependence[1] == 1.0)
    own_lower, own_upper, given = own_arrays(
        _of_processes(layers, base), layers.row >= 0
    )
    # Both ends side by side: a shared part, far from its whole, is fetched once.
    ends = np.empty((len(own_lower), 2))
    store = Store(
        own_lower=own_lower,
        own_upper=own_upper,
        given=given,
        lower=ends[:, 0],
        upper=ends[:, 1],
        marks=np.empty_like(given),
        queued=np.zeros_like(given),
        number=layers.number,
        row=layers.row,
        first_row_above=layers.first_row_above,
        rows_above=layers.rows_above,
        part=layers.part,
        necessity_low=of_links[0],
        necessity_high=of_links[1],
        share_low=of_links[2],
        share_high=of_links[3],
        wholes=layers.wholes,
        first_link=layers.first_link,
        kind=np.where(plain, kernels.PLAIN, logic.way + 1).astype(np.uint8),
        needed=logic.at_least,
        sufficiency_low=logic.sufficiency_low,
        sufficiency_high=logic.sufficiency_high,
        dependence_low=dependence[0],
        dependence_high=dependence[1],
    )
    special = np.flatnonzero(~plain).astype(np.int32)
    return Layout(layers, sharing, independent, store, special)


def own_arrays(own: Ground, has_parts: Marks) -> tuple[Chances, Chances, Bytes]:
    """Give what loops read of own evidence.

    Parameters
    ----------
    own
        The evidence of some processes.
    has_parts
        Whether each of them has parts.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper ends, 0 and 1 where there is no flag, and marks.
    """
    said, no_parts = own.has_success, ~has_parts
    lower, upper = np.where(said, own.lower, 0.0), np.where(said, own.upper, 1.0)
    # As `is_unassessed`, for all processes.
    unassessed = ~said | ((lower == 0.0) & (upper == 1.0) & no_parts)
    # That of a whole is found when its parts are seen.
    contested = (lower - upper > CLOSE) & no_parts
    given: Bytes = said * np.uint8(kernels.HAS_SUCCESS)
    given |= own.stale * np.uint8(kernels.STALE)
    given |= unassessed * np.uint8(kernels.UNASSESSED)
    given |= contested * np.uint8(kernels.CONTESTED)
    return lower, upper, given


def own_values(
    flag: Flag, has_success: bool, stale: bool, *, has_parts: bool
) -> tuple[float, float, int]:
    """Do as `own_arrays`, for one process.

    Parameters
    ----------
    flag
        Its own evidence.
    has_success, stale
        As in `Ground`.
    has_parts
        Whether it has parts.

    Returns
    -------
    tuple
        Lower and upper end, and marks.
    """
    if not has_success:
        return 0.0, 1.0, kernels.UNASSESSED | stale * kernels.STALE
    unassessed = is_unassessed(flag, has_parts=has_parts, has_success=has_success)
    marks = kernels.HAS_SUCCESS | stale * kernels.STALE
    marks |= unassessed * kernels.UNASSESSED
    marks |= (flag.is_contested and not has_parts) * kernels.CONTESTED
    return flag.lower, flag.upper, marks


def _of_processes(layers: Layers, base: Ground) -> Ground:
    at = layers.number
    return Ground(base.lower[at], base.upper[at], base.has_success[at], base.stale[at])


def _of_wholes(layers: Layers, logic: Logics) -> Logics:
    """Give the logics of wholes only, by row.

    Raises
    ------
    ValueError
        If there is not one for each process.
    """
    n_given, n_processes = len(logic.way), layers.n_processes
    if n_given not in {1, n_processes}:
        raise ValueError(f"{n_processes} processes in the map, {n_given} logics")
    at = layers.number[layers.wholes] if n_given > 1 else np.zeros_like(layers.wholes)
    return Logics(
        logic.way[at],
        logic.at_least[at],
        logic.sufficiency_low[at],
        logic.sufficiency_high[at],
        logic.dependence_low[at],
        logic.dependence_high[at],
    )


def _check_numbers(layers: Layers, logic: Logics, names: Sequence[str] | None) -> None:
    """Refuse a whole that needs more parts than it has.

    Raises
    ------
    InvalidFlag
        With the first such whole.
    """
    n_parts = np.diff(layers.first_link)
    short = np.flatnonzero((logic.way == AT_LEAST) & (logic.at_least > n_parts))
    if short.size:
        row = int(short[0])
        raise InvalidFlag(
            f"Expected {_called(layers, row, names)} to need at most the "
            f"{n_parts[row]} parts there are; got {logic.at_least[row]}. Change the "
            "number, or add the parts that are missing."
        )


def _check_shares(
    layers: Layers, logic: Logics, shares: list[Chances], names: Sequence[str] | None
) -> None:
    """Refuse shares of the cases that cannot add up to 1.

    Raises
    ------
    InvalidFlag
        With the first whole that has such.
    """
    if not np.any(logic.way == SHARE):
        return
    least, most = (np.add.reduceat(each, layers.first_link[:-1]) for each in shares)
    misfits = (least > 1.0 + CLOSE) | (most < 1.0 - CLOSE)
    wrong = np.flatnonzero((logic.way == SHARE) & misfits)
    if wrong.size:
        row = int(wrong[0])
        raise InvalidFlag(
            f"Expected the shares of the cases of {_called(layers, row, names)} to add "
            f"up to 1, because every case goes through one part; got {least[row]:g} to "
            f"{most[row]:g} in all. Widen the shares, or add the part that takes the "
            "rest."
        )


def _called(layers: Layers, row: int, names: Sequence[str] | None) -> str:
    number = int(layers.number[layers.wholes[row]])
    return f"process {number}" if names is None else f'"{names[number]}"'


def _independent(layers: Layers, logic: Logics) -> Marks:
    """Do as `is_independent`, for all processes."""
    ways = [WAYS.index(way) for way in ONE_WAY]
    declared = np.isin(logic.way, ways) & (logic.sufficiency_low == 1.0)
    declared &= (logic.dependence_low == 0.0) & (logic.dependence_high == 0.0)
    independent = np.ones(layers.n_processes, np.bool_)
    for rows in layers.rows_by_layer():
        all_parts = _all_parts(layers, independent, rows)
        independent[layers.wholes[rows]] = declared[rows] & all_parts
    return independent


def _all_parts(layers: Layers, marks: Marks, rows: slice) -> Marks:
    links = layers.links_of(rows)
    starts = layers.first_link[rows] - links.start
    marked: Marks = np.logical_and.reduceat(marks[layers.part[links]], starts)
    return marked


def _guarded(
    layers: Layers, logic: Logics, sharing: Sharing, independent: Marks
) -> tuple[Chances, Chances]:
    """Do as `guarded`, for all wholes."""
    low, high = logic.dependence_low.copy(), logic.dependence_high.copy()
    if not sharing.overlaps.any():
        return low, high
    parts = _all_parts(layers, independent, slice(0, len(layers.wholes)))
    parts &= np.isin(logic.way, [WAYS.index(way) for way in ONE_WAY])
    low[sharing.overlaps] = np.where(parts, np.minimum(low, 0.0), -1.0)[
        sharing.overlaps
    ]
    high[sharing.overlaps] = 1.0
    return low, high
