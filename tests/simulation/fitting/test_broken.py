"""Logs that cannot carry a fit are refused, each with what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from tests.simulation.fitting.clinics import clinic, log_of, read, rows_of, usual_log
from wholeflow.errors import BadInput, BadLog
from wholeflow.simulation.fitting import fit

Spoil = Callable[[pl.DataFrame], pl.DataFrame]
LATE = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def swapped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename({"start": "end", "end": "start"})


def all_at_once(rows: pl.DataFrame) -> pl.DataFrame:
    first = pl.col("start").min().over("case")
    return rows.with_columns(start=first, end=first)


def never_twice(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(activity=pl.format("{} {}", "activity", pl.row_index()))


def one_event_each(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(case=pl.row_index().cast(pl.String))


def short(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("start") < pl.col("start").min() + dt.timedelta(weeks=6))


def thinned(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("case").cast(pl.Int64) % 25 == 0)


def with_a_typing_slip(rows: pl.DataFrame) -> pl.DataFrame:
    last = pl.col("case") == pl.col("case").max()
    later = pl.col("start", "end") + dt.timedelta(days=3650)
    return rows.with_columns(
        pl.when(last).then(later).otherwise(pl.col("start", "end"))
    )


def changed_lately(rows: pl.DataFrame) -> pl.DataFrame:
    odd = pl.col("case").cast(pl.Int64) % 2 == 1
    return rows.filter(odd | (pl.col("start") > LATE))


BROKEN: dict[Spoil, str] = {
    swapped: "end before they start",
    all_at_once: "the same time",
    never_twice: "nothing recurs",
    one_event_each: "one event only",
    short: "expected at least 8 whole weeks",
    thinned: "expected at least 100 cases",
    with_a_typing_slip: "no case begins between",
    changed_lately: "change their level about",
}


@pytest.mark.parametrize("spoil", BROKEN, ids=lambda spoil: spoil.__name__)
def test_a_broken_log_is_refused_with_what_is_wrong(spoil: Spoil) -> None:
    with pytest.raises(BadLog, match=BROKEN[spoil]):
        fit(read(spoil(rows_of(usual_log()))), seed=1)


def test_the_same_log_unspoilt_is_taken() -> None:
    assert fit(read(rows_of(usual_log())), seed=1, runs=19).validation.weeks == 4


def test_a_level_that_changed_long_ago_is_told_and_what_came_after_is_fitted() -> None:
    log = log_of(clinic(), weeks=40)
    fitted = fit(read(changed_lately(rows_of(log))), seed=1, runs=19)

    (told,) = (each for each in fitted.identifiable if each.kind == "drift")
    assert "Apr 2026" in told.words or "Mar 2026" in told.words
    assert fitted.estimates.arrivals.rates().sum() / 7 == pytest.approx(16, rel=0.1)


def test_a_limit_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="no activity 'Wards'"):
        fit(usual_log(), seed=1, limits={"Wards": 3})
