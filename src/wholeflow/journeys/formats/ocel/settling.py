"""One way of saying each thing, so that the three forms of OCEL give equal logs."""

from __future__ import annotations

import polars as pl

from wholeflow.journeys.times import DAY, MISSING, Times, read_each_time

from .gathered import Gathered, Types
from .object_log import UTC, ObjectCentricLog

TIME_TEXT = "%Y-%m-%dT%H:%M:%S%.6fZ"
FROM_THE_START = "1970-01-01T00:00:00Z"  # as the standard writes it
_YES_OR_NO = {"true": "true", "1": "true", "false": "false", "0": "false"}


def written_since(since: pl.Series) -> pl.Series:
    """Give times since when values hold; none becomes what the standard has for it."""
    text = since.fill_null("").str.strip_chars()
    return text.set(text.is_in(["", "0"]), FROM_THE_START)


def settled(
    gathered: Gathered,
    tables: dict[str, pl.DataFrame],
    event_times: Times,
    value_times: Times,
) -> ObjectCentricLog:
    """Make a log of tables without a fault, in an order that no form decides.

    Parameters
    ----------
    gathered
        Types and notes of the file.
    tables
        By name, with the line of each row.
    event_times, value_times
        When events were, and since when values hold.
    """
    events = tables["events"].with_columns(time=_moments(event_times))
    since = _moments(value_times).set(_from_the_start(value_times), None)
    event_values, unlike = _as_declared(
        tables["event_values"], "event", events, gathered.event_types
    )
    object_values, also_unlike = _as_declared(
        tables["object_values"].with_columns(since=since),
        "object",
        tables["objects"],
        gathered.object_types,
    )
    ties = tables["object_objects"].drop("line")
    order = ("object", "attribute", "since")
    return ObjectCentricLog(
        events=events.drop("line"),
        objects=tables["objects"].drop("line").sort("id"),
        event_objects=by_event(tables["event_objects"].drop("line"), events),
        object_objects=ties.fill_null("").unique().sort(pl.all()),
        event_values=by_event(event_values.drop("line"), events),
        object_values=object_values.drop("line").sort(order, maintain_order=True),
        event_types=gathered.event_types.declared,
        object_types=gathered.object_types.declared,
        source=gathered.source,
        notes=(
            *gathered.notes,
            *dict.fromkeys((*event_times.notes, *value_times.notes)),
            *_unlike_note(unlike + also_unlike),
        ),
    )


def _moments(times: Times) -> pl.Series:
    moments = pl.Series(times.utc)
    return moments.set(moments == MISSING, None).cast(UTC)


def _from_the_start(times: Times) -> pl.Series:
    """Which times are the first day of 1970, on whatever clock."""
    return pl.Series((times.utc > -DAY) & (times.utc < DAY))


def by_event(table: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Put rows in the order of their events, and leave out what stands twice.

    Parameters
    ----------
    table
        With an `event` in each row.
    events
        In order, by `id`.
    """
    place = events.select(pl.col("id").alias("event")).with_row_index("place")
    plain = table.fill_null("").unique()
    ordered = plain.join(place, on="event", how="left").select("place", *plain.columns)
    return ordered.sort(pl.all()).drop("place")


def _as_declared(
    values: pl.DataFrame, what: str, things: pl.DataFrame, types: Types
) -> tuple[pl.DataFrame, int]:
    """Write values as their types are written, and count those that cannot be.

    A number that one form gives as 5 and another as "5.0" is one value.
    """
    said = values.filter(pl.col("value").is_not_null())
    of = things.select(pl.col("id").alias(what), "type")
    typed = said.join(of, on=what, how="left", maintain_order="left").join(
        _kinds(types), on=["type", "attribute"], how="left", maintain_order="left"
    )
    kind, value = pl.col("kind"), pl.col("value")
    plain = value.str.strip_chars()
    times = _times(typed)
    fitting = (
        pl.when(kind == "integer")
        .then(plain.cast(pl.Int64, strict=False).cast(pl.String))
        .when(kind == "float")
        .then(plain.cast(pl.Float64, strict=False).cast(pl.String))
        .when(kind == "boolean")
        .then(plain.str.to_lowercase().replace_strict(_YES_OR_NO, default=None))
        .when(kind == "time")
        .then(times)
        .otherwise(value)
    )
    told = typed.select(*values.columns, fitting.alias("fitting"))
    unlike = told["fitting"].null_count()
    written = told.with_columns(value=pl.col("fitting").fill_null(value))
    return written.drop("fitting"), unlike


def _kinds(types: Types) -> pl.DataFrame:
    rows = [
        (of, name, kind)
        for of, attributes in types.declared.items()
        for name, kind in attributes.items()
    ]
    schema = dict.fromkeys(("type", "attribute", "kind"), pl.String)
    return pl.DataFrame(rows, schema, orient="row")


def _times(typed: pl.DataFrame) -> pl.Series:
    """Values that are times, in UTC; null where they are none."""
    asked = typed["value"].set((typed["kind"] != "time").fill_null(value=True), "")
    read = read_each_time(asked, timezone="UTC")
    moments = _moments(read)
    for wrong in read.wrong:
        moments = moments.scatter(wrong.rows, None)
    return moments.dt.strftime(TIME_TEXT)


def _unlike_note(count: int) -> tuple[str, ...]:
    words = "values are not of the type that their attribute declares; they stay text."
    return (f"{count:,} {words}",) if count else ()
