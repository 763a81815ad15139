"""OCEL 2.0 written as JSON (.json, .jsonocel)."""

from __future__ import annotations

from collections.abc import Iterator

from wholeflow.errors import BadLog, Fault

from .gathered import Gathered, Types, as_text, shown
from .json_stream import Element, NotJson, elements

LISTS = ("eventTypes", "objectTypes", "events", "objects")
_Plain = dict[str, object]


def gather_json(source: str, pieces: Iterator[bytes]) -> Gathered:
    """Read a file of OCEL 2.0 in JSON.

    Parameters
    ----------
    source
        Name of the file, for messages.
    pieces
        The file, in order; only one event or object is taken apart at a time.

    Returns
    -------
    Gathered
        As it stands there; members of the file that OCEL does not know are passed over.

    Raises
    ------
    BadLog
        If it is not JSON.
    """
    gathered = Gathered(source)
    there = set()
    try:
        for element in elements(pieces):
            there.add(element.key)
            _take(gathered, element)
    except NotJson as stop:
        raise BadLog(source, [Fault(stop.message, stop.line)]) from None
    missing = [name for name in LISTS if name not in there]
    if missing:
        gathered.wrong(
            None, f"expected the lists {', '.join(missing)}; OCEL 2.0 has all"
        )
    return gathered


def _take(gathered: Gathered, element: Element) -> None:
    plain, line = element.value, element.line
    if element.key not in LISTS or plain == []:
        return
    if not element.is_listed or not isinstance(plain, dict):
        what = "a list" if not element.is_listed else "objects with names and values"
        gathered.wrong(line, f"expected {what} under '{element.key}'")
        return
    if element.key == "events":
        _take_event(gathered, line, plain)
    elif element.key == "objects":
        _take_object(gathered, line, plain)
    else:
        is_event = element.key == "eventTypes"
        types = gathered.event_types if is_event else gathered.object_types
        _take_type(gathered, line, plain, types)


def _take_type(gathered: Gathered, line: int, plain: _Plain, types: Types) -> None:
    name = _text(gathered, line, plain, "name")
    if not types.declare(name):
        gathered.wrong(line, f"the type {shown(name)} is declared twice")
    for attribute in _listed(gathered, line, plain, "attributes"):
        given = _text(gathered, line, attribute, "type")
        types.attribute(name, _text(gathered, line, attribute, "name"), given)


def _take_event(gathered: Gathered, line: int, plain: _Plain) -> None:
    event = _text(gathered, line, plain, "id")
    of, time = (_text(gathered, line, plain, name) for name in ("type", "time"))
    gathered.events.add(line, event, of, time)
    for attribute in _listed(gathered, line, plain, "attributes"):
        name = _text(gathered, line, attribute, "name")
        gathered.event_values.add(line, event, name, _value(gathered, line, attribute))
    for other in _listed(gathered, line, plain, "relationships"):
        target, qualifier = _related(gathered, line, other)
        gathered.event_objects.add(line, event, target, qualifier)


def _take_object(gathered: Gathered, line: int, plain: _Plain) -> None:
    thing, of = (_text(gathered, line, plain, name) for name in ("id", "type"))
    gathered.objects.add(line, thing, of)
    for attribute in _listed(gathered, line, plain, "attributes"):
        name = _text(gathered, line, attribute, "name")
        value = _value(gathered, line, attribute)
        since = _text(gathered, line, attribute, "time", needed=False)
        gathered.object_values.add(line, thing, name, since, value)
    for other in _listed(gathered, line, plain, "relationships"):
        target, qualifier = _related(gathered, line, other)
        gathered.object_objects.add(line, thing, target, qualifier)


def _related(gathered: Gathered, line: int, other: _Plain) -> tuple[str, str]:
    qualifier = _text(gathered, line, other, "qualifier", needed=False)
    return _text(gathered, line, other, "objectId"), qualifier


def _text(
    gathered: Gathered, line: int, plain: _Plain, name: str, *, needed: bool = True
) -> str:
    given = plain.get(name)
    if isinstance(given, str):
        return given
    if given is not None and (text := as_text(given)) is not None:
        return text  # ids are numbers in some files
    if needed or given is not None:
        what = "nothing" if given is None else "a list or an object"
        gathered.wrong(line, f"expected text under '{name}', got {what}")
    return ""


def _value(gathered: Gathered, line: int, attribute: _Plain) -> str | None:
    given = attribute.get("value")
    text = as_text(given)
    if text is None and given is not None:
        gathered.wrong(line, "expected a text, number or yes-or-no under 'value'")
    return text


def _listed(
    gathered: Gathered, line: int, plain: _Plain, name: str
) -> Iterator[_Plain]:
    given = plain.get(name)
    if given is None:
        return
    if not isinstance(given, list):
        gathered.wrong(line, f"expected a list under '{name}'")
        return
    for each in given:
        if isinstance(each, dict):
            yield each
        else:
            gathered.wrong(line, f"expected objects in the list '{name}'")
