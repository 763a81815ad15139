"""Coming to a node: balking, joining, patience, and waiting for a place."""

from __future__ import annotations

from bisect import insort

from wholeflow.simulation.engine.visits import BALKED, LOST

from .asking import value_now
from .state import (
    NEVER,
    TIMER,
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
)


def come(run: State, patient: Patient, node: int) -> None:
    """Come to a node from outside, or from a queue that was left."""
    if balks(run, patient, node):
        return
    if not is_full(run, node):
        join(run, patient)
    elif (
        patient.source >= 0
        and run.model.sources[patient.source].if_full == "waits outside"
        and patient.state == "outside"
    ):
        wait_for_place(run, patient, node)
    else:
        record(run, patient, LOST)
        go(run, patient)


def balks(run: State, patient: Patient, node: int) -> bool:
    """Begin a visit; say whether the patient turns away at the sight of the queue."""
    patient.node, patient.visit = node, patient.been[node]
    patient.been[node] += 1
    patient.class_there = patient.patient_class
    patient.arrive, patient.start, patient.end = run.now, NEVER, NEVER
    run.happens("comes", patient)
    shares = run.model.nodes[node].balking
    if not shares:
        return False
    share = shares[min(len(run.queue[node]), len(shares) - 1)]
    if not luck(run, patient, "balking", node, patient.visit) < share:
        return False
    record(run, patient, BALKED)
    go(run, patient)
    return True


def join(run: State, patient: Patient) -> None:
    """Take a place at a node and wait there."""
    node = patient.node
    patient.state, patient.been_in = "waiting", True
    run.turns += 1
    patient.turn = run.turns
    patient.hours, patient.left, patient.redrawn = NEVER, None, 0
    patient.missing = ()
    run.here[node] += 1
    key = (float(rank(run, patient)), 1.0, order_key(run, patient))
    queue_up(run, patient, key)
    set_patience(run, patient)
    set_change(run, patient)
    look_at(run, node)


def order_key(run: State, patient: Patient) -> float:  # noqa: PLR0911 - one case for each order
    """Give what patients of one priority are served by, the least first."""
    node = run.model.nodes[patient.node]
    program = run.prepared.order_by[patient.node]
    if program is not None:
        return value_now(run, program, patient)
    match node.order:
        case "first come":
            return 0.0
        case "last come":
            return -float(patient.turn)
        case "longest total wait":
            return patient.arrive - patient.waited_before
        case "earliest due":
            return patient.came + run.model.classes[patient.patient_class].due_hours
        case "shortest expected":
            name = run.model.classes[patient.patient_class].name
            service = node.service.get(name) or node.service["*"]
            return service.mean_hours()


def set_patience(run: State, patient: Patient, already: float = 0.0) -> None:
    """Plan when a patient gives up; `already` is how long one has waited."""
    of = run.prepared.patience[patient.node][patient.patient_class]
    patient.gives_up = -1
    if of >= 0:
        share = luck(run, patient, "patience", patient.node, patient.visit)
        hours = longer_than(run, of, share, already)
        # Whoever lost patience outside gives up on being let in.
        at = max(patient.arrive + hours, run.now)
        patient.gives_up = push(run, at, TIMER, patient)


def longer_than(run: State, of: int, share: float, already: float) -> float:
    """Draw hours from those of a distribution that are longer than some."""
    inverse = run.prepared.inverses[of]
    if already > 0:
        below = share_below(run, of, already)
        share = below + (1 - below) * share
    return max(inverse.hours(share), already)


def share_below(run: State, of: int, hours: float) -> float:
    """Give the share of draws that are shorter than some hours."""
    return run.prepared.inverses[of].share_below(hours)


def set_change(run: State, patient: Patient, already: float = 0.0) -> None:
    """Plan when a waiting patient becomes of another class; `already` as above."""
    patient.becomes = -1
    changes = run.model.nodes[patient.node].changes
    name = run.model.classes[patient.patient_class].name
    if changes and name in changes.while_waiting:
        hours = max(changes.while_waiting[name][1] - already, 0.0)
        patient.becomes = push(run, run.now + hours, TIMER, patient)


def wait_for_place(run: State, patient: Patient, node: int) -> None:
    """Wait for a place at a node: outside, or blocked where one is."""
    outside = patient.state == "outside"
    patient.state = "outside" if outside else "blocked"
    run.happens("waits outside" if outside else "is blocked", patient, to=node)
    run.turns += 1
    patient.place_in_ring = (int(outside), rank(run, patient), run.turns)
    insort(run.blocked[node], (patient.place_in_ring, patient))
