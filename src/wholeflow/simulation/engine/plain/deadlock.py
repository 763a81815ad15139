"""Patients who block each other for good, and what is done about it."""

from __future__ import annotations

from functools import partial

from wholeflow.simulation.engine.visits import SERVED, Deadlock
from wholeflow.simulation.model.pools import ByHour

from .coming import balks, join
from .rerouting import may_yet_go
from .state import Patient, State, is_full, look_at, record, release


def break_deadlock(run: State) -> bool:
    """Find patients who block each other for good; say whether anything was done."""
    if not any(map(partial(some_blocked, run), range(len(run.blocked)))):
        return False
    stuck = stuck_nodes(run)
    if not any(map(partial(some_blocked, run), stuck)):
        return False
    ring = ring_of(run, stuck)
    nodes = tuple(patient.node for patient in ring) or tuple(sorted(stuck))
    rule = run.model.deadlock
    if rule == "swap" and not ring:
        rule = "overflow"
    for node in nodes:
        run.happens(f"cannot move, {rule}", node=node)
    if rule == "swap":
        swap(run, ring)
    elif rule == "stop":
        run.stopped = run.now
    else:
        node = min(node for node in stuck if some_blocked(run, node))
        run.opened[node] += 1
        look_at(run, node)
    run.deadlocks.append(Deadlock(run.now, nodes, rule))
    return True


def some_blocked(run: State, node: int) -> bool:
    """Say whether somebody is blocked towards a node, not just waiting outside."""
    return any(patient.state == "blocked" for _, patient in run.blocked[node])


def stuck_nodes(run: State) -> set[int]:
    """Give the nodes from which nobody will ever go, unless something is done."""
    nodes = range(len(run.model.nodes))
    moves = {
        node
        for node in nodes
        if run.served[node]
        or run.turning[node]
        or not is_full(run, node)
        or any(patient.gives_up >= 0 for _, _, patient in run.queue[node])
    }
    coming: dict[int, set[int]] = {node: set() for node in nodes}
    blocked: dict[int, list[Patient]] = {node: [] for node in nodes}
    for to in nodes:
        for _, patient in run.blocked[to]:
            if patient.state == "blocked":
                coming[patient.node].add(to)
                blocked[patient.node].append(patient)
    while True:
        more = {
            node
            for node in nodes
            if node not in moves
            and (
                coming[node] & moves
                or may_start(run, node, moves)
                or any(may_yet_go(run, patient, moves) for patient in blocked[node])
            )
        }
        if not more:
            return {node for node in nodes if node not in moves}
        moves |= more


def may_start(run: State, node: int, moves: set[int]) -> bool:
    """Say whether those who wait at a node may yet be given what they need."""
    if not run.queue[node] and not run.paused[node]:
        return False
    return all(
        may_rise(run, need.pool)
        or run.capacity[need.pool] - run.used[need.pool] >= need.units
        or any(
            other in moves and run.here[other]
            for other, needs in enumerate(run.prepared.needs)
            if any(each.pool == need.pool for each in needs)
        )
        for need in run.prepared.needs[node]
    )


def may_rise(run: State, pool: int) -> bool:
    """Say whether the capacity of a pool may yet rise."""
    steps = run.prepared.steps[pool]
    each_week = isinstance(run.model.pools[pool].capacity, ByHour)
    return run.step_of[pool] < len(steps) or (each_week and len(steps) > 1)


def ring_of(run: State, stuck: set[int]) -> list[Patient]:
    """Give patients who each want the next one's place; none if there is no ring."""
    first: dict[int, Patient] = {}
    for to in sorted(stuck):
        for place, patient in run.blocked[to]:
            before = first.get(patient.node)
            if patient.state == "blocked" and (
                before is None or place[2] < before.place_in_ring[2]
            ):
                first[patient.node] = patient
    path: list[int] = []
    node = min(first, default=-1)
    while node in first and node not in path:
        path.append(node)
        node = first[node].to
    if node not in path:
        return []
    return [first[each] for each in path[path.index(node) :]]


def swap(run: State, ring: list[Patient]) -> None:
    """Let everyone in a ring go to the next one's place at once."""
    for patient in ring:
        run.blocked[patient.to].remove((patient.place_in_ring, patient))
        record(run, patient, SERVED)
        held = tuple(n for n in run.prepared.needs[patient.node] if n.hold)
        release(run, held)
        run.here[patient.node] -= 1
        look_at(run, patient.node)
    for patient in ring:
        if not balks(run, patient, patient.to):
            patient.state = "gone"
            join(run, patient)
