"""Flags of parts whose dependence somebody knows, against what its words mean.

Independent parts are taken world by world. Parts that stand or fall together are taken
as driven by one thing: a number between 0 and 1, and each part succeeds where it is
below its chance. The half-open words hold what lies between the two they name.
"""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.evidence import (
    DEPENDENCE_WORDS,
    Combining,
    Dependence,
    Flag,
    Logic,
    combine,
)

EXACT = 1e-12
numbers = st.floats(0, 1)
several = st.lists(st.builds(Flag, numbers, numbers), min_size=1, max_size=6)
kinds = st.sampled_from((Combining.ALL, Combining.ANY, Combining.AT_LEAST))


def ends(flag: Flag) -> tuple[float, float]:
    return flag.lower, flag.upper


def needed(combining: Combining, n_parts: int, number: int) -> int:
    """How many of the parts have to succeed."""
    return {Combining.ALL: n_parts, Combining.ANY: 1}.get(
        combining, 1 + number % n_parts
    )


def said(flags: list[Flag], combining: Combining, number: int, words: str) -> Flag:
    counted = combining is Combining.AT_LEAST
    at_least = needed(combining, len(flags), number) if counted else None
    dependence = DEPENDENCE_WORDS[words]
    return combine(flags, Logic(combining, dependence=dependence, at_least=at_least))


def world_by_world(chances: list[float], at_least: int) -> float:
    worlds = product((True, False), repeat=len(chances))
    return math.fsum(
        math.prod(p if so else 1 - p for p, so in zip(chances, world, strict=True))
        for world in worlds
        if sum(world) >= at_least
    )


def driven_by_one_thing(chances: list[float], at_least: int) -> float:
    steps = sorted({0.0, 1.0, *chances})
    return math.fsum(
        right - left
        for left, right in pairwise(steps)
        if sum(left < chance for chance in chances) >= at_least
    )


@given(several, kinds, st.integers(0, 5))
def test_independent_parts_are_counted_world_by_world(
    flags: list[Flag], combining: Combining, number: int
) -> None:
    flag = said(flags, combining, number, "independent")

    at_least = needed(combining, len(flags), number)
    expected = (
        world_by_world([each.lower for each in flags], at_least),
        world_by_world([each.upper for each in flags], at_least),
    )
    assert ends(flag) == pytest.approx(expected, abs=EXACT)


@given(several, kinds, st.integers(0, 5))
def test_parts_that_stand_or_fall_together_are_driven_by_one_thing(
    flags: list[Flag], combining: Combining, number: int
) -> None:
    flag = said(flags, combining, number, "stand or fall together")

    at_least = needed(combining, len(flags), number)
    expected = (
        driven_by_one_thing([each.lower for each in flags], at_least),
        driven_by_one_thing([each.upper for each in flags], at_least),
    )
    assert ends(flag) == pytest.approx(expected, abs=EXACT)


@given(several, kinds, st.integers(0, 5))
def test_not_opposed_holds_whatever_the_two_words_it_names_hold(
    flags: list[Flag], combining: Combining, number: int
) -> None:
    flag = said(flags, combining, number, "not opposed")

    inside = [
        said(flags, combining, number, words)
        for words in ("independent", "stand or fall together")
    ]
    lower, upper = min(f.lower for f in inside), max(f.upper for f in inside)
    assert ends(flag) == pytest.approx((lower, upper), abs=EXACT)


@given(several, st.sampled_from((Combining.ALL, Combining.ANY)))
def test_compete_lies_between_independent_and_as_far_apart_as_can_be(
    flags: list[Flag], combining: Combining
) -> None:
    flag = said(flags, combining, 0, "compete")

    lowers, uppers = [f.lower for f in flags], [f.upper for f in flags]
    all_lower = max(0.0, 1 - sum(1 - lower for lower in lowers))
    any_upper = min(1.0, sum(uppers))
    at_least = needed(combining, len(flags), 0)
    expected = {
        Combining.ALL: (all_lower, world_by_world(uppers, at_least)),
        Combining.ANY: (world_by_world(lowers, at_least), any_upper),
    }[combining]
    assert ends(flag) == pytest.approx(expected, abs=EXACT)


@given(several, kinds, st.integers(0, 5), st.sampled_from(list(DEPENDENCE_WORDS)))
def test_knowing_more_about_dependence_never_makes_a_flag_wider(
    flags: list[Flag], combining: Combining, number: int, words: str
) -> None:
    unknown = said(flags, combining, number, "unknown")

    flag = said(flags, combining, number, words)

    assert flag.lower >= unknown.lower - EXACT
    assert flag.upper <= unknown.upper + EXACT


@given(several, kinds, st.integers(0, 5), st.floats(0, 1))
def test_between_independent_and_together_lies_a_straight_mix(
    flags: list[Flag], combining: Combining, number: int, degree: float
) -> None:
    at_least = needed(combining, len(flags), number)
    counted = combining is Combining.AT_LEAST
    logic = Logic(
        combining,
        dependence=Dependence(degree, degree),
        at_least=at_least if counted else None,
    )

    flag = combine(flags, logic)

    lowers = [each.lower for each in flags]
    apart = world_by_world(lowers, at_least)
    together = driven_by_one_thing(lowers, at_least)
    mix = (1 - degree) * apart + degree * together
    assert flag.lower == pytest.approx(mix, abs=EXACT)
