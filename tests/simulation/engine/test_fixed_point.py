"""After each event and all that follows from it, nobody waits who could go on.

Looked at in the plain engine; the compiled one gives the same visits (`test_kernel.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from tests.simulation.models import made_up, rerouted
from wholeflow.simulation.engine.plain.ending import by_state
from wholeflow.simulation.engine.plain.rerouting import may_choose_again
from wholeflow.simulation.engine.plain.starting import order_of_firsts
from wholeflow.simulation.engine.plain.state import Patient, State
from wholeflow.simulation.engine.reference import Reference


class Watched(Reference):
    """A run that is looked at after each event."""

    looks = 0

    def settled(self) -> None:
        self.looks += 1
        look(self)


def look(run: State) -> None:
    """Hold the state of a run against what must be true of it."""
    assert run.used == units_in_use(run)
    for node, here in enumerate(run.here):
        assert here == len(everybody_at(run, node)) + run.turning[node]
        at_the_start = sum(
            p.patients
            for p in run.model.present
            if p.node == run.model.nodes[node].name
        )
        room = max(
            run.prepared.room[node], at_the_start
        )  # models made up may be too full
        assert here <= room + run.opened[node]
        assert not (run.blocked[node] and here < run.prepared.room[node])
        for _, patient in run.blocked[node]:
            if may_choose_again(run, patient):
                assert by_state(run, patient) == node
    for group in run.prepared.groups:
        nobody_could_start(run, group)


def everybody_at(run: State, node: int) -> list[Patient]:
    blocked = [each for some in run.blocked for _, each in some]
    return [
        *(each for _, _, each in run.queue[node]),
        *run.served[node],
        *(each for _, each in run.paused[node]),
        *(each for each in blocked if each.state == "blocked" and each.node == node),
    ]


def units_in_use(run: State) -> list[int]:
    """Add up what each patient has, and what is being made ready."""
    used: Counter[int] = Counter()
    for node, needs in enumerate(run.prepared.needs):
        for need in needs:
            held = run.turning[node] * need.hold
            for patient in everybody_at(run, node):
                held += {
                    "waiting": False,
                    "served": True,
                    "paused": need not in patient.missing,
                    "blocked": need.hold,
                }[patient.state]
            used[need.pool] += held * need.units
    return [used[pool] for pool in range(len(run.used))]


def nobody_could_start(run: State, group: list[int]) -> None:
    """Go through the firsts of a group: each lacks something, or is behind one who does."""
    firsts = [each for node in group for _, each in run.paused[node]]
    firsts += [first_at(run, node) for node in group if run.queue[node]]
    kept: set[int] = set()
    for patient in sorted(firsts, key=partial(order_of_firsts, run)):
        needs = patient.missing or run.prepared.needs[patient.node]
        behind = any(need.pool in kept for need in needs)
        assert behind or lacks(run, patient), f"{patient} could start at {run.now}"
        if run.model.nodes[patient.node].pre_empt and not patient.missing:
            assert behind or not may_put_out(run, patient), f"{patient} at {run.now}"
        if all(free(run, patient, n.pool) + run.used[n.pool] >= n.units for n in needs):
            kept |= {n.pool for n in needs if not run.model.pools[n.pool].backfill}


def first_at(run: State, node: int) -> Patient:
    """Give the first who lacks nothing, for whom a shift has stayed; or else the first."""
    waiting = [each for _, _, each in run.queue[node]]
    return next((each for each in waiting if not lacks(run, each)), waiting[0])


def free(run: State, patient: Patient, pool: int) -> int:
    there = run.capacity[pool]
    if patient.arrive <= run.stay_since[pool]:
        there = max(there, run.stay[pool])
    return there - run.used[pool]


def lacks(run: State, patient: Patient) -> bool:
    needs = patient.missing or run.prepared.needs[patient.node]
    return any(free(run, patient, need.pool) < need.units for need in needs)


def may_put_out(run: State, patient: Patient) -> bool:
    """Say whether somebody of lower priority is in service, and nothing is overdrawn."""
    ranks = run.prepared.rank
    lower = [
        each
        for each in run.served[patient.node]
        if ranks[each.patient_class] > ranks[patient.patient_class]
    ]
    needs = run.prepared.needs[patient.node]
    return bool(lower) and all(free(run, patient, n.pool) >= 0 for n in needs)


def test_nobody_waits_who_could_start_or_move(tries: Callable[[int, int], int]) -> None:
    for of in (made_up, rerouted):
        runs = [
            Watched(of(seed), seed=seed, hours=60.0) for seed in range(tries(60, 400))
        ]
        for run in runs:
            run.run()
        assert sum(run.looks for run in runs) > 1000
