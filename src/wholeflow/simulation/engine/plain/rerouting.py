"""Those who are blocked, and choose again where to go."""

from __future__ import annotations

from bisect import insort

from wholeflow.simulation.engine.prepared import LEAVE

from .ending import by_state, leave, let_in
from .state import Patient, State, go, is_full


def reroute(run: State) -> bool:
    """Let the first go elsewhere who was blocked and now would; say whether one did.

    The first is whoever was blocked first. If the other node is full as well, the patient
    is now blocked towards that, and stands there by when the blocking began.
    """
    choose_again = [
        (patient.place_in_ring, patient, to)
        for some in run.blocked
        for _, patient in some
        if may_choose_again(run, patient)
        and (to := by_state(run, patient)) != patient.to
    ]
    if not choose_again:
        return False
    place, patient, to = min(choose_again, key=lambda each: each[0][2])
    run.blocked[patient.to].remove((place, patient))
    patient.to = to
    if to == LEAVE:
        leave(run, patient)
        go(run, patient)
    elif is_full(run, to):
        run.happens("is blocked", patient, to=to)
        insort(run.blocked[to], (place, patient))
    else:
        let_in(run, patient, to)
    return True


def may_choose_again(run: State, patient: Patient) -> bool:
    """Say whether a patient who is blocked may choose again."""
    if patient.state != "blocked" or patient.path:
        return False
    way = run.prepared.ways[patient.node][patient.patient_class]
    return run.model.nodes[patient.node].reroute_when_blocked and way.by_state


def may_yet_go(run: State, patient: Patient, moves: set[int]) -> bool:
    """Say whether a patient may come to choose a node that moves, or to leave."""
    way = run.prepared.ways[patient.node][patient.patient_class]
    return may_choose_again(run, patient) and bool(
        way.ends() & moves or way.may_lead_out
    )
