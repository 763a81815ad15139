"""Logs as hypothesis makes them up: small, with ties, persons and several bodies."""

import polars as pl
from hypothesis import strategies as st

from wholeflow.journeys import Journeys, read_table

MINUTE = 60_000_000
EARLIEST = 1_714_521_600_000_000  # 1 May 2024

events = st.tuples(
    st.integers(0, 4),  # case
    st.sampled_from(["arrive", "test", "treat", "leave"]),
    st.integers(0, 3000),  # start, in minutes, so that some tie
    st.integers(0, 600),  # how long
    st.sampled_from(["North", "South", "Council", ""]),
    st.sampled_from(["R1", "R2", "R3", ""]),
)


@st.composite
def logs(draw: st.DrawFn, *, fewest: int = 1, most: int = 30) -> Journeys:
    """A log of up to five cases of up to three persons, with starts and ends."""
    rows = draw(st.lists(events, min_size=fewest, max_size=most))
    return log_of(rows)


def log_of(rows: list[tuple[int, str, int, int, str, str]]) -> Journeys:
    """A log of (case, activity, start in minutes, minutes long, body, resource)."""
    start = pl.Series([EARLIEST + row[2] * MINUTE for row in rows], dtype=pl.Int64)
    long = pl.Series([row[3] * MINUTE for row in rows], dtype=pl.Int64)
    table = pl.DataFrame(
        {
            "case": [f"C{row[0]}" for row in rows],
            "person": [f"P{row[0] % 3}" for row in rows],
            "activity": [row[1] for row in rows],
            "start": start.cast(pl.Datetime("us", "UTC")),
            "end": (start + long).cast(pl.Datetime("us", "UTC")),
            "organisation": [row[4] for row in rows],
            "resource": [row[5] for row in rows],
        }
    )
    return read_table(table, timezone="UTC")
