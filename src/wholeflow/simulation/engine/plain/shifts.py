"""When the capacity of a pool changes."""

from __future__ import annotations

from bisect import insort
from functools import partial

from .starting import first_out, interrupt, put_out
from .state import SHIFT, Patient, State, log_units, look_at, push, release


def plan_shift(run: State, pool: int) -> None:
    """Plan the next change of the capacity of a pool."""
    run.step_of[pool] += 1
    steps = run.prepared.steps[pool]
    if run.step_of[pool] < len(steps):
        push(run, steps[run.step_of[pool]][0], SHIFT, pool)


def shift(run: State, pool: int) -> None:
    """Change the capacity of a pool, by its rule."""
    before = run.capacity[pool]
    after = run.prepared.steps[pool][run.step_of[pool]][1]
    plan_shift(run, pool)
    rule = run.model.pools[pool].shift_end
    run.capacity[pool] = after
    run.happens("changes shift", pool=pool)
    log_units(run, pool)
    if after < before and rule == "finish queue":
        run.stay[pool], run.stay_since[pool] = before, run.now
    elif after >= run.stay[pool] or rule != "finish queue":
        run.stay[pool] = after
    nodes = [
        node
        for node, needs in enumerate(run.prepared.needs)
        if any(need.pool == pool for need in needs)
    ]
    if rule in {"suspend", "hand over"}:
        send_home(run, pool, nodes, rule)
    for node in nodes:
        look_at(run, node)


def send_home(run: State, pool: int, nodes: list[int], rule: str) -> None:
    """Interrupt those served until no more is used than there is."""
    while run.used[pool] > run.capacity[pool]:
        served = [each for node in nodes for each in run.served[node]]
        if not served:
            return
        last = max(served, key=partial(first_out, run))
        if rule == "suspend":
            put_out(run, last, run.model.pools[pool].resume)
        else:
            hand_over(run, last, pool)


def hand_over(run: State, patient: Patient, pool: int) -> None:
    """Let a patient wait in place for the next shift."""
    interrupt(run, patient, "resume")
    needs = run.prepared.needs[patient.node]
    patient.missing = tuple(need for need in needs if need.pool == pool)
    release(run, patient.missing)
    patient.state = "paused"
    insort(run.paused[patient.node], (patient.turn, patient))
