"""Random maps of every kind, and their flags worked out one by one from plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from hypothesis import strategies as st

from wholeflow.evidence import (
    UNKNOWN,
    Chance,
    Combining,
    Dependence,
    Flag,
    FlagMap,
    Ground,
    Logic,
    Part,
    PartLinks,
    combined,
    flag_map,
    ground,
    guarded,
    is_independent,
    logics_of,
    mask_of,
    may_share,
    part_links,
)
from wholeflow.evidence.maps.sharing import bits_by_number

PLAIN = (Combining.ALL,)
EVERY = tuple(Combining)
CLAIMS = [(-1, 1), (0, 1), (0, 0), (1, 1), (-1, 0), (-0.5, 0.25)]


@dataclass(frozen=True)
class Drawn:
    """A random map: parts have higher numbers than their wholes."""

    base: Ground
    links: PartLinks
    logic: tuple[Logic, ...]

    def flags(self, by: Literal["numpy", "numba"] = "numpy") -> FlagMap:
        return flag_map(self.base, self.links, logics_of(self.logic), by=by)

    def shuffled(self, order: list[int]) -> Drawn:
        at = np.array(order, np.int64)
        columns = (getattr(self.links, name) for name in PartLinks.__slots__)
        return Drawn(self.base, PartLinks(*(each[at] for each in columns)), self.logic)

    @property
    def size(self) -> int:
        return len(self.base.lower)


def drawn(
    pairs: list[tuple[int, int]],
    seed: int,
    *,
    n_processes: int,
    ways: tuple[Combining, ...] = EVERY,
    says: float = 0.8,
) -> Drawn:
    """Give these links everything else at random; `says` is the chance of evidence."""
    rng = np.random.default_rng(seed)
    both = np.array(pairs, np.int64).reshape(-1, 2)
    low, high = np.sort(1.0 - rng.random((2, len(both))) ** 2, axis=0)
    sure = rng.random(len(both)) < 0.4
    share = np.ones(len(both))
    for whole in set(both[:, 0].tolist()):
        mine = both[:, 0] == whole
        share[mine] = rng.dirichlet(np.ones(int(mine.sum())))
    links = part_links(
        both[:, 0],
        both[:, 1],
        necessity_low=np.where(sure, 1.0, low),
        necessity_high=np.where(sure, 1.0, high),
        share_low=share * rng.random(len(both)),
        share_high=np.minimum(1.0, share * (1.0 + rng.random(len(both)))),
    )
    # Mostly good news, so that sums over many parts stay below 1 and count.
    silent = rng.random(n_processes) > says
    lower = 1.0 - 0.2 * rng.random(n_processes)
    upper = np.minimum(1.0, lower + rng.uniform(-0.1, 0.2, n_processes))
    base = ground(
        np.where(silent, 0.0, lower),
        np.where(silent, 1.0, upper),
        has_success=rng.random(n_processes) < 0.9,
        stale=rng.random(n_processes) < 0.3,
    )
    n_parts = np.bincount(both[:, 0], minlength=n_processes)
    logic = tuple(_logic(rng, ways, int(parts)) for parts in n_parts)
    return Drawn(base, links, logic)


def _logic(
    rng: np.random.Generator, ways: tuple[Combining, ...], n_parts: int
) -> Logic:
    way = ways[rng.integers(len(ways))]
    sufficiency = ((1.0, 1.0), (0.0, 1.0), tuple(np.sort(rng.uniform(0.8, 1.0, 2))))
    claim = CLAIMS[rng.integers(len(CLAIMS))] if len(ways) > 1 else (-1, 1)
    return Logic(
        way,
        Chance(*map(float, sufficiency[rng.integers(3)])),
        Dependence(*claim),
        int(rng.integers(1, max(1, n_parts) + 1))
        if way is Combining.AT_LEAST
        else None,
    )


@st.composite
def maps(draw: st.DrawFn, *, ways: tuple[Combining, ...] = EVERY) -> Drawn:
    """Graphs without circles, of up to 14 processes."""
    n_processes = draw(st.integers(2, 14))
    numbers = st.integers(0, n_processes - 1)
    pairs = st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))
    apart = pairs.filter(lambda pair: pair[0] < pair[1])
    links = draw(st.lists(apart, unique=True, max_size=3 * n_processes))
    seed = draw(st.integers(0, 2**32))
    return drawn(links, seed, n_processes=n_processes, ways=ways)


@st.composite
def trees(draw: st.DrawFn, *, ways: tuple[Combining, ...] = EVERY) -> Drawn:
    """Trees of up to 14 processes, with 0 at the top."""
    n_processes = draw(st.integers(2, 14))
    links = [(draw(st.integers(0, at - 1)), at) for at in range(1, n_processes)]
    seed = draw(st.integers(0, 2**32))
    return drawn(links, seed, n_processes=n_processes, ways=ways)


def plain_flags(it: Drawn) -> list[Flag]:
    """Work out every flag from the values alone, parts before wholes."""
    flags = [UNKNOWN] * it.size
    masks, independent = [0] * it.size, [True] * it.size
    bits, n_wholes = (
        bits_by_number(it.size),
        np.bincount(it.links.part, minlength=it.size),
    )
    for at in reversed(range(it.size)):
        links = np.flatnonzero(it.links.whole == at)
        parts = it.links.part[links].tolist()
        below, logic = [masks[part] for part in parts], it.logic[at]
        all_parts = all(independent[part] for part in parts)
        masks[at] = mask_of(below, bit=int(bits[at]) if n_wholes[at] > 1 else None)
        independent[at] = not parts or is_independent(logic, parts=all_parts)
        if may_share(below):
            logic = guarded(logic, parts=all_parts)
        if it.base.has_success[at]:
            own = Flag(it.base.lower[at], it.base.upper[at])
            flags[at] = combined(own, [_part(it, flags, link) for link in links], logic)
    return flags


def _part(it: Drawn, flags: list[Flag], link: int) -> Part:
    part = int(it.links.part[link])
    return Part(
        str(part),
        flags[part],
        Chance(it.links.necessity_low[link], it.links.necessity_high[link]),
        share=Chance(it.links.share_low[link], it.links.share_high[link]),
    )
