"""All that is fitted to a log: arrivals, ways, lengths, delays and limits.

Fitted are the weeks before the split alone. What was going on there is kept as lasting
at least so long; only which step came next is read from the log beyond it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from wholeflow.journeys.times import HOUR
from wholeflow.simulation.experiments.changes import AMPLE
from wholeflow.simulation.model.distributions import Constant, Distribution

from .arrivals import ArrivalFit, fit_arrivals
from .capacity import Limit, fit_limits
from .dividing import Division
from .lengths import BY_FORMULA, LengthFit, fit_lengths
from .routing import RoutingFit, fit_routing
from .steps import Codes, Mask, Steps
from .survival import Array, Lengths

NO_DELAY_HOURS = 1 / 3600  # mean of a delay, below which there is none
Step = tuple[int, int | None]  # activity, and class; None is all of them
Known = Mapping[str, int | None]


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """Numbers from which a model is built: the best, or drawn from how unsure they are.

    Parameters
    ----------
    rates
        Arrivals an hour, from Monday 00:00. Shape (168,).
    day_variance
        Variance of each day's own factor; 0 is none.
    classes
        Share of each class. Shape (n_classes,).
    ways
        See `RoutingFit.shares`.
    service, delay
        How long a step takes, and what comes before it, by activity and class; a step
        or class that is not there is that of all, or takes no time.
    limits
        Units of each activity; those without are not there.
    """

    rates: Array
    day_variance: float
    classes: Array
    ways: Array
    service: dict[Step, Distribution]
    delay: dict[Step, Distribution]
    limits: dict[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One reading of the waits for an activity: a limit, or none, and what else there was.

    Parameters
    ----------
    units
        How many there can be at once; None is no limit.
    share
        How likely that is, beside other readings of the same waits.
    most_at_once
        A high quantile of how many were there at once.
    unexplained
        Share of the waiting that the limit does not explain; NaN where nobody waited.
    delay
        What comes before the activity beyond queueing, by class; None is all of them.
    """

    units: int | None
    share: float
    most_at_once: int
    unexplained: float
    delay: dict[int | None, LengthFit]


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What is fitted to a log, with how unsure each part is.

    Parameters
    ----------
    arrivals, routing
        As fitted.
    service
        As fitted, by activity and class; None is all classes.
    readings
        Of the waits for each activity, the likeliest first.
    """

    arrivals: ArrivalFit
    routing: RoutingFit
    service: dict[Step, LengthFit]
    readings: dict[int, tuple[Reading, ...]]

    def best(self) -> Parameters:
        """Give the parameters that fit best."""
        classes = self.routing.class_counts()
        likeliest = {activity: best for activity, (best, *_) in self.readings.items()}
        return Parameters(
            rates=self.arrivals.rates(),
            day_variance=self.arrivals.day_variance,
            classes=classes / classes.sum(),
            ways=self.routing.shares(),
            service={step: fit.estimate() for step, fit in self.service.items()},
            delay=self._no_delay()
            | {step: fit.estimate() for step, fit in _delays(likeliest).items()},
            limits=_units(likeliest),
        )

    def drawn(self, rng: np.random.Generator) -> Parameters:
        """Draw all parameters from how unsure they are.

        A draw has every part that the best has, so that it can be changed alike: where
        it has no limit, ample units, and where nothing comes before, no time at all.
        """
        classes = rng.gamma(self.routing.class_counts() + 1e-9)
        likeliest = {activity: best for activity, (best, *_) in self.readings.items()}
        read = {
            activity: _one_of(readings, rng)
            for activity, readings in self.readings.items()
        }
        return Parameters(
            rates=self.arrivals.drawn(rng),
            day_variance=self.arrivals.day_variance,
            classes=classes / classes.sum(),
            ways=self.routing.drawn(rng),
            service={step: fit.drawn(rng) for step, fit in self.service.items()},
            delay=self._no_delay()
            | {step: fit.drawn(rng) for step, fit in _delays(read).items()},
            limits=dict.fromkeys(_units(likeliest), AMPLE) | _units(read),
        )

    def _no_delay(self) -> dict[Step, Distribution]:
        """Give no time before each step that has a delay in any reading."""
        return {
            (activity, of_class): Constant(hours=0.0)
            for activity, readings in self.readings.items()
            for reading in readings
            for of_class in reading.delay
        }


def _delays(read: Mapping[int, Reading]) -> dict[Step, LengthFit]:
    return {
        (activity, of_class): fit
        for activity, reading in read.items()
        for of_class, fit in reading.delay.items()
    }


def _units(read: Mapping[int, Reading]) -> dict[int, int]:
    return {
        activity: reading.units
        for activity, reading in read.items()
        if reading.units is not None
    }


def _one_of(readings: tuple[Reading, ...], rng: np.random.Generator) -> Reading:
    shares = [reading.share for reading in readings]
    return readings[int(rng.choice(len(readings), p=shares))]


def estimated(
    steps: Steps, division: Division, *, both_times: bool, known: Known
) -> Estimates:
    """Fit what is before the split.

    Parameters
    ----------
    steps
        Of the whole log.
    division
        Where it is divided.
    both_times
        Whether service and waiting can be told apart.
    known
        Limits that are known, by activity; None is no limit.
    """
    seen = _Seen.of(steps, division)
    n_steps, n_classes = len(steps.activities), len(steps.class_names)
    return Estimates(
        arrivals=fit_arrivals(
            steps.begin[steps.is_first],
            division.arrivals_from,
            division.split,
            division.timezone,
            by_day=division.by_day,
        ),
        routing=fit_routing(*seen.ways(), n_steps=n_steps, n_classes=n_classes),
        service=_service(seen) if both_times else {},
        readings={
            activity: tuple(
                _read(seen, activity, limit)
                for limit in _limits(seen, activity, known, both_times=both_times)
            )
            for activity in range(n_steps)
        },
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Steps, and what of each is seen between the beginning of the fit and the split."""

    steps: Steps
    of_class: Codes
    ready: Codes  # moments, as those of `Steps`
    since: int
    split: int

    @classmethod
    def of(cls, steps: Steps, division: Division) -> _Seen:
        """Look at all steps."""
        return cls(
            steps,
            steps.patient_class[steps.case],
            steps.ready(),
            division.fitted_from,
            division.split,
        )

    @property
    def begun(self) -> Mask:
        """Which steps begin within."""
        begin = self.steps.begin
        return (begin >= self.since) & (begin < self.split)

    @property
    def awaited(self) -> Mask:
        """Which steps are not the first and could have begun within."""
        within = (self.ready >= self.since) & (self.ready < self.split)
        return ~self.steps.is_first & within

    def lengths(self) -> Lengths:
        """Give how long each step took, or had taken at the split, in hours."""
        steps = self.steps
        ended = steps.whole & (steps.end <= self.split)
        hours = np.maximum(np.minimum(steps.end, self.split) - steps.begin, 0) / HOUR
        return Lengths(hours, ended)

    def ways(self) -> tuple[Codes, Codes, Codes]:
        """Give step left, step that came next and class, for each going on within."""
        steps, outside = self.steps, len(self.steps.activities)
        before = np.append(outside, steps.activity[:-1])
        before[steps.is_first] = outside
        came = (steps.is_first & self.begun) | self.awaited
        within = (steps.end >= self.since) & (steps.end < self.split)
        gone = steps.is_last & within & ~steps.going_on
        left = np.concatenate((before[came], steps.activity[gone]))
        taken = np.concatenate((steps.activity[came], np.full(gone.sum(), outside)))
        return left, taken, np.concatenate((self.of_class[came], self.of_class[gone]))


def _limits(
    seen: _Seen, activity: int, known: Known, *, both_times: bool
) -> tuple[Limit, ...]:
    never = fit_limits(*np.zeros((3, 0), dtype=np.int64))
    if not both_times:
        return never
    mine = seen.begun & (seen.steps.activity == activity)
    end = np.minimum(seen.steps.end, seen.split)
    begin, ready = seen.steps.begin[mine], seen.ready[mine]
    name = seen.steps.activities[activity]
    found = fit_limits(begin, end[mine], ready, units=known.get(name))
    if name in known and known[name] is None:
        return (replace(never[0], most_at_once=found[0].most_at_once),)
    return found


def _service(seen: _Seen) -> dict[Step, LengthFit]:
    lengths = seen.lengths()
    used = seen.begun & (seen.steps.whole | seen.steps.going_on)
    return {
        (activity, of_class): fit
        for activity in range(len(seen.steps.activities))
        for of_class, fit in _by_class(
            seen, lengths, used & (seen.steps.activity == activity)
        ).items()
    }


def _read(seen: _Seen, activity: int, limit: Limit) -> Reading:
    """Fit what comes before an activity beyond queueing, if so many can be there."""
    mine = seen.awaited & (seen.steps.activity == activity)
    start = np.minimum(seen.steps.begin, seen.split)
    waited = start - seen.ready
    delay, ended = waited.copy(), seen.steps.begin <= seen.split
    most = np.where(ended, waited / HOUR, np.inf)
    parts = limit.full.waited(seen.ready[mine], start[mine])
    delay[mine] = parts.delay
    ended[mine] &= ~parts.queued
    fits = _by_class(seen, Lengths(delay / HOUR, ended, most), mine)
    if not fits or fits[None].estimate().mean_hours() < NO_DELAY_HOURS:
        fits = {}
    in_all = float(waited[mine].sum())
    unexplained = float(parts.delay.sum()) / in_all if in_all else math.nan
    return Reading(limit.units, limit.share, limit.most_at_once, unexplained, fits)


def _by_class(seen: _Seen, lengths: Lengths, mine: Mask) -> dict[int | None, LengthFit]:
    """Fit lengths of all, and of each class that has enough of its own."""
    if not lengths.ended[mine].any():
        return {}
    found: dict[int | None, LengthFit] = {None: fit_lengths(lengths.where(mine))}
    n_classes = len(seen.steps.class_names)
    for of_class in range(n_classes if n_classes > 1 else 0):
        theirs = mine & (seen.of_class == of_class)
        if lengths.ended[theirs].sum() >= BY_FORMULA:
            found[of_class] = fit_lengths(lengths.where(theirs))
    return found
