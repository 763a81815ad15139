"""The members of a JSON file's lists, one at a time, however long the file is.

The standard library reads a JSON text whole, and the objects it makes of it take many
times the room of the file. Here only one element of a list is an object at any time:
the text is read a piece at a time, and the standard library's decoder takes one value
after another out of it.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST_ELEMENT = 1 << 24  # characters of one event or object
_SPACE = " \t\n\r"
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)  # NaN says nothing


class NotJson(Exception):
    """The text is not JSON from this line on.

    Parameters
    ----------
    line
        Counted from 1.
    message
        What was expected, and what to do.
    """

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(line, message)


@dataclass(frozen=True, slots=True)
class Element:
    """One value of the file.

    Parameters
    ----------
    key
        Name it stands under in the outermost object.
    line
        Line of the file it begins at, from 1.
    value
        What it is.
    is_listed
        Whether it stands in a list under that name. A list with nothing in it is itself
        a value.
    """

    key: str
    line: int
    value: object
    is_listed: bool


@dataclass(slots=True)
class _Text:
    """What was read of the file and not yet used."""

    pieces: Iterator[bytes]
    decoder: codecs.IncrementalDecoder = field(
        default_factory=codecs.getincrementaldecoder("utf-8-sig")
    )
    buffer: str = ""
    at: int = 0
    line: int = 1
    ended: bool = False

    def more(self) -> bool:
        """Read on, to twice what is there; False if the file has ended.

        Raises
        ------
        NotJson
            If what comes is not UTF-8.
        """
        if self.ended:
            return False
        kept = self.buffer[self.at :]
        wanted = max(1, 2 * len(kept))
        parts, size = [kept], len(kept)
        while size < wanted and not self.ended:
            piece = next(self.pieces, b"")
            self.ended = not piece
            try:
                parts.append(self.decoder.decode(piece, final=self.ended))
            except UnicodeDecodeError:
                raise NotJson(self.line, "expected text in UTF-8") from None
            size += len(parts[-1])
        self.buffer, self.at = "".join(parts), 0
        return size > len(kept)

    def step_to(self, place: int) -> None:
        """Leave behind what stands before a place."""
        self.line += self.buffer.count("\n", self.at, place)
        self.at = place

    def peek(self) -> str:
        """Next character that is no space; empty at the end of the file."""
        while True:
            place, end = self.at, len(self.buffer)
            while place < end and self.buffer[place] in _SPACE:
                place += 1
            self.step_to(place)
            if place < end:
                return self.buffer[place]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Step over a character.

        Raises
        ------
        NotJson
            If the next one is none of those expected.
        """
        found = self.peek()
        if not found or found not in expected:
            spoken = " or ".join(f"'{each}'" for each in expected)
            what = f"'{found}'" if found else "the end of the file"
            raise NotJson(
                self.line,
                f"expected {spoken}, got {what}; is the file damaged or cut off?",
            )
        self.step_to(self.at + 1)
        return found

    def value(self) -> object:
        """Take one whole value.

        Raises
        ------
        NotJson
            If there is none, or it is too long, too deep or too large.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
            except json.JSONDecodeError as wrong:
                self._read_on_or_refuse(wrong)
                continue
            except RecursionError:
                raise NotJson(self.line, "too many values in each other") from None
            except ValueError:
                raise NotJson(self.line, "a number has too many digits") from None
            if end == len(self.buffer) and self.more():
                continue  # a number may go on
            self.step_to(end)
            return value

    def _read_on_or_refuse(self, wrong: json.JSONDecodeError) -> None:
        if len(self.buffer) - self.at > LONGEST_ELEMENT:
            message = f"no value may be longer than {LONGEST_ELEMENT:,} characters"
            raise NotJson(self.line, message) from None
        if self.more():
            return
        line = self.line + self.buffer.count("\n", self.at, wrong.pos)
        message = f"this is not JSON: {wrong.msg}; is the file damaged or cut off?"
        raise NotJson(line, message) from None


def elements(pieces: Iterator[bytes]) -> Iterator[Element]:
    """Give each member of the outermost object, and of a list in it each element.

    Parameters
    ----------
    pieces
        The file, in order.

    Yields
    ------
    Element
        In the order of the file.

    Raises
    ------
    NotJson
        Where the text stops being JSON, or a single value has no end in sight.

    Examples
    --------
    >>> found = elements(iter([b'{"events": [{"id": "e1"},', b' {"id": "e2"}]}']))
    >>> [(each.key, each.value) for each in found]
    [('events', {'id': 'e1'}), ('events', {'id': 'e2'})]
    """
    text = _Text(pieces)
    text.take("{")
    if text.peek() == "}":
        text.take("}")
    else:
        yield from _members(text)
    if text.peek():
        raise NotJson(text.line, "expected nothing after the closing '}'")


def _members(text: _Text) -> Iterator[Element]:
    while True:
        key = text.value()
        if not isinstance(key, str):
            raise NotJson(text.line, "expected a name in quotation marks")
        text.take(":")
        if text.peek() == "[":
            yield from _listed(text, key)
        else:
            line = text.line
            yield Element(key, line, text.value(), is_listed=False)
        if text.take(",}") == "}":
            return


def _listed(text: _Text, key: str) -> Iterator[Element]:
    line = text.line
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        yield Element(key, line, [], is_listed=False)
        return
    while True:
        text.peek()
        line = text.line
        yield Element(key, line, text.value(), is_listed=True)
        if text.take(",]") == "]":
            return
