"""What events and traces say, kept by key: which of them say it, and what.

Most attributes are said by few events (a blood value by one kind of event of twenty), so
only what is said is kept. A column with a cell for each event is made when it is asked
for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.int32]  # of events or traces, from 0 in the order of the file


@dataclass(slots=True)
class Attributes:
    """Attributes of all events, or of all traces, as they come.

    Parameters
    ----------
    said
        For each key, in the order in which keys first came, in pieces: the numbers of
        those who say it, in order, and what they say, as text.
    """

    said: dict[str, list[tuple[Numbers, pl.Series]]] = field(default_factory=dict)

    def add(self, key: str, who: Numbers, values: pl.Series) -> None:
        """Take in what some later events or traces say."""
        self.said.setdefault(key, []).append((who, values))

    def column(self, key: str, rows: int) -> pl.Series:
        """Give a cell for each event or trace; null where it does not say the key.

        Parameters
        ----------
        key
            One of `said`. If one event says it twice, the later stays.
        rows
            How many events or traces there are.
        """
        who = self._who(key)
        values = pl.concat([values for _, values in self.said[key]])
        if len(who) == rows and np.array_equal(who, np.arange(rows)):
            return values
        nothing = pl.Series([None], dtype=pl.String)
        place = np.full(rows, len(who))  # which is that of nothing
        place[who] = np.arange(len(who))
        return pl.concat([values, nothing]).gather(place)

    def twice(self, key: str) -> int:
        """How often an event or trace says a key that it said before."""
        who = self._who(key)
        return int((who[1:] == who[:-1]).sum())

    def missing(self, key: str, rows: int) -> int:
        """How many of the events or traces do not say a key."""
        return rows - len(self._who(key)) + self.twice(key)

    def _who(self, key: str) -> Numbers:
        return np.concatenate([who for who, _ in self.said[key]])


@dataclass(slots=True)
class Found:
    """What was read of a log so far.

    Parameters
    ----------
    events, traces
        Their attributes.
    n_events, n_traces
        How many there are.
    trace_of
        The trace of each event, in pieces.
    """

    events: Attributes = field(default_factory=Attributes)
    traces: Attributes = field(default_factory=Attributes)
    n_events: int = 0
    n_traces: int = 0
    trace_of: list[Numbers] = field(default_factory=list)
