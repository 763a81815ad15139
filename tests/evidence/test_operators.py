from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    UNKNOWN,
    Chance,
    Dependence,
    Flag,
    ageing,
    all_of,
    discount,
    link,
    meet,
    weight_after,
)

ROUNDING = 1e-12

numbers = st.floats(0, 1)
flags = st.builds(Flag, numbers, numbers)
chances = st.tuples(numbers, numbers).map(lambda pair: Chance(min(pair), max(pair)))
degrees = st.floats(-1, 1)
dependences = st.tuples(degrees, degrees).map(
    lambda pair: Dependence(min(pair), max(pair))
)


def raised(flag: Flag, by: float) -> Flag:
    """The flag after better news: both ends moved up by a share of what is left."""
    return Flag(
        flag.lower + by * (1 - flag.lower), min(1.0, flag.upper + by * (1 - flag.upper))
    )


def at_least(better: Flag, worse: Flag) -> bool:
    return (
        better.lower >= worse.lower - ROUNDING
        and better.upper >= worse.upper - ROUNDING
    )


@pytest.mark.parametrize(
    ("necessity", "expected"),
    [
        pytest.param(CERTAIN, Flag(0.25, 0.5), id="fully necessary"),
        pytest.param(Chance(0, 0), Flag(1, 1), id="not needed at all"),
        pytest.param(Chance(0.5, 0.5), Flag(0.625, 0.75), id="half the failures bite"),
        pytest.param(Chance(0, 1), Flag(0.25, 1), id="nobody knows how far needed"),
    ],
)
def test_a_link_weakens_a_part_by_its_necessity(
    necessity: Chance, expected: Flag
) -> None:
    assert link(Flag(0.25, 0.5), necessity) == expected


def test_no_parts_say_nothing() -> None:
    assert all_of([]) == UNKNOWN


def test_parts_that_nobody_declared_sufficient_show_failure_but_not_success() -> None:
    flag = all_of([Flag(0.9, 0.9), Flag(0.5, 0.5)], sufficiency=NOT_DECLARED)

    assert flag == Flag(0, 0.5)


def test_conflict_in_a_part_reaches_the_whole() -> None:
    flag = all_of([Flag(0.75, 0.25), Flag(1, 1)])

    assert flag == Flag(0.75, 0.25)


@pytest.mark.parametrize(
    ("dependence", "lower"),
    [
        pytest.param(Dependence(-0.5, 0), 0.3125, id="half way to competing"),
        pytest.param(Dependence(0.5, 1), 0.4375, id="half way to together"),
    ],
)
def test_dependence_between_the_words_is_a_straight_mix(
    dependence: Dependence, lower: float
) -> None:
    # Competing gives 0.25, independent 0.375 and together 0.5.
    flag = all_of([Flag(0.5, 1), Flag(0.75, 1)], dependence=dependence)

    assert flag.lower == pytest.approx(lower)


@given(st.lists(flags, max_size=4), chances, dependences)
def test_the_order_of_the_parts_does_not_matter_to_the_last_bit(
    parts: list[Flag], sufficiency: Chance, dependence: Dependence
) -> None:
    results = {
        all_of(order, sufficiency=sufficiency, dependence=dependence)
        for order in permutations(parts)
    }

    assert len(results) == 1


@given(flags, numbers, st.lists(flags, max_size=3), chances, chances, dependences)
def test_better_news_of_a_part_is_never_worse_news_of_the_whole(
    part: Flag,
    by: float,
    others: list[Flag],
    necessity: Chance,
    sufficiency: Chance,
    dependence: Dependence,
) -> None:
    before, after = (
        all_of(
            [link(news, necessity), *others],
            sufficiency=sufficiency,
            dependence=dependence,
        )
        for news in (part, raised(part, by))
    )

    assert at_least(after, before)


@given(flags, numbers, st.lists(flags, max_size=3), numbers)
def test_better_news_in_one_statement_is_never_worse_news_of_the_process(
    statement: Flag, by: float, others: list[Flag], reliability: float
) -> None:
    before, after = (
        meet([discount(news, reliability), *others])
        for news in (statement, raised(statement, by))
    )

    assert at_least(after, before)


def test_no_statements_leave_everything_open() -> None:
    assert meet([]) == UNKNOWN


def test_the_same_statement_twice_says_no_more_than_once() -> None:
    flag = Flag(0.6, 0.9)

    assert meet([flag, flag, flag]) == flag


@pytest.mark.parametrize(
    ("reliability", "expected"),
    [
        pytest.param(1, Flag(0.5, 0.75), id="as it stands"),
        pytest.param(0.5, Flag(0.25, 0.875), id="half"),
        pytest.param(0, UNKNOWN, id="not at all"),
    ],
)
def test_a_discount_makes_white_of_green_and_red_alike(
    reliability: float, expected: Flag
) -> None:
    assert discount(Flag(0.5, 0.75), reliability) == expected


@pytest.mark.parametrize(
    ("days", "half_life_days", "grace_days", "weight"),
    [
        pytest.param(0, 30, 0, 1.0, id="fresh"),
        pytest.param(30, 30, 0, 0.5, id="one half-life"),
        pytest.param(60, 30, 0, 0.25, id="two half-lives"),
        pytest.param(7, 30, 7, 1.0, id="within the grace"),
        pytest.param(37, 30, 7, 0.5, id="grace and then a half-life"),
        pytest.param(-5, 30, 0, 1.0, id="before it was made"),
        pytest.param(9999, None, 0, 1.0, id="does not age"),
        pytest.param(1e9, 1, 0, 0.0, id="very old"),
    ],
)
def test_a_statement_loses_weight_with_age(
    days: float, half_life_days: float | None, grace_days: float, weight: float
) -> None:
    told = weight_after(days, half_life_days=half_life_days, grace_days=grace_days)

    assert told == weight


def test_an_old_statement_fades_to_white_and_not_to_red() -> None:
    assert ageing(Flag(1, 1), 20, half_life_days=10) == Flag(0.25, 1)


@pytest.mark.parametrize(
    ("days", "half_life_days", "grace_days"),
    [
        pytest.param(1, 0, 0, id="no half-life"),
        pytest.param(1, -3, 0, id="half-life below 0"),
        pytest.param(1, math.nan, 0, id="half-life not a number"),
        pytest.param(1, 30, -1, id="grace below 0"),
        pytest.param(math.nan, 30, 0, id="days not a number"),
    ],
)
def test_impossible_durations_are_refused(
    days: float, half_life_days: float, grace_days: float
) -> None:
    with pytest.raises(InvalidFlag, match="half-life above 0 days"):
        weight_after(days, half_life_days=half_life_days, grace_days=grace_days)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        pytest.param(0.6, 0.5, "low end of a chance first; got 0.6", id="wrong way"),
        pytest.param(math.nan, 1, "low end of a chance .* got nan", id="not a number"),
        pytest.param(0, 2, "high end of a chance .* got 2", id="above 1"),
    ],
)
def test_a_chance_that_is_none_is_refused(low: float, high: float, told: str) -> None:
    with pytest.raises(InvalidFlag, match=told):
        Chance(low, high)


@pytest.mark.parametrize(
    ("low", "high"),
    [
        pytest.param(0.5, 0.0, id="wrong way"),
        pytest.param(-2, 0, id="below -1"),
        pytest.param(0, math.nan, id="not a number"),
    ],
)
def test_a_dependence_that_is_none_is_refused(low: float, high: float) -> None:
    with pytest.raises(InvalidFlag, match="two numbers from -1 to 1"):
        Dependence(low, high)


@pytest.mark.parametrize("words", DEPENDENCE_WORDS)
def test_dependence_has_words(words: str) -> None:
    assert Dependence.from_words(words) == DEPENDENCE_WORDS[words]


def test_words_for_dependence_that_nobody_knows_are_refused() -> None:
    with pytest.raises(InvalidFlag, match=r'"not opposed".*got "friends"'):
        Dependence.from_words("friends")
