"""The flag calculus against exact bounds from linear programming.

The oracle knows nothing of the operators. It lists every way the world can be (each
process succeeds or fails; each failure bites each whole or does not), lets any chances
stand on these that agree with what is given, and asks for the least and the greatest
chance that the top process succeeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog  # type: ignore[import-untyped]  # it has no types

from wholeflow.evidence import (
    CERTAIN,
    NOT_DECLARED,
    Chance,
    Flag,
    all_of,
    flag_map,
    ground,
    link,
    logics,
    part_links,
)

SOLVER = 1e-6  # the solver itself is right to some 1e-7


@dataclass(frozen=True)
class SmallMap:
    """Processes 0 (the top), 1, ...; a part always has a higher number than its whole."""

    own: tuple[Flag, ...]
    links: dict[tuple[int, int], Chance]  # (whole, part) to necessity
    sufficiency: tuple[Chance, ...]

    def parts_of(self, whole: int) -> list[int]:
        return [part for at, part in self.links if at == whole]


@dataclass(frozen=True)
class World:
    """One way things can be: who succeeds, and which failures bite."""

    succeeds: frozenset[int]
    bites: frozenset[tuple[int, int]]

    def spares(self, small: SmallMap, whole: int) -> bool:
        return not any((whole, part) in self.bites for part in small.parts_of(whole))


def worlds(small: SmallMap) -> list[World]:
    found = [World(frozenset(), frozenset())]
    for process in reversed(range(len(small.own))):
        found = [after for world in found for after in outcomes(small, world, process)]
    return found


def outcomes(small: SmallMap, world: World, process: int) -> Iterator[World]:
    if world.spares(small, process):
        yield World(world.succeeds | {process}, world.bites)
    bitten = [world.bites]
    for at in (at for at in small.links if at[1] == process):
        with_bite = [bites | {at} for bites in bitten]
        certain = small.links[at].low == 1.0
        bitten = with_bite if certain else bitten + with_bite
    for bites in bitten:
        yield World(world.succeeds, bites)


def exact_bounds(small: SmallMap) -> tuple[float, float] | None:
    """Least and greatest chance that process 0 succeeds; None if nothing agrees."""
    ways = worlds(small)
    succeeds = np.array(
        [[at in way.succeeds for way in ways] for at in range(len(small.own))], float
    )
    rows = list(constraints(small, ways, succeeds))
    least, greatest = (
        linprog(
            sign * succeeds[0],
            A_ub=np.array([row for row, _ in rows]),
            b_ub=np.array([bound for _, bound in rows]),
            A_eq=np.ones((1, len(ways))),
            b_eq=[1.0],
        )
        for sign in (1.0, -1.0)
    )
    if least.status != 0 or greatest.status != 0:
        return None
    return float(least.fun), -float(greatest.fun)


def constraints(
    small: SmallMap, ways: list[World], succeeds: np.ndarray
) -> Iterator[tuple[np.ndarray, float]]:
    """Rows of "row times chances is at most bound"."""
    for process, flag in enumerate(small.own):
        yield -succeeds[process], -flag.lower
        yield succeeds[process], flag.upper
        if small.parts_of(process):
            spared = np.array([way.spares(small, process) for way in ways], float)
            yield small.sufficiency[process].low * spared - succeeds[process], 0.0
            yield succeeds[process] - small.sufficiency[process].high * spared, 0.0
    for at, necessity in small.links.items():
        bites = np.array([at in way.bites for way in ways], float)
        fails = 1.0 - succeeds[at[1]]
        yield necessity.low * fails - bites, 0.0
        yield bites - necessity.high * fails, 0.0


tenths = st.integers(0, 10).map(lambda tenth: tenth / 10)
chances = st.tuples(tenths, tenths).map(lambda pair: Chance(min(pair), max(pair)))
calm_flags = chances.map(lambda chance: Flag(chance.low, chance.high))
declared = st.sampled_from([CERTAIN, NOT_DECLARED])
necessities = st.one_of(st.just(CERTAIN), chances)


@st.composite
def one_layer(draw: st.DrawFn) -> SmallMap:
    parts = draw(st.lists(calm_flags, min_size=1, max_size=4))
    return SmallMap(
        (Flag(0, 1), *parts),
        {(0, at): draw(chances) for at in range(1, len(parts) + 1)},
        (draw(chances), *[CERTAIN] * len(parts)),
    )


@st.composite
def trees(draw: st.DrawFn) -> SmallMap:
    own = draw(st.lists(calm_flags, min_size=2, max_size=6))
    return SmallMap(
        tuple(own),
        {
            (draw(st.integers(0, at - 1)), at): draw(necessities)
            for at in range(1, len(own))
        },
        tuple(draw(declared) for _ in own),
    )


@st.composite
def maps_with_shared_parts(draw: st.DrawFn) -> SmallMap:
    own = draw(st.lists(calm_flags, min_size=4, max_size=6))
    pairs = [(whole, part) for part in range(1, len(own)) for whole in range(part)]
    picked = draw(st.lists(st.sampled_from(pairs), min_size=4, max_size=7, unique=True))
    return SmallMap(
        tuple(own),
        dict.fromkeys(picked, CERTAIN) | {picked[0]: draw(chances)},
        tuple(draw(declared) for _ in own),
    )


def rolled_up(small: SmallMap) -> tuple[tuple[float, float], bool]:
    """The top's flag by the product, and whether anything in the map is contested."""
    flags = flag_map(
        ground(
            [flag.lower for flag in small.own],
            [flag.upper for flag in small.own],
        ),
        part_links(
            [whole for whole, _ in small.links],
            [part for _, part in small.links],
            necessity_low=[chance.low for chance in small.links.values()],
            necessity_high=[chance.high for chance in small.links.values()],
        ),
        logics(sufficiency_low=[chance.low for chance in small.sufficiency]),
    )
    top = float(flags.lower[0]), float(flags.upper[0])
    return top, bool(flags.contested.any())


@settings(deadline=None)
@given(one_layer())
def test_all_of_linked_parts_is_exact(small: SmallMap) -> None:
    linked = [link(small.own[part], small.links[0, part]) for part in small.parts_of(0)]

    flag = all_of(linked, sufficiency=small.sufficiency[0])

    assert exact_bounds(small) == pytest.approx((flag.lower, flag.upper), abs=SOLVER)


@settings(deadline=None)
@given(trees())
def test_a_tree_is_exact_wherever_the_evidence_agrees(small: SmallMap) -> None:
    flag, contested = rolled_up(small)
    assume(not contested)

    assert exact_bounds(small) == pytest.approx(flag, abs=SOLVER)


@settings(deadline=None)
@given(trees())
def test_a_tree_is_contested_exactly_where_no_chances_agree(small: SmallMap) -> None:
    _, contested = rolled_up(small)

    event("contested" if contested else "calm")
    assert contested == (exact_bounds(small) is None)


@settings(deadline=None)
@given(maps_with_shared_parts())
def test_shared_parts_never_lead_to_a_claim_too_much(small: SmallMap) -> None:
    flag, _ = rolled_up(small)
    exact = exact_bounds(small)
    assume(exact is not None)

    assert exact is not None
    assert flag[0] <= exact[0] + SOLVER
    assert flag[1] >= exact[1] - SOLVER


@settings(deadline=None)
@given(maps_with_shared_parts())
def test_contested_always_means_that_no_chances_agree(small: SmallMap) -> None:
    _, contested = rolled_up(small)
    assume(contested)

    assert exact_bounds(small) is None
