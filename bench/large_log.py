"""A made-up log of any size, in the order of time, as a system would export it.

Cases arrive over two years and take about ten events each, between 20 activities in 5
organisations; a strong main path with side ways makes many variants, few of them
frequent. The same seed gives the same log. It is made a block of cases at a time, so a
hundred million events need no more memory than a million.

Run as a script: `large_log.py PATH [CASES]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from pyarrow import csv

SEED = 20_261_122
ACTIVITIES = (
    "Receiving the referral", "Triaging", "Seeing the GP", "Booking a clinic",
    "Arriving at ED", "Assessing at ED", "Testing blood", "X-raying", "Admitting",
    "Doing the ward round", "Scanning", "Planning discharge", "Discharging",
    "Visiting as a nurse", "Visiting as a physio", "Reviewing at home",
    "Assessing for care", "Agreeing a care package", "Starting home care",
    "Calling an ambulance",
)  # fmt: skip
ORGANISATIONS = (
    "Meadow Surgery", "Northgate Hospital", "Riverside Community", "Borough Council",
    "County Ambulance",
)  # fmt: skip
STAFF = 200
# From an activity so many places on, and how often.
ROUTES = ((1, 0.62), (2, 0.15), (5, 0.08), (0, 0.05), (11, 0.06), (17, 0.04))
BLOCK = 50_000  # cases made at a time
APART = 5_000  # cases between two of one person
ROW_GROUP = 1 << 18
MOST_EVENTS, MEAN_EVENTS = 60, 10
TWO_YEARS = 2 * 365 * 86_400
NEW_YEAR_2023 = 1_672_531_200
SECOND = 1_000_000

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Events:
    """Events with their times in seconds. Shapes (n_events,)."""

    case: Numbers
    activity: Numbers
    start: Numbers
    end: Numbers
    staff: Numbers

    def taken(self, places: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Events:
        return Events(*(getattr(self, name)[places] for name in self.__slots__))

    def and_(self, other: Events) -> Events:
        return Events(
            *(
                np.concatenate((getattr(self, name), getattr(other, name)))
                for name in self.__slots__
            )
        )


def write_large_log(path: Path, *, cases: int, shuffled: bool = False) -> None:
    """Write a Parquet log.

    Parameters
    ----------
    path
        Where to.
    cases
        How many; there are about ten events for each.
    shuffled
        Whether the names of cases are in no order, as pseudonyms are; else they rise
        with the first event.
    """
    schema = pa.schema(
        {
            "case": pa.string(),
            "activity": pa.dictionary(pa.int32(), pa.string()),
            "start": pa.timestamp("us", "UTC"),
            "end": pa.timestamp("us", "UTC"),
            "organisation": pa.dictionary(pa.int32(), pa.string()),
            "resource": pa.dictionary(pa.int32(), pa.string()),
        }
    )
    name = _pseudonym(cases) if shuffled else np.arange(cases)
    width = max(7, len(str(cases - 1)))
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for events in _in_order_of_time(cases):
            file.write_table(
                _table(events, name, width, schema), row_group_size=ROW_GROUP
            )


def as_csv(large_log: Path, path: Path) -> None:
    """Write a large log as CSV, with times like 2024-05-01 10:00:00+0000."""
    clock = "%Y-%m-%d %H:%M:%S%z"
    with pq.ParquetFile(large_log) as file:
        schema = pa.schema([(name, pa.string()) for name in file.schema_arrow.names])
        bare = csv.WriteOptions(quoting_style="none")
        with csv.CSVWriter(path, schema, write_options=bare) as out:
            for batch in file.iter_batches(ROW_GROUP):
                columns = [
                    pa.compute.strftime(column.cast(pa.timestamp("s", "UTC")), clock)
                    if pa.types.is_timestamp(column.type)
                    else column.cast(pa.string())
                    for column in batch.columns
                ]
                out.write(pa.table(columns, schema=schema))


def write_with_persons(path: Path, large_log: Path) -> None:
    """Write a large log again, with a person of each case and a kind of its events.

    Two cases that begin some days apart are of one person; those of a quarter of the
    persons are recorded as failures, of a quarter as of value.
    """
    kinds = np.array(("value", "failure", "", ""))
    with pq.ParquetFile(large_log) as file:
        schema = file.schema_arrow
        for name in ("person", "kind"):
            schema = schema.append(pa.field(name, pa.string()))
        with pq.ParquetWriter(path, schema, compression="zstd") as out:
            for batch in file.iter_batches(ROW_GROUP):
                case = np.array([int(name[1:]) for name in batch.column(0).to_pylist()])
                person = case // (2 * APART) * APART + case % APART
                columns = [
                    *batch.columns,
                    pa.array(person).cast(pa.string()),
                    pa.array(kinds[person % len(kinds)]),
                ]
                out.write_table(
                    pa.table(columns, schema=schema), row_group_size=ROW_GROUP
                )


def _pseudonym(cases: int) -> Numbers:
    return np.random.default_rng(SEED).permutation(cases)


def _in_order_of_time(cases: int) -> Iterator[Events]:
    rng = np.random.default_rng(SEED)
    left: Events | None = None
    for first in range(0, cases, BLOCK):
        last = min(first + BLOCK, cases)
        begin, end = (TWO_YEARS * at // cases for at in (first, last))
        made = _block(rng, np.arange(first, last), begin, end)
        events = made if left is None else left.and_(made)
        events = events.taken(np.argsort(events.start, kind="stable"))
        # What starts after the next block begins waits for that block.
        ready = int(np.searchsorted(events.start, end)) if last < cases else None
        yield events.taken(np.arange(len(events.case))[:ready])
        left = events.taken(np.arange(len(events.case))[ready:])


def _block(rng: np.random.Generator, case: Numbers, begin: int, end: int) -> Events:
    counts = np.clip(rng.poisson(MEAN_EVENTS, len(case)), 1, MOST_EVENTS)
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    activity = _walk(rng, counts, first)
    wait = rng.exponential(1, len(activity)) * 3600 * (1 + activity % 7 * 3)
    wait[first] = 0
    work = rng.lognormal(0, 0.8, len(activity)) * 600 * (1 + activity % 5)
    wait, work = np.rint(wait).astype(np.int64), np.rint(work).astype(np.int64)
    passed = np.cumsum(wait + work)
    before = np.repeat((passed - wait - work)[first], counts)
    arrival = np.repeat(np.sort(rng.integers(begin, end, len(case))), counts)
    ends = arrival + passed - before
    staff = rng.integers(0, STAFF // len(ORGANISATIONS), len(activity))
    return Events(np.repeat(case, counts), activity, ends - work, ends, staff)


def _walk(rng: np.random.Generator, counts: Numbers, first: Numbers) -> Numbers:
    """Activities of each case, one after another: a chain with a strong main path."""
    steps = np.array([step for step, _ in ROUTES])
    bounds = np.cumsum([chance for _, chance in ROUTES])[:-1]
    activity = np.zeros(counts.sum(), dtype=np.int64)
    now = np.zeros(len(counts), dtype=np.int64)
    for place in range(1, counts.max()):
        going = np.flatnonzero(counts > place)
        drawn = np.searchsorted(bounds, rng.random(len(going)))
        now[going] = (now[going] + steps[drawn]) % len(ACTIVITIES)
        activity[first[going] + place] = now[going]
    return activity


def _table(events: Events, name: Numbers, width: int, schema: pa.Schema) -> pa.Table:
    body = events.activity // (len(ACTIVITIES) // len(ORGANISATIONS))
    staff = body * (STAFF // len(ORGANISATIONS)) + events.staff
    number = pa.array(name[events.case]).cast(pa.string())
    columns = [
        pa.compute.binary_join_element_wise(
            "P", pa.compute.utf8_lpad(number, width, "0"), ""
        ),
        _coded(events.activity, ACTIVITIES),
        pa.array((events.start + NEW_YEAR_2023) * SECOND).cast(schema.field(2).type),
        pa.array((events.end + NEW_YEAR_2023) * SECOND).cast(schema.field(3).type),
        _coded(body, ORGANISATIONS),
        _coded(staff, [f"R{one}" for one in range(STAFF)]),
    ]
    return pa.table(columns, schema=schema)


def _coded(codes: Numbers, names: tuple[str, ...] | list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(codes.astype(np.int32), pa.array(names))


if __name__ == "__main__":
    given = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    write_large_log(Path(sys.argv[1]), cases=given)
