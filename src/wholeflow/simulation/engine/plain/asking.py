"""What expressions ask of a run."""

from __future__ import annotations

from wholeflow.simulation.engine.prepared import Program
from wholeflow.simulation.model import expressions

from .state import Patient, State, rank


def value_now(run: State, program: Program, patient: Patient) -> float:
    """Give what an expression comes to for a patient, now."""
    return expressions.value_of(
        program, lambda code, which: asked(run, code, which, patient)
    )


def asked(run: State, code: int, which: int, patient: Patient) -> float:
    """Give what a name in an expression stands for, now."""
    hour = int(run.prepared.hour_of_week[int(run.now)])
    waits = patient.state == "waiting"
    names: dict[int, float] = {
        expressions.CODES["time"]: run.now,
        expressions.CODES["hour"]: hour % 24,
        expressions.CODES["weekday"]: hour // 24,
        expressions.CODES["waited"]: patient.waited_before
        + (run.now - patient.arrive if waits else 0.0),
        expressions.CODES["in_system"]: run.now - patient.came,
        expressions.CODES["visits"]: patient.visit,
        expressions.CODES["priority"]: rank(run, patient),
    }
    if code in names:
        return float(names[code])
    if code == expressions.CODES["is_class"]:
        return float(patient.patient_class == which)
    if code == expressions.CODES["waiting"]:
        return float(len(run.queue[which]))
    if code == expressions.CODES["present"]:
        return float(run.here[which])
    return float(run.capacity[which] - run.used[which])
