"""When patients come: at random by the hour, by appointment, or as was recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .distributions import Distribution
from .nodes import EVERY_CLASS

HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Random:
    """Arrivals at random, each without regard to the others, at a rate by the hour.

    A Poisson process whose rate is constant within each hour. It is drawn by inverting
    its summed rate, so a greater demand brings the same arrivals sooner.

    Parameters
    ----------
    per_hour
        Rate for each hour: one number for all; 24 for the hours of a local day; 168 for
        those of a local week from Monday 00:00; or more than 168, one for each hour from
        the start of the run, after which the last 168 repeat.
    """

    per_hour: tuple[float, ...]
    form: Literal["random"] = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointments:
    """Arrivals at set times, of whom some do not come, and some come late.

    Parameters
    ----------
    at
        Hours from Monday 00:00 local time of each slot of a week, in [0, 168).
    no_show
        Share who do not come.
    lateness
        How long after the slot they come; None is on the minute.
    earliest
        Hours taken off that lateness: with 0.5 and a lateness of 0 to 1 h, they come
        between half an hour early and half an hour late.
    demand
        How many patients come for each that is booked: with 0.9 one in ten does not, with
        1.2 one in five brings another, by luck; whoever comes keeps the same luck. One
        number, or numbers by the hour as of `Random.per_hour`.
    """

    at: tuple[float, ...]
    no_show: float = 0.0
    lateness: Distribution | None = None
    earliest: float = 0.0
    demand: tuple[float, ...] = (1.0,)
    form: Literal["appointments"] = "appointments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a recorded path.

    Parameters
    ----------
    node
        Where.
    hours
        How long the service lasted; None draws it from the node's distribution.
    """

    node: str
    hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Arrivals as they were recorded, each with its path if that is known.

    Parameters
    ----------
    at
        Hours from the start of the run, not falling.
    classes
        Class of each, or none to draw it from the source's shares.
    paths
        The steps of each, the first at the source's node; or none to be routed.
    demand
        How many patients come for each that was recorded: with 0.9 one in ten does not, with
        1.2 one in five brings another, by luck; whoever comes keeps the same luck. One
        number, or numbers by the hour as of `Random.per_hour`.
    """

    at: tuple[float, ...]
    classes: tuple[str, ...] = ()
    paths: tuple[tuple[Step, ...], ...] = ()
    demand: tuple[float, ...] = (1.0,)
    form: Literal["recorded"] = "recorded"


Arrivals = Random | Appointments | Recorded
IfFull = Literal["lost", "waits outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where patients come from.

    Parameters
    ----------
    name
        Its name; draws are keyed by it, so a renamed source is another.
    node
        The node they come to.
    arrivals
        When they come.
    classes
        Share of each class; none is the model's first class for all.
    prevented
        Share of each class that does not come, since what would have brought them was
        prevented; the class "*" is all others. Whoever comes all the same comes at the
        same time and with the same luck as if nothing had been prevented.
    together
        Share of arrivals in which so many patients come at once; none is one at a time.
    if_full
        What happens at a full node: they are lost, or wait outside for a place.
    """

    name: str
    node: str
    arrivals: Arrivals
    classes: dict[str, float] = field(default_factory=dict)
    prevented: dict[str, float] = field(default_factory=dict)
    together: dict[int, float] = field(default_factory=dict)
    if_full: IfFull = "lost"

    def share_prevented(self, patient_class: str) -> float:
        """Give the share of a class that does not come."""
        return self.prevented.get(patient_class, self.prevented.get(EVERY_CLASS, 0.0))
