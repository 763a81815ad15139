"""The guard for parts that serve several wholes.

An owner may declare that the parts of a whole are independent, or otherwise say more
than nothing about how they hang together. If two of these parts have a process below
them in common, that process makes them hang together in its own way, and the claim
would count its luck twice. Then the claim is widened.

Whether they do is told by masks: every process that serves several wholes has one of 63
bits, and the mask of a process has the bits of all that stand below it, and its own.
Two parts whose masks share a bit may share a process. Different processes may have the
same bit: that can only widen a claim that could have stood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeflow.evidence.chances import CERTAIN, UNKNOWN_DEPENDENCE, Dependence
from wholeflow.evidence.logic import Combining, Logic
from wholeflow.evidence.maps.layers import Indices, Layers, Marks

BITS = 63  # so that a mask is no negative number in a database
INDEPENDENT = Dependence(0.0, 0.0)
ONE_WAY = (Combining.ALL, Combining.ANY)


def bit_of(key: str) -> int:
    """Give a process a bit from its identifier, the same wherever it is worked out.

    Parameters
    ----------
    key
        The identifier.

    Returns
    -------
    int
        From 0 to 62.

    Examples
    --------
    >>> 0 <= bit_of("testing-blood") < 63
    True
    """
    return crc32(key.encode()) % BITS


def mask_of(parts: Iterable[int], *, bit: int | None = None) -> int:
    """Give the mask of a process.

    Parameters
    ----------
    parts
        Masks of its parts.
    bit
        Its own bit, from 0 to 62, if it serves several wholes.

    Returns
    -------
    int
        From 0 to 2**63 - 1.

    Examples
    --------
    >>> mask_of([1, 4], bit=1)
    7
    """
    mask = 0 if bit is None else 1 << bit
    for part in parts:
        mask |= part
    return mask


def may_share(parts: Iterable[int]) -> bool:
    """Tell whether two of these parts may have a process in common.

    Parameters
    ----------
    parts
        Masks of the parts.

    Examples
    --------
    >>> may_share([1, 2]), may_share([1, 3])
    (False, True)
    """
    seen = 0
    for part in parts:
        if seen & part:
            return True
        seen |= part
    return False


def is_independent(logic: Logic, *, parts: bool) -> bool:
    """Tell whether a whole only ever gains from chances that are independent.

    Parameters
    ----------
    logic
        How its success follows from that of its parts.
    parts
        Whether all its parts are so. A process without parts is.

    Returns
    -------
    bool
        Whether it needs all or any of parts that are declared independent, and they
        suffice, so that its success is a non-decreasing function of independent
        events. Two such functions of the same events are never opposed.
    """
    return (
        parts
        and logic.combining in ONE_WAY
        and logic.dependence == INDEPENDENT
        and logic.sufficiency == CERTAIN
    )


def guarded(logic: Logic, *, parts: bool) -> Logic:
    """Widen a claim about parts that may share a process.

    Parameters
    ----------
    logic
        The claim is its dependence.
    parts
        Whether `is_independent` holds for all the parts.

    Returns
    -------
    Logic
        Where it does, and all or any of them are needed, with the claim or anything
        from independent to standing and falling together; otherwise with no claim.

    Examples
    --------
    >>> guarded(Logic(dependence=Dependence(0.0, 0.0)), parts=True).dependence
    Dependence(low=0.0, high=1.0)
    """
    if not parts or logic.combining not in ONE_WAY:
        return replace(logic, dependence=UNKNOWN_DEPENDENCE)
    return replace(logic, dependence=Dependence(min(logic.dependence.low, 0.0), 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """What the parts of a map have in common; make it with `find_sharing`.

    Parameters
    ----------
    mask
        Mask of each process, by place in the store, shape (n_processes,).
    overlaps
        Whether two parts of each whole may share a process, by row, shape (n_wholes,).
    """

    mask: Indices
    overlaps: Marks


def bits_by_number(n_processes: int) -> NDArray[np.uint8]:
    """Give each process a bit from its number, well mixed.

    Parameters
    ----------
    n_processes
        How many there are.

    Returns
    -------
    numpy.ndarray
        From 0 to 62, shape (n_processes,).
    """
    numbers = np.arange(n_processes, dtype=np.uint64)
    # Multiplying by 2**32 over the golden ratio throws neighbours far apart.
    mixed = (numbers * np.uint64(0x9E3779B1)) >> np.uint64(7)
    return (mixed % np.uint64(BITS)).astype(np.uint8)


def find_sharing(layers: Layers, bits: ArrayLike | None = None) -> Sharing:
    """Find which wholes have parts that may share a process; once for each map.

    Parameters
    ----------
    layers
        The map.
    bits
        Bit of each process, from 0 to 62, shape (n_processes,) by the caller's
        numbers; only those of processes in several wholes are used. Without it
        `bits_by_number`.

    Returns
    -------
    Sharing
        The same as with `mask_of` and `may_share`.

    Raises
    ------
    ValueError
        If there is not one bit from 0 to 62 for each process.
    """
    chosen = np.asarray(bits_by_number(layers.n_processes) if bits is None else bits)
    if chosen.shape != (layers.n_processes,) or np.any((chosen < 0) | (chosen >= BITS)):
        raise ValueError(
            f"expected one bit from 0 to {BITS - 1} for each of {layers.n_processes} "
            "processes"
        )
    own = np.int64(1) << chosen[layers.number].astype(np.int64)
    mask = np.where(layers.shared, own, 0)
    overlaps = np.zeros(len(layers.wholes), np.bool_)
    for rows in layers.rows_by_layer():
        links = layers.links_of(rows)
        starts = layers.first_link[rows] - links.start
        parts = mask[layers.part[links]]
        together = np.bitwise_or.reduceat(parts, starts)
        apart = np.add.reduceat(np.bitwise_count(parts), starts, dtype=np.int64)
        overlaps[rows] = apart > np.bitwise_count(together)
        mask[layers.wholes[rows]] |= together
    return Sharing(mask, overlaps)
