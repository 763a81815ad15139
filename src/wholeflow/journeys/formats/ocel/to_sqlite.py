"""OCEL 2.0 as an SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from wholeflow.errors import BadInput

from .from_sqlite import TABLES, quoted
from .object_log import Declared, ObjectCentricLog
from .parts import Part, parts_of_events, parts_of_objects
from .settling import FROM_THE_START

_SQL_TYPES = {
    "string": "TEXT",
    "time": "TIMESTAMP",
    "integer": "INTEGER",
    "float": "REAL",
    "boolean": "BOOLEAN",
}
_OWN = {
    "event": {"ocel_id": "TEXT PRIMARY KEY", "ocel_time": "TIMESTAMP"},
    "object": {
        "ocel_id": "TEXT",
        "ocel_time": "TIMESTAMP",
        "ocel_changed_field": "TEXT",
    },
}
_TAKEN = ("object", "map_type")  # event_object and its like are tables already


def to_sqlite(log: ObjectCentricLog, path: Path) -> None:
    """Write a log as an SQLite database.

    Parameters
    ----------
    log
        What to write.
    path
        Where to; no file may be there.

    Raises
    ------
    BadInput
        If a type has attributes that differ only in capitals, which columns cannot, or
        more of them than a table can have columns.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            _write(log, connection)
    except sqlite3.Error as cause:
        told = f"SQLite cannot hold it ({cause}); write .jsonocel"
        raise BadInput("what is to be written", [told]) from None


def _write(log: ObjectCentricLog, connection: sqlite3.Connection) -> None:
    for table, columns in TABLES.items():
        keys = columns if table.endswith("_object") else columns[:1]
        listed = ", ".join(f"{name} TEXT" for name in columns)
        connection.execute(
            f"CREATE TABLE {table} ({listed}, PRIMARY KEY ({', '.join(keys)}))"
        )
    for name, rows in (
        ("event", log.events.select("id", "type")),
        ("object", log.objects),
        ("event_object", log.event_objects),
        ("object_object", log.object_objects),
    ):
        _Table(connection, name, TABLES[name]).add(*rows.iter_rows())
    events = _tables(connection, "event", log.event_types)
    for part in parts_of_events(log):
        said = {name: value for name, _, value in part.values}
        row = {"ocel_id": part.id, "ocel_time": part.time, **said}
        events[part.type].add_row(row)
    objects = _tables(connection, "object", log.object_types)
    for part in parts_of_objects(log):
        _write_object(objects[part.type], part)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that rows are added to."""

    connection: sqlite3.Connection
    name: str
    columns: Sequence[str]

    def add(self, *rows: Sequence[str | None]) -> None:
        """Append rows, whose cells are in the order of the columns."""
        marks = ", ".join("?" for _ in self.columns)
        self.connection.executemany(
            f"INSERT INTO {quoted(self.name)} VALUES ({marks})",  # noqa: S608 - quoted
            rows,
        )

    def add_row(self, cells: Mapping[str, str]) -> None:
        """Append a row by the names of its columns; the others are empty."""
        self.add([cells.get(column) for column in self.columns])


def _tables(
    connection: sqlite3.Connection, kind: str, declared: Declared
) -> dict[str, _Table]:
    """Make a table for each type of event or object, and say which is which."""
    tables = {}
    mapped = _Table(connection, f"{kind}_map_type", TABLES[f"{kind}_map_type"])
    for of, short in _short_names(declared).items():
        columns = _OWN[kind] | {
            name: _SQL_TYPES[attribute] for name, attribute in declared[of].items()
        }
        name = f"{kind}_{short}"
        listed = ", ".join(f"{quoted(each)} {sql}" for each, sql in columns.items())
        connection.execute(f"CREATE TABLE {quoted(name)} ({listed})")
        mapped.add([of, short])
        tables[of] = _Table(connection, name, tuple(columns))
    return tables


def _short_names(declared: Declared) -> dict[str, str]:
    """Give each type letters and digits to name its table by, in no case alike."""
    short: dict[str, str] = {}
    taken = set(_TAKEN)
    for of in declared:
        plain = "".join(each for each in of if each.isascii() and each.isalnum())
        name, number = plain or "type", 1
        while name.lower() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.lower())
        short[of] = name
    return short


def _write_object(table: _Table, part: Part) -> None:
    """Write what an object is from the start as one row, and each change as another."""
    first, changes = {"ocel_id": part.id, "ocel_time": FROM_THE_START}, []
    for name, since, value in part.values:
        if since == FROM_THE_START and name not in first:
            first[name] = value
        else:
            changes.append(
                {"ocel_time": since, "ocel_changed_field": name, name: value}
            )
    table.add_row(first)
    for change in changes:
        table.add_row({"ocel_id": part.id, **change})
