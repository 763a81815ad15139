"""Tables with a row for each start and each complete, read as a row for each event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from .columns import Columns, find_columns, plain
from .formats import RawLog, reader_of
from .formats.raw import Listed
from .life_cycles import has_other_than_completes, pair_life_cycles
from .times import MISSING, read_times

START = "start"

_TRANSITIONS = ("lifecycletransition", "transition", "lifecycle")
_INSTANCES = ("conceptinstance", "instance", "activityinstance", "activityinstanceid")


@dataclass(frozen=True, slots=True, eq=False)
class TwinnedLog:
    """A table whose starts and completes are put together.

    Parameters
    ----------
    raw
        The table as it is.
    time
        Heading of its times.
    headings
        Of the table, less the transition, and `start`.
    starts, ends
        For each event the rows of its start and of its complete; null where there is
        none. Shape (n_events,).
    notes
        Those of the table, and what was put together.
    """

    raw: RawLog
    time: str
    headings: tuple[str, ...]
    starts: pl.Series
    ends: pl.Series
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.raw.name

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Read these columns: what a complete says, or its start where it says nothing."""
        cells = self.raw.fetch(
            [self.time, *(h for h in wanted if h not in self._times)]
        )
        either = self.ends.fill_null(self.starts)
        columns = {
            heading: cells[heading].gather(either)
            for heading in wanted
            if heading not in self._times
        }
        times = {self.time: self.ends, START: self.starts}
        columns |= {
            heading: cells[self.time].gather(times[heading])
            for heading in wanted
            if heading in self._times
        }
        return pl.DataFrame(columns).select(wanted)

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Line of the file for the complete of each event, or for its start."""
        either = self.ends.fill_null(self.starts)
        return self.raw.lines(either.gather(list(rows)).to_list())

    @property
    def _times(self) -> tuple[str, str]:
        return self.time, START


def with_twins(
    raw: RawLog, told: Columns, *, timezone: str, day_first: bool | None
) -> RawLog:
    """Put starts and completes together, where a table tells the life cycle of work.

    Parameters
    ----------
    raw
        A table.
    told
        Which column says what, as far as it was told.
    timezone, day_first
        How its times are to be read.

    Returns
    -------
    RawLog
        The table as it is if it has no column of transitions, if all its rows are
        completes, or if it has a column of starts already.
    """
    transition = _heading(raw, _TRANSITIONS)
    found, faults = find_columns(raw.headings, told)
    if transition is None or faults or found.start is not None:
        return raw
    assert found.case, "find_columns saw to it"
    assert found.activity, "find_columns saw to it"
    assert found.time, "find_columns saw to it"
    asked = {
        "case": found.case,
        "activity": found.activity,
        "transition": transition,
        "time": found.time,
        "instance": _heading(raw, _INSTANCES),
        "resource": found.resource,
    }
    known = {role: heading for role, heading in asked.items() if heading is not None}
    # In most logs each row completes something, and one column says so.
    if not has_other_than_completes(_values(raw, transition)):
        return raw
    cells = raw.fetch(tuple(dict.fromkeys(known.values())))
    rows = pl.DataFrame(
        {
            role: cells[heading].cast(pl.String)
            for role, heading in known.items()
            if role != "time"
        }
    )
    read = read_times(cells[found.time], timezone=timezone, day_first=day_first)
    order = pl.Series(read.utc).replace(MISSING, None)
    pairs = pair_life_cycles(rows.with_columns(time=order))
    if not pairs.has_starts and len(pairs.events) == len(cells):
        return raw
    kept = tuple(h for h in raw.headings if h != transition)
    return TwinnedLog(
        raw=raw,
        time=found.time,
        headings=(*kept, START) if pairs.has_starts else kept,
        starts=pairs.events["start_row"],
        ends=pairs.events["end_row"],
        notes=(*raw.notes, *pairs.notes),
    )


def _values(raw: RawLog, heading: str) -> pl.Series:
    """Give the different values of a column, as text."""
    column = reader_of(raw, (heading,))(heading)
    values = column.values if isinstance(column, Listed) else column.unique()
    return values.cast(pl.String)


def _heading(raw: RawLog, names: Sequence[str]) -> str | None:
    return next((h for h in raw.headings if plain(h) in names), None)
