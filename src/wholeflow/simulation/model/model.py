"""A model of a care system: nodes, what they need, who comes, and where they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .arrivals import Source
from .nodes import Node
from .pools import Pool

Deadlocked = Literal["swap", "overflow", "stop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientClass:
    """A kind of patient.

    Parameters
    ----------
    name
        Its name.
    priority
        0 is served before 1, and so on; at most 63.
    due_hours
        By when they should be seen, in hours from coming in: the order "earliest due"
        goes by it, and breaches are counted against it.
    """

    name: str
    priority: int = 0
    due_hours: float = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A patient who is there when the run begins, or several alike.

    Parameters
    ----------
    node
        Where.
    patient_class
        Of which class; empty is the model's first.
    since_hours
        How many hours ago the patient joined the node.
    in_service_hours
        How many hours the service has lasted; None is still waiting.
    patients
        How many such patients there are; each has luck of his or her own.
    """

    node: str
    patient_class: str = ""
    since_hours: float = 0.0
    in_service_hours: float | None = None
    patients: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A care system to be simulated, patient by patient.

    Parameters
    ----------
    name
        What is modelled.
    nodes
        Where patients are served. At least one.
    pools
        What nodes draw on: beds, staff, rooms.
    sources
        Where patients come from.
    classes
        Kinds of patient. Without any there is one, "everyone".
    start
        When the run begins: local date and time as text, such as "2026-01-05T00:00",
        on a whole hour. A Monday midnight unless given.
    timezone
        Name of the time zone, such as "Europe/London"; changes of the clock are kept.
    present
        Who is there at the start; none is empty.
    deadlock
        What is done when patients block each other in a ring: they change places, one
        more place is opened for a time, or the run stops.
    notes
        What the model leaves out, and where its numbers come from.
    """

    name: str
    nodes: tuple[Node, ...]
    pools: tuple[Pool, ...] = ()
    sources: tuple[Source, ...] = ()
    classes: tuple[PatientClass, ...] = (PatientClass(name="everyone"),)
    start: str = "2026-01-05T00:00"
    timezone: str = "UTC"
    present: tuple[Present, ...] = ()
    deadlock: Deadlocked = "swap"
    notes: tuple[str, ...] = ()

    @property
    def n_present(self) -> int:
        """How many patients are there at the start."""
        return sum(each.patients for each in self.present)
