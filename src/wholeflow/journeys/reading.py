"""From a file to `Journeys`: every value checked once, at this door.

All faults of a file are told together, each with row and column, and nothing of a
faulty file is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from wholeflow.errors import BadLog

from .arrays import Codes, Places
from .columns import Columns, find_columns
from .faults import WrongRows, told_by_line
from .formats import RawLog, TableLog, open_log
from .journeys import NOBODY, Coded, Journeys
from .times import LONDON, MISSING, Times, WrongTimes, check_timezone, read_times

_NAMES = ("activity", "organisation", "group", "resource", "kind")


def read_log(
    path: str | Path,
    *,
    columns: Columns | None = None,
    timezone: str = LONDON,
    day_first: bool | None = None,
    tell: Callable[[str], None] | None = None,
) -> Journeys:
    """Read an event log.

    Parameters
    ----------
    path
        A CSV (also .gz, or parted by semicolons, tabs or pipes), Excel (.xlsx) or
        Parquet file with a row an event; a file of XES (also .gz) or OCEL 2.0 (JSON,
        XML or SQLite); or FHIR R4 resources as NDJSON, a file or a folder of files.
    columns
        Which column says what, as far as you know; the rest is guessed from the
        headings and stated in `Journeys.columns`. In OCEL each type of object is a
        heading.
    timezone
        Whose clock is meant by times without an offset from UTC.
    day_first
        For dates as three numbers: True 31/12/2024, False 12/31/2024; None lets the
        column show it, and reads day first if it does not.
    tell
        Called with a few words before each step that may take long.

    Returns
    -------
    Journeys
        The events, sorted.

    Notes
    -----
    Faults are told all together as `BadLog`, each with its row and column and what to
    do; a time zone or a setting that cannot be is refused as `BadInput`.

    Examples
    --------
    >>> from wholeflow.journeys import example_log
    >>> journeys = read_log(example_log())
    >>> journeys.n_cases, journeys.n_events, len(journeys.activities)
    (1050, 15214, 16)
    """
    tell = tell or _say_nothing
    path = Path(path)
    tell(f"Reading {path.name}")
    check_timezone(timezone)
    how = _How(columns or Columns(), timezone, day_first, tell)
    return _read(open_log(path, timezone), how)


def read_table(
    table: pl.DataFrame,
    *,
    columns: Columns | None = None,
    timezone: str = LONDON,
    day_first: bool | None = None,
    name: str = "the table",
) -> Journeys:
    """Read an event log that is already in memory.

    Parameters
    ----------
    table
        A row an event. From other libraries: `polars.from_pandas`, `from_arrow`.
    columns, timezone, day_first
        As for `read_log`.
    name
        For messages, in which the first row below the headings is row 2.

    Returns
    -------
    Journeys
        The events, sorted. Faults are told as by `read_log`.

    Examples
    --------
    >>> import polars as pl
    >>> read_table(
    ...     pl.DataFrame({"case": ["A", "A"], "activity": ["arrive", "leave"],
    ...                   "time": ["2024-05-01 10:00", "2024-05-01 12:30"]})
    ... ).duration_hours()
    array([2.5])
    """
    check_timezone(timezone)
    how = _How(columns or Columns(), timezone, day_first, _say_nothing)
    return _read(TableLog(name, table), how)


@dataclass(frozen=True, slots=True)
class _How:
    """How a log is to be read, as told."""

    columns: Columns
    timezone: str
    day_first: bool | None
    tell: Callable[[str], None]


def _read(raw: RawLog, how: _How) -> Journeys:
    found, faults = find_columns(raw.headings, how.columns)
    if faults:
        raise BadLog(raw.name, faults)
    table = raw.fetch(tuple(dict.fromkeys((*found.named().values(), *found.more))))
    if not len(table):
        raise BadLog(raw.name, ["there are 0 rows below the header; expected events"])
    how.tell(f"Checking {len(table):,} rows")
    times = _times(table, found, how.timezone, how.day_first)
    names = {
        role: _name_column(table[heading])
        for role, heading in found.named().items()
        if role not in ("time", "start")
    }
    more = {heading: _name_column(table[heading]) for heading in found.more}
    notes: tuple[str, ...] = ()
    if how.columns.person is None and "" in names.get("person", ()):
        notes = (f"Some events have no '{found.person}': each case is a person.",)
        found = found.saying("person", None)
        del names["person"]
    wrong = [*_wrong_names(found, names), *_wrong_times(found, times)]
    if any(len(one.rows) for one in wrong):
        raise BadLog(raw.name, told_by_line(raw, wrong))
    how.tell("Putting the events in order")
    return _sorted(_Checked(raw, found, how.timezone, names, more, times, notes))


def _say_nothing(_: str) -> None:
    """Take the words of progress and do nothing with them."""


@dataclass(frozen=True, slots=True)
class _Clocks:
    """Start and end as read; for a log with one time they are the same."""

    end: Times
    start: Times | None
    raw: dict[str, pl.Series]

    @property
    def notes(self) -> tuple[str, ...]:
        both = (*self.end.notes, *(self.start.notes if self.start else ()))
        return tuple(dict.fromkeys(both))


@dataclass(frozen=True, slots=True)
class _Checked:
    """All that a log says, without a fault, in the order of the file."""

    raw: RawLog
    columns: Columns
    timezone: str
    names: dict[str, pl.Series]
    more: dict[str, pl.Series]
    times: _Clocks
    notes: tuple[str, ...]


def _times(
    table: pl.DataFrame, columns: Columns, timezone: str, day_first: bool | None
) -> _Clocks:
    """Read end and start; as one column if both are text, so one rule is for both."""
    assert columns.time is not None, "find_columns saw to it"
    end = table[columns.time]
    if columns.start is None:
        whole = read_times(end, timezone=timezone, day_first=day_first)
        return _Clocks(whole, None, {"time": end})
    start = table[columns.start]
    raw = {"time": end, "start": start}
    if end.dtype != start.dtype or end.dtype != pl.String:
        return _Clocks(
            read_times(end, timezone=timezone, day_first=day_first),
            read_times(start, timezone=timezone, day_first=day_first),
            raw,
        )
    both = read_times(
        pl.concat([end, start.alias(end.name)]), timezone=timezone, day_first=day_first
    )
    return _Clocks(*_halves(both, len(end)), raw)


def _halves(both: Times, rows: int) -> tuple[Times, Times]:
    first = [WrongTimes(w.rows[w.rows < rows], w.reason) for w in both.wrong]
    second = [WrongTimes(w.rows[w.rows >= rows] - rows, w.reason) for w in both.wrong]
    return (
        Times(both.utc[:rows], tuple(w for w in first if len(w.rows)), both.notes),
        Times(both.utc[rows:], tuple(w for w in second if len(w.rows))),
    )


def _name_column(column: pl.Series) -> pl.Series:
    """Give names as trimmed text; empty where there is nothing that is a name."""
    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        return pl.repeat("", len(column), eager=True)
    if column.dtype.is_float():
        whole = (column == column.floor()).fill_null(value=True).all()
        column = column.cast(pl.Int64, strict=False) if whole else column
    return column.cast(pl.String).fill_null("").str.strip_chars()


def _wrong_names(columns: Columns, names: dict[str, pl.Series]) -> list[WrongRows]:
    return [
        WrongRows(
            columns.named()[role],
            np.flatnonzero((names[role] == "").to_numpy()),
            f"the {role} is empty; every event needs one",
            names[role],
        )
        for role in ("case", "activity", "person")
        if role in names
    ]


def _wrong_times(columns: Columns, times: _Clocks) -> list[WrongRows]:
    found = [
        WrongRows(columns.named()[role], wrong.rows, wrong.reason, times.raw[role])
        for role, read in (("time", times.end), ("start", times.start))
        for wrong in (read.wrong if read else ())
    ]
    empty = times.end.utc == MISSING
    if times.start is not None:
        empty &= times.start.utc == MISSING
    for one in found:
        empty[one.rows] = False  # told already
    heading = columns.named()["time"]
    reason = "the time is empty; every event needs one"
    nothing = WrongRows(heading, np.flatnonzero(empty), reason, times.raw["time"])
    return [*found, nothing]


def _coded(column: pl.Series | None, rows: int) -> tuple[Codes, pl.Series]:
    """Codes of names in sorted order; nothing and "" are `NOBODY`."""
    if column is None:
        return np.full(rows, NOBODY, dtype=np.int32), pl.Series([], dtype=pl.String)
    names = column.unique().sort()
    names = names.filter(names != "")
    codes = column.cast(pl.Enum(names), strict=False).to_physical()
    return codes.cast(pl.Int32).fill_null(NOBODY).to_numpy(), names


def _sorted(log: _Checked) -> Journeys:
    rows = len(log.names["case"])
    case, case_names = _coded(log.names["case"], rows)
    end = log.times.end.utc
    start = log.times.start.utc if log.times.start is not None else end
    only_half = (start == MISSING) | (end == MISSING)
    start, end = (
        np.where(start == MISSING, end, start),
        np.where(end == MISSING, start, end),
    )
    order = np.lexsort((end, start, case))  # stable, so ties keep the file's order
    counts = np.bincount(case, minlength=len(case_names))
    first_event = np.concatenate(([0], np.cumsum(counts)))
    person, person_names = _persons(log, order, first_event, case_names)
    coded = {role: _coded(log.names.get(role), rows) for role in _NAMES}
    names = {role: tuple(names.to_list()) for role, (_, names) in coded.items()}
    codes = {role: codes[order] for role, (codes, _) in coded.items()}
    return Journeys(
        case_names=case_names,
        person_names=person_names,
        person=person,
        activities=names["activity"],
        organisations=names["organisation"],
        groups=names["group"],
        resources=names["resource"],
        kinds=names["kind"],
        case=case[order],
        **codes,
        more={
            heading: _kept(heading, log.more[heading], order) for heading in log.more
        },
        start=start[order],
        end=end[order],
        only_half=only_half[order],
        row=order.astype(np.int64),
        first_event=first_event,
        source=log.raw.name,
        columns=log.columns,
        timezone=log.timezone,
        notes=(*log.raw.notes, *log.times.notes, *log.notes, *_several_persons(log)),
    )


def _kept(heading: str, column: pl.Series, order: Places) -> Coded:
    codes, names = _coded(column, len(column))
    return Coded(heading, codes[order], tuple(names.to_list()))


def _persons(
    log: _Checked, order: Places, first_event: Places, case_names: pl.Series
) -> tuple[Codes, pl.Series]:
    """Person of each case: that of its first event, or the case itself."""
    if "person" not in log.names:
        return np.arange(len(case_names), dtype=np.int32), case_names
    codes, names = _coded(log.names["person"], len(order))
    return codes[order[first_event[:-1]]], names


def _several_persons(log: _Checked) -> tuple[str, ...]:
    if "person" not in log.names:
        return ()
    pairs = pl.DataFrame([log.names["case"].alias("c"), log.names["person"].alias("p")])
    several = pairs.group_by("c").agg(pl.col("p").n_unique())["p"].gt(1).sum()
    if not several:
        return ()
    note = "name more than one person; each counts as that of its first event."
    return (f"{several:,} cases {note}",)
