"""What was planted in a simulated log of two organisations is found again."""

import pytest

from tests.theory.planted import STATIONS, planted_log
from wholeflow.journeys import bottlenecks, wait_causes

SEEDS = 100


def first_is_planted(seed: int) -> bool:
    journeys, truth = planted_log(seed)
    return bottlenecks(journeys).stations[0].name == truth.bottleneck


def test_the_planted_bottleneck_comes_first_in_95_of_100_logs() -> None:
    assert sum(map(first_is_planted, range(SEEDS))) >= 95


def test_the_organisation_that_has_it_comes_first_too() -> None:
    journeys, truth = planted_log(seed=1)

    stations = bottlenecks(journeys, by="organisation").stations

    assert truth.bottleneck == "Treating"
    assert stations[0].name == STATIONS["Treating"] == "Hospital"


def test_in_lines_served_in_turn_all_waiting_is_contention() -> None:
    journeys, _ = planted_log(seed=2)

    found = wait_causes(journeys)

    assert sum(one.total_hours for one in found) > 1000
    assert all(
        one.hours["contention"] == pytest.approx(one.total_hours) for one in found
    )
