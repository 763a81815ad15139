"""What belongs to each event and object, for the forms that write it in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from .object_log import ObjectCentricLog
from .settling import FROM_THE_START, TIME_TEXT


@dataclass(frozen=True, slots=True)
class Part:
    """An event or an object, with all that is said of it, times as text in UTC.

    Parameters
    ----------
    id, type
        As in the log.
    time
        When an event was; "" for an object.
    values
        Attribute, since when ("" in an event), and value.
    related
        Object, and in what role.
    """

    id: str
    type: str
    time: str
    values: list[tuple[str, ...]]
    related: list[tuple[str, ...]]


def parts_of_events(log: ObjectCentricLog) -> Iterator[Part]:
    """Take a log apart into its events.

    Yields
    ------
    Part
        In the order of the log.
    """
    always = pl.lit("").alias("since")
    values = _grouped(log.event_values.select("event", "attribute", always, "value"))
    related = _grouped(log.event_objects)
    events = log.events.with_columns(pl.col("time").dt.strftime(TIME_TEXT))
    for name, of, time in events.iter_rows():
        yield Part(name, of, time, values.get(name, []), related.get(name, []))


def parts_of_objects(log: ObjectCentricLog) -> Iterator[Part]:
    """Take a log apart into its objects.

    Yields
    ------
    Part
        Sorted by id.
    """
    since = pl.col("since").dt.strftime(TIME_TEXT).fill_null(FROM_THE_START)
    values = _grouped(log.object_values.with_columns(since))
    related = _grouped(log.object_objects)
    for name, of in log.objects.iter_rows():
        yield Part(name, of, "", values.get(name, []), related.get(name, []))


def _grouped(table: pl.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    """Rows by their first cell, in order."""
    grouped: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for first, *rest in table.iter_rows():
        grouped[first].append(tuple(rest))
    return grouped
