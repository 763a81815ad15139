"""The fields of a file, each read as what it is meant to be.

Which fields there are is said here; what makes a good value is said once, where the
value checks itself. A fault found there comes back with the field's name and is given
its line here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from wholeflow.errors import BadMap
from wholeflow.processes.formats.tree import Faults, Node, fields_of
from wholeflow.processes.map import Interlock, Part
from wholeflow.processes.process import HEADINGS, KINDS, Entry, Process, Statement

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_COUNT = re.compile(r"-?[0-9]{1,9}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

Value = TypeVar("Value", Entry, Statement, Process, Part, Interlock)


class Unreadable(Exception):
    """A value was refused and its fault noted; what holds it goes on without it."""


def known_fields(
    node: Node, names: Collection[str], column: str, faults: Faults
) -> dict[str, Node]:
    """Return the fields of a map by name, noting those that no one knows.

    Parameters
    ----------
    node
        What should be a map of fields.
    names
        The fields it may have.
    column
        Where it stands, for faults.
    faults
        Where faults are noted.

    Returns
    -------
    dict of str to Node
        Only known fields.

    Raises
    ------
    Unreadable
        If it is no map of fields.
    """
    if node.kind != "map":
        _refused("fields, such as name: Testing blood", node, column, faults)
        raise Unreadable
    for name in [name for name in node.fields if name not in names]:
        # The comparison costs the square of the length, so only a beginning counts.
        near = get_close_matches(name[:40], names, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(names)}"
        row = node.fields[name].row
        faults.add(f"there is no field {name[:40]!r} here. {hint}", row, name[:40])
    return {name: value for name, value in node.fields.items() if name in names}


def items(node: Node | None, column: str, faults: Faults) -> list[Node]:
    """Return the items of a list; none, with a fault, if it is something else."""
    if node is None or node.kind == "nothing":
        return []
    if node.kind != "list":
        _refused("a list", node, column, faults)
    return node.items


def read_value(
    kind: type[Value],
    node: Node,
    faults: Faults,
    given: Mapping[str, object] | None = None,
) -> Value:
    """Make a value of a map of fields, noting every fault of it.

    Parameters
    ----------
    kind
        What to make.
    node
        Its fields.
    faults
        Where faults are noted.
    given
        What is known from elsewhere, such as the heading an entry stands under;
        a field of the file goes before it.

    Returns
    -------
    Entry, Statement, Process, Part or Interlock
        The value.

    Raises
    ------
    Unreadable
        If anything about it was refused.
    """
    noted = len(faults.found)
    readers = _FIELDS[kind]
    fields = known_fields(node, readers, kind.__name__.lower(), faults)
    values: dict[str, Any] = dict(given or {})  # of as many types as there are fields
    for name, field in fields.items():
        try:
            values[name] = readers[name](field, name, faults)
        except Unreadable:
            values.pop(name, None)
    absent = _required(kind) - values.keys()
    for name in sorted(absent - fields.keys()):
        faults.add(f"expected the field {name}, found none. Add it", node.row, name)
    # The other fields are checked all the same: a missing one has its own name for a
    # value meanwhile, and what that would be blamed for is not told.
    values |= {name: name for name in absent}
    made = _made(kind, _gathered(kind, values), faults, (node, fields, absent))
    if made is None or len(faults.found) > noted:
        raise Unreadable
    return made


def _required(kind: type[Value]) -> set[str]:
    return {
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING
    }


def _gathered(kind: type[Value], values: dict[str, Any]) -> dict[str, Any]:
    """Put the entries of a process together, which a file has by heading."""
    if kind is not Process:
        return values
    entries = [values.pop(heading, ()) for heading in HEADINGS]
    return {**values, "entries": sum(entries, ())}


def _made(
    kind: type[Value],
    values: dict[str, Any],
    faults: Faults,
    place: tuple[Node, Mapping[str, Node], Collection[str]],
) -> Value | None:
    node, fields, absent = place
    try:
        return kind(**values)
    except BadMap as error:
        for fault in error.faults:
            if fault.column not in absent:
                field = fields.get(fault.column or "", node)
                faults.add(fault.message, field.row, fault.column)
    return None


def _refused(expected: str, node: Node, column: str, faults: Faults) -> Unreadable:
    given = {"map": "fields", "list": "a list", "nothing": "nothing"}.get(
        node.kind, repr(node.text[:60])
    )
    faults.add(f"expected {expected}; got {given}", node.row, column)
    return Unreadable()


def _text(node: Node, column: str, faults: Faults) -> str:
    if node.kind in {"text", "plain"}:
        return node.text
    if node.kind == "nothing":
        return ""
    raise _refused("text", node, column, faults)


def _line(node: Node, column: str, faults: Faults) -> str:
    return _text(node, column, faults).strip()


def _owner(node: Node, column: str, faults: Faults) -> str:
    if node.kind != "list":
        return _line(node, column, faults)
    named = ", ".join(item.text for item in node.items[:5])
    faults.add(
        f"expected one owner, got {len(node.items)}: {named[:200]}. Keep the one who "
        "leads it; others can stand under who",
        node.row,
        column,
    )
    raise Unreadable


def _yes_or_no(node: Node, column: str, faults: Faults) -> bool:
    if node.kind in {"bool", "plain"} and node.text in {"true", "false"}:
        return node.text == "true"
    raise _refused("true or false", node, column, faults)


def _yes_no_or_open(node: Node, column: str, faults: Faults) -> bool | None:
    return None if node.kind == "nothing" else _yes_or_no(node, column, faults)


def _day(node: Node, column: str, faults: Faults) -> date | None:
    if node.kind == "nothing":
        return None
    if node.kind in {"text", "plain"} and _DAY.match(node.text):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            pass  # a day that no calendar has, told like any other
    raise _refused("a day as year-month-day, such as 2023-09-30", node, column, faults)


def _chance(node: Node, column: str, faults: Faults) -> tuple[float, float]:
    texts = [
        item.text
        for item in node.items
        if item.kind in {"number", "plain"} and _NUMBER.match(item.text)
    ]
    if len(texts) != 2 or len(node.items) != 2:
        raise _refused("two numbers, such as [0.5, 1]", node, column, faults)
    return float(texts[0]), float(texts[1])


def _count(node: Node, column: str, faults: Faults) -> int:
    if node.kind in {"number", "plain"} and _COUNT.match(node.text):
        return int(node.text)
    raise _refused("a whole number, such as 2", node, column, faults)


def _lines(node: Node, column: str, faults: Faults) -> tuple[str, ...]:
    return tuple(_each(_line, node, column, faults))


def _statements(node: Node, column: str, faults: Faults) -> tuple[Statement, ...]:
    return tuple(
        _each(
            lambda item, _, noted: read_value(Statement, _as_fields(item), noted),
            node,
            column,
            faults,
        )
    )


def _entries(node: Node, heading: str, faults: Faults) -> tuple[Entry, ...]:
    return tuple(_each(_entry, node, heading, faults))


def _entry(node: Node, heading: str, faults: Faults) -> Entry:
    given = {"heading": heading, "kind": KINDS[heading][0]}
    return read_value(Entry, _as_fields(node), faults, given)


def _as_fields(node: Node) -> Node:
    """Read plain text as the map of fields it is short for."""
    if node.kind == "map":
        return node
    return fields_of({"text": node}, node.row)


_Item = TypeVar("_Item")


def _each(
    read: Callable[[Node, str, Faults], _Item], node: Node, column: str, faults: Faults
) -> Iterator[_Item]:
    for item in items(node, column, faults):
        try:
            yield read(item, column, faults)
        except Unreadable:
            continue  # noted; the other items may hold faults of their own


# A reader takes the value, the field's name and the faults; what it returns differs by
# field and is checked by the value made of it.
_FIELDS: Mapping[type, Mapping[str, Callable[[Node, str, Faults], object]]] = {
    Statement: {"text": _text, "example": _yes_or_no},
    Entry: {"kind": _line, "text": _text, "link": _line, "example": _yes_or_no},
    Part: {"whole": _line, "part": _line, "necessity": _chance, "share": _chance},
    Interlock: {
        **dict.fromkeys(("giver", "receiver", "passes", "what"), _line),
        **dict.fromkeys(("form", "when"), _text),
        "state": _line,
    },
    Process: {
        **dict.fromkeys(("id", "name", "language"), _line),
        "name_reason": _text,
        "aliases": _lines,
        "owner": _owner,
        "owner_example": _yes_or_no,
        "organisation": _line,
        "label": _line,
        **dict.fromkeys(HEADINGS, _entries),
        "success": _statements,
        "failure": _statements,
        "parts_suffice": _yes_no_or_open,
        "combining": _line,
        "at_least": _count,
        "dependence": _line,
        "sufficiency": _chance,
        "reviewed": _day,
        "example": _yes_or_no,
    },
}
