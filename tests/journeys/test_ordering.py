"""The order of a large log is that of a small one, however its rows come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import ordering
from wholeflow.journeys.ordering import _counted, _sorted, placed

ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 6), st.integers(0, 3)),
    min_size=1,
    max_size=40,
)
Row = tuple[int, int, int]


def columns(rows: list[Row]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Case, first event of each case, start and end."""
    case, start, long = (np.array(column) for column in zip(*rows, strict=True))
    present, code = np.unique(case, return_inverse=True)
    counts = np.bincount(code, minlength=len(present))
    first_event = np.concatenate(([0], np.cumsum(counts)))
    return code.astype(np.int32), first_event, start, start + long


@given(ROWS)
def test_counting_gives_the_order_of_sorting(rows: list[Row]) -> None:
    case, first_event, start, end = columns(rows)

    counted = _counted(case, first_event, start, end)
    plain = _sorted(case, first_event, start, end)

    assert counted is not None or len(rows) > 9  # few moves are always tried
    assert counted is None or (
        counted.place.tolist() == plain.place.tolist()
        and counted.row.tolist() == plain.row.tolist()
        and counted.start.tolist() == plain.start.tolist()
        and counted.end.tolist() == plain.end.tolist()
    )


def test_a_log_far_out_of_order_is_left_to_sorting() -> None:
    start = np.arange(100)[::-1].copy()
    case = np.zeros(100, dtype=np.int32)

    assert _counted(case, np.array([0, 100]), start, start) is None


@given(ROWS)
def test_a_column_is_put_in_order_alike_by_loop_and_by_numpy(rows: list[Row]) -> None:
    case, first_event, start, end = columns(rows)
    place = _sorted(case, first_event, start, end).place

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordering, "LARGE", 0)
        looped = placed(start, place)

    assert looped.tolist() == placed(start, place).tolist()
    assert looped[place].tolist() == start.tolist()
