"""Journeys as an object-centric log: cases, persons and organisations become objects."""

from __future__ import annotations

import polars as pl

from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.tabulating import as_rows

from .object_log import IDENTIFIER, UTC, Declared, ObjectCentricLog
from .settling import TIME_TEXT, by_event

CASE, PERSON, ORGANISATION, START = "case", "person", "organisation", "start"
_OBJECTS = {  # types of objects, and what their tie to an event says
    CASE: "belongs to",
    PERSON: "is about",
    ORGANISATION: "is done by",
}


def from_journeys(journeys: Journeys) -> ObjectCentricLog:
    """Give journeys as an object-centric log.

    Each event is about its case; about the person whose case it is, if the log names
    persons; and about the organisation that did it, if it says so. When it began, its
    group, its kind and the further columns that were kept are what it says besides. Who
    did it is left out: names of staff never leave wholeflow.

    Parameters
    ----------
    journeys
        The log. Rows come in the order of its file, so ties stay as they are.

    Returns
    -------
    ObjectCentricLog
        Which reads back as the same journeys, along objects of type "case".
    """
    rows = as_rows(journeys)
    said = dict(zip(rows.columns, rows.get_columns(), strict=True))
    numbers = pl.int_range(1, len(rows) + 1, eager=True).cast(pl.String)
    activity, time = said.pop("activity"), said.pop("end")
    events = pl.DataFrame({"id": "e" + numbers, "type": activity, "time": time})
    if START in said:
        said[START] = said[START].dt.strftime(TIME_TEXT)
    names = {of: said.pop(of) for of in _OBJECTS if of in said}
    objects = _objects(names)
    attributes = {n: "time" if n == START else "string" for n in said}
    return ObjectCentricLog(
        events=events,
        objects=objects.select("id", "type").sort("id"),
        event_objects=_event_objects(events, names, objects),
        object_objects=_persons_of_cases(names, objects),
        event_values=_event_values(events, said),
        object_values=_identifiers(objects),
        event_types=dict.fromkeys(events["type"].unique().sort(), attributes),
        object_types=_object_types(objects),
        source=journeys.source,
    )


def _objects(names: dict[str, pl.Series]) -> pl.DataFrame:
    """Id, type and name of each object; the id is the name where no other has it."""
    distinct = pl.concat(
        pl.DataFrame({"name": column.drop_nulls().unique().sort()}).with_columns(
            type=pl.lit(of)
        )
        for of, column in names.items()
    )
    long = pl.col("type") + ":" + pl.col("name")
    shared = pl.col("name").is_duplicated()
    objects = distinct.with_columns(
        id=pl.when(shared).then(long).otherwise(pl.col("name"))
    )
    if objects["id"].is_duplicated().any():
        return distinct.with_columns(id=long)  # no type has a colon, so all differ
    return objects


def _event_objects(
    events: pl.DataFrame, names: dict[str, pl.Series], objects: pl.DataFrame
) -> pl.DataFrame:
    ties = [
        pl.DataFrame({"event": events["id"], "name": column})
        .drop_nulls()
        .join(objects.filter(pl.col("type") == of), on="name")
        .select("event", object="id", qualifier=pl.lit(_OBJECTS[of]))
        for of, column in names.items()
    ]
    return by_event(pl.concat(ties), events)


def _persons_of_cases(
    names: dict[str, pl.Series], objects: pl.DataFrame
) -> pl.DataFrame:
    if PERSON not in names:
        return pl.DataFrame(
            schema=dict.fromkeys(("source", "target", "qualifier"), pl.String)
        )
    pairs = pl.DataFrame({of: names[of] for of in (CASE, PERSON)}).unique()
    for of, end in ((CASE, "source"), (PERSON, "target")):
        ids = objects.filter(pl.col("type") == of).select(
            pl.col("id").alias(end), name="name"
        )
        pairs = pairs.join(ids, left_on=of, right_on="name")
    return pairs.select("source", "target", qualifier=pl.lit("is of")).sort(pl.all())


def _event_values(events: pl.DataFrame, said: dict[str, pl.Series]) -> pl.DataFrame:
    values = [
        pl.DataFrame({"event": events["id"], "value": column})
        .drop_nulls()
        .select("event", attribute=pl.lit(heading), value="value")
        for heading, column in said.items()
    ]
    schema = dict.fromkeys(("event", "attribute", "value"), pl.String)
    return by_event(pl.concat([pl.DataFrame(schema=schema), *values]), events)


def _identifiers(objects: pl.DataFrame) -> pl.DataFrame:
    other = objects.filter(pl.col("id") != pl.col("name")).sort("id")
    return other.select(
        object="id",
        attribute=pl.lit(IDENTIFIER),
        since=pl.lit(None, dtype=UTC),
        value="name",
    )


def _object_types(objects: pl.DataFrame) -> Declared:
    other = objects.filter(pl.col("id") != pl.col("name"))["type"].unique()
    declared = {IDENTIFIER: "string"}
    return {
        of: declared if of in other else {} for of in objects["type"].unique().sort()
    }
