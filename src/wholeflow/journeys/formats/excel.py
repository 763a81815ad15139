"""Tables in Excel workbooks (.xlsx)."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import polars as pl

from wholeflow.errors import BadLog

from .raw import distinct_headings, refuse_size

if TYPE_CHECKING:
    import openpyxl

_NOT_EXCEL = (
    "this is not an Excel workbook (.xlsx), or it is damaged or locked by a password; "
    "open it in Excel and save it as .xlsx or CSV"
)
_MOST_ROWS = 1_048_576  # a sheet of Excel holds no more
_MILLISECOND = 1000


@dataclass(frozen=True, slots=True)
class ExcelLog:
    """A sheet of a workbook, opened: its headings are known, its rows not yet read."""

    name: str
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    path: Path

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Read these columns as text; dates become ISO text, to the millisecond.

        A damaged workbook is refused as `BadLog`.
        """
        places = [self.headings.index(name) for name in wanted]
        columns: list[list[str]] = [[] for _ in wanted]
        for _, cells in _filled_rows(self.name, self.path):
            for column, place in zip(columns, places, strict=True):
                column.append(cells[place] if place < len(cells) else "")
        return pl.DataFrame(
            {
                name: pl.Series(column[1:], dtype=pl.String)
                for name, column in zip(wanted, columns, strict=True)
            }
        )

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Row of the sheet for each row of `fetch`."""
        numbers = [number for number, _ in _filled_rows(self.name, self.path)][1:]
        return [numbers[row] for row in rows]


def open_excel(name: str, path: Path, limit: int) -> ExcelLog:
    """Find the first sheet with anything in it, and its headings.

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
    ExcelLog
        Ready to `fetch`.

    Raises
    ------
    BadLog
        If the file is not a workbook, is empty, or unpacks to more than `limit`.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise BadLog(name, [_NOT_EXCEL]) from None
    refuse_size(name, size, limit, unpacked=True)
    with closing(_filled_rows(name, path)) as rows:
        header = next(rows, None)
    if header is None:
        raise BadLog(name, ["the first sheet is empty; expected a header and events"])
    return ExcelLog(name, distinct_headings(header[1]), _notes(path), path)


# What openpyxl lets through when the parts of a workbook do not fit together.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    OSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)


@contextmanager
def _workbook(path: Path) -> Iterator[openpyxl.Workbook]:
    import openpyxl  # noqa: PLC0415 - a quarter of a second, paid only for workbooks

    # Workbooks of many programs miss styles that Excel has; it does not matter here.
    with warnings.catch_warnings(action="ignore"), path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()


def _notes(path: Path) -> tuple[str, ...]:
    with _workbook(path) as book:
        names = book.sheetnames
    note = f"The first of {len(names)} sheets was read, '{names[0]}'."
    return (note,) if len(names) > 1 else ()


def _filled_rows(name: str, path: Path) -> Generator[tuple[int, list[str]]]:
    # Rows of the first sheet that are not blank, as text, with their numbers.
    try:
        with _workbook(path) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size of the sheet
            rows = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
            for number, cells in enumerate(rows, start=1):
                texts = [_as_text(cell) for cell in cells]
                if any(texts):
                    yield number, texts
    except _BROKEN as cause:
        raise BadLog(name, [_NOT_EXCEL]) from cause


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        # Excel keeps days as a fraction; below the millisecond there is only rounding.
        whole = round(cell.microsecond / _MILLISECOND) * _MILLISECOND
        moved = cell.replace(microsecond=0) + dt.timedelta(microseconds=whole)
        return moved.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
