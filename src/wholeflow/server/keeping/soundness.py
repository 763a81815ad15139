"""Whether the database is there, whole, of this version and true to its history."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator
from itertools import zip_longest

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from wholeflow.server import running
from wholeflow.server.history.changes import KEPT, replay
from wholeflow.server.history.models import Change, System
from wholeflow.server.keeping import opening, sqlite
from wholeflow.server.keeping.safety import Finding
from wholeflow.server.keeping.tables import digest_of
from wholeflow.server.measuring import flags
from wholeflow.server.measuring.models import Flag

Values = tuple[object, ...]

SAME_WITHIN = 1e-9  # a flag worked out in another order differs in its last digits
ADVICE = "Restore your newest backup: wholeflow restore FILE --force"


def findings() -> Iterator[Finding]:
    """Check the database; what depends on a check that failed is left out."""
    try:
        yield from _findings()
    except DatabaseError as error:
        yield Finding("database", False, opening.no_answer(error))


def _findings() -> Iterator[Finding]:
    whole = _whole()
    yield whole
    if not whole.ok:
        return
    version = _version()
    yield version
    if version.ok and running.has_tables():
        yield _history()


def _whole() -> Finding:
    """Ask SQLite to read every page; PostgreSQL only has to answer."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT 1")
            return Finding("database", True, "PostgreSQL answers")
        cursor.execute("PRAGMA integrity_check(1)")
        answer = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA foreign_key_check")
        dangling = cursor.fetchone()
    if answer != "ok":
        told = f"SQLite finds the file damaged: {' '.join(answer.split())}. "
        return Finding("database", False, told + ADVICE)
    if dangling:
        told = (
            f"a row of {dangling[0]} names a row of {dangling[2]} that is not there. "
        )
        return Finding("database", False, told + ADVICE)
    return Finding("database", True, "SQLite finds the file whole")


def _version() -> Finding:
    if opening.later_migrations():
        return Finding("version", False, opening.LATER)
    if not running.has_tables():
        return Finding("version", True, opening.NONE_YET)
    if running.migrations_to_apply():
        return Finding("version", False, opening.EARLIER)
    return Finding("version", True, "the database is of this version of wholeflow")


def _history() -> Finding:
    """Replay everything: on SQLite in a copy, so that nobody waits to write."""
    if not running.has_system():
        return Finding("history", True, opening.NONE_YET)
    file = opening.sqlite_file()
    if file is None:
        return _replayed()
    copy = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        copy.touch(mode=0o600)
        sqlite.copy_to(copy)
        with sqlite.pointed_at(copy):
            return _replayed()
    except OSError as error:
        why = error.strerror or error
        return Finding("history", False, f"{copy} could not be made: {why}.")
    finally:
        sqlite.remove(copy)


def _replayed() -> Finding:
    """Replay everything and compare; nothing of it is kept."""
    try:
        with transaction.atomic():
            System.objects.update(last_change=F("last_change"))  # no change in between
            changes = Change.objects.count()
            counted = System.objects.values_list("last_change", flat=True).get()
            other = _differing()
            transaction.set_rollback(True)
    except (DatabaseError, LookupError, TypeError, ValueError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        return Finding("history", False, f"it cannot be replayed: {why}. {ADVICE}")
    if changes != counted:
        told = f"{changes} changes are there, {counted} were counted. {ADVICE}"
        return Finding("history", False, told)
    if other:
        told = f"replaying it gives another {', '.join(other)}. {ADVICE}"
        return Finding("history", False, told)
    return Finding("history", True, f"replaying {changes:,} changes gives the tables")


def _differing() -> list[str]:
    """Replay, and name the tables that are then not what they were."""
    flags.catch_up()
    tables, stood = _digests(), _flags()
    replay()
    other = [name for name, digest in _digests().items() if digest != tables[name]]
    if any(not _alike(was, now) for was, now in zip_longest(stood, _flags())):
        other.append("flag")
    return other


def _digests() -> dict[str, str]:
    return {name: digest_of(table) for name, table in KEPT.items()}


def _flags() -> list[Values]:
    return list(Flag.objects.order_by("process").values_list())


def _alike(one: Values | None, other: Values | None) -> bool:
    if one is None or other is None:
        return False
    return all(
        math.isclose(a, b, abs_tol=SAME_WITHIN)
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )
