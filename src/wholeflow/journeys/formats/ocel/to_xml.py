"""OCEL 2.0 as XML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from wholeflow.errors import BadInput

from .gathered import SHOWN
from .object_log import Declared, ObjectCentricLog
from .parts import Part, parts_of_events, parts_of_objects

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACES = {"\r": "&#13;"}  # a reader takes a bare one for the end of a line


def to_xml(log: ObjectCentricLog, path: Path) -> None:
    """Write a log as XML.

    Parameters
    ----------
    log
        What to write.
    path
        Where to; what is there is replaced. A text with a control character in it, for
        which XML has no way of writing, is refused as `BadInput`.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n')
        _write_types(file, "object", log.object_types)
        _write_types(file, "event", log.event_types)
        file.write("<objects>\n")
        for part in parts_of_objects(log):
            _write_part(file, "object", part)
        file.write("</objects>\n<events>\n")
        for part in parts_of_events(log):
            _write_part(file, "event", part)
        file.write("</events>\n</log>\n")


def _write_types(file: TextIO, what: str, declared: Declared) -> None:
    file.write(f"<{what}-types>\n")
    for of, attributes in declared.items():
        listed = "".join(
            f"<attribute name={_quoted(name)} type={_quoted(kind)}/>"
            for name, kind in attributes.items()
        )
        file.write(f"<{what}-type name={_quoted(of)}>")
        file.write(f"<attributes>{listed}</attributes></{what}-type>\n")
    file.write(f"</{what}-types>\n")


def _write_part(file: TextIO, what: str, part: Part) -> None:
    time = f" time={_quoted(part.time)}" if part.time else ""
    file.write(f"<{what} id={_quoted(part.id)} type={_quoted(part.type)}{time}>")
    file.write("<attributes>")
    for name, since, text in part.values:
        since_when = f" time={_quoted(since)}" if since else ""
        file.write(f"<attribute name={_quoted(name)}{since_when}>")
        file.write(f"{escape(_sound(text), _SPACES)}</attribute>")
    file.write("</attributes><objects>")
    for target, qualifier in part.related:
        ends = f"object-id={_quoted(target)} qualifier={_quoted(qualifier)}"
        file.write(f"<relationship {ends}/>")
    file.write(f"</objects></{what}>\n")


def _quoted(text: str) -> str:
    return quoteattr(_sound(text))


def _sound(text: str) -> str:
    if _NO_XML.search(text):
        got = f"got {text[:SHOWN]!r}, which has a control character"
        fault = f"expected text that XML can hold, {got}; write .jsonocel or .sqlite"
        raise BadInput("what is to be written", [fault])
    return text
