"""A file as a tree of values that remember their line.

JSON and YAML are both read as a flat run of events and put together here, in a loop and
within bounds: a file a million brackets deep costs one message, not the machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from wholeflow.errors import BadInput, BadMap, Fault

DEPTH_LIMIT = 200
"""How deep values may stand in each other: some hundred layers of parts, written inside
one another. Deeper maps list their parts under `parts`, which has no limit."""

BYTES_PER_VALUE = 16
"""No honest map spends less on a value, so this bounds the memory of a hostile one."""

FAULTS_LIMIT = 1_000

Kind = Literal["map", "list", "text", "plain", "number", "bool", "nothing"]


class Event(NamedTuple):
    """One step of reading: a value begins, a value ends, or a single value stands.

    `kind` is a `Kind`, or "end" for the end of a map or list. "plain" is text without
    quotation marks in YAML, which its field takes as text, number or date.
    """

    kind: Kind | Literal["end"]
    text: str
    row: int


@dataclass(slots=True)
class Node:
    """A value with the line where it, or its field name, stands.

    `fields` is for a map, `items` for a list, `text` for anything else.
    """

    kind: Kind
    text: str
    row: int
    fields: dict[str, Node]
    items: list[Node]


# Single values share these two, which nobody fills: millions of empty ones would be
# most of the memory of a file.
_NO_FIELDS: dict[str, Node] = {}
_NO_ITEMS: list[Node] = []


def single(kind: Kind, text: str, row: int) -> Node:
    """Make a node of anything but a list or a map of fields."""
    return Node(kind, text, row, _NO_FIELDS, _NO_ITEMS)


def fields_of(fields: dict[str, Node], row: int) -> Node:
    """Make a node of a map of fields."""
    return Node("map", "", row, fields, _NO_ITEMS)


class Faults:
    """Everything found wrong in one file, told together.

    Parameters
    ----------
    source
        Name of the file, as the person knows it.

    Notes
    -----
    The error it makes, and what to do about a file too large or too deep, are those of
    a map; readers of other files say theirs in a class of their own.
    """

    error: type[BadInput] = BadMap
    too_many = "Split the map into several files"
    too_deep = (
        "List parts as whole and part under the field parts, where depth has no limit"
    )

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Fault] = []

    def add(
        self, message: str, row: int | None = None, column: str | None = None
    ) -> None:
        """Note a fault; give up at a number nobody would read through.

        Parameters
        ----------
        message
            What was expected, what was given, what to do.
        row, column
            Where.

        Notes
        -----
        Raises `BadMap` at 1,000 faults.
        """
        self.found.append(Fault(message, row, column))
        if len(self.found) >= FAULTS_LIMIT:
            raise self.refusal("there is more of this; reading stopped here")

    def refusal(
        self, message: str, row: int | None = None, column: str | None = None
    ) -> BadInput:
        """Make the error for a place after which nothing can be understood.

        Parameters
        ----------
        message, row, column
            As for `add`.

        Returns
        -------
        BadInput
            A `BadMap`, or the error of another file, with every fault found so far and
            this one.
        """
        return self.error(self.source, [*self.found, Fault(message, row, column)])

    def raise_if_any(self) -> None:
        """Refuse the file if anything was found wrong.

        Notes
        -----
        Raises `BadMap`, or the error of another file, with every fault in the order of
        their lines.
        """
        if self.found:
            self.found.sort(key=lambda fault: fault.row or 0)
            raise self.error(self.source, self.found)


def build(events: Iterable[Event], faults: Faults, values_limit: int) -> Node | None:
    """Put events together into one tree.

    Parameters
    ----------
    events
        The steps, read as they are needed.
    faults
        Where a field given twice is noted.
    values_limit
        Most values the tree may hold.

    Returns
    -------
    Node or None
        None if there was no event.

    Notes
    -----
    Raises `BadMap` if the values stand too deep in each other, or are too many.
    """
    top: Node | None = None
    open_nodes: list[Node] = []
    names: list[Event | None] = []  # of each open node, the field whose value is next
    count = 0
    for event in events:
        if event.kind == "end":
            open_nodes.pop()
            names.pop()
            continue
        if open_nodes and open_nodes[-1].kind == "map" and names[-1] is None:
            names[-1] = _field_name(event, faults)
            continue
        count += 1
        if count > values_limit:
            raise faults.refusal(
                f"expected at most {values_limit:,} values in a file of this size limit. "
                f"{faults.too_many}",
                event.row,
            )
        node = _begun(event.kind, event)
        if open_nodes:
            _put(node, open_nodes[-1], names, faults)
        else:
            top = node
        if node.kind in {"map", "list"}:
            open_nodes.append(node)
            names.append(None)
            _refuse_depth(len(open_nodes), event.row, faults)
    return top


def _begun(kind: Kind, event: Event) -> Node:
    if kind == "map":
        return fields_of({}, event.row)
    if kind == "list":
        return Node("list", "", event.row, _NO_FIELDS, [])
    return single(kind, event.text, event.row)


def _field_name(event: Event, faults: Faults) -> Event:
    if event.kind not in {"text", "plain"}:
        raise faults.refusal(
            "expected the name of a field before a colon, such as name or owner. "
            "Write field: value",
            event.row,
        )
    return event


def _put(node: Node, whole: Node, names: list[Event | None], faults: Faults) -> None:
    name = names[-1]
    if name is None:
        whole.items.append(node)
        return
    names[-1] = None
    node.row = name.row
    if name.text not in whole.fields:
        whole.fields[name.text] = node
    elif name.text == "owner":
        faults.add(
            "expected one owner, got a second. Keep the one who leads it; others can "
            "stand under who",
            name.row,
            "owner",
        )
    else:
        first = whole.fields[name.text].row
        faults.add(
            f"expected each field once, got it again after row {first}. Keep one",
            name.row,
            name.text[:60],
        )


def _refuse_depth(depth: int, row: int, faults: Faults) -> None:
    if depth > DEPTH_LIMIT:
        raise faults.refusal(
            f"expected values at most {DEPTH_LIMIT} deep in each other. "
            f"{faults.too_deep}",
            row,
        )
