"""What every format hands on: headings, and columns of values as they stand.

A reader of a format finds faults of *form* (a quotation mark that never closes, a file
that is not what its name says). What the values mean is decided later, in one place
for all formats (`wholeflow.journeys.building`), so CSV, Excel and Parquet of one log
give the same answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import polars as pl

from wholeflow.errors import BadInput, BadLog
from wholeflow.journeys.arrays import Codes

if TYPE_CHECKING:
    import pyarrow as pa

SIZE_SETTING = "WHOLEFLOW_MAX_LOG_MB"
DEFAULT_SIZE_MB = 2048
MEGABYTE = 1_000_000
FAULTS_KEPT = 100  # of one kind; beyond that a count says more than a list


class RawLog(Protocol):
    """A table whose columns are read when they are asked for."""

    @property
    def name(self) -> str:
        """Name of the file, as the person knows it."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the columns, each different."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided while opening, in words (delimiter, encoding, sheet)."""

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Read these columns; text stays text and empty is empty."""

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Line of the file for each row of `fetch`, the header being line 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A column of text as a list of its values and where in it each row points.

    Parameters
    ----------
    values
        In any order; some may be in it twice, or said by no row.
    places
        Place in `values` of each row, -1 where it says nothing. Shape (n_rows,).
    """

    values: pl.Series
    places: Codes


def listed(column: pa.DictionaryArray) -> Listed:
    """Take a column over from Arrow, where lists of values are called dictionaries."""
    places = column.indices
    if places.null_count:
        places = places.fill_null(-1)
    values = pl.Series(pl.from_arrow(column.dictionary))
    return Listed(values, places.to_numpy().astype(np.int32, copy=False))


def series_of(column: pl.Series | Listed) -> pl.Series:
    """Give a column of values, each row its own; null where it says nothing."""
    if isinstance(column, pl.Series):
        return column
    places = pl.Series(column.places)
    return column.values.gather(places.set(places < 0, None))


Read = Callable[[str], pl.Series | Listed]  # a column, by its heading


@runtime_checkable
class ColumnarLog(Protocol):
    """A `RawLog` whose columns can be read one at a time, so that few are in memory."""

    def reader(self, wanted: Sequence[str], times: Sequence[str], /) -> Read:
        """Give a function that reads each of these columns.

        Of `times`, which are among them, nothing is wanted but the moments.
        """


def reader_of(raw: RawLog, wanted: Sequence[str], times: Sequence[str] = ()) -> Read:
    """Give a function that reads a column; only where it must are all read at once.

    Parameters
    ----------
    raw
        The file.
    wanted
        Headings of the columns that will be asked for, each once.
    times
        Those of them that are asked for as times alone.
    """
    if isinstance(raw, ColumnarLog):
        return raw.reader(wanted, times)
    return raw.fetch(wanted).get_column


def size_limit() -> int:
    """Give the largest size of a log, in bytes, that may be taken into memory.

    It holds for the file and for what it unpacks to.

    Returns
    -------
    int
        From the setting WHOLEFLOW_MAX_LOG_MB, in millions of bytes (default 2048).

    Raises
    ------
    BadInput
        If the setting is not a whole number above 0.
    """
    given = os.environ.get(SIZE_SETTING, str(DEFAULT_SIZE_MB))
    if not given.strip().isdecimal() or int(given) == 0:
        raise BadInput(
            f"the setting {SIZE_SETTING}",
            [f"expected a whole number of megabytes above 0, got '{given}'"],
        )
    return int(given) * MEGABYTE


def refuse_size(name: str, size: int, limit: int, *, unpacked: bool = False) -> None:
    """Refuse a log that is larger than the setting allows.

    Raises
    ------
    BadLog
        If `size` (bytes) is above `limit` (bytes).
    """
    if size <= limit:
        return
    what = "unpacks to more than" if unpacked else f"is {size / MEGABYTE:,.0f} MB, over"
    raise BadLog(
        name,
        [
            (
                f"the file {what} the limit of {limit // MEGABYTE:,} MB; raise it with "
                f"{SIZE_SETTING} if this machine has the memory, or cut the log into "
                "shorter periods"
            )
        ],
    )


def distinct_headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Trim headings; name empty and repeated ones by their place.

    >>> distinct_headings(["case", " time ", "time", ""])
    ('case', 'time', 'time (column 3)', 'column 4')
    """
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {place}"
        names.append(f"{name} (column {place})" if name in names else name)
    return tuple(names)
