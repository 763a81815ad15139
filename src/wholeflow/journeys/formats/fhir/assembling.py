"""Events from what lines of FHIR told: times read, names found, frames opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from wholeflow.errors import BadLog, Fault
from wholeflow.journeys.formats.raw import FAULTS_KEPT
from wholeflow.journeys.times import MISSING, Times, read_each_time

from .reading import SHOWN, Told

HEADINGS = (
    "patient", "activity", "start", "end", "organisation", "location", "kind", "status",
    "reason", "discharged to", "encounter", "source",
)  # fmt: skip
_UTC = pl.Datetime("us", "UTC")
_PARTIAL = r"^[0-9]{4}(-[0-9]{2})?$"
_WHOLE_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class Assembled:
    """Events of a set of resources, with the line of each and what was decided."""

    events: pl.DataFrame
    notes: tuple[str, ...]


def assembled(told: Told, timezone: str) -> Assembled:
    """Make events of what was told.

    Parameters
    ----------
    told
        Everything that the lines say.
    timezone
        Whose clock is meant by days without an hour.

    Returns
    -------
    Assembled
        With columns `HEADINGS` and "line".

    Raises
    ------
    BadLog
        With every fault, its line and the path of its element; or if no event is left.
    """
    rows = _newest_copies(told.rows.frame(), told)
    rows = _without_kept_appointments(rows, told)
    rows, clock = _with_times(rows, told, timezone)
    if told.n_faults:
        more = told.n_faults - len(told.faults)
        rest = [Fault(f"and {more:,} more faults")] if more else []
        raise BadLog(told.source, [*told.faults, *rest])
    rows, frames = _opened(rows, told)
    if not len(rows):
        raise BadLog(told.source, [_nothing(told)])
    return Assembled(_named(rows, told), (*_counted(told), *frames, *clock))


def _newest_copies(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Keep of each resource the copy that stands last; a later export repeats some."""
    where = pl.concat_str("file", "line", separator=":")
    kept = (pl.col("id") == "") | (where == where.last().over("resource", "id"))
    marked = rows.with_columns(where=where, kept=kept)
    repeated = marked.filter(~pl.col("kept"))["where"].n_unique()
    _leave_out(told, "older copies of a resource", repeated)
    return marked.filter("kept").drop("where", "kept")


def _without_kept_appointments(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Leave out an appointment that was kept if the visit it became is there too."""
    kept = _among("id", told.kept_appointments)
    told_twice = (
        (pl.col("resource") == "Appointment") & (pl.col("status") == "fulfilled") & kept
    )
    left = rows.filter(~told_twice)
    _leave_out(told, "appointments whose visit is told", len(rows) - len(left))
    return left


def _leave_out(told: Told, why: str, count: int) -> None:
    if count:
        told.left_out[why] += count


def _with_times(
    rows: pl.DataFrame, told: Told, timezone: str
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Read starts and ends; tell what is no time, and note what is coarse."""
    moments = {}
    partial, days = 0, 0
    clock: list[str] = []
    for name in ("start", "end"):
        is_partial = rows[name].str.contains(_PARTIAL)
        partial += int(is_partial.sum())
        is_day = rows[name].str.contains(_WHOLE_DAY)
        days += int(
            (is_day & ((rows["start"] != rows["end"]) | (name == "start"))).sum()
        )
        written = rows[name].set(is_partial, "")
        times = read_each_time(written, timezone=timezone)
        clock += times.notes
        _tell_wrong(rows, name, times, told)
        moments[name] = _moments(times)
    # An end that is only a day is somewhere in it, at midnight it would be too early.
    early = (
        rows["end"].str.contains(_WHOLE_DAY)
        & ~rows["start"].str.contains(_WHOLE_DAY)
        & (moments["end"] < moments["start"]).fill_null(value=False)
    )
    moments["end"] = moments["end"].set(early, None)
    notes = (
        (days, "times are whole days; they are read as midnight."),
        (int(early.sum()), "ends on the day of their start have no hour: not known."),
        (partial, "times are only a month or a year; they are taken as not known."),
    )
    told_of = (f"{count:,} {words}" for count, words in notes if count)
    return rows.with_columns(**moments), (*dict.fromkeys(clock), *told_of)


def _tell_wrong(rows: pl.DataFrame, name: str, times: Times, told: Told) -> None:
    for wrong in times.wrong:
        cells = rows.select("file", "line", "path", name)[wrong.rows]
        for file, line, path, value in cells.head(FAULTS_KEPT).iter_rows():
            reason = wrong.reason.replace("{value}", f"'{value[:SHOWN]}'")
            told.wrong(reason, file, line, f"{path}.{name}")
        told.n_faults += max(0, len(cells) - FAULTS_KEPT)


def _moments(times: Times) -> pl.Series:
    moments = pl.Series(times.utc)
    return moments.set(moments == MISSING, None).cast(_UTC)


def _opened(rows: pl.DataFrame, told: Told) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Put the beginning and the end of a frame in its place, as moments."""
    is_whole = (pl.col("resource") == "Encounter") & _among("id", told.wholes)
    is_part = (pl.col("step") != "") | (pl.col("in_place") == "yes")
    is_frame = (pl.col("is_frame") == "yes") | (is_whole & ~is_part)
    numbered = rows.with_row_index("row").with_columns(
        frame=is_frame, last=pl.col("row").max().over("file", "line"), place=pl.lit(1)
    )
    has_start, has_end = pl.col("start").is_not_null(), pl.col("end").is_not_null()
    timeless = numbered.filter(~has_start & ~has_end)
    _leave_out(told, "without a time", len(timeless))
    frames = numbered.filter("frame")
    begins = frames.filter(has_start).with_columns(
        end="start", step=pl.lit("begins"), place=pl.lit(0)
    )
    ends = frames.filter(has_end).with_columns(
        start="end", step=pl.lit("ends"), place=pl.lit(2), row="last"
    )
    plain = numbered.filter(~pl.col("frame") & (has_start | has_end))
    opened = pl.concat([begins, plain, ends]).sort("row", "place")
    note = (
        f"{len(frames):,} visits and episodes are told by their parts, or frame others: "
        "of them only the beginning and the end are events."
    )
    return opened, (note,) if len(frames) else ()


def _among(column: str, names: set[str]) -> pl.Expr:
    return pl.col(column).is_in(pl.Series(sorted(names), dtype=pl.String).implode())


def _named(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Call organisations and places by their names, and patients by one id each."""
    location = _called("location", "Location", told)
    added = (
        pl.when(pl.col("frame")).then(pl.lit(" ") + pl.col("step"))
        .when(pl.col("step") != "").then(pl.lit(": ") + pl.col("step"))
        .when((pl.col("in_place") == "yes") & (location != ""))
        .then(pl.lit(": ") + location)
        .otherwise(pl.lit(""))
    )  # fmt: skip
    merged = {old: _last(old, told.merged) for old in told.merged}
    return rows.select(
        pl.col("patient").replace(merged),
        pl.col("start", "end", "kind", "status", "reason", "discharged to"),
        pl.col("encounter", "line"),
        source="resource",
        activity=pl.col("label") + added,
        organisation=_called("organisation", "Organization", told),
        location=location,
    )


def _called(column: str, kind: str, told: Told) -> pl.Expr:
    known = told.called | {key: name for key, name in told.names.items() if name}
    names = {id_: name for (of, id_), name in known.items() if of == kind}
    return pl.col(column).replace(names)


def _last(patient: str, merged: dict[str, str]) -> str:
    """Follow a record that was merged into another to the one that is kept."""
    seen = {patient}
    while (following := merged.get(patient, "")) and following not in seen:
        patient = following
        seen.add(patient)
    return patient


def _counted(told: Told) -> tuple[str, ...]:
    notes = [f"Read {_listed(told.counts)}."]
    if told.others:
        notes.append(f"Other resources were passed over: {_listed(told.others)}.")
    if told.left_out:
        left_out = ", ".join(f"{n:,} {why}" for why, n in told.left_out.items())
        notes.append(f"Left out: {left_out}.")
    return tuple(notes)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{n:,} {what}" for what, n in counts.most_common())


def _nothing(told: Told) -> str:
    found = _listed(told.counts + told.others) or "nothing"
    left_out = ", ".join(f"{n:,} {why}" for why, n in told.left_out.items())
    reasons = f"; left out: {left_out}" if left_out else ""
    return (
        "there is no event in it; expected Encounter, EpisodeOfCare, Appointment or Task "
        f"with a patient and a time. Found: {found}{reasons}"
    )
