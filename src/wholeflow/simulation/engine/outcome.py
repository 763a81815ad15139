"""What one run came to: counts, sums and levels, by the hour, node and class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from .visits import Deadlock

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Binning = Literal["all", "hour of week", "hour"]

COUNTED = (
    "arrivals", "starts", "served", "lost", "balked", "gave up", "still there",
    "ended", "blocked", "over 4 h", "over 12 h", "past due",
)  # fmt: skip
SUMMED = (
    "wait", "wait squared", "service", "service squared", "blocked", "blocked squared",
)  # fmt: skip
AT_NODE = ("waiting", "in service", "blocked", "being made ready")
IN_POOL = ("used", "there", "overtime")
OF_JOURNEYS = ("begun", "ended", "hours", "hours squared", "turned away")


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one replication of a model came to.

    A visit counts if its patient came to the node within the window, from the warm-up to
    the end; a journey, if its patient came in within it. Both are followed to their end,
    as far as the run may go on after the window, so that long ones are not left out.

    Parameters
    ----------
    hours, warm_up_hours
        The end and the beginning of the window.
    seed, replication
        Which luck.
    counts
        How many visits, by bin of arrival, node, class and kind (`COUNTED`). Of the
        arrivals each was lost, balked, or joined the queue. "ended" are those whose
        service ended, "blocked" those served who then had to wait for a place. "over
        4 h" and "over 12 h" are those of whoever joined whose wait was longer, whether
        it ended in a start, in giving up or with the run; "past due", those whose start,
        giving up or end of the run came later after coming in than their class should
        be seen. Compared exactly, as hours. Shape (n_bins, n_nodes, n_classes, 12).
    sums
        Hours of those visits, by bin of arrival, node, class and kind (`SUMMED`): waits
        of those that started, services of those that ended, and blocked hours of those
        that left. Waits outside a full node are waits. Shape (n_bins, n_nodes,
        n_classes, 6).
    levels
        Patient-hours within the window, by bin, node and kind (`AT_NODE`): not yet
        started, started and not ended, ended and not left, and places being made ready.
        Shape (n_bins, n_nodes, 4).
    pools
        Unit-hours, in quanta, within the window, by bin, pool and kind (`IN_POOL`): all
        that is in use, what is there by the shifts, and how much of what is in use is
        more than that. Shape (n_bins, n_pools, 3).
    waits
        How many of the waits summed fall in each class of length (`.lengths`), by node
        and class. Shape (n_nodes, n_classes, 512).
    journeys
        By class on coming in, how many, and hours, by kind (`OF_JOURNEYS`). Whoever was
        lost or balked at the first node was turned away; no such journey is ended.
        Shape (n_classes, 5).
    journey_lengths
        How many of the journeys that ended fall in each class of length. Shape
        (n_classes, 512).
    hours_in_bin
        Hours of the window in each bin, up to where the run stopped. Shape (n_bins,).
    deadlocks
        Each ring of blocked patients, and what was done.
    stopped
        The hour at which the run stopped before its end, by the deadlock rule or a
        limit; None is never.
    events
        How many events were taken; timers that had been overtaken are none.
    visits
        Every visit in order of leaving, then those still there in order of coming, as
        columns of the form `VISIT` of `.layout`; None if they were not asked for.
    binning
        What a bin is: the whole window, an hour of the local week, or an hour of the
        run, of which the first is 0 whatever the warm-up.
    """

    hours: float
    warm_up_hours: float
    seed: int
    replication: int
    counts: Counts
    sums: Numbers
    levels: Numbers
    pools: Numbers
    waits: Counts
    journeys: Numbers
    journey_lengths: Counts
    hours_in_bin: Numbers
    deadlocks: tuple[Deadlock, ...]
    stopped: float | None
    events: int
    visits: npt.NDArray[np.void] | None = None
    binning: Binning = "all"
