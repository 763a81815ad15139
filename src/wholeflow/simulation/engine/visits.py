"""What is recorded of a visit to a node, and how it can end."""

from __future__ import annotations

from typing import NamedTuple

CAUSES = ("served", "lost", "balked", "gave up", "still there")
SERVED, LOST, BALKED, GAVE_UP, STILL_THERE = range(len(CAUSES))


class Visit(NamedTuple):
    """One visit of one patient to one node. Times are hours of the run; NaN is never.

    Parameters
    ----------
    patient
        How-manieth patient of the run, from 0.
    source, number
        Where the patient came from, and how-manieth from there: the same patient in
        every scenario. Those present at the start have source -1.
    patient_class
        Class during the visit.
    node
        Where.
    visit
        How often the patient had been there before.
    arrive, start, end, leave
        When the patient came, the service first began and ended, and the patient left.
    cause
        How it ended: a place in `CAUSES`.
    """

    patient: int
    source: int
    number: int
    patient_class: int
    node: int
    visit: int
    arrive: float
    start: float
    end: float
    leave: float
    cause: int


class Deadlock(NamedTuple):
    """Patients who blocked each other: when, at which nodes, and what was done."""

    hours: float
    nodes: tuple[int, ...]
    rule: str
