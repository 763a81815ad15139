"""What do drawing a process tree and replaying a log on it cost, beside PM4Py?

Both have the log in memory, PM4Py as its frame and wholeflow as `Journeys`; reading the
file is in neither. They draw by the inductive miner, and replay the log on one net, which
PM4Py drew. First they must agree on the share of cases that fit it.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.journeys.discovery.languages import log_of
from tests.journeys.discovery.test_against_pm4py import (
    Net,
    frame_of,
    net_of,
    pm4py,
    traces_in,
)
from wholeflow.journeys import Journeys, discover, example_log, read_log, replay

RUNS = 5
BILLING = (
    Path(__file__).parents[1] / "tests/journeys/data/hospital_billing_variants.csv"
)


def median_seconds(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def billing() -> Journeys:
    ways = pl.read_csv(BILLING).with_columns(pl.col("activities").str.split(";"))
    return log_of([way for cases, way in ways.iter_rows() for _ in range(cases)])


@pytest.mark.parametrize("name", ["sepsis", "hospital billing"])
@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.filterwarnings("ignore")
def test_cost_against_pm4py(name: str, noise: float) -> None:
    journeys = read_log(example_log()) if name == "sepsis" else billing()
    frame = frame_of(traces_in(journeys))
    net: Net = net_of(pm4py.discover_petri_net_inductive(frame, noise_threshold=noise))

    theirs = pm4py.fitness_token_based_replay(frame, *net.theirs)
    ours = replay(journeys, net.ours)
    assert ours.fitting_share == pytest.approx(theirs["perc_fit_traces"] / 100)

    pairs = {
        "drawing": (
            lambda: discover(journeys, noise),
            lambda: pm4py.discover_process_tree_inductive(frame, noise_threshold=noise),
        ),
        "replaying": (
            lambda: replay(journeys, net.ours),
            lambda: pm4py.fitness_token_based_replay(frame, *net.theirs),
        ),
    }
    for what, (mine, peer) in pairs.items():
        seconds, their_seconds = median_seconds(mine), median_seconds(peer)
        sys.stdout.write(
            f"\n{name}, noise {noise}, {journeys.n_events:,} events, {what}: "
            f"wholeflow {seconds * 1000:.0f} ms, PM4Py {their_seconds * 1000:.0f} ms, "
            f"{their_seconds / seconds:.0f} times as fast\n"
        )
