"""What a file of OCEL 2.0 says, as it stands there, gathered into columns.

The three forms of the format (JSON, XML, SQLite) are read into this by three readers
that know nothing of events; whether it makes sense is decided in one place for all
three (`checking`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wholeflow.errors import Fault
from wholeflow.journeys.formats.raw import FAULTS_KEPT
from wholeflow.journeys.formats.rows import Rows

SHOWN = 40  # characters of a name or value in a message
_DATA_TYPES = {
    "string": ("string", "str", "text", "varchar", "char", ""),
    "time": ("time", "date", "datetime", "timestamp"),
    "integer": ("integer", "int", "bigint", "long"),
    "float": ("float", "double", "real", "numeric", "decimal", "number"),
    "boolean": ("boolean", "bool"),
}


def data_type(given: str) -> str:
    """Give the standard's word for a type of values; what is unknown is text.

    >>> data_type("TIMESTAMP"), data_type("real"), data_type("colour")
    ('time', 'float', 'string')
    """
    plain = given.strip().casefold()
    return next(
        (word for word, other in _DATA_TYPES.items() if plain in other), "string"
    )


def _rows(*names: str) -> Rows:
    return Rows(names)


@dataclass(slots=True)
class Types:
    """The types of events or of objects that a file declares, with their attributes."""

    declared: dict[str, dict[str, str]] = field(default_factory=dict)

    def declare(self, name: str) -> bool:
        """Add a type; False if it is there already."""
        is_new = name.strip() not in self.declared
        self.declared.setdefault(name.strip(), {})
        return is_new

    def attribute(self, of: str, name: str, given: str) -> None:
        """Add an attribute to a type."""
        self.declared[of.strip()][name.strip()] = data_type(given)


@dataclass(slots=True)
class Gathered:
    """Everything that a file says, and what is wrong with how it says it.

    Parameters
    ----------
    source
        Name of the file, for messages.
    """

    source: str
    events: Rows = field(default_factory=lambda: _rows("id", "type", "time"))
    objects: Rows = field(default_factory=lambda: _rows("id", "type"))
    event_objects: Rows = field(
        default_factory=lambda: _rows("event", "object", "qualifier")
    )
    object_objects: Rows = field(
        default_factory=lambda: _rows("source", "target", "qualifier")
    )
    event_values: Rows = field(
        default_factory=lambda: _rows("event", "attribute", "value")
    )
    object_values: Rows = field(
        default_factory=lambda: _rows("object", "attribute", "since", "value")
    )
    event_types: Types = field(default_factory=Types)
    object_types: Types = field(default_factory=Types)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0

    def wrong(self, line: int | None, message: str) -> None:
        """Keep a fault; of very many the first are kept and the rest are counted."""
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(Fault(message, line))
        else:
            self.more_faults += 1


def shown(value: object) -> str:
    """Give a value as it stands in a message: in quotation marks, and cut.

    >>> shown("e1"), shown(None)
    ("'e1'", 'nothing')
    """
    return "nothing" if value is None else f"'{str(value)[:SHOWN]}'"


def as_text(value: object) -> str | None:
    """Give a plain value as text; None for nothing and for lists and objects.

    >>> as_text(True), as_text(5), as_text(2.5), as_text([])
    ('true', '5', '2.5', None)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return None
