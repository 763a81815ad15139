"""Sharing out a length, and edges that boxes share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.processes.layouts.boxes import Box, SharedEdge, share_out, shares_edge

shares = st.lists(
    st.tuples(st.floats(0.01, 100), st.integers(0, 50)), min_size=1, max_size=8
)


@given(shares, st.integers(0, 500))
def test_a_length_is_shared_whole_and_nobody_gets_too_little(
    drawn: list[tuple[float, int]], spare: int
) -> None:
    weights, least = [w for w, _ in drawn], [n for _, n in drawn]
    total = sum(least) + spare

    given_out = share_out(total, weights, least)

    assert sum(given_out) == total
    assert all(got >= need for got, need in zip(given_out, least, strict=True))


def test_shares_follow_weights_where_all_have_enough() -> None:
    assert share_out(90, [1, 2, 6], [0, 0, 0]) == (10, 20, 60)


def test_who_needs_more_than_its_share_takes_from_the_others() -> None:
    assert share_out(90, [1, 2, 6], [30, 0, 0]) == (30, 15, 45)


@pytest.mark.parametrize(
    ("other", "edge"),
    [
        pytest.param(Box(10, 2, 5, 20), SharedEdge("right", 2, 10), id="right"),
        pytest.param(Box(-5, 0, 5, 4), SharedEdge("left", 0, 4), id="left"),
        pytest.param(Box(3, 10, 9, 5), SharedEdge("bottom", 3, 10), id="below"),
        pytest.param(Box(0, -5, 10, 5), SharedEdge("top", 0, 10), id="above"),
        pytest.param(Box(10, 10, 5, 5), None, id="corner only"),
        pytest.param(Box(11, 0, 5, 5), None, id="apart"),
    ],
)
def test_boxes_that_meet_share_an_edge(other: Box, edge: SharedEdge | None) -> None:
    assert shares_edge(Box(0, 0, 10, 10), other) == edge
