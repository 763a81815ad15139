"""What is run without events comes to what the kernel comes to, visit for visit."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation.models import Maker
from tests.simulation.systems import hospital, one_queue, recorded, two_classes
from wholeflow.simulation import (
    Appointments,
    Claim,
    ClassChange,
    Constant,
    Exponential,
    Lognormal,
    Model,
    Node,
    Patience,
    PatientClass,
    Pool,
    Present,
    Random,
    Recorded,
    Rule,
    Shares,
    Source,
)
from wholeflow.simulation.engine import recursion
from wholeflow.simulation.engine.outcome import Binning, Outcome
from wholeflow.simulation.engine.running import (
    Compiled,
    compile_model,
    new_shared,
    run_once,
    run_without_events,
)
from wholeflow.simulation.model.pools import Changes

COUNTS = ("counts", "waits", "journey_lengths")
SUMS = ("sums", "levels", "pools", "journeys", "hours_in_bin")
BINNINGS: tuple[Binning, ...] = ("all", "hour of week", "hour")


class Plainly(Maker):
    """Makes models of nodes in a line, or in several that part and meet again."""

    def model(self) -> Model:
        self.classes = [f"c{at}" for at in range(self.whole(1, 3))]
        self.nodes = [f"n{at}" for at in range(self.whole(1, 6))]
        nodes, pools = [], []
        for name in map(str, self.rng.permutation(self.nodes)):
            claims = []
            for number in range(self.whole(0, 2)):
                quantum, units = self.pick((1.0, 0.5)), self.whole(1, 2)
                pool = f"{name} {number}"
                pools.append(
                    Pool(name=pool, capacity=self.whole(2, 5), quantum=quantum)
                )
                claims.append(Claim(pool=pool, units=units * quantum))
            nodes.append(self.line(name, tuple(claims), self.after(name)))
        return Model(
            name="made up",
            classes=tuple(
                PatientClass(name=name, priority=1, due_hours=self.number(0, 5))
                for name in self.classes
            ),
            nodes=tuple(nodes),
            pools=(Pool(name="idle", capacity=3), *pools),
            sources=tuple(
                self.plain_source(f"s{at}") for at in range(self.whole(1, 3))
            ),
            timezone="Europe/London",
            start="2026-03-28T20:00",
        )

    def after(self, name: str) -> list[str]:
        return self.nodes[self.nodes.index(name) + 1 :]

    def line(self, name: str, claims: tuple[Claim, ...], after: list[str]) -> Node:
        routes: dict[str, Any] = {}
        for each in ("*", *self.classes):
            if after and self.chance(0.6):
                among = self.rng.permutation(after)[: self.whole(1, 3)]
                shares = {str(to): 0.9 / len(among) for to in among}
                routes[each] = Shares(to=shares)
        service = self.by_class(self.number(0.3, 2))
        return Node(name=name, service=service, claims=claims, routes=routes)

    def plain_source(self, name: str) -> Source:
        kind, node = self.whole(0, 3), self.pick(self.nodes)
        arrivals: Any = Random(per_hour=(self.number(0.2, 3),))
        if kind == 1:
            rates = tuple(self.number(0, 3) for _ in range(self.pick((24, 200))))
            arrivals = Random(per_hour=rates)
        if kind == 2:
            at = tuple({self.whole(0, 167) + self.pick((0, 0.37)) for _ in range(30)})
            late = Exponential(mean=0.5) if self.chance(0.8) else None
            arrivals = Appointments(at=at, no_show=0.1, lateness=late)
        if kind == 3:
            times = sorted({self.number(0, 60) for _ in range(self.whole(1, 40))})
            classes = tuple(self.pick(self.classes) for _ in times)
            arrivals = Recorded(
                at=tuple(times), classes=classes if self.chance(0.5) else ()
            )
        classes = {each: 1 / len(self.classes) for each in self.classes}
        return Source(name=name, node=node, arrivals=arrivals, classes=classes)


def ready(model: Model, seed: int = 0, hours: float = 60.0) -> Compiled:
    return compile_model(
        model,
        hours=hours,
        warm_up_hours=(0.0, 10.0, 7.5)[seed % 7 % 3],
        follow_hours=(0.0, 0.75, 30.0)[seed // 2 % 3],
        binning=BINNINGS[seed % 3],
    )


def with_events(of: Compiled) -> Compiled:
    return dataclasses.replace(of, order=(), parts=())


def the_same(one: Outcome, other: Outcome) -> None:
    """Hold two outcomes against each other: counts and times are the same bits."""
    for name in COUNTS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name in SUMS:
        np.testing.assert_allclose(
            getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-9, err_msg=name
        )
    assert (one.events, one.stopped) == (other.events, other.stopped)
    if one.visits is not None and other.visits is not None:
        for name in one.visits.dtype.names or ():
            np.testing.assert_array_equal(one.visits[name], other.visits[name], name)


@given(st.integers(0, 2**32 - 1))
def test_every_visit_and_sum_is_that_of_the_kernel(seed: int) -> None:
    of = ready(Plainly(seed).model(), seed)
    assert of.order
    given_, expected = (
        run_once(each, seed=seed, replication=1, keep_visits=True)
        for each in (of, with_events(of))
    )
    the_same(given_, expected)


@given(st.integers(0, 2**32 - 1))
def test_what_is_counted_does_not_hang_on_visits_being_kept(seed: int) -> None:
    of = ready(Plainly(seed).model(), seed)

    the_same(run_once(of, seed=seed), run_once(with_events(of), seed=seed))


def test_a_run_in_many_stretches_is_that_of_the_kernel(
    monkeypatch: pytest.MonkeyPatch, tries: Callable[[int, int], int]
) -> None:
    """With few drawn ahead, patients are on their way from stretch to stretch."""
    monkeypatch.setattr(recursion, "AHEAD", 4)
    monkeypatch.setattr(recursion, "FEWEST", 3)
    settled = 0
    for seed in range(tries(40, 400)):
        of = ready(Plainly(seed).model(), seed)
        outcome = run_without_events(of, (seed, 0), new_shared(), keep_visits=True)
        if outcome is not None:
            settled += 1
            the_same(outcome, run_once(with_events(of), seed=seed, keep_visits=True))
    assert settled > 30


DAY = tuple(10 + 5 * math.sin(2 * math.pi * hour / 24) for hour in range(24))


def tandem(n: int = 5) -> Model:
    """Clinics in a row, each of ten doctors."""
    of = one_queue(per_hour=9.0, servers=10)
    node, pool = of.nodes[0], of.pools[0]
    nodes = tuple(
        dataclasses.replace(
            node,
            name=node.name if at == 0 else f"n{at}",
            claims=(Claim(pool=f"p{at}"),),
            routes={"*": Shares(to={f"n{at + 1}": 1.0})} if at < n - 1 else {},
        )
        for at in range(n)
    )
    pools = tuple(dataclasses.replace(pool, name=f"p{at}") for at in range(n))
    return dataclasses.replace(of, nodes=nodes, pools=pools)


def served(model: Model, service: Any, **more: Any) -> Model:
    """Give a model of one node with other services, or more that is other."""
    node = dataclasses.replace(model.nodes[0], service={"*": service}, **more)
    return dataclasses.replace(model, nodes=(node, *model.nodes[1:]))


@pytest.mark.parametrize(
    "model",
    [
        one_queue(),
        one_queue(per_hour=9.0, servers=10),
        one_queue(per_hour=90.0, servers=100),
        one_queue(per_hour=2.0, servers=1),
        served(one_queue(), Lognormal(mean=1.0, sd=1.4)),
        served(one_queue(per_hour=0.9), Constant(hours=1.0)),
        dataclasses.replace(
            served(one_queue(), Exponential(mean=6.0), claims=()),
            sources=(Source(name="s", node="Clinic", arrivals=Random(per_hour=DAY)),),
        ),
        tandem(),
    ],
    ids=[
        "M/M/1",
        "M/M/10",
        "M/M/100",
        "overfull",
        "M/G/1",
        "M/D/1",
        "M_t/M/inf",
        "row",
    ],
)
def test_long_runs_of_known_queues_are_those_of_the_kernel(model: Model) -> None:
    of = compile_model(model, hours=3000.0, warm_up_hours=100.0, follow_hours=2000.0)
    outcome = run_without_events(of, (4, 2), new_shared())

    assert outcome is not None
    the_same(outcome, run_once(with_events(of), seed=4, replication=2))


def test_a_plain_part_is_run_without_events_beside_others() -> None:
    """Eight plain nodes, and a hospital in which patients are blocked."""
    plain = tandem(8)
    model = dataclasses.replace(
        plain,
        nodes=plain.nodes + hospital().nodes,
        pools=plain.pools + hospital().pools,
        sources=plain.sources + hospital().sources,
    )
    nodes = tuple(
        dataclasses.replace(node, name=f"plain {node.name}") if at == 0 else node
        for at, node in enumerate(model.nodes)
    )
    sources = (
        dataclasses.replace(plain.sources[0], node=nodes[0].name),
        *hospital().sources,
    )
    of = compile_model(
        dataclasses.replace(model, nodes=nodes, sources=sources), hours=300.0
    )

    assert [bool(part.order) for _, part in of.parts] == [True, False]
    the_same(run_once(of, seed=2), run_once(with_events(of), seed=2))


# -- what is left to the kernel ----------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [
        hospital(),
        two_classes(),
        served(one_queue(), Exponential(mean=1.0), order="last come"),
        served(one_queue(), Exponential(mean=1.0), order_by="in_system"),
        served(one_queue(), Exponential(mean=1.0), turnaround=Constant(hours=0.1)),
        served(one_queue(), Exponential(mean=1.0), balking=(0.0, 0.5)),
        served(
            one_queue(),
            Exponential(mean=1.0),
            patience=Patience(hours={"*": Constant(hours=1.0)}),
        ),
        served(one_queue(), Exponential(mean=1.0), with_patience=0.5),
        served(one_queue(), Exponential(mean=1.0), pre_empt="resume"),
        served(one_queue(), Exponential(mean=1.0), changes=ClassChange()),
        served(
            one_queue(), Exponential(mean=1.0), routes={"*": Shares(to={"Clinic": 0.1})}
        ),
        served(
            tandem(2),
            Exponential(mean=1.0),
            routes={"*": Rule(cases=(), otherwise="n1")},
        ),
        served(tandem(2), Exponential(mean=1.0), claims=(Claim(pool="p1"),)),
        one_queue(servers=0),
        dataclasses.replace(
            one_queue(),
            pools=(
                Pool(name="doctors", capacity=Changes(at=(0.0, 9.0), units=(1.0, 2.0))),
            ),
        ),
        dataclasses.replace(one_queue(), present=(Present(node="Clinic"),)),
        dataclasses.replace(
            one_queue(),
            sources=(
                dataclasses.replace(one_queue().sources[0], together={1: 0.5, 2: 0.5}),
            ),
        ),
        recorded((1.0, 2.0), (2.0, 1.0)),
    ],
    ids=[
        "places", "priorities", "last come", "by expression", "turnaround", "balking",
        "patience", "with patience", "pre-emption", "changes", "a way back", "rule",
        "shared pool", "nobody serves", "shift", "there at the start", "together",
        "paths",
    ],
)  # fmt: skip
def test_all_else_is_left_to_the_kernel(model: Model) -> None:
    assert compile_model(model, hours=10.0).order == ()


def lists(*lists: tuple[float, ...], hours: float = 1.0) -> Model:
    """Patients come by several lists to one clinic, each for some hours."""
    sources = tuple(
        Source(name=f"s{at}", node="Clinic", arrivals=Recorded(at=times))
        for at, times in enumerate(lists)
    )
    of = served(one_queue(servers=2), Constant(hours=hours))
    return dataclasses.replace(of, sources=sources)


def test_who_comes_at_once_is_left_to_the_kernel() -> None:
    of = compile_model(lists((1.0, 2.0), (0.5, 2.0)), hours=10.0)

    assert of.order
    assert run_without_events(of, (1, 0), new_shared()) is None
    the_same(run_once(of, seed=1), run_once(with_events(of), seed=1))


def test_who_leaves_at_once_is_left_to_the_kernel_where_visits_are_kept() -> None:
    """One leaves each node at half past two."""
    model = lists((1.0, 1.5))
    away = Node(name="Away", service={"*": Constant(hours=0.5)})
    source = Source(name="far", node="Away", arrivals=Recorded(at=(2.0,)))
    model = dataclasses.replace(
        model, nodes=(*model.nodes, away), sources=(*model.sources, source)
    )
    of = compile_model(model, hours=10.0)
    whole = dataclasses.replace(of, parts=())

    assert run_without_events(whole, (1, 0), new_shared(), keep_visits=True) is None
    outcome = run_without_events(whole, (1, 0), new_shared())
    assert outcome is not None
    the_same(outcome, run_once(with_events(of), seed=1))


def test_what_happens_as_the_last_of_the_counted_leaves_is_left_to_the_kernel() -> None:
    """Who comes in the window leaves at two, when somebody else comes."""
    of = compile_model(lists((1.0,), (2.0,)), hours=1.5, follow_hours=5.0)

    assert run_without_events(of, (1, 0), new_shared()) is None
    the_same(run_once(of, seed=1), run_once(with_events(of), seed=1))


@pytest.mark.parametrize("follow", [0.0, 5.0])
def test_what_happens_at_the_very_end_is_within_the_run(follow: float) -> None:
    """Services end, and the next begin, at the end of the window and of the run."""
    model = lists((1.0, 2.0, 3.0, 4.0, 5.0), hours=6.0)
    for hours in (7.0, 8.0, 13.0):
        of = compile_model(model, hours=hours, follow_hours=follow, binning="hour")
        outcome = run_without_events(of, (1, 0), new_shared(), keep_visits=True)
        expected = run_once(with_events(of), seed=1, keep_visits=True)
        assert outcome is not None
        the_same(outcome, expected)


def test_a_run_that_may_take_no_more_events_stops_as_in_the_kernel() -> None:
    of = compile_model(one_queue(), hours=1000.0)
    events = run_once(of, seed=1).events

    for most in (500, events, events + 1):
        outcome = run_once(of, seed=1, most_events=most)
        the_same(outcome, run_once(with_events(of), seed=1, most_events=most))


def test_a_run_that_is_cancelled_stops_as_in_the_kernel() -> None:
    of, shared = compile_model(one_queue(per_hour=5.0), hours=20_000.0), new_shared()
    shared[0] = 1

    assert run_once(of, seed=1, shared=shared).events == 65_536


def test_a_run_says_how_far_it_is() -> None:
    of, shared = compile_model(tandem(), hours=2000.0), new_shared()
    outcome = run_without_events(of, (1, 0), shared)

    assert outcome is not None
    assert list(shared[1:3]) == [outcome.events, 2000.0]
