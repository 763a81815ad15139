"""Opening the system for a command: there, reachable and of this version."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from wholeflow.errors import NotFound, WholeflowError
from wholeflow.server import configuration, running

NONE_YET = "There is no system here yet. Begin one: wholeflow serve"
LATER = (
    "The database was brought to a later version of wholeflow than this one. Install "
    "that version again."
)
EARLIER = "The database is of an earlier version of wholeflow. Run: wholeflow migrate"


def sqlite_file() -> Path | None:
    """Give the file of an SQLite system, there or not; None for PostgreSQL."""
    if configuration.read("WHOLEFLOW_DATABASE_URL"):
        return None
    return Path(str(configuration.database()["NAME"]))


def open_database() -> None:
    """Load Django on a database that is there, if only an empty one.

    Raises
    ------
    WholeflowError
        If the database does not answer, or is of a later version.
    """
    running.set_up()
    try:
        unknown = later_migrations()
    except DatabaseError as error:
        raise WholeflowError(no_answer(error)) from None
    if unknown:
        raise WholeflowError(LATER)


def open_system() -> None:
    """Load Django on a system that has begun and is of this version.

    Raises
    ------
    NotFound
        If there is none.
    WholeflowError
        If it cannot be opened as it is; the message says what to do.
    """
    file = sqlite_file()
    if file is not None and not file.exists():
        raise NotFound(f"{NONE_YET} (looked in {file.parent})")
    open_database()
    if not running.has_tables():
        raise NotFound(NONE_YET)
    if running.migrations_to_apply():
        raise WholeflowError(EARLIER)
    if not running.has_system():
        raise NotFound(NONE_YET)


def open_to_begin() -> None:
    """Load Django on a system of this version, with an empty one made if need be.

    Raises
    ------
    WholeflowError
        If there is one that is of another version, or the database does not answer.
    """
    open_database()
    if running.has_tables() and running.migrations_to_apply():
        raise WholeflowError(EARLIER)
    running.migrate()


def no_answer(error: Exception) -> str:
    """Say why a database does not answer and where it was looked for."""
    why = " ".join(str(error).split()) or type(error).__name__
    setting = "WHOLEFLOW_DATABASE_URL" if sqlite_file() is None else "WHOLEFLOW_DATA"
    return f"The database does not answer: {why}. Look at {setting}."


def applied_migrations() -> tuple[str, ...]:
    """Give the migrations applied to this database, ours only, as "app name"."""
    ours = {a.label for a in apps.get_app_configs() if a.name.startswith("wholeflow.")}
    applied = MigrationLoader(connection).applied_migrations
    return tuple(sorted(f"{app} {name}" for app, name in applied if app in ours))


def known_migrations() -> frozenset[str]:
    """Give the migrations that this version of wholeflow has."""
    known = MigrationLoader(None).disk_migrations  # without asking any database
    return frozenset(f"{app} {name}" for app, name in known)


def later_migrations() -> set[str]:
    """Give the migrations in the database that this version does not know."""
    return set(applied_migrations()) - known_migrations()
