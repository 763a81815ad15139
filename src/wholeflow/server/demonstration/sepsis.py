"""A map drawn from the Sepsis log: what people did, and what passed between."""

from __future__ import annotations

from wholeflow.journeys import (
    Findings,
    Journeys,
    Standards,
    example_log,
    example_standards,
    look,
    process_links,
    read_log,
    read_standards,
)
from wholeflow.processes import Entry, Interlock, Map, Part, Process, Statement

HOSPITAL = "A hospital in the Netherlands (open log)"
WHOLE = "Caring for people with sepsis"
LEAST_PEOPLE = 250  # fewer passing between two processes draw no interlock
LICENCE = "MIT, as part of eventdataR, © 2018-2022 Hasselt University"
SOURCE = (
    "Open Sepsis log, doi 10.4121/uuid:915d2bfb-7e84-49ad-a286-dc35f063a460; times "
    "shifted at random per patient, so only durations are used"
)
SUCCESS = {
    "Giving antibiotics": "People with signs of sepsis have antibiotics within one hour "
    "of triage",
    "Measuring lactate": "Lactate is measured within three hours of triage",
}


def read() -> tuple[Journeys, Standards, Findings]:
    """Read the log that comes with wholeflow and what is looked for in it."""
    journeys = read_log(example_log())
    standards = read_standards(example_standards())
    return journeys, standards, look(journeys, standards)


def draw(journeys: Journeys, standards: Standards) -> Map:
    """Draw the map: a whole, its processes as the log names them, and what passes.

    Nobody owns any of it yet, and every interlock is only proposed: it comes from
    records, and nobody has agreed it.
    """
    names = list(standards.processes)
    whole = Process(
        "sepsis",
        WHOLE,
        label="public",
        organisation=HOSPITAL,
        entries=(
            Entry("what", "record", f"{journeys.n_cases:,} journeys. {SOURCE}"),
            Entry("where", "setting", "One hospital in the Netherlands"),
        ),
        success=(
            Statement("People with sepsis are recognised and treated in time", True),
        ),
    )
    parts = [_part(name, standards) for name in names]
    return Map(
        WHOLE,
        (whole, *parts),
        tuple(Part(whole.id, part.id) for part in parts),
        tuple(
            Interlock(
                giver=_key(link.before),
                receiver=_key(link.after),
                passes="people",
                what=f"{link.cases:,} people in the records, half within "
                f"{_hours(link.median_hours)}",
            )
            for link in process_links(journeys, standards.processes)
            if link.before != link.after and link.persons >= LEAST_PEOPLE
        ),
    )


def _part(name: str, standards: Standards) -> Process:
    activities = ", ".join(standards.processes[name])
    success = SUCCESS.get(name)
    return Process(
        _key(name),
        name,
        label="public",
        organisation=HOSPITAL,
        entries=(Entry("what", "record", f"In the records as: {activities}"),),
        success=(Statement(success),) if success else (),
    )


def _key(name: str) -> str:
    return name.lower().replace(" ", "-")


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{60 * hours:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
