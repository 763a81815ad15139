"""Arrivals whose times are known before a run: appointments, and what was recorded."""

from __future__ import annotations

from typing import NamedTuple

from wholeflow.simulation.chance.keys import mixed, uniform
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.arrivals import Appointments, Random, Recorded, Source

from .layout import COPY
from .prepared import Prepared


class Listed(NamedTuple):
    """One arrival: when, how-manieth from its source, and its class or -1.

    Whoever more demand brings beside an arrival has its number and a multiple of `COPY`.
    """

    hours: float
    number: int
    patient_class: int


def listed(prepared: Prepared, source: int, run_key: int, hours: float) -> list[Listed]:
    """Give the arrivals of a source whose times are known, in order of time.

    Parameters
    ----------
    prepared
        The model.
    source
        Place of the source in it.
    run_key
        Key of the replication; see `..chance.keys.of_run`.
    hours
        Length of the run; what comes later is left out.
    """
    of = prepared.model.sources[source]
    match of.arrivals:
        case Recorded():
            coming = _Coming(prepared, of.name, of.arrivals.demand, run_key)
            return [
                Listed(at, who, _class_of(prepared, of.arrivals, number))
                for number, at in enumerate(of.arrivals.at)
                if at < hours
                for who in coming.of(number, at)
            ]
        case Appointments():
            return sorted(_kept(prepared, of, of.arrivals, run_key, hours))
        case Random():
            return []


class _Coming:
    """Who comes for each arrival that is listed, as demand says."""

    def __init__(
        self, prepared: Prepared, source: str, demand: tuple[float, ...], run_key: int
    ) -> None:
        self.demand, self.hour_of_week = demand, prepared.hour_of_week
        self.key = mixed(run_key, key_of("demand", source))

    def of(self, number: int, at: float) -> range:
        """Give the numbers of those who come: a greater demand leaves them and adds some."""
        if self.demand == (1.0,):
            return range(number, number + 1)
        patients = calendar.in_hour(self.demand, int(at), self.hour_of_week)
        for_certain = int(patients)
        one_more = uniform(mixed(self.key, number)) < patients - for_certain
        return range(number, number + (for_certain + one_more) * COPY, COPY)


def _class_of(prepared: Prepared, recorded: Recorded, number: int) -> int:
    if not recorded.classes:
        return -1
    return prepared.place("class", recorded.classes[number])


def _kept(
    prepared: Prepared, source: Source, clinic: Appointments, run_key: int, hours: float
) -> list[Listed]:
    absent = mixed(run_key, key_of("no-show", source.name))
    late = mixed(run_key, key_of("lateness", source.name))
    lateness = prepared.lateness[prepared.place("source", source.name)]
    coming = _Coming(prepared, source.name, clinic.demand, run_key)
    kept = []
    slots = calendar.slots(prepared.model, clinic.at, hours)
    booked = ((n, slot) for at, slot in enumerate(slots) for n in coming.of(at, slot))
    for number, slot in booked:
        if uniform(mixed(absent, number)) < clinic.no_show:
            continue
        at = slot
        if lateness >= 0:
            drawn = prepared.inverses[lateness].hours(uniform(mixed(late, number)))
            at = max(0.0, slot - clinic.earliest + drawn)
        if at < hours:
            kept.append(Listed(at, number, -1))
    return kept
