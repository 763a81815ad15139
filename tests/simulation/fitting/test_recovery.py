"""Known parameters are found again in simulated logs, each within its own 99 % interval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.simulation.fitting.clinics import A_DAY, BY_HOUR, clinic, log_of
from wholeflow.journeys import Journeys
from wholeflow.simulation import Gamma, PatientClass
from wholeflow.simulation.fitting import Fitted, fit
from wholeflow.simulation.fitting.estimates import Parameters

TRUE = {
    "arrivals a day": A_DAY,
    "share of arrivals from 8 to 16": sum(BY_HOUR[8:16]) / sum(BY_HOUR),
    "triage to ward": 0.4,
    "triage to clinic": 0.3,
    "ward to clinic": 0.2,
    "triage": 0.5,
    "ward": 30.0,
    "clinic": 0.9027452929509336,  # gamma(1 + 1 / 1.5)
    "longer than 60 h on the ward": 0.09157819444367090,  # exp(-4) (1 + 4)
}
DRAWS = 400


def numbers(of: Parameters, names: tuple[str, ...]) -> list[float]:
    ward, clinic_, triage = (names.index(name) for name in ("Ward", "Clinic", "Triage"))
    by_hour = of.rates.reshape(7, 24).sum(axis=0)
    ways = of.ways[0]
    stay = of.service[ward, None]
    return [
        of.rates.sum() / 7,
        by_hour[8:16].sum() / by_hour.sum(),
        ways[triage, ward],
        ways[triage, clinic_],
        ways[ward, clinic_],
        of.service[triage, None].mean_hours(),
        stay.mean_hours(),
        of.service[clinic_, None].mean_hours(),
        float(stay.longer(np.array([60.0]))[0]),
    ]


def intervals(fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    names = fitted.frame.activities
    drawn = [numbers(fitted.estimates.drawn(rng), names) for _ in range(DRAWS)]
    low, high = np.quantile(drawn, [0.005, 0.995], axis=0)
    return low, high


def misses(seeds: range) -> np.ndarray:
    found = []
    for seed in seeds:
        log = log_of(clinic(beds=11), weeks=20, seed=seed)
        low, high = intervals(fit(log, seed=1, runs=19))
        true = np.array(list(TRUE.values()))
        found.append((true < low) | (true > high))
    return np.array(found)


def test_each_is_within_its_own_interval_and_that_is_narrow() -> None:
    fitted = fit(log_of(clinic(beds=10), weeks=40, seed=11), seed=1, runs=19)
    low, high = intervals(fitted)

    for (name, true), least, most in zip(TRUE.items(), low, high, strict=True):
        assert least <= true <= most, name
        assert most - least < 0.55 * true, name
    assert {pool.name: pool.capacity for pool in fitted.model.pools} == {
        "Triage": 1,
        "Ward": 10,
    }


def test_over_several_logs_hardly_any_is_missed() -> None:
    missed = misses(range(100, 112))

    assert missed.sum() <= 5, dict(zip(TRUE, missed.sum(axis=0), strict=True))


@pytest.mark.long
def test_over_many_logs_one_in_a_hundred_is_missed() -> None:
    missed = misses(range(1000, 1200))

    assert 0.002 < missed.mean() < 0.02, dict(
        zip(TRUE, missed.mean(axis=0), strict=True)
    )


def test_classes_that_differ_are_told_apart() -> None:
    log = two_classes()
    fitted = fit(log, seed=1, patient_class="class", runs=19)

    ward = next(node for node in fitted.model.nodes if node.name == "Ward")
    assert ward.service["frail"].mean_hours() == pytest.approx(60, rel=0.12)
    assert ward.service["other"].mean_hours() == pytest.approx(20, rel=0.12)
    shares = fitted.model.sources[0].classes
    assert shares["frail"] == pytest.approx(0.3, abs=0.03)


def two_classes() -> Journeys:
    model = clinic(beds=30)
    nodes = tuple(
        replace(
            node,
            service={
                "frail": Gamma(mean=60, shape=2),
                "other": Gamma(mean=20, shape=2),
            },
        )
        if node.name == "Ward"
        else node
        for node in model.nodes
    )
    source = replace(model.sources[0], classes={"frail": 0.3, "other": 0.7})
    classes = (PatientClass(name="frail"), PatientClass(name="other"))
    return log_of(replace(model, nodes=nodes, sources=(source,), classes=classes))
