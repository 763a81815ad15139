"""Kaplan-Meier, against a published table and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from wholeflow.simulation.fitting.survival import Lengths, weighed

# Weeks of remission under 6-mercaptopurine of 21 patients (Freireich et al., 1963), and
# the share still in remission after each, as in Cox and Oakes, Analysis of Survival Data.
WEEKS = (6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
RELAPSED = [True] * 9 + [False] * 12
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_a_published_table_is_found_again() -> None:
    hours, weights = weighed(Lengths(np.array(WEEKS, float), np.array(RELAPSED)))

    longer = {week: weights[hours > week].sum() for week in PUBLISHED}
    assert longer == pytest.approx(PUBLISHED, abs=0.0006)


def test_what_is_left_goes_to_the_longest() -> None:
    hours, weights = weighed(Lengths(np.array(WEEKS, float), np.array(RELAPSED)))

    assert hours[-1] == 35
    assert weights[-1] == pytest.approx(0.448, abs=0.0006)


def test_lengths_that_all_ended_weigh_the_same() -> None:
    hours, weights = weighed(Lengths(np.array([3.0, 1.0, 2.0]), np.ones(3, bool)))

    assert hours.tolist() == [1, 2, 3]
    assert weights == pytest.approx([1 / 3] * 3)


def test_to_leave_out_what_goes_on_would_make_stays_too_short() -> None:
    rng = np.random.default_rng(1)
    stays = rng.exponential(100, size=5000)
    watched = rng.uniform(0, 300, size=5000)
    lengths = Lengths(np.minimum(stays, watched), stays <= watched)

    hours, weights = weighed(lengths)
    median = hours[np.searchsorted(np.cumsum(weights), 0.5)]

    assert np.median(lengths.hours[lengths.ended]) < 50
    assert median == pytest.approx(100 * np.log(2), rel=0.06)


def test_bounds_that_bound_nothing_change_nothing() -> None:
    # Who was last seen in the week of another's relapse was seen just after it.
    ended = np.array(RELAPSED)
    hours = np.array(WEEKS) + np.where(ended, 0, 1e-6)
    wide = Lengths(hours, ended, np.full(len(hours), 1e6))

    found, weights = weighed(wide)
    longer = {week: weights[found > week].sum() for week in PUBLISHED}
    assert longer == pytest.approx(PUBLISHED, abs=0.0006)


def test_bounds_are_kept_to() -> None:
    # Two took 1 and 3 hours, one something between 0 and 2: that was like the first.
    between = Lengths(
        np.array([1.0, 3.0, 0.0]), np.array([True, True, False]), np.array([1.0, 3, 2])
    )

    hours, weights = weighed(between)

    assert hours.tolist() == [1, 3]
    assert weights == pytest.approx([2 / 3, 1 / 3])


def test_where_nothing_ended_between_bounds_their_middle_stands() -> None:
    lone = Lengths(np.array([9.0, 2.0]), np.array([True, False]), np.array([9.0, 4.0]))

    hours, weights = weighed(lone)

    assert hours.tolist() == [3, 9]
    assert weights == pytest.approx([0.5, 0.5])


def test_lengths_known_within_bounds_alone_are_recovered() -> None:
    rng = np.random.default_rng(3)
    hours = rng.gamma(2, 2, size=4000)
    exact = rng.uniform(size=4000) < 0.3
    low = np.where(exact, hours, np.maximum(hours - rng.uniform(0, 4, 4000), 0))
    most = np.where(exact, hours, hours + rng.uniform(0, 4, 4000))

    found, weights = weighed(Lengths(low, exact, most))

    assert found @ weights == pytest.approx(4, rel=0.03)
    assert weights[found > 8].sum() == pytest.approx(5 * np.exp(-4), abs=0.015)
