"""Arrivals whose times are known before a run: appointments, and what was recorded."""

from __future__ import annotations

from typing import NamedTuple

from wholeflow.simulation.chance.keys import mixed, uniform
from wholeflow.simulation.chance.purposes import key_of
from wholeflow.simulation.model import calendar
from wholeflow.simulation.model.arrivals import Appointments, Random, Recorded, Source

from .prepared import Prepared


class Listed(NamedTuple):
    """One arrival: when, how-manieth from its source, and its class or -1."""

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
            return [
                Listed(at, number, _class_of(prepared, of.arrivals, number))
                for number, at in enumerate(of.arrivals.at)
                if at < hours
            ]
        case Appointments():
            return sorted(_kept(prepared, of, of.arrivals, run_key, hours))
        case Random():
            return []


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
    kept = []
    for number, slot in enumerate(calendar.slots(prepared.model, clinic.at, hours)):
        if uniform(mixed(absent, number)) < clinic.no_show:
            continue
        at = slot
        if lateness >= 0:
            drawn = prepared.inverses[lateness].hours(uniform(mixed(late, number)))
            at = max(0.0, slot - clinic.earliest + drawn)
        if at < hours:
            kept.append(Listed(at, number, -1))
    return kept
