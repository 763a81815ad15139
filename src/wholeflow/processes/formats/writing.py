"""A map as text: one form for JSON and YAML, fields in a fixed order.

What is empty is left out; a label and the state of an interlock are always told. Two maps that are equal give the same bytes, so a
difference between two files is a difference between two maps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from wholeflow.processes.combining import CERTAIN, Chance
from wholeflow.processes.formats.reading import SCHEMA
from wholeflow.processes.map import Interlock, Map, Part
from wholeflow.processes.process import HEADINGS, Entry, Process, Statement

Plain: TypeAlias = "str | bool | float | Sequence[Plain] | Mapping[str, Plain]"

_CHANCES = frozenset({"necessity", "share", "sufficiency"})  # two numbers on one line

# Text that every reader of YAML takes as text without quotation marks: it begins with
# a letter and holds nothing that YAML gives a meaning.
_PLAIN = re.compile(r"[^\W\d_](?:[\w '(),./&%+-]|:(?=[\w/]))*\Z")
_MEANT = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
# Characters that YAML wants escaped; the other control characters are never kept.
_UNSHOWN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def as_json(process_map: Map) -> str:
    """Write a map as JSON, indented, ending with a line break."""
    return json.dumps(_map(process_map), ensure_ascii=False, indent=2) + "\n"


def as_yaml(process_map: Map) -> str:
    """Write a map as YAML in block style, ending with a line break."""
    return "".join(f"{line}\n" for line in _yaml_fields(_map(process_map), ""))


def _map(process_map: Map) -> dict[str, Plain]:
    return _without_defaults(
        {
            "schema": SCHEMA,
            "name": process_map.name,
            "processes": [_process(process) for process in process_map.processes],
            "parts": [_part(part) for part in process_map.parts],
            "interlocks": [_interlock(lock) for lock in process_map.interlocks],
        }
    )


def _process(process: Process) -> dict[str, Plain]:
    suffice, reviewed = process.parts_suffice, process.reviewed
    fields = _without_defaults(
        {
            "id": process.id,
            "name": process.name,
            "language": process.language if process.language != "en" else "",
            "name_reason": process.name_reason,
            "aliases": process.aliases,
            "owner": process.owner,
            "owner_example": process.owner_example,
            "organisation": process.organisation,
            "label": process.label,
            **{
                heading: [_entry(entry) for entry in process.under(heading)]
                for heading in HEADINGS
            },
            "success": [_statement(statement) for statement in process.success],
            "failure": [_statement(statement) for statement in process.failure],
        }
    )
    if suffice is not None:  # False is an answer here, not a default
        fields["parts_suffice"] = suffice
    fields |= _logic(process)
    if reviewed is not None:
        fields["reviewed"] = reviewed.isoformat()
    if process.example:
        fields["example"] = True
    return fields


def _logic(process: Process) -> dict[str, Plain]:
    """Give how the process follows from its parts, where that is not as usual."""
    fields: dict[str, Plain] = {
        "combining": process.combining if process.combining != "all" else "",
        "at_least": "" if process.at_least is None else process.at_least,
        "dependence": process.dependence if process.dependence != "unknown" else "",
        "sufficiency": _unless_certain(process.sufficiency),
    }
    return _without_defaults(fields)


def _entry(entry: Entry) -> dict[str, Plain]:
    return _without_defaults(
        {
            "kind": entry.kind,
            "text": entry.text,
            "link": entry.link,
            "example": entry.example,
        }
    )


def _statement(statement: Statement) -> dict[str, Plain]:
    return _without_defaults({"text": statement.text, "example": statement.example})


def _part(part: Part) -> dict[str, Plain]:
    return _without_defaults(
        {
            "whole": part.whole,
            "part": part.part,
            "necessity": _unless_certain(part.necessity),
            "share": [] if part.share is None else _numbers(part.share),
        }
    )


def _interlock(lock: Interlock) -> dict[str, Plain]:
    return _without_defaults(
        {
            "giver": lock.giver,
            "receiver": lock.receiver,
            "passes": lock.passes,
            "what": lock.what,
            "form": lock.form,
            "when": lock.when,
            "state": lock.state,
        }
    )


def _unless_certain(pair: Chance) -> list[float]:
    return [] if pair == CERTAIN else _numbers(pair)


def _numbers(pair: Chance) -> list[float]:
    return [int(number) if number.is_integer() else number for number in pair]


def _without_defaults(fields: Mapping[str, Plain]) -> dict[str, Plain]:
    return {
        name: value
        for name, value in fields.items()
        if value is not False and value != "" and value != [] and value != ()
    }


# The form is at most five values deep, so these may call one another.


def _yaml_fields(fields: Mapping[str, Plain], indent: str) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, str):
            yield f"{indent}{name}: {_yaml_text(value, indent)}"
        elif isinstance(value, int) or name in _CHANCES:
            # YAML 1.1 takes 1e-07 for text: it wants the point of 1.0e-07.
            number = re.sub(r"(?<![.0-9])([0-9]+)e", r"\1.0e", json.dumps(value))
            yield f"{indent}{name}: {number}"
        else:
            assert isinstance(value, Sequence), "fields stand only in lists"
            yield f"{indent}{name}:"
            for item in value:
                yield from _yaml_item(item, indent + "  ")


def _yaml_item(item: Plain, indent: str) -> Iterator[str]:
    if isinstance(item, str):
        yield f"{indent}- {_yaml_text(item, indent)}"
        return
    assert isinstance(item, Mapping), "an item is text or fields"
    lines = _yaml_fields(item, indent + "  ")
    yield f"{indent}- {next(lines).lstrip()}"
    yield from lines


def _yaml_text(text: str, indent: str) -> str:
    if _PLAIN.match(text) and not text.endswith(" ") and text.lower() not in _MEANT:
        return text
    if _reads_as_block(text):
        lines = (f"{indent}  {line}" if line else "" for line in text.split("\n"))
        return "|-\n" + "\n".join(lines)
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSHOWN.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def _reads_as_block(text: str) -> bool:
    return (
        "\n" in text
        and text == text.strip()
        and not re.search("[\t\r]", text)
        and not _UNSHOWN.search(text)
    )
