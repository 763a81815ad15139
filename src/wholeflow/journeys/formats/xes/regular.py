"""Events written as nearly every program writes them, read as columns of bytes.

Between the quotation marks of such a piece stand, in turn: a key, ` value=`, a value, and
what lies between this attribute and the next, the *gap*. A million attributes have a
dozen different gaps between them. So each gap is matched once, and whether events and
traces begin and end as they should is then seen from numbers. What is not exactly so
(comments, attributes inside others, apostrophes for marks) is refused here and left to
the reader that takes XML element by element; both give the same.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from wholeflow.journeys.arrays import Bytes, Codes, Mask, Places

from .attributes import Found

_W = r"[ \t\r\n]*"
_GAP = re.compile(
    rf"/>{_W}(?P<end></event>)?{_W}(?P<trace></trace>{_W}<trace>)?{_W}(?P<event><event>)?"
    rf"{_W}<(?:string|date|int|float|boolean|id) key="
)
_END = "/></event>"  # behind which a piece begins
_TAIL = re.compile(rf"/>{_W}</event>")
_MOST_GAPS = 1000  # of different spelling in one piece
_MOST_KEYS = 30_000  # so that twice as many are numbered in 16 bits
_QUOTE, _LESS, _SPACE = b'"'[0], b"<"[0], b" "[0]
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())  # which XML does not allow
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def take_regular(piece: bytes, found: Found) -> bool:
    """Take the events of a piece, if it is written in the usual way.

    Parameters
    ----------
    piece
        UTF-8, from behind the end of an event to that of another, of the same trace or
        a later one.
    found
        What was read before; nothing is added unless all of the piece is.

    Returns
    -------
    bool
        Whether it was. If so, the piece is well-formed.
    """
    quotes = np.flatnonzero(np.frombuffer(piece, np.uint8) == _QUOTE)
    count, rest = divmod(len(quotes), 4)
    if rest or not count or not _is_text(piece):
        return False
    parts = _between(piece, quotes)
    walk = _walk(parts, count)
    keys = _each(parts, 1, count).dictionary_encode()
    names = _names(keys.dictionary)
    if walk is None or names is None:
        return False
    # Events and traces have each their own order of keys, so both sort in one go.
    code = keys.indices.to_numpy() * 2 + walk.in_event
    order = np.argsort(code.astype(np.uint16), kind="stable")
    values = _values(parts.take(pa.array(8 * order + 6)))
    if values is None:
        return False
    _add(found, names, walk, order, code[order], values)
    return True


def _is_text(piece: bytes) -> bool:
    if piece.isascii():
        return True
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return not any(one in piece for one in _NO_CHARACTERS)


def _between(piece: bytes, quotes: Places) -> pa.StringArray:
    """Parts of the text and the marks between them, in turn, without a copy."""
    bounds = np.empty(2 * len(quotes) + 2, np.int32)
    bounds[0], bounds[-1] = 0, len(piece)
    bounds[1:-1:2] = quotes
    bounds[2:-1:2] = quotes + 1
    return pa.StringArray.from_buffers(
        len(bounds) - 1, pa.py_buffer(bounds), pa.py_buffer(piece)
    )


def _each(parts: pa.StringArray, first: int, count: int) -> pa.StringArray:
    """Every fourth part, from the one with this number."""
    return parts.take(pa.array(8 * np.arange(count) + 2 * first))


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """Where each attribute stands. Shapes (n_attributes,)."""

    begins_event: Mask
    begins_trace: Mask
    in_event: Mask  # else it is said of the trace


def _walk(parts: pa.StringArray, count: int) -> _Walk | None:
    """Walk over the gaps; nothing if any of them is not as it should be."""
    gaps = _each(parts, 4, count - 1).dictionary_encode()
    kinds = [*gaps.dictionary.to_pylist(), _END + parts[0].as_py()]
    matches = [_GAP.fullmatch(kind) for kind in kinds[:_MOST_GAPS]]
    known = [match for match in matches if match]
    regular = len(known) == len(kinds) and _TAIL.fullmatch(parts[-1].as_py())
    if not regular or pc.unique(_each(parts, 2, count)).to_pylist() != [" value="]:
        return None
    ends, trace, event = (
        np.array([match[part] is not None for match in known])
        for part in ("end", "trace", "event")
    )
    code = np.concatenate(([len(kinds) - 1], gaps.indices.to_numpy()))
    moves = np.flatnonzero((ends | trace | event)[code])
    from_event, into_event = ends[code[moves]], event[code[moves]]
    into_trace = trace[code[moves]] & ~into_event
    # Nothing is said of a trace behind its events; events end that have begun.
    if not (into_event | into_trace).all() or not into_event[-1]:
        return None
    if (from_event[1:] != into_event[:-1]).any():
        return None
    in_event = np.repeat(into_event, np.diff(moves, append=count))
    return _Walk(event[code], trace[code], in_event)


def _names(keys: pa.StringArray) -> list[str] | None:
    names: list[str] = keys.to_pylist()
    odd = any(
        "&" in name or "<" in name or min(name, default="a") < " " for name in names
    )
    return None if odd or len(names) > _MOST_KEYS else names


def _values(values: pa.StringArray) -> pl.Series | None:
    """Values as text; nothing if one is not well-formed or not yet normalised."""
    data = values.buffers()[2]
    letters: Bytes = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
    if ((letters < _SPACE) | (letters == _LESS)).any():
        return None
    text = pl.Series(values)
    if data is None or b"&" not in data.to_pybytes():
        return text
    known = text.str.count_matches("&(?:" + "|".join(n[1:] for n in _ENTITIES) + ")")
    if (known != text.str.count_matches("&", literal=True)).any():
        return None
    for name, letter in _ENTITIES.items():  # "&amp;" last, as it may make others
        text = text.str.replace_all(name, letter, literal=True)
    return text


def _add(
    found: Found,
    names: list[str],
    walk: _Walk,
    order: Places,
    code: Codes,
    values: pl.Series,
) -> None:
    trace = (found.n_traces - 1 + np.cumsum(walk.begins_trace)).astype(np.int32)
    event = (found.n_events - 1 + np.cumsum(walk.begins_event)).astype(np.int32)
    found.trace_of.append(trace[walk.begins_event])
    found.n_traces, found.n_events = int(trace[-1]) + 1, int(event[-1]) + 1
    who = np.where(walk.in_event, event, trace)[order]
    bounds = np.flatnonzero(np.diff(code, prepend=-1, append=-1))
    for first, last in itertools.pairwise(bounds):
        name, in_event = names[code[first] // 2], code[first] % 2
        level = found.events if in_event else found.traces
        level.add(name, who[first:last], values[first:last])
