"""The value stream of a log: steps, the waits before them, and takt against capacity.

After Rother and Shook, "Learning to see" (1999), with everything taken from the log:

- *inventory*: how many wait for a step on average, which is the hours that all people
  waited for it, divided by the hours of the log;
- *takt*: open hours for each time the step is asked for;
- *pace*: the shortest time between two that it can keep up, its mean touch time divided
  by how many it serves when fully at work;
- *load*: pace divided by takt. From about 0.8 queues grow long; at 1 they never end.

How many a step serves when fully at work is what the log shows (see
`wholeflow.journeys.bottlenecks`), not how many it could: a step that was never fully at
work has more room than its load says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.journeys import Coded, Journeys
from wholeflow.journeys.rules.opening import Opening
from wholeflow.journeys.times import HOUR

from .bottlenecks import bottlenecks
from .calendars import open_time
from .flow import flow_by, flow_efficiency
from .spreads import Spread
from .telling import told_by

ALWAYS_OPEN = Opening()


@dataclass(frozen=True, slots=True)
class ValueStep:
    """One step of a value stream.

    Parameters
    ----------
    name
        Of the activity, organisation or process.
    events, cases
        How often it was done, and for how many journeys.
    wait
        Hours waited before it.
    inventory
        How many wait for it on average.
    touch_hours
        Mean length of one event.
    at_once
        How many it serves when it is fully at work, as far as the log shows.
    takt_hours
        Open hours for each event.
    pace_hours
        Shortest mean time between two events that it can keep up.
    load
        Pace divided by takt; None if there is no open hour.
    """

    name: str
    events: int
    cases: int
    wait: Spread
    inventory: float
    touch_hours: float
    at_once: int
    takt_hours: float
    pace_hours: float
    load: float | None


@dataclass(frozen=True, slots=True)
class ValueStream:
    """The steps of a log in the order in which people usually come to them.

    Parameters
    ----------
    by
        What a step is.
    steps
        All of them.
    touch_hours, waiting_hours
        Of all journeys together.
    efficiency
        Touch divided by span; None if no journey lasts.
    unknown_events
        Events left out because they do not say whose step they are.
    """

    by: str
    steps: tuple[ValueStep, ...]
    touch_hours: float
    waiting_hours: float
    efficiency: float | None
    unknown_events: int


def value_stream(
    journeys: Journeys,
    by: str | Coded = "activity",
    *,
    opening: Opening = ALWAYS_OPEN,
) -> ValueStream:
    """Draw up the value stream of a log.

    Parameters
    ----------
    journeys
        With start and end; a log with one time is refused as `BadInput`.
    by
        What a step is, see `told_by`.
    opening
        Its calendar of everybody gives the open hours of takt.

    Returns
    -------
    ValueStream
        Every step that was done.
    """
    column = told_by(journeys, by)
    flow = flow_efficiency(journeys)
    stations = bottlenecks(journeys, column)
    at_once = {station.name: station.at_once for station in stations.stations}
    hours = float(journeys.end.max() - journeys.start.min()) / HOUR
    bounds = np.array([journeys.start.min()]), np.array([journeys.end.max()])
    clock = open_time(opening.everybody, journeys)
    open_hours = float(clock.between(*bounds)[0]) / HOUR
    parts = {part.name: part for part in flow_by(journeys, column)}
    steps = []
    for name in _usual_order(journeys, column):
        part = parts[name]
        touch = part.work_hours / part.events
        takt, pace = open_hours / part.events, touch / at_once[name]
        steps.append(
            ValueStep(
                name=name,
                events=part.events,
                cases=part.cases,
                wait=part.wait,
                inventory=part.waiting_hours / hours if hours else 0.0,
                touch_hours=touch,
                at_once=at_once[name],
                takt_hours=takt,
                pace_hours=pace,
                load=pace / takt if takt else None,
            )
        )
    return ValueStream(
        by=column.role,
        steps=tuple(steps),
        touch_hours=flow.touch_hours,
        waiting_hours=flow.waiting_hours,
        efficiency=flow.efficiency,
        unknown_events=stations.unknown_events,
    )


def _usual_order(journeys: Journeys, column: Coded) -> list[str]:
    """Order names by where in their journeys people first come to them, on average."""
    place = np.arange(journeys.n_events) - journeys.first_event[journeys.case]
    length = np.diff(journeys.first_event)[journeys.case]
    known = np.flatnonzero(column.codes >= 0)
    key = (
        journeys.case[known].astype(np.int64) * len(column.names) + column.codes[known]
    )
    _, firsts = np.unique(key, return_index=True)
    events = known[firsts]
    share = place[events] / length[events]
    sums = np.bincount(column.codes[events], share, minlength=len(column.names))
    counts = np.bincount(column.codes[events], minlength=len(column.names))
    there = np.flatnonzero(counts)
    return [
        column.names[at] for at in sorted(there, key=lambda at: sums[at] / counts[at])
    ]
