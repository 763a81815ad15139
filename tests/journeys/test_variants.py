"""Variants: exact, ranked, and the same whatever order the cases come in."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import Journeys, Variant, read_table, variants
from wholeflow.journeys.measures import variants as ways
from wholeflow.journeys.measures.variants import _compared, _numbered, _told_apart

ALog = Callable[..., Journeys]


def test_the_most_frequent_way_through_comes_first(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01", "A,treat,2024-05-02",
        "B,see,2024-05-01",
        "C,see,2024-05-01", "C,treat,2024-05-02",
    )  # fmt: skip

    found = variants(journeys)

    assert found.shown(journeys, 9) == (
        Variant(("see", "treat"), 2, 2),
        Variant(("see",), 1, 1),
    )
    assert found.of_case.tolist() == [0, 1, 0]


@given(
    st.lists(
        st.lists(st.integers(0, 299), min_size=1, max_size=4), min_size=1, max_size=20
    )
)
def test_variants_are_the_different_traces(traces: list[list[int]]) -> None:
    found = variants(_of_traces(traces))

    different = {tuple(trace) for trace in traces}
    assert len(found) == len(different)
    assert sum(found.counts) == len(traces)


@given(
    st.lists(
        st.lists(st.integers(0, 1), min_size=1, max_size=130), min_size=1, max_size=20
    ),
    st.sampled_from([1, 299]),
)
def test_variants_of_a_large_log_are_those_of_a_small_one(
    traces: list[list[int]], apart: int
) -> None:
    journeys = _of_traces([[step * apart for step in trace] for trace in traces])

    plain, large = _compared(journeys), _numbered(journeys)

    assert large.counts == plain.counts
    assert large.of_case.tolist() == plain.of_case.tolist()


def test_traces_of_one_hash_are_told_apart_with_another_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    def told_apart(journeys: Journeys, seed: int) -> object:
        tried.append(seed)
        found = _told_apart(journeys, seed)
        return found if seed else (*found[:3], -1)

    monkeypatch.setattr(ways, "_told_apart", told_apart)

    assert _numbered(_of_traces([[0], [1]])).counts == (1, 1)
    assert tried == [0, 1]


def test_two_traces_of_one_hash_are_noticed() -> None:
    journeys = _of_traces([[0, 1], [1, 0]])
    factor_of_one = (7_046_029_254_386_353_131 + 1) // 2  # then order does not matter

    assert _told_apart(journeys, factor_of_one)[-1] == -1
    assert _told_apart(journeys, 0)[-1] == 2


def _of_traces(traces: list[list[int]]) -> Journeys:
    """A log of 300 activities whose cases have these traces."""
    steps = [(case, step) for case, trace in enumerate(traces) for step in trace]
    return read_table(
        pl.DataFrame(
            {
                "case": [f"{case:06}" for case, _ in steps],
                "activity": [f"{step:03}" for _, step in steps],
                "time": np.arange(len(steps)).astype("datetime64[us]"),
            }
        ),
        timezone="UTC",
    )
