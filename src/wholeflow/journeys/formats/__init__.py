"""The files an event log may come in.

A format is recognised by how the file begins, not by its name. A new one is a module
here and a line in `open_log`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

from wholeflow.errors import BadLog
from wholeflow.journeys.times import LONDON

from .delimited import open_delimited, open_where_it_lies
from .excel import open_excel
from .fhir import fhir_files, is_fhir, open_fhir
from .ocel import is_ocel, open_ocel
from .parquet import open_parquet
from .raw import RawLog, reader_of, refuse_size, series_of, size_limit
from .table import TableLog
from .unpacking import NOT_GZIP, beginning, is_packed, pieces
from .xes import is_xes, open_xes

__all__ = ["RawLog", "TableLog", "open_log", "reader_of", "series_of"]

_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Formats that are no tables. OCEL has a form in XML too, so it is asked before XES.
_BY_BEGINNING: tuple[
    tuple[Callable[[bytes], bool], Callable[[Path, str], RawLog]], ...
] = ((is_fhir, open_fhir), (is_ocel, open_ocel), (is_xes, open_xes))


def open_log(path: Path, timezone: str = LONDON) -> RawLog:
    """Open an event log in any of the formats that can be read.

    Parameters
    ----------
    path
        A CSV (or .csv.gz, or parted by semicolons, tabs or pipes), Excel, Parquet, XES
        or OCEL 2.0 (JSON, XML or SQLite) file; or FHIR resources as NDJSON, a file or a
        folder of files.
    timezone
        Whose clock is meant by times without an offset from UTC, in the formats that
        read their times themselves (OCEL, FHIR; XES to put starts and ends together).

    Returns
    -------
    RawLog
        With its headings; the columns are read when asked for. A file that is not
        there, is too large, or is of none of these formats is refused as `BadLog`.
    """
    name = path.name
    if fhir_files(path):
        return open_fhir(path, timezone)
    _refuse_missing(path)
    limit = size_limit()
    refuse_size(name, path.stat().st_size, limit)
    head = beginning(path)
    if head.startswith(_PARQUET) or path.suffix == ".parquet":
        return open_parquet(name, path, limit)
    if head.startswith(_ZIP) or path.suffix == ".xlsx":
        return open_excel(name, path, limit)
    for begins_so, opened in _BY_BEGINNING:
        if begins_so(head):
            return opened(path, timezone)
    _refuse_known(name, head)
    there = open_where_it_lies(name, path)
    return there or open_delimited(name, _whole(path, limit))


def _refuse_missing(path: Path) -> None:
    if path.is_dir():
        raise BadLog(path.name, ["this is a folder; name the file of the log in it"])
    if path.is_file():
        return
    there = [entry.name for entry in path.parent.glob("*")]
    near = difflib.get_close_matches(path.name, there, n=1)
    hint = f"is it '{near[0]}'?" if near else f"look in {path.parent.resolve()}"
    raise BadLog(path.name, [f"there is no such file; {hint}"])


def _refuse_known(name: str, head: bytes) -> None:
    if head.startswith(_OLD_EXCEL):
        raise BadLog(
            name, ["this is an old Excel workbook (.xls); save it as .xlsx or CSV"]
        )


def _whole(path: Path, limit: int) -> bytes:
    if is_packed(path):
        return b"".join(pieces(path, limit))
    if path.suffix == ".gz":
        raise BadLog(path.name, [NOT_GZIP])
    return path.read_bytes()
