"""What people wait for: each moment of a wait before an event, put down to one cause.

While a person waits for somebody, from the latest end of the earlier events until the
event starts, each moment is put down to the first of these that holds:

- *contention*: who will do it is busy with work that could have begun no later;
- *priority*: who will do it is busy with work that could have begun only later;
- *unavailability*: who will do it is not at work then;
- *batch*: others are gathered first, to be taken together;
- *extraneous*: none of these. Why, the log does not say.

The five are those of Lashkevich and others, "Why am I waiting?" (CAiSE 2023). There, a
batch comes first; here it comes after duty, because people who all wait for a clinic to
open are no batch, and after being busy, because a queue that is worked off without a
break would look like one.

Waits of events of which nobody recorded who did them have the cause *unknown*. People
who do the work are never named: they are told apart and forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from wholeflow.errors import BadInput
from wholeflow.journeys.arrays import Codes, Microseconds, Places
from wholeflow.journeys.choosing import latest_end_before
from wholeflow.journeys.journeys import NOBODY, Coded, Journeys
from wholeflow.journeys.kernels import compiled
from wholeflow.journeys.rules.opening import Opening
from wholeflow.journeys.times import HOUR

from .busy_loop import Four, Line, Two, busy_while_waiting
from .calendars import open_time
from .telling import told_by

CAUSES = ("contention", "priority", "unavailability", "batch", "extraneous", "unknown")

ALWAYS_OPEN = Opening()

_COMPILED_FROM = 20_000  # events; below, compiling costs more than it saves


@dataclass(frozen=True, slots=True)
class CausesOfWaits:
    """Hours waited before the events of one name, by cause.

    Parameters
    ----------
    name
        Of the activity, organisation or whatever the waits were asked by.
    hours
        By cause, in the order of `CAUSES`. Their sum is `total_hours`.
    total_hours
        That all people together waited.
    """

    name: str
    hours: dict[str, float]
    total_hours: float


def wait_causes(
    journeys: Journeys, by: str | Coded = "activity", *, opening: Opening = ALWAYS_OPEN
) -> tuple[CausesOfWaits, ...]:
    """Put the waiting of a log down to its causes, the longest waited for first.

    Parameters
    ----------
    journeys
        With start, end and who did what.
    by
        What to sum by, see `told_by`; events without it are named "".
    opening
        When each body is open. Where nothing is said everybody always is: nothing is
        unavailability then, and more is extraneous.

    Returns
    -------
    tuple of CausesOfWaits
        One for each name that somebody waited for.
    """
    column = told_by(journeys, by)
    microseconds = causes_by_event(journeys, opening=opening)
    summed = (
        pl.DataFrame(microseconds, schema=list(CAUSES))
        .with_columns(code=pl.Series(column.codes))
        .group_by("code")
        .sum()
        .with_columns(total=pl.sum_horizontal(CAUSES))
        .filter(pl.col("total") > 0)
        .sort(["total", "code"], descending=[True, False])
    )
    return tuple(
        CausesOfWaits(
            name=column.names[row["code"]] if row["code"] != NOBODY else "",
            hours={cause: row[cause] / HOUR for cause in CAUSES},
            total_hours=row["total"] / HOUR,
        )
        for row in summed.iter_rows(named=True)
    )


def causes_by_event(
    journeys: Journeys, *, opening: Opening = ALWAYS_OPEN
) -> Microseconds:
    """Give the microseconds waited before each event, by cause.

    Parameters
    ----------
    journeys, opening
        As for `wait_causes`.

    Returns
    -------
    numpy.ndarray
        Shape (n_events, 6), columns as `CAUSES`. Rows sum to the wait before the
        event, to the microsecond. A log with one time for each event, or that does not
        say who did what, is refused as `BadInput`.
    """
    _refuse_what_cannot_tell(journeys)
    found = np.zeros((journeys.n_events, len(CAUSES)), dtype=np.int64)
    enabled = np.minimum(latest_end_before(journeys), journeys.start)
    known = np.flatnonzero(journeys.resource != NOBODY)
    order, worker = _by_worker(journeys, known)
    duty = _duty_clock(journeys, order, opening)
    begins = enabled[order]
    start = journeys.start[order]
    end = np.maximum(journeys.end[order], start)
    gathered = np.minimum(
        _all_ready(journeys.activity[order], worker, start, begins), start
    )
    span = start, end, duty(start), duty(end)
    line = worker, _latest_so_far(worker, end)
    wait = begins, start, duty(begins), duty(start)
    gathering = begins, gathered, duty(begins), duty(gathered)
    before, _ = _busy(line, span, wait, only_before=True)
    busy, busy_on_duty = _busy(line, span, wait)
    _, busy_gathering = _busy(line, span, gathering)
    free_on_duty = wait[3] - wait[2] - busy_on_duty
    found[order, 0] = before
    found[order, 1] = busy - before
    found[order, 2] = start - begins - busy - free_on_duty
    found[order, 3] = gathering[3] - gathering[2] - busy_gathering
    found[order, 4] = free_on_duty - found[order, 3]
    nobody = journeys.resource == NOBODY
    found[nobody, 5] = (journeys.start - enabled)[nobody]
    return found


def _refuse_what_cannot_tell(journeys: Journeys) -> None:
    if not journeys.has_both_times:
        lacking = "there is one time for each event; say which column is the start"
    elif not journeys.resources:
        lacking = "nothing says who did what; say which column is the resource"
    else:
        return
    raise BadInput(journeys.source, [f"causes of waits cannot be told: {lacking}"])


def _duty_clock(
    journeys: Journeys, order: Places, opening: Opening
) -> Callable[[Microseconds], Microseconds]:
    """Give the time on duty until a moment for each event, in this order of events."""
    body = journeys.body()
    clocks = [
        (body.codes[order] == code, open_time(opening.of(name), journeys))
        for code, name in ((NOBODY, None), *enumerate(body.names))
    ]

    def until(moments: Microseconds) -> Microseconds:
        on_duty = np.zeros(len(moments), dtype=np.int64)
        for mine, clock in clocks:
            on_duty[mine] = clock.before(moments[mine])
        return on_duty

    return until


def _by_worker(journeys: Journeys, known: Places) -> tuple[Places, Places]:
    """Events by who did them and start, and the worker of each.

    A worker of two organisations is two: names are only known to be of one person
    inside a body.
    """
    body = journeys.body().codes[known].astype(np.int64) + 1
    key = body * (len(journeys.resources) + 1) + journeys.resource[known]
    worker = np.unique(key, return_inverse=True)[1]
    by = np.lexsort((journeys.row[known], journeys.start[known], worker))
    return known[by], worker[by]


def _latest_so_far(worker: Places, end: Microseconds) -> Microseconds:
    table = pl.DataFrame({"worker": worker, "end": end})
    latest: Microseconds = (
        table.select(pl.col("end").cum_max().over("worker")).to_series().to_numpy()
    )
    return latest


def _all_ready(
    activity: Codes, worker: Places, start: Microseconds, begins: Microseconds
) -> Microseconds:
    """When the last of those who are taken together could have begun.

    Taken together are the events of one activity that one worker starts at the same
    moment. Whoever is taken alone is ready by itself.
    """
    table = pl.DataFrame(
        {"worker": worker, "activity": activity, "start": start, "begins": begins}
    )
    ready: Microseconds = (
        table.select(pl.col("begins").max().over("worker", "activity", "start"))
        .to_series()
        .to_numpy()
    )
    return ready


def _busy(line: Line, span: Four, waits: Four, *, only_before: bool = False) -> Two:
    events = len(waits[0])
    found = np.zeros(events, dtype=np.int64), np.zeros(events, dtype=np.int64)
    loop = (
        busy_while_waiting if events < _COMPILED_FROM else compiled(busy_while_waiting)
    )
    loop(line, span, waits, found, only_before)
    return found
