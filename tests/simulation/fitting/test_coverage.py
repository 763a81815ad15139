"""Intervals for weeks held out hold what was seen as often as they say."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from tests.simulation.fitting.clinics import clinic, log_of, read, rows_of
from wholeflow.simulation.fitting import Validation, fit
from wholeflow.simulation.fitting.validating import AT_AN_HOUR


def validated(seed: int, runs: int = 39) -> Validation:
    log = log_of(clinic(beds=14), weeks=20, seed=seed)
    return fit(log, seed=seed, runs=runs).validation


def covered(found: list[Validation]) -> float:
    """Share of intervals that hold what was seen, hours of the day put together."""
    shares = []
    for each in found:
        by_hour = [
            c.covered for c in each.checks if c.measure.what.startswith(AT_AN_HOUR)
        ]
        others = [
            c.covered
            for c in each.checks
            if not c.measure.what.startswith(AT_AN_HOUR) and c.most > c.least
        ]
        shares += [float(np.mean(by_hour)), *map(float, others)]
    return float(np.mean(shares))


def held(found: list[Validation], name: str) -> float:
    """Share of intervals of one measure that hold what was seen."""
    checks = [c for each in found for c in each.checks if str(c.measure) == name]
    return float(np.mean([check.covered for check in checks]))


def test_nine_in_ten_intervals_hold_what_was_seen() -> None:
    found = [validated(seed) for seed in range(30)]

    assert 0.82 <= covered(found) <= 0.97
    # Hardly anybody waits there, and most of those who do wait in a few bad weeks.
    assert held(found, "mean wait at Ward") >= 0.8


@pytest.mark.long
def test_over_200_logs_nine_in_ten_intervals_hold_what_was_seen() -> None:
    found = [validated(seed, 99) for seed in range(200)]

    assert 0.84 <= covered(found) <= 0.95
    assert held(found, "mean wait at Ward") >= 0.84


def test_weeks_that_went_otherwise_are_found_out() -> None:
    """In the last weeks half of those who went to the ward go home instead."""
    rows = rows_of(log_of(clinic(beds=60), weeks=20))
    late = pl.col("start") > dt.datetime(2026, 4, 16, tzinfo=dt.UTC)
    odd = pl.col("case").cast(pl.Int64) % 2 == 1
    spoilt = rows.filter(~(late & odd & (pl.col("activity") == "Ward")))
    found = fit(read(spoilt), seed=1, runs=39).validation

    verdicts = {str(check.measure): check.verdict for check in found.checks}
    assert verdicts["arrivals at Ward"] == "does not hold"
    assert verdicts["patients present"] == "does not hold"
    assert verdicts["journeys begun"] == "holds"
    assert verdicts["mean service at Ward"] == "holds"
    whole = next(d for d in found.distances if str(d.measure) == "mean time in system")
    stays = next(d for d in found.distances if str(d.measure) == "mean service at Ward")
    assert not whole.near
    assert stays.near
    assert "does not hold: " in found.in_words()
