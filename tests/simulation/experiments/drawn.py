"""A run that draws its one number: statistics are tested on what is known exactly."""

from __future__ import annotations

import numpy as np

from wholeflow.simulation.engine.lengths import CLASSES_OF_LENGTH
from wholeflow.simulation.engine.outcome import (
    AT_NODE,
    COUNTED,
    IN_POOL,
    OF_JOURNEYS,
    SUMMED,
    Binning,
    Outcome,
)
from wholeflow.simulation.model.model import Model

MEAN, SD = 100.0, 30.0


def run_normal(
    model: Model,
    *,
    hours: float,
    warm_up_hours: float,
    seed: int,
    replication: int,
    binning: Binning,
) -> Outcome:
    """Give an outcome whose mean of patients waiting is a normal draw."""
    rng = np.random.default_rng((seed, replication))
    levels = np.zeros((1, 1, len(AT_NODE)))
    levels[0, 0, 0] = hours * rng.normal(MEAN, SD)
    return Outcome(
        hours=hours,
        warm_up_hours=0.0,
        seed=seed,
        replication=replication,
        counts=np.zeros((1, 1, 1, len(COUNTED)), dtype=np.int64),
        sums=np.zeros((1, 1, 1, len(SUMMED))),
        levels=levels,
        pools=np.zeros((1, 1, len(IN_POOL))),
        waits=np.zeros((1, 1, CLASSES_OF_LENGTH), dtype=np.int64),
        journeys=np.zeros((1, len(OF_JOURNEYS))),
        journey_lengths=np.zeros((1, CLASSES_OF_LENGTH), dtype=np.int64),
        hours_in_bin=np.array([hours]),
        deadlocks=(),
        stopped=None,
        events=0,
    )
