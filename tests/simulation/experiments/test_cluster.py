"""Replications on a Dask cluster: the same bits, also when a worker dies."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulation.systems import hospital
from wholeflow.simulation.experiments.plans import Plan, Runner
from wholeflow.simulation.experiments.replications import replicate

distributed = pytest.importorskip("distributed")
PLAN = Plan(hours=80_000, seed=5, runs=10)


@pytest.fixture
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("ignore")  # of Dask's own, as a worker dies
def test_a_worker_that_dies_changes_no_bit(client: Any) -> None:
    alone = replicate(hospital(), PLAN, runner=Runner())
    workers = client.run(os.getpid)
    killed = threading.Event()

    def kill_one(done: float, of: int) -> None:
        if done >= 2 and not killed.is_set():
            os.kill(next(iter(workers.values())), signal.SIGKILL)
            killed.set()

    found = replicate(
        hospital(),
        PLAN,
        runner=Runner(executor=client.get_executor(), progress=kill_one),
    )

    assert killed.is_set()
    assert found.ended == "as planned"
    assert found.rows.tobytes() == alone.rows.tobytes()
    assert set(client.run(os.getpid).values()) != set(workers.values())
