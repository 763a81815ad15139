"""A tree of values as a map, every fault told with its line.

On file a map has a `name`, `processes`, `parts` (whole, part, necessity) and
`interlocks`. For files written by hand some things may be shorter: a process may hold
its parts inside it, an entry may be plain text, and a process without an id gets a
short key from its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from wholeflow.processes.formats.fields import (
    Unreadable,
    items,
    known_fields,
    read_value,
)
from wholeflow.processes.formats.tree import Faults, Node, fields_of
from wholeflow.processes.identity import short_key
from wholeflow.processes.map import Interlock, Map, Part, circles
from wholeflow.processes.process import Process, line_faults

SCHEMA = "urn:wholeflow:schema:map:1"
"""Name of the form a map has on file; the number rises when the form changes."""

CIRCLES_SHOWN = 20
NAMES_SHOWN = 12

_OF_A_PART = ("necessity", "share")
_TOP_FIELDS = ("schema", "name", "processes", "parts", "interlocks")


@dataclass(slots=True)
class _Reading:
    """What has been understood of one file so far.

    `rows` has the line of every process, also of those that were refused, so that one
    fault does not make every mention of the process a second one.
    """

    faults: Faults
    rows: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    part_rows: dict[tuple[str, str], int] = field(default_factory=dict)
    interlocks: list[tuple[Interlock, int]] = field(default_factory=list)


def map_from_tree(top: Node | None, faults: Faults) -> Map:
    """Make a map of a tree of values.

    Parameters
    ----------
    top
        The whole file; None if it is empty.
    faults
        Where faults are collected; those already there are told too.

    Returns
    -------
    Map
        The map, if there was no fault at all.

    Notes
    -----
    Raises `BadMap` with every fault of the file, in the order of its lines.
    """
    if top is None or top.kind != "map":
        raise faults.refusal(
            "expected the fields of a map, beginning with name and processes. Start "
            "from a template to see the form",
            top.row if top else None,
        )
    reading = _Reading(faults)
    fields = known_fields(top, _TOP_FIELDS, "map", faults)
    name = _read_top(fields, top, faults)
    for node in items(fields.get("processes"), "processes", faults):
        _read_process(node, reading)
    for node in items(fields.get("parts"), "parts", faults):
        _read_part(node, reading)
    for node in items(fields.get("interlocks"), "interlocks", faults):
        _read_interlock(node, reading)
    _note_unknown(reading)
    _note_circles(reading)
    faults.raise_if_any()
    return Map(
        name,
        tuple(reading.processes),
        tuple(reading.parts.values()),
        tuple(interlock for interlock, _ in reading.interlocks),
    )


def _read_top(fields: dict[str, Node], top: Node, faults: Faults) -> str:
    schema = fields.get("schema")
    if schema and schema.text != SCHEMA:
        faults.add(
            f"expected the form {SCHEMA}, got {schema.text[:60]!r}. This version of "
            "wholeflow reads no other",
            schema.row,
            "schema",
        )
    name = fields.get("name", top)
    for fault in line_faults("name", name.text.strip()):
        faults.add(fault.message, name.row, "name")
    return name.text.strip()


def _read_process(outermost: Node, reading: _Reading) -> None:
    """Read a process and the parts written inside it, each before its own parts."""
    waiting: list[tuple[Node, str | None]] = [(outermost, None)]
    while waiting:
        node, whole = waiting.pop()
        if node.kind in {"text", "plain"} and whole is not None:
            _add_part(whole, node.text.strip(), reading, fields_of({}, node.row))
            continue
        if node.kind != "map":
            reading.faults.add(
                "expected a process, such as name: Testing blood", node.row, "processes"
            )
            continue
        inner = node.fields.pop("parts", None)
        as_part = _taken(node, _OF_A_PART) if whole is not None else {}
        key = _add_process(node, reading)
        if whole is not None:
            _add_part(whole, key, reading, fields_of(as_part, node.row))
        parts = items(inner, "parts", reading.faults)
        waiting.extend((part, key) for part in reversed(parts))


def _add_process(node: Node, reading: _Reading) -> str:
    given = node.fields.get("id")
    name = node.fields.get("name")
    key = given.text.strip() if given else short_key(name.text if name else "")
    if key in reading.rows:
        reading.faults.add(
            f"expected each id once; {key!r} stands in row {reading.rows[key]} too. "
            + ("Change one" if given else "Give this process an id of its own"),
            given.row if given else node.row,
            "id",
        )
    reading.rows.setdefault(key, node.row)
    reading.names.setdefault(key, name.text.strip() if name else key)
    try:
        process = read_value(Process, node, reading.faults, {"id": key})
    except Unreadable:
        return key
    reading.processes.append(process)
    return key


def _read_part(node: Node, reading: _Reading) -> None:
    try:
        part = read_value(Part, node, reading.faults)
    except Unreadable:
        return
    _keep_part(part, reading, node.row)


def _taken(node: Node, names: Sequence[str]) -> dict[str, Node]:
    """Take fields out of a process that say how it is a part of the whole around it."""
    return {name: node.fields.pop(name) for name in names if name in node.fields}


def _add_part(whole: str, part: str, reading: _Reading, node: Node) -> None:
    given = {"whole": whole, "part": part}
    try:
        made = read_value(Part, node, reading.faults, given)
    except Unreadable:
        return
    _keep_part(made, reading, node.row)


def _keep_part(part: Part, reading: _Reading, row: int) -> None:
    pair = (part.whole, part.part)
    if pair in reading.parts:
        reading.faults.add(
            f"expected each part of a whole once; this one stands in row "
            f"{reading.part_rows[pair]} too. Keep one",
            row,
            "parts",
        )
        return
    reading.parts[pair] = part
    reading.part_rows[pair] = row


def _read_interlock(node: Node, reading: _Reading) -> None:
    try:
        interlock = read_value(Interlock, node, reading.faults)
    except Unreadable:
        return
    reading.interlocks.append((interlock, node.row))


def _note_unknown(reading: _Reading) -> None:
    for key, row, column in _references(reading):
        if key not in reading.rows:
            reading.faults.add(
                f"expected the id of a process of this file, got {key[:70]!r}. Add "
                "that process or put the id right",
                row,
                column,
            )


def _references(reading: _Reading) -> Iterator[tuple[str, int, str]]:
    for (whole, part), row in reading.part_rows.items():
        yield whole, row, "whole"
        yield part, row, "part"
    for interlock, row in reading.interlocks:
        yield interlock.giver, row, "giver"
        yield interlock.receiver, row, "receiver"


def _note_circles(reading: _Reading) -> None:
    for circle in islice(circles(reading.parts), CIRCLES_SHOWN):
        names = _shortened([reading.names.get(key, key) for key in circle])
        reading.faults.add(
            f"a process cannot be part of itself: {' > '.join(names)}. Take one of "
            "these parts out",
            reading.part_rows[circle[-2], circle[-1]],
            "part",
        )


def _shortened(names: Sequence[str]) -> Sequence[str]:
    if len(names) <= NAMES_SHOWN:
        return names
    half = NAMES_SHOWN // 2
    hidden = len(names) - 2 * half
    return [*names[:half], f"… {hidden:,} more …", *names[-half:]]
