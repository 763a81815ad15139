"""What is run part by part comes to what it comes to as one."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.simulation.systems import hospital
from wholeflow.simulation import Node, Present, Rule, Source, When, national_model
from wholeflow.simulation.engine.running import (
    Compiled,
    compile_model,
    new_shared,
    run_once,
    share_done,
)
from wholeflow.simulation.model.model import Model
from wholeflow.simulation.model.pools import Pool

COUNTS = ("counts", "waits", "journey_lengths")
SUMS = ("sums", "levels", "pools", "journeys", "hours_in_bin")


def region() -> Model:
    """Six hospitals of eight nodes, and a pool that nobody claims."""
    model = national_model(trusts=6, attendances=600_000, admissions=150_000)
    return dataclasses.replace(
        model, pools=(Pool(name="idle", capacity=3), *model.pools)
    )


def compiled(model: Model) -> Compiled:
    return compile_model(
        model,
        hours=400.0,
        warm_up_hours=50.0,
        follow_hours=300.0,
        binning="hour of week",
    )


def as_one(of: Compiled) -> Compiled:
    return dataclasses.replace(of, parts=())


def test_parts_come_to_what_the_whole_comes_to() -> None:
    of = compiled(region())
    parts, whole = (run_once(each, seed=3, replication=1) for each in (of, as_one(of)))

    assert len(of.parts) == 6
    for name in COUNTS:
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
    for name in SUMS:
        np.testing.assert_allclose(
            getattr(parts, name), getattr(whole, name), rtol=1e-9, atol=1e-9
        )
    assert parts.counts[..., 0].sum() > 10_000
    assert parts.pools[:, 0, 1].sum() == pytest.approx(3 * 350)


def test_every_node_and_pool_is_in_one_part() -> None:
    model = region()
    parts = [part for part, _ in compiled(model).parts]

    for kind, of in (("nodes", model.nodes), ("pools", model.pools)):
        there = sorted(at for part in parts for at in getattr(part, kind))
        assert there == list(range(len(of)))


def test_the_bits_are_the_same_whenever_it_is_run() -> None:
    of = compiled(region())
    first, second = (run_once(of, seed=3) for _ in range(2))

    assert first.journeys.tobytes() == second.journeys.tobytes()


def apart(model: Model, n: int = 20) -> Model:
    """Put many nodes beside a model, each a part of its own."""
    more = tuple(Node(name=f"far {at}", service={}) for at in range(n))
    return dataclasses.replace(model, nodes=model.nodes + more)


def with_a_rule() -> Model:
    rule = Rule(cases=(When(holds='waiting("Ward") > 3', to="Clinic"),))
    nodes = hospital().nodes
    looking = dataclasses.replace(nodes[0], routes={"*": rule})
    return apart(dataclasses.replace(hospital(), nodes=(looking, *nodes[1:])))


@pytest.mark.parametrize(
    "model",
    [
        hospital(),
        with_a_rule(),
        dataclasses.replace(apart(hospital()), deadlock="stop"),
        dataclasses.replace(apart(hospital()), present=(Present(node="Ward"),)),
    ],
    ids=["small", "looks anywhere", "stops", "somebody is there"],
)
def test_what_hangs_together_is_run_as_one(model: Model) -> None:
    assert compiled(model).parts == ()


def test_a_deadlock_is_told_with_the_places_of_the_whole() -> None:
    ring = tuple(
        Node(
            name=name,
            service=hospital().nodes[0].service,
            claims=(dataclasses.replace(hospital().nodes[0].claims[0], pool=name),),
            places=1,
            routes={
                "*": dataclasses.replace(hospital().nodes[0].routes["*"], to={to: 1.0})
            },
        )
        for name, to in (("A", "B"), ("B", "A"))
    )
    far = apart(hospital())
    model = dataclasses.replace(
        far,
        nodes=far.nodes + ring,
        pools=far.pools + tuple(Pool(name=name, capacity=1) for name in "AB"),
        sources=far.sources
        + tuple(
            Source(
                name=f"to {name}", node=name, arrivals=hospital().sources[0].arrivals
            )
            for name in "AB"
        ),
    )
    of = compile_model(model, hours=50.0)
    parts, whole = run_once(of, seed=1), run_once(as_one(of), seed=1)

    assert len(of.parts) == 3
    assert parts.deadlocks == whole.deadlocks
    assert len(parts.deadlocks) > 5
    assert {node for ring in parts.deadlocks for node in ring.nodes} == {23, 24}


def test_events_are_limited_over_all_parts() -> None:
    of = compiled(region())
    outcome = run_once(of, seed=1, most_events=10_000)

    assert outcome.events == 10_000
    assert outcome.stopped is not None


def test_progress_goes_over_all_parts() -> None:
    of, shared = compiled(region()), new_shared()
    run_once(of, seed=1, shared=shared)

    assert 5 / 6 <= share_done(shared, 400.0) <= 1
