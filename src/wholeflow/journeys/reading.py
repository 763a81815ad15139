"""From a file to `Journeys`: every value checked once, at this door.

All faults of a file are told together, each with row and column, and nothing of a
faulty file is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from wholeflow.errors import BadLog

from .arrays import Mask, Microseconds
from .coding import Named, named
from .columns import Columns, find_columns
from .faults import WrongRows, told_by_line
from .formats import RawLog, TableLog, open_log, reader_of, series_of
from .journeys import NOBODY, Coded, Journeys
from .ordering import InOrder, in_order
from .store import is_kept, reopen
from .times import LONDON, MISSING, Times, WrongTimes, check_timezone, read_times
from .twinned import with_twins

_CLOCKS = ("time", "start")
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
        XML or SQLite); FHIR R4 resources as NDJSON, a file or a folder of files; or a
        log that was kept (see `keep`), which knows its columns and clock.
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
    if is_kept(path):
        return _as_told(reopen(path), path.name, columns or Columns())
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
    events = with_twins(
        raw, how.columns, timezone=how.timezone, day_first=how.day_first
    )
    log = _checked(events, how)
    how.tell("Putting the events in order")
    return _sorted(log)


def _checked(raw: RawLog, how: _How) -> _Checked:
    found, faults = find_columns(raw.headings, how.columns)
    if faults:
        raise BadLog(raw.name, faults)
    # Names of staff are kept as staff alone, whatever else they were asked to be.
    found = replace(found, more=tuple(h for h in found.more if h != found.resource))
    roles = {role: at for role, at in found.named().items() if role not in _CLOCKS}
    said = tuple(dict.fromkeys((*roles.values(), *found.more)))
    clocks = tuple(dict.fromkeys(at for at in (found.time, found.start) if at))
    times_alone = tuple(at for at in clocks if at not in said)
    # Both clocks as moments, or both as they are written: one rule is for both.
    moments = times_alone if len(times_alone) == len(clocks) else ()
    read = reader_of(raw, (*said, *times_alone), moments)
    # Names before times, and each let go of before the next: text takes most memory.
    names = {at: named(read(at)) for at in said}
    rows = len(names[roles["case"]].codes)
    if not rows:
        raise BadLog(raw.name, ["there are 0 rows below the header; expected events"])
    how.tell(f"Checking {rows:,} rows")
    notes: tuple[str, ...] = ()
    if how.columns.person is None and _some_have_none("person", roles, names):
        notes = (f"Some events have no '{found.person}': each case is a person.",)
        found = found.saying("person", None)
        del roles["person"]
    cells = {at: series_of(read(at)) for at in clocks}
    times = _times(cells, found, how.timezone, how.day_first)
    wrong = [*_wrong_names(roles, names), *_wrong_times(found, times, cells)]
    if any(len(one.rows) for one in wrong):
        raise BadLog(raw.name, told_by_line(raw, wrong))
    return _Checked(raw, found, how.timezone, names, times, notes)


def _as_told(journeys: Journeys, name: str, told: Columns) -> Journeys:
    """Give a kept log, which has no other columns than those it was kept with.

    Raises
    ------
    BadLog
        If others were told.
    """
    kept = journeys.columns
    missing = [
        f"this log was kept without '{heading}'; read the file it came from"
        for role, heading in told.named().items()
        if kept.named().get(role) != heading
    ] + [
        f"this log was kept without '{heading}'; read the file it came from"
        for heading in told.more
        if heading not in kept.more
    ]
    if missing:
        raise BadLog(name, missing)
    return journeys


def log_headings(path: str | Path) -> tuple[str, ...]:
    """Give the headings of a log's columns, to choose from before it is read.

    Parameters
    ----------
    path
        A file as for `read_log`.

    Returns
    -------
    tuple of str
        In the order of the file, each different. What cannot be opened as a log is
        refused as `BadLog`.

    Examples
    --------
    >>> from wholeflow.journeys import example_log
    >>> log_headings(example_log())[:3]
    ('case', 'activity', 'lifecycle')
    """
    return open_log(Path(path)).headings


def _say_nothing(_: str) -> None:
    """Take the words of progress and do nothing with them."""


@dataclass(frozen=True, slots=True)
class _Clocks:
    """Start and end as read; for a log with one time they are the same."""

    end: Times
    start: Times | None

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
    names: dict[str, Named]  # by heading
    times: _Clocks
    notes: tuple[str, ...]


def _times(
    cells: dict[str, pl.Series], columns: Columns, timezone: str, day_first: bool | None
) -> _Clocks:
    """Read end and start; as one column if neither has a zone, so one rule is for both."""
    assert columns.time is not None, "find_columns saw to it"
    end = cells[columns.time]
    if columns.start is None:
        return _Clocks(read_times(end, timezone=timezone, day_first=day_first), None)
    start = cells[columns.start]
    if end.dtype != start.dtype or end.dtype not in _WITHOUT_ZONE:
        return _Clocks(
            read_times(end, timezone=timezone, day_first=day_first),
            read_times(start, timezone=timezone, day_first=day_first),
        )
    both = read_times(
        pl.concat([end, start.alias(end.name)]), timezone=timezone, day_first=day_first
    )
    return _Clocks(*_halves(both, len(end)))


_WITHOUT_ZONE = (pl.String, pl.Datetime("us"))


def _halves(both: Times, rows: int) -> tuple[Times, Times]:
    first = [WrongTimes(w.rows[w.rows < rows], w.reason) for w in both.wrong]
    second = [WrongTimes(w.rows[w.rows >= rows] - rows, w.reason) for w in both.wrong]
    return (
        Times(both.utc[:rows], tuple(w for w in first if len(w.rows)), both.notes),
        Times(both.utc[rows:], tuple(w for w in second if len(w.rows))),
    )


def _some_have_none(role: str, roles: dict[str, str], names: dict[str, Named]) -> bool:
    return role in roles and bool((names[roles[role]].codes == NOBODY).any())


def _wrong_names(roles: dict[str, str], names: dict[str, Named]) -> list[WrongRows]:
    return [
        WrongRows(
            roles[role],
            np.flatnonzero(names[roles[role]].codes == NOBODY),
            f"the {role} is empty; every event needs one",
        )
        for role in ("case", "activity", "person")
        if role in roles
    ]


def _wrong_times(
    columns: Columns, times: _Clocks, cells: dict[str, pl.Series]
) -> list[WrongRows]:
    headings = columns.named()
    found = [
        WrongRows(headings[role], wrong.rows, wrong.reason, cells[headings[role]])
        for role, read in (("time", times.end), ("start", times.start))
        for wrong in (read.wrong if read else ())
    ]
    empty = times.end.utc == MISSING
    if times.start is not None:
        empty &= times.start.utc == MISSING
    for one in found:
        empty[one.rows] = False  # told already
    reason = "the time is empty; every event needs one"
    return [*found, WrongRows(headings["time"], np.flatnonzero(empty), reason)]


def _sorted(log: _Checked) -> Journeys:
    case = log.names[log.columns.named()["case"]]
    start, end, only_half = _whole(log.times)
    order = in_order(case.codes, len(case.names), start, end)
    headings = log.columns.named()
    names = _placed(log.names, order)
    nobody = _nobody(order)
    person = names.get(headings.get("person", ""))
    of_case = None if person is None else _of_cases(person, order)
    coded = {role: names.get(headings.get(role, ""), nobody) for role in _NAMES}
    said = {role: tuple(one.names.to_list()) for role, one in coded.items()}
    return Journeys(
        case_names=case.names,
        person_names=case.names if of_case is None else of_case.names,
        person=np.arange(len(case.names), dtype=np.int32)
        if of_case is None
        else of_case.codes,
        activities=said["activity"],
        organisations=said["organisation"],
        groups=said["group"],
        resources=said["resource"],
        kinds=said["kind"],
        case=names[headings["case"]].codes,
        **{role: one.codes for role, one in coded.items()},
        more={
            heading: Coded(
                heading, names[heading].codes, tuple(names[heading].names.to_list())
            )
            for heading in log.columns.more
        },
        start=order.start,
        end=order.end,
        only_half=order.put(only_half),
        row=order.row,
        first_event=order.first_event,
        source=log.raw.name,
        columns=log.columns,
        timezone=log.timezone,
        notes=(
            *log.raw.notes,
            *log.times.notes,
            *log.notes,
            *_several_persons(person, order),
        ),
    )


def _placed(names: dict[str, Named], order: InOrder) -> dict[str, Named]:
    """Put each column in order, letting go of it as it stands in the file."""
    return {
        heading: Named(order.put(one.codes), one.names)
        for heading, one in ((at, names.pop(at)) for at in list(names))
    }


def _nobody(order: InOrder) -> Named:
    nothing = np.full(len(order.row), NOBODY, dtype=np.int32)
    return Named(nothing, pl.Series([], dtype=pl.String))


def _whole(times: _Clocks) -> tuple[Microseconds, Microseconds, Mask]:
    """Give start and end, each in place of the other where one is empty, and where."""
    end = times.end.utc
    nowhere = np.zeros(len(end), dtype=np.bool_)
    if times.start is None:
        return end, end, nowhere
    start = times.start.utc
    if start.min() > MISSING and end.min() > MISSING:
        return start, end, nowhere
    only_half = (start == MISSING) | (end == MISSING)
    return (
        np.where(start == MISSING, end, start),
        np.where(end == MISSING, start, end),
        only_half,
    )


def _of_cases(person: Named, order: InOrder) -> Named:
    """Person of each case: that of its first event. Nobody is left without a case."""
    first = person.codes[order.first_event[:-1]]
    there, codes = np.unique(first, return_inverse=True)
    return Named(codes.astype(np.int32), person.names.gather(there))


def _several_persons(person: Named | None, order: InOrder) -> tuple[str, ...]:
    """Say how many cases have events of two persons or more."""
    if person is None:
        return ()
    counts = np.diff(order.first_event)
    other = person.codes != np.repeat(person.codes[order.first_event[:-1]], counts)
    several = int(np.logical_or.reduceat(other, order.first_event[:-1]).sum())
    if not several:
        return ()
    note = "name more than one person; each counts as that of its first event."
    return (f"{several:,} cases {note}",)
