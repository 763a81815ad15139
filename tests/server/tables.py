"""What the database holds, in a form that can be compared."""

from __future__ import annotations

from typing import Any

from wholeflow.server.history.changes import KEPT
from wholeflow.server.measuring.models import Flag

Rows = dict[str, list[dict[str, Any]]]
AFTER_ANY_CHANGE = {"version"}


def kept() -> Rows:
    """Give every kept table with every column, whatever follows included."""
    return {
        name: list(table._base_manager.order_by("pk").values())
        for name, table in KEPT.items()
    }


def kept_but_versions() -> Rows:
    """Give every kept table but what every change, an undo too, moves on."""
    return {
        name: [
            {column: row[column] for column in row if column not in AFTER_ANY_CHANGE}
            for row in rows
        ]
        for name, rows in kept().items()
    }


def standing() -> Rows:
    """Give what people see: rows that are not taken out."""
    return {
        name: [row for row in rows if not row["removed"]]
        for name, rows in kept_but_versions().items()
    }


def flags() -> list[dict[str, Any]]:
    """Give every flag with its counts."""
    return list(Flag.objects.order_by("pk").values())
