"""Simulated queues against what is known of them exactly.

Each value must lie in the 99.9 % interval of the replications, and that interval must be
narrow: at most 2 % of the value to each side. Where an interval is wide, a wrong formula
passes.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from wholeflow.simulation import (
    Claim,
    Constant,
    Exponential,
    Lognormal,
    Model,
    Node,
    Patience,
    PatientClass,
    Pool,
    Random,
    Shares,
    Source,
)
from wholeflow.simulation.engine.running import compile_model, run_once
from wholeflow.simulation.experiments import (
    Plan,
    Replications,
    Runner,
    Scenario,
    replicate,
)
from wholeflow.simulation.experiments.intervals import t_interval
from wholeflow.simulation.measures import Measure, measures_of

Distribution = Constant | Exponential | Lognormal
ONE = Exponential(mean=1.0)


def a_queue(
    *, rate: float, servers: int = 1, service: Distribution = ONE, **node: object
) -> Model:
    """Give one node with its own servers, to which patients come at random."""
    return Model(
        name="a queue",
        nodes=(a_node("desk", service, **node),),
        pools=(Pool(name="desk", capacity=servers),),
        sources=(a_source("door", "desk", rate),),
    )


def a_node(name: str, service: Distribution, **more: object) -> Node:
    return Node(name=name, service={"*": service}, claims=(Claim(pool=name),), **more)  # type: ignore[arg-type]  # whatever a test is about


def a_source(name: str, node: str, rate: float, **more: object) -> Source:
    arrivals = Random(per_hour=(rate,))
    return Source(name=name, node=node, arrivals=arrivals, **more)  # type: ignore[arg-type]


def run(model: Model, *, hours: float, runs: int = 20) -> Replications:
    plan = Plan(hours=hours, warm_up_hours=hours / 20, seed=20261126, runs=runs)
    return replicate(model, plan, runner=Runner())


def measure(
    ran: Replications, what: str, of: str = "", patient_class: str = ""
) -> Measure:
    return next(
        each
        for each in measures_of(ran.model)
        if (each.what, each.of, each.patient_class) == (what, of, patient_class)
    )


def holds(values: np.ndarray, exact: float) -> None:
    interval = t_interval(values, 0.999)
    assert interval.low <= exact <= interval.high
    assert interval.half_width <= 0.02 * abs(exact)


def present(ran: Replications, node: str) -> np.ndarray:
    """Give how many are at a node, in all, in each replication."""
    parts = ("patients waiting", "patients in service", "patients blocked")
    return sum(ran.values_of(measure(ran, part, node)) for part in parts)


def test_waits_of_many_servers_are_erlangs() -> None:
    ran = run(a_queue(rate=9.0, servers=10), hours=150_000, runs=40)

    holds(ran.values_of(measure(ran, "mean wait", "desk")), 0.668731524)


def test_waits_of_one_server_are_of_pollaczek_and_khinchine() -> None:
    service = Lognormal(mean=1.0, sd=math.sqrt(2))
    ran = run(a_queue(rate=0.8, service=service), hours=400_000, runs=40)

    holds(ran.values_of(measure(ran, "mean wait", "desk")), 6.0)


def test_waits_for_services_all_alike() -> None:
    ran = run(a_queue(rate=0.9, service=Constant(hours=1.0)), hours=500_000)

    holds(ran.values_of(measure(ran, "mean wait", "desk")), 4.5)


@pytest.mark.parametrize(
    "service", [ONE, Constant(hours=1.0), Lognormal(mean=1.0, sd=2.0)]
)
def test_losses_are_erlangs_whatever_the_service(service: Distribution) -> None:
    ran = run(a_queue(rate=9.0, servers=10, service=service, places=10), hours=30_000)

    holds(ran.values_of(measure(ran, "lost", "desk")), 0.167963226)


def two_classes(**node: object) -> Model:
    return Model(
        name="two classes",
        classes=(PatientClass(name="first"), PatientClass(name="second", priority=1)),
        nodes=(a_node("desk", ONE, **node),),
        pools=(Pool(name="desk", capacity=1),),
        sources=(
            a_source("one door", "desk", 0.3, classes={"first": 1.0}),
            a_source("another", "desk", 0.5, classes={"second": 1.0}),
        ),
    )


def test_waits_by_priority_are_cobhams() -> None:
    ran = run(two_classes(), hours=400_000)

    holds(ran.values_of(measure(ran, "mean wait", "desk", "first")), 1.142857)
    holds(ran.values_of(measure(ran, "mean wait", "desk", "second")), 5.714286)


def test_times_where_the_urgent_put_others_out() -> None:
    ran = run(two_classes(pre_empt="resume"), hours=400_000)

    holds(ran.values_of(measure(ran, "mean time in system", "", "first")), 1.428571)
    holds(ran.values_of(measure(ran, "mean time in system", "", "second")), 7.142857)


def test_a_network_of_queues_is_jacksons() -> None:
    ways = {"a": {"b": 0.5, "c": 0.2}, "b": {"c": 0.6}, "c": {"a": 0.25}}
    servers, rates = {"a": 2, "b": 2, "c": 4}, {"a": 1.2, "b": 1.0, "c": 0.5}
    model = Model(
        name="three queues",
        nodes=tuple(
            a_node(
                name, Exponential(mean=1 / rates[name]),
                routes={"*": Shares(to=to)},
            )
            for name, to in ways.items()
        ),
        pools=tuple(Pool(name=name, capacity=n) for name, n in servers.items()),
        sources=(a_source("one", "a", 1.0), a_source("two", "b", 0.5)),
    )  # fmt: skip
    ran = run(model, hours=100_000)

    holds(present(ran, "a"), 1.38736316)
    holds(present(ran, "b"), 1.61586268)
    holds(present(ran, "c"), 1.94188003)
    holds(ran.values_of(measure(ran, "mean time in system")), 3.29673725)


@pytest.mark.parametrize(
    ("places", "first", "second", "blocked"),
    [(1, 2.3, 0.5, 0.2), (3, 1.20867741, 0.85899299, 0.04241537)],
    ids=["no place between", "two places between"],
)
def test_one_desk_before_another_blocks(
    places: int, first: float, second: float, blocked: float
) -> None:
    model = Model(
        name="tandem",
        nodes=(
            a_node("a", ONE, routes={"*": Shares(to={"b": 1.0})}),
            a_node("b", ONE, places=places),
        ),
        pools=(Pool(name="a", capacity=1), Pool(name="b", capacity=1)),
        sources=(a_source("door", "a", 0.5),),
    )
    ran = run(model, hours=400_000)

    holds(present(ran, "a"), first)
    holds(present(ran, "b"), second)
    holds(ran.values_of(measure(ran, "patients blocked", "a")), blocked)


def test_an_emergency_department_blocked_by_its_ward_and_that_by_care() -> None:
    model = Model(
        name="front door to social care",
        nodes=(
            a_node(
                "ED", Exponential(mean=1 / 2), places=6,
                routes={"*": Shares(to={"ward": 0.5})},
            ),
            a_node(
                "ward", Exponential(mean=2.0), places=4,
                routes={"*": Shares(to={"care": 0.3})},
            ),
            a_node("care", Exponential(mean=1.5), places=1),
        ),
        pools=(
            Pool(name="ED", capacity=3),
            Pool(name="ward", capacity=4),
            Pool(name="care", capacity=1),
        ),
        sources=(a_source("door", "ED", 3.0),),
    )  # fmt: skip
    ran = run(model, hours=100_000)

    holds(ran.values_of(measure(ran, "lost", "ED")), 0.12726743)
    holds(ran.values_of(measure(ran, "patients blocked", "ED")), 0.72084866)
    holds(ran.values_of(measure(ran, "patients blocked", "ward")), 0.52520180)
    holds(present(ran, "ED"), 2.72602682)
    holds(present(ran, "ward"), 3.14339957)
    holds(present(ran, "care"), 0.58909448)
    holds(ran.values_of(measure(ran, "journeys ended")) / 24, 2.61819771)


def test_impatient_patients_are_palms() -> None:
    patience = Patience(hours={"*": Exponential(mean=2.0)})
    ran = run(a_queue(rate=12.0, servers=10, patience=patience), hours=40_000)

    holds(ran.values_of(measure(ran, "gave up", "desk")), 0.19565594)
    holds(ran.values_of(measure(ran, "patients waiting", "desk")), 4.69574266)


def test_arrivals_follow_the_hour_of_the_day() -> None:
    rates = [10 + 5 * _mean_of_sine(hour) for hour in range(24)]
    model = Model(
        name="a day",
        nodes=(Node(name="stay", service={"*": Exponential(mean=6.0)}),),
        sources=(
            Source(name="door", node="stay", arrivals=Random(per_hour=tuple(rates))),
        ),
    )
    ready = compile_model(model, hours=24 * 400)
    at = np.array([6.0, 12.0, 18.0])
    found = np.array(
        [
            _there(run_once(ready, seed=1, replication=r, keep_visits=True).visits, at)
            for r in range(20)
        ]
    )

    for place, exact in enumerate((68.652013, 73.590551, 51.347987)):
        holds(found[:, place], exact)


def _mean_of_sine(hour: int) -> float:
    """Give the mean of sin(2 pi t / 24) over an hour."""
    turn = 2 * math.pi / 24
    return (math.cos(turn * hour) - math.cos(turn * (hour + 1))) / turn


def _there(visits: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Give how many are there at some hours of the day, on average over days."""
    days = np.arange(10, 400) * 24.0
    came, left = np.sort(visits["arrive"]), np.sort(visits["leave"])
    when = days[:, None] + at
    there = np.searchsorted(came, when) - np.searchsorted(left, when)
    return there.mean(axis=0)


@pytest.mark.parametrize(
    ("places", "hours"), [(4, 1.62202932), (3, 1.33287037)], ids=["four", "three"]
)
def test_time_until_a_queue_blocks_itself(places: int, hours: float) -> None:
    again = {"*": Shares(to={"desk": 0.5})}
    model = Model(
        name="back to the same desk",
        nodes=(a_node("desk", Exponential(mean=0.2), places=places, routes=again),),
        pools=(Pool(name="desk", capacity=1),),
        sources=(a_source("door", "desk", 6.0),),
        deadlock="stop",
    )
    ready = compile_model(model, hours=100.0)
    stopped = [run_once(ready, seed=1, replication=r).stopped for r in range(14_000)]

    assert None not in stopped
    holds(np.array(stopped, dtype=float), hours)


def erlang_c(load: float, servers: int) -> float:
    """Give the chance of waiting in M/M/c (Erlang, 1917)."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def test_two_wards_that_share_their_beds_wait_as_one_twice_as_large() -> None:
    apart = Model(
        name="two wards",
        nodes=(a_node("A", ONE), a_node("B", ONE)),
        pools=(Pool(name="A", capacity=4), Pool(name="B", capacity=4)),
        sources=(a_source("to A", "A", 3.2), a_source("to B", "B", 3.2)),
    )
    together = Scenario("shared", "shared A with B").applied(apart, 1)

    for model, load, servers in ((apart, 3.2, 4), (together, 6.4, 8)):
        ran = run(model, hours=60_000, runs=30)
        waits = [ran.values_of(measure(ran, "mean wait", ward)) for ward in "AB"]
        holds(np.mean(waits, axis=0), erlang_c(load, servers) / (servers - load))
