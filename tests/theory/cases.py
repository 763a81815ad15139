"""Small maps and pieces of evidence at random, in tenths, for the theory of flags."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from tests.theory.oracle import SmallMap
from wholeflow.evidence import (
    CERTAIN,
    NOT_DECLARED,
    UNKNOWN,
    Chance,
    Combining,
    Flag,
    Logic,
)

# A hundred or so by default, thousands in the long run: the answer is known, so look hard.
THOROUGHLY = settings(max_examples=5 * settings().max_examples)
EVENTS = 9  # in one map: who succeeds, and which failures bite

tenths = st.integers(0, 10).map(lambda tenth: tenth / 10)
chances = st.tuples(tenths, tenths).map(lambda pair: Chance(min(pair), max(pair)))
calm_flags = chances.map(lambda chance: Flag(chance.low, chance.high))
sufficiencies = st.one_of(st.sampled_from((CERTAIN, NOT_DECLARED)), chances)


@st.composite
def logics(draw: st.DrawFn, n_parts: int, kinds: tuple[Combining, ...]) -> Logic:
    combining = draw(st.sampled_from(kinds))
    counted = combining is Combining.AT_LEAST
    needed = draw(st.integers(1, max(1, n_parts))) if counted else None
    return Logic(combining, draw(sufficiencies), at_least=needed)


@st.composite
def shares_of(draw: st.DrawFn, n_parts: int) -> list[Chance]:
    """Shares around some that add up to 1."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=n_parts, max_size=n_parts))
    middles = [size / sum(sizes) for size in sizes]
    return [
        Chance(middle * draw(tenths), middle + (1 - middle) * draw(tenths))
        for middle in middles
    ]


@st.composite
def one_layer(draw: st.DrawFn, combining: Combining) -> SmallMap:
    parts = draw(st.lists(calm_flags, min_size=1, max_size=4))
    within = draw(shares_of(len(parts)))
    return SmallMap(
        (UNKNOWN, *parts),
        {(0, at): draw(chances) for at in range(1, len(parts) + 1)},
        (draw(logics(len(parts), (combining,))), *[Logic()] * len(parts)),
        {(0, at): share for at, share in enumerate(within, start=1)},
    )


@st.composite
def trees(draw: st.DrawFn) -> SmallMap:
    """Every kind of whole, links and evidence of their own, up to nine events."""
    # Much is not known, so that not every tree is contested.
    own = draw(st.lists(st.just(UNKNOWN) | calm_flags, min_size=2, max_size=EVENTS))
    pairs = [(draw(st.integers(0, at - 1)), at) for at in range(1, len(own))]
    return _of_all_kinds(draw, own, pairs, tuple(Combining))


@st.composite
def maps_with_shared_parts(draw: st.DrawFn) -> SmallMap:
    own = draw(st.lists(st.just(UNKNOWN) | calm_flags, min_size=4, max_size=7))
    below_the_top = {(draw(st.integers(0, at - 1)), at) for at in range(1, len(own))}
    pairs = [(whole, part) for part in range(1, len(own)) for whole in range(part)]
    more = draw(st.sets(st.sampled_from(pairs), min_size=1, max_size=4))
    picked = sorted(below_the_top | more)
    kinds = (Combining.ALL, Combining.ANY, Combining.AT_LEAST)
    return _of_all_kinds(draw, own, picked, kinds)


def _of_all_kinds(
    draw: st.DrawFn,
    own: list[Flag],
    pairs: list[tuple[int, int]],
    kinds: tuple[Combining, ...],
) -> SmallMap:
    counts = [sum(whole == at for whole, _ in pairs) for at in range(len(own))]
    of_all = [draw(logics(count, kinds)) for count in counts]
    left = EVENTS - len(own)
    links, shares = dict.fromkeys(pairs, CERTAIN), {}
    for at, count in enumerate(counts):
        mine = [pair for pair in pairs if pair[0] == at]
        shares |= dict(zip(mine, draw(shares_of(count)), strict=True))
        if of_all[at].combining is Combining.ALL:
            uncertain = mine[: draw(st.integers(0, left))]
            links |= {pair: draw(chances) for pair in uncertain}
            left -= len(uncertain)
    return SmallMap(tuple(own), links, tuple(of_all), shares)
