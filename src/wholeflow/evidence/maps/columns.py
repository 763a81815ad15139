"""What the processes of a map bring themselves, as columns, checked at the door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wholeflow.errors import InvalidFlag
from wholeflow.evidence.logic import Combining, Logic
from wholeflow.evidence.maps.layers import Chances, Marks, intervals

WAYS = (Combining.ALL, Combining.ANY, Combining.AT_LEAST, Combining.SHARE)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The evidence that processes bring themselves; make it with `ground`.

    Parameters
    ----------
    lower, upper
        Own evidence, from `own_flag`, shape (n_processes,).
    has_success
        Whether somebody has said what success is for it.
    stale
        Whether any of its own statements is stale.
    """

    lower: Chances
    upper: Chances
    has_success: Marks
    stale: Marks


def ground(
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    has_success: ArrayLike = True,
    stale: ArrayLike = False,
) -> Ground:
    """Check and keep what each process brings itself.

    Parameters
    ----------
    lower, upper
        Own evidence, shape (n_processes,); 0 and 1 where there is none.
    has_success, stale
        One truth value for all, or shape (n_processes,).

    Returns
    -------
    Ground
        The columns as arrays.

    Raises
    ------
    InvalidFlag
        If an end of a flag is not a number in [0, 1].
    """
    lowers, uppers = np.asarray(lower, np.float64), np.asarray(upper, np.float64)
    fits = (lowers >= 0.0) & (lowers <= 1.0) & (uppers >= 0.0) & (uppers <= 1.0)
    if not fits.all():
        at = int(np.argmin(fits))
        raise InvalidFlag(
            "Expected both ends of a flag as numbers from 0 to 1; got "
            f"{lowers.flat[at]} and {uppers.flat[at]} in row {at}. "
            "Use 0 and 1 where nothing is known."
        )
    said, old = np.asarray(has_success, np.bool_), np.asarray(stale, np.bool_)
    if said.shape != lowers.shape or old.shape != lowers.shape:
        said, old = (np.broadcast_to(each, lowers.shape) for each in (said, old))
    return Ground(lowers, uppers, said, old)


@dataclass(frozen=True, slots=True, eq=False)
class Logics:
    """How wholes follow from their parts, as columns; make it with `logics`.

    Parameters
    ----------
    way
        Place in `WAYS` of what each whole needs of its parts.
    at_least
        How many parts, where it needs so many.
    sufficiency_low, sufficiency_high, dependence_low, dependence_high
        As in `Logic`.
    """

    way: NDArray[np.uint8]
    at_least: NDArray[np.int32]
    sufficiency_low: Chances
    sufficiency_high: Chances
    dependence_low: Chances
    dependence_high: Chances


def logics(
    combining: ArrayLike = "all",
    *,
    at_least: ArrayLike = 0,
    sufficiency_low: ArrayLike = 0.0,
    sufficiency_high: ArrayLike = 1.0,
    dependence_low: ArrayLike = -1.0,
    dependence_high: ArrayLike = 1.0,
) -> Logics:
    """Check and keep how each process follows from its parts.

    Parameters
    ----------
    combining
        Values of `Combining`. Like every column, one for all, or shape
        (n_processes,); what a process without parts has is not used.
    at_least
        How many parts, 1 or more, where `combining` is "at least".
    sufficiency_low, sufficiency_high
        Chance that the whole succeeds when it has what it needs of its parts. By
        default nothing is claimed: no owner has said that the parts suffice.
    dependence_low, dependence_high
        How the parts hang together, in [-1, 1]; by default nothing is claimed.

    Returns
    -------
    Logics
        The columns as arrays of one length; of length 1 if all are the same.

    Notes
    -----
    Refuses, with `InvalidFlag`, a way that is not known, a missing number of parts, and
    ends that are no interval.

    Examples
    --------
    >>> logics(["all", "any"], sufficiency_low=1.0).way.tolist()
    [0, 1]
    """
    chances = [np.atleast_1d(each) for each in (sufficiency_low, sufficiency_high)]
    degrees = [np.atleast_1d(each) for each in (dependence_low, dependence_high)]
    words, needed = np.atleast_1d(combining), np.atleast_1d(at_least)
    columns = (words, needed, *chances, *degrees)
    shape = np.broadcast_shapes(*(each.shape for each in columns))
    words = np.broadcast_to(words.astype(np.str_), shape)
    way = np.full(shape, len(WAYS), np.uint8)
    for code, known in enumerate(WAYS):
        way[words == known] = code
    needed = np.broadcast_to(needed.astype(np.int32), shape)
    _check_ways(words, way, needed)
    sufficiency = intervals("sufficiency", chances, shape, place="process")
    dependence = intervals("dependence", degrees, shape, place="process", least=-1.0)
    return Logics(way, needed, *sufficiency, *dependence)


def logics_of(each: Iterable[Logic]) -> Logics:
    """Put logics in columns.

    Parameters
    ----------
    each
        The logic of each process, in order.

    Returns
    -------
    Logics
        Their columns.
    """
    known = tuple(each)
    return logics(
        [logic.combining for logic in known],
        at_least=[logic.at_least or 0 for logic in known],
        sufficiency_low=[logic.sufficiency.low for logic in known],
        sufficiency_high=[logic.sufficiency.high for logic in known],
        dependence_low=[logic.dependence.low for logic in known],
        dependence_high=[logic.dependence.high for logic in known],
    )


def _check_ways(
    words: NDArray[np.str_], way: NDArray[np.uint8], needed: NDArray[np.int32]
) -> None:
    """Refuse what is no way of combining, or lacks its number.

    Raises
    ------
    InvalidFlag
        With the first such place.
    """
    unknown = np.flatnonzero(way == len(WAYS))
    if unknown.size:
        known = ", ".join(f'"{each}"' for each in WAYS)
        raise InvalidFlag(
            f'Expected what a whole needs of its parts as one of {known}; got "'
            f'{words[unknown[0]]}" for process {unknown[0]}. If in doubt, say "all".'
        )
    few = np.flatnonzero((way == WAYS.index(Combining.AT_LEAST)) & (needed < 1))
    if few.size:
        raise InvalidFlag(
            'Expected how many parts are needed, 1 or more, where a whole needs "at '
            f'least" so many; got {needed[few[0]]} for process {few[0]}.'
        )
