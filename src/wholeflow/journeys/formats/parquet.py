"""Tables in Apache Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wholeflow.errors import BadLog

from .raw import refuse_size

_NOT_PARQUET = (
    "this is not a Parquet file, or it is damaged or cut off; copy it again, or export "
    "the log as CSV"
)
_BYTES_A_VALUE = 16  # what Polars needs for a value of text or a time, at least


@dataclass(frozen=True, slots=True)
class ParquetLog:
    """A Parquet file, opened: its schema is known, its columns not yet read."""

    name: str
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    path: Path
    limit: int

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Read these columns in their own types.

        Raises
        ------
        BadLog
            If the file is damaged, or unpacks to more than the size setting.
        """
        try:
            table = pl.scan_parquet(self.path, glob=False)
            height = table.select(pl.len()).collect().item()
            size = height * len(wanted) * _BYTES_A_VALUE
            refuse_size(self.name, size, self.limit, unpacked=True)
            return table.select(wanted).collect()
        except (*_BROKEN, OSError) as cause:
            raise BadLog(self.name, [_NOT_PARQUET]) from cause

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Row numbers as the same table would have them in a sheet with a header."""
        return [row + 2 for row in rows]


# A damaged file can end in a panic of the reader, which is not an `Exception`.
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def open_parquet(name: str, path: Path, limit: int) -> ParquetLog:
    """Read the schema of a Parquet file.

    Parameters
    ----------
    name
        Name of the file, for messages.
    path
        Where it lies.
    limit
        Bytes it may unpack to.

    Returns
    -------
    ParquetLog
        Ready to `fetch`.

    Raises
    ------
    BadLog
        If the file is not Parquet.
    """
    try:
        headings = tuple(pl.read_parquet_schema(path))
    except (*_BROKEN, OSError) as cause:
        raise BadLog(name, [_NOT_PARQUET]) from cause
    return ParquetLog(name, headings, (), path, limit)
