"""The best is chosen as often as promised, and not on more runs than it takes."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from wholeflow.simulation.experiments.selecting import Care, judged, least_of


def normal(means: list[float], sds: list[float], seed: int, shared: float = 0.0):
    """Normal draws; a share of the spread is common to all systems."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=1000)
    own = rng.normal(size=(len(means), 1000))
    mixed = shared**0.5 * common + (1 - shared) ** 0.5 * own
    draws = np.array(means)[:, None] + np.array(sds)[:, None] * mixed
    return lambda system, n: draws[system, :n]


@pytest.mark.parametrize(("wrong", "n"), [(0.05, 55), (0.01, 113)])
def test_a_tie_ends_when_the_papers_bound_is_reached(wrong: float, n: int) -> None:
    # eta = ((2 wrong) ** (-2 / 9) - 1) / 2 for ten first runs, and h squared 18 eta:
    # 6.0129 and 12.467. Their spread is 9 and the zone 1, so after 54.1 and 112.2 runs
    # nothing is allowed to luck any more.
    first = np.array([1.0, -1.0] * 5) * (9 * 9 / 10) ** 0.5
    draws = np.concatenate([first, np.zeros(990)])

    assert judged(lambda n: draws[:n], 0.0, Care(zone=1.0, wrong=wrong)) == ("meets", n)


def test_a_clear_best_is_found_on_the_first_runs() -> None:
    choice = least_of(normal([5, 1, 9], [1, 1, 1], seed=2), 3, Care(zone=0.5))

    assert (choice.best, choice.is_decided) == (1, True)
    assert choice.n < 20


def test_one_system_is_the_best_of_one() -> None:
    assert least_of(normal([5], [1], seed=2), 1, Care(zone=0.5)).best == 0


def test_systems_that_are_all_alike_are_decided_by_the_zone() -> None:
    choice = least_of(lambda system, n: np.ones(n), 4, Care(zone=0.1))

    assert choice.is_decided


def test_a_limit_of_runs_that_comes_first_is_said() -> None:
    care = Care(zone=0.01, most=25)

    choice = least_of(normal([1, 1, 1], [1, 1, 1], seed=3), 3, care)

    assert (choice.is_decided, choice.n) == (False, 25)
    assert choice.best in choice.left


def test_common_luck_decides_sooner() -> None:
    care = Care(zone=0.5)

    apart = least_of(normal([1, 1.5], [2, 2], seed=4), 2, care).n
    shared = least_of(normal([1, 1.5], [2, 2], seed=4, shared=0.9), 2, care).n

    assert shared < apart / 2


@pytest.mark.parametrize(
    ("mean", "verdict"), [(3.0, "meets"), (5.0, "fails")], ids=["under", "over"]
)
def test_a_mean_is_judged_against_a_limit(mean: float, verdict: str) -> None:
    values = normal([mean], [1.0], seed=5)

    found, n = judged(lambda n: values(0, n), 4.0, Care(zone=0.5))

    assert found == verdict
    assert n < 40


def test_what_cannot_be_judged_in_time_or_at_all_is_undecided() -> None:
    values = normal([4.0], [5.0], seed=6)

    assert judged(lambda n: values(0, n), 4.0, Care(zone=0.01, most=20)) == (
        "undecided",
        20,
    )
    assert judged(lambda n: np.full(n, np.nan), 4.0, Care(zone=1))[0] == "undecided"


ROUNDS = 1500


@pytest.mark.long
@pytest.mark.parametrize(
    "sds",
    [[2.0] * 5, [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]],
    ids=["even", "rising", "falling"],
)
@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_the_best_by_a_zone_is_chosen_95_times_in_100(
    sds: list[float], shared: float
) -> None:
    means = [1.0, 2.0, 2.0, 2.0, 2.0]  # the hardest: all others one zone behind
    care = Care(zone=1.0, wrong=0.05)

    right = [
        least_of(normal(means, sds, seed, shared), 5, care).best == 0
        for seed in range(ROUNDS)
    ]

    assert np.mean(right) > 0.95 - 3 * np.sqrt(0.05 * 0.95 / ROUNDS)


@pytest.mark.long
def test_a_mean_one_zone_from_the_limit_is_judged_right_95_times_in_100() -> None:
    care = Care(zone=1.0, wrong=0.05)
    drawn = [normal([3.0], [3.0], seed) for seed in range(ROUNDS)]

    verdicts = [judged(partial(draws, 0), 4.0, care)[0] for draws in drawn]

    assert verdicts.count("meets") / ROUNDS > 0.95 - 3 * np.sqrt(0.05 * 0.95 / ROUNDS)
