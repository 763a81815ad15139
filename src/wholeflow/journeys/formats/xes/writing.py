"""Journeys written as XES, some cases at a time."""

from __future__ import annotations

import gzip
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

import numpy as np
import polars as pl

from wholeflow.errors import BadInput, Fault
from wholeflow.journeys.arrays import Codes, Mask, Microseconds, Places
from wholeflow.journeys.drafts import written_whole
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys

_BLOCK = 100_000  # events, about as many are written at a time
_MILLISECOND = 1000
_EXTENSIONS = {
    "Concept": "concept",
    "Time": "time",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
}
_TAKEN = ("time:timestamp", "lifecycle:transition", "concept:instance", "start", "time")
_ESCAPED = {
    "&": "&amp;",
    "<": "&lt;",
    '"': "&quot;",
    "\t": "&#9;",  # which, as the next two, a reader would else take for a blank
    "\n": "&#10;",
    "\r": "&#13;",
}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHOWN = 40


def write_xes(journeys: Journeys, path: str | Path, *, staff: bool = False) -> None:
    """Write journeys as XES 2.0 (IEEE 1849); `read_log` gives the same ones back.

    Parameters
    ----------
    journeys
        The log. Where it has starts, an event with both times becomes a `start` and a
        `complete` of `lifecycle:transition`, bound by `concept:instance`.
    path
        Where to; packed by gzip if it ends in .gz. A file that is there is replaced,
        once the new one is whole.
    staff
        Whether to write who did what, as `org:resource`. Left out unless asked for:
        names of staff have no place outside the team they come from.

    Notes
    -----
    A file that cannot be written, and a name with a control character in it, for which
    XML has no way of writing, are told as `BadInput`.

    Examples
    --------
    >>> import tempfile
    >>> from wholeflow.journeys import example_log, read_log
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_xes(read_log(example_log()), Path(folder, "sepsis.xes.gz"))
    ...     read_log(Path(folder, "sepsis.xes.gz")).n_cases
    1050
    """
    path = Path(path)
    elements = _elements_of(journeys, path.name, staff=staff)
    with (
        written_whole(path) as draft,
        _opened(draft, packed=path.suffix == ".gz") as file,
    ):
        file.write(_head(journeys).encode())
        for text in _blocks(journeys, elements):
            file.write(text.encode())
        file.write(b"</log>\n")


def _opened(draft: Path, *, packed: bool) -> gzip.GzipFile | BufferedWriter:
    return gzip.open(draft, "wb") if packed else draft.open("wb")


@dataclass(frozen=True, slots=True, eq=False)
class _Elements:
    """The names of a log, as elements.

    Parameters
    ----------
    traces
        For each case, how its trace begins.
    said
        For each key, the codes of events and an element for each name; the last is for
        nobody, and empty.
    time
        How a time is written.
    """

    traces: pl.Series
    said: tuple[tuple[Codes, pl.Series], ...]
    time: str


def _elements_of(journeys: Journeys, name: str, *, staff: bool) -> _Elements:
    columns = _columns(journeys, staff=staff)
    persons = journeys.person_names if journeys.columns.person is not None else None
    faults = [
        *_unwritable("case", journeys.case_names),
        *(_unwritable("person", persons) if persons is not None else ()),
        *(fault for one in columns for fault in _unwritable(one.role, one.names)),
    ]
    if faults:
        raise BadInput(name, faults)
    traces = "<trace>\n" + _elements("concept:name", journeys.case_names)
    if persons is not None:
        traces += _elements("person", persons).gather(journeys.person)
    said = (
        (one.codes, _elements(one.role, (*one.names, None)).fill_null(""))
        for one in columns
    )
    both = (journeys.start, journeys.end)
    whole = not any((times % _MILLISECOND).any() for times in both)
    return _Elements(
        traces, tuple(said), f"%Y-%m-%dT%H:%M:%S%.{3 if whole else 6}f+00:00"
    )


def _columns(journeys: Journeys, *, staff: bool) -> list[Coded]:
    """Give what events say, each under its key."""
    columns = [
        Coded("concept:name", journeys.activity, journeys.activities),
        Coded("org:group", journeys.group, journeys.groups),
        Coded("organisation", journeys.organisation, journeys.organisations),
        Coded("kind", journeys.kind, journeys.kinds),
        Coded("org:resource", journeys.resource, journeys.resources),
    ]
    taken = {*(column.role for column in columns), *_TAKEN}
    if not staff:
        columns.pop()
    for heading, column in journeys.more.items():
        if staff or heading != journeys.columns.resource:
            key = f"{heading} (kept)" if heading in taken else heading
            columns.append(Coded(key, column.codes, column.names))
    return [column for column in columns if column.names]


def _unwritable(role: str, names: Iterable[str]) -> Iterator[Fault]:
    for text in (role, *names):
        if _NO_XML.search(text):
            yield Fault(
                f"expected text that XML can hold, got {text[:_SHOWN]!r}, which has a "
                "control character; correct it where it was typed",
                column=role,
            )


def _elements(key: str, names: pl.Series | Sequence[str | None]) -> pl.Series:
    texts = pl.Series(names, dtype=pl.String).str.replace_many(_ESCAPED)
    [quoted] = pl.Series([key]).str.replace_many(_ESCAPED)
    return f'<string key="{quoted}" value="' + texts + '"/>\n'


def _head(journeys: Journeys) -> str:
    extensions = "".join(
        f'<extension name="{name}" prefix="{prefix}" '
        f'uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for name, prefix in _EXTENSIONS.items()
    )
    named = '<string key="concept:name" value=""/>\n'
    timed = '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>\n'
    lived = '<string key="lifecycle:transition" value="complete"/>\n'
    if not journeys.has_both_times:
        lived = ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">\n'
        f"{extensions}"
        f'<global scope="trace">\n{named}</global>\n'
        f'<global scope="event">\n{named}{timed}{lived}</global>\n'
        '<classifier name="Activity" scope="event" keys="concept:name"/>\n'
    )


def _blocks(journeys: Journeys, elements: _Elements) -> Iterator[str]:
    # Events of whole cases: `_BLOCK` of them, or as many as the last case makes it.
    first = journeys.first_event
    whole = np.searchsorted(first, np.arange(0, journeys.n_events, _BLOCK))
    bounds = np.unique([*first[whole], journeys.n_events])
    for begin, end in itertools.pairwise(bounds):
        steps = _steps(journeys, np.arange(begin, end))
        yield _traces(journeys, elements, steps).str.join("").item()


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Events as they are written: one with both times is written twice.

    Parameters
    ----------
    event
        Numbers of events. Shape (n_steps,).
    time
        When. Shape (n_steps,).
    starts
        Which of them begin something that another completes. Shape (n_steps,).
    """

    event: Places
    time: Microseconds
    starts: Mask


def _steps(journeys: Journeys, events: Places) -> _Steps:
    """Give the steps of some events, those of a case in order of time.

    At one time, first come those with which an event is first told, in order of events,
    as by this a reader tells which of two events stands first.
    """
    start, end = journeys.start[events], journeys.end[events]
    if not journeys.has_both_times:
        return _Steps(events, end, np.zeros(len(events), dtype=np.bool_))
    both = ~journeys.only_half[events]
    event = np.concatenate([events, events[both]])
    time = np.concatenate([start, end[both]])
    second = np.arange(len(event)) >= len(events)
    order = np.lexsort((event, second, time, journeys.case[event]))
    starts = np.concatenate([both, np.zeros(both.sum(), dtype=np.bool_)])
    return _Steps(event[order], time[order], starts[order])


def _traces(journeys: Journeys, elements: _Elements, steps: _Steps) -> pl.Series:
    """Give the text of each step, with that of the trace where one begins or ends."""
    case = journeys.case[steps.event]
    begins = np.diff(case, prepend=-1) != 0
    table = pl.DataFrame(
        {
            "trace": elements.traces.gather(case),
            "begins": begins,
            "ends": np.append(begins[1:], True),
            "time": pl.Series(steps.time).cast(pl.Datetime("us", "UTC")),
            "event": steps.event,
            "starts": steps.starts,
        }
    ).with_columns(
        texts.gather(_places(codes[steps.event], texts)).alias(f"said {place}")
        for place, (codes, texts) in enumerate(elements.said)
    )
    lived = (
        pl.lit('<string key="concept:instance" value="'),
        pl.col("event").cast(pl.String),
        pl.lit('"/>\n<string key="lifecycle:transition" value="'),
        pl.when("starts").then(pl.lit("start")).otherwise(pl.lit("complete")),
        pl.lit('"/>\n'),
    )
    return table.select(
        pl.concat_str(
            pl.when("begins").then("trace").otherwise(pl.lit("")),
            pl.lit("<event>\n"),
            pl.col("^said .*$"),
            *(lived if journeys.has_both_times else ()),
            pl.lit('<date key="time:timestamp" value="'),
            pl.col("time").dt.strftime(elements.time),
            pl.lit('"/>\n</event>\n'),
            pl.when("ends").then(pl.lit("</trace>\n")).otherwise(pl.lit("")),
        )
    ).to_series()


def _places(codes: Codes, texts: pl.Series) -> Places:
    return np.where(codes == NOBODY, len(texts) - 1, codes)
