"""What follows a service, or giving up."""

from __future__ import annotations

from wholeflow.simulation.engine.prepared import LEAVE, chosen, summed
from wholeflow.simulation.engine.visits import GAVE_UP, SERVED

from .asking import value_now
from .coming import balks, come, join, set_change, wait_for_place
from .state import (
    READY,
    Patient,
    State,
    go,
    is_full,
    look_at,
    luck,
    push,
    queue_up,
    rank,
    record,
    release,
    unqueue,
)


def end_service(run: State, patient: Patient) -> None:
    """End a service; leave, or be blocked."""
    node = patient.node
    run.served[node].remove(patient)
    patient.end_event = -1
    run.happens("is done", patient)
    change_class(run, patient)
    patient.to = next_node(run, patient)
    if patient.to != LEAVE and is_full(run, patient.to):
        let_go = tuple(n for n in run.prepared.needs[node] if not n.hold)
        release(run, let_go)
        wait_for_place(run, patient, patient.to)
        look_at(run, node)
    else:
        leave(run, patient, let_go=True)
        if patient.to == LEAVE:
            go(run, patient)
        elif not balks(run, patient, patient.to):
            join(run, patient)


def change_class(run: State, patient: Patient) -> None:
    """Let a patient become of another class after the service."""
    changes = run.model.nodes[patient.node].changes
    name = run.model.classes[patient.patient_class].name
    if changes and name in changes.to:
        chances = summed(
            changes.to[name], lambda name: run.prepared.place("class", name)
        )
        share = luck(run, patient, "change", patient.node, patient.visit)
        patient.patient_class = chosen(chances, share, patient.patient_class)
        run.happens("is now", patient)


def next_node(run: State, patient: Patient) -> int:
    """Choose where a patient goes next."""
    if patient.path:
        patient.step += 1
        if patient.step < len(patient.path):
            return patient.path[patient.step][0]
        return LEAVE
    way = run.prepared.ways[patient.node][patient.patient_class]
    if way.by_state:
        return by_state(run, patient)
    share = luck(run, patient, "route", patient.node, patient.visit)
    return chosen(way.chances, share, LEAVE)


def by_state(run: State, patient: Patient) -> int:
    """Choose where a patient goes by queues, by room, or by a rule."""
    way = run.prepared.ways[patient.node][patient.patient_class]
    match way.form:
        case "shortest queue":
            return min(way.among, key=lambda node: len(run.queue[node]))
        case "first with room":
            room = (node for node in way.among if not is_full(run, node))
            return next(room, way.among[-1])
        case _:
            for program, node in way.cases:
                if value_now(run, program, patient):
                    return node
            return way.otherwise


def leave(run: State, patient: Patient, *, let_go: bool = False) -> None:
    """Leave a node after the service; `let_go`: nothing was let go of before."""
    node = patient.node
    needs = run.prepared.needs[node]
    if let_go:
        release(run, tuple(need for need in needs if not need.hold))
    record(run, patient, SERVED)
    patient.state = "gone"
    turnaround = run.prepared.turnaround[node]
    if turnaround >= 0:
        share = luck(run, patient, "turnaround", node, patient.visit)
        hours = run.prepared.inverses[turnaround].hours(share)
        run.turning[node] += 1
        run.ready_log.append((node, run.now, run.now + hours))
        push(run, run.now + hours, READY, node)
        look_at(run, node)
    else:
        give_back(run, node)


def give_back(run: State, node: int) -> None:
    """Give back a place, and what was held."""
    release(run, tuple(n for n in run.prepared.needs[node] if n.hold))
    run.here[node] -= 1
    run.opened[node] = max(0, run.opened[node] - 1)
    look_at(run, node)


def made_ready(run: State, node: int) -> None:
    """Note that a place has been made ready."""
    run.turning[node] -= 1
    run.happens("is ready again", node=node)
    give_back(run, node)


def give_up(run: State, patient: Patient) -> None:
    """Let a patient whose patience ran out leave the queue."""
    node = patient.node
    unqueue(run, patient)
    record(run, patient, GAVE_UP)
    patient.waited_before += run.now - patient.arrive
    patient.gives_up = patient.becomes = -1
    patient.state = "gone"
    run.here[node] -= 1
    run.opened[node] = max(0, run.opened[node] - 1)
    look_at(run, node)
    patience = run.model.nodes[node].patience
    assert patience is not None, "it ran out"
    if patience.then is None:
        go(run, patient)
    else:
        come(run, patient, run.prepared.place("node", patience.then))


def become(run: State, patient: Patient) -> None:
    """Let a waiting patient become of another class."""
    changes = run.model.nodes[patient.node].changes
    assert changes is not None, "it has come about"
    name = run.model.classes[patient.patient_class].name
    unqueue(run, patient)
    patient.patient_class = run.prepared.place("class", changes.while_waiting[name][0])
    patient.class_there = patient.patient_class
    run.happens("is now", patient)
    _, front, key = patient.place_in_queue
    queue_up(run, patient, (float(rank(run, patient)), front, key))
    set_change(run, patient)
    look_at(run, patient.node)


def let_in(run: State, patient: Patient, node: int) -> None:
    """Let in the first of those who are blocked, or wait outside."""
    if patient.state == "outside":
        join(run, patient)
        return
    leave(run, patient)
    if not balks(run, patient, node):
        join(run, patient)
