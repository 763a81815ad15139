"""How many are served at once, and what of a wait that explains, where it is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from tests.simulation.fitting.clinics import clinic, log_of
from wholeflow.journeys import Journeys
from wholeflow.journeys.times import HOUR
from wholeflow.simulation import ByHour, Pool
from wholeflow.simulation.experiments import Plan, Scenario
from wholeflow.simulation.experiments.changes import AMPLE
from wholeflow.simulation.fitting import Fitted, ask, fit
from wholeflow.simulation.fitting.capacity import Limit, _log_so_many, fit_limits
from wholeflow.simulation.fitting.steps import steps_of_log

MINUTE = HOUR // 60


def limits_of(log: Journeys, activity: str, minutes: int = 0) -> tuple[Limit, ...]:
    """What is found of an activity, with times recorded in steps of some minutes."""
    steps = steps_of_log(log)
    mine = steps.activity == steps.activities.index(activity)
    times = np.array([steps.begin[mine], steps.end[mine], steps.ready()[mine]])
    if minutes:
        step = minutes * MINUTE
        times = np.round(times / step).astype(np.int64) * step
    return fit_limits(*times)


def limit_of(activity: str, **changed: float) -> Limit:
    log = log_of(clinic(**changed), weeks=30)  # type: ignore[arg-type]  # whatever a test changes
    return limits_of(log, activity)[0]


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


@pytest.mark.parametrize("seed", [2, 4, 5, 10])
def test_a_few_who_took_over_a_bed_show_the_limit(seed: int) -> None:
    log = log_of(clinic(beds=16), seed=seed)
    steps = steps_of_log(log)
    at_ward = steps.activity == steps.activities.index("Ward")
    (found,) = limits_of(log, "Ward")

    assert 2 <= (at_ward & (steps.begin > steps.ready())).sum() <= 12
    assert found.units == 16


def test_one_who_took_over_a_bed_shows_it_with_little_doubt() -> None:
    found = limits_of(log_of(clinic(beds=16), seed=6), "Ward")

    assert [limit.units for limit in found] == [16, None]
    assert 0.8 < found[0].share < 0.99


@pytest.mark.parametrize("minutes", [0, 15, 60])
def test_chance_makes_no_limit_however_coarse_the_times(minutes: int) -> None:
    ample = clinic(beds=60, delay=2.0)
    found = [
        limits_of(log_of(ample, seed=seed), "Ward", minutes)[0] for seed in range(6)
    ]

    assert {limit.units for limit in found} == {None}


def test_what_may_be_chance_is_told_as_such() -> None:
    """Where most wait for a porter and times are in hours, few cannot show 14 beds."""
    scarce = clinic(beds=14, delay=2.0)
    found = [limits_of(log_of(scarce, seed=seed), "Ward", 60) for seed in range(40)]

    unsure = [limits for limits in found if len(limits) > 1]
    assert len(unsure) >= 5
    assert {limit.units for limits in found for limit in limits} == {14, None}
    assert all(sum(limit.share for limit in each) == pytest.approx(1) for each in found)


@pytest.mark.parametrize(("n", "mean"), [(1, 0.05), (3, 0.5), (20, 2.0), (5, 30.0)])
def test_the_chance_of_so_many_is_that_of_scipy_or_hardly_above(
    n: int, mean: float
) -> None:
    exactly = math.log(special.pdtrc(n - 1, mean))

    assert exactly - 1e-9 <= _log_so_many(n, mean) <= exactly + 0.05


def test_a_chance_too_small_for_a_number_has_a_logarithm() -> None:
    assert _log_so_many(400, 1.0) < _log_so_many(300, 1.0) < -1000


def unsure_fit() -> Fitted:
    """A fit of which half of the draws have no limit at the ward."""
    sure = fit(log_of(clinic(beds=12)), seed=1, runs=19)
    ward = sure.frame.activities.index("Ward")
    (best,) = sure.estimates.readings[ward]
    known = {"Ward": None}
    free = fit(log_of(clinic(beds=12)), seed=1, runs=19, limits=known)
    (other,) = free.estimates.readings[ward]
    half = (replace(best, share=0.5), replace(other, share=0.5))
    readings = sure.estimates.readings | {ward: half}
    return replace(sure, estimates=replace(sure.estimates, readings=readings))


def test_an_unsure_limit_widens_the_interval_of_a_change_to_it() -> None:
    unsure = unsure_fit()
    plan = Plan(hours=40 * 24, seed=1, runs=30, warm_up_hours=10 * 24)
    scenario = Scenario("more", "pool Ward + 4")
    sure = fit(log_of(clinic(beds=12)), seed=1, runs=19)

    def wait(of: Fitted) -> tuple[float, float]:
        told = next(
            each.difference
            for each in ask(of, plan, scenario=scenario)
            if str(each.measure) == "mean wait at Ward"
        )
        assert told is not None
        return told.mean, told.inputs

    mean, inputs = wait(unsure)
    mean_if_sure, inputs_if_sure = wait(sure)
    assert mean == pytest.approx(mean_if_sure / 2, rel=0.5)
    assert inputs > 1.3 * inputs_if_sure


def test_a_draw_has_every_part_that_the_best_has() -> None:
    unsure = unsure_fit()
    ward = unsure.frame.activities.index("Ward")
    rng = np.random.default_rng(1)
    drawn = [unsure.estimates.drawn(rng) for _ in range(40)]

    assert {of.limits[ward] for of in drawn} == {12, AMPLE}
    assert (ward, None) in unsure.estimates.best().delay
    assert {frozenset(of.delay) for of in drawn} == {
        frozenset(unsure.estimates.best().delay)
    }


def test_a_wait_is_divided_by_hand() -> None:
    # One bed: A has it from 0 to 10, B is ready at 4 and starts at 10 as A leaves; C is
    # ready at 11, when B is there, but starts at 21, an hour after B left.
    begin = np.array([0, 10, 21]) * HOUR
    end = np.array([10, 20, 30]) * HOUR
    ready = np.array([0, 4, 11]) * HOUR
    full = fit_limits(begin, end, ready, units=1)[0].full

    found = full.waited(ready, begin)

    assert found.queued.tolist() == [False, True, False]
    assert (found.delay / HOUR).tolist() == [0, 0, 10]


@pytest.mark.parametrize("delay", [1.0, 4.0])
def test_a_delay_beside_a_queue_is_recovered(delay: float) -> None:
    fitted = fit(log_of(clinic(beds=10, delay=delay), weeks=40), seed=1, runs=19)

    before = next(n for n in fitted.model.nodes if n.name == "until Ward")
    assert before.service["*"].mean_hours() == pytest.approx(delay, rel=0.15)
    ward = fitted.frame.activities.index("Ward")
    assert 0 < fitted.estimates.readings[ward][0].unexplained < 1


def test_a_nurse_who_goes_home_at_night_is_time_unexplained_and_waits_hold() -> None:
    by_day = ByHour(units=(0.0,) * 8 + (1.0,) * 12 + (0.0,) * 4)
    model = clinic(demand=0.5)
    pools = (Pool(name="nurses", capacity=by_day), *model.pools[1:])
    fitted = fit(log_of(replace(model, pools=pools), weeks=30), seed=1, runs=39)

    triage = fitted.frame.activities.index("Triage")
    assert fitted.estimates.readings[triage][0].unexplained > 0.8
    verdicts = {str(c.measure): c.verdict for c in fitted.validation.checks}
    assert verdicts["mean wait at Triage"] == "holds"
    assert verdicts["90th percentile wait at Triage"] == "holds"
