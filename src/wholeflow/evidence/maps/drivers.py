"""Why a flag of a map is as it is, down to the evidence.

What is missing to the evidence for is shared out among all below, and the shares add up
exactly. Each is split in two: what nobody knows, to be found out, and what is failing,
to be put right. Evidence against comes along a chain from one process, and the chain
says what mending each of its processes could gain.

The split among parts follows from the bounds themselves where these add up what each
part is missing; where they do not, `wholeflow.evidence.maps.sweeping.shortfalls` says what is
done. Where parts miss more than all there is, their shares are scaled down: any of them
alone would do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wholeflow.evidence.flags import CLOSE
from wholeflow.evidence.maps import kernels, sweeping
from wholeflow.evidence.maps.kernels import Bytes
from wholeflow.evidence.maps.layers import Chances, Indices, Places
from wholeflow.evidence.maps.rolling import FlagMap


class Origin(StrEnum):
    """What it is about a process that speaks against a flag, or leaves it open."""

    EVIDENCE = "evidence"
    SUFFICIENCY = "sufficiency"
    NO_SUCCESS = "no success statement"


@dataclass(frozen=True, slots=True)
class Driver:
    """A share of what is missing to a flag's evidence for.

    Parameters
    ----------
    process
        The caller's number of the process where it stops.
    origin
        Its own evidence; that its parts may not suffice; or that nobody has said what
        success is for it.
    not_known
        What nobody knows, in [0, 1].
    failing
        What speaks against it, in [0, 1].
    """

    process: int
    origin: Origin
    not_known: float
    failing: float


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """What is missing to a flag's evidence for; make it with `missing_evidence`.

    Arrays are by place in the store: `flags.layers` translates.

    Parameters
    ----------
    flags
        The map, which has to stay as it was then.
    total
        One less the lower end of the flag; all of `stopped` together.
    stopped
        How much of it stops at each process, shape (n_processes,).
    passed
        How much of it comes through each whole, by row, shape (n_wholes,).
    handed
        Whether that is handed on to the parts, by row; else own evidence decides.
    """

    flags: FlagMap
    total: float
    stopped: Chances
    passed: Chances
    handed: Bytes

    @property
    def failing(self) -> Chances:
        """What of `stopped` speaks against each process, shape (n_processes,)."""
        return self._failing(np.arange(len(self.stopped)))

    @property
    def not_known(self) -> Chances:
        """What of `stopped` nobody knows, shape (n_processes,)."""
        return np.maximum(0.0, self.stopped - self.failing)

    def through(self, process: int) -> float:
        """Give how much of what is missing comes through a process."""
        at = self.flags.layers.position[process]
        row = self.flags.layers.row[at]
        return float(self.passed[row] if row >= 0 else self.stopped[at])

    def drivers(self, count: int = 10) -> list[Driver]:
        """Give the largest shares, largest first."""
        there = np.flatnonzero(self.stopped > CLOSE)
        return self._largest(there, self.stopped[there], count)

    def to_find_out(self, count: int = 10) -> list[Driver]:
        """Give the processes of which most is not known, largest first."""
        there = np.flatnonzero(self.stopped > CLOSE)
        return self._largest(there, self.stopped[there] - self._failing(there), count)

    def to_put_right(self, count: int = 10) -> list[Driver]:
        """Give the processes whose failing weighs most, largest first."""
        there = np.flatnonzero(self.stopped > CLOSE)
        return self._largest(there, self._failing(there), count)

    def _failing(self, at: Indices) -> Chances:
        """Split what stops at some places by the flag there, or by the doubt of parts."""
        store = self.flags.store
        white = np.maximum(0.0, store.upper[at] - store.lower[at])
        red = 1.0 - np.maximum(store.lower[at], store.upper[at])
        rows = store.row[at]
        doubt = np.flatnonzero(rows >= 0)
        doubt = doubt[self.handed[rows[doubt]] != 0]
        high = store.sufficiency_high[rows[doubt]]
        white[doubt] = high - store.sufficiency_low[rows[doubt]]
        red[doubt] = 1.0 - high
        split = white + red
        shares = np.divide(red, split, out=np.zeros_like(red), where=split > 0.0)
        return self.stopped[at] * shares

    def _largest(self, there: Indices, amounts: Chances, count: int) -> list[Driver]:
        there, amounts = there[amounts > CLOSE], amounts[amounts > CLOSE]
        if len(there) > count:
            chosen = amounts >= np.partition(amounts, -count)[-count]
            there, amounts = there[chosen], amounts[chosen]
        # By size, and of equals the first in the store.
        largest = there[np.argsort(-amounts, kind="stable")[:count]]
        failing = self._failing(largest)
        return [
            Driver(
                int(self.flags.layers.number[at]),
                _origin(self.flags.store, at),
                max(0.0, float(self.stopped[at]) - against),
                against,
            )
            for at, against in zip(largest.tolist(), failing.tolist(), strict=True)
        ]


def missing_evidence(flags: FlagMap, top: int) -> Missing:
    """Share out what is missing to the evidence for a process.

    Parameters
    ----------
    flags
        The map.
    top
        Number of the process; any process, not only one at the top of the map.

    Returns
    -------
    Missing
        From one sweep over what is stored after the process.

    Examples
    --------
    >>> from wholeflow.evidence import flag_map, ground, logics, part_links
    >>> flags = flag_map(
    ...     ground([0, 0.75, 0.75], [1, 0.75, 1]),
    ...     part_links([0, 0], [1, 2]),
    ...     logics(sufficiency_low=1.0),
    ... )
    >>> missing = missing_evidence(flags, 0)
    >>> [(each.process, each.not_known, each.failing) for each in missing.drivers()]
    [(1, 0.0, 0.25), (2, 0.25, 0.0)]
    """
    at = int(flags.layers.position[top])
    stopped = np.zeros(flags.layers.n_processes)
    passed = np.zeros(len(flags.layers.wholes))
    handed = np.zeros(len(passed), np.uint8)
    flags.run(sweeping.trace, at, stopped, passed, handed, steps=sweeping.STEPS)
    total = 1.0 - float(flags.store.lower[at])
    return Missing(flags, total, stopped, passed, handed)


@dataclass(frozen=True, slots=True)
class Link:
    """One process on the way from a flag to what speaks most against it.

    Parameters
    ----------
    process
        The caller's number of the process.
    against
        One less the upper end of its flag.
    gain
        What the upper end at the top could gain at most if nothing spoke against this
        process, whatever its parts say.
    """

    process: int
    against: float
    gain: float


@dataclass(frozen=True, slots=True)
class Chain:
    """The way from a flag to what speaks most against it; see `chain_against`.

    Parameters
    ----------
    links
        The process asked about, the part that weighs most against it, and so on.
    origin
        What speaks against the last of them.
    """

    links: tuple[Link, ...]
    origin: Origin


def chain_against(flags: FlagMap, top: int) -> Chain | None:
    """Follow the evidence against a process to where it comes from.

    Parameters
    ----------
    flags
        The map.
    top
        Number of the process.

    Returns
    -------
    Chain or None
        At each whole the way goes to the part that weighs most against it, unless its
        own evidence, or that its parts do not suffice, weighs more. None if nothing
        speaks against the process.

    Examples
    --------
    >>> from wholeflow.evidence import flag_map, ground, part_links
    >>> flags = flag_map(
    ...     ground([0, 0, 0], [1, 0.25, 0.75]), part_links([0, 0], [1, 2])
    ... )
    >>> chain = chain_against(flags, 0)
    >>> [(link.process, link.against, link.gain) for link in chain.links]
    [(0, 0.75, 0.75), (1, 0.75, 0.5)]
    """
    store, layers = flags.store, flags.layers
    at = int(layers.position[top])
    if 1.0 - store.upper[at] <= CLOSE:
        return None
    places = [at]
    while (worst := _worst_part(store, places[-1])) is not None:
        places.append(worst)
    links = tuple(_chain_link(flags, top, int(layers.number[at])) for at in places)
    return Chain(links, _origin(store, places[-1], upper=True))


def _worst_part(store: kernels.Store, at: int) -> int | None:
    """Give the part that weighs most against a whole, if one sets its upper end."""
    row = int(store.row[at])
    if row < 0:
        return None
    high = store.sufficiency_high[row]
    _, greatest = kernels.least_and_greatest(store, row)
    if store.own_upper[at] <= high * greatest or 1.0 - high > 1.0 - greatest:
        return None
    uppers = kernels.ends_of_parts(store, row, greatest=True)
    against = 1.0 - uppers
    links = slice(int(store.first_link[row]), int(store.first_link[row + 1]))
    if store.kind[row] == kernels.SHARE:
        against *= kernels.extreme_shares(store, row, uppers, greatest=True)
    return int(store.part[links][np.argmax(against)])


def _chain_link(flags: FlagMap, top: int, process: int) -> Link:
    layers, store = flags.layers, flags.store
    place = layers.position[process]
    before = store.upper[layers.position[top]]
    moves = flags.if_it_were(process, float(store.lower[place]), 1.0)
    after = max((move.upper for move in moves if move.process == top), default=before)
    return Link(process, 1.0 - float(store.upper[place]), float(after - before))


def _origin(store: kernels.Store, at: int, *, upper: bool = False) -> Origin:
    if not store.given[at] & kernels.HAS_SUCCESS:
        return Origin.NO_SUCCESS
    row = int(store.row[at])
    if row < 0:
        return Origin.EVIDENCE
    least, greatest = kernels.least_and_greatest(store, row)
    if upper:
        by_own = store.own_upper[at] <= store.sufficiency_high[row] * greatest
    else:
        by_own = (
            store.own_lower[at] > store.sufficiency_low[row] * least + sweeping.ROUNDING
        )
    return Origin.EVIDENCE if by_own else Origin.SUFFICIENCY


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How fast a flag follows the own evidence of each process.

    Parameters
    ----------
    lower, upper
        Change of that end of the flag for a small change of the same end of the own
        evidence, shape (n_processes,). Where two things set an end alike, that of one.
    """

    lower: Chances
    upper: Chances


def sensitivity(flags: FlagMap, top: int) -> Sensitivity:
    """Find how fast a flag follows the own evidence of each process.

    Parameters
    ----------
    flags
        The map.
    top
        Number of the process.

    Returns
    -------
    Sensitivity
        By the caller's numbers; 0 where nothing follows.

    Examples
    --------
    >>> from wholeflow.evidence import flag_map, ground, logics, part_links
    >>> flags = flag_map(
    ...     ground([0, 0.75, 0.75], [1, 0.875, 1]),
    ...     part_links([0, 0], [1, 2], necessity_high=[1.0, 0.5], necessity_low=0.5),
    ...     logics(sufficiency_low=1.0),
    ... )
    >>> sensitivity(flags, 0).lower.tolist()
    [0.0, 1.0, 0.5]
    """
    at = int(flags.layers.position[top])
    lower, upper = np.zeros((2, flags.layers.n_processes))
    flags.run(sweeping.sense, at, lower, upper, steps=sweeping.STEPS)
    position: Places = flags.layers.position
    return Sensitivity(lower[position], upper[position])
