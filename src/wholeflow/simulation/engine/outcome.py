"""What one run came to: counts, sums and levels, by the hour, node and class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from .visits import Deadlock, Visit

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Binning = Literal["all", "hour of week", "hour"]

COUNTED = ("arrivals", "starts", "served", "lost", "balked", "gave up", "still there")
SUMMED = (
    "wait", "wait squared", "service", "service squared", "blocked", "blocked squared",
)  # fmt: skip
AT_NODE = ("waiting", "in service", "blocked", "being made ready")
IN_POOL = ("used", "there", "overtime")
CLASSES_OF_LENGTH = 256  # of hours: see `class_of_length`
SHORTEST = 1 / 3600  # one second: all that is shorter is class 0
PER_DOUBLING = 10.0  # classes of length to each doubling, 7 % wide: see `length_of_class`


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
        How many visits, by bin of arrival, node, class and kind (`COUNTED`).
        Shape (n_bins, n_nodes, n_classes, 7).
    sums
        Hours of those visits, by bin of arrival, node, class and kind (`SUMMED`): waits
        of those that started, services of those that ended, and blocked hours of those
        that left. Shape (n_bins, n_nodes, n_classes, 6).
    levels
        Patient-hours within the window, by bin, node and kind (`AT_NODE`): not yet
        started, started and not ended, ended and not left, and places being made ready.
        Shape (n_bins, n_nodes, 4).
    pools
        Unit-hours, in quanta, within the window, by bin, pool and kind (`IN_POOL`).
        Shape (n_bins, n_pools, 3).
    waits
        How many of the waits summed fall in each class of length, by node and class.
        Shape (n_nodes, n_classes, 256).
    journeys
        By class on coming in: journeys begun, ended, hours of those ended, their
        squares. Shape (n_classes, 4).
    journey_lengths
        How many of the journeys that ended fall in each class of length. Shape
        (n_classes, 256).
    hours_in_bin
        Hours of the window in each bin. Shape (n_bins,).
    deadlocks
        Each ring of blocked patients, and what was done.
    stopped
        The hour at which the run stopped before its end, by the deadlock rule or a
        limit; None is never.
    events
        How many events were taken.
    visits
        Every visit in order of leaving, if they were asked for.
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
    visits: tuple[Visit, ...] | None = None
