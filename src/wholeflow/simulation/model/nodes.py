"""Where patients are served: places, what is claimed, in which order, and what follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .distributions import Distribution
from .pools import Resume
from .routing import Route

EVERY_CLASS = "*"
ByClass = dict[str, Distribution]
Order = Literal[
    "first come", "last come", "longest total wait", "earliest due", "shortest expected"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a patient needs for the service, all at once or not at all.

    Parameters
    ----------
    pool
        Of which pool.
    units
        How many units, a whole multiple of the pool's quantum.
    hold
        Whether it stays with the patient who is done and cannot leave yet, and while
        the place is made ready again: yes for a bed, no for a nurse.
    """

    pool: str
    units: float = 1.0
    hold: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a patient waits before giving up.

    Parameters
    ----------
    hours
        How long, by class; the class "*" is all others. A class left out waits for ever.
    then
        The node that whoever gives up goes to; None leaves.
    """

    hours: ByClass
    then: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassChange:
    """A patient becomes of another class: after the service, or while waiting.

    Parameters
    ----------
    to
        Share of each class that becomes each other class after the service:
        `{"stable": {"urgent": 0.1}}`.
    while_waiting
        The class that each class becomes after so many hours of waiting:
        `{"urgent": ("immediate", 2.0)}`.
    """

    to: dict[str, dict[str, float]] = field(default_factory=dict)
    while_waiting: dict[str, tuple[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of care, at which patients queue, are served, and may be blocked.

    Parameters
    ----------
    name
        Its name; draws are keyed by it, so a renamed node is another.
    service
        How long it takes, by class; the class "*" is all others.
    claims
        What it needs; none is no limit.
    places
        How many patients may be there: waiting, in service, blocked, or a place being
        made ready; None is no limit.
    routes
        Where patients go next, by class; the class "*" is all others. A class left out
        leaves.
    order
        Who is first of those of one priority.
    order_by
        An expression in place of `order`, worked out as a patient joins; least first.
    turnaround
        How long the place, and what is held, is made ready after each patient.
    balking
        Share that turns away when nobody, one, two, ... wait; the last holds beyond.
    patience
        How long they wait; None is for ever.
    with_patience
        Correlation, from -1 to 1, of the normal scores of service and patience.
    pre_empt
        Whether a higher priority puts a lower one out, and how that one goes on.
    reroute_when_blocked
        Whether those who are blocked choose again, whenever something has happened, by a
        route that depends on the state of the run. Chances are drawn once.
    changes
        Who becomes of another class.
    process
        Id of the process on the map that this node stands for, if any.
    """

    name: str
    service: ByClass
    claims: tuple[Claim, ...] = ()
    places: int | None = None
    routes: dict[str, Route] = field(default_factory=dict)
    order: Order = "first come"
    order_by: str | None = None
    turnaround: Distribution | None = None
    balking: tuple[float, ...] = ()
    patience: Patience | None = None
    with_patience: float = 0.0
    pre_empt: Resume | None = None
    reroute_when_blocked: bool = False
    changes: ClassChange | None = None
    process: str | None = None
