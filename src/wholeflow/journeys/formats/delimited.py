"""Tables as text: commas, semicolons, tabs or pipes between fields.

Three readers give the same table. Polars, or Arrow where there are many rows, takes
files whose every row is full and whose quotation marks stand where RFC 4180 puts them,
which is checked first. The plain one (the standard library) takes what is left: blank
lines, marks inside fields, old line ends; and it is the one that finds faults and their
lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from wholeflow.errors import BadLog, Fault
from wholeflow.journeys.arrays import Bytes, Places

from .encoding import as_utf8
from .many_rows import Layout, read_many_rows
from .raw import FAULTS_KEPT, Listed, Read, distinct_headings, series_of

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
_SNIFFED_ROWS = 20
_SNIFFED_BYTES = 1 << 18
_CHUNK = 1 << 23
_LARGE = 1 << 22  # bytes, from which Arrow saves more than loading it takes
_PIECE = 1 << 20
_QUOTE, _NEWLINE, _RETURN = b'"'[0], b"\n"[0], b"\r"[0]


@dataclass(frozen=True, slots=True)
class DelimitedLog:
    """A delimited text, opened: its headings are known, its columns not yet read.

    Parameters
    ----------
    name, headings, notes
        As every `RawLog` has them.
    source
        The text in UTF-8, or the file that has it as it stands.
    separator
        Between fields.
    is_large
        Whether Arrow is worth loading for it.
    is_quoted
        Whether there are quotation marks below the headings.
    """

    name: str
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    source: bytes | Path
    separator: str
    is_large: bool
    is_quoted: bool

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Read these columns as text; a blank line is no row.

        Rows with more or fewer fields than headings, and a quotation mark that does
        not close, are told together in a `BadLog`.
        """
        read = self.reader(wanted, ())
        return pl.DataFrame({heading: series_of(read(heading)) for heading in wanted})

    def reader(self, wanted: Sequence[str], times: Sequence[str]) -> Read:
        """Give what reads each of these columns.

        Names of a large log come as lists; its `times` as moments, where every reader
        of times would read them so. Faults are told as by `fetch`.
        """
        if self.is_large:
            columns = _read_many(self, wanted, times)
            if columns is not None:
                return columns.__getitem__
        elif is_regular(self.text, self.separator, len(self.headings)):
            quick = _read_fast(self, wanted)
            if quick is not None:
                return quick.get_column
        return _read_plainly(self, wanted).get_column

    @property
    def text(self) -> bytes:
        """The whole text."""
        if isinstance(self.source, bytes):
            return self.source
        return self.source.read_bytes()

    def opened(self) -> BinaryIO:
        """Give the bytes of the text, to be read from the beginning."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        return self.source.open("rb")

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Line of the file for each row, the header being line 1."""
        asked = set(rows)
        found: dict[int, int] = {}
        for row, (line, _) in enumerate(_records(self), start=-1):  # header: row -1
            if row in asked:
                found[row] = line
            if len(found) == len(asked):
                break
        return [found[row] for row in rows]


def open_delimited(name: str, data: bytes) -> DelimitedLog:
    """Find the encoding, the separator and the headings of a delimited text.

    Parameters
    ----------
    name
        Name of the file, for messages.
    data
        The whole file.

    Returns
    -------
    DelimitedLog
        Ready to `fetch`.

    Raises
    ------
    BadLog
        If the file is empty, is not text, or has only one column however it is cut.
    """
    text, notes = as_utf8(name, data)
    text = text.strip(b"\r\n")
    if not text or text.isspace():
        raise BadLog(name, ["the file is empty; expected a header and a row an event"])
    quoted = text.find(b'"', text.find(b"\n")) >= 0
    return _with_headings(name, text, notes, text, is_quoted=quoted)


def open_where_it_lies(name: str, path: Path) -> DelimitedLog | None:
    """Open a large file that can be read from its place rather than held in memory.

    Parameters
    ----------
    name
        Name of the file, for messages.
    path
        Where it lies.

    Returns
    -------
    DelimitedLog or None
        As of `open_delimited`; None if the file is small, or is anything but ASCII
        without quotation marks below its headings.
    """
    if path.stat().st_size < _LARGE:
        return None
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
        first_row, _, piece = head.partition(b"\n")
        if not first_row.strip() or not first_row.isascii() or 0 in first_row:
            return None
        while piece:
            if not piece.isascii() or 0 in piece or _QUOTE in piece:
                return None
            piece = file.read(_PIECE)
    return _with_headings(name, head, (), path, is_quoted=False)


def _with_headings(
    name: str, head: bytes, notes: tuple[str, ...], source: bytes | Path, *,
    is_quoted: bool,
) -> DelimitedLog:  # fmt: skip
    separator = _sniff(name, head)
    headings = distinct_headings(_header(name, head, separator))
    if separator != ",":
        notes = (*notes, f"Fields are parted by {_SEPARATORS[separator]}.")
    is_large = isinstance(source, Path) or len(source) >= _LARGE
    return DelimitedLog(name, headings, notes, source, separator, is_large, is_quoted)


def _sniff(name: str, text: bytes) -> str:
    # The separator that cuts the first rows into equal fields, and most of them.
    head = text[:_SNIFFED_BYTES].decode("utf-8", errors="replace")
    best, most = "", (0.0, 1)
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        try:
            widths = [
                len(row)
                for row, _ in zip(reader, range(_SNIFFED_ROWS), strict=False)
                if row
            ]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            if (alike, widths[0]) > most:
                best, most = separator, (alike, widths[0])
    if best:
        return best
    first = head.splitlines()[0][:80]
    raise BadLog(
        name,
        [
            Fault(
                f"only one column was found, '{first}'; expected commas, semicolons, "
                "tabs or pipes between the columns",
                row=1,
            )
        ],
    )


def _header(name: str, text: bytes, separator: str) -> list[str]:
    stream = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    try:
        return next(csv.reader(stream, delimiter=separator, strict=True))
    except csv.Error:
        raise BadLog(name, [Fault(_UNCLOSED, row=1)]) from None


def is_regular(text: bytes, separator: str, width: int) -> bool:
    """Whether every row has `width` fields and quotation marks are as RFC 4180 has them.

    Works on bytes in chunks, about a second for a gigabyte: inside a quoted field
    (an odd number of marks so far) separators and line ends do not count.
    """
    if text.count(b"\r") != text.count(b"\r\n"):
        return False
    all_bytes = np.frombuffer(text, np.uint8)
    mark = ord(separator)
    odd, carried = 0, 0
    for start in range(0, len(text), _CHUNK):
        piece = all_bytes[start : start + _CHUNK]
        places = np.flatnonzero(
            (piece == mark) | (piece == _NEWLINE) | (piece == _QUOTE)
        )
        kinds = piece[places]
        quotes = kinds == _QUOTE
        inside = (np.cumsum(quotes) + odd) % 2 == 1
        opens, closes = quotes & inside, quotes & ~inside
        if not _quotes_stand_right(
            all_bytes, start + places[opens], start + places[closes], mark
        ):
            return False
        odd = (odd + int(quotes.sum())) % 2
        counts = kinds[~inside & ~quotes] == mark
        ends = np.flatnonzero(~counts)
        fields = np.diff(ends, prepend=-1 - carried) - 1
        if np.any(fields != width - 1):
            return False
        carried = (
            len(counts) - 1 - int(ends[-1]) if len(ends) else carried + len(counts)
        )
    return odd == 0 and carried == width - 1


def _quotes_stand_right(
    text: Bytes,
    opens: Places,
    closes: Places,
    mark: int,
) -> bool:
    before = text[opens[opens > 0] - 1]
    after = text[closes[closes < len(text) - 1] + 1]
    return bool(
        np.isin(before, (mark, _NEWLINE, _QUOTE)).all()
        and np.isin(after, (mark, _NEWLINE, _RETURN, _QUOTE)).all()
    )


def _read_fast(log: DelimitedLog, wanted: Sequence[str]) -> pl.DataFrame | None:
    # Headings may repeat or be empty, so columns go by the names Polars itself gives.
    names = [f"column_{place + 1}" for place in range(len(log.headings))]
    read_as = {name: names[log.headings.index(name)] for name in wanted}
    try:
        table = pl.read_csv(
            log.source,
            has_header=False,
            skip_rows=1,
            separator=log.separator,
            schema=dict.fromkeys(names, pl.String),
            columns=list(read_as.values()),
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None  # the plain reader says what is wrong, and where
    blank = table.select(pl.all_horizontal(pl.all() == "").any()).item()
    if blank:
        return None  # rows of separators only, as Excel leaves below a table
    return table.select(pl.col(now).alias(name) for name, now in read_as.items())


def _read_many(
    log: DelimitedLog, wanted: Sequence[str], times: Sequence[str]
) -> dict[str, pl.Series | Listed] | None:
    width = len(log.headings)
    if log.is_quoted and not is_regular(log.text, log.separator, width):
        return None
    place = {heading: log.headings.index(heading) for heading in wanted}
    first = next((fields for _, fields in islice(_records(log), 1, None)), None)
    if first is None or len(first) != width:
        return None  # the plain reader says what is wrong, and where
    columns = read_many_rows(
        Layout(log.source, width, log.separator, log.is_quoted),
        [place[heading] for heading in wanted if heading not in times],
        {place[heading]: first[place[heading]] for heading in times},
    )
    if columns is None:
        return None
    return {heading: columns[place[heading]] for heading in wanted}


def _read_plainly(log: DelimitedLog, wanted: Sequence[str]) -> pl.DataFrame:
    places = [log.headings.index(name) for name in wanted]
    columns: list[list[str]] = [[] for _ in wanted]
    faults: list[Fault] = []
    wrong = 0
    try:
        for line, fields in _records(log):
            if len(fields) == len(log.headings):
                for column, place in zip(columns, places, strict=True):
                    column.append(fields[place])
                continue
            wrong += 1
            if wrong <= FAULTS_KEPT:
                faults.append(_ragged(line, len(fields), len(log.headings)))
    except _Unclosed as unclosed:
        faults.append(Fault(_UNCLOSED, row=unclosed.line))
    if wrong > FAULTS_KEPT:
        faults.append(Fault(f"and {wrong - FAULTS_KEPT:,} more rows of another length"))
    if faults:
        raise BadLog(log.name, faults)
    return pl.DataFrame(
        {
            name: pl.Series(column[1:], dtype=pl.String)
            for name, column in zip(wanted, columns, strict=True)
        }
    )


def _ragged(line: int, fields: int, width: int) -> Fault:
    why = (
        "put quotation marks around a value that has the separator in it"
        if fields > width
        else "is the row cut off, or a value missing?"
    )
    return Fault(f"expected {width} fields as in the header, got {fields}; {why}", line)


_UNCLOSED = (
    "a quotation mark opens a value here and does not close as it should; close it, "
    "or write a mark inside a value twice"
)


class _Unclosed(Exception):
    """A quotation mark without its twin, in the row that begins at this line."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def _records(log: DelimitedLog) -> Iterator[tuple[int, list[str]]]:
    # Every row that is not blank, header first, with the line it begins at.
    with io.TextIOWrapper(log.opened(), encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter=log.separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error:
                raise _Unclosed(line) from None
            if fields is None:
                return
            if any(fields):
                yield line, fields
