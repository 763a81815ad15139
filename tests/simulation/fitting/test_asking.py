"""What a fit says of a change, and what it refuses to say."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from tests.simulation.fitting.clinics import clinic, log_of, read, rows_of, usual_log
from wholeflow.errors import BadInput
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.experiments import Plan, Scenario
from wholeflow.simulation.fitting import (
    Answer,
    Fitted,
    ask,
    beyond_what_was_seen,
    fit,
)
from wholeflow.simulation.fitting.draws import watch_of
from wholeflow.simulation.fitting.parting import parted
from wholeflow.simulation.fitting.steps import steps_of_run
from wholeflow.simulation.fitting.validating import Check

PLAN = Plan(hours=60 * 24, seed=3, runs=30, warm_up_hours=10 * 24)


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    return fit(usual_log(), seed=1, runs=39)


def answer(some: list[Answer], name: str) -> Answer:
    return next(each for each in some if str(each.measure) == name)


def spoilt(name: str) -> Fitted:
    """The fit, if one measure of the weeks held out had been far from it."""
    checks = tuple(
        replace(check, seen=9 * check.most) if str(check.measure) == name else check
        for check in fitted().validation.checks
    )
    return replace(fitted(), validation=replace(fitted().validation, checks=checks))


def test_luck_and_inputs_are_told_apart() -> None:
    rng = np.random.default_rng(1)
    unsure = rng.normal(0, 3, size=(4000, 1))
    luck = rng.normal(0, 2, size=(4000, 2))
    found = parted(10 + unsure + luck, 10 + luck)

    assert found.mean == pytest.approx(10, abs=0.2)
    assert found.inputs == pytest.approx(1.96 * 3, rel=0.05)
    assert found.luck == pytest.approx(1.96 * 2 / np.sqrt(8000), rel=0.05)
    assert found.half_width == pytest.approx(np.hypot(found.inputs, found.luck))


def test_nothing_unsure_is_told_as_nothing() -> None:
    luck = np.random.default_rng(1).normal(size=(50, 2))

    assert parted(luck, luck).inputs == 0


def test_more_runs_make_luck_small_and_leave_the_inputs() -> None:
    few = answer(ask(fitted(), replace(PLAN, runs=20)), "journeys begun").now
    many = answer(ask(fitted(), replace(PLAN, runs=80)), "journeys begun").now

    assert many.luck < 0.7 * few.luck
    assert many.inputs == pytest.approx(few.inputs, rel=0.5)
    # A rate of 16 a day, known from 13 weeks, has an error of about sqrt(16 / 91).
    assert many.inputs == pytest.approx(1.96 * np.sqrt(16 / 91), rel=0.4)


def test_intervals_hold_the_truth_that_made_the_log() -> None:
    truth = _truth()
    held = [
        each.now.low <= truth[str(each.measure)] <= each.now.high
        for each in ask(fitted(), PLAN)
        if each.now.half_width > 0 and str(each.measure) in truth
    ]

    assert len(held) >= 10
    assert np.mean(held) >= 0.8


def _truth() -> dict[str, float]:
    """What the model that made the log comes to, over many runs."""
    watch = watch_of(fitted(), PLAN)
    model = replace(clinic(), start=fitted().model.start)
    ready = compile_model(model, hours=PLAN.hours, follow_hours=PLAN.hours)
    rows = [
        watch.row(
            steps_of_run(
                model,
                run_once(ready, seed=99, replication=run, keep_visits=True),
                watch.activities,
            )
        )
        for run in range(60)
    ]
    means = zip(watch.measures(), np.array(rows).T, strict=True)
    return {str(each): row.mean() for each, row in means if not np.isnan(row).any()}


def test_more_beds_shorten_the_wait_for_one_and_nothing_before_it() -> None:
    found = ask(fitted(), PLAN, scenario=Scenario("more", "pool Ward + 4"))

    wait = answer(found, "mean wait at Ward").difference
    assert wait is not None
    assert wait.high < 0
    triage = answer(found, "mean wait at Triage").difference
    assert triage is not None
    assert triage.mean == 0


def test_a_change_to_what_has_no_limit_is_refused_with_what_has() -> None:
    with pytest.raises(BadInput, match="no pool 'Clinic'"):
        ask(fitted(), PLAN, scenario=Scenario("more", "pool Clinic + 1"))


def test_a_change_to_what_does_not_hold_is_refused_with_what_was_seen() -> None:
    with pytest.raises(BadInput, match="mean service does not hold"):
        ask(
            spoilt("mean service at Ward"),
            PLAN,
            scenario=Scenario("quicker", "service Ward x 0.9"),
        )


def test_what_does_not_hold_is_marked_where_another_thing_is_changed() -> None:
    found = ask(
        spoilt("mean service at Ward"),
        replace(PLAN, runs=2),
        scenario=Scenario("quicker", "service Clinic x 0.9"),
    )

    assert not answer(found, "mean service at Ward").may_be_told
    assert answer(found, "mean service at Clinic").may_be_told


def test_a_fit_that_does_not_know_how_many_come_is_refused() -> None:
    with pytest.raises(BadInput, match="cases a day began"):
        ask(spoilt("journeys begun"), PLAN)


def test_more_demand_than_was_ever_seen_is_said_to_be_so() -> None:
    assert beyond_what_was_seen(fitted(), Scenario("a", "demand x 1.02")) == []
    (said,) = beyond_what_was_seen(fitted(), Scenario("b", "demand x 1.9"))
    assert "nothing of it was ever seen" in said


def test_an_interval_too_wide_to_see_much_is_told_as_such() -> None:
    measure = fitted().validation.checks[0].measure
    wide = Check(measure, seen=2.0, low=0.5, high=5.0, least=0.1, most=9.0)

    assert wide.verdict == "too vague to say"


def test_one_time_says_no_service_and_no_limit() -> None:
    log = read(rows_of(log_of(clinic())), both_times=False)
    one = fit(log, seed=1, runs=19, limits={"Ward": 12})

    assert one.identifiable[0].kind == "one-time"
    assert not one.model.pools
    assert all(
        node.name.startswith("until") or node.service["*"].mean_hours() == 0
        for node in one.model.nodes
    )
    spans = next(
        c for c in one.validation.checks if str(c.measure) == "mean time in system"
    )
    assert spans.covered


def test_a_limit_that_is_known_stands_and_none_is_none() -> None:
    told = fit(usual_log(), seed=1, runs=19, limits={"Ward": 13, "Triage": None})

    assert [(pool.name, pool.capacity) for pool in told.model.pools] == [("Ward", 13)]


def test_the_same_seed_gives_the_same_numbers() -> None:
    again = fit(usual_log(), seed=1, runs=39)

    assert again.validation == fitted().validation
    assert again.model == fitted().model
