"""A runner of a function that takes a model and gives an outcome in one step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from wholeflow.simulation.engine.outcome import Binning, Outcome
from wholeflow.simulation.engine.running import Shared
from wholeflow.simulation.experiments.plans import Runner
from wholeflow.simulation.model.model import Model


class Asked(NamedTuple):
    model: Model
    hours: float
    warm_up_hours: float
    binning: Binning


def prepare_whole(
    model: Model,
    *,
    hours: float,
    warm_up_hours: float,
    binning: Binning,
    **_more: float,
) -> Asked:
    return Asked(model, hours, warm_up_hours, binning)


def run_whole(
    run: Callable[..., Outcome],
    asked: Asked,
    *,
    seed: int,
    replication: int,
    shared: Shared,
) -> Outcome:
    model, hours, warm_up_hours, binning = asked
    return run(
        model,
        hours=hours,
        warm_up_hours=warm_up_hours,
        seed=seed,
        replication=replication,
        binning=binning,
    )


def runner_of(run: Callable[..., Outcome], **told: Any) -> Runner:
    return Runner(prepare=prepare_whole, run=partial(run_whole, run), **told)
