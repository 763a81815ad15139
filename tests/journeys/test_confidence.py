"""Intervals of shares against published tables and their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys.measures.confidence import newcombe, wilson


@pytest.mark.parametrize(
    ("number", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
    ],
)  # fmt: skip
def test_a_share_has_the_interval_of_table_i_of_newcombe(
    number: int, of: int, low: float, high: float
) -> None:
    found = wilson(number, of)

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_has_the_interval_of_method_10_of_newcombe(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(wilson(*first), wilson(*second))

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 50), st.integers(1, 50))
def test_an_interval_holds_its_share_and_is_one_of_shares(number: int, of: int) -> None:
    number = min(number, of)

    found = wilson(number, of)

    assert 0 <= found.low <= found.estimate <= found.high <= 1
    mirrored = wilson(of - number, of)
    assert mirrored.low == pytest.approx(1 - found.high)
