"""Columns of a log in XES: attributes under their headings, and what to beware of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from .attributes import Attributes, Found
from .elements import Header

CASE, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"
TRANSITION, INSTANCE = "lifecycle:transition", "concept:instance"
RESOURCE = "org:resource"

_NAME = "concept:name"
_STANDARD = (CASE, ACTIVITY, TIME, "org:group", RESOURCE, TRANSITION)
_NEEDED = (CASE, ACTIVITY, TIME)
_OF_TRACE = "case:"
_EXTENSIONS = ("concept", "time", "org", "lifecycle")
# What programs write as a default where they mean nothing.
_PLACEHOLDERS = frozenset(
    {"", "__invalid__", "unknown", "default", "string", "none", "null"}
)
_CLASSIFIER_KEY = re.compile(r"'([^']*)'|(\S+)")

Column = Callable[[], pl.Series]
Table = list[tuple[str, Column]]  # headings, which may repeat, and what gives the cells


def columns_of(found: Found, header: Header) -> tuple[Table, tuple[str, ...]]:
    """Give each attribute its heading.

    Parameters
    ----------
    found
        What events and traces say.
    header
        What the file says of itself.

    Returns
    -------
    tuple
        The columns, the standard's first, with case, activity and time even if nobody
        says them; and notes in words.
    """
    trace_of = pl.Series(np.concatenate(found.trace_of))
    spell = _spelling(header)
    levels = (
        _Level("traces", found.traces, found.n_traces, _OF_TRACE, trace_of),
        _Level("events", found.events, found.n_events, "", None),
    )
    table: Table = []
    notes = list(_traces_in_words(found, trace_of))
    for level, given in zip(levels, (header.of_traces, header.of_events), strict=True):
        defaults = _defaults(level, given, spell)
        table += [
            (level.prefix + spell(key), partial(_column, level, key, defaults.get(key)))
            for key in level.said.said
        ]
        notes += _level_in_words(level, defaults)
    if ACTIVITY not in dict(table):
        named, note = _classified(table, header)
        table, notes = table + named, notes + note
    there = dict(table)
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, found.n_events)
    table += [(heading, nothing.clone) for heading in _NEEDED if heading not in there]
    rank = {heading: place for place, heading in enumerate(_STANDARD)}
    table.sort(key=lambda column: rank.get(column[0], len(rank)))
    return table, tuple(notes)


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """Traces or events: what they say, how many there are, how they become rows."""

    name: str
    said: Attributes
    count: int
    prefix: str
    rows: pl.Series | None  # of each event, the number of its trace


def _column(level: _Level, key: str, default: str | None) -> pl.Series:
    column = level.said.column(key, level.count)
    if default is not None:
        column = column.fill_null(default)
    return column if level.rows is None else column.gather(level.rows)


def _level_in_words(level: _Level, defaults: dict[str, str]) -> Iterator[str]:
    twice = sum(level.said.twice(key) for key in level.said.said)
    if twice:
        yield f"{twice:,} keys stand twice in one of the {level.name}; the later is read."
    for key, default in defaults.items():
        missing = level.said.missing(key, level.count)
        yield (
            f"{missing:,} {level.name} do not say '{key}'; the default that the file "
            f"itself gives is read, '{default[:40]}'."
        )


def _defaults(
    level: _Level, given: dict[str, str], spell: Callable[[str], str]
) -> dict[str, str]:
    """Texts that the file itself gives where a text is not said.

    A case, an activity, a time or who did it is never made up; nor is a number, a date
    or a truth, which would look like a measurement; nor is a placeholder read as a name.
    """

    def counts(key: str, default: str) -> bool:
        last = key.rpartition(":")[2].casefold()
        return (
            key in level.said.said
            and spell(key) not in (_NAME, TIME, RESOURCE)
            and default.casefold() not in {*_PLACEHOLDERS, last}
            and level.said.missing(key, level.count) > 0
        )

    return {key: text for key, text in given.items() if counts(key, text)}


def _spelling(header: Header) -> Callable[[str], str]:
    """How keys of standard extensions are spelt that have another prefix here."""
    names = {
        uri.rpartition("/")[2].removesuffix(".xesext"): prefix
        for uri, prefix in header.prefixes.items()
    }
    standard = {names[name]: name for name in _EXTENSIONS if name in names}

    def spell(key: str) -> str:
        prefix, colon, rest = key.partition(":")
        return f"{standard.get(prefix, prefix)}:{rest}" if colon else key

    return spell


def _classified(table: Table, header: Header) -> tuple[Table, list[str]]:
    """Activities by the first classifier that can be used, if nothing else names them."""
    columns = dict(table)
    for name, written in header.classifiers.items():
        keys = [quoted or plain for quoted, plain in _CLASSIFIER_KEY.findall(written)]
        keys = [written] if written in columns else keys
        if keys and all(key in columns for key in keys):
            column = partial(_joined, [columns[key] for key in keys])
            note = (
                f"No event has a '{ACTIVITY}'; activities are named as the classifier "
                f"'{name}' of the file says, from {' and '.join(keys)}."
            )
            return [(ACTIVITY, column)], [note]
    return [], []


def _joined(columns: list[Column]) -> pl.Series:
    cells = [column().alias(str(place)) for place, column in enumerate(columns)]
    joined = pl.concat_str(pl.all(), separator="+", ignore_nulls=True)
    return pl.DataFrame(cells).select(joined).to_series()


def _traces_in_words(found: Found, trace_of: pl.Series) -> Iterator[str]:
    empty = found.n_traces - trace_of.n_unique()
    if empty:
        yield f"{empty:,} of {found.n_traces:,} traces have no events and are no case."
    if _NAME in found.traces.said:
        names = found.traces.column(_NAME, found.n_traces).gather(trace_of.unique())
        again = names.len() - names.null_count() - names.drop_nulls().n_unique()
        if again:
            yield f"{again:,} traces have the name of another and are read as its case."
