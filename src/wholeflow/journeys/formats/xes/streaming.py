"""A file of XES read once, in pieces: the usual ones fast, the others by element."""

from __future__ import annotations

from collections.abc import Iterable

from .attributes import Found
from .elements import END, Elements


def read_events(name: str, pieces: Iterable[bytes]) -> tuple[Found, Elements]:
    """Read all events of a file.

    Parameters
    ----------
    name
        Name of the file, for messages.
    pieces
        The file, in pieces of any size.

    Returns
    -------
    tuple
        What events and traces say; and the reader, with what the head of the file says
        and what was left out.

    Notes
    -----
    Pieces are cut behind events. One that is written in the usual way is taken whole,
    and the XML parser never sees it: it begins and ends inside a trace, so for the
    parser nothing happened in between. Every other piece goes through the parser.
    Faults are raised as `BadLog` by the reader.
    """
    found = Found()
    reader = Elements(name, found)
    rest = b""
    for piece in pieces:
        rest = _read_on(reader, found, rest + piece)
    reader.feed(rest, last=True)
    reader.refuse_faults()
    return found, reader


def _read_on(reader: Elements, found: Found, text: bytes) -> bytes:
    """Read up to the last event that ends in a text, and give back what is behind."""
    first = text.find(END) + len(END)
    last = text.rfind(END) + len(END)
    if first < len(END) or not reader.xml.is_utf8:
        reader.feed(text)
        return b""
    done = 0
    if not reader.may_pass_over:
        reader.feed(text[:first])
        done = first
    if last > done:
        _read_events(reader, found, text[done:last])
    return text[last:]


def _read_events(reader: Elements, found: Found, text: bytes) -> None:
    from .regular import take_regular  # noqa: PLC0415 - pyarrow takes a tenth of a second

    if reader.may_pass_over and take_regular(text, found):
        reader.xml.pass_over(text)
        reader.refuse_many_keys()
    else:
        reader.feed(text)
