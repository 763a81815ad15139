"""Tables that are already in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class TableLog:
    """A table, as the other formats hand theirs on."""

    name: str
    table: pl.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.table.columns)

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Give these columns as they are."""
        return self.table.select(wanted)

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Row numbers as a sheet with a header would have them."""
        return [row + 2 for row in rows]
