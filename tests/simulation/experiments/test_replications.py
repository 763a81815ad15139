"""Replications: the same bits on any workers, and stopped when they are precise."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

from tests.simulation.experiments.drawn import MEAN, run_normal
from tests.simulation.outcomes import run_plainly
from tests.simulation.runners import runner_of
from tests.simulation.systems import hospital, one_queue
from wholeflow.errors import BadInput
from wholeflow.simulation import Exponential, Node, Random, Source
from wholeflow.simulation.engine.outcome import Outcome
from wholeflow.simulation.engine.running import run_once
from wholeflow.simulation.experiments.intervals import t_interval
from wholeflow.simulation.experiments.plans import Goal, Plan, Precision, Runner
from wholeflow.simulation.experiments.replications import Replications, replicate
from wholeflow.simulation.measures import Measure, measure_of, measured
from wholeflow.simulation.model.model import Model

PLAN = Plan(hours=60, seed=5, warm_up_hours=10, runs=6)
WAITING = Measure("patients waiting", "Clinic", "", "patients")


def of_normal(runs: int | Precision, seed: int = 1) -> Replications:
    plan = Plan(hours=1, seed=seed, runs=runs)
    return replicate(one_queue(), plan, runner=runner_of(run_normal))


@pytest.fixture(scope="module")
def alone() -> Replications:
    with ThreadPoolExecutor(1) as one:
        return replicate(hospital(), PLAN, runner=runner_of(run_plainly, executor=one))


def test_each_row_is_the_outcome_of_that_replication(alone: Replications) -> None:
    third = run_plainly(hospital(), hours=60, warm_up_hours=10, seed=5, replication=3)

    assert alone.n == 6
    assert np.array_equal(alone.rows[3], measured(hospital(), third), equal_nan=True)
    assert alone.ended == "as planned"


@pytest.mark.parametrize("workers", [2, 8])
def test_more_threads_give_the_same_bits(alone: Replications, workers: int) -> None:
    with ThreadPoolExecutor(workers) as some:
        found = replicate(
            hospital(), PLAN, runner=runner_of(run_plainly, executor=some)
        )

    assert found.rows.tobytes() == alone.rows.tobytes()


def test_processes_give_the_same_bits(alone: Replications) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as some:
        found = replicate(
            hospital(), PLAN, runner=runner_of(run_plainly, executor=some)
        )

    assert found.rows.tobytes() == alone.rows.tobytes()


def test_without_an_executor_threads_are_made(alone: Replications) -> None:
    found = replicate(hospital(), PLAN, runner=runner_of(run_plainly))

    assert found.rows.tobytes() == alone.rows.tobytes()


def test_later_replications_follow_on_earlier_ones() -> None:
    plan = Plan(hours=1, seed=1, runs=4, first_run=2)

    found = replicate(one_queue(), plan, runner=runner_of(run_normal))

    assert found.rows.tobytes() == of_normal(6).rows[2:].tobytes()


def test_a_model_is_made_ready_once_for_all_its_replications() -> None:
    made: list[Model] = []

    def prepare(model: Model, **asked: Any) -> Model:
        made.append(model)
        return model

    def run(ready: Model, /, *, seed: int, replication: int, shared: object) -> Outcome:
        return run_normal(
            ready, hours=1, warm_up_hours=0, seed=seed, replication=replication,
            binning="all",
        )  # fmt: skip

    found = replicate(
        one_queue(), Plan(hours=1, seed=1), runner=Runner(prepare=prepare, run=run)
    )

    assert (found.n, len(made)) == (20, 1)


def test_those_who_stay_long_are_followed_to_their_end() -> None:
    """A month on average, of which the window holds two and a third."""
    month = 720.0
    home = Node(name="home", service={"*": Exponential(mean=month)})
    model = Model(
        name="long stays",
        nodes=(home,),
        sources=(Source(name="door", node="home", arrivals=Random(per_hour=(2.0,))),),
    )

    found = replicate(
        model, Plan(hours=24 * 91, warm_up_hours=24 * 21, seed=1), runner=Runner()
    )

    # Whoever comes last is followed for three months more, which one in twenty outlast.
    for what, of in (("mean service", "home"), ("mean time in system", "")):
        mean = found.interval(measure_of(model, what, of)).mean
        assert 0.9 * month < mean < month
    assert 0.97 < found.share_ended() < 1


def test_progress_is_told_after_each_replication() -> None:
    told: list[tuple[int, int]] = []
    runner = runner_of(run_normal, progress=lambda done, of: told.append((done, of)))

    replicate(one_queue(), Plan(hours=1, seed=1, runs=3), runner=runner)

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_cancelled_plan_gives_the_replications_there_were() -> None:
    done: list[int] = []
    runner = runner_of(
        run_normal,
        progress=lambda n, of: done.append(n),
        cancelled=lambda: len(done) == 4,
    )

    found = replicate(one_queue(), Plan(hours=1, seed=1, runs=9), runner=runner)

    assert (found.n, found.ended) == (4, "cancelled")
    assert found.rows.tobytes() == of_normal(4).rows.tobytes()


def test_a_run_that_is_going_tells_how_far_it_is_and_stops_when_cancelled() -> None:
    told: list[float] = []
    ended: list[Outcome] = []

    def run(ready: Any, /, **asked: Any) -> Outcome:
        ended.append(run_once(ready, **asked))
        return ended[-1]

    runner = Runner(
        run=run,
        progress=lambda done, of: told.append(done),
        cancelled=lambda: bool(told),
    )
    long = one_queue(per_hour=2000, mean=1 / 2500)  # 40 million events

    found = replicate(long, Plan(hours=10_000, seed=1, runs=1), runner=runner)

    assert (found.n, found.ended) == (0, "cancelled")
    assert 0 < told[0] < 1
    (outcome,) = ended
    assert outcome.stopped is not None
    assert outcome.stopped < 10_000


def test_what_goes_wrong_in_a_run_is_not_swallowed() -> None:
    def fails(model: object, **asked: object) -> Outcome:
        raise TimeoutError("too long")

    with pytest.raises(TimeoutError, match="too long"):
        replicate(one_queue(), PLAN, runner=runner_of(fails, cancelled=lambda: False))


def test_the_hours_of_a_run_are_kept_for_the_measures_named() -> None:
    model = one_queue()
    present = measure_of(model, "patients present")
    plan = Plan(hours=30, seed=1, runs=4, binning="hour", by_bin=(present,))

    found = replicate(model, plan, runner=runner_of(run_plainly))

    assert found.bins.shape == (4, 30, 1)
    by_hour = [interval.mean for interval in found.profile(present)]
    assert np.mean(by_hour) == pytest.approx(found.interval(present).mean)
    with pytest.raises(BadInput, match="by_bin"):
        found.profile(WAITING)


def test_every_measure_is_told_with_its_interval(alone: Replications) -> None:
    told = alone.intervals(0.9)

    assert list(told) == list(alone.measures)
    wait = measure_of(hospital(), "mean wait", "Ward")
    assert told[wait] == alone.interval(wait, 0.9)


def test_a_measure_of_another_model_is_told_with_the_nearest(
    alone: Replications,
) -> None:
    with pytest.raises(BadInput, match="mean wait at Ward"):
        alone.values_of(Measure("mean wait", "Wrad", "", "hours"))


def test_faults_of_a_plan_are_told_together() -> None:
    with pytest.raises(BadInput) as told:
        Plan(hours=10, warm_up_hours=10, seed=-1, runs=0)

    assert len(told.value.faults) == 3


def test_a_goal_that_the_model_cannot_have_is_told_before_anything_runs() -> None:
    goal = Goal(measure=Measure("mean wait", "Ward", "", "hours"))

    with pytest.raises(BadInput, match="mean wait at Ward"):
        of_normal(Precision(goals=(goal,)))


def test_precise_at_two_checks_in_a_row_is_the_end() -> None:
    found = of_normal(Precision(goals=(Goal(measure=WAITING, relative=0.1),)))

    assert found.ended == "precise"
    widths = [
        t_interval(found.values_of(WAITING)[:n]).half_width
        / found.values_of(WAITING)[:n].mean()
        for n in range(10, found.n + 1, 5)
    ]
    assert max(widths[-2:]) <= 0.1
    assert all(max(pair) > 0.1 for pair in pairwise(widths[:-1]))


def test_a_half_width_in_the_measures_unit_is_enough_by_itself() -> None:
    found = of_normal(
        Precision(goals=(Goal(measure=WAITING, relative=0, absolute=1000),))
    )

    assert (found.n, found.ended) == (15, "precise")


def test_a_limit_that_comes_first_is_said() -> None:
    found = of_normal(
        Precision(goals=(Goal(measure=WAITING, relative=0.001),), most=32)
    )

    assert (found.n, found.ended) == (30, "not precise enough")


@pytest.mark.long
def test_intervals_that_were_stopped_when_precise_hold_the_truth_often_enough() -> None:
    """Stopping early costs coverage: two checks in a row keep it above 0.93."""
    wanted = Precision(goals=(Goal(measure=WAITING, relative=0.1),))
    rounds = 800

    intervals = [of_normal(wanted, seed).interval(WAITING) for seed in range(rounds)]

    held = np.mean([t.low <= MEAN <= t.high for t in intervals])
    assert held > 0.93 - 3 * math.sqrt(0.05 * 0.95 / rounds)
    assert held < 0.97
