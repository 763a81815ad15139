"""The rows of a spreadsheet, from CSV or Excel, as texts.

CSV comes with commas, semicolons or tabs, in UTF-8 or in the encoding of Windows;
what was assumed is said.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from wholeflow.errors import BadMap, Fault

Rows = list[list[str]]

ROWS_LIMIT = 200_000
COLUMNS_LIMIT = 100
UNPACKED_LIMIT_BYTES = 500_000_000
"""An Excel file is a zip archive, and a small one can unpack to fill a disk."""

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def csv_rows(content: bytes, source: str) -> tuple[Rows, tuple[str, ...]]:
    """Read the rows of a CSV file.

    Parameters
    ----------
    content
        The file.
    source
        Its name, for messages.

    Returns
    -------
    list of list of str
        Row by row, blank rows too, so that the first is row 1.
    tuple of str
        What was assumed about the file, if it was not comma and UTF-8.

    Raises
    ------
    BadMap
        If it cannot be split into rows.
    """
    notes = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notes.append("not UTF-8, so it was read in the encoding of Windows (cp1252)")
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    if delimiter != ",":
        notes.append(f"columns were taken to be divided by {_DELIMITERS[delimiter]}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: Rows = []
    try:
        for row in reader:
            _add_row(rows, [cell.strip() for cell in row], source)
    except csv.Error as error:
        fault = Fault(f"this is not CSV: {error}", len(rows) + 1)
        raise BadMap(source, [fault]) from None
    return rows, tuple(notes)


def excel_rows(content: bytes, source: str) -> tuple[Rows, tuple[str, ...]]:
    """Read the rows of the first sheet of an Excel workbook.

    Parameters
    ----------
    content
        The .xlsx file.
    source
        Its name, for messages.

    Returns
    -------
    list of list of str
        Row by row; a formula gives the value last shown.
    tuple of str
        Names of the sheets that were not read.

    Raises
    ------
    BadMap
        If it is not a workbook, or would unpack to more than 500 MB.
    """
    # A sixth of a second to import, which only those pay who bring a workbook.
    from openpyxl import load_workbook  # noqa: PLC0415

    rows: Rows = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > UNPACKED_LIMIT_BYTES:
            raise BadMap(source, ["expected a workbook that unpacks to at most 500 MB"])
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        first, *others = book.sheetnames
        # A formatted sheet may claim 16,384 columns in every row.
        widest = COLUMNS_LIMIT + 1
        for row in book[first].iter_rows(max_col=widest, values_only=True):
            _add_row(rows, [_as_text(cell) for cell in row], source)
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, EOFError, OSError):
        message = (
            "expected an Excel workbook (.xlsx), got something else. Save it again"
        )
        raise BadMap(source, [message]) from None
    return rows, tuple(f'sheet "{name}" was not read' for name in others)


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _add_row(rows: Rows, cells: list[str], source: str) -> None:
    while cells and not cells[-1]:
        cells.pop()
    rows.append(cells)
    if len(rows) > ROWS_LIMIT or len(cells) > COLUMNS_LIMIT:
        message = (
            f"expected at most {ROWS_LIMIT:,} rows and {COLUMNS_LIMIT} columns. Split "
            "the sheet or take out what does not belong in it"
        )
        raise BadMap(source, [Fault(message, len(rows))])
