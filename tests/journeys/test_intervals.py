"""Stretches of time against a loop that anybody can follow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import intervals
from wholeflow.journeys.intervals import latest_before, newly_covered

Stretch = tuple[int, int]
runs = st.lists(
    st.lists(st.tuples(st.integers(0, 50), st.integers(-3, 20)), min_size=1).map(
        lambda pairs: sorted((begin, begin + long) for begin, long in pairs)
    ),
    max_size=8,
)


def laid_out(
    given_runs: list[list[Stretch]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [(n == 0, *pair) for run in given_runs for n, pair in enumerate(run)]
    new, begin, end = zip(*rows, strict=True) if rows else ((), (), ())
    return (
        np.array(new, dtype=bool),
        np.array(begin, dtype=np.int64),
        np.array(end, dtype=np.int64),
    )


@given(runs)
def test_what_had_ended_is_what_a_loop_finds(given_runs: list[list[Stretch]]) -> None:
    expected = [
        max((max(pair) for pair in run[:place]), default=begin)
        for run in given_runs
        for place, (begin, _) in enumerate(run)
    ]

    assert latest_before(*laid_out(given_runs)).tolist() == expected


@given(runs)
def test_many_rows_are_looked_at_like_few(given_runs: list[list[Stretch]]) -> None:
    rows = laid_out(given_runs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "LARGE", 0)
        many = latest_before(*rows)

    assert many.tolist() == latest_before(*rows).tolist()


@given(runs)
def test_what_is_covered_is_what_ticking_off_minutes_finds(
    given_runs: list[list[Stretch]],
) -> None:
    ticked = [
        len({minute for begin, end in run for minute in range(begin, end)})
        for run in given_runs
    ]

    assert newly_covered(*laid_out(given_runs)).sum() == sum(ticked)


def test_times_whose_sum_is_too_large_for_whole_numbers_are_no_trouble() -> None:
    centuries = 2**61
    new = np.array([True, False, True, False, True, False])
    begin = np.array([0, 5, 0, 5, 0, 5])
    end = np.array([centuries, 6, 7, 6, centuries, 6])

    assert latest_before(new, begin, end).tolist() == [0, centuries, 0, 7, 0, centuries]
