"""The tightest flag of a whole whose parts share processes, on request.

A roll-up assumes nothing about how parts hang together. Where two of them share a
process its failure is then counted twice, which is safe, but wider than it need be.
For one process, the processes that lead to what is shared below it can be looked at
together. Where all of them are simply needed, the whole needs exactly the different
processes at the bottom. Otherwise every way these few can succeed or fail is listed, and
linear programming finds the least and the greatest chance; for many that is too much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wholeflow.evidence.flags import Flag
from wholeflow.evidence.maps.kernels import ANY, AT_LEAST, HAS_SUCCESS, PLAIN, Store
from wholeflow.evidence.maps.layers import Chances
from wholeflow.evidence.maps.rolling import FlagMap
from wholeflow.evidence.operators import all_of
from wholeflow.evidence.weighing import meet

_Event = tuple[str, int]
Worlds = NDArray[np.bool_]
_Row = tuple[Chances, float]  # these times the chances of worlds are at most this

WORLDS = 2**13  # ways for all to be, that are listed at most
ROUNDING = 1e-9  # what the solver may miss by


@dataclass(frozen=True, slots=True)
class Tightened:
    """A flag made as tight as can be; see `tighten`.

    Parameters
    ----------
    flag
        Never wider than that of the roll-up.
    because
        Why it is no tighter, or how it was found, as a sentence.
    """

    flag: Flag
    because: str


@dataclass(frozen=True, slots=True)
class _Region:
    """The processes that matter together, by place, parts before wholes."""

    wholes: tuple[int, ...]
    leaves: tuple[int, ...]


def tighten(flags: FlagMap, process: int) -> Tightened:
    """Make the flag of one process as tight as what is known allows.

    Parameters
    ----------
    flags
        The map.
    process
        Number of the process.

    Returns
    -------
    Tightened
        What lies below is looked at together as far as it leads to a process that is
        shared; the rest comes in by its flag.

    Examples
    --------
    >>> from wholeflow.evidence import flag_map, ground, logics, part_links
    >>> flags = flag_map(
    ...     ground([0, 0, 0, 0.75, 1, 1], [1] * 6),
    ...     part_links([0, 0, 1, 1, 2, 2], [1, 2, 3, 4, 3, 5]),
    ...     logics(sufficiency_low=1.0),
    ... )
    >>> flags.flag(0).lower, tighten(flags, 0).flag.lower
    (0.5, 0.75)
    """
    now = flags.flag(process)
    if now is None:
        return Tightened(Flag(0.0, 1.0), "Nobody has said what success is for it.")
    region = _region(flags, process)
    if not region.wholes:
        return Tightened(now, "Its parts share no process: it is as tight as can be.")
    store = flags.store
    if all(_simply_needs_all(store, at) for at in region.wholes):
        different = all_of(_flag(store, at) for at in region.leaves)
        return Tightened(
            meet((now, different)), "It needs each process at the bottom once."
        )
    return _by_programming(flags, region, now)


def _region(flags: FlagMap, process: int) -> _Region:
    """Go down while there is something shared below, through what can be listed."""
    layers, store = flags.layers, flags.store
    top = int(layers.position[process])
    below = np.sort(np.append(layers.position[layers.below(process)], top))
    ways = np.zeros(layers.n_processes, np.int64)
    for at in below[store.row[below] >= 0].tolist():
        ways[_parts(store, at)] += 1
    leads = np.zeros(layers.n_processes, np.bool_)
    for at in below[::-1].tolist():
        parts = _parts(store, at)
        leads[at] = bool(np.any(leads[parts] | (ways[parts] > 1)))
    wholes, seen = [], {top}
    for at in below.tolist():
        if at in seen and leads[at] and _can_be_listed(store, at):
            wholes.append(at)
            seen.update(_parts(store, at).tolist())
    leaves = seen.difference(wholes)
    return _Region(tuple(reversed(wholes)), tuple(sorted(leaves)))


def _parts(store: Store, at: int) -> NDArray[np.int32]:
    row = int(store.row[at])
    links = (
        slice(store.first_link[row], store.first_link[row + 1]) if row >= 0 else None
    )
    return store.part[links] if links else store.part[:0]


def _can_be_listed(store: Store, at: int) -> bool:
    """Tell whether all that is known of a whole is a matter of worlds and sums."""
    row = int(store.row[at])
    known = store.kind[row] in (PLAIN, ANY, AT_LEAST)
    unclaimed = store.dependence_low[row] == -1.0 and store.dependence_high[row] == 1.0
    return bool(known and unclaimed and store.given[at] & HAS_SUCCESS)


def _simply_needs_all(store: Store, at: int) -> bool:
    row = int(store.row[at])
    links = slice(store.first_link[row], store.first_link[row + 1])
    silent = store.own_lower[at] == 0.0 and store.own_upper[at] == 1.0
    sure = store.kind[row] == PLAIN and store.sufficiency_low[row] == 1.0
    return bool(silent and sure and np.all(store.necessity_low[links] == 1.0))


def _flag(store: Store, at: int) -> Flag:
    return Flag(float(store.lower[at]), float(store.upper[at]))


def _own(store: Store, at: int) -> Flag:
    return Flag(float(store.own_lower[at]), float(store.own_upper[at]))


def _by_programming(flags: FlagMap, region: _Region, now: Flag) -> Tightened:
    """List every way for all to be, and let linear programming find the ends."""
    events = _events(flags.store, region)
    most = WORLDS.bit_length() - 1
    if len(events) > most:
        return Tightened(
            now,
            f"It cannot be tightened: {len(events)} things below it may go either way, "
            f"and at most {most} can be looked at together.",
        )
    found = _ends(*_programme(flags.store, region, events))
    if found is None:
        return Tightened(now, "It cannot be tightened: what is known disagrees.")
    lower, upper = max(0.0, found[0] - ROUNDING), min(1.0, found[1] + ROUNDING)
    return Tightened(
        meet((now, Flag(min(1.0, lower), max(0.0, upper)))),
        "Every way was looked at in which what leads to what is shared can go.",
    )


def _events(store: Store, region: _Region) -> list[_Event]:
    """Give what may go either way: leaves, bites of failures, and the rest needed."""
    events: list[_Event] = [("leaf", at) for at in region.leaves]
    for at in region.wholes:
        row = int(store.row[at])
        if store.kind[row] == PLAIN:
            links = range(store.first_link[row], store.first_link[row + 1])
            low, high = store.necessity_low, store.necessity_high
            events += [("bite", e) for e in links if low[e] < 1.0 and high[e] > 0.0]
        if store.sufficiency_low[row] < 1.0:
            events.append(("rest", at))
    return events


def _programme(
    store: Store, region: _Region, events: list[_Event]
) -> tuple[Worlds, list[_Row]]:
    """Give in which worlds the top succeeds, and what their chances must keep to."""
    worlds = np.indices((2,) * len(events), dtype=np.bool_).reshape(len(events), -1)
    happens = dict(zip(events, worlds, strict=True))
    succeeds = {at: happens["leaf", at] for at in region.leaves}
    rows = [
        row for at in region.leaves for row in _within(succeeds[at], _flag(store, at))
    ]
    for at in region.wholes:
        row = int(store.row[at])
        served, more = _served(store, row, succeeds, happens)
        rows += more
        succeeds[at] = served & happens.get(("rest", at), True)
        low, high = store.sufficiency_low[row], store.sufficiency_high[row]
        rows += [
            (low * served - succeeds[at], 0.0),
            (succeeds[at] - high * served, 0.0),
        ]
        rows += _within(succeeds[at], _own(store, at))
    return succeeds[region.wholes[-1]], rows


def _served(
    store: Store, row: int, succeeds: dict[int, Worlds], happens: dict[_Event, Worlds]
) -> tuple[Worlds, list[_Row]]:
    """Tell in which worlds a whole has what it needs of its parts."""
    first, end = int(store.first_link[row]), int(store.first_link[row + 1])
    well = [succeeds[int(part)] for part in store.part[first:end]]
    if store.kind[row] != PLAIN:
        needed = int(store.needed[row]) if store.kind[row] == AT_LEAST else 1
        return np.sum(well, axis=0) >= needed, []
    served, rows = np.ones(len(well[0]), np.bool_), []
    for link, good in zip(range(first, end), well, strict=True):
        low, high = store.necessity_low[link], store.necessity_high[link]
        bites = ~good & happens.get(("bite", link), high > 0.0)
        rows += [(low * ~good - bites, 0.0), (bites - high * ~good, 0.0)]
        served &= ~bites
    return served, rows


def _within(succeeds: Worlds, flag: Flag) -> list[_Row]:
    chances = succeeds.astype(np.float64)
    return [(-chances, -flag.lower), (chances, flag.upper)]


def _ends(wanted: Worlds, rows: list[_Row]) -> tuple[float, float] | None:
    """Give the least and the greatest chance; None if no chances keep to the rows."""
    # Seldom needed and slow to load; it has no types.
    from scipy.optimize import linprog  # noqa: PLC0415

    found = [
        linprog(
            sign * wanted.astype(np.float64),
            A_ub=np.array([row for row, _ in rows], np.float64),
            b_ub=[bound for _, bound in rows],
            A_eq=np.ones((1, len(wanted))),
            b_eq=[1.0],
            method="highs",
        )
        for sign in (1.0, -1.0)
    ]
    if any(each.status != 0 for each in found):
        return None
    return float(found[0].fun), -float(found[1].fun)
