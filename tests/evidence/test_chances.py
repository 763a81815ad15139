from __future__ import annotations

import math

import pytest

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import DEPENDENCE_WORDS, Chance, Dependence


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
