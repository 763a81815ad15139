"""Names become the same codes whatever kind of column says them, and however many."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import coding
from wholeflow.journeys.coding import Named, named

CELLS = st.lists(
    st.sampled_from(["b", " b", "a", "ä", "", " ", "B", None]), max_size=20
)


def plain(column: Named) -> tuple[list[int], list[str]]:
    return column.codes.tolist(), column.names.to_list()


@given(CELLS)
def test_codes_point_into_sorted_trimmed_names(cells: list[str | None]) -> None:
    column = named(pl.Series(cells, dtype=pl.String))

    trimmed = (
        pl.Series(cells, dtype=pl.String).str.strip_chars().fill_null("").to_list()
    )
    assert column.names.to_list() == sorted({cell for cell in trimmed if cell})
    assert [(*column.names, "")[code] for code in column.codes] == trimmed


@given(CELLS)
def test_a_large_column_is_coded_like_a_small_one(cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "LARGE", 0)
        patch.setattr(coding, "_FEW", 1)
        large = named(column)

    assert plain(large) == plain(named(column))


@given(CELLS)
def test_categories_are_coded_like_text(cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)

    assert plain(named(column.cast(pl.Categorical))) == plain(named(column))


@pytest.mark.parametrize(
    ("column", "names"),
    [
        (pl.Series([2, 10, None]), ["10", "2"]),
        (pl.Series([2.0, 10.0]), ["10", "2"]),
        (pl.Series([2.5, 10.0]), ["10.0", "2.5"]),
        (pl.Series([[1], [2]]), []),
        (pl.Series([b"x"]), []),
        (pl.Series([None, None], dtype=pl.String), []),
    ],
    ids=["whole", "whole as fractions", "fractions", "lists", "bytes", "nothing"],
)
def test_any_kind_of_column_may_name(column: pl.Series, names: list[str]) -> None:
    assert named(column).names.to_list() == names
