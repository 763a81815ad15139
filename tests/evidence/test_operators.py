from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flags_compared import (
    ROUNDING,
    chances,
    close,
    flags,
    no_worse,
    numbers,
    raised,
)
from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    UNKNOWN,
    Chance,
    Combining,
    Dependence,
    Flag,
    Logic,
    all_of,
    any_of,
    at_least,
    combine,
    link,
    necessity_as_bite,
    share_of,
)

degrees = st.floats(-1, 1)
dependences = st.tuples(degrees, degrees).map(
    lambda pair: Dependence(min(pair), max(pair))
)


words = st.sampled_from(list(DEPENDENCE_WORDS.values()))

ANY = Logic(Combining.ANY)
INDEPENDENT = DEPENDENCE_WORDS["independent"]
TOGETHER = DEPENDENCE_WORDS["stand or fall together"]
NOT_OPPOSED = DEPENDENCE_WORDS["not opposed"]
COMPETE = DEPENDENCE_WORDS["compete"]


@st.composite
def shares_for(draw: st.DrawFn, n_parts: int) -> list[Chance]:
    """Shares around some that add up to 1."""
    sizes = draw(st.lists(st.integers(1, 9), min_size=n_parts, max_size=n_parts))
    middles = [size / sum(sizes) for size in sizes]
    return [
        Chance(draw(st.floats(0, middle)), draw(st.floats(middle, 1)))
        for middle in middles
    ]


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


@st.composite
def logics(draw: st.DrawFn, n_parts: int) -> Logic:
    """Any of the three ways that need no shares."""
    combining = draw(st.sampled_from([each for each in Combining if each != "share"]))
    counted = combining is Combining.AT_LEAST
    return Logic(
        combining,
        draw(chances),
        draw(st.one_of(words, dependences)),
        at_least=draw(st.integers(1, n_parts)) if counted else None,
    )


@given(st.lists(flags, min_size=1, max_size=4), st.data())
def test_the_order_of_the_parts_does_not_matter_to_the_last_bit(
    parts: list[Flag], data: st.DataObject
) -> None:
    logic = data.draw(logics(len(parts)))

    results = {combine(order, logic) for order in permutations(parts)}

    assert len(results) == 1


@given(st.lists(flags, min_size=1, max_size=4), st.data())
def test_the_order_of_parts_with_their_shares_does_not_matter_to_the_last_bit(
    parts: list[Flag], data: st.DataObject
) -> None:
    shares = data.draw(shares_for(len(parts)))

    results = {
        share_of([parts[at] for at in order], [shares[at] for at in order])
        for order in permutations(range(len(parts)))
    }

    assert len(results) == 1


@given(
    flags,
    numbers,
    st.lists(flags, max_size=3),
    chances,
    st.data(),
)
def test_better_news_of_a_part_is_never_worse_news_of_the_whole(
    part: Flag,
    by: float,
    others: list[Flag],
    necessity: Chance,
    data: st.DataObject,
) -> None:
    logic = data.draw(logics(1 + len(others)))

    before, after = (
        combine([link(news, necessity), *others], logic)
        for news in (part, raised(part, by))
    )

    assert no_worse(after, before)


@given(flags, numbers, st.lists(flags, max_size=3), st.data())
def test_better_news_of_a_part_is_never_worse_news_of_a_whole_that_shares_cases(
    part: Flag, by: float, others: list[Flag], data: st.DataObject
) -> None:
    shares = data.draw(shares_for(1 + len(others)))

    before, after = (
        share_of([news, *others], shares) for news in (part, raised(part, by))
    )

    assert no_worse(after, before)


@given(st.lists(flags, min_size=1, max_size=5), chances, dependences)
def test_needing_one_is_any_and_needing_as_many_as_there_are_is_all(
    parts: list[Flag], sufficiency: Chance, dependence: Dependence
) -> None:
    given_alike = {"sufficiency": sufficiency, "dependence": dependence}

    assert close(at_least(1, parts, **given_alike), any_of(parts, **given_alike))
    assert close(
        at_least(len(parts), parts, **given_alike), all_of(parts, **given_alike)
    )


@pytest.mark.parametrize(
    ("logic", "parts", "expected"),
    [
        pytest.param(ANY, [(0.25, 0.5), (0.5, 0.75)], (0.5, 1), id="any"),
        pytest.param(ANY, [(0.25, 0.25), (0.125, 0.5)], (0.25, 0.75), id="any, sums"),
        pytest.param(
            Logic(Combining.ANY, Chance(0.5, 0.75)),
            [(0.5, 1), (0.25, 1)],
            (0.25, 0.75),
            id="any, not quite enough",
        ),
        pytest.param(
            Logic(Combining.ANY, dependence=INDEPENDENT),
            [(0.5, 0.5), (0.5, 0.75)],
            (0.75, 0.875),
            id="any, independent",
        ),
        pytest.param(
            Logic(Combining.ANY, dependence=COMPETE),
            [(0.5, 0.5), (0.5, 0.5)],
            (0.75, 1),
            id="any, compete",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2),
            [(0.75, 0.75), (0.75, 0.75), (0.75, 0.75)],
            (0.625, 1),
            id="two of three",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2),
            [(0, 0.25), (0, 0.25), (0, 0.25)],
            (0, 0.375),
            id="two of three, hardly",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2),
            [(0, 0.25), (0, 0.25), (0, 1)],
            (0, 0.5),
            id="two of three, one of them sure",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, dependence=INDEPENDENT, at_least=2),
            [(0.5, 0.5), (0.5, 0.5), (0.5, 1)],
            (0.5, 0.75),
            id="two of three, independent",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, dependence=TOGETHER, at_least=2),
            [(0.5, 0.625), (0.75, 0.75), (0.25, 1)],
            (0.5, 0.75),
            id="two of three, together",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, dependence=NOT_OPPOSED, at_least=2),
            [(0.5, 0.5), (0.5, 0.5), (0.5, 1)],
            (0.5, 0.75),
            id="two of three, not opposed",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, dependence=COMPETE, at_least=2),
            [(0.75, 0.75), (0.75, 0.75), (0.75, 0.75)],
            (0.625, 1),
            id="two of three, compete",
        ),
    ],
)
def test_what_a_whole_has_of_its_parts(
    logic: Logic, parts: list[tuple[float, float]], expected: tuple[float, float]
) -> None:
    flag = combine([Flag(*part) for part in parts], logic)

    assert (flag.lower, flag.upper) == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("combining", Combining)
def test_no_parts_say_nothing_whatever_is_needed_of_them(combining: Combining) -> None:
    counted = combining is Combining.AT_LEAST
    logic = Logic(combining, Chance(0.5, 0.5), at_least=3 if counted else None)

    assert combine([], logic) == UNKNOWN


@pytest.mark.parametrize("needed", [0, -1, 3])
def test_a_number_of_parts_that_cannot_be_needed_is_refused(needed: int) -> None:
    with pytest.raises(InvalidFlag, match=f"from 1 to the 2 there are; got {needed}"):
        at_least(needed, [UNKNOWN, UNKNOWN])


@pytest.mark.parametrize(
    ("combining", "needed"),
    [
        pytest.param(Combining.AT_LEAST, None, id="none given"),
        pytest.param(Combining.AT_LEAST, 0, id="none needed"),
        pytest.param(Combining.ALL, 2, id="given where none is meant"),
    ],
)
def test_a_number_of_parts_stands_only_where_it_is_meant(
    combining: Combining, needed: int | None
) -> None:
    with pytest.raises(InvalidFlag, match='"at least" so many, and nothing otherwise'):
        Logic(combining, at_least=needed)


def test_the_worst_and_the_best_mix_of_cases_make_the_two_ends() -> None:
    parts = [Flag(1, 1), Flag(0.5, 0.5), Flag(0, 0.25)]
    shares = [Chance(0.25, 0.75), Chance(0.25, 0.5), Chance(0, 1)]

    # At worst half go to the last part; at best three quarters to the first.
    assert share_of(parts, shares) == Flag(0.375, 0.875)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        pytest.param([Chance(0.75, 1), Chance(0.5, 1)], "at least 1.25", id="too many"),
        pytest.param([Chance(0, 0.25), Chance(0, 0.5)], "at most 0.75", id="too few"),
        pytest.param([CERTAIN], "each of 2 parts; got 1", id="one is missing"),
    ],
)
def test_shares_that_cannot_be_all_the_cases_are_refused(
    shares: list[Chance], told: str
) -> None:
    with pytest.raises(InvalidFlag, match=told):
        share_of([UNKNOWN, UNKNOWN], shares)


def test_decimal_shares_add_up() -> None:
    tenths = [Chance(0.1, 0.1)] * 10

    assert share_of([Flag(1, 1)] * 10, tenths) == Flag(1, 1)


@pytest.mark.parametrize(
    ("necessity", "sufficiency", "bite"),
    [
        pytest.param((0.25, 0.5), (0.5, 1), (0.25, 0.5), id="may suffice: as it is"),
        pytest.param((0.75, 0.75), (0, 0.5), (0.5, 0.75), id="half of them suffice"),
        pytest.param((0.25, 0.5), (0, 0.5), (0, 0.5), id="explained without a bite"),
        pytest.param((1, 1), (0, 0), (0, 1), id="never suffices"),
    ],
)
def test_blockleys_necessity_as_the_chance_of_a_bite(
    necessity: tuple[float, float],
    sufficiency: tuple[float, float],
    bite: tuple[float, float],
) -> None:
    told = necessity_as_bite(Chance(*necessity), sufficiency=Chance(*sufficiency))

    assert told == Chance(*bite)


@given(chances, chances)
def test_any_necessity_can_be_told_as_a_bite(
    necessity: Chance, sufficiency: Chance
) -> None:
    bite = necessity_as_bite(necessity, sufficiency=sufficiency)

    assert 0 <= bite.low <= necessity.low
    assert bite.high == necessity.high
