"""JSON as a run of events with their lines.

The standard reader calls itself for every bracket and keeps no places, so a deep file
ends it and a fault cannot be shown. This one loops. Strings and numbers follow RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json import JSONDecodeError

from wholeflow.processes.formats.tree import Event, Faults, Kind

# Possessive quantifiers (*+) keep a long string from being tried twice.
_TOKEN = re.compile(
    r"""(?P<mark>[{}\[\],:])
      | (?P<text>"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+")
      | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
      | (?P<bool>true|false)
      | (?P<nothing>null)""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*+")

# What may come next, by what was read last; a state is named by what it waits for.
_VALUE = frozenset({"{", "[", "text", "number", "bool", "nothing"})
_WORDS = {
    "value": (_VALUE, "a value"),
    "value or ]": (_VALUE | {"]"}, "a value or ]"),
    "key": (frozenset({"text"}), "a field name in double quotation marks"),
    "key or }": (
        frozenset({"text", "}"}),
        "a field name in double quotation marks or }",
    ),
    "colon": (frozenset({":"}), "a colon"),
    ", or }": (frozenset({",", "}"}), "a comma or }"),
    ", or ]": (frozenset({",", "]"}), "a comma or ]"),
    "end": (frozenset({"end of file"}), "nothing more"),
}


def json_events(text: str, faults: Faults) -> Iterator[Event]:
    """Read JSON step by step.

    Parameters
    ----------
    text
        The whole file.
    faults
        Where text that is not JSON is told.

    Yields
    ------
    Event
        Maps, lists, their ends and single values, with lines.

    Notes
    -----
    Raises `BadMap` at the first place that is not JSON.
    """
    state = "value"
    open_marks: list[str] = []
    for kind, token, row in _tokens(text, faults):
        allowed, words = _WORDS[state]
        if kind not in allowed:
            given = "the end of the file" if kind == "end of file" else repr(token[:40])
            raise faults.refusal(
                f"this is not JSON: expected {words}, got {given}", row
            )
        if kind == "end of file":
            return
        if kind in {"{", "["}:
            open_marks.append(kind)
            yield Event("map" if kind == "{" else "list", "", row)
            state = "key or }" if kind == "{" else "value or ]"
            continue
        if kind in {"}", "]"}:
            open_marks.pop()
            yield Event("end", "", row)
        elif kind not in {",", ":"}:
            yield _single(kind, token, row, faults)
        state = _next_state(state, kind, open_marks)


def _next_state(state: str, kind: str, open_marks: list[str]) -> str:
    if kind == ":":
        return "value"
    if kind == ",":
        return "key" if open_marks[-1] == "{" else "value"
    if state in {"key", "key or }"} and kind == "text":
        return "colon"
    if not open_marks:
        return "end"
    return ", or }" if open_marks[-1] == "{" else ", or ]"


def _tokens(text: str, faults: Faults) -> Iterator[tuple[str, str, int]]:
    place, row, counted = 0, 1, 0
    while True:
        space = _SPACE.match(text, place)
        assert space, "an empty space always matches"
        place = space.end()
        row += text.count("\n", counted, place)
        counted = place
        if place == len(text):
            break
        found = _TOKEN.match(text, place)
        if not found:
            column = place - text.rfind("\n", 0, place)
            raise faults.refusal(
                f"this is not JSON: {text[place : place + 20]!r} cannot stand here. "
                "Look for a missing quotation mark, or a line break or control "
                "character inside a text",
                row,
                str(column),
            )
        assert found.lastgroup, "every alternative is named"
        token = found.group()
        yield (token if found.lastgroup == "mark" else found.lastgroup, token, row)
        place = found.end()
    yield "end of file", "", row


def _single(kind: str, token: str, row: int, faults: Faults) -> Event:
    if kind != "text":
        kinds: dict[str, Kind] = {"number": "number", "bool": "bool"}
        return Event(kinds.get(kind, "nothing"), token, row)
    try:
        return Event("text", json.loads(token), row)
    except JSONDecodeError as error:
        raise faults.refusal(
            f"this is not JSON: {error.msg} in {token[:40]!r}", row
        ) from None
