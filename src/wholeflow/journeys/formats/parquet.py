"""Tables in Apache Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wholeflow.errors import BadLog
from wholeflow.journeys.kernels import LARGE

from .raw import Listed, Read, listed, refuse_size

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
        self._refuse_large(wanted)
        try:
            return pl.scan_parquet(self.path, glob=False).select(wanted).collect()
        except _BROKEN as cause:
            raise BadLog(self.name, [_NOT_PARQUET]) from cause

    def reader(self, wanted: Sequence[str]) -> Read:
        """Give what reads one column at a time of a large log, or of a small one all.

        Names of a large log come as lists, which the file mostly has already. Faults
        are told as by `fetch`.
        """
        if self._refuse_large(wanted) < LARGE:
            return self.fetch(wanted).get_column
        return lambda heading: _column(self, heading)

    def _refuse_large(self, wanted: Sequence[str]) -> int:
        try:
            file = pl.scan_parquet(self.path, glob=False)
            height: int = file.select(pl.len()).collect().item()
        except _BROKEN as cause:
            raise BadLog(self.name, [_NOT_PARQUET]) from cause
        size = height * len(wanted) * _BYTES_A_VALUE
        refuse_size(self.name, size, self.limit, unpacked=True)
        return height

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Row numbers as the same table would have them in a sheet with a header."""
        return [row + 2 for row in rows]


# A damaged file can end in a panic of the reader, which is not an `Exception`.
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


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
    except _BROKEN as cause:
        raise BadLog(name, [_NOT_PARQUET]) from cause
    return ParquetLog(name, headings, (), path, limit)


def _column(log: ParquetLog, heading: str) -> pl.Series | Listed:
    # These are late so that a small log need not wait for them.
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415 - pyarrow is slow to load

    texts = (pa.string(), pa.large_string(), pa.string_view())
    try:
        with pq.ParquetFile(log.path, read_dictionary=[heading]) as file:
            kind = file.schema_arrow.field(heading).type
            if not (pa.types.is_dictionary(kind) and kind.value_type in texts):
                return log.fetch([heading]).to_series()
            column = file.read(columns=[heading]).column(0)
        coded = column.unify_dictionaries().combine_chunks()
    except (pa.ArrowException, OSError) as cause:
        raise BadLog(log.name, [_NOT_PARQUET]) from cause
    return listed(coded)
