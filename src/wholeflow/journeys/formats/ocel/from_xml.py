"""OCEL 2.0 written as XML (.xml, .xmlocel).

Read step by step with expat, so neither depth nor size costs memory, and with every
document type and entity refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from wholeflow.errors import BadLog, Fault

from .gathered import SHOWN, Gathered, Types, shown

_DEEPEST = 100  # elements in each other; the standard needs 5
_VALUE_DEPTH = 5  # log, events, event, attributes, attribute
_LONGEST = 1 << 24  # bytes of one tag, characters of one value
_NAMED = 10  # kinds of unknown elements that a note names
_Attributes = dict[str, str]


def gather_xml(source: str, pieces: Iterator[bytes]) -> Gathered:
    """Read a file of OCEL 2.0 in XML.

    Parameters
    ----------
    source
        Name of the file, for messages.
    pieces
        The file, in order.

    Returns
    -------
    Gathered
        As it stands there; elements that OCEL does not know are counted in a note.

    Raises
    ------
    BadLog
        If it is not XML, holds a document type or an entity, is too deep, or has a tag
        or value without an end in sight.
    """
    place = _Place(Gathered(source))
    fed = 0
    try:
        for piece in pieces:
            place.parser.Parse(piece, False)
            fed += len(piece)
            if fed - place.parser.CurrentByteIndex > _LONGEST:
                place.refuse(f"a tag is longer than {_LONGEST:,} bytes")
        place.parser.Parse(b"", True)
    except expat.ExpatError as error:
        message = f"this is not XML: {expat.ErrorString(error.code)}"
        raise BadLog(source, [Fault(message, error.lineno)]) from None
    if place.left_out:
        most = place.left_out.most_common(_NAMED)
        told = ", ".join(f"{n:,} {name[:SHOWN]}" for name, n in most)
        place.gathered.notes.append(f"Elements that OCEL 2.0 does not have: {told}.")
    return place.gathered


@dataclass(slots=True)
class _Place:
    """Where reading stands."""

    gathered: Gathered
    parser: expat.XMLParserType = field(init=False)
    path: list[str] = field(default_factory=list)
    of: str = ""  # the event, object or type that is open
    attribute: tuple[str, str] | None = None  # name and time of the value that is open
    text: list[str] = field(default_factory=list)
    size: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_entities
        self.parser.EntityDeclHandler = self.refuse_entities
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.add_text

    def refuse(self, message: str) -> None:
        """Stop here.

        Raises
        ------
        BadLog
            With the line that reading stands at.
        """
        fault = Fault(message, self.parser.CurrentLineNumber)
        raise BadLog(self.gathered.source, [fault])

    def refuse_entities(self, *_: object) -> None:
        """Stop at a document type or an entity, which OCEL has no use for."""
        self.refuse("expected no document type and no entities; export it again")

    def start(self, tag: str, given: _Attributes) -> None:
        """Take an element that opens."""
        if len(self.path) >= _DEEPEST:
            self.refuse(f"expected at most {_DEEPEST} elements in each other")
        self.path.append(tag.rpartition(" ")[2])
        path, line = "/".join(self.path), self.parser.CurrentLineNumber
        if path in _ELEMENTS:
            _ELEMENTS[path](self, given, line)
        elif path.rpartition("/")[0] in _RELATED:
            _start_relation(self, given, line)
        elif path not in _SILENT:
            self.left_out[self.path[-1]] += 1

    def add_text(self, part: str) -> None:
        """Take text, if a value is open."""
        if self.attribute is None:
            return
        self.text.append(part)
        self.size += len(part)
        if self.size > _LONGEST:
            self.refuse(f"a value is longer than {_LONGEST:,} characters")

    def end(self, _: str) -> None:
        """Take the end of an element."""
        if self.attribute is not None and len(self.path) == _VALUE_DEPTH:
            _end_value(self, self.parser.CurrentLineNumber)
        self.path.pop()


def _needed(place: _Place, given: _Attributes, name: str, line: int) -> str:
    if name not in given:
        place.gathered.wrong(line, f"expected {place.path[-1]} to have '{name}'")
    return given.get(name, "")


def _types(place: _Place) -> Types:
    gathered = place.gathered
    is_event = place.path[1] == "event-types"
    return gathered.event_types if is_event else gathered.object_types


def _start_type(place: _Place, given: _Attributes, line: int) -> None:
    name = place.of = _needed(place, given, "name", line)
    if not _types(place).declare(name):
        place.gathered.wrong(line, f"the type {shown(name)} is declared twice")


def _start_declared(place: _Place, given: _Attributes, line: int) -> None:
    name = _needed(place, given, "name", line)
    _types(place).attribute(place.of, name, given.get("type", "string"))


def _start_event(place: _Place, given: _Attributes, line: int) -> None:
    cells = [_needed(place, given, name, line) for name in ("id", "type", "time")]
    place.of = cells[0]
    place.gathered.events.add(line, *cells)


def _start_object(place: _Place, given: _Attributes, line: int) -> None:
    cells = [_needed(place, given, name, line) for name in ("id", "type")]
    place.of = cells[0]
    place.gathered.objects.add(line, *cells)


def _start_relation(place: _Place, given: _Attributes, line: int) -> None:
    gathered = place.gathered
    is_event = place.path[1] == "events"
    rows = gathered.event_objects if is_event else gathered.object_objects
    target = _needed(place, given, "object-id", line)
    rows.add(line, place.of, target, given.get("qualifier", ""))


def _start_value(place: _Place, given: _Attributes, line: int) -> None:
    place.attribute = (_needed(place, given, "name", line), given.get("time", ""))
    place.text, place.size = [], 0


def _end_value(place: _Place, line: int) -> None:
    assert place.attribute is not None, "only called inside a value"
    name, since = place.attribute
    value = "".join(place.text)
    if place.path[1] == "events":
        place.gathered.event_values.add(line, place.of, name, value)
    else:
        place.gathered.object_values.add(line, place.of, name, since, value)
    place.attribute = None


_ELEMENTS: dict[str, Callable[[_Place, _Attributes, int], None]] = {
    "log/event-types/event-type": _start_type,
    "log/object-types/object-type": _start_type,
    "log/event-types/event-type/attributes/attribute": _start_declared,
    "log/object-types/object-type/attributes/attribute": _start_declared,
    "log/events/event": _start_event,
    "log/events/event/attributes/attribute": _start_value,
    "log/objects/object": _start_object,
    "log/objects/object/attributes/attribute": _start_value,
}
_RELATED = {"log/events/event/objects", "log/objects/object/objects"}
# What holds the others together and says nothing by itself.
_SILENT = {"log", *_RELATED, *(path.rpartition("/")[0] for path in _ELEMENTS)}
