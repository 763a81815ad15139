"""Variants: exact, ranked, and the same whatever order the cases come in."""

from collections.abc import Callable

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import Columns, Journeys, Variant, variants

ALog = Callable[..., Journeys]


def test_the_most_frequent_way_through_comes_first(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01", "A,treat,2024-05-02",
        "B,see,2024-05-01",
        "C,see,2024-05-01", "C,treat,2024-05-02",
    )  # fmt: skip

    found = variants(journeys)

    assert found.shown(journeys, 9) == (
        Variant(("see", "treat"), 2),
        Variant(("see",), 1),
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


def _of_traces(traces: list[list[int]]) -> Journeys:
    """A log of 300 activities whose cases have these traces."""
    lengths = [len(trace) for trace in traces]
    case = np.repeat(np.arange(len(traces), dtype=np.int32), lengths)
    nobody = np.full(len(case), -1, dtype=np.int32)
    times = np.arange(len(case), dtype=np.int64)
    return Journeys(
        case_names=pl.Series([str(n) for n in range(len(traces))]),
        activities=tuple(f"{n:03}" for n in range(300)),
        groups=(),
        resources=(),
        case=case,
        activity=np.concatenate([np.array(trace, dtype=np.int32) for trace in traces]),
        group=nobody,
        resource=nobody,
        start=times,
        end=times,
        only_half=np.zeros(len(case), dtype=np.bool_),
        first_event=np.concatenate([[0], np.cumsum(lengths)]),
        source="made up",
        columns=Columns(),
        timezone="UTC",
        notes=(),
    )
