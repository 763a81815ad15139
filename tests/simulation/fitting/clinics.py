"""Systems whose parameters are known, and the logs that they leave."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import polars as pl

from wholeflow.journeys import Columns, Journeys, as_rows, read_table
from wholeflow.simulation import (
    Claim,
    Constant,
    Gamma,
    Lognormal,
    Model,
    Node,
    Pool,
    Random,
    Shares,
    Source,
    Weibull,
)
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.fitting import log_of_run

WEEK = 168
BY_HOUR = (3, 2, 2, 1, 1, 2, 3, 5, 7, 9, 10, 10, 9, 9, 9, 9, 8, 8, 8, 8, 7, 6, 5, 4)
A_DAY = sum(BY_HOUR) / 9
STEPS = ("Arriving", "Triage", "Ward", "Clinic")


def clinic(*, demand: float = 1.0, beds: int = 12, delay: float = 0.0) -> Model:
    """Patients come, are seen by one nurse, and go home, to a ward or to a clinic.

    There is time before the ward that no bed explains, if a delay is given.
    """
    to_ward = "Waiting for a porter" if delay else "Ward"
    nodes = [
        Node(
            name="Arriving",
            service={"*": Constant(hours=0)},
            routes={"*": Shares(to={"Triage": 1.0})},
        ),
        Node(
            name="Triage",
            service={"*": Lognormal(mean=0.5, sd=0.3)},
            claims=(Claim(pool="nurses"),),
            routes={"*": Shares(to={to_ward: 0.4, "Clinic": 0.3})},
        ),
        Node(
            name="Ward",
            service={"*": Gamma(mean=30, shape=2)},
            claims=(Claim(pool="beds"),),
            routes={"*": Shares(to={"Clinic": 0.2})},
        ),
        Node(name="Clinic", service={"*": Weibull(scale=1, shape=1.5)}),
    ]
    if delay:
        nodes.append(
            Node(
                name=to_ward,
                service={"*": Gamma(mean=delay, shape=2)},
                routes={"*": Shares(to={"Ward": 1.0})},
            )
        )
    rates = tuple(demand * rate / 9 for rate in BY_HOUR)
    return Model(
        name="clinic",
        nodes=tuple(nodes),
        pools=(Pool(name="nurses", capacity=1), Pool(name="beds", capacity=beds)),
        sources=(
            Source(name="door", node="Arriving", arrivals=Random(per_hour=rates)),
        ),
        timezone="Europe/London",
    )


def log_of(model: Model, *, weeks: int = 20, seed: int = 1) -> Journeys:
    """The log of a run, of the steps that a hospital would write down."""
    outcome = run_once(
        compile_model(model, hours=weeks * WEEK), seed=seed, keep_visits=True
    )
    return log_of_run(model, outcome, STEPS, arrival=None)


@lru_cache(maxsize=2)
def usual_log() -> Journeys:
    """A log that is used by many tests, which leave it as it is."""
    return log_of(clinic())


def rows_of(log: Journeys) -> pl.DataFrame:
    """The rows of a log, to be spoilt."""
    return as_rows(log)


def read(rows: pl.DataFrame, *, both_times: bool = True) -> Journeys:
    """The log of some rows."""
    if not both_times:
        return read_table(rows.drop("start"), columns=Columns(time="end"))
    return read_table(rows, columns=Columns(start="start", time="end"))


def busier(model: Model, factor: float) -> Model:
    """The model with so many times as many arrivals."""
    source = model.sources[0]
    assert isinstance(source.arrivals, Random)
    rates = tuple(rate * factor for rate in source.arrivals.per_hour)
    return replace(model, sources=(replace(source, arrivals=Random(per_hour=rates)),))
