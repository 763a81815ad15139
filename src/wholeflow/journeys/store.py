"""A log kept as it stands in memory, to be opened again in a moment.

One file: a mark, a header with its checksum, then columns of numbers one after another.
The header is JSON and says what the columns are and where; names are UTF-8. Nothing in
the file is run, and nothing in it is believed: what is opened is checked like a log
that is read, so that a damaged or made-up file is refused in words.

    8 bytes   mark, with the version
    8 bytes   length of the header, little-endian, as are all numbers
    32 bytes  SHA-256 of the header
    header, and each column from the next multiple of 64 bytes
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from wholeflow.errors import BadInput, BadLog

from .arrays import Microseconds, Places
from .columns import ROLES, Columns
from .formats.raw import refuse_size, size_limit
from .journeys import NOBODY, Coded, Journeys
from .times import EARLIEST, LATEST, check_timezone

_MARK = b"WFLOW\x00\r\x01"
_STEP = 64
_LONGEST_HEADER = 1 << 24
_DAMAGED = (
    "this kept log is damaged or cut off; copy it again, or keep the log again from the "
    "file it was read from"
)
_WHOLE = {kind: np.dtype(f"<{kind}") for kind in ("i1", "i2", "i4", "i8", "u1")}
_CODED = {
    "activity": "activities", "organisation": "organisations", "group": "groups",
    "resource": "resources", "kind": "kinds",
}  # fmt: skip
_FACTS = {
    "source": str, "timezone": str, "notes": list, "headings": dict, "more": list,
    "columns": dict,
}  # fmt: skip
Column = npt.NDArray[Any]  # any kind of whole number


class _Damaged(Exception):
    """What the file says of itself does not hold."""


def keep(journeys: Journeys, path: str | Path) -> None:
    """Keep a log in one file.

    Parameters
    ----------
    journeys
        The log; a part of one is a log too.
    path
        Where to. A file that is there is replaced, once the new one is whole.

    Notes
    -----
    The file holds what the log holds, names of cases and resources included; it is
    to be guarded like the file it came from.
    """
    path = Path(path)
    columns = {
        "first_event": journeys.first_event,
        "row": _narrow(journeys.row),
        "start": journeys.start,
        **_text("case", journeys.case_names),
    }
    if journeys.end is not journeys.start:
        columns["end"] = journeys.end
    if journeys.only_half.any():
        columns["only_half"] = journeys.only_half.view(np.uint8)
    if journeys.columns.person is not None:
        columns["person"] = _narrow(journeys.person)
        columns |= _text("person", journeys.person_names)
    coded = {role: Coded(role, getattr(journeys, role), getattr(journeys, names))
             for role, names in _CODED.items()}  # fmt: skip
    coded |= {f"more {n}": one for n, one in enumerate(journeys.more.values())}
    for name, one in coded.items():
        if one.names:
            columns[name] = _narrow(one.codes)
            columns |= _text(name, pl.Series(one.names, dtype=pl.String))
    facts = {
        "source": journeys.source,
        "timezone": journeys.timezone,
        "notes": journeys.notes,
        "headings": journeys.columns.named(),
        "more": list(journeys.more),
    }
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            _write(file, facts, columns)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def is_kept(path: Path) -> bool:
    """Whether a file begins like a kept log; False where there is no such file."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MARK)) == _MARK
    except OSError:
        return False


def reopen(path: str | Path) -> Journeys:
    """Open a log that was kept.

    Parameters
    ----------
    path
        A file that `keep` wrote. Every number in it is checked.

    Returns
    -------
    Journeys
        As it was kept.

    Raises
    ------
    BadLog
        If the file is not a kept log, or is damaged, cut off or too large.

    Examples
    --------
    >>> import tempfile
    >>> from wholeflow.journeys import example_log, read_log
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep(read_log(example_log()), f"{folder}/sepsis.journeys")
    ...     reopen(f"{folder}/sepsis.journeys").n_cases
    1050
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            refuse_size(path.name, size, size_limit())
            return _journeys(_header(file, size))
    except OSError as cause:
        fault = f"the file cannot be opened: {cause.strerror}"
        raise BadLog(path.name, [fault]) from None
    except BadLog:
        raise
    except (_Damaged, BadInput, KeyError, TypeError, ValueError, RecursionError):
        raise BadLog(path.name, [_DAMAGED]) from None


def _write(
    file: IO[bytes], facts: Mapping[str, object], columns: Mapping[str, Column]
) -> None:
    at = 0
    places = {}
    for name, column in columns.items():
        kind = column.dtype.str[1:]
        places[name] = (kind, at, len(column))
        at += -(-column.nbytes // _STEP) * _STEP
    header = json.dumps({**facts, "columns": places}).encode()
    file.write(_MARK + len(header).to_bytes(8, "little"))
    file.write(hashlib.sha256(header).digest() + header)
    for column in columns.values():
        file.write(bytes(-file.tell() % _STEP))
        file.write(column.astype(column.dtype.newbyteorder("<"), copy=False).data)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands in the file, and what its numbers are."""

    kind: np.dtype[Any]
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file whose header holds, its columns not yet read."""

    file: IO[bytes]
    facts: dict[str, Any]
    places: dict[str, _Place]

    def numbers(self, name: str, length: int | None, low: int, high: int) -> Column:
        """Read a column, which must have this length and lie in this range.

        Raises
        ------
        _Damaged
            If it has not, or does not.
        """
        place = self.places[name]
        if length is not None and place.length != length:
            raise _Damaged
        self.file.seek(place.at)
        column = np.fromfile(self.file, dtype=place.kind, count=place.length)
        column = column.astype(place.kind.newbyteorder("="), copy=False)
        if len(column) and not low <= column.min() <= column.max() <= high:
            raise _Damaged
        return column

    def names(self, name: str) -> pl.Series:
        """Read names, which must be sorted and different.

        Raises
        ------
        _Damaged
            If they are not.
        """
        import pyarrow as pa  # noqa: PLC0415 - most logs are not kept ones

        ends = self.numbers(f"{name} ends", None, 0, LATEST).astype(
            np.int64, copy=False
        )
        text = self.numbers(f"{name} text", None, 0, 255)
        if not len(ends) or ends[-1] != len(text):
            raise _Damaged
        kept = pa.LargeStringArray.from_buffers(
            len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(text)
        )
        kept.validate(full=True)
        names = pl.Series(pl.from_arrow(kept), dtype=pl.String)
        if not (names.is_sorted() and (names != names.shift(1)).all()):
            raise _Damaged
        return names

    def coded(self, name: str, role: str, events: int) -> Coded:
        """Read a column of codes and its names; one that is not there says nothing."""
        if name not in self.places:
            return Coded(role, np.full(events, NOBODY, dtype=np.int32), ())
        names = tuple(self.names(name).to_list())
        codes = self.numbers(name, events, NOBODY, len(names) - 1)
        return Coded(role, codes.astype(np.int32, copy=False), names)


def _header(file: IO[bytes], size: int) -> _Kept:
    beginning = file.read(48)
    length = int.from_bytes(beginning[8:16], "little")
    if not beginning.startswith(_MARK) or length > min(size, _LONGEST_HEADER):
        raise _Damaged
    header = file.read(length)
    if hashlib.sha256(header).digest() != beginning[16:]:
        raise _Damaged
    facts = json.loads(header)
    if not isinstance(facts, dict) or any(
        not isinstance(facts[name], kind) for name, kind in _FACTS.items()
    ):
        raise _Damaged
    first = -(-file.tell() // _STEP) * _STEP
    places = {
        name: _Place(_WHOLE[kind], first + at, length)
        for name, (kind, at, length) in facts["columns"].items()
    }
    for place in places.values():
        end = place.at + place.length * place.kind.itemsize
        if not (place.at >= first and place.length >= 0 and end <= size):
            raise _Damaged
    return _Kept(file, facts, places)


def _journeys(kept: _Kept) -> Journeys:
    first_event = kept.numbers("first_event", None, 0, LATEST).astype(np.int64)
    counts = np.diff(first_event)
    if not len(counts) or first_event[0] != 0 or counts.min() < 1:
        raise _Damaged
    cases, events = len(counts), int(first_event[-1])
    check_timezone(kept.facts["timezone"])
    start, end = _clocks(kept, events)
    _refuse_disorder(start, first_event)
    columns = _columns(kept.facts)
    case_names = kept.names("case")
    person = np.arange(cases, dtype=np.int32)
    person_names = case_names
    if columns.person is not None:
        person_names = kept.names("person")
        person = kept.numbers("person", cases, 0, len(person_names) - 1).astype(
            np.int32
        )
    if len(case_names) != cases:
        raise _Damaged
    coded = {role: kept.coded(role, role, events) for role in _CODED}
    only_half = np.zeros(events, dtype=np.bool_)
    if "only_half" in kept.places:
        only_half = kept.numbers("only_half", events, 0, 1).view(np.bool_)
    return Journeys(
        case_names=case_names,
        person_names=person_names,
        person=person,
        activities=coded["activity"].names,
        organisations=coded["organisation"].names,
        groups=coded["group"].names,
        resources=coded["resource"].names,
        kinds=coded["kind"].names,
        case=np.repeat(np.arange(cases, dtype=np.int32), counts),
        **{role: one.codes for role, one in coded.items()},
        more={
            heading: kept.coded(f"more {n}", heading, events)
            for n, heading in enumerate(columns.more)
        },
        start=start,
        end=end,
        only_half=only_half,
        row=kept.numbers("row", events, 0, LATEST).astype(np.int64),
        first_event=first_event,
        source=kept.facts["source"],
        columns=columns,
        timezone=kept.facts["timezone"],
        notes=tuple(str(note) for note in kept.facts["notes"]),
    )


def _clocks(kept: _Kept, events: int) -> tuple[Microseconds, Microseconds]:
    start = kept.numbers("start", events, EARLIEST, LATEST).astype(np.int64, copy=False)
    if "end" not in kept.places:
        return start, start
    end = kept.numbers("end", events, EARLIEST, LATEST).astype(np.int64, copy=False)
    return start, end


def _refuse_disorder(start: Microseconds, first_event: Places) -> None:
    earlier = start[1:] < start[:-1]
    earlier[first_event[1:-1] - 1] = False
    if earlier.any():
        raise _Damaged


def _columns(facts: dict[str, Any]) -> Columns:
    headings = {role: str(heading) for role, heading in facts["headings"].items()}
    if (
        not headings.keys() <= set(ROLES)
        or not {"case", "activity", "time"} <= headings.keys()
    ):
        raise _Damaged
    return Columns(**headings, more=tuple(str(heading) for heading in facts["more"]))


def _narrow(column: Column) -> Column:
    """Give whole numbers of 0 or more, or `NOBODY`, in as few bytes as hold them."""
    most = int(column.max(initial=0))
    kind = next(
        k for k in (np.int8, np.int16, np.int32, np.int64) if most <= np.iinfo(k).max
    )
    return column.astype(kind)


def _text(name: str, names: pl.Series) -> dict[str, Column]:
    """Give names as bytes one after another, and where each ends, from 0."""
    ends = np.concatenate(([0], np.cumsum(names.str.len_bytes().to_numpy()))).astype(
        np.int64
    )
    text = names.str.join("").item() if len(names) else ""
    return {
        f"{name} ends": ends,
        f"{name} text": np.frombuffer(text.encode(), np.uint8),
    }
