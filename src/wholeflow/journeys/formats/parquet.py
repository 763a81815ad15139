"""Tables in Apache Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from wholeflow.errors import BadLog

from .raw import Listed, Read, listed, refuse_size

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_NOT_PARQUET = (
    "this is not a Parquet file, or it is damaged or cut off; copy it again, or export "
    "the log as CSV"
)
_BYTES_A_VALUE = 16  # what Polars needs for a value of text or a time, at least
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_TIMES = (pl.Datetime, pl.Date)


@dataclass(frozen=True, slots=True)
class ParquetLog:
    """A Parquet file, opened: its schema is known, its columns not yet read."""

    name: str
    kinds: Mapping[str, pl.DataType]  # of the columns, by heading
    notes: tuple[str, ...]
    path: Path
    limit: int
    file: pq.ParquetFile  # open; gives text as lists of values

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.kinds)

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

    def reader(self, wanted: Sequence[str], _: Sequence[str] = ()) -> Read:
        """Give what reads one column at a time.

        Text comes as a list of values, which the file mostly has already. Faults are
        told as by `fetch`.
        """
        self._refuse_large(wanted)
        return self._column

    def _column(self, heading: str) -> pl.Series | Listed:
        kind = self.kinds[heading]
        if kind in _TEXTS:
            return listed(self._in_arrow(heading).unify_dictionaries().combine_chunks())
        if kind in _TIMES:
            times = pl.Series(pl.from_arrow(self._in_arrow(heading)))
            # Times of 96 bits, as Spark writes them, may have lost their zone in Arrow.
            if times.dtype == kind:
                return times
        return self.fetch([heading]).to_series()

    def _in_arrow(self, heading: str) -> pa.ChunkedArray:
        import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load

        try:
            column = self.file.read([heading], use_threads=False).column(heading)
            # A damaged file may point beyond its lists, or hold text that is none.
            column.validate(full=True)
        except (pa.ArrowException, OSError) as cause:
            raise BadLog(self.name, [_NOT_PARQUET]) from cause
        return column

    def _refuse_large(self, wanted: Sequence[str]) -> None:
        size = self.file.metadata.num_rows * len(wanted) * _BYTES_A_VALUE
        refuse_size(self.name, size, self.limit, unpacked=True)

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
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is slow to load
    import pyarrow.parquet as pq  # noqa: PLC0415 - pyarrow is slow to load

    try:
        kinds = pl.read_parquet_schema(path)
        texts = [heading for heading, kind in kinds.items() if kind in _TEXTS]
        file = pq.ParquetFile(path, read_dictionary=texts)
    except (*_BROKEN, pa.ArrowException) as cause:
        raise BadLog(name, [_NOT_PARQUET]) from cause
    return ParquetLog(name, kinds, (), path, limit, file)
