"""How long each event waited, and since when: on two bases that are never mixed.

On the plain basis an event waits from the latest end of *all* earlier events of its
case. Then the waits of a case add up to its span less its touch time, exactly.

On the causal basis it waits from the latest end of those earlier events that can have
been its cause: not those of activities that run side by side with its own. That is
nearer to "could have begun", depends on how side by side is told, and adds up to more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wholeflow.journeys.arrays import Hours, Mask, Microseconds
from wholeflow.journeys.choosing import latest_end_before
from wholeflow.journeys.intervals import latest_before
from wholeflow.journeys.journeys import Journeys
from wholeflow.journeys.rules.standards import Returns
from wholeflow.journeys.times import HOUR

from .concurrency import Concurrency

PLAIN = "since all earlier events of the case had ended"
CAUSAL = "since the earlier events that can have been its cause had ended"
COMPLETIONS = "from one completion to the next, work and waiting together"


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """The wait before each event of a log.

    Parameters
    ----------
    since
        When the wait began, at the latest when the event did. Shape (n_events,).
    waited
        Microseconds, 0 or more; a case's first event waited for nothing. Shape
        (n_events,).
    counted
        Which of them count; others are time in which nobody waited for care, and are
        0. Shape (n_events,).
    basis
        In words, from when a wait is counted.
    clock
        "elapsed", or "working" if closed hours are left out.
    """

    since: Microseconds
    waited: Microseconds
    counted: Mask
    basis: str
    clock: str = "elapsed"

    @property
    def hours(self) -> Hours:
        """The same in hours. Shape (n_events,)."""
        hours: Hours = self.waited / HOUR
        return hours


def waits_before(journeys: Journeys) -> Waits:
    """Give waits on the plain basis: q = max(0, start - latest end of earlier events).

    Parameters
    ----------
    journeys
        The log. One with a single time for each event gives the time from completion
        to completion instead, and `basis` says so.

    Examples
    --------
    >>> from wholeflow.journeys import example_log, read_log
    >>> waits_before(read_log(example_log())).basis
    'from one completion to the next, work and waiting together'
    """
    basis = PLAIN if journeys.has_both_times else COMPLETIONS
    return _since(journeys, latest_end_before(journeys), basis)


def causal_waits(journeys: Journeys, side_by_side: Concurrency) -> Waits:
    """Give waits on the causal basis.

    Parameters
    ----------
    journeys
        The log, with a start and an end; else `basis` says that work is in the waits.
    side_by_side
        Which activities run side by side, as `concurrent_activities` finds them in
        this log or another one with the same activities.

    Notes
    -----
    An event of which no earlier event can have been the cause could have begun when
    its case did.
    """
    latest = latest_end_before(journeys)
    for code in np.flatnonzero(side_by_side.together.any(axis=1)):
        causes = ~side_by_side.together[code][journeys.activity]
        chosen = journeys.activity == code
        latest[chosen] = _latest_among(journeys, causes)[chosen]
    basis = CAUSAL if journeys.has_both_times else f"{CAUSAL}; {COMPLETIONS}"
    return _since(journeys, latest, basis)


def not_at_home(journeys: Journeys, waited: Waits, returns: Returns) -> Waits:
    """Leave out the time between leaving and coming back: nobody waits in it.

    Parameters
    ----------
    journeys
        The log.
    waited
        Its waits.
    returns
        What leaving and coming back are. Only a return straight after leaving is left
        out.
    """
    left, back = (
        journeys.events_of(returns.leaving),
        journeys.events_of(returns.activity),
    )
    home = np.zeros(journeys.n_events, dtype=np.bool_)
    home[1:] = back[1:] & left[:-1] & (journeys.case[1:] == journeys.case[:-1])
    return replace(
        waited,
        waited=np.where(home, 0, waited.waited),
        counted=waited.counted & ~home,
        basis=f"{waited.basis}; not from leaving to coming back",
    )


def _since(journeys: Journeys, latest: Microseconds, basis: str) -> Waits:
    # In place, as `latest` is ours: a large log has few such columns to spare.
    since = np.minimum(latest, journeys.start, out=latest)
    every = np.ones(journeys.n_events, dtype=np.bool_)
    return Waits(since, journeys.start - since, every, basis)


def _latest_among(journeys: Journeys, causes: Mask) -> Microseconds:
    """Latest end of the earlier events among `causes`; else when the case began."""
    new = np.diff(journeys.case, prepend=-1) != 0
    begun = journeys.start[journeys.first_event[:-1]][journeys.case]
    ends = np.where(causes, np.maximum(journeys.start, journeys.end), begun)
    return latest_before(new, begun, ends)
