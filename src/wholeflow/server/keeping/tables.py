"""The tables of a system as rows of plain JSON, the same from every database.

Whatever an app keeps is in a backup unless it stands here as left out:
a table that is added later cannot be forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models.functions import Collate

from wholeflow.server.flowing.models import Job
from wholeflow.server.keeping.archive import BadBackup, Row, line_of
from wholeflow.server.measuring.models import Flag

Table = type[models.Model]

LEFT_OUT: frozenset[Table] = frozenset({Flag, Job})
"""What follows from the rest, and work that passes; sessions are left out too, so that a backup lets nobody
in who does not know a password."""

AT_ONCE = 100  # rows held at a time
LARGE_AT_ONCE = 10  # the same of the history, where one row can be a whole map


def tables() -> dict[str, Table]:
    """Give the tables of a backup by name, such as history.change."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("wholeflow.")]
    return {
        model._meta.label_lower: model
        for app in ours
        for model in app.get_models()
        if model not in LEFT_OUT
    }


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the whole database while others go on writing."""
    if connection.vendor == "sqlite":
        # `atomic` would take the write lock; a plain BEGIN reads and holds nobody up.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                )
            yield


def rows_of(table: Table) -> Iterator[Row]:
    """Give the rows of a table in the order of their keys."""
    names = list(_columns(table))
    rows = table._base_manager.order_by(_order(table)).values_list(*names)
    for values in rows.iterator(chunk_size=_at_once(table)):
        yield {name: _plain(value) for name, value in zip(names, values, strict=True)}


def digest_of(table: Table) -> str:
    """Give the SHA-256 of a table, as it would stand in a backup."""
    digest = hashlib.sha256()
    for row in rows_of(table):
        digest.update(line_of(row))
    return digest.hexdigest()


def take_in(table: Table, rows: Iterable[Row], source: str) -> None:
    """Write rows into a table.

    Raises
    ------
    BadBackup
        If the rows are not of this table.
    """
    waiting = iter(rows)
    while batch := list(islice(waiting, _at_once(table))):
        table._base_manager.bulk_create([_made(table, row, source) for row in batch])


def _at_once(table: Table) -> int:
    large = any(isinstance(field, models.JSONField) for field in table._meta.fields)
    return LARGE_AT_ONCE if large else AT_ONCE


def _columns(table: Table) -> dict[str, models.Field[Any, Any]]:
    """Give the columns of a table; a number that the database gave means nothing."""
    return {
        field.attname: field
        for field in table._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    }


def _order(table: Table) -> str | Collate:
    """Order by key, and text by its bytes, whatever language the database sorts in."""
    key = table._meta.pk
    if isinstance(key, models.CharField):
        return Collate(key.name, "BINARY" if connection.vendor == "sqlite" else "C")
    return key.name


def _plain(value: Any) -> Any:  # Any: whatever a column holds, and its JSON
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float):
        return value + 0.0  # minus nought is nought; SQLite keeps no sign of it
    return value


def _made(table: Table, row: Row, source: str) -> models.Model:
    columns = _columns(table)
    if row.keys() != columns.keys():
        other = ", ".join(sorted(row.keys() ^ columns.keys()))
        raise BadBackup(
            source,
            f"its rows of {table._meta.label_lower} have other fields than here "
            f"({other[:200]}). Restore it with the version of wholeflow that made "
            "it, install this one again, and run: wholeflow migrate",
        )
    try:
        values = {name: columns[name].to_python(row[name]) for name in columns}
    except (ValidationError, TypeError, ValueError):
        label = table._meta.label_lower
        raise BadBackup(source, f"a value in {label} is not of its kind") from None
    return table(**values)
