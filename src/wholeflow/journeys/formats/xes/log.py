"""A log in XES as a table: a row an event, under the headings the standard gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wholeflow.errors import BadLog
from wholeflow.journeys.formats.raw import distinct_headings, refuse_size, size_limit
from wholeflow.journeys.formats.safe_xml import SafeXml
from wholeflow.journeys.formats.unpacking import pieces

from .columns import Column, columns_of
from .pairing import paired
from .streaming import read_events

_MARKS_AND_BLANKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_BYTES_A_VALUE = 16  # what Polars needs for a value of text, at least


@dataclass(frozen=True, slots=True, eq=False)
class XesLog:
    """A file of XES, read; its columns are put together when they are asked for.

    Parameters
    ----------
    name
        Name of the file.
    notes
        What was decided while reading.
    path, limit
        Where it lies, and the bytes that may come of it.
    columns
        By heading, what gives the cells.
    event_of
        For each row the number of its event in the file, from 0.
    """

    name: str
    notes: tuple[str, ...]
    path: Path
    limit: int
    columns: Mapping[str, Column]
    event_of: pl.Series

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the columns, the standard's first."""
        return tuple(self.columns)

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Put these columns together, as text; null where an event does not say it.

        More than the size setting allows is refused as `BadLog`.
        """
        size = len(self.event_of) * len(wanted) * _BYTES_A_VALUE
        refuse_size(self.name, size, self.limit, unpacked=True)
        return pl.DataFrame([self.columns[name]().alias(name) for name in wanted])

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Line of the file at which the event of each row begins."""
        events: list[int] = self.event_of.gather(list(rows)).to_list()
        lines = _Lines(self.name, frozenset(events))
        with closing(pieces(self.path, self.limit)) as parts:
            for piece in parts:
                lines.xml.feed(piece)
                if len(lines.found) == len(lines.asked):
                    break
        return [lines.found[event] for event in events]


def is_xes(head: bytes) -> bool:
    """Whether a file that begins so is XML, of which XES is read.

    >>> is_xes(b"<?xml version='1.0'?><log>"), is_xes(b"case,activity,time")
    (True, False)
    """
    text = head.replace(b"\0", b"")  # of UTF-16, every other byte
    return text.lstrip(_MARKS_AND_BLANKS).startswith((b"<?xml", b"<!", b"<log"))


def open_xes(path: Path, timezone: str) -> XesLog:
    """Read a log in XES, of version 1.0 to 2.0 (IEEE 1849), plain or packed by gzip.

    Parameters
    ----------
    path
        Where it lies.
    timezone
        Whose clock is meant by times without an offset from UTC, where starts and
        completes are put in order.

    Returns
    -------
    XesLog
        Attributes of an event are headed by their key, those of a trace by `case:` and
        their key. Where `lifecycle:transition` tells starts, they are put together with
        their completes and the times are headed `start` and `time`.

    Raises
    ------
    BadLog
        If this is not XES, is damaged, is too large or not safe, or has no events.
    """
    name, limit = path.name, size_limit()
    with closing(pieces(path, limit)) as parts:
        found, reader = read_events(name, parts)
    if not found.n_events:
        traces = f"{found.n_traces:,} traces (<trace>)"
        raise BadLog(name, [f"there are {traces} and no events in them; is this XES?"])
    table, notes = columns_of(found, reader.header)
    rows = paired(found, table, timezone)
    headings = distinct_headings([heading for heading, _ in rows.columns])
    left_out = [f"{n:,} {what} are left out." for what, n in reader.left_out.items()]
    return XesLog(
        name,
        (*notes, *left_out, *rows.notes),
        path,
        limit,
        dict(zip(headings, (column for _, column in rows.columns), strict=True)),
        rows.event_of,
    )


class _Lines:
    """The lines at which some events begin."""

    def __init__(self, name: str, asked: frozenset[int]) -> None:
        self.asked = asked
        self.found: dict[int, int] = {}
        self.xml = SafeXml(name, "XES", start=self._start, end=self._end)
        self._inside: list[str] = []
        self._events = 0

    def _start(self, tag: str, _: dict[str, str]) -> None:
        self._inside.append(tag.rpartition(":")[2])
        if self._inside[1:] == ["trace", "event"]:
            if self._events in self.asked:
                self.found[self._events] = self.xml.line
            self._events += 1

    def _end(self, _: str) -> None:
        self._inside.pop()
