"""Changes tried on a model, beside the model as it is, in the program that does long work."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wholeflow import __version__
from wholeflow.simulation import read_model
from wholeflow.simulation.experiments import (
    Interval,
    Plan,
    Runner,
    Scenario,
    choose_warm_up,
    compare,
    fingerprint,
)
from wholeflow.simulation.measures import chief_measures
from wholeflow.simulation.model.model import Model

Told = dict[str, Any]  # JSON
Tell = Callable[[float, str], None]

NAME = "changed"
GETTING_READY = "Getting ready: the first time on a machine takes a minute"
FIRST_SHARE = 0.02  # of the progress, before any run has ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be tried, and how.

    Parameters
    ----------
    changes
        As in `wholeflow.simulation.experiments.Scenario`.
    hours
        Length of each run, with what is not counted.
    runs
        How many replications, of the model and of the changed one each.
    seed
        Which luck.
    warm_up_hours
        What is not counted at the beginning; None lets it be chosen.
    """

    changes: str
    hours: float
    runs: int
    seed: int
    warm_up_hours: float | None


def tried(path: Path, asked: Asked, tell: Tell) -> Told:
    """Run a model and its changed self with the same luck, and tell the chief measures."""
    model = read_model(path.read_bytes(), "json", source=path.name)
    tell(FIRST_SHARE, GETTING_READY)
    on = _Progress(batches_of(asked) * asked.runs, tell)
    plan, long_enough = _planned(model, asked, on)
    measures = chief_measures(model)
    compared = compare(
        model,
        [Scenario(NAME, asked.changes)],
        plan,
        measures=measures,
        runner=Runner(progress=on.heard),
    )
    findings = []
    for measure in measures:
        difference = compared.differences[NAME, measure]
        findings.append(
            {
                "what": measure.what,
                "of": measure.of,
                "unit": measure.unit,
                "now": _ends(compared.base.interval(measure)),
                "then": _ends(compared.scenarios[NAME].interval(measure)),
                "difference": _ends(difference.interval),
                "p": difference.p_of_all,
            }
        )
    return {
        "model_hash": fingerprint(model),
        "version": __version__,
        "warm_up_hours": plan.warm_up_hours,
        "long_enough": long_enough,
        "findings": findings,
    }


def batches_of(asked: Asked) -> int:
    """How often all replications are run: as it is, changed, and to choose a warm-up."""
    return 2 if asked.warm_up_hours is not None else 3


def _planned(model: Model, asked: Asked, on: _Progress) -> tuple[Plan, bool]:
    """Give the plan, and whether the runs were long enough to choose its warm-up."""
    plan = Plan(
        hours=asked.hours,
        seed=asked.seed,
        runs=asked.runs,
        warm_up_hours=asked.warm_up_hours or 0.0,
    )
    if asked.warm_up_hours is not None:
        return plan, True
    chosen = choose_warm_up(model, plan, runner=Runner(progress=on.heard))
    return replace(plan, warm_up_hours=chosen.hours), chosen.long_enough


def _ends(interval: Interval) -> list[float] | None:
    """Give mean, lower and upper end; None where nobody came, or there was one run."""
    ends = [interval.mean, interval.low, interval.high]
    return ends if all(map(math.isfinite, ends)) else None


@dataclass(slots=True)
class _Progress:
    """Counts replications over all batches, since each batch counts its own."""

    most: int
    tell: Tell
    before: float = 0.0  # of batches that have ended
    of_batch: float = 0.0
    told: int = -1

    def heard(self, done: float, _most: int) -> None:
        if done < self.of_batch:
            self.before += self.of_batch
        self.of_batch = done
        so_far = self.before + done
        if int(so_far) > self.told:  # parts of a run are not worth a line
            self.told = int(so_far)
            share = FIRST_SHARE + (1 - FIRST_SHARE) * so_far / (self.most + 1)
            self.tell(share, f"Run {self.told:,} of {self.most:,}")
