"""An object-centric log as a table with one case to a row.

The case is an object of one type. An event about two of them stands in the journey of
each, and one about none is left out; both are counted, since whoever counts events in
a flattened log counts some twice and some not at all (W.M.P. van der Aalst,
"Object-Centric Process Mining", SEFM 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from wholeflow.journeys.formats.raw import distinct_headings

from .object_log import IDENTIFIER, ObjectCentricLog

_CASE = "case"
_PERSONS = (
    "person", "patient", "people", "patients", "client", "service user", "resident",
    "citizen", "individual", "subject",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Column:
    """What a heading stands for: an event's own, a type of object, or an attribute."""

    kind: str
    name: str


@dataclass(slots=True, eq=False)
class OcelLog:
    """A log of OCEL 2.0, to be read along the objects of one type.

    The first heading asked for is the case. If it is a type of object, its objects are
    followed; "case" stands for the type that is followed unless another is told. If it
    is an attribute of events, each event stands once.

    Parameters
    ----------
    name
        Name of the file.
    log
        What it says.
    headings
        activity, time, case; one for each type of object; one for each attribute of
        events.
    notes
        What was decided, in words; after a `fetch` also what was followed, and what
        stands twice or is left out.
    """

    name: str
    log: ObjectCentricLog
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    _columns: dict[str, _Column]
    _related: pl.DataFrame  # place of an event, object, type
    _lines: pl.Series
    _places: Sequence[int] = ()

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Give these columns, a row for each event of each case."""
        asked = {heading: self._columns[heading] for heading in wanted}
        case = next(iter(asked.values()), _Column("event", "type"))
        others = {each.name for each in asked.values() if each.kind == "object"}
        notes = []
        if case.kind == "object":
            rows = self._rows(case.name)
            others.discard(case.name)
            if _CASE in wanted:
                notes.append(_followed_note(case.name, self.log))
            notes += _twice_and_left_out(case.name, rows["place"], self.log.n_events)
        else:
            rows = self._every_event()
        for other in sorted(others):
            notes += self._several_note(other, rows["place"])
        self.notes = (*self.log.notes, *notes)
        self._places = rows["place"].to_list()
        return pl.DataFrame(
            {heading: self._cells(rows, each) for heading, each in asked.items()}
        )

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Line of the file for each row of the last `fetch`."""
        return [self._lines[self._places[row]] for row in rows]

    def _rows(self, of: str) -> pl.DataFrame:
        """Place of each event and the object of this type that it is about."""
        about = self._related.filter(pl.col("type") == of)
        return about.select("place", pl.lit(of).alias("type"), "object").unique(
            maintain_order=True
        )

    def _every_event(self) -> pl.DataFrame:
        places = pl.int_range(self.log.n_events, eager=True, dtype=pl.UInt32)
        return pl.DataFrame({"place": places}).with_columns(type=None, object=None)

    def _cells(self, rows: pl.DataFrame, column: _Column) -> pl.Series:
        if column.kind == "event":
            return self.log.events[column.name].gather(rows["place"])
        if column.kind == "object" and rows["type"].first() == column.name:
            return rows["object"]
        if column.kind == "object":
            about = self._rows(column.name).rename({"object": "cell"})
            first = about.group_by("place").agg(pl.col("cell").min())
        else:
            values = self.log.event_values.filter(pl.col("attribute") == column.name)
            first = _placed(self.log, values).select("place", cell="value")
        joined = rows.join(first, on="place", how="left", maintain_order="left")
        return joined["cell"]

    def _several_note(self, of: str, places: pl.Series) -> list[str]:
        here = self._rows(of).filter(pl.col("place").is_in(places.unique().implode()))
        several = int((here.group_by("place").len()["len"] > 1).sum())
        what = f"events are about more than one '{of}'; the first by name is taken."
        return [f"{several:,} {what}"] if several else []


def flattened(name: str, log: ObjectCentricLog, lines: pl.Series) -> OcelLog:
    """Make a log ready to be read along one type of object.

    Parameters
    ----------
    name
        Name of the file.
    log
        What it says.
    lines
        Line of the file for each event. Shape (n_events,).

    Returns
    -------
    OcelLog
        Ready to `fetch`.
    """
    related = _related(log)
    named = dict.fromkeys(n for names in log.event_types.values() for n in names)
    columns = [_Column("event", "type"), _Column("event", "time")]
    headings = ["activity", "time"]
    types = sorted(log.object_types)
    if types and _CASE not in types:
        columns.append(_Column("object", _main_type(log, related)))
        headings.append(_CASE)
    columns += [_Column("object", of) for of in types]
    columns += [_Column("value", attribute) for attribute in named]
    distinct = distinct_headings([*headings, *types, *named])
    by_heading = dict(zip(distinct, columns, strict=True))
    return OcelLog(name, log, distinct, log.notes, by_heading, related, lines)


def _related(log: ObjectCentricLog) -> pl.DataFrame:
    """Place of each event, and name and type of each object that it is about."""
    names = log.object_values.filter(pl.col("attribute") == IDENTIFIER)
    named = log.objects.join(
        names.select(id="object", name="value").unique("id"), on="id", how="left"
    ).select(object="id", type="type", name=pl.col("name").fill_null(pl.col("id")))
    about = _placed(log, log.event_objects)
    joined = about.join(named, on="object", how="left", maintain_order="left")
    return joined.select("place", "type", object="name")


def _placed(log: ObjectCentricLog, table: pl.DataFrame) -> pl.DataFrame:
    place = log.events.select(event="id").with_row_index("place")
    return table.join(place, on="event", how="left", maintain_order="left")


def _main_type(log: ObjectCentricLog, related: pl.DataFrame) -> str:
    """Give the type to follow: one that is a person, or else the one most events have."""
    persons = [of for word in _PERSONS for of in log.object_types if of.lower() == word]
    counts = related.group_by("type").agg(pl.col("place").n_unique()).rows()
    events = dict.fromkeys(log.object_types, 0) | dict(counts)
    return next(
        (of for of in persons if events[of]),
        min(log.object_types, key=lambda of: (-events[of], of)),
    )


def _followed_note(of: str, log: ObjectCentricLog) -> str:
    others = ", ".join(f"'{name}'" for name in sorted(log.object_types) if name != of)
    another = (
        f" Say --case with another type to follow that: {others}." if others else ""
    )
    return f"A journey is what happened to one '{of}'.{another}"


def _twice_and_left_out(of: str, places: pl.Series, n_events: int) -> list[str]:
    counts = places.value_counts()["count"]
    twice, left_out = int((counts > 1).sum()), n_events - len(counts)
    notes = []
    if twice:
        more = f"more than one '{of}' and stand in the journey of each."
        notes.append(f"{twice:,} of {n_events:,} events are about {more}")
    if left_out:
        notes.append(f"{left_out:,} events are about no '{of}' and are left out.")
    return notes
