"""Who is next, and can start; services, and those who are put out."""

from __future__ import annotations

import math
from functools import partial

from wholeflow.simulation.engine.prepared import Need
from wholeflow.simulation.model import normal

from .state import (
    END_OF_SERVICE,
    NEVER,
    Patient,
    State,
    luck,
    push,
    queue_up,
    rank,
    release,
    seize,
    unqueue,
)

REDRAWN = 1 << 32  # a service drawn anew after an interruption has an index of its own


def service_hours(run: State, patient: Patient) -> float:
    """Draw how long a service lasts."""
    node = patient.node
    if patient.path and patient.path[patient.step][0] == node:
        recorded = patient.path[patient.step][1]
        if recorded is not None:
            return recorded
    index = patient.visit + patient.redrawn * REDRAWN
    share = luck(run, patient, "service", node, index)
    together = run.model.nodes[node].with_patience
    if together:
        other = luck(run, patient, "patience", node, patient.visit)
        alone = math.sqrt(1 - together * together)
        score = together * normal.score(other) + alone * normal.score(share)
        share = normal.share_below(score)
    service = run.prepared.service[node][patient.patient_class]
    return run.prepared.inverses[service].hours(share)


def start_waiting(run: State, group: list[int]) -> None:
    """Start whoever can start, one after another, until nobody can."""
    while start_one(run, group):
        pass


def start_one(run: State, group: list[int]) -> bool:
    """Start whoever is first of those who can; say whether anybody was."""
    kept: set[int] = set()  # pools that are kept for whoever is first
    for patient in sorted(firsts(run, group), key=partial(order_of_firsts, run)):
        needs = patient.missing or run.prepared.needs[patient.node]
        if fits(run, patient, needs, kept):
            start(run, patient)
            return True
        if make_room(run, patient, needs, kept):
            return True
        if are_there(run, patient, needs):
            pools = (need.pool for need in needs)
            kept.update(pool for pool in pools if not run.model.pools[pool].backfill)
    return False


def firsts(run: State, group: list[int]) -> list[Patient]:
    """Give whoever is first at each node: those paused, then those who wait."""
    firsts = []
    for node in group:
        firsts += [patient for _, patient in run.paused[node]]
        waiting = [patient for _, _, patient in run.queue[node]]
        if waiting and some_shift_stays(run, node):
            needs = run.prepared.needs[node]
            fit = [each for each in waiting if fits(run, each, needs, set())]
            waiting = fit or waiting
        firsts += waiting[:1]
    return firsts


def some_shift_stays(run: State, node: int) -> bool:
    """Say whether a shift stays till its queue is seen to."""
    pools = (need.pool for need in run.prepared.needs[node])
    return any(run.stay[pool] > run.capacity[pool] for pool in pools)


def order_of_firsts(run: State, patient: Patient) -> tuple[float, ...]:
    """Say who is first of the firsts of several nodes."""
    pools = [need.pool for need in run.prepared.needs[patient.node]]
    by_node = bool(pools) and run.model.pools[pools[0]].choose == "node order"
    since = 0.0 if by_node else patient.arrive
    waits = float(patient.state == "waiting")
    return (rank(run, patient), waits, since, patient.node, patient.turn)


def are_there(run: State, patient: Patient, needs: tuple[Need, ...]) -> bool:
    """Say whether all that a patient needs is there, though it may be in use."""
    return all(
        free_units(run, need.pool, patient) + run.used[need.pool] >= need.units
        for need in needs
    )


def free_units(run: State, pool: int, patient: Patient) -> int:
    """Give the units free for a patient: a shift that stays, stays for some."""
    stays = patient.arrive <= run.stay_since[pool]
    there = run.stay[pool] if stays else run.capacity[pool]
    return max(there, run.capacity[pool]) - run.used[pool]


def fits(run: State, patient: Patient, needs: tuple[Need, ...], kept: set[int]) -> bool:
    """Say whether there is enough of all that a patient needs."""
    return all(
        need.pool not in kept and free_units(run, need.pool, patient) >= need.units
        for need in needs
    )


def start(run: State, patient: Patient) -> None:
    """Start a patient who waits, or who was paused."""
    if patient.state == "paused":
        run.paused[patient.node].remove((patient.turn, patient))
        seize(run, patient.missing)
        patient.missing = ()
        run.happens("goes on", patient)
        go_on(run, patient)
    else:
        unqueue(run, patient)
        serve(run, patient)


def serve(run: State, patient: Patient) -> None:
    """Seize all that is needed and begin, or go on."""
    seize(run, run.prepared.needs[patient.node])
    patient.gives_up = patient.becomes = -1
    begins = math.isnan(patient.start)
    run.happens("begins" if begins else "goes on", patient)
    if begins:
        patient.start = run.now
        patient.waited_before += run.now - patient.arrive
    if patient.left is None:
        patient.hours = patient.left = service_hours(run, patient)
    go_on(run, patient)


def go_on(run: State, patient: Patient) -> None:
    """Be in service for as long as is left of it."""
    assert patient.left is not None, "it was drawn, or is what was left"
    patient.state, patient.begun = "served", run.now
    run.served[patient.node].append(patient)
    end = run.now + patient.left
    patient.end_event = push(run, end, END_OF_SERVICE, patient)
    patient.end, patient.left = end, None


def make_room(
    run: State, patient: Patient, needs: tuple[Need, ...], kept: set[int]
) -> bool:
    """Put out one of lower priority, if that lets the patient start."""
    rule = run.model.nodes[patient.node].pre_empt
    if rule is None or patient.state == "paused":
        return False
    lower = [
        other
        for other in run.served[patient.node]
        if rank(run, other) > rank(run, patient)
    ]
    if not lower or not all(
        need.pool not in kept and free_units(run, need.pool, patient) >= 0
        for need in needs
    ):
        return False
    put_out(run, max(lower, key=partial(first_out, run)), rule)
    return True


def first_out(run: State, patient: Patient) -> tuple[float, ...]:
    """Say who is put out first, the greatest."""
    return (rank(run, patient), patient.begun, patient.turn)


def put_out(run: State, patient: Patient, rule: str) -> None:
    """Put a patient out of the service, to wait again."""
    interrupt(run, patient, rule)
    release(run, run.prepared.needs[patient.node])
    patient.state = "waiting"
    queue_up(run, patient, (float(rank(run, patient)), 0.0, 0.0))


def interrupt(run: State, patient: Patient, rule: str) -> None:
    """Interrupt a service, and note what is left of it."""
    run.happens("is interrupted", patient)
    run.served[patient.node].remove(patient)
    patient.end_event = -1
    match rule:
        case "resume":
            patient.left = patient.end - run.now
        case "restart":
            patient.left = patient.hours
        case "resample":
            patient.left = None
            patient.redrawn += 1
    patient.end = NEVER
