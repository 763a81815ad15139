"""An outcome of the plain engine, for small models."""

from __future__ import annotations

from wholeflow.simulation.engine.outcome import Binning, Outcome
from wholeflow.simulation.engine.reference import Reference
from wholeflow.simulation.engine.tallying import outcome_of
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
    run = Reference(
        model,
        seed=seed,
        replication=replication,
        hours=hours,
        warm_up_hours=warm_up_hours,
    )
    run.run()
    return outcome_of(run, binning)
