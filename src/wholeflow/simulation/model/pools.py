"""Who and what is needed: beds, staff, rooms, by the hour of the week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHour:
    """A capacity for each hour of a local day or week, the same each week.

    Parameters
    ----------
    units
        24 values for a day, or 168 for a week from Monday 00:00.
    """

    units: tuple[float, ...]
    form: Literal["by hour"] = "by hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A capacity that changes at set times of the run.

    Parameters
    ----------
    at
        Hours from the start of the run, rising, the first 0.
    units
        The capacity from each of those times on.
    """

    at: tuple[float, ...]
    units: tuple[float, ...]
    form: Literal["changes"] = "changes"


Capacity = float | ByHour | Changes
Choose = Literal["longest wait", "node order"]
Resume = Literal["resume", "restart", "resample"]
ShiftEnd = Literal["finish", "finish queue", "suspend", "hand over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Units of one kind, which one node or several draw on.

    Parameters
    ----------
    name
        Its name.
    capacity
        How many units there are, and when.
    quantum
        The smallest part of a unit that may be claimed: 0.25 lets a nurse look after
        four. Capacities and claims are whole multiples of it.
    backfill
        Whether those behind may start on units that are too few for whoever is first.
    choose
        Who is first when patients of one priority wait at several nodes: whoever has
        waited longest, or whoever waits at the node that the model names first.
    shift_end
        What happens when capacity falls below what is in use. "finish": those in service
        finish, and each unit freed goes home first. "finish queue": the shift stays till
        those who had come by then are seen to. "suspend": patients are put out, the
        lowest priority and latest started first, and wait again. "hand over": they keep
        place and all else they hold, and wait for the next shift.
    resume
        How a suspended patient goes on: where it stopped, from the beginning with the
        same time, or with a new one.
    """

    name: str
    capacity: Capacity
    quantum: float = 1.0
    backfill: bool = False
    choose: Choose = "longest wait"
    shift_end: ShiftEnd = "finish"
    resume: Resume = "resume"


def greatest(capacity: Capacity) -> float:
    """Give the most units that there ever are."""
    if isinstance(capacity, ByHour | Changes):
        return max(capacity.units, default=0.0)
    return capacity


def in_the_long_run(capacity: Capacity) -> float:
    """Give the mean units over a week, once all changes of a run are past."""
    match capacity:
        case ByHour():
            return math.fsum(capacity.units) / len(capacity.units)
        case Changes():
            return capacity.units[-1]
        case _:
            return capacity
