"""What must be true of any run, whatever its rules: nobody vanishes, and Little's law."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise

import numpy as np
import pytest

from tests.simulation.models import made_up
from wholeflow.simulation.engine.outcome import Outcome
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.engine.visits import BALKED, LOST, STILL_THERE

HOURS = 60.0


@pytest.fixture(scope="module")
def outcomes(tries: Callable[[int, int], int]) -> list[Outcome]:
    return [
        run_once(compile_model(made_up(seed), hours=HOURS), seed=seed, keep_visits=True)
        for seed in range(tries(60, 400))
    ]


def test_every_patient_goes_from_node_to_node_and_leaves_once(
    outcomes: list[Outcome],
) -> None:
    for seed, outcome in enumerate(outcomes):
        visits = outcome.visits
        assert visits is not None, "they were asked for"
        order = np.argsort(
            visits["patient"], kind="stable"
        )  # each one's in their order
        patients = [
            list(of) for _, of in groupby(visits[order], lambda v: v["patient"])
        ]
        assert [of[0]["patient"] for of in patients] == list(range(len(patients))), seed
        for of in patients:
            for before, after in pairwise(of):
                assert before["leave"] == after["arrive"], seed
                assert before["cause"] not in {LOST, BALKED, STILL_THERE}, seed


def test_who_came_has_left_was_turned_away_or_is_inside(
    outcomes: list[Outcome],
) -> None:
    for seed, outcome in enumerate(outcomes):
        visits = outcome.visits
        assert visits is not None, "they were asked for"
        inside = visits["cause"] == STILL_THERE
        present = np.unique(visits["patient"][visits["arrive"] < 0])
        counted = inside & ~np.isin(visits["patient"], present)
        begun, ended, _, _, away = outcome.journeys.sum(axis=0)
        assert begun == ended + away + counted.sum(), seed
        assert begun == len(np.unique(visits["patient"])) - len(present), seed


def test_patients_there_are_those_who_come_times_how_long_they_stay(
    outcomes: list[Outcome],
) -> None:
    """Little's law of a stretch of time, exact if stays are cut at its ends."""
    for seed, outcome in enumerate(outcomes):
        visits = outcome.visits
        assert visits is not None, "they were asked for"
        end = HOURS if outcome.stopped is None else outcome.stopped
        stayed = ~np.isin(visits["cause"], (LOST, BALKED))
        leave = np.where(np.isnan(visits["leave"]), end, visits["leave"])
        hours = (leave - np.maximum(visits["arrive"], 0.0))[stayed]
        nodes = np.bincount(visits["node"][stayed], hours, outcome.levels.shape[1])
        there = outcome.levels[..., :3].sum(axis=(0, 2))
        np.testing.assert_allclose(
            there, nodes, rtol=1e-8, atol=1e-7, err_msg=f"{seed}"
        )
