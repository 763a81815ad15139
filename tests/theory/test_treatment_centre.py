"""Nelson's treatment centre against another way to the same numbers.

The figures are those of 20,000 days worked out node by node, by the recursion of Kiefer
and Wolfowitz, with arrivals at the rate of the hour; each comes with the half-width of
its 99 % interval. Minutes, patients a day and shares. Ours must agree within both
intervals at 99.9 %, and be known to 6 %.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from wholeflow.simulation import Model, example_model, read_model
from wholeflow.simulation.experiments import (
    Interval,
    Plan,
    Replications,
    Runner,
    Scenario,
    replicate,
)
from wholeflow.simulation.measures import measure_of

PLAN = Plan(hours=19, seed=1, runs=2000, follow_hours=0.0)
MINUTES, A_DAY = 60.0, 19 / 24  # from hours, and from patients in 24 hours
WIDER = 3.2905 / 2.5758  # from 99 % to 99.9 %


@pytest.fixture(scope="module")
def centre() -> Model:
    return read_model(example_model("treatment-centre").read_bytes(), "yaml")


@pytest.fixture(scope="module")
def ran(centre: Model) -> Replications:
    return replicate(centre, PLAN, runner=Runner())


def known(ran: Replications, what: str, of: str) -> Interval:
    return ran.interval(measure_of(ran.model, what, of), 0.999)


@pytest.mark.parametrize(
    ("what", "of", "times", "mean", "half_width"),
    [
        ("mean wait", "Triaging", MINUTES, 31.06, 0.33),
        ("mean wait", "Registering", MINUTES, 103.46, 0.44),
        ("mean wait", "Examining", MINUTES, 25.22, 0.16),
        ("mean wait", "Treating", MINUTES, 134.66, 0.48),
        ("mean wait", "Stabilising", MINUTES, 152.9, 1.4),
        ("mean wait", "Treating trauma", MINUTES, 17.97, 0.24),
        ("utilisation", "clerks", 1.0, 0.850, 0.001),
        ("journeys ended", "", A_DAY, 166.10, 0.15),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_day_is_as_the_recursion_says(
    ran: Replications, what: str, of: str, times: float, mean: float, half_width: float
) -> None:
    ours = known(ran, what, of)

    room = math.hypot(ours.half_width * times, half_width * WIDER)
    assert abs(ours.mean * times - mean) < room
    assert ours.half_width < 0.06 * ours.mean


def test_as_many_come_as_the_rates_add_up_to(ran: Replications) -> None:
    rates = ran.model.sources[0].arrivals.per_hour  # type: ignore[union-attr]  # at random
    ours = known(ran, "journeys begun", "")

    assert ours.low * A_DAY < sum(rates) < ours.high * A_DAY
    assert ours.half_width < 0.01 * ours.mean


def test_one_more_cubicle_ends_the_wait_for_it(centre: Model) -> None:
    more = Scenario("treat+1", "pool cubicles + 1").applied(centre, PLAN.hours)
    ours = known(replicate(more, PLAN, runner=Runner()), "mean wait", "Treating")

    assert ours.low * MINUTES < 2.10 < ours.high * MINUTES
    assert ours.half_width < 0.06 * ours.mean


def test_the_published_wait_is_that_of_another_distribution(centre: Model) -> None:
    """168.27, a mean of 20 days: what 90 minutes of stabilising would make of it."""
    stabilising = next(node for node in centre.nodes if node.name == "Stabilising")
    nodes = tuple(
        replace(node, service=stabilising.service)
        if node.name == "Treating trauma"
        else node
        for node in centre.nodes
    )
    mistaken = replicate(replace(centre, nodes=nodes), PLAN, runner=Runner())
    waits = mistaken.values_of(measure_of(centre, "mean wait", "Treating trauma"))
    spread = float(np.nanstd(waits)) / math.sqrt(20) * MINUTES

    assert abs(float(np.nanmean(waits)) * MINUTES - 168.27) < 2 * spread
    assert spread < 25
