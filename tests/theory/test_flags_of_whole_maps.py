"""Flags of small maps, step by step, against exact bounds from linear programming."""

from __future__ import annotations

import pytest
from hypothesis import assume, event, given

from tests.theory.cases import THOROUGHLY, maps_with_shared_parts, trees
from tests.theory.oracle import AGREES, SmallMap, exact_bounds
from wholeflow.evidence import Flag, Part, combined


def flags_of(small: SmallMap) -> list[Flag]:
    """Every flag, parts before their wholes, as a page works it out."""
    flags: dict[int, Flag] = {}
    for at in reversed(range(len(small.own))):
        parts = [
            Part(str(p), flags[p], small.links[at, p], share=small.shares.get((at, p)))
            for p in small.parts_of(at)
        ]
        flags[at] = combined(small.own[at], parts, small.logics[at])
    return [flags[at] for at in range(len(small.own))]


@THOROUGHLY
@given(trees())
def test_a_tree_is_exact_and_contested_exactly_where_no_chances_agree(
    small: SmallMap,
) -> None:
    top, *others = flags_of(small)

    contested = any(flag.is_contested for flag in (top, *others))
    event("contested" if contested else "calm")
    expected = None if contested else pytest.approx((top.lower, top.upper), abs=AGREES)
    assert exact_bounds(small) == expected


@THOROUGHLY
@given(maps_with_shared_parts())
def test_shared_parts_never_lead_to_a_claim_too_much(small: SmallMap) -> None:
    """Nor to a conflict where some chances agree with everything."""
    exact = exact_bounds(small)
    assume(exact is not None)
    assert exact is not None

    top, *others = flags_of(small)

    event("exact" if exact == pytest.approx((top.lower, top.upper)) else "wider")
    assert not any(flag.is_contested for flag in (top, *others))
    assert top.lower <= exact[0] + AGREES
    assert top.upper >= exact[1] - AGREES
