"""Whether what a file of OCEL says makes sense: all its faults, or the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from polars import selectors

from wholeflow.errors import BadLog, Fault
from wholeflow.journeys.formats.raw import FAULTS_KEPT
from wholeflow.journeys.formats.rows import Rows
from wholeflow.journeys.times import MISSING, Times, read_each_time

from .gathered import Gathered, Types, shown
from .object_log import TABLES, ObjectCentricLog
from .settling import settled, written_since

_NAMES = ("id", "type", "event", "object", "source", "target", "attribute")


def checked(gathered: Gathered, timezone: str) -> ObjectCentricLog:
    """Make a log of what was gathered.

    Parameters
    ----------
    gathered
        What a file says.
    timezone
        Whose clock is meant by times without an offset from UTC.

    Returns
    -------
    ObjectCentricLog
        In which everything that is named is there.

    Raises
    ------
    BadLog
        With every fault: ids that are empty or stand twice, relations to nothing, types
        and attributes that are not declared, times that are none.
    """
    tables = {name: _frame(gathered, name) for name in TABLES}
    since = written_since(tables["object_values"]["since"])
    file = _File(
        gathered,
        tables,
        read_each_time(tables["events"]["time"], timezone=timezone),
        read_each_time(since, timezone=timezone),
    )
    if faults := list(_faults(file)):
        raise BadLog(gathered.source, faults)
    if not len(tables["events"]):
        raise BadLog(gathered.source, ["there are 0 events in it; expected some"])
    return settled(gathered, tables, file.event_times, file.value_times)


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says, as tables with the line of each row, and its times, read."""

    gathered: Gathered
    tables: dict[str, pl.DataFrame]
    event_times: Times
    value_times: Times


def _frame(gathered: Gathered, name: str) -> pl.DataFrame:
    rows: Rows = getattr(gathered, name)
    names = selectors.by_name(*_NAMES, require_all=False)
    return rows.frame().with_columns(names.fill_null("").str.strip_chars())


def _faults(file: _File) -> Iterator[Fault]:
    yield from file.gathered.faults
    if file.gathered.more_faults:
        yield Fault(f"and {file.gathered.more_faults:,} more faults of form")
    for name in TABLES:
        for line in getattr(file.gathered, name).half_letters[:FAULTS_KEPT]:
            yield Fault("a text has half a letter in it (a lone surrogate)", line)
    for name, what, types in (
        ("events", "event", file.gathered.event_types),
        ("objects", "object", file.gathered.object_types),
    ):
        yield from _wrong_ids(file, name, what, types)
        yield from _undeclared(file, name, what, types)
    for lost in _RELATIONS:
        yield from _dangling(file, *lost)
    yield from _told(
        file,
        "event_values",
        ~pl.struct("event", "attribute").is_first_distinct(),
        "the event {event} has {attribute} twice",
    )
    yield from _wrong_times(file)


def _told(file: _File, name: str, wrong: pl.Expr, message: str) -> Iterator[Fault]:
    yield from _told_rows(file, name, file.tables[name].filter(wrong), message)


def _told_rows(
    file: _File, name: str, rows: pl.DataFrame, message: str
) -> Iterator[Fault]:
    # {names} in the message stand for the cells of a row.
    called = getattr(file.gathered, name).called
    where = f"in the table {called}: " if called else ""
    for row in rows.head(FAULTS_KEPT).iter_rows(named=True):
        cells = {column: shown(cell) for column, cell in row.items()}
        yield Fault(where + message.format(**cells), row["line"])
    if len(rows) > FAULTS_KEPT:
        yield Fault(f"{where}the same in {len(rows) - FAULTS_KEPT:,} more rows")


def _wrong_ids(file: _File, name: str, what: str, types: Types) -> Iterator[Fault]:
    there = pl.col("id") != ""
    again = there & ~pl.col("id").is_first_distinct()
    unknown = ~pl.col("type").is_in(list(types.declared))
    yield from _told(file, name, ~there, f"expected the {what} to have an id")
    yield from _told(file, name, again, f"the id {{id}} was given to an {what} before")
    message = f"the {what} {{id}} is of type {{type}}, which is not declared"
    yield from _told(file, name, unknown, message)


def _undeclared(file: _File, things: str, what: str, types: Types) -> Iterator[Fault]:
    name = f"{what}_values"
    of = file.tables[things].select(pl.col("id").alias(what), "type").unique(what)
    typed = file.tables[name].join(of, on=what, maintain_order="left")
    known = typed.filter(
        pl.col("type").is_in(list(types.declared))
    )  # else told already
    declared = pl.DataFrame(
        [(of, name) for of, names in types.declared.items() for name in names],
        {"type": pl.String, "attribute": pl.String},
        orient="row",
    )
    wrong = known.join(
        declared, on=["type", "attribute"], how="anti", maintain_order="left"
    )
    message = (
        f"the {what} {{{what}}} has {{attribute}}, which {{type}} does not declare"
    )
    yield from _told_rows(file, name, wrong, message)


_RELATIONS = (
    ("event_objects", "event", "events", "there is no event {event}"),
    (
        "event_objects",
        "object",
        "objects",
        "the event {event} is about the object {object}, which is not there",
    ),
    ("object_objects", "source", "objects", "there is no object {source}"),
    (
        "object_objects",
        "target",
        "objects",
        "the object {source} is tied to the object {target}, which is not there",
    ),
    ("object_values", "object", "objects", "there is no object {object}"),
)


def _dangling(
    file: _File, name: str, column: str, to: str, message: str
) -> Iterator[Fault]:
    there = file.tables[to]["id"].unique()
    yield from _told(file, name, ~pl.col(column).is_in(there.implode()), message)


def _wrong_times(file: _File) -> Iterator[Fault]:
    for name, message, times in (
        ("events", "the event {id}: {reason}", file.event_times),
        ("object_values", "the object {object}: {reason}", file.value_times),
    ):
        value = "{time}" if name == "events" else "{since}"
        for wrong in times.wrong:
            rows = file.tables[name][wrong.rows]
            reason = wrong.reason.replace("{value}", value)
            yield from _told_rows(file, name, rows, message.replace("{reason}", reason))
    untold = file.event_times.utc == MISSING
    for wrong in file.event_times.wrong:
        untold[wrong.rows] = False
    rows = file.tables["events"].filter(untold)
    yield from _told_rows(file, "events", rows, "the event {id} has no time")
