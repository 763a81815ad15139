"""What is wrong with classes, sources, and those who are there at the start."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from wholeflow.simulation.model.arrivals import (
    Appointments,
    IfFull,
    Random,
    Recorded,
    Source,
    Step,
)
from wholeflow.simulation.model.model import Model, Present
from wholeflow.simulation.model.ranges import between, length, not_shares, told

from .limits import (
    HOURS_A_WEEK,
    LAST_PRIORITY,
    MOST_AN_HOUR,
    MOST_PRESENT,
    MOST_RECORDED,
    MOST_TOGETHER,
)
from .names import Names
from .places import LONGEST_NAME, Place

HOURS_A_DAY = 24


def look_at_classes(model: Model, top: Place) -> None:
    """Note what is wrong with each class."""
    for number, each in enumerate(model.classes):
        here = top.at("classes", number, where=f'class "{each.name[:LONGEST_NAME]}"')
        here.at("priority").say(*between(each.priority, 0, LAST_PRIORITY, "priority"))
        here.at("due_hours").say(*length(each.due_hours, "due_hours"))


def look_at_sources(model: Model, names: Names, top: Place) -> None:
    """Note what is wrong with each source."""
    for number, source in enumerate(model.sources):
        here = top.at("sources", number, where=f'source "{source.name[:LONGEST_NAME]}"')
        names.node(source.node, here.at("node"))
        here.at("if_full").word(source.if_full, IfFull, "if_full")
        for name in source.classes:
            here.at("classes", name).known(name, names.classes, "class")
        if source.classes:
            here.at("classes").say(*not_shares(source.classes.values(), "classes"))
        names.of_classes(source.prevented, here.at("prevented"))
        for name, share in source.prevented.items():
            here.at("prevented", name).say(*between(share, 0, 1, "prevented"))
        _look_at_together(source, here.at("together"))
        _look_at_arrivals(source, names, here.at("arrivals", where="arrivals"))


def _look_at_together(source: Source, here: Place) -> None:
    if not source.together:
        return
    here.say(*not_shares(source.together.values(), "together"))
    for size in source.together:
        here.say(*between(size, 1, MOST_TOGETHER, "together"))
    if isinstance(source.arrivals, Recorded):
        here.say(
            "together: expected nothing beside recorded arrivals; write each patient of "
            "a group as an arrival of the same time"
        )


def _look_at_arrivals(source: Source, names: Names, here: Place) -> None:
    match source.arrivals:
        case Random(per_hour=rates):
            _look_at_rates(rates, MOST_AN_HOUR, here.at("per_hour"), "per_hour")
        case Appointments():
            _look_at_clinic(source.arrivals, here)
        case Recorded():
            _look_at_recorded(source.arrivals, source.node, names, here)


def _look_at_rates(
    rates: tuple[float, ...], most: float, here: Place, name: str
) -> None:
    if len(rates) not in (1, HOURS_A_DAY) and len(rates) < HOURS_A_WEEK:
        here.say(
            f"{name}: expected 1 number, 24 for the hours of a day, 168 for those of a "
            f"week or more for those of the run, got {len(rates):,}"
        )
    here.say(*(fault for rate in rates for fault in between(rate, 0, most, name)))


def _look_at_clinic(clinic: Appointments, here: Place) -> None:
    if not clinic.at:
        here.at("at").say("at: expected at least one appointment, got none")
    for hours in clinic.at:
        if not 0 <= hours < HOURS_A_WEEK:
            here.at("at").say(
                "at: expected hours of a week from Monday 00:00, from 0 to less than "
                f"168, got {told(hours)}"
            )
    _look_at_rates(clinic.demand, MOST_TOGETHER, here.at("demand"), "demand")
    here.at("no_show").say(*between(clinic.no_show, 0, 1, "no_show"))
    here.at("earliest").say(*length(clinic.earliest, "earliest"))
    if clinic.lateness is not None:
        here.at("lateness", where="lateness").say(*clinic.lateness.faults())
    elif clinic.earliest:
        here.at("earliest").say(
            "earliest: expected 0 where no lateness is given; say how late they come, "
            "or leave it out"
        )


def _look_at_recorded(recorded: Recorded, node: str, names: Names, here: Place) -> None:
    at = recorded.at
    steps = sum(map(len, recorded.paths))
    if not 0 < len(at) <= MOST_RECORDED or steps > MOST_RECORDED:
        here.at("at").say(
            f"expected 1 to {MOST_RECORDED:,} arrivals and at most as many steps, got "
            f"{len(at):,} and {steps:,}"
        )
        return
    _look_at_rates(recorded.demand, MOST_TOGETHER, here.at("demand"), "demand")
    if len(at) * max(recorded.demand, default=0) > MOST_RECORDED:
        here.at("demand").say(
            f"demand: expected at most {MOST_RECORDED:,} patients in all, got "
            f"{max(recorded.demand):g} for each of {len(at):,} arrivals"
        )
    here.at("at").say(*(fault for hours in at for fault in length(hours, "at")))
    for number, (before, after) in enumerate(pairwise(at)):
        if after < before:
            here.at("at", number + 1).say(
                f"at: expected times that do not fall, got {told(after)} after "
                f"{told(before)}"
            )
    _look_at_journeys(recorded, node, names, here)


def _look_at_journeys(recorded: Recorded, node: str, names: Names, here: Place) -> None:
    at = recorded.at
    for what, some in (("classes", recorded.classes), ("paths", recorded.paths)):
        if some and len(some) != len(at):
            here.at(what).say(
                f"{what}: expected one for each of the {len(at):,} arrivals, or none; "
                f"got {len(some):,}"
            )
    for name in dict.fromkeys(recorded.classes):
        here.at("classes").known(name, names.classes, "class")
    for number, path in enumerate(recorded.paths):
        place = here.at("paths", number, where=f"path {number + 1}")
        if not path or path[0].node != node:
            first = f'"{path[0].node}"' if path else "nothing"
            place.say(f'expected a path that begins at "{node}", got {first}')
        _look_at_steps(path, names, place)


def _look_at_steps(path: tuple[Step, ...], names: Names, here: Place) -> None:
    for number, step in enumerate(path):
        names.node(step.node, here.at(number))
        if step.hours is not None:
            here.at(number).say(*length(step.hours, "hours"))


def look_at_present(model: Model, names: Names, top: Place) -> None:
    """Note what is wrong with those who are there at the start."""
    for number, present in enumerate(model.present):
        here = top.at("present", number, where=f"patient {number + 1} of those present")
        names.node(present.node, here.at("node"))
        if present.patient_class:
            here.at("patient_class").known(
                present.patient_class, names.classes, "class"
            )
        here.say(*_wrong_times(present))
        here.at("patients").say(*between(present.patients, 1, MOST_PRESENT, "patients"))
    there = Counter[str]()
    for present in model.present:
        there[present.node] += present.patients
    for number, node in enumerate(model.nodes):
        if node.places is not None and there[node.name] > node.places:
            top.at("nodes", number, "places", where=f'node "{node.name}"').say(
                f"{there[node.name]:,} patients are present at the start and there are "
                f"{node.places:,} places; expected no more patients than places"
            )


def _wrong_times(present: Present) -> list[str]:
    faults = length(present.since_hours, "since_hours")
    if present.in_service_hours is None or faults:
        return faults
    return between(present.in_service_hours, 0, present.since_hours, "in_service_hours")
