"""Intervals hold the truth as often as they say; Holm's rule as in its tables."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wholeflow.simulation.experiments.intervals import (
    differences,
    holm,
    p_value,
    t_interval,
)


def test_an_interval_is_that_of_a_table_of_students_t() -> None:
    found = t_interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))

    assert found.mean == 3
    assert found.half_width == pytest.approx(2.776445 * math.sqrt(2.5 / 5), rel=1e-6)
    assert (found.low, found.high) == (3 - found.half_width, 3 + found.half_width)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_intervals_of_normal_draws_hold_the_mean_as_often_as_they_say(
    confidence: float,
) -> None:
    draws = np.random.default_rng(1).normal(7, 3, size=(4000, 6))

    held = [(t := t_interval(row, confidence)).low <= 7 <= t.high for row in draws]

    error = math.sqrt(confidence * (1 - confidence) / 4000)
    assert np.mean(held) == pytest.approx(confidence, abs=3.3 * error)


def test_replications_where_nobody_came_are_left_out_and_not_counted() -> None:
    found = t_interval(np.array([1.0, math.nan, 3.0]))

    assert (found.mean, found.n) == (2, 2)


def test_one_replication_says_nothing_of_how_sure_it_is() -> None:
    assert t_interval(np.array([4.0])).half_width == math.inf
    assert math.isnan(t_interval(np.array([math.nan])).mean)


def test_a_p_value_is_that_of_the_t_test() -> None:
    # t = 2 with 8 degrees of freedom: two-sided p 0.080516 in tables of the distribution.
    values = np.array([-4.0, -3, -2, -1, 0, 1, 2, 3, 4])
    values += 2 * values.std(ddof=1) / 3

    assert p_value(values) == pytest.approx(0.080516, abs=1e-6)


def test_differences_that_are_all_alike_are_certain() -> None:
    assert p_value(np.zeros(5)) == 1
    assert p_value(np.full(5, 2.0)) == 0
    assert p_value(np.array([1.0])) == 1


def test_holm_adjusts_as_in_published_tables() -> None:
    # 0.01 x 4, 0.02 x 3 (0.06), then never below what came before.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1, 1]
    assert holm([]) == []


def test_differences_read_together_are_adjusted_together() -> None:
    rng = np.random.default_rng(2)
    clear, none = rng.normal(3, 1, 12), rng.normal(0, 1, 12)

    first, second = differences([clear, none])

    assert first.p < first.p_of_all == pytest.approx(2 * first.p)
    assert second.p_of_all == max(second.p, first.p_of_all)
    assert first.interval.low > 0 > second.interval.low
