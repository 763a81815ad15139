"""Bringing a database to this version, with a copy of how it was before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError

from wholeflow.errors import WholeflowError
from wholeflow.server import running
from wholeflow.server.keeping import sqlite
from wholeflow.server.keeping.opening import sqlite_file
from wholeflow.server.keeping.whole_file import whole_file


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was applied, and where the database is as it was before, if copied."""

    applied: tuple[str, ...]
    copy: Path | None


def upgrade() -> Upgrade:
    """Apply what is missing; copy an SQLite database that has been used first.

    Raises
    ------
    WholeflowError
        If a migration could not be applied.
    """
    if not running.migrations_to_apply():
        return Upgrade((), None)
    file = sqlite_file()
    copy = _copied(file) if file is not None and running.has_tables() else None
    try:
        return Upgrade(tuple(running.migrate()), copy)
    except DatabaseError as error:
        kept = f" As it was before it is in {copy}." if copy else ""
        raise WholeflowError(f"A migration stopped: {error}.{kept}") from None


def _copied(file: Path) -> Path:
    copy = sqlite.aside(file, "migrate")
    with whole_file(copy, force=False, private=True) as draft:
        sqlite.copy_to(draft)
    return copy
