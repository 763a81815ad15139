"""Whole maps at once against exact bounds from linear programming."""

from __future__ import annotations

import pytest
from hypothesis import assume, event, given

from tests.theory.cases import THOROUGHLY, maps_with_shared_parts, trees
from tests.theory.oracle import AGREES, SmallMap, exact_bounds
from wholeflow.evidence import (
    CERTAIN,
    Chance,
    Flag,
    FlagMap,
    Logic,
    flag_map,
    ground,
    logics_of,
    part_links,
    tighten,
)

SOLVER = 1e-6  # what is tightened leaves room for what the solver may miss by
ANYTHING = Chance(0.0, 1.0)


def flags_of(small: SmallMap) -> FlagMap:
    shares = [small.shares.get(at, ANYTHING) for at in small.links]
    return flag_map(
        ground([flag.lower for flag in small.own], [flag.upper for flag in small.own]),
        part_links(
            [whole for whole, _ in small.links],
            [part for _, part in small.links],
            necessity_low=[chance.low for chance in small.links.values()],
            necessity_high=[chance.high for chance in small.links.values()],
            share_low=[chance.low for chance in shares],
            share_high=[chance.high for chance in shares],
        ),
        logics_of(small.logics),
    )


@THOROUGHLY
@given(trees())
def test_a_tree_is_exact_and_contested_exactly_where_no_chances_agree(
    small: SmallMap,
) -> None:
    flags = flags_of(small)

    contested = bool(flags.contested.any())
    assert contested == (flags.contested[0] or flags.below(0).contested)
    event("contested" if contested else "calm")
    ends = pytest.approx((flags.lower[0], flags.upper[0]), abs=AGREES)
    assert exact_bounds(small) == (None if contested else ends)


@THOROUGHLY
@given(maps_with_shared_parts())
def test_shared_parts_never_lead_to_a_claim_too_much_even_tightened(
    small: SmallMap,
) -> None:
    exact = exact_bounds(small)
    assume(exact is not None)
    assert exact is not None

    flags = flags_of(small)
    tight = tighten(flags, 0).flag

    assert not flags.contested.any()
    assert flags.lower[0] <= tight.lower <= exact[0] + AGREES
    assert flags.upper[0] >= tight.upper >= exact[1] - AGREES
    event("exact" if tight.lower >= exact[0] - SOLVER else "wider")


def two_with_one_shared(top: Flag, *, necessity: Chance = CERTAIN) -> FlagMap:
    leaf = Flag(0.9, 0.95)
    whole = Flag(0, 1)
    links = dict.fromkeys([(0, 1), (0, 2), (1, 3), (1, 4), (2, 4), (2, 5)], CERTAIN)
    return flags_of(
        SmallMap(
            (top, whole, whole, leaf, leaf, leaf),
            links | {(0, 1): necessity},
            (Logic(),) * 6,
        )
    )


def test_a_whole_that_simply_needs_all_needs_each_leaf_once() -> None:
    tightened = tighten(two_with_one_shared(Flag(0, 1)), 0)

    assert tightened.flag.lower == pytest.approx(0.7)
    assert tightened.flag.upper == pytest.approx(0.95)
    assert "once" in tightened.because


def test_own_evidence_of_the_whole_itself_still_counts() -> None:
    tightened = tighten(two_with_one_shared(Flag(0.1, 0.8)), 0)

    assert (tightened.flag.lower, tightened.flag.upper) == pytest.approx((0.7, 0.8))


def test_doubtful_links_are_listed() -> None:
    tightened = tighten(two_with_one_shared(Flag(0, 1), necessity=Chance(0.5, 0.5)), 0)

    # The failure of the first bites half the time; the second has 0.8 at least.
    assert 0.7 - SOLVER <= tightened.flag.lower <= 0.75 + SOLVER
    assert "Every way" in tightened.because


def test_a_tree_is_as_tight_as_can_be() -> None:
    flags = flag_map(ground([0, 0.5], [1, 1]), part_links([0], [1]))

    assert "share no process" in tighten(flags, 0).because


def test_too_many_ways_to_go_are_told() -> None:
    n_parts = 20
    wholes = [0, 0, *[1] * n_parts, *[2] * n_parts]
    parts = [1, 2, *[*range(3, 3 + n_parts)] * 2]
    flags = flag_map(
        ground([0] * 23, [1] * 23), part_links(wholes, parts, necessity_low=0.5)
    )

    assert "cannot be tightened: 65 things" in tighten(flags, 0).because
