"""OCEL 2.0 written as an SQLite database (.sqlite).

A database from elsewhere can hold more than tables: views that never end, columns that
are computed, links between pages that go in circles. So it is opened to be read only,
plain tables alone are read, by their columns, and what comes out is counted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from wholeflow.errors import BadLog
from wholeflow.journeys.formats.raw import refuse_size
from wholeflow.journeys.formats.rows import Rows

from .gathered import Gathered, Types, as_text, shown

MAGIC = b"SQLite format 3\x00"
TABLES = {
    "event_map_type": ("ocel_type", "ocel_type_map"),
    "object_map_type": ("ocel_type", "ocel_type_map"),
    "event": ("ocel_id", "ocel_type"),
    "object": ("ocel_id", "ocel_type"),
    "event_object": ("ocel_event_id", "ocel_object_id", "ocel_qualifier"),
    "object_object": ("ocel_source_id", "ocel_target_id", "ocel_qualifier"),
}
_LONGEST_CELL = 1 << 24  # bytes
_BYTES_A_CELL = 16  # what a cell costs in memory besides its text, at least
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA)
_OWN = frozenset({"ocel_id", "ocel_time", "ocel_changed_field"})


def gather_sqlite(source: str, path: Path, limit: int) -> Gathered:
    """Read a database of OCEL 2.0.

    Parameters
    ----------
    source
        Name of the file, for messages.
    path
        Where it lies; it is never written to.
    limit
        Bytes that its rows may come to.

    Returns
    -------
    Gathered
        As it stands there; lines are the places of rows in their tables, from 1.

    Raises
    ------
    BadLog
        If it is no database, is damaged, or lacks tables or columns of the standard.
    """
    gathered = Gathered(source)
    try:
        with closing(_opened(path)) as connection:
            database = _Database(gathered, connection, limit)
            database.find_tables()
            if not gathered.faults:
                _take_all(database)
    except (sqlite3.Error, UnicodeError) as cause:
        message = f"this is not an SQLite database, or it is damaged: {cause}"
        raise BadLog(source, [message]) from None
    return gathered


def _opened(path: Path) -> sqlite3.Connection:
    # `immutable` keeps SQLite from looking for, or making, any file beside this one.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_CELL)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.set_authorizer(_only_read)
    return connection


def _only_read(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@dataclass(slots=True)
class _Database:
    """An open database, the tables it has, and how much was read of it."""

    gathered: Gathered
    connection: sqlite3.Connection
    limit: int
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    size: int = 0

    def find_tables(self) -> None:
        """Find plain tables, the columns of each and their types."""
        found = self.connection.execute("SELECT name, type, sql FROM sqlite_master")
        names = [
            name
            for name, kind, sql in found.fetchall()
            if kind == "table" and "VIRTUAL" not in str(sql).upper().split()[:2]
        ]
        self.columns = {name: self._columns_of(name) for name in names}
        for table, needed in TABLES.items():
            self.expect(table, needed)

    def _columns_of(self, table: str) -> dict[str, str]:
        found = self.connection.execute(f"PRAGMA table_xinfo({quoted(table)})")
        # Columns that are computed are hidden, and are not taken.
        return {row[1]: str(row[2]) for row in found if row[6] == 0}

    def expect(self, table: str, needed: Sequence[str]) -> bool:
        """Whether there is such a table with such columns; tell if there is not."""
        if table not in self.columns:
            self.gathered.wrong(None, f"there is no table {shown(table)}")
            return False
        missing = [name for name in needed if name not in self.columns[table]]
        for name in missing:
            message = f"the table {shown(table)} has no column {shown(name)}"
            self.gathered.wrong(None, message)
        return not missing

    def rows(
        self, table: str, names: Sequence[str]
    ) -> Iterator[tuple[int, list[str | None]]]:
        """Read columns of a table in its own order.

        Yields
        ------
        tuple
            The place of a row, from 1, and its cells.
        """
        listed = ", ".join(quoted(name) for name in names)
        query = f"SELECT {listed} FROM {quoted(table)} NOT INDEXED"  # noqa: S608 - quoted
        for place, row in enumerate(self.connection.execute(query), start=1):
            yield place, [self._cell(table, place, cell) for cell in row]

    def _cell(self, table: str, place: int, cell: object) -> str | None:
        if isinstance(cell, bytes):
            message = f"the table {shown(table)} has bytes where text belongs"
            self.gathered.wrong(place, message)
            return None
        text = as_text(cell)
        self.size += _BYTES_A_CELL + len(text or "")
        refuse_size(self.gathered.source, self.size, self.limit, unpacked=True)
        return text


def quoted(name: str) -> str:
    """Give a name as SQL takes it, whatever is in it.

    >>> quoted('event_"x')
    '"event_""x"'
    """
    return '"' + name.replace('"', '""') + '"'


def _take_all(database: _Database) -> None:
    gathered = database.gathered
    types = {
        "event": _take_types(database, "event", gathered.event_types),
        "object": _take_types(database, "object", gathered.object_types),
    }
    for table, rows in (
        ("event_object", gathered.event_objects),
        ("object_object", gathered.object_objects),
        ("object", gathered.objects),
    ):
        rows.called = table
        for place, cells in database.rows(table, TABLES[table]):
            rows.add(place, *cells)
    for table in types["object"].values():
        _take_objects(database, table)
    _take_events(database, types["event"])


def _take_types(database: _Database, kind: str, types: Types) -> dict[str, str]:
    """Declare the types and their attributes; give the table of each."""
    tables: dict[str, str] = {}
    for place, (of, short) in database.rows(
        f"{kind}_map_type", TABLES[f"{kind}_map_type"]
    ):
        if of is None or short is None or not types.declare(of):
            message = f"the table {kind}_map_type has the type {shown(of)}"
            database.gathered.wrong(place, f"{message} twice or without a table")
            continue
        table = f"{kind}_{short}"
        needed = ("ocel_id", "ocel_time") if kind == "event" else ("ocel_id",)
        if database.expect(table, needed):
            tables[of] = table
            for name in _attributes(database, table):
                types.attribute(of, name, database.columns[table][name])
    return tables


def _attributes(database: _Database, table: str) -> list[str]:
    # PM4Py leaves columns of its own, whose names begin with "ocel:".
    return [
        name
        for name in database.columns[table]
        if name not in _OWN and not name.startswith("ocel:")
    ]


def _take_events(database: _Database, tables: dict[str, str]) -> None:
    gathered = database.gathered
    gathered.events.called = "event"
    events = list(database.rows("event", TABLES["event"]))
    of_event = {cells[0]: cells[1] for _, cells in events}
    times: dict[str | None, str | None] = {}
    for of, table in tables.items():
        names = _attributes(database, table)
        for place, cells in database.rows(table, ["ocel_id", "ocel_time", *names]):
            event, time, *values = cells
            if of_event.get(event) != of or event in times:
                message = f"the table {shown(table)} has the event {shown(event)}"
                gathered.wrong(place, f"{message} twice, or 'event' has it not so")
                continue
            times[event] = time
            _add_values(gathered.event_values, place, [event], names, values)
    for place, (event, of_it) in events:
        gathered.events.add(place, event, of_it, times.get(event))


def _add_values(
    rows: Rows,
    place: int,
    cells: list[str | None],
    names: list[str],
    values: list[str | None],
) -> None:
    first, *rest = cells
    for name, value in zip(names, values, strict=True):
        if value is not None:
            rows.add(place, first, name, *rest, value)


def _take_objects(database: _Database, table: str) -> None:
    """Read what an object is from the start, and each later change of one column."""
    gathered = database.gathered
    there = database.columns[table]
    names = _attributes(database, table)
    extra = [name for name in ("ocel_time", "ocel_changed_field") if name in there]
    for place, cells in database.rows(table, ["ocel_id", *extra, *names]):
        known = dict(zip(extra, cells[1 : 1 + len(extra)], strict=True))
        values = cells[1 + len(extra) :]
        changed, since = known.get("ocel_changed_field"), known.get("ocel_time")
        if changed is None:
            kept = names
        elif changed in names:
            kept, values = [changed], [values[names.index(changed)]]
        else:
            message = f"the table {shown(table)} has no column {shown(changed)}"
            gathered.wrong(place, f"{message}, which ocel_changed_field names")
            continue
        _add_values(gathered.object_values, place, [cells[0], since], kept, values)
