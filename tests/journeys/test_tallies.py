"""Waits are summed up alike by counting and by sorting, and both are exact."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys.measures import tallies
from wholeflow.journeys.measures.tallies import Tally, _counted, _sorted, tally

HOUR = 3_600_000_000
WAITS = st.one_of(
    st.integers(0, 40), st.integers(0, 10 * HOUR), st.integers(2**60, 2**62 - 1)
)
STEPS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 3), WAITS), min_size=1, max_size=60
)
Step = tuple[int, int, int]


def columns(steps: list[Step]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Key, case, which rises, and wait."""
    key, case, wait = (np.array(column) for column in zip(*steps, strict=True))
    return key.astype(np.int32), np.sort(case).astype(np.int32), wait


def plain(found: Tally) -> list[list[float]]:
    return [getattr(found, name).tolist() for name in Tally.__slots__]


@given(STEPS)
def test_counting_gives_the_numbers_of_sorting(steps: list[Step]) -> None:
    key, case, wait = columns(steps)

    half = len(key) // 2
    parts = [
        (key[part], case[part], wait[part])
        for part in (slice(None, half), slice(half, None))
    ]

    counted = _counted(lambda: parts, 7)

    assert counted is not None
    assert plain(counted.in_hours()) == plain(_sorted(key, case, wait).in_hours())


@given(st.lists(st.integers(0, 2**62 - 1), min_size=1, max_size=30))
def test_numbers_of_a_group_are_rounded_once(waits: list[int]) -> None:
    nothing = np.zeros(len(waits), dtype=np.int32)

    found = tally([(nothing, nothing, np.array(waits))], 1)

    ordered = sorted(waits)
    place = Fraction(9 * (len(waits) - 1), 10)
    low, high = ordered[int(place)], ordered[min(int(place) + 1, len(waits) - 1)]
    p90 = low + (place - int(place)) * (high - low)
    assert found.total_hours[0] == float(Fraction(sum(waits), HOUR))
    assert found.mean_hours[0] == float(Fraction(sum(waits), HOUR * len(waits)))
    assert found.p90_hours[0] == float(p90 / HOUR)


def test_a_case_is_counted_once_for_each_group() -> None:
    key, case = np.array([0, 1, 0, 0]), np.array([5, 5, 5, 6])

    found = tally([(key, case, np.zeros(4, dtype=np.int64))], 2)

    assert (found.times.tolist(), found.cases.tolist()) == ([3, 1], [2, 1])


def test_no_waits_make_no_groups() -> None:
    nothing = np.array([], dtype=np.int64)

    assert len(tally([(nothing, nothing, nothing)], 5).key) == 0


def test_more_groups_than_are_counted_are_sorted() -> None:
    key = np.arange(tallies.MOST_GROUPS + 1, dtype=np.int32)

    assert _counted(lambda: [(key, key, key.astype(np.int64))], len(key)) is None
