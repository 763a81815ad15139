from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import UNKNOWN, Flag, Thresholds, Word, apportioned

chances = st.floats(0, 1)
flags = st.builds(Flag, chances, chances)


def test_a_flag_with_no_evidence_is_all_white() -> None:
    assert UNKNOWN.unknown == 1.0
    assert UNKNOWN.in_words() == "0 for, 100 not known, 0 against"


@pytest.mark.parametrize(
    ("flag", "widths"),
    [
        pytest.param(Flag(0.25, 0.75), (0.25, 0.0, 0.5, 0.25), id="mixed"),
        pytest.param(Flag(1, 1), (1.0, 0.0, 0.0, 0.0), id="all green"),
        pytest.param(Flag(0, 0), (0.0, 0.0, 0.0, 1.0), id="all red"),
        pytest.param(Flag(0.75, 0.5), (0.5, 0.25, 0.0, 0.25), id="contested"),
        pytest.param(Flag(1, 0), (0.0, 1.0, 0.0, 0.0), id="wholly contested"),
    ],
)
def test_a_flag_shows_four_widths(
    flag: Flag, widths: tuple[float, float, float, float]
) -> None:
    shown = (flag.evidence_for, flag.contested, flag.unknown, flag.evidence_against)

    assert shown == widths


@given(flags)
def test_the_widths_add_up_to_the_whole_bar(flag: Flag) -> None:
    shown = (flag.evidence_for, flag.contested, flag.unknown, flag.evidence_against)

    assert math.fsum(shown) == pytest.approx(1.0)
    assert min(shown) >= 0.0


@pytest.mark.parametrize(
    ("lower", "upper", "told"),
    [
        pytest.param(math.nan, 1, "lower end .* got nan", id="not a number"),
        pytest.param(0, math.nan, "upper end .* got nan", id="upper not a number"),
        pytest.param(-0.1, 1, "lower end .* got -0.1", id="below 0"),
        pytest.param(0, 1.5, "upper end .* got 1.5", id="above 1"),
        pytest.param(40, 90, "got 40. Write 40 % as 0.4", id="percentages"),
        pytest.param(0, math.inf, "got inf", id="infinite"),
    ],
)
def test_numbers_that_are_no_flag_are_refused(
    lower: float, upper: float, told: str
) -> None:
    with pytest.raises(InvalidFlag, match=told):
        Flag(lower, upper)


@pytest.mark.parametrize(
    ("for_", "against", "expected"),
    [
        pytest.param(0.25, 0.5, Flag(0.25, 0.5), id="some of each"),
        pytest.param(0, 0, UNKNOWN, id="nothing said"),
        pytest.param(0.75, 0.5, Flag(0.75, 0.5), id="more than a whole is contested"),
    ],
)
def test_people_give_the_weight_for_and_the_weight_against(
    for_: float, against: float, expected: Flag
) -> None:
    assert Flag.from_weights(for_, against) == expected


@pytest.mark.parametrize(
    ("for_", "against", "told"),
    [
        pytest.param(40, 0.5, "the weight for .* got 40", id="for"),
        pytest.param(0.4, -1, "the weight against .* got -1", id="against"),
    ],
)
def test_weights_outside_0_to_1_are_refused(
    for_: float, against: float, told: str
) -> None:
    with pytest.raises(InvalidFlag, match=told):
        Flag.from_weights(for_, against)


@pytest.mark.parametrize(
    ("flag", "word"),
    [
        pytest.param(Flag(0.9, 0.85), "contested", id="contested before succeeding"),
        pytest.param(Flag(0.1, 0.05), "contested", id="contested before failing"),
        pytest.param(Flag(0.4, 1), "not known", id="exactly 60 white"),
        pytest.param(Flag(0.35, 0.95), "not known", id="60 white but for rounding"),
        pytest.param(Flag(0.8, 1), "succeeding", id="exactly 80 for"),
        pytest.param(Flag(0, 0.2), "failing", id="exactly 80 against"),
        pytest.param(Flag(0.79, 1), "mixed", id="nearly succeeding"),
        pytest.param(Flag(0.1, 0.21), "mixed", id="nearly failing"),
        pytest.param(Flag(0.45, 0.95), "mixed", id="half and half"),
        pytest.param(Flag(0.1 + 0.2, 0.3), "mixed", id="a rounding is no conflict"),
    ],
)
def test_the_word_for_a_flag(flag: Flag, word: str) -> None:
    assert flag.word() == word


def test_not_known_comes_before_failing_and_succeeding() -> None:
    wide = Thresholds(not_known_from=0.1, succeeding_from=0.5, failing_to=0.5)

    assert Flag(0.6, 0.8).word(wide) is Word.NOT_KNOWN
    assert Flag(0.2, 0.4).word(wide) is Word.NOT_KNOWN


def test_an_owner_may_move_the_thresholds() -> None:
    strict = Thresholds(succeeding_from=0.95)

    assert Flag(0.9, 1).word() is Word.SUCCEEDING
    assert Flag(0.9, 1).word(strict) is Word.MIXED


def test_a_threshold_outside_0_to_1_is_refused() -> None:
    with pytest.raises(InvalidFlag, match=r"succeeding_from .* got 80"):
        Thresholds(succeeding_from=80)


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        pytest.param(Flag(0.4, 0.9), "40 for, 50 not known, 10 against", id="plain"),
        pytest.param(
            Flag(0.7, 0.4), "40 for, 30 contested, 30 against", id="contested"
        ),
        pytest.param(
            Flag(0.333, 0.667), "33 for, 34 not known, 33 against", id="thirds"
        ),
        pytest.param(
            Flag(0.405, 0.995),
            "40 for, 59 not known, 1 against",
            id="largest remainder",
        ),
        pytest.param(
            Flag(0.125, 0.875),
            "12 for, 75 not known, 13 against",
            id="a tie is cautious",
        ),
        pytest.param(Flag(0.29, 0.58), "29 for, 29 not known, 42 against", id="29"),
    ],
)
def test_a_flag_in_words(flag: Flag, words: str) -> None:
    assert flag.in_words() == words


@given(flags)
def test_the_numbers_in_words_always_add_up_to_100(flag: Flag) -> None:
    numbers = [int(part.split()[0]) for part in flag.in_words().split(", ")]

    assert sum(numbers) == 100
    assert min(numbers) >= 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.integers(0, 100))
def test_apportioned_numbers_add_up_and_are_near(
    widths: list[float], total: int
) -> None:
    numbers = apportioned(widths, total)

    if math.fsum(widths) > 0:
        assert sum(numbers) == total
        for number, width in zip(numbers, widths, strict=True):
            assert abs(number - total * width / math.fsum(widths)) < 1 + 1e-6


def test_the_largest_remainder_is_rounded_up_first() -> None:
    assert apportioned([0.5, 0.3, 0.2], 7) == [4, 2, 1]
    assert apportioned([0.0, 0.0], 0) == [0, 0]
