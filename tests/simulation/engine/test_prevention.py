"""Prevention takes patients out and leaves the rest alone: the same times, the same luck."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.simulation.systems import two_classes
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.model.arrivals import Appointments, Arrivals, Random, Recorded
from wholeflow.simulation.model.model import Model

HOURS = 4000.0
URGENT, ROUTINE = 0, 1
SOURCES: dict[str, Arrivals] = {
    "random": Random(per_hour=(2.0,)),
    "appointments": Appointments(at=tuple(float(hour) for hour in range(168))),
    "recorded": Recorded(at=tuple(np.arange(0, HOURS, 0.5))),
    "recorded with classes": Recorded(
        at=tuple(np.arange(0, HOURS, 0.5)),
        classes=("urgent", "routine", "routine", "routine") * 2000,
    ),
}


def open_clinic(arrivals: Arrivals, **prevented: float) -> Model:
    """Two classes come to a clinic where nobody has to wait for another."""
    model = two_classes()
    (door,) = model.sources
    return replace(
        model,
        nodes=(replace(model.nodes[0], claims=()),),
        pools=(),
        sources=(replace(door, arrivals=arrivals, prevented=prevented),),
    )


def visits_of(model: Model) -> np.ndarray:
    outcome = run_once(compile_model(model, hours=HOURS), seed=5, keep_visits=True)
    assert outcome.visits is not None, "they were asked for"
    ended = outcome.visits[~np.isnan(outcome.visits["end"])]
    came = np.sort(ended, order=["arrive", "number"])
    return came[["number", "patient_class", "arrive", "start", "end"]]


@pytest.mark.parametrize("form", SOURCES)
def test_whoever_still_comes_comes_at_the_same_time_with_the_same_luck(
    form: str,
) -> None:
    before = visits_of(open_clinic(SOURCES[form]))
    after = visits_of(open_clinic(SOURCES[form], urgent=0.3))

    stayed = np.isin(before["number"], after["number"])
    assert np.array_equal(before[stayed], after)
    assert set(before["patient_class"][~stayed]) == {URGENT}
    n = (before["patient_class"] == URGENT).sum()
    share = (~stayed).sum() / n
    assert share == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / n) ** 0.5)  # binomial


def test_what_is_prevented_by_less_is_prevented_by_more() -> None:
    some, more, all_ = (
        set(visits_of(open_clinic(SOURCES["random"], urgent=share))["number"])
        for share in (0.2, 0.5, 1.0)
    )

    assert all_ < more < some


def test_of_groups_each_member_may_be_prevented() -> None:
    model = open_clinic(SOURCES["random"])
    groups = replace(model.sources[0], together={1: 0.5, 3: 0.5})
    less = replace(groups, prevented={"*": 0.5})

    before, after = (
        visits_of(replace(model, sources=(source,))) for source in (groups, less)
    )

    assert np.array_equal(before[np.isin(before["number"], after["number"])], after)
    assert len(after) == pytest.approx(len(before) / 2, rel=0.05)
