"""Measures of small outcomes that can be done in the head, and of known queues."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.simulation.outcomes import run_plainly
from tests.simulation.systems import hospital, one_queue, recorded, two_classes
from wholeflow.errors import BadInput
from wholeflow.simulation.engine import lengths
from wholeflow.simulation.engine.outcome import COUNTED, SUMMED
from wholeflow.simulation.measures import (
    CHIEF,
    chief_measures,
    measure_of,
    measured,
    measured_by_bin,
    measures_of,
)
from wholeflow.simulation.model.checking import limits
from wholeflow.simulation.model.model import Model


def told(model: Model, hours: float, warm_up_hours: float = 0.0) -> dict[str, float]:
    outcome = run_plainly(model, hours=hours, warm_up_hours=warm_up_hours, seed=1)
    row = measured(model, outcome)
    return {str(name): x for name, x in zip(measures_of(model), row, strict=True)}


@pytest.fixture(scope="module")
def ward() -> dict[str, float]:
    """One bed for a day: three come at 0, 1 and 2 and stay 6, 8 and 4 hours."""
    return told(recorded((0, 6), (1, 8), (2, 4)), hours=24)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("arrivals at Ward", 3),
        ("served at Ward", 3),
        ("mean wait at Ward", (0 + 5 + 12) / 3),
        ("mean service at Ward", 6),
        ("waited over 4 h at Ward", 2 / 3),
        ("waited over 12 h at Ward", 0),
        ("past due at Ward", 0),
        ("lost at Ward", 0),
        ("blocked at Ward", 0),
        ("patients waiting at Ward", (5 + 12) / 24),
        ("patients in service at Ward", 18 / 24),
        ("utilisation at beds", 18 / 24),
        ("units in use at beds", 0.75),
        ("units there at beds", 1),
        ("overtime at beds", 0),
        ("journeys ended", 3),
        ("mean time in system", (6 + 13 + 16) / 3),
        ("patients present", 35 / 24),
        ("turned away", 0),
        ("deadlocks", 0),
    ],
)
def test_measures_of_three_patients_and_one_bed(
    ward: dict[str, float], name: str, value: float
) -> None:
    assert ward[name] == pytest.approx(value)


def test_percentiles_are_near_the_lengths_that_were_there(
    ward: dict[str, float],
) -> None:
    assert ward["median wait at Ward"] == pytest.approx(5, rel=0.06)
    assert ward["95th percentile wait at Ward"] == pytest.approx(12, rel=0.06)
    assert ward["median time in system"] == pytest.approx(13, rel=0.06)


def test_those_who_still_wait_at_the_end_are_counted_as_over_4_hours() -> None:
    values = told(recorded((0, 30), (1, 1), (22, 1)), hours=24)

    assert values["waited over 4 h at Ward"] == pytest.approx(1 / 3)
    assert values["mean wait at Ward"] == 0


def test_what_nobody_came_for_has_no_mean() -> None:
    values = told(recorded((30, 1)), hours=24)

    assert math.isnan(values["mean wait at Ward"])
    assert math.isnan(values["median wait at Ward"])
    assert values["patients waiting at Ward"] == 0


def test_patients_who_came_in_the_warm_up_count_in_no_mean() -> None:
    values = told(recorded((0, 6), (1, 8), (2, 4)), hours=24, warm_up_hours=2)

    assert values["mean wait at Ward"] == 12
    assert values["patients in service at Ward"] == pytest.approx(16 / 22)


@pytest.fixture(scope="module")
def months_of_a_hospital() -> dict[str, float]:
    return told(hospital(), hours=2000)


@pytest.mark.parametrize("node", ["ED", "Ward", "Clinic"])
def test_littles_law_holds_at_each_node_of_a_hospital(
    months_of_a_hospital: dict[str, float], node: str
) -> None:
    values = months_of_a_hospital
    inside = ("patients waiting", "patients in service", "patients blocked")
    joined = values[f"arrivals at {node}"] * (1 - values[f"lost at {node}"]) / 24
    stay = sum(
        values[f"mean {part} at {node}"] for part in ("wait", "service", "blocked")
    )

    present = sum(values[f"{part} at {node}"] for part in inside)

    assert present == pytest.approx(joined * stay, rel=0.03)


def test_the_bins_of_a_run_add_up_to_the_whole() -> None:
    model = hospital()
    whole = measured(model, run_plainly(model, hours=200, seed=3))
    by_hour = measured_by_bin(
        model, run_plainly(model, hours=200, seed=3, binning="hour")
    )
    known = ~np.isnan(by_hour).all(axis=0)
    means = [
        place
        for place, measure in enumerate(measures_of(model))
        if measure.unit in {"patients", "units", "patients a day", "unit-hours a day"}
        and known[place]
    ]

    assert len(means) > 20
    assert by_hour.shape == (200, len(whole))
    assert by_hour[:, means].mean(axis=0) == pytest.approx(whole[means])


def test_each_class_is_told_apart_and_all_together() -> None:
    values = told(two_classes(), hours=2000)
    all_of, urgent, routine = (
        values["arrivals at Clinic" + of] for of in ("", ", urgent", ", routine")
    )
    mean = values["mean wait at Clinic"]

    assert all_of == pytest.approx(urgent + routine)
    assert values["mean wait at Clinic, urgent"] < mean
    assert mean < values["mean wait at Clinic, routine"]
    assert values["journeys begun"] == pytest.approx(
        values["journeys begun, urgent"] + values["journeys begun, routine"]
    )


def test_a_measure_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(BadInput, match="mean wait at Clinic"):
        measure_of(one_queue(), "mean wait", "Clinc")


def test_what_is_told_first_is_of_all_classes_together_and_in_the_order_of_all():
    model = two_classes()
    chief = chief_measures(model)

    assert {each.what for each in chief} == CHIEF
    assert not any(each.patient_class for each in chief)
    assert list(chief) == [each for each in measures_of(model) if each in chief]


def test_memory_is_reckoned_by_what_is_counted() -> None:
    assert len(COUNTED) + len(SUMMED) == limits.NUMBERS_A_BIN
    assert lengths.CLASSES_OF_LENGTH == limits.LENGTHS
