"""MSER-5 finds the end of a beginning that is plain to see."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulation.outcomes import run_plainly
from tests.simulation.runners import runner_of
from tests.simulation.systems import one_queue
from wholeflow.simulation.experiments.plans import Plan
from wholeflow.simulation.experiments.warm_up import choose_warm_up, mser5


def test_a_step_is_cut_off_where_it_ends() -> None:
    series = np.concatenate([np.full(20, 50.0), np.tile([9.0, 11, 10, 12, 8], 30)])

    assert mser5(series) == (20, True)


def test_a_beginning_that_dies_away_is_cut_off_once_it_is_lost_in_the_noise() -> None:
    hours = np.arange(400)
    noise = np.random.default_rng(4).normal(0, 1, 400)

    cut, long_enough = mser5(100 - 30 * np.exp(-hours / 15) + noise)

    assert long_enough
    assert 30 <= cut <= 90  # two to six times the time of dying away


def test_a_steady_series_needs_next_to_no_warm_up() -> None:
    cut, long_enough = mser5(np.random.default_rng(5).normal(10, 1, 500))

    assert long_enough
    assert cut <= 50


def test_a_series_that_still_rises_is_too_short() -> None:
    assert mser5(np.linspace(0, 1, 200)) == (100, False)


@pytest.mark.parametrize("length", [0, 4, 5, 49])
def test_a_few_values_are_too_short(length: int) -> None:
    assert not mser5(np.ones(length))[1]


def test_the_warm_up_of_a_busy_queue_is_chosen_from_its_hourly_census() -> None:
    plan = Plan(hours=300, seed=2, warm_up_hours=50, runs=8)

    found = choose_warm_up(one_queue(per_hour=0.7), plan, runner=runner_of(run_plainly))

    assert found.series.shape == (300,)
    assert found.series[0] < 1 < found.series[-100:].mean()
    assert found.hours in range(0, 155, 5)
