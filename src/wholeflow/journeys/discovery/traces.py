"""Traces with how many cases have each, as flat columns that are split and thinned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.arrays import Codes, Counts, Mask
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.measures.variants import Variants


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """Traces, one after the other in one column; a trace may be empty.

    Parameters
    ----------
    activity
        Codes of the events' activities. Shape (n_events,).
    bounds
        Where each trace begins, with the number of events at the end. Shape
        (n_traces + 1,).
    cases
        How many cases have each trace. Shape (n_traces,). Two traces may be the same.
    """

    activity: Codes
    bounds: Counts
    cases: Counts

    @property
    def lengths(self) -> Counts:
        """Number of events of each trace. Shape (n_traces,)."""
        return np.diff(self.bounds)

    @property
    def trace(self) -> Counts:
        """Trace of each event. Shape (n_events,)."""
        return np.repeat(np.arange(len(self.cases)), self.lengths)

    def activities(self) -> Codes:
        """Codes of the activities that occur, sorted."""
        return np.flatnonzero(np.bincount(self.activity)).astype(np.int32)

    def each(self) -> list[Codes]:
        """Give the codes of each trace by itself."""
        return np.split(self.activity, self.bounds[1:-1])

    def with_events(self, kept: Mask) -> Traces:
        """Keep some events of every trace. `kept` has shape (n_events,)."""
        lengths = np.bincount(self.trace[kept], minlength=len(self.cases))
        return Traces(self.activity[kept], _bounds(lengths), self.cases)

    def only(self, chosen: Mask) -> Traces:
        """Keep some traces whole. `chosen` has shape (n_traces,)."""
        events = np.repeat(chosen, self.lengths)
        return Traces(
            self.activity[events], _bounds(self.lengths[chosen]), self.cases[chosen]
        )

    def cut_before(self, events: Mask) -> Traces:
        """Begin a new trace at these events, too; no trace may be empty."""
        assert self.lengths.all(), "an empty trace begins at no event"
        starts = events.copy()
        starts[self.bounds[:-1]] = True
        begins = np.flatnonzero(starts)
        bounds = np.append(begins, len(self.activity))
        return Traces(self.activity, bounds, self.cases[self.trace[begins]])

    def follows_inside(self) -> Mask:
        """Which events have one before them in their trace. Shape (n_events,)."""
        inside = np.ones(len(self.activity), dtype=np.bool_)
        inside[self.bounds[:-1][self.lengths > 0]] = False
        return inside


def traces_of(journeys: Journeys, ways: Variants) -> Traces:
    """Give each variant of a log once, in their order, with how many cases have it."""
    _, example = np.unique(ways.of_case, return_index=True)
    begins = journeys.first_event[example]
    lengths = journeys.first_event[example + 1] - begins
    bounds = _bounds(lengths)
    events = np.arange(bounds[-1]) + np.repeat(begins - bounds[:-1], lengths)
    return Traces(journeys.activity[events], bounds, np.array(ways.counts))


def _bounds(lengths: Counts) -> Counts:
    return np.concatenate(([0], np.cumsum(lengths)))
