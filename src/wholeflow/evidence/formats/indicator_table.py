"""Many indicators in one table, long or wide, from CSV or Excel.

Long: a row for each value, with the columns indicator, date and value, and, if wanted,
process, unit, people, not_known, fail, target, better, source and note. Wide: a column
date and a column for each indicator. What is missing is left out and counted: it is not
nought. Every fault is told with its row and column, and a table with faults gives
nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wholeflow.errors import BadInput, BadMap
from wholeflow.evidence.formats.cells import DayReader
from wholeflow.evidence.formats.series import IndicatorTable
from wholeflow.evidence.formats.table_reading import TableReading
from wholeflow.processes.formats.rows import csv_rows, excel_rows

DEFAULT_MAX_MB = 16
_ZIP = b"PK\x03\x04"  # an Excel workbook begins so
_NO_TEXT = (
    "expected a text file (.csv) or an Excel workbook (.xlsx); got a file of neither "
    "kind. Save the table as CSV in UTF-8, or as .xlsx"
)


def read_indicator_table(
    content: bytes | Path,
    *,
    today: date,
    source: str = "table",
    only: str = "",
    month_first: bool = False,
    max_mb: float = DEFAULT_MAX_MB,
) -> IndicatorTable:
    r"""Read indicators from a CSV file or an Excel workbook.

    Parameters
    ----------
    content
        What stands in the file, or where it lies.
    today
        No value may be later.
    source
        Name of the file for messages; that of the path if there is one.
    only
        Name of the indicator in a table of days and values that names none.
    month_first
        Whether 03/05/2024 is the fifth of March; else it is the third of May.
    max_mb
        Largest file to read, in millions of bytes. At most 200,000 rows are read.

    Returns
    -------
    IndicatorTable
        With at least one value.

    Raises
    ------
    BadInput
        With every fault: a file that is no table, text in place of a number or a day,
        a day to come, a day given twice, a percentage over 100, a target without a
        direction, and what is said in two ways about one indicator.

    Examples
    --------
    >>> table = read_indicator_table(
    ...     b"indicator,date,value\nFalls,2024-03,4\nFalls,2024-04,*\n",
    ...     today=date(2024, 6, 1),
    ... )
    >>> [series] = table.series
    >>> series.name, series.values[0].on, series.hidden
    ('Falls', datetime.date(2024, 3, 1), 1)
    """
    if isinstance(content, Path):
        source = content.name
        content = _from_disk(content, max_mb)
    if len(content) > max_mb * 1_000_000:
        raise BadInput(source, [_too_large(max_mb)])
    if b"\0" in content and not content.startswith(_ZIP):
        raise BadInput(source, [_NO_TEXT])
    try:
        excel = content.startswith(_ZIP)
        rows, notes = (excel_rows if excel else csv_rows)(content, source)
    except BadMap as bad:  # the rows of a map are read by the same reader
        raise BadInput(bad.source, bad.faults) from None
    reading = TableReading(
        source, today, DayReader(month_first=month_first), [*notes], only
    )
    return reading.table(rows)


def _from_disk(path: Path, max_mb: float) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(int(max_mb * 1_000_000) + 1)  # one more, and it is refused
    except OSError as cause:
        message = f"the file cannot be opened: {cause.strerror}"
        raise BadInput(path.name, [message]) from None


def _too_large(max_mb: float) -> str:
    return f"expected at most {max_mb:g} MB. Cut the table into shorter periods"
