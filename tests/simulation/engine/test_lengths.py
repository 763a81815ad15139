"""Percentiles from classes of length are as near as the page says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.simulation.chance.quantiles import inverse
from wholeflow.simulation.engine.lengths import (
    CLASSES_OF_LENGTH,
    class_of_length,
    length_of_class,
    percentile,
)
from wholeflow.simulation.model.distributions import (
    Distribution,
    Exponential,
    Lognormal,
)


def counted(lengths: np.ndarray) -> np.ndarray:
    places = [class_of_length(length) for length in lengths]
    return np.bincount(places, minlength=CLASSES_OF_LENGTH)


@given(st.floats(0, 1e6))
def test_a_length_lies_between_the_ends_of_its_class(hours: float) -> None:
    place = class_of_length(hours)

    assert 0 <= place < CLASSES_OF_LENGTH
    assert length_of_class(place) <= hours
    assert place == CLASSES_OF_LENGTH - 1 or hours < length_of_class(place + 1)


def test_the_classes_reach_from_a_second_to_a_hundred_years() -> None:
    assert length_of_class(1) == pytest.approx(1 / 3600, rel=0.13)
    assert length_of_class(CLASSES_OF_LENGTH - 1) > 100 * 365 * 24


def test_no_class_is_more_than_six_in_a_hundred_wide() -> None:
    begins = np.array([length_of_class(n) for n in range(1, CLASSES_OF_LENGTH)])

    assert (begins[1:] / begins[:-1]).max() <= 1.0625


@pytest.mark.parametrize(
    "spread",
    [
        Exponential(mean=0.5),
        Exponential(mean=400.0),
        Lognormal(mean=6.0, sd=9.0),
    ],
    ids=["half an hour", "two weeks", "length of stay"],
)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
def test_percentiles_of_what_is_spread_are_within_one_in_a_hundred(
    spread: Distribution, share: float
) -> None:

    ready = inverse(spread)
    lengths = np.array([ready.hours((k + 0.5) / 40_000) for k in range(40_000)])
    exact = ready.hours(share)

    assert percentile(counted(lengths), share) == pytest.approx(exact, rel=0.01)


def test_lengths_all_alike_are_told_within_six_in_a_hundred() -> None:
    told = percentile(counted(np.full(100, 7.0)), 0.9)

    assert told == pytest.approx(7.0, rel=0.06)


def test_nothing_counted_has_no_percentile() -> None:
    assert math.isnan(percentile(np.zeros(CLASSES_OF_LENGTH, dtype=np.int64), 0.5))


def test_where_most_start_at_once_the_median_wait_is_none() -> None:
    lengths = np.array([0.0] * 60 + [2.0] * 40)

    assert percentile(counted(lengths), 0.5) == 0
    assert percentile(counted(lengths), 0.9) == pytest.approx(2.0, rel=0.06)


def test_percentiles_of_many_nodes_are_those_of_each() -> None:
    first, second = counted(np.linspace(0, 9, 500)), counted(np.linspace(3, 50, 700))

    both = percentile(np.array([first, second]), 0.9)

    assert both.tolist() == [percentile(first, 0.9), percentile(second, 0.9)]
