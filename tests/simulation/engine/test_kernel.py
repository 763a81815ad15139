"""The compiled kernel does what the plain engine does, visit for visit."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.simulation.models import made_up, rerouted, simple
from wholeflow.errors import BadInput
from wholeflow.simulation.engine.outcome import Binning, Outcome
from wholeflow.simulation.engine.reference import Reference
from wholeflow.simulation.engine.running import compile_model, new_shared, run_once
from wholeflow.simulation.engine.tallying import outcome_of
from wholeflow.simulation.engine.visits import Visit
from wholeflow.simulation.model.arrivals import Random, Recorded, Source
from wholeflow.simulation.model.distributions import Constant, Exponential
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.nodes import Claim, Node
from wholeflow.simulation.model.pools import Pool
from wholeflow.simulation.model.routing import Rule, Shares

BINNINGS: tuple[Binning, ...] = ("all", "hour of week", "hour")
SUMS = (
    "counts", "sums", "levels", "pools", "waits", "journeys", "journey_lengths",
    "hours_in_bin",
)  # fmt: skip


def both(model: Model, seed: int) -> tuple[Reference, Outcome, Outcome]:
    """Run a model both ways: the plain run, its outcome, and the kernel's."""
    binning = BINNINGS[seed % 3]
    warm_up, follow = (0.0, 10.0, 7.5)[seed % 7 % 3], (0.0, 30.0)[seed // 2 % 2]
    plain = Reference(
        model, seed=seed, replication=1,
        hours=60.0, warm_up_hours=warm_up, follow_hours=follow,
    )  # fmt: skip
    plain.run()
    compiled = compile_model(
        model, hours=60.0, warm_up_hours=warm_up, follow_hours=follow, binning=binning
    )
    fast = run_once(compiled, seed=seed, replication=1, keep_visits=True)
    return plain, outcome_of(plain, binning), fast


def visits_of(outcome: Outcome) -> list[Visit]:
    assert outcome.visits is not None, "they were asked for"
    return [
        Visit(*(row[name].item() for name in Visit._fields)) for row in outcome.visits
    ]


@pytest.mark.parametrize("of", [made_up, rerouted, simple])
def test_every_visit_and_sum_is_that_of_the_plain_engine(
    of: Callable[[int], Model], tries: Callable[[int, int], int]
) -> None:
    for seed in range(tries(60, 400)):
        plain, slow, fast = both(of(seed), seed)
        visits = visits_of(fast)
        assert len(visits) == len(plain.visits), seed
        whole = [(*v[:6], v.cause) for v in visits]
        assert whole == [(*v[:6], v.cause) for v in plain.visits], seed
        times, others = ([v[6:10] for v in some] for some in (visits, plain.visits))
        np.testing.assert_allclose(times, others, rtol=1e-9, atol=1e-9)
        assert [d[1:] for d in fast.deadlocks] == [d[1:] for d in slow.deadlocks], seed
        for name in SUMS:
            given, expected = getattr(fast, name), getattr(slow, name)
            np.testing.assert_allclose(
                given, expected, rtol=1e-8, atol=1e-7, err_msg=f"{name} of {seed}"
            )
        assert (fast.events, fast.stopped) == (slow.events, pytest.approx(slow.stopped))


def ward(*, beds: float = 10.0, extra: tuple[Node, ...] = ()) -> Model:
    """Nine patients an hour come to some beds, each for an hour."""
    node = Node(
        name="Ward",
        service={"*": Exponential(mean=1.0)},
        claims=(Claim(pool="beds"),),
        routes={"*": Shares(to={"Ward": 0.1})},
    )
    return Model(
        name="ward",
        nodes=(*extra, node),
        pools=(Pool(name="beds", capacity=beds),),
        sources=(Source(name="in", node="Ward", arrivals=Random(per_hour=(8.1,))),),
    )


def services(model: Model) -> dict[tuple[int, int], tuple[float, float]]:
    """Give the coming in and the length of service of each patient's visits to the ward."""
    node = len(model.nodes) - 1
    visits = visits_of(
        run_once(compile_model(model, hours=200.0), seed=3, keep_visits=True)
    )
    came = {v.number: v.arrive for v in visits if v.visit == 0}
    return {
        (v.number, v.visit): (came[v.number], v.end - v.start)
        for v in visits
        if v.node == node and not math.isnan(v.end)
    }


@pytest.mark.parametrize(
    "changed",
    [
        ward(beds=11.0),
        ward(extra=(Node(name="Clinic", service={"*": Exponential(mean=2.0)}),)),
    ],
    ids=["a bed more", "a node more"],
)
def test_what_is_added_leaves_every_patients_luck_as_it_was(changed: Model) -> None:
    before, after = services(ward()), services(changed)
    shared = before.keys() & after.keys()

    assert len(shared) > 1500
    np.testing.assert_allclose(
        [before[key] for key in shared], [after[key] for key in shared], rtol=1e-6
    )


def test_patients_there_are_arrivals_a_hour_times_hours_of_stay() -> None:
    """Little's law, which holds exactly of the hours of a run that ends empty."""
    outcome = run_once(compile_model(ward(), hours=2000.0, follow_hours=1000.0), seed=5)
    sums = outcome.sums.sum(axis=(0, 1, 2))
    late = run_once(compile_model(ward(), hours=3000.0), seed=5)

    assert outcome.counts[..., 6].sum() == 0  # nobody is still there
    assert outcome.levels.sum() == pytest.approx(sums[0] + sums[2], rel=0.01)
    assert outcome.journeys[0, 2] == pytest.approx(sums[0] + sums[2], rel=0.01)
    assert late.counts[..., 2:7].sum() == late.counts[..., 0].sum()


def test_waits_of_a_full_ward_are_those_of_erlang_c() -> None:
    """M/M/10 at 0.9: 0.668731524 h; see Gross et al., Fundamentals, chapter 3."""
    model = dataclasses.replace(
        ward(),
        nodes=(dataclasses.replace(ward().nodes[0], routes={}),),
        sources=(Source(name="in", node="Ward", arrivals=Random(per_hour=(9.0,))),),
    )
    compiled = compile_model(model, hours=20_000.0, warm_up_hours=500.0)
    waits = [
        outcome.sums[..., 0].sum() / outcome.counts[..., 1].sum()
        for outcome in (run_once(compiled, seed=1, replication=r) for r in range(20))
    ]
    half_width = 3.883 * np.std(waits, ddof=1) / math.sqrt(20)  # 99.9 %, 19 degrees

    assert half_width < 0.05
    assert np.mean(waits) == pytest.approx(0.668731524, abs=half_width)


def test_a_run_stops_when_it_has_taken_so_many_events() -> None:
    compiled = compile_model(ward(), hours=1000.0)

    outcome = run_once(compiled, seed=1, most_events=500)

    assert outcome.events == 500
    assert outcome.stopped is not None
    assert 20 < outcome.stopped < 60


def test_a_run_that_is_cancelled_stops_and_says_how_far_it_was() -> None:
    shared = new_shared()
    shared[0] = 1

    outcome = run_once(compile_model(ward(), hours=20_000.0), seed=1, shared=shared)

    assert outcome.events == 65_536
    assert shared[1] == 65_536
    assert outcome.stopped == shared[2]


def test_a_run_of_more_patients_than_there_was_room_for_goes_on() -> None:
    """Nobody is ever served: twenty thousand wait, many times the room at first."""
    model = ward(beds=0.0)
    outcome = run_once(compile_model(model, hours=2600.0), seed=1, keep_visits=True)

    assert outcome.counts[..., 6].sum() > 20_000
    assert outcome.visits is not None
    assert len(outcome.visits) == outcome.counts[..., 0].sum()


def test_a_crowd_at_one_instant_does_not_stop_a_run() -> None:
    at = (5.0,) * 200_000
    door = Source(name="in", node="Ward", arrivals=Recorded(at=at))
    node = Node(name="Ward", service={"*": Constant(hours=1.0)})
    model = Model(name="crowd", nodes=(node,), sources=(door,))

    outcome = run_once(compile_model(model, hours=10.0), seed=1)

    assert outcome.stopped is None
    assert outcome.journeys[0, 1] == 200_000


def test_a_ring_of_services_of_no_time_does_not_stop_the_clock_in_silence() -> None:
    def on(name: str, to: str) -> Node:
        return Node(
            name=name,
            service={"*": Constant(hours=0.0)},
            routes={"*": Rule(cases=(), otherwise=to)},
        )

    ring = Model(
        name="ring",
        nodes=(on("there", "back"), on("back", "there")),
        sources=(Source(name="in", node="there", arrivals=Random(per_hour=(1.0,))),),
    )

    with pytest.raises(BadInput, match="no time passes at hour"):
        run_once(compile_model(ring, hours=100.0), seed=1)
