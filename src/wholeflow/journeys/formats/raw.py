"""What every format hands on: headings, and columns of values as they stand.

A reader of a format finds faults of *form* (a quotation mark that never closes, a file
that is not what its name says). What the values mean is decided later, in one place
for all formats (`wholeflow.journeys.building`), so CSV, Excel and Parquet of one log
give the same answers.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from wholeflow.errors import BadInput, BadLog

if TYPE_CHECKING:
    import polars as pl

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
