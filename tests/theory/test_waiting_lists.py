"""Waiting lists against what is known of them exactly.

Means must lie in the 99.9 % interval of the runs, and that interval must be narrow: at
most 2 % of the value to each side.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from wholeflow.simulation import Constant, Exponential, Lognormal, Model, Pool
from wholeflow.simulation.experiments.intervals import Values, t_interval
from wholeflow.simulation.waiting_lists import (
    POOL,
    Band,
    Followed,
    Group,
    WaitingList,
    enough_treatments,
    follow,
    in_turn,
    list_model,
    weeks_until,
)

Service = Constant | Exponential | Lognormal
WARM_UP = 200  # weeks


def holds(values: Values, expected: float) -> None:
    """Hold a value to the interval of some runs, and the interval to 2 %."""
    interval = t_interval(values, 0.999)
    assert interval.low < expected < interval.high, (interval, expected)
    assert interval.half_width <= 0.02 * expected, (interval, expected)


def a_list(*new: float, treated: float) -> WaitingList:
    """Give a list on which nobody waits yet, of groups in order of priority."""
    groups = tuple(
        Group(name=f"group {at}", new_per_week=each, priority=at)
        for at, each in enumerate(new)
    )
    return WaitingList(name="a list", groups=groups, treated_per_week=treated)


def served(of: WaitingList, service: Service, servers: int) -> Model:
    """Give the model of a list whose treatments take times that theory knows."""
    model = list_model(of)
    node = replace(model.nodes[0], service={"*": service})
    return replace(model, nodes=(node,), pools=(Pool(name=POOL, capacity=servers),))


def waits(ran: Followed) -> Values:
    """Give the mean wait in weeks of those treated after the warm-up, by run and group."""
    waited, treated = (
        each[:, WARM_UP:].sum(axis=1) for each in (ran.waited, ran.treated)
    )
    means: Values = waited / treated
    return means


def erlang_c(load: float, servers: int) -> float:
    """Give the chance of waiting with so many servers and memoryless services."""
    terms = [load**at / math.factorial(at) for at in range(servers + 1)]
    last = terms[-1] * servers / (servers - load)
    return last / (math.fsum(terms[:-1]) + last)


def crommelin(new: float, slots: int) -> float:
    """Give the mean wait in weeks where so many slots treat for a week each.

    Who is there a week on is who was there beyond the slots, and who has come since
    (Crommelin, 1932): the distribution of that is solved for, and gives how many wait.
    """
    most = 60 * slots
    came = np.array(
        [
            math.exp(-new + at * math.log(new) - math.lgamma(at + 1))
            for at in range(most)
        ]
    )
    onward = np.zeros((most, most))
    for there in range(most):
        left = max(0, there - slots)
        onward[there, left:] = came[: most - left]
    onward[:, -1] += 1 - onward.sum(axis=1)
    equations = np.vstack([onward.T - np.eye(most), np.ones(most)])
    shares = np.linalg.lstsq(equations, np.append(np.zeros(most), 1.0), rcond=None)[0]
    waiting = float(shares @ np.maximum(0, np.arange(most) - slots))
    return waiting / new  # Little's law


def test_waits_of_weekly_slots_are_crommelins() -> None:
    ran = follow(list_model(a_list(3.2, treated=4)), weeks=3000, seed=5, runs=400)

    holds(waits(ran)[:, 0], crommelin(3.2, 4))


def test_waits_of_treatments_without_memory_are_erlangs() -> None:
    of = served(a_list(400.0, treated=500), Exponential(mean=168 / 100), 5)

    ran = follow(of, weeks=1500, seed=6, runs=20)

    holds(waits(ran)[:, 0], erlang_c(4.0, 5) / (500 - 400))


@pytest.mark.parametrize(
    ("service", "squares"),
    [
        (Constant(hours=1.68), 1.0),  # M/D/1
        (Lognormal(mean=1.68, sd=1.68), 2.0),
    ],
)
def test_waits_of_one_at_a_time_are_pollaczeks(
    service: Service, squares: float
) -> None:
    """Rate x mean of the squares of services / 2 (1 - load)."""
    of = served(a_list(80.0, treated=100), service, 1)

    ran = follow(of, weeks=3000, seed=7, runs=40)

    holds(waits(ran)[:, 0], 80 * squares * 0.01**2 / (2 * (1 - 0.8)))


def test_waits_of_groups_by_priority_are_cobhams() -> None:
    new = (100.0, 150.0, 150.0)
    of = served(a_list(*new, treated=500), Exponential(mean=168 / 100), 5)

    found = waits(follow(of, weeks=2400, seed=8, runs=20))

    before = 0.0
    for group, each in enumerate(new):
        through = before + each / 500
        expected = erlang_c(4.0, 5) / 500 / ((1 - before) * (1 - through))
        holds(found[:, group], expected)
        before = through


def steady(*, patients: int, new: float, left: float = 0.0) -> WaitingList:
    """Give a list that neither grows nor shrinks."""
    people = in_turn(patients, new_per_week=new, removed_per_week=left)
    group = Group(waiting=people, new_per_week=new, removed_per_week=left)
    return WaitingList(name="steady", groups=(group,), treated_per_week=new - left)


def test_a_list_is_as_long_as_who_joins_times_how_long_they_wait() -> None:
    ran = follow(list_model(steady(patients=20_000, new=1000)), weeks=200, seed=1)

    size = ran.waiting.sum(axis=-1).mean()
    rate = ran.treated.mean()
    assert size == pytest.approx(rate * waits_of_all(ran), rel=0.01)
    assert size == pytest.approx(20_000, rel=0.05)


def waits_of_all(ran: Followed) -> float:
    return float(ran.waited.sum() / ran.treated.sum())


def test_those_who_leave_keep_a_list_to_a_length_and_its_ages() -> None:
    ran = follow(
        list_model(steady(patients=20_000, new=1000, left=200)), weeks=300, seed=2
    )

    sizes, longer = ran.waiting.sum(axis=-1).mean(axis=0), ran.over[..., 0].sum(axis=-1)
    np.testing.assert_allclose(sizes, 20_000, rtol=0.05)
    np.testing.assert_allclose(longer.mean(axis=0), longer[0, 0], rtol=0.15)
    assert ran.left.mean() == pytest.approx(200, rel=0.02)


BACKLOG = (Band(from_weeks=0, to_weeks=60, patients=30_000),)


@pytest.mark.parametrize("left", [0.0, 150.0])
def test_a_backlog_is_cleared_as_fast_as_a_fluid_runs_out(left: float) -> None:
    group = Group(waiting=BACKLOG, new_per_week=1000, removed_per_week=left)
    of = WaitingList(name="late", groups=(group,), treated_per_week=1200)

    ran = follow(list_model(of), weeks=160, seed=3, runs=8)

    for patients in (25_000, 15_000, 5_000):
        expected = weeks_until(of, patients)
        assert ran.first_week(at_most=patients) == pytest.approx(expected, abs=2.5)
    if not left:
        assert weeks_until(of, 0) == 30_000 / (1200 - 1000)


def test_what_keeps_to_a_standard_is_what_a_list_in_turn_needs() -> None:
    """92 % within 18 weeks: in turn, at most 18 / 0.92 weeks of those who join wait."""
    group = Group(waiting=BACKLOG, new_per_week=1000)
    of = WaitingList(name="late", groups=(group,), treated_per_week=1000)

    found = enough_treatments(of, weeks=52, seed=4)

    assert found == pytest.approx(1000 + (30_000 - 1000 * 18 / 0.92) / 52, rel=0.01)
