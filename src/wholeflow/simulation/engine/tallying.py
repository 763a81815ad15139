"""What a run of the plain engine came to, worked out from its visits one by one.

Slow and plain, with nothing in common with the way in which the compiled kernel adds up
as it goes: tests hold the two against each other.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from .lengths import CLASSES_OF_LENGTH, class_of_length
from .outcome import (
    AT_NODE,
    COUNTED,
    IN_POOL,
    OF_JOURNEYS,
    SUMMED,
    Binning,
    Numbers,
    Outcome,
)
from .reference import Reference
from .visits import BALKED, CAUSES, LOST, SERVED, Visit
from .window import Window, window_of


def outcome_of(run: Reference, binning: Binning) -> Outcome:
    """Give the outcome of a run that has ended."""
    window = window_of(
        binning,
        run.prepared.hour_of_week,
        warm_up_hours=run.warm_up_hours,
        hours=run.hours,
    )
    shape = window.n_bins, len(run.model.nodes), len(run.model.classes)
    counts = np.zeros((*shape, len(COUNTED)), dtype=np.int64)
    sums = np.zeros((*shape, len(SUMMED)))
    waits = np.zeros((*shape[1:], CLASSES_OF_LENGTH), dtype=np.int64)
    levels = np.zeros((*shape[:2], len(AT_NODE)))
    came = {patient.number_in_run: patient.came for patient in run.journeys}
    for visit in run.visits:
        _add_levels(levels, visit, window, run.now)
        bin_ = -1 if visit.arrive < 0 else window.bin_of(visit.arrive)
        if bin_ < 0:
            continue
        cell = bin_, visit.node, visit.patient_class
        counts[(*cell, 0)] += 1
        counts[(*cell, COUNTED.index(CAUSES[visit.cause]))] += 1
        counts[(*cell, 1)] += not math.isnan(visit.start)
        counts[(*cell, slice(7, None))] += _more_counts(run, visit, came[visit.patient])
        waited, blocked = visit.start - visit.arrive, visit.leave - visit.end
        for kind, hours in enumerate((waited, visit.end - visit.start, blocked)):
            if not math.isnan(hours):
                sums[(*cell, 2 * kind)] += hours
                sums[(*cell, 2 * kind + 1)] += hours**2
        if not math.isnan(waited):
            waits[(*cell[1:], class_of_length(waited))] += 1
    for node, begun, ended in run.ready_log:
        _spread(levels[:, node, 3], begun, min(ended, run.now), window)
    journeys, lengths = _journeys(run, window)
    return Outcome(
        hours=run.hours,
        warm_up_hours=run.warm_up_hours,
        seed=run.seed,
        replication=run.replication,
        counts=counts,
        sums=sums,
        levels=levels,
        pools=_pools(run, window),
        waits=waits,
        journeys=journeys,
        journey_lengths=lengths,
        hours_in_bin=window.hours_in_bin(run.stopped),
        deadlocks=tuple(run.deadlocks),
        stopped=run.stopped,
        events=run.taken,
        binning=binning,
    )


def _more_counts(run: Reference, visit: Visit, came: float) -> list[bool]:
    """Say whether a visit ended, was blocked, and waited too long, as in `COUNTED`."""
    begun = next(at for at in (visit.start, visit.leave, run.now) if not math.isnan(at))
    wait = begun - visit.arrive if visit.cause not in {LOST, BALKED} else -math.inf
    due = came + run.model.classes[visit.patient_class].due_hours
    return [
        not math.isnan(visit.end),
        visit.cause == SERVED and visit.leave > visit.end,
        wait > 4,
        wait > 12,
        wait >= 0 and begun > due,
    ]


def _spread(
    into: Numbers, begun: float, ended: float, window: Window, units: float = 1.0
) -> None:
    """Add the hours from one time to another to the bins in which they fall."""
    for at, (first, end) in enumerate(pairwise(window.edges)):
        inside = min(ended, end) - max(begun, first)
        if window.bins[at] >= 0 and inside > 0:
            into[window.bins[at]] += units * inside


def _add_levels(levels: Numbers, visit: Visit, window: Window, now: float) -> None:
    """Add the hours before the service, from its begin to its end, and after it."""
    if visit.cause in {LOST, BALKED}:
        return
    leave = now if math.isnan(visit.leave) else visit.leave
    end = leave if math.isnan(visit.end) else visit.end
    start = end if math.isnan(visit.start) else visit.start
    stages = (visit.arrive, start), (start, end), (end, leave)
    for kind, (first, last) in enumerate(stages):
        _spread(levels[:, visit.node, kind], first, last, window)


def _pools(run: Reference, window: Window) -> Numbers:
    pools = np.zeros((window.n_bins, len(run.model.pools), len(IN_POOL)))
    for pool in range(len(run.model.pools)):
        log = [(at, *left) for at, which, *left in run.pool_log if which == pool]
        ends = [at for at, *_ in log[1:]] + [run.now]
        for (at, used, there), end in zip(log, ends, strict=True):
            for kind, units in enumerate((used, there, max(0, used - there))):
                _spread(pools[:, pool, kind], at, end, window, units)
    return pools


def _journeys(run: Reference, window: Window) -> tuple[Numbers, np.ndarray]:
    journeys = np.zeros((len(run.model.classes), len(OF_JOURNEYS)))
    lengths = np.zeros((len(journeys), CLASSES_OF_LENGTH), dtype=np.int64)
    for patient in run.journeys:
        if patient.came < 0 or window.bin_of(patient.came) < 0:
            continue
        row, hours = journeys[patient.class_in], patient.left_system - patient.came
        row[0] += 1
        if not patient.been_in:
            row[4] += not math.isnan(hours)
        elif not math.isnan(hours):
            row[1] += 1
            row[2] += hours
            row[3] += hours**2
            lengths[patient.class_in, class_of_length(hours)] += 1
    return journeys, lengths
