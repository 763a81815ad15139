"""The files an event log may come in.

A format is recognised by how the file begins, not by its name. A new one is a module
here and a line in `open_log`.
"""

from __future__ import annotations

import difflib
import gzip
import zlib
from pathlib import Path

from wholeflow.errors import BadLog

from .delimited import open_delimited
from .excel import open_excel
from .parquet import open_parquet
from .raw import RawLog, refuse_size, size_limit
from .table import TableLog

__all__ = ["RawLog", "TableLog", "open_log"]

_GZIP, _PARQUET, _ZIP = b"\x1f\x8b", b"PAR1", b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE = 1 << 20


def open_log(path: Path) -> RawLog:
    """Open an event log in any of the formats that can be read.

    Parameters
    ----------
    path
        A CSV (or .csv.gz, or parted by semicolons, tabs or pipes), Excel or Parquet
        file.

    Returns
    -------
    RawLog
        With its headings; the columns are read when asked for.

    Raises
    ------
    BadLog
        If there is no such file, it is too large, or it is none of these formats.
    """
    name = path.name
    _refuse_missing(path)
    limit = size_limit()
    refuse_size(name, path.stat().st_size, limit)
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as cause:
        raise BadLog(name, [f"the file cannot be opened: {cause.strerror}"]) from None
    if head.startswith(_PARQUET) or path.suffix == ".parquet":
        return open_parquet(name, path, limit)
    if head.startswith(_ZIP) or path.suffix == ".xlsx":
        return open_excel(name, path, limit)
    _refuse_known(name, head)
    packed = head.startswith(_GZIP) or path.suffix == ".gz"
    return open_delimited(name, _unpacked(path, limit) if packed else path.read_bytes())


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
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"<?xml", b"<log")):
        raise BadLog(
            name, ["this is XML; XES logs are not read yet, so export it as CSV"]
        )


def _unpacked(path: Path, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.open(path) as packed:
            while piece := packed.read(_PIECE):
                size += len(piece)
                refuse_size(path.name, size, limit, unpacked=True)
                pieces.append(piece)
    except (OSError, EOFError, zlib.error):
        raise BadLog(
            path.name,
            ["this is not a gzip file, or it is damaged or cut off; copy it again"],
        ) from None
    return b"".join(pieces)
