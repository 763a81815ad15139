"""An SQLite database as a file: copied, looked into, put aside, used for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection

from wholeflow.errors import WholeflowError

ENDINGS = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a database


@contextmanager
def pointed_at(file: Path) -> Iterator[None]:
    """Use another file as the database for a while."""
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = file
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def copy_to(file: Path) -> None:
    """Copy the database as it stands, whatever its version; others may go on writing."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])


def gather(file: Path) -> None:
    """Put all of a database into its one file.

    Raises
    ------
    WholeflowError
        If anybody else has it open.
    """
    try:
        with pointed_at(file), connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=1000")
            cursor.execute("PRAGMA journal_mode=DELETE")
    except DatabaseError as error:
        if "locked" not in str(error):
            return  # no database at all: whoever puts it aside keeps it as it is
        raise WholeflowError(
            f"{file} is in use, and nothing was changed. Stop wholeflow serve first."
        ) from None


def aside(file: Path, what: str) -> Path:
    """Give a name beside a database for how it was before something."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return file.with_name(f"{file.name}.before-{what}-{moment}")


def rename(file: Path, to: Path) -> None:
    """Rename a database with what is beside it, which may hold its newest pages."""
    for ending in ENDINGS:
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.rename(to.with_name(to.name + ending))


def remove(file: Path) -> None:
    """Remove a database, if it is there, with what is beside it."""
    for ending in ENDINGS:
        file.with_name(file.name + ending).unlink(missing_ok=True)
