"""Delimited text of a large log, read by Arrow a block at a time on all processors.

Names become lists and places while they are read, and times become moments, so that the
text of a column is never in memory whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from wholeflow.journeys.time_text import WAYS
from wholeflow.journeys.times import EARLIEST, LATEST

from .raw import Listed, listed

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 1 << 23  # bytes; each has lists of its names, which are then made one


@dataclass(frozen=True, slots=True)
class Layout:
    """A delimited text, and what is known of how it is written.

    Parameters
    ----------
    source
        The text in UTF-8, or where it lies.
    width
        How many fields every row must have.
    separator
        Between fields.
    is_quoted
        Whether fields are in quotation marks, which stand where RFC 4180 puts them.
    """

    source: bytes | Path
    width: int
    separator: str
    is_quoted: bool


def read_many_rows(
    layout: Layout, names: Sequence[int], times: Mapping[int, str]
) -> dict[int, pl.Series | Listed] | None:
    """Read columns of a delimited text; its first row has headings.

    Parameters
    ----------
    layout
        The text.
    names
        Places of the columns that are read as lists of names, from 0.
    times
        Places of the columns of times, with the first cell of each.

    Returns
    -------
    dict or None
        By place: names as lists, times as moments if all of them are written year first
        in one way and else as text. None if a row has another width, or if each of the
        columns is empty somewhere: a row may then be blank.
    """
    # Late, so that a small log need not wait for it.
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load

    text = pa.string()
    for kind in dict.fromkeys((_kind_of(times.values()) or text, text)):
        kinds = dict.fromkeys(names, pa.dictionary(pa.int32(), text))
        kinds |= dict.fromkeys(times, kind)
        try:
            table = _table(layout, kinds)
            if all(_has_empty(column) for column in table.columns):
                return None
            columns = {
                place: _as_column(table.column(at)) for at, place in enumerate(kinds)
            }
        except pa.ArrowException:
            continue
        if kind == text or all(_in_calendar(columns[at]) for at in times):
            return columns
    return None


def _kind_of(times: Iterable[str]) -> pa.DataType | None:
    """Give the kind of moment that Arrow reads as `read_times` does, if there is one."""
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load

    matches = [WAYS["year-month-day"].fullmatch(cell) for cell in times if cell]
    zoned = {match and match["offset"] is not None for match in matches}
    if zoned == {True}:
        return pa.timestamp("us", "UTC")
    return pa.timestamp("us") if zoned == {False} else None


def _table(layout: Layout, kinds: Mapping[int, pa.DataType]) -> pa.Table:
    import pyarrow.csv as reading  # noqa: PLC0415 - pyarrow is slow to load

    # Headings may repeat or be empty, so columns go by their places.
    return reading.read_csv(
        BytesIO(layout.source) if isinstance(layout.source, bytes) else layout.source,
        read_options=reading.ReadOptions(
            column_names=[str(place) for place in range(layout.width)],
            skip_rows_after_names=1,
            block_size=_BLOCK,
        ),
        parse_options=reading.ParseOptions(
            delimiter=layout.separator, newlines_in_values=layout.is_quoted
        ),
        convert_options=reading.ConvertOptions(
            column_types={str(place): kind for place, kind in kinds.items()},
            include_columns=[str(place) for place in kinds],
            null_values=[""],  # of times alone: text has no null words
            check_utf8=False,  # it was checked when the file was opened
        ),
    )


def _has_empty(column: pa.ChunkedArray) -> bool:
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load
    import pyarrow.compute as pc  # noqa: PLC0415 - pyarrow is slow to load

    if pa.types.is_timestamp(column.type):
        return bool(column.null_count)
    return any(
        pc.index(getattr(chunk, "dictionary", chunk), "").as_py() >= 0
        for chunk in column.chunks
    )


def _as_column(column: pa.ChunkedArray) -> pl.Series | Listed:
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load

    if pa.types.is_dictionary(column.type):
        return listed(column.unify_dictionaries().combine_chunks())
    return pl.Series(pl.from_arrow(column))


def _in_calendar(times: pl.Series | Listed) -> bool:
    assert isinstance(times, pl.Series), "times are not listed"
    moments = times.to_physical().drop_nulls()
    return bool(((moments >= EARLIEST) & (moments <= LATEST)).all())
