"""An outcome worked out visit by visit from the plain engine: slow, for small models.

It knows no turnaround, no interruption and no bins but the whole and the hours of the
run: models of tests that need more are run by the compiled engine.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from wholeflow.simulation.engine.lengths import CLASSES_OF_LENGTH, class_of_length
from wholeflow.simulation.engine.outcome import (
    AT_NODE,
    COUNTED,
    IN_POOL,
    OF_JOURNEYS,
    SUMMED,
    Binning,
    Outcome,
)
from wholeflow.simulation.engine.reference import Reference
from wholeflow.simulation.engine.visits import CAUSES, SERVED, Visit
from wholeflow.simulation.model.model import Model


def run_plainly(
    model: Model,
    *,
    hours: float,
    warm_up_hours: float = 0.0,
    seed: int,
    replication: int = 0,
    binning: Binning = "all",
) -> Outcome:
    """Run a model by the plain engine, and add up its visits."""
    engine = Reference(model, hours=hours, seed=seed, replication=replication)
    visits = engine.run()
    tally = Tally(model, hours, warm_up_hours, binning)
    by_patient: dict[int, list[Visit]] = {}
    for visit in visits:
        tally.add(visit)
        by_patient.setdefault(visit.patient, []).append(visit)
    for path in by_patient.values():
        tally.add_journey(path)
    tally.add_pools(engine)
    return Outcome(
        hours=hours,
        warm_up_hours=warm_up_hours,
        seed=seed,
        replication=replication,
        counts=tally.counts,
        sums=tally.sums,
        levels=tally.levels,
        pools=tally.pools,
        waits=tally.waits,
        journeys=tally.journeys,
        journey_lengths=tally.journey_lengths,
        hours_in_bin=tally.hours_in_bin,
        deadlocks=tuple(
            each for each in engine.deadlocks if each.hours >= warm_up_hours
        ),
        stopped=engine.stopped,
        events=engine.turns,
        binning=binning,
    )


class Tally:
    def __init__(
        self, model: Model, hours: float, warm_up: float, binning: Binning
    ) -> None:
        assert binning != "hour of week", "the plain tally knows no hours of the week"
        self.model, self.hours, self.warm_up = model, hours, warm_up
        self.hourly = binning == "hour"
        bins = math.ceil(hours) if self.hourly else 1
        nodes, classes = len(model.nodes), len(model.classes)
        self.counts = np.zeros((bins, nodes, classes, len(COUNTED)), dtype=np.int64)
        self.sums = np.zeros((bins, nodes, classes, len(SUMMED)))
        self.levels = np.zeros((bins, nodes, len(AT_NODE)))
        self.pools = np.zeros((bins, len(model.pools), len(IN_POOL)))
        self.waits = np.zeros((nodes, classes, CLASSES_OF_LENGTH), dtype=np.int64)
        self.journeys = np.zeros((classes, len(OF_JOURNEYS)))
        self.journey_lengths = np.zeros((classes, CLASSES_OF_LENGTH), dtype=np.int64)
        self.hours_in_bin = np.zeros(bins)
        self.came: dict[int, float] = {}
        self._over(self.hours_in_bin, 0.0, hours)

    def _over(self, levels: np.ndarray, begin: float, end: float, weight: float = 1.0):
        begin, end = max(begin, self.warm_up), min(end, self.hours)
        if not self.hourly:
            levels[0] += weight * max(0.0, end - begin)
            return
        for hour in range(int(begin), math.ceil(end)):
            levels[hour] += weight * max(0.0, min(end, hour + 1) - max(begin, hour))

    def add(self, visit: Visit) -> None:
        start, end, leave = (
            self.hours if math.isnan(hours) else hours
            for hours in (visit.start, visit.end, visit.leave)
        )
        start = min(start, leave)
        end = min(end, leave)
        levels = self.levels[:, visit.node]
        self._over(levels[:, 0], visit.arrive, start)
        self._over(levels[:, 1], start, end)
        self._over(levels[:, 2], end, leave)
        self.came.setdefault(visit.patient, visit.arrive)
        if self.warm_up <= visit.arrive < self.hours:
            self._count(visit, start)

    def _count(self, visit: Visit, start: float) -> None:
        at = int(visit.arrive) if self.hourly else 0
        cause, wait = CAUSES[visit.cause], start - visit.arrive
        started = not math.isnan(visit.start)
        due = self.model.classes[visit.patient_class].due_hours
        joined = cause not in {"lost", "balked"}
        true = {
            "arrivals": True,
            "starts": started,
            cause: True,
            "ended": not math.isnan(visit.end),
            "blocked": visit.cause == SERVED and visit.leave > visit.end,
            "over 4 h": joined and wait > 4,
            "over 12 h": joined and wait > 12,
            "past due": joined and start > self.came[visit.patient] + due,
        }
        counts = self.counts[at, visit.node, visit.patient_class]
        sums = self.sums[at, visit.node, visit.patient_class]
        for name, is_so in true.items():
            counts[COUNTED.index(name)] += is_so
        if started:
            sums[0:2] += (wait, wait**2)
            place = class_of_length(wait)
            self.waits[visit.node, visit.patient_class, place] += 1
        if not math.isnan(visit.end):
            service = visit.end - visit.start
            sums[2:4] += (service, service**2)
        if visit.cause == SERVED:
            blocked = visit.leave - visit.end
            sums[4:] += (blocked, blocked**2)

    def add_journey(self, path: list[Visit]) -> None:
        first, last = path[0], path[-1]
        if not self.warm_up <= first.arrive < self.hours:
            return
        journeys = self.journeys[first.patient_class]
        journeys[0] += 1
        if CAUSES[first.cause] in {"lost", "balked"}:
            journeys[4] += 1
        elif not math.isnan(last.leave):
            length = last.leave - first.arrive
            journeys[1:4] += (1, length, length**2)
            self.journey_lengths[first.patient_class, class_of_length(length)] += 1

    def add_pools(self, engine: Reference) -> None:
        for pool, steps in enumerate(engine.prepared.steps):
            changes = [(at, 0) for at, _ in steps]
            for visit in engine.visits:
                changes += self._seized(engine, visit, pool)
            used, there = 0, dict(steps)
            times = sorted({0.0, self.hours, *(at for at, _ in changes)})
            delta: dict[float, int] = {}
            for at, units in changes:
                delta[at] = delta.get(at, 0) + units
            scheduled = 0
            for begin, end in itertools.pairwise(times):
                used += delta.get(begin, 0)
                scheduled = there.get(begin, scheduled)
                row = self.pools[:, pool]
                self._over(row[:, 0], begin, end, used)
                self._over(row[:, 1], begin, end, scheduled)
                self._over(row[:, 2], begin, end, max(0, used - scheduled))

    def _seized(self, engine: Reference, visit: Visit, pool: int) -> list:
        changes = []
        for need in engine.prepared.needs[visit.node]:
            if need.pool == pool and not math.isnan(visit.start):
                until = visit.leave if need.hold else visit.end
                until = self.hours if math.isnan(until) else until
                begin = max(visit.start, 0.0)
                changes += [(begin, need.units), (until, -need.units)]
        return changes
