"""What is measured of steps within a window, the same of a log and of a run.

Measures are told by the names of `..measures`, but what is before a step is told whole:
its wait counts queueing and what no limit explains together, as a log does.

Cases count if they begin within the window, and are watched until a moment after it, in
a log and in a run alike; so what is cut off in the one is cut off in the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wholeflow.journeys.times import DAY, HOUR, local_clock
from wholeflow.simulation.measures import Measure

from .steps import Codes, Mask, Microseconds, Steps
from .survival import Array

OF_CASES = (
    Measure("journeys begun", unit="patients a day"),
    Measure("mean time in system", unit="hours"),
    Measure("median time in system", unit="hours"),
    Measure("90th percentile time in system", unit="hours"),
    Measure("patients present", unit="patients"),
)
OF_STEPS = (
    ("arrivals", "patients a day"),
    ("mean wait", "hours"),
    ("90th percentile wait", "hours"),
    ("mean service", "hours"),
)
SERVICE = "mean service"
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Lengths of one kind within a window, each with the day it belongs to."""

    hours: Array
    day: Codes


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched: a window, and the steps that are told of one by one.

    Parameters
    ----------
    since, until
        The window, microseconds since 1970 in UTC.
    last
        The moment beyond which nothing is seen.
    timezone
        Whose hours of the day.
    activities
        Names, in the order of the codes of the steps.
    told
        Codes of those that are told of by themselves.
    with_service
        Whether how long a step takes is known.
    by_hour
        Whether those present are told for each hour of the day as well.
    """

    since: int
    until: int
    last: int
    timezone: str
    activities: tuple[str, ...]
    told: tuple[int, ...]
    with_service: bool
    by_hour: bool = False

    def measures(self) -> tuple[Measure, ...]:
        """Give what is measured, in the order of `row`."""
        kinds = [(what, unit) for what, unit in OF_STEPS if self._tells(what)]
        hours = range(HOURS_A_DAY if self.by_hour else 0)
        return (
            *OF_CASES,
            *(
                Measure(f"patients present at {hour:02d}:00", unit="patients")
                for hour in hours
            ),
            *(
                Measure(what, self.activities[step], unit=unit)
                for step in self.told
                for what, unit in kinds
            ),
        )

    def row(self, steps: Steps) -> Array:
        """Measure steps, in the order of `measures`; what nobody did is NaN."""
        seen = _Looked.at(steps, self)
        spans = seen.spans().hours
        numbers = [
            self._a_day(len(spans)),
            _mean(spans),
            _quantile(spans, 0.5),
            _quantile(spans, 0.9),
            *seen.present(),
        ]
        for step in self.told:
            numbers.append(self._a_day(seen.came(step)))
            waits = seen.waits(step).hours
            numbers += [_mean(waits), _quantile(waits, 0.9)]
            if self.with_service:
                numbers.append(_mean(seen.lengths(step).hours))
        return np.array(numbers)

    def samples(self, steps: Steps) -> dict[Measure, Sample]:
        """Give the lengths behind the means, by the measure of the mean."""
        seen = _Looked.at(steps, self)
        found = {OF_CASES[1]: seen.spans()}
        for step in self.told:
            name = self.activities[step]
            found[Measure("mean wait", name, unit="hours")] = seen.waits(step)
            if self.with_service:
                found[Measure(SERVICE, name, unit="hours")] = seen.lengths(step)
        return found

    def _tells(self, what: str) -> bool:
        return self.with_service or what != SERVICE

    def _a_day(self, n: int) -> float:
        return n / ((self.until - self.since) / DAY)


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """Steps as far as they are watched, with the case of each looked up once."""

    steps: Steps
    watch: Watch
    ready: Microseconds
    first: Mask
    case_begin: Microseconds
    case_end: Microseconds

    @classmethod
    def at(cls, steps: Steps, watch: Watch) -> _Looked:
        """Look at steps until the last moment of a watch."""
        seen = steps.up_to(watch.last)
        first = seen.is_first
        firsts = np.flatnonzero(first)
        ends = np.maximum.reduceat(seen.end, firsts) if len(firsts) else seen.end
        return cls(seen, watch, seen.ready(), first, seen.begin[firsts], ends)

    def spans(self) -> Sample:
        """Give from begin to end of the cases that begin within the window."""
        within = self._within(self.case_begin)
        return self._sample(self.case_begin[within], self.case_end[within])

    def waits(self, step: int) -> Sample:
        """Give the waits that began within the window."""
        mine = (self.steps.activity == step) & ~self.first & self._within(self.ready)
        return self._sample(self.ready[mine], self.steps.begin[mine])

    def lengths(self, step: int) -> Sample:
        """Give how long steps took that began within the window and ended."""
        mine = (self.steps.activity == step) & self._within(self.steps.begin)
        mine &= self.steps.whole
        return self._sample(self.steps.begin[mine], self.steps.end[mine])

    def came(self, step: int) -> int:
        """Count the steps that began within the window."""
        return int(
            ((self.steps.activity == step) & self._within(self.steps.begin)).sum()
        )

    def present(self) -> list[float]:
        """Give how many cases were going on, on average, and for each hour if asked."""
        grid = np.arange(self.watch.since, self.watch.until, HOUR)
        began = np.searchsorted(np.sort(self.case_begin), grid, side="right")
        ended = np.searchsorted(np.sort(self.case_end), grid, side="right")
        there = (began - ended).astype(np.float64)
        if not self.watch.by_hour:
            return [float(there.mean())]
        hour = local_clock(grid, self.watch.timezone) // HOUR
        n = np.bincount(hour, minlength=HOURS_A_DAY)
        by_hour = np.bincount(hour, there, minlength=HOURS_A_DAY) / np.maximum(n, 1)
        return [float(there.mean()), *by_hour.tolist()]

    def _within(self, moments: Microseconds) -> Mask:
        return (moments >= self.watch.since) & (moments < self.watch.until)

    def _sample(self, begin: Microseconds, end: Microseconds) -> Sample:
        day = (begin - self.watch.since) // DAY
        return Sample(np.maximum(end - begin, 0) / HOUR, day)


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else np.nan


def _quantile(values: Array, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else np.nan


def recurring(steps: Steps, since: int, until: int, least: int) -> tuple[int, ...]:
    """Give the activities that begin often enough within a window to be told of."""
    within = (steps.begin >= since) & (steps.begin < until)
    counts: npt.NDArray[np.int64] = np.bincount(
        steps.activity[within], minlength=len(steps.activities)
    )
    return tuple(int(each) for each in np.flatnonzero(counts >= least))
