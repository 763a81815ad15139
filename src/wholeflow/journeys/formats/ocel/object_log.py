"""Events that may each be about several things: an object-centric event log.

In a log with one case to an event, a ward round that sees six patients stands six
times, or for one of them. OCEL 2.0 lets it stand once, tied to six objects. Source: the
OCEL 2.0 specification (A. Berti et al., 2023, ocel-standard.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

Declared = Mapping[str, Mapping[str, str]]
UTC = pl.Datetime("us", "UTC")
IDENTIFIER = "wholeflow:identifier"  # name of an object whose id had to be another


@dataclass(frozen=True, slots=True, eq=False)
class ObjectCentricLog:
    """Events, the objects they are about, and how objects hang together; checked.

    Every relation leads to an event or object that is there, every type and attribute
    is declared, and every time is one. Two logs are equal if they say the same, whatever
    form of file they came from.

    Parameters
    ----------
    events
        A row an event: `id`, `type` (the activity) and `time` (UTC), in the order of
        the file.
    objects
        A row an object: `id` and `type`, sorted by `id`.
    event_objects
        Which events are about which objects: `event`, `object`, and `qualifier`, which
        says in what role.
    object_objects
        Which objects hang together: `source`, `target`, `qualifier`.
    event_values
        What events say besides: `event`, `attribute`, `value` as text.
    object_values
        What is known of objects: `object`, `attribute`, `since` (UTC; empty if it was
        so from the start) and `value` as text.
    event_types, object_types
        Attributes of each type, with the type of their values: string, time, integer,
        float or boolean.
    source
        Name of the file.
    notes
        What was decided while reading, in words.
    """

    events: pl.DataFrame
    objects: pl.DataFrame
    event_objects: pl.DataFrame
    object_objects: pl.DataFrame
    event_values: pl.DataFrame
    object_values: pl.DataFrame
    event_types: Declared
    object_types: Declared
    source: str
    notes: tuple[str, ...] = ()

    @property
    def n_events(self) -> int:
        """Number of events."""
        return len(self.events)

    @property
    def n_objects(self) -> int:
        """Number of objects."""
        return len(self.objects)

    @property
    def changes(self) -> pl.DataFrame:
        """Values of objects that took the place of an earlier one."""
        earlier = pl.int_range(pl.len()).over("object", "attribute")
        return self.object_values.filter(earlier > 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ObjectCentricLog):
            return NotImplemented
        return (
            all(
                getattr(self, name).equals(getattr(other, name), null_equal=True)
                for name in TABLES
            )
            and self.event_types == other.event_types
            and self.object_types == other.object_types
        )

    __hash__ = None  # type: ignore[assignment] # tables cannot be hashed


TABLES = (
    "events", "objects", "event_objects", "object_objects",
    "event_values", "object_values",
)  # fmt: skip
