"""A run written down as a log."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulation.systems import hospital, one_queue, two_classes
from wholeflow.journeys import waits_before
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.fitting import log_of_run
from wholeflow.simulation.fitting.steps import steps_of_log, steps_of_run
from wholeflow.simulation.measures import measure_of, measured, measures_of


def test_the_waits_of_the_log_are_those_of_the_run() -> None:
    model = one_queue()
    ran = run_once(compile_model(model, hours=2000), seed=1, keep_visits=True)
    log = log_of_run(model, ran)

    waits = waits_before(log).hours[log.events_of(["Clinic"])]
    mean = measured(model, ran)[
        measures_of(model).index(measure_of(model, "mean wait", "Clinic"))
    ]
    assert waits.mean() == pytest.approx(mean, rel=1e-6)


def test_steps_of_the_log_and_of_the_run_are_the_same() -> None:
    model = hospital()
    ran = run_once(compile_model(model, hours=500), seed=2, keep_visits=True)
    log = log_of_run(model, ran, arrival=None)

    from_log = steps_of_log(log)
    from_run = steps_of_run(model, ran, log.activities)

    for name in ("case", "activity", "begin", "whole"):
        assert np.array_equal(getattr(from_log, name), getattr(from_run, name)), name
    whole = from_log.whole
    assert np.array_equal(from_log.end[whole], from_run.end[whole])


def test_the_class_is_a_column() -> None:
    model = two_classes()
    ran = run_once(compile_model(model, hours=500), seed=2, keep_visits=True)
    log = log_of_run(model, ran)

    assert log.column("class").names == ("routine", "urgent")
    steps = steps_of_log(log, "class")
    assert steps.class_names == ("routine", "urgent")
    assert steps.patient_class.mean() == pytest.approx(1 / 3, abs=0.1)
