"""Day after day appended is the same as all read at once."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of
from tests.journeys.test_store import contents
from wholeflow.errors import BadInput
from wholeflow.journeys import Columns, Journeys, appended, read_table

ALog = Callable[..., Journeys]


@given(st.lists(events, min_size=2, max_size=30), st.data())
def test_any_split_of_the_rows_appended_is_the_whole(
    rows: list[tuple[int, str, int, int, str, str]], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(rows) - 1))

    whole = appended(log_of(rows[:cut]), log_of(rows[cut:]))

    assert contents(whole) == contents(log_of(rows))


def test_further_columns_are_appended_too() -> None:
    columns = Columns(more=("ward",))
    days = [
        pl.DataFrame(
            {"case": ["A"], "activity": [what], "time": [when], "ward": [ward]}
        )
        for what, when, ward in (
            ("leave", "2024-05-02", "W1"),
            ("arrive", "2024-05-01", ""),
        )
    ]

    whole = appended(*(read_table(day, columns=columns) for day in days))

    assert whole.more["ward"].codes.tolist() == [-1, 0]
    assert contents(whole) == contents(read_table(pl.concat(days), columns=columns))


def test_a_log_without_a_column_of_the_other_is_not_appended(a_log: ALog) -> None:
    one = a_log("A,a,2024-05-01,W", columns="case,activity,time,group")
    other = a_log("A,a,2024-05-01")

    with pytest.raises(BadInput, match="has no column 'group'"):
        appended(one, other)
