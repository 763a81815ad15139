"""What is saved where a run takes no events? Recursion against the kernel, in one process.

A year of each model is run both ways in turn, on the same luck, so that the machine is the same for
both; what is told are medians of the processor's time.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from bench.care_systems import CareSystem, Station, one_queue
from bench.our_models import as_model
from wholeflow.simulation import Exponential, Model, Node, Random, Source
from wholeflow.simulation.engine.outcome import Binning
from wholeflow.simulation.engine.running import Compiled, compile_model, run_once

ROUNDS = 15
YEAR = 8760.0
DAY = tuple(10 + 5 * math.sin(2 * math.pi * hour / 24) for hour in range(24))


def row(n: int) -> CareSystem:
    """So many stations of ten, one after the other."""
    ways = tuple({at + 1: 1.0} if at < n - 1 else {} for at in range(n))
    return CareSystem((Station(10, 1.0),) * n, (ways,), ((0, (9.0,)),))


def unlimited() -> Model:
    """More come by day, and nobody waits."""
    return Model(
        name="unlimited",
        nodes=(Node(name="ward", service={"*": Exponential(mean=6.0)}),),
        sources=(Source(name="door", node="ward", arrivals=Random(per_hour=DAY)),),
    )


def clinics(n: int = 12, doors: int = 4) -> Model:
    """Three classes of one priority go forward through clinics, by two ways from each."""
    ways = tuple({to: 0.4 for to in (at + 1, at + 3) if to < n} for at in range(n))
    gates = tuple((at, tuple(each / 2 for each in DAY)) for at in range(doors))
    coming = [0.0] * n
    for at in range(n):
        coming[at] += 5.0 if at < doors else 0.0
        for to, share in ways[at].items():
            coming[to] += share * coming[at]
    stations = tuple(Station(6, 0.85 * 6 / rate) for rate in coming)
    model = as_model(CareSystem(stations, (ways,) * 3, gates, (0.2, 0.3, 0.5)))
    classes = tuple(replace(each, priority=0) for each in model.classes)
    return replace(model, classes=classes)


MODELS = {
    "M/M/1": as_model(one_queue(1)),
    "M/M/10": as_model(one_queue(10)),
    "M/M/100": as_model(one_queue(100)),
    "M_t/M/infinity": unlimited(),
    "five in a row": as_model(row(5)),
    "twelve clinics": clinics(),
}


def nanoseconds(of: Compiled) -> float:
    begun = time.process_time()
    outcome = run_once(of, seed=1)
    return (time.process_time() - begun) / outcome.counts[..., 7].sum() * 1e9


@pytest.mark.parametrize("binning", ["all", "hour of week"])
@pytest.mark.parametrize("name", MODELS)
def test_a_service_without_events(name: str, binning: Binning) -> None:
    without = compile_model(MODELS[name], hours=YEAR, binning=binning)
    assert without.order
    events = replace(without, order=())
    one, other = run_once(without, seed=1), run_once(events, seed=1)
    np.testing.assert_array_equal(one.counts, other.counts)

    took = [(nanoseconds(events), nanoseconds(without)) for _ in range(ROUNDS)]

    slow, quick = (statistics.median(each) for each in zip(*took, strict=True))
    sys.stdout.write(
        f"\n{name}, counted by {binning}: kernel {slow:.0f} ns a service, recursion "
        f"{quick:.0f}, {slow / quick:.2f} times (bar 1.5); load of the machine "
        f"{os.getloadavg()[0]:.1f}\n"
    )
