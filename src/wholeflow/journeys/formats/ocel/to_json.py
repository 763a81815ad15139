"""OCEL 2.0 as JSON, an event or object to a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .object_log import Declared, ObjectCentricLog
from .parts import Part, parts_of_events, parts_of_objects


def to_json(log: ObjectCentricLog, path: Path) -> None:
    """Write a log as JSON.

    Parameters
    ----------
    log
        What to write.
    path
        Where to; what is there is replaced.
    """
    lists = {
        "eventTypes": _types(log.event_types),
        "objectTypes": _types(log.object_types),
        "events": (_part(each, log.event_types) for each in parts_of_events(log)),
        "objects": (_part(each, log.object_types) for each in parts_of_objects(log)),
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for place, (name, members) in enumerate(lists.items()):
            file.write(f"{',' if place else '{'}\n{json.dumps(name)}: [")
            file.writelines(_lines(members))
            file.write("]")
        file.write("\n}\n")


def _lines(members: Iterable[object]) -> Iterator[str]:
    # `dumps` makes its text in C; `dump` would write it piece by piece from Python.
    for place, member in enumerate(members):
        yield (",\n" if place else "\n") + json.dumps(member, ensure_ascii=False)


def _types(declared: Declared) -> Iterator[object]:
    for of, attributes in declared.items():
        listed = [{"name": name, "type": kind} for name, kind in attributes.items()]
        yield {"name": of, "attributes": listed}


def _part(part: Part, declared: Declared) -> object:
    kinds = declared[part.type]
    return {
        "id": part.id,
        "type": part.type,
        **({"time": part.time} if part.time else {}),
        "attributes": [_value(value, kinds) for value in part.values],
        "relationships": [
            {"objectId": target, "qualifier": qualifier}
            for target, qualifier in part.related
        ],
    }


def _value(value: tuple[str, ...], kinds: Mapping[str, str]) -> object:
    name, since, text = value
    time = {"time": since} if since else {}
    return {"name": name, **time, "value": _typed(text, kinds[name])}


def _typed(text: str, kind: str) -> str | int | float | bool:
    """Give a value as JSON has it; one that is not of its type stays text."""
    try:
        if kind == "integer":
            return int(text)
        if kind == "float" and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        return text
    return text == "true" if kind == "boolean" and text in {"true", "false"} else text
