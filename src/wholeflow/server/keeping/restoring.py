"""Restoring a backup into an empty system: all of it, checked, or nothing.

On SQLite the system is built in a file of its own and takes the place of what was there
in one step at the end, so nothing that stops a restore half-way touches what is there.
On PostgreSQL it is one transaction in an empty database.
"""

from __future__ import annotations

from pathlib import Path

from django.db import DatabaseError, connection, transaction

from wholeflow.errors import WholeflowError
from wholeflow.server import running
from wholeflow.server.history.changes import KEPT, replay
from wholeflow.server.keeping import sqlite
from wholeflow.server.keeping.archive import Backup, BadBackup
from wholeflow.server.keeping.backing_up import Tell, told
from wholeflow.server.keeping.opening import known_migrations, no_answer, sqlite_file
from wholeflow.server.keeping.tables import digest_of, tables, take_in
from wholeflow.server.keeping.whole_file import sync


def restore(backup: Backup, *, force: bool, tell: Tell) -> Path | None:
    """Bring a backup in.

    Parameters
    ----------
    backup
        The backup, open and checked.
    force
        Whether an SQLite system that is here may be put aside.
    tell
        Told how far it has come.

    Returns
    -------
    Path or None
        Where the system that was here is now, if there was one.

    Raises
    ------
    BadBackup
        If it is of a newer version, or its history does not lead to its tables.
    WholeflowError
        If there is a system here already, or somebody is using it.
    """
    _refuse_newer(backup)
    file = sqlite_file()
    if file is not None:
        return _into_file(backup, file, force=force, tell=tell)
    try:
        _into_database(backup, tell)
    except DatabaseError as error:
        raise WholeflowError(no_answer(error)) from None
    return None


def _into_database(backup: Backup, tell: Tell) -> None:
    if running.has_tables() and _is_used():
        raise WholeflowError(
            "There is a system in this database already, and nothing was changed. Make "
            "an empty database and name it in WHOLEFLOW_DATABASE_URL."
        )
    running.migrate()
    _load(backup, tell)


def _into_file(backup: Backup, file: Path, *, force: bool, tell: Tell) -> Path | None:
    used = file.exists() and _is_used_file(file)
    if used and not force:
        raise WholeflowError(
            f"There is a system in {file.parent} already, and nothing was changed. Name "
            "another folder in WHOLEFLOW_DATA, or add --force to put that system aside "
            "(it is kept)."
        )
    fresh = file.with_name(f"{file.name}.restoring")
    if used:
        sqlite.gather(file)  # whoever has it open is told of before the long work
    try:
        sqlite.remove(fresh)
        fresh.touch(mode=0o600)
        with sqlite.pointed_at(fresh):
            running.migrate()
            _load(backup, tell)
        sqlite.gather(fresh)
        sync(fresh)
        return _take_the_place(fresh, file, keep=used)
    except OSError as error:
        why = error.strerror or error
        raise WholeflowError(f"{file.parent} cannot be written to: {why}.") from None
    finally:
        sqlite.remove(fresh)


def _take_the_place(fresh: Path, file: Path, *, keep: bool) -> Path | None:
    aside = sqlite.aside(file, "restore") if keep else None
    if file.exists():
        sqlite.gather(file)
    if aside is None:
        sqlite.remove(file)
    else:
        sqlite.rename(file, aside)
    try:
        fresh.replace(file)
    except OSError:
        if aside is not None:
            sqlite.rename(aside, file)
        raise
    sync(file.parent)
    return aside


def _load(backup: Backup, tell: Tell) -> None:
    """Write every row, and see that the history leads to just these tables."""
    known = tables()
    if {member.table for member in backup.members} != known.keys():
        raise BadBackup(
            backup.source,
            "its tables are not those of this version of wholeflow. Restore it with "
            f"version {backup.about.wholeflow}, install this one again, and run: "
            "wholeflow migrate",
        )
    try:
        with transaction.atomic():
            for name, table in known.items():
                rows = told(backup.rows(name), f"Restoring {name}", tell)
                take_in(table, rows, backup.source)
            tell("Replaying the history")
            connection.check_constraints()
            replay()
            connection.check_constraints()
            _require_same_tables(backup)
    except (DatabaseError, LookupError, TypeError, ValueError) as error:
        # What the hashes allow and the database or the replay does not.
        why = " ".join(str(error).split()) or type(error).__name__
        raise BadBackup(
            backup.source, f"it does not hold together, and nothing was kept: {why}"
        ) from None


def _require_same_tables(backup: Backup) -> None:
    meant = {member.table: member.sha256 for member in backup.members}
    other = [
        table._meta.label_lower
        for table in KEPT.values()
        if digest_of(table) != meant[table._meta.label_lower]
    ]
    if other:
        raise BadBackup(
            backup.source,
            f"its history does not lead to its {', '.join(other)}, and nothing was "
            "kept. Use another copy",
        )


def _refuse_newer(backup: Backup) -> None:
    if set(backup.about.migrations) - known_migrations():
        raise BadBackup(
            backup.source,
            f"it was made by a newer wholeflow ({backup.about.wholeflow}). Install "
            "that version, then restore",
        )


def _is_used() -> bool:
    there = set(connection.introspection.table_names())
    return any(
        table._base_manager.exists()
        for table in tables().values()
        if table._meta.db_table in there
    )


def _is_used_file(file: Path) -> bool:
    """Tell whether a file holds anything; one that cannot be read holds something."""
    with sqlite.pointed_at(file):
        try:
            return _is_used()
        except DatabaseError:
            return file.stat().st_size > 0
