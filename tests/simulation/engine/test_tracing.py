"""What is told of a run as it happens."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.simulation.models import made_up
from wholeflow.errors import BadInput, BadModel
from wholeflow.simulation import example_model, faults_of, read_model, trace
from wholeflow.simulation.engine.reference import Reference
from wholeflow.simulation.engine.tracing import Happening
from wholeflow.simulation.engine.visits import CAUSES
from wholeflow.simulation.model.model import Model

HOURS = 30.0
ENDED = {"served": "leaves"}


def traced(model: Model, hours: float = HOURS, seed: int = 3) -> list[Happening]:
    lines: list[Happening] = []
    trace(model, lines.append, hours=hours, seed=seed)
    return lines


def test_each_visit_of_a_run_is_told_as_it_comes_and_as_it_ends(
    tries: Callable[[int, int], int],
) -> None:
    looked_at = 0
    for seed in range(tries(60, 600)):
        model = made_up(seed)
        if faults_of(model):
            continue
        looked_at += 1
        run = Reference(model, seed=3, hours=HOURS)
        visits = run.run()

        told = traced(model)

        ends = Counter(CAUSES[visit.cause] for visit in visits)
        of = Counter(str(line["what"]) for line in told)
        for cause in ("served", "lost", "balked", "gave up"):
            assert of[ENDED.get(cause, cause)] == ends[cause], (seed, cause)
        started = sum(visit.start >= 0 for visit in visits)
        assert of["begins"] == started, seed
        stuck = sum(of[what] for what in of if what.startswith("cannot move"))
        assert stuck == sum(len(ring.nodes) for ring in run.deadlocks), seed
        assert all(a["hours"] <= b["hours"] for a, b in pairwise(told)), seed
    assert looked_at > 5


def test_a_patient_is_told_of_from_coming_to_leaving() -> None:
    model = read_model(example_model().read_bytes(), "yaml")
    steps = defaultdict[object, list[object]](list)
    for line in traced(model, hours=48):
        if "number" in line:
            steps[line["source"], line["number"]].append(line["what"])

    whole = [some for some in steps.values() if some.count("leaves") == 1]
    assert whole
    assert {tuple(some) for some in whole if len(some) == 4} == {
        ("comes", "begins", "is done", "leaves")
    }


def test_a_shift_is_told_with_its_units_and_its_time() -> None:
    model = read_model(example_model().read_bytes(), "yaml")

    shifts = [line for line in traced(model, hours=24) if "pool" in line]

    assert shifts[0] == {
        "hours": 7.0,
        "time": "2026-01-05T07:00:00.000+00:00",
        "what": "changes shift",
        "pool": "nurses",
        "units": 5.0,
    }


def test_a_run_too_long_to_be_traced_is_refused() -> None:
    model = read_model(example_model().read_bytes(), "yaml")

    with pytest.raises(BadInput, match="trace fewer days"):
        traced(model, hours=200_000.0)


def test_a_model_with_a_fault_is_refused() -> None:
    model = read_model(example_model().read_bytes(), "yaml")

    with pytest.raises(BadModel):
        traced(replace(model, nodes=()))
