"""How a model is run: how long, how often, with which luck, and on which workers."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol

from wholeflow.errors import BadInput
from wholeflow.simulation.engine.outcome import Binning, Outcome
from wholeflow.simulation.engine.running import Shared, compile_model, run_once
from wholeflow.simulation.measures import Measure
from wholeflow.simulation.model.model import Model

LEAST_RUNS, MORE_RUNS = 10, 5  # of a run that goes on until it is precise


class Prepare(Protocol):
    """What makes a model ready to be run any number of times."""

    def __call__(
        self, model: Model, *, hours: float, warm_up_hours: float,
        follow_hours: float, binning: Binning,
    ) -> Any:  # fmt: skip
        """Give what `Run` takes: whatever the engine makes of a model."""


class Run(Protocol):
    """What runs a model that was made ready; for processes a function of a module."""

    def __call__(
        self, ready: Any, /, *, seed: int, replication: int, shared: Shared
    ) -> Outcome:
        """Give the outcome of one replication, which depends on nothing else.

        `shared` says that it is to stop, and is told how far it is, as
        `..engine.running.new_shared` says; in another process it is a copy of no use.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """How precise one measure is to be.

    Parameters
    ----------
    measure
        Which.
    absolute
        A half-width, in the measure's unit, that is always good enough.
    relative
        A half-width, as a share of the mean, that is always good enough.
    """

    measure: Measure
    absolute: float = 0.0
    relative: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Run until every goal is met at two checks in a row.

    Ten replications first, then five more before each check. To stop at the first check
    that happens to look precise would make intervals that hold the truth too seldom.

    Parameters
    ----------
    goals
        At least one.
    confidence
        Of the intervals.
    most
        The replications after which it ends, precise or not; at least 15.
    """

    goals: tuple[Goal, ...]
    confidence: float = 0.95
    most: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how often a model is run, and with which luck.

    Parameters
    ----------
    hours
        End of what is counted of each replication, in hours from the model's start.
    seed
        Which luck, 0 or more. Plans with one seed share it, replication by replication.
    warm_up_hours
        What happens before is run and not counted; see `.warm_up`.
    follow_hours
        How long it then goes on at most, till everybody counted has left: to leave out
        those whose stay is long would make the mean too short. None is as long again; 0
        is for what ends with its hours, such as a day that is all there is.
    runs
        How many replications, or how precise they are to be.
    first_run
        Number of the first replication: from 20 on, they follow those of a plan of 20.
    binning
        Over what the measures named in `by_bin` are told.
    by_bin
        Measures of which each bin, such as each hour of the week, is kept.
    """

    hours: float
    seed: int
    warm_up_hours: float = 0.0
    follow_hours: float | None = None
    runs: int | Precision = 20
    first_run: int = 0
    binning: Binning = "all"
    by_bin: tuple[Measure, ...] = ()

    def __post_init__(self) -> None:
        faults = []
        if not (0 < self.hours < math.inf):
            faults.append(f"hours: expected a number above 0, got {self.hours:g}")
        elif not (0 <= self.warm_up_hours < self.hours):
            faults.append(
                "warm_up_hours: expected a number from 0 to less than the "
                f"{self.hours:g} hours of the run, got {self.warm_up_hours:g}"
            )
        if self.follow_hours is not None and not 0 <= self.follow_hours < math.inf:
            faults.append(
                f"follow_hours: expected a number from 0 up, got {self.follow_hours:g}"
            )
        if self.seed < 0:
            faults.append(f"seed: expected 0 or more, got {self.seed}")
        if self.first_run < 0:
            faults.append(f"first_run: expected 0 or more, got {self.first_run}")
        faults += _faults_of_runs(self.runs)
        if faults:
            raise BadInput("plan", faults)

    @property
    def longest_hours(self) -> float:
        """How long a replication may be, with the time in which patients are followed."""
        return self.hours + self.followed_hours

    @property
    def followed_hours(self) -> float:
        """How long patients are followed at most."""
        return self.hours if self.follow_hours is None else self.follow_hours

    @property
    def most_runs(self) -> int:
        """The replications there may be."""
        return self.runs if isinstance(self.runs, int) else self.runs.most


def _faults_of_runs(runs: int | Precision) -> list[str]:
    if isinstance(runs, int):
        return [] if runs > 0 else [f"runs: expected at least 1, got {runs}"]
    faults = []
    if not runs.goals:
        faults.append("runs: expected at least one goal, got none")
    if runs.most < LEAST_RUNS + MORE_RUNS:
        least = LEAST_RUNS + MORE_RUNS
        faults.append(f"runs: expected at most {least} or more, got {runs.most}")
    if not 0 < runs.confidence < 1:
        faults.append(
            f"runs: expected a confidence between 0 and 1, got {runs.confidence:g}"
        )
    faults += [
        f"runs: expected an absolute or a relative half-width above 0 for {goal.measure}"
        for goal in runs.goals
        if not max(goal.absolute, goal.relative) > 0
    ]
    return faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """What carries replications out, and who is told.

    Parameters
    ----------
    prepare, run
        Makes a model ready, once for all its replications, and runs it once: the
        compiled engine unless another is given.
    executor
        Where: any of `concurrent.futures`, or of a library that gives one, such as Dask
        (extra `cluster`; `Client.get_executor()`), which does again what
        a worker had when it died. None is threads of this machine. Results are the same
        bits on any.
    progress
        Called with how many replications are done, and how many there will be at most.
        A few times a second it is also told the parts that are done of those in threads.
    cancelled
        Asked a few times a second; once it says yes, no more replications begin, and
        those stop that are going in threads. In other processes they go on unheard.
    """

    prepare: Prepare = compile_model
    run: Run = run_once
    executor: Executor | None = None
    progress: Callable[[float, int], None] | None = None
    cancelled: Callable[[], bool] | None = None
