"""The weeks of a log replayed by its fit, many times, to hold one against the other."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from wholeflow.journeys.times import HOUR
from wholeflow.simulation.engine.running import compile_model, run_once

from .broken import LEAST_EVENTS
from .building import Frame, model_of
from .dividing import Division
from .estimates import Estimates
from .steps import Steps, steps_of_run
from .survival import Array
from .validating import HeldOut, Validation, distance, validation
from .watching import Watch, recurring

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Replayed:
    """A fit replayed from the first day of its log, each time with parameters drawn anew.

    Parameters
    ----------
    frame, estimates
        The fit.
    division
        Which weeks were held out.
    runs
        How many times.
    seed
        Of all that is drawn.
    """

    frame: Frame
    estimates: Estimates
    division: Division
    runs: int
    seed: int

    def held_against(self, steps: Steps, progress: Progress | None) -> Validation:
        """Hold the weeks held out against replications of them.

        Parameters
        ----------
        steps
            Of the whole log.
        progress
            Called with how many replications are done, and how many there will be.
        """
        watch = self._watch(steps)
        held_out = HeldOut(
            self.division.weeks_held_out,
            watch.measures(),
            watch.row(steps),
            watch.samples(steps),
        )
        rows, apart = [], []
        task = partial(self._one, watch, held_out)
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for row, distances in threads.map(task, range(self.runs)):
                rows.append(row)
                apart.append(distances)
                if progress is not None:
                    progress(len(rows), self.runs)
        rng = np.random.default_rng([self.seed, self.runs])
        return validation(held_out, np.array(rows), np.array(apart), rng)

    def _watch(self, steps: Steps) -> Watch:
        of = self.division
        return Watch(
            since=of.split,
            until=of.until,
            last=of.last,
            timezone=of.timezone,
            activities=steps.activities,
            told=recurring(steps, of.split, of.until, LEAST_EVENTS),
            with_service=bool(self.estimates.service),
            by_hour=not of.by_day,
        )

    def _one(
        self, watch: Watch, held_out: HeldOut, run: int
    ) -> tuple[Array, list[float]]:
        """Give the measures of a replication, and how far its lengths are off."""
        rng = np.random.default_rng([self.seed, run])
        hours = (self.division.last - self.division.first) / HOUR + 1
        model = model_of(self.frame, self.estimates.drawn(rng), rng, hours)
        ready = compile_model(model, hours=hours)
        ran = run_once(ready, seed=self.seed, replication=run, keep_visits=True)
        steps = steps_of_run(model, ran, watch.activities)
        theirs = watch.samples(steps)
        apart = [
            distance(theirs[measure].hours, sample.hours)
            for measure, sample in held_out.samples.items()
        ]
        return watch.row(steps), apart
