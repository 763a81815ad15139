"""Starts and completes of a log in XES as events with two times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from wholeflow.journeys.life_cycles import has_other_than_completes, pair_life_cycles
from wholeflow.journeys.times import MISSING, read_times

from .attributes import Found
from .columns import ACTIVITY, INSTANCE, RESOURCE, TIME, TRANSITION, Column, Table


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a log, as they are handed on.

    Parameters
    ----------
    columns
        Headings, and what gives the cells.
    event_of
        For each row the number of the first event of the file that is in it.
    notes
        What was put together and what left out, in words.
    """

    columns: Table
    event_of: pl.Series
    notes: tuple[str, ...] = ()


def paired(found: Found, table: Table, timezone: str) -> Rows:
    """Make rows of events: one of each, or one of a start and its complete.

    Parameters
    ----------
    found
        What events say.
    table
        Their columns.
    timezone
        Whose clock is meant by times without an offset from UTC.

    Returns
    -------
    Rows
        If no event tells a start, the times stay as they are headed. Else they are
        headed `start` and `time`; what else is said is that of the complete, and of the
        start where the complete does not say it.
    """
    columns = dict(reversed(table))  # of a heading that repeats, the first
    every = Rows(table, pl.int_range(found.n_events, eager=True))
    if TRANSITION not in columns:
        return every
    if not has_other_than_completes(columns[TRANSITION]().unique()):
        return every
    times = columns[TIME]()
    told = {
        "case": pl.Series(np.concatenate(found.trace_of)),
        "activity": columns[ACTIVITY](),
        "transition": columns[TRANSITION](),
        "time": _in_order(times, timezone),
    }
    told |= {
        role: columns[heading]()
        for role, heading in (("instance", INSTANCE), ("resource", RESOURCE))
        if heading in columns
    }
    pairs = pair_life_cycles(pl.DataFrame(told))
    if not pairs.has_starts and len(pairs.events) == found.n_events:
        return Rows(table, every.event_of, pairs.notes)
    starts, ends = pairs.events["start_row"], pairs.events["end_row"]
    rows: Table = []
    for heading, column in table:
        if not pairs.has_starts or heading not in (TIME, TRANSITION):
            rows.append((heading, partial(_of_either, column, ends, starts)))
        elif heading == TIME:
            rows.append(("start", partial(times.gather, starts)))
            rows.append(("time", partial(times.gather, ends)))
    first = pl.select(pl.min_horizontal(starts, ends)).to_series()
    return Rows(rows, first, pairs.notes)


def _in_order(times: pl.Series, timezone: str) -> pl.Series:
    """Give times as numbers that can be ordered; null where none can be read."""
    read = read_times(times, timezone=timezone)
    utc = read.utc.copy()
    for wrong in read.wrong:  # refused later, with their lines
        utc[wrong.rows] = MISSING
    return pl.Series(utc).replace(MISSING, None)


def _of_either(column: Column, ends: pl.Series, starts: pl.Series) -> pl.Series:
    cells = column()
    at_end, at_start = cells.gather(ends), cells.gather(starts)
    return at_end.zip_with(at_end.is_not_null(), at_start)
