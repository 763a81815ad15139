"""Duplication and failure demand that were planted lie where the log says they may."""

import numpy as np
import polars as pl

from tests.theory.planted import CALLING, STATIONS, TESTED_AGAIN, Truth, planted_log
from wholeflow.journeys import (
    EventRule,
    FailureDemandRule,
    InformationClass,
    Journeys,
    Judged,
    as_rows,
    duplication,
    failure_demand,
    read_table,
    repeats,
)
from wholeflow.journeys.rules.failure_demand import Recorded

SEEDS = 100
BLOOD = InformationClass("Full blood count", ("Testing blood", TESTED_AGAIN), 10_000.0)


def with_gaps(journeys: Journeys, rng: np.random.Generator) -> Journeys:
    """The same log as it may be kept: one body in ten and half the kinds are missing."""
    rows = as_rows(journeys, staff=True)
    no_body = pl.Series(rng.random(len(rows)) < 0.1)
    no_kind = pl.Series(rng.random(len(rows)) < 0.5)
    return read_table(
        rows.with_columns(
            organisation=pl.when(~no_body).then("organisation"),
            kind=pl.when(~no_kind).then("kind"),
        ),
        timezone="UTC",
    )


def duplication_holds(journeys: Journeys, truth: Truth) -> bool:
    (found,) = duplication(journeys, repeats(journeys, [BLOOD]))
    assert found.events == journeys.n_cases + truth.tested_again
    return found.duplicates <= truth.tested_again <= found.duplicates + found.not_known


def failure_demand_holds(
    journeys: Journeys, truth: Truth, whole: Journeys, rng: np.random.Generator
) -> bool:
    """A panel judges forty calls of which nothing is recorded, and judges them right.

    With confidence 0.99, as an interval of 0.95 misses five of a hundred by its nature.
    """
    calls = journeys.events_of([CALLING])
    unrecorded = np.flatnonzero(calls & (journeys.kind < 0))
    sample = rng.choice(unrecorded, size=40, replace=False)
    truly = whole.column("kind").of(["failure"])[sample]
    rule = FailureDemandRule(
        demand=EventRule((CALLING,)),
        recorded=Recorded("kind", failure=("failure",), value=("value",)),
        judged=Judged(failure=int(truly.sum()), value=int((~truly).sum())),
    )
    found = failure_demand(journeys, rule, confidence=0.99)
    assert found.demand == truth.calls
    return found.evidence_for <= truth.chasing <= truth.calls - found.evidence_against


def held(seed: int) -> tuple[bool, bool]:
    whole, truth = planted_log(seed)
    rng = np.random.default_rng([seed, 1])
    journeys = with_gaps(whole, rng)
    return duplication_holds(journeys, truth), failure_demand_holds(
        journeys, truth, whole, rng
    )


def test_planted_waste_lies_within_its_bounds_in_95_of_100_logs() -> None:
    duplicates, demand = np.array([held(seed) for seed in range(SEEDS)]).sum(axis=0)

    assert duplicates >= 95
    assert demand >= 95


def test_the_bounds_say_something() -> None:
    whole, truth = planted_log(seed=4)
    (found,) = duplication(whole, repeats(whole, [BLOOD]))

    assert found.duplicates == truth.tested_again > 200
    assert found.not_known == 0
    assert set(STATIONS.values()) == {"Hospital", "Council"}
