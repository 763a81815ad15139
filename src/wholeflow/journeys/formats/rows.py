"""Rows of text gathered one by one, from files that are no tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

_ROWS_A_PACK = 1 << 14


@dataclass(slots=True)
class Rows:
    """A table that grows row by row; beside each row the line of the file is kept.

    Some thousand rows at a time are packed into columns, which take a tenth of the room.

    Parameters
    ----------
    names
        Of the columns.
    called
        What the table is called in messages, where the file has tables; else empty.
    half_letters
        Lines with a text that is none: JSON can write half of a letter.
    """

    names: tuple[str, ...]
    called: str = ""
    half_letters: list[int] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _cells: list[list[str | None]] = field(init=False)
    _packed: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._cells = [[] for _ in self.names]

    def add(self, line: int, *cells: str | None) -> None:
        """Append a row."""
        self._lines.append(line)
        for column, cell in zip(self._cells, cells, strict=True):
            column.append(cell)
        if len(self._lines) >= _ROWS_A_PACK:
            self._pack()

    def frame(self) -> pl.DataFrame:
        """All rows, with "line" as the first column and nothing as null."""
        self._pack()
        return pl.concat(self._packed)

    def _pack(self) -> None:
        columns = {"line": pl.Series(self._lines, dtype=pl.Int64)}
        for name, cells in zip(self.names, self._cells, strict=True):
            try:
                columns[name] = pl.Series(cells, dtype=pl.String)
            except UnicodeEncodeError:
                columns[name] = pl.Series(self._whole_letters(cells), dtype=pl.String)
        self._packed.append(pl.DataFrame(columns))
        self._lines = []
        self._cells = [[] for _ in self.names]

    def _whole_letters(self, cells: list[str | None]) -> list[str | None]:
        whole = [cell and cell.encode("utf-8", "replace").decode() for cell in cells]
        rows = zip(self._lines, cells, whole, strict=True)
        self.half_letters += [line for line, before, now in rows if before != now]
        return whole
