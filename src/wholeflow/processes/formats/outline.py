"""Outlines and terms of reference: indented bullets as parts, duties as processes.

A bullet is a process and the bullets under it are its parts. A sentence that gives a
body a duty, "The committee will review serious incidents", becomes "Reviewing serious
incidents". Whatever else the text says is told as not understood, not guessed at.
"""

from __future__ import annotations

import re

from wholeflow.processes.formats.draft import Draft
from wholeflow.processes.map import Map
from wholeflow.processes.naming import participle
from wholeflow.processes.process import Entry

_BULLET = re.compile(
    r"(?P<indent>\s*)(?:[-*+\u2022\u2013]|\d{1,3}[.)]|[a-z][.)])\s+(?P<text>.+)\Z"
)
_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.+?)\s*#*\Z")
_DUTY = re.compile(
    r"(?P<who>(?:The|Each|Our)\s[^.:;]{2,80}?)\s+(?:will|shall|must|is to|are to)\s+"
    r"(?:also\s+|be required to\s+)?(?P<verb>[a-z-]+)\b(?P<rest>[^.;]*)"
)
_MARKUP = re.compile(r"[*_`]{1,2}(?=\S)|(?<=\S)[*_`]{1,2}")
_TAB = "    "

# The wholes above a place, outermost first: how far each is indented, and its key.
_Above = list[tuple[int, str]]


def map_from_outline(text: str, name: str) -> tuple[Map, tuple[str, ...]]:
    """Draw a map from an outline or from terms of reference.

    Parameters
    ----------
    text
        Plain text or Markdown.
    name
        Name of the map, such as the file's.

    Returns
    -------
    Map
        A process for each bullet and each duty; headings hold what stands under them.
    tuple of str
        What was not understood, line by line.

    Notes
    -----
    Raises `BadMap` if nothing in the text reads as a process.
    """
    draft = Draft(name)
    above: _Above = []
    tidy = text.replace("\t", _TAB)
    for row, line in enumerate(map(str.rstrip, tidy.splitlines()), start=1):
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        if heading:
            # Headings stand left of any bullet.
            place, said = len(heading["level"]) - 10, heading["text"]
        elif bullet:
            place, said = len(bullet["indent"]), bullet["text"]
        else:
            _read_duties(line, row, draft, above)
            continue
        while above and above[-1][0] >= place:
            above.pop()
        key = _add(said, row, draft, above)
        if key:
            above.append((place, key))
    return draft.finished()


def _add(said: str, row: int, draft: Draft, above: _Above) -> str | None:
    duty = _DUTY.match(said)
    if duty:
        return _add_duty(duty, row, draft, above)
    name = _MARKUP.sub("", said).strip().rstrip(".;:,")
    return _put(draft.add(name, f"row {row}"), row, draft, above)


def _read_duties(line: str, row: int, draft: Draft, above: _Above) -> None:
    for duty in _DUTY.finditer(line):
        _add_duty(duty, row, draft, above)
    rest = _DUTY.sub("", line).strip(" .;")
    if rest:
        draft.note(f"row {row}: not understood: {rest[:80]}")


def _add_duty(duty: re.Match[str], row: int, draft: Draft, above: _Above) -> str | None:
    verb = participle(duty["verb"])
    if not verb:
        draft.note(f"row {row}: not understood: {duty.group()[:80]}")
        return None
    name = f"{verb.capitalize()}{duty['rest']}".strip().rstrip(",:")
    entries = (Entry("who", "player", duty["who"]),)
    return _put(draft.add(name, f"row {row}", entries=entries), row, draft, above)


def _put(key: str | None, row: int, draft: Draft, above: _Above) -> str | None:
    if key and above:
        draft.put_under(above[-1][1], key, f"row {row}")
    return key
