"""How many are served at once, and what of a wait that explains, where it is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.simulation.fitting.clinics import clinic, log_of
from wholeflow.journeys.times import HOUR
from wholeflow.simulation import ByHour, Pool
from wholeflow.simulation.fitting import fit
from wholeflow.simulation.fitting.capacity import Limit, fit_limit
from wholeflow.simulation.fitting.steps import steps_of_log


def limit_of(activity: str, **changed: float) -> Limit:
    steps = steps_of_log(log_of(clinic(**changed), weeks=30))  # type: ignore[arg-type]  # whatever a test changes
    mine = steps.activity == steps.activities.index(activity)
    return fit_limit(steps.begin[mine], steps.end[mine], steps.ready()[mine])


def test_the_number_of_beds_is_found_where_patients_waited_for_them() -> None:
    assert limit_of("Ward", beds=10).units == 10
    assert limit_of("Triage").units == 1


def test_no_limit_is_made_up_where_nobody_waited() -> None:
    found = limit_of("Clinic")

    assert found.units is None
    assert found.most_at_once >= 2


def test_ample_beds_are_no_limit_though_there_was_a_busiest_day() -> None:
    assert limit_of("Ward", beds=60).units is None


def test_time_before_a_step_that_beds_do_not_explain_is_no_limit_either() -> None:
    assert limit_of("Ward", beds=60, delay=2.0).units is None


def test_a_wait_is_divided_by_hand() -> None:
    # One bed: A has it from 0 to 10, B is ready at 4 and starts at 10 as A leaves; C is
    # ready at 11, when B is there, but starts at 21, an hour after B left.
    begin = np.array([0, 10, 21]) * HOUR
    end = np.array([10, 20, 30]) * HOUR
    ready = np.array([0, 4, 11]) * HOUR
    full = fit_limit(begin, end, ready, units=1).full

    found = full.waited(ready, begin)

    assert found.queued.tolist() == [False, True, False]
    assert (found.delay / HOUR).tolist() == [0, 0, 10]


@pytest.mark.parametrize("delay", [1.0, 4.0])
def test_a_delay_beside_a_queue_is_recovered(delay: float) -> None:
    fitted = fit(log_of(clinic(beds=10, delay=delay), weeks=40), seed=1, runs=19)

    before = next(n for n in fitted.model.nodes if n.name == "until Ward")
    assert before.service["*"].mean_hours() == pytest.approx(delay, rel=0.15)
    ward = fitted.frame.activities.index("Ward")
    assert 0 < fitted.estimates.unexplained[ward] < 1


def test_a_nurse_who_goes_home_at_night_is_time_unexplained_and_waits_hold() -> None:
    by_day = ByHour(units=(0.0,) * 8 + (1.0,) * 12 + (0.0,) * 4)
    model = clinic(demand=0.5)
    pools = (Pool(name="nurses", capacity=by_day), *model.pools[1:])
    fitted = fit(log_of(replace(model, pools=pools), weeks=30), seed=1, runs=39)

    triage = fitted.frame.activities.index("Triage")
    assert fitted.estimates.unexplained[triage] > 0.8
    verdicts = {str(c.measure): c.verdict for c in fitted.validation.checks}
    assert verdicts["mean wait at Triage"] == "holds"
    assert verdicts["90th percentile wait at Triage"] == "holds"
