"""Rows as they were after some earlier change: later changes taken back, in memory.

The tables hold today. What a later change added was not there then, and what it set
held what it found. So rows of today, with the later changes taken back newest first, are
the rows of then: the same that replaying the history up to that change would write.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Min

from wholeflow.server.history.changes import AT_ONCE, KEPT
from wholeflow.server.history.models import Change, System

Values = dict[str, Any]  # columns of any kept table
Rows = dict[str, dict[str, Values]]
"""Columns of rows, by table and then by id, both as operations name them."""


def last_change_on(day: date) -> int:
    """Give the number of the last change made by the end of a day; 0 if there is none."""
    midnight = datetime.combine(
        day + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE)
    )
    first_later: int | None = Change.objects.filter(at__gte=midnight).aggregate(
        first=Min("seq")
    )["first"]
    if first_later is not None:
        return first_later - 1
    return System.objects.values_list("last_change", flat=True).get()


def take(rows: Rows, found: models.QuerySet[Any]) -> None:  # any kept model
    """Put the rows of one table that were found, as they are today, among others."""
    here = rows.setdefault(found.model._meta.model_name or "", {})
    key = found.model._meta.pk.attname
    for values in found.values().iterator(chunk_size=AT_ONCE):
        here[str(values[key])] = values


def take_back(rows: Rows, later: Iterable[Change]) -> None:
    """Take changes back, so that the rows are as they were before the first of them.

    Parameters
    ----------
    rows
        Rows as they are today; altered in place. What is not among them is not looked
        at, and columns that follow from the history stay as they are today.
    later
        Every later change that added or set any of the rows, newest first.
    """
    for change in later:
        for operation in reversed(change.operations):
            here = rows.get(operation["table"], {})
            if "add" in operation:
                here.pop(operation["id"], None)
            elif operation["id"] in here:
                columns = _columns(operation["table"])
                here[operation["id"]].update(
                    (name, columns[name].to_python(before))
                    for name, (before, _) in operation["set"].items()
                )


def standing(rows: Rows, table: type[models.Model]) -> list[Any]:  # any kept model
    """Give the rows of one table that were not taken out, in the order of their ids.

    They are for reading: nothing may save them.
    """
    here = rows.get(table._meta.model_name or "", {})
    return [
        table(**values) for _, values in sorted(here.items()) if not values["removed"]
    ]


def _columns(name: str) -> dict[str, Any]:  # Django's fields, of any type
    return {column.attname: column for column in KEPT[name]._meta.concrete_fields}
