"""A table of money: who pays whom, how many pounds, for each of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

When = Literal["now", "changed"]
Visits = Literal["served", "arrivals"]
Units = Literal["there", "overtime", "in use"]
Stage = Literal["waiting", "in service", "blocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Each visit to a node, as a tariff pays for it or an ambulance costs.

    Parameters
    ----------
    node
        Where.
    patient_class
        Of which class; nothing is of all.
    counted
        "served": those who were seen and left. "arrivals": those who came, also if they
        were lost, turned away or gave up.
    """

    node: str
    patient_class: str | None = None
    counted: Visits = "served"
    form: Literal["visit"] = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHour:
    """Each hour of a unit of a pool: of a nurse, of a bed that is staffed.

    Parameters
    ----------
    pool
        Which.
    counted
        "there": as scheduled, used or not. "overtime": used beyond what is scheduled.
        "in use": both that is scheduled and overtime, as far as it is used.
    """

    pool: str
    counted: Units = "there"
    form: Literal["unit hour"] = "unit hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientHour:
    """Each hour of each patient at a node; a bed-day is 24 of them.

    Parameters
    ----------
    node
        Where.
    counted
        Which hours: some of "waiting", "in service" and "blocked"; those in service and
        blocked unless given.
    """

    node: str
    counted: tuple[Stage, ...] = ("in service", "blocked")
    form: Literal["patient hour"] = "patient hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """So many days, whatever happens in them: a programme, a block, a capitation.

    Parameters
    ----------
    days
        How many; a week unless given.
    """

    days: float = 7.0
    form: Literal["time"] = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What one body pays, to another or out of the place, for each of something.

    Parameters
    ----------
    what
        What for, such as "tariff for an attendance"; no two payments are of one name.
    payer
        The body that pays.
    pounds
        How much for each, 0 or more.
    per
        For each of what.
    receiver
        The body that receives it; nothing is somebody outside the table, as are staff
        and shops: what is paid out.
    only
        "now": only as it is. "changed": only under the scenario, such as the programme
        that brings the change. Nothing is both.
    """

    what: str
    payer: str
    pounds: float
    per: Visit | UnitHour | PatientHour | Time
    receiver: str | None = None
    only: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Who pays whom for what happens in a model.

    Parameters
    ----------
    name
        What it is called.
    bodies
        Those whose money is told, in this order. At least one.
    payments
        What they pay. At least one.
    notes
        Where the numbers come from, and what is left out.
    """

    name: str
    bodies: tuple[str, ...]
    payments: tuple[Payment, ...]
    notes: tuple[str, ...] = ()
