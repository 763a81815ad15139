"""All that is fitted to a log: arrivals, ways, lengths, delays and limits.

Fitted are the weeks before the split alone. What was going on there is kept as lasting
at least so long; only which step came next is read from the log beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wholeflow.journeys.times import HOUR
from wholeflow.simulation.model.distributions import Distribution

from .arrivals import ArrivalFit, fit_arrivals
from .capacity import Limit, fit_limit
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
class Estimates:
    """What is fitted to a log, with how unsure each part is.

    Parameters
    ----------
    arrivals, routing
        As fitted.
    service, delay
        As fitted, by activity and class; None is all classes.
    limits
        By activity.
    unexplained
        Share of the waiting for each activity that no limit explains; NaN where nobody
        waited.
    """

    arrivals: ArrivalFit
    routing: RoutingFit
    service: dict[Step, LengthFit]
    delay: dict[Step, LengthFit]
    limits: dict[int, Limit]
    unexplained: Array

    def best(self) -> Parameters:
        """Give the parameters that fit best."""
        classes = self.routing.class_counts()
        return Parameters(
            rates=self.arrivals.rates(),
            day_variance=self.arrivals.day_variance,
            classes=classes / classes.sum(),
            ways=self.routing.shares(),
            service={step: fit.estimate() for step, fit in self.service.items()},
            delay={step: fit.estimate() for step, fit in self.delay.items()},
            limits=self._units(),
        )

    def drawn(self, rng: np.random.Generator) -> Parameters:
        """Draw all parameters from how unsure they are, but for the limits."""
        classes = rng.gamma(self.routing.class_counts() + 1e-9)
        return Parameters(
            rates=self.arrivals.drawn(rng),
            day_variance=self.arrivals.day_variance,
            classes=classes / classes.sum(),
            ways=self.routing.drawn(rng),
            service={step: fit.drawn(rng) for step, fit in self.service.items()},
            delay={step: fit.drawn(rng) for step, fit in self.delay.items()},
            limits=self._units(),
        )

    def _units(self) -> dict[int, int]:
        units = ((activity, limit.units) for activity, limit in self.limits.items())
        return {activity: each for activity, each in units if each is not None}


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
    limits = _limits(seen, known) if both_times else {}
    service = _service(seen) if both_times else {}
    delay, unexplained = _delays(seen, limits)
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
        service=service,
        delay=delay,
        limits=limits,
        unexplained=unexplained,
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


def _limits(seen: _Seen, known: Known) -> dict[int, Limit]:
    found = {}
    for activity, name in enumerate(seen.steps.activities):
        mine = seen.begun & (seen.steps.activity == activity)
        end = np.minimum(seen.steps.end, seen.split)
        begin, ready = seen.steps.begin[mine], seen.ready[mine]
        limit = fit_limit(begin, end[mine], ready, units=known.get(name))
        if name in known and known[name] is None:
            limit = Limit(
                None,
                limit.most_at_once,
                fit_limit(begin[:0], begin[:0], ready[:0]).full,
            )
        found[activity] = limit
    return found


def _service(seen: _Seen) -> dict[Step, LengthFit]:
    lengths = seen.lengths()
    used = seen.begun & (seen.steps.whole | seen.steps.going_on)
    return _by_step(seen, lengths, used)


def _delays(
    seen: _Seen, limits: Mapping[int, Limit]
) -> tuple[dict[Step, LengthFit], Array]:
    """Fit what comes before each step beyond queueing, and its share of the waiting."""
    n = len(seen.steps.activities)
    start = np.minimum(seen.steps.begin, seen.split)
    waited = start - seen.ready
    delay, ended = waited.copy(), seen.steps.begin <= seen.split
    most = np.where(ended, waited / HOUR, np.inf)
    for activity, limit in limits.items():
        mine = seen.awaited & (seen.steps.activity == activity)
        parts = limit.full.waited(seen.ready[mine], start[mine])
        delay[mine] = parts.delay
        ended[mine] &= ~parts.queued
    awaited = seen.awaited
    fits = _by_step(seen, Lengths(delay / HOUR, ended, most), awaited)
    of_step = seen.steps.activity[awaited]
    unexplained = np.bincount(of_step, delay[awaited], minlength=n)
    with np.errstate(invalid="ignore"):
        share = unexplained / np.bincount(of_step, waited[awaited], minlength=n)
    none = {
        activity
        for (activity, of_class), fit in fits.items()
        if of_class is None and fit.estimate().mean_hours() < NO_DELAY_HOURS
    }
    return {step: fit for step, fit in fits.items() if step[0] not in none}, share


def _by_step(seen: _Seen, lengths: Lengths, used: Mask) -> dict[Step, LengthFit]:
    """Fit lengths by activity, and by class where a class has enough of its own."""
    found: dict[Step, LengthFit] = {}
    several = len(seen.steps.class_names) > 1
    for activity in range(len(seen.steps.activities)):
        mine = used & (seen.steps.activity == activity)
        if not lengths.ended[mine].any():
            continue
        found[activity, None] = fit_lengths(lengths.where(mine))
        for of_class in range(len(seen.steps.class_names) if several else 0):
            theirs = mine & (seen.of_class == of_class)
            if lengths.ended[theirs].sum() >= BY_FORMULA:
                found[activity, of_class] = fit_lengths(lengths.where(theirs))
    return found
