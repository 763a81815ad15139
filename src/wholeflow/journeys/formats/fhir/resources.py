"""What a resource of FHIR R4 tells of a journey.

A visit (Encounter) that tells where the patient was, or by which steps it went, is told
by these; then, like an episode of care, it is only the frame around them, of which the
beginning and the end are events. If a frame stood as one long event, no wait inside it
would ever show. Source: HL7 FHIR R4 (4.0.1), hl7.org/fhir/R4.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from .elements import (
    NOTHING,
    Plain,
    Reference,
    as_reference,
    code,
    each,
    inner,
    named,
    reference,
    spoken,
    text,
)

WRONG_STATUS = "entered-in-error"


class Happening(NamedTuple):  # a dataclass takes three times as long to copy
    """One event, as a resource tells it; what is not told is "".

    Parameters
    ----------
    resource, id
        What told it.
    patient
        Id of the patient.
    label
        What was done.
    step
        Which part of it; added to the label.
    in_place
        Whether the place is what tells this part from others.
    is_frame
        Whether only the beginning and the end of the period are events.
    path
        Where its times stand.
    start, end
        As written.
    organisation, location
        Who did it, and where.
    kind
        "emergency", "planned", or not known.
    status, reason, discharged
        As told; reason and where to in words.
    encounter
        Id of the visit it belongs to.
    """

    resource: str
    id: str
    patient: str
    label: str
    path: str
    start: str = ""
    end: str = ""
    step: str = ""
    in_place: bool = False
    is_frame: bool = False
    organisation: Reference = NOTHING
    location: Reference = NOTHING
    kind: str = ""
    status: str = ""
    reason: str = ""
    discharged: str = ""
    encounter: str = ""


# What has one of these statuses took place; of the others the label says what became.
_TOOK_PLACE = {
    "Encounter": {
        "arrived",
        "triaged",
        "in-progress",
        "onleave",
        "finished",
        "unknown",
    },
    "EpisodeOfCare": {"active", "onhold", "finished"},
    "Appointment": {"arrived", "fulfilled", "checked-in"},
    "Task": {"in-progress", "completed"},
}
_CLASSES = {
    "AMB": "ambulatory", "EMER": "emergency", "FLD": "field", "HH": "home health",
    "IMP": "inpatient encounter", "ACUTE": "inpatient acute",
    "NONAC": "inpatient non-acute", "OBSENC": "observation encounter",
    "PRENC": "pre-admission", "SS": "short stay", "VR": "virtual",
}  # fmt: skip
_KINDS = {  # of class, of priority (v3-ActPriority), of appointment (v2-0276)
    "EMER": "emergency", "PRENC": "planned",
    "EM": "emergency", "EL": "planned", "R": "planned",
    "EMERGENCY": "emergency", "ROUTINE": "planned", "FOLLOWUP": "planned",
    "CHECKUP": "planned",
}  # fmt: skip
_WORK = "in-progress"  # the one step that is care; the others are moments reached
_STEPS = {"arrived", "triaged", _WORK, "onleave"}


def happenings(plain: Plain, resource: str) -> Iterator[Happening]:
    """Give the events that a resource tells.

    Parameters
    ----------
    plain
        The resource.
    resource
        What it is, one of `TOLD_BY`.

    Yields
    ------
    Happening
        In the order of time, frames first. What has no patient or was entered in error
        is given too.
    """
    for one in TOLD_BY[resource](plain):
        if one.status in _TOOK_PLACE[resource] or not one.status:
            yield one
            continue
        moment = one.start or one.end  # what did not take place takes no time
        label = f"{one.label} ({one.status})"
        yield one._replace(label=label, start=moment, end=moment)
        return


def _encounter(plain: Plain) -> Iterator[Happening]:
    path = "Encounter"
    class_code = text(inner(plain, "class", path), "code", f"{path}.class")
    priority = code(inner(plain, "priority", path), f"{path}.priority")
    start, end = _times(plain, "period", path)
    visit = Happening(
        resource=path,
        id=text(plain, "id", path),
        patient=reference(plain, "subject", path, "Patient").id,
        label=_encounter_label(plain, class_code),
        path=f"{path}.period",
        start=start,
        end=end,
        organisation=named(plain, "serviceProvider", path, "Organization"),
        kind=_KINDS.get(class_code) or _KINDS.get(priority, ""),
        status=text(plain, "status", path),
        reason=_reason(plain, path),
        discharged=_discharged(plain, path),
        encounter=text(plain, "id", path),
    )
    places = list(_places(plain, visit))
    parts = [place for place in places if place.start or place.end]
    parts = parts or list(_steps(plain, visit, _STEPS))
    if parts:
        yield visit._replace(is_frame=True)
        yield from parts
    else:
        where = places[0].location if places else NOTHING
        yield visit._replace(location=where)


def _encounter_label(plain: Plain, class_code: str) -> str:
    path = "Encounter"
    kinds = (spoken(kind, f"{path}.type") for kind in each(plain, "type", path))
    service = inner(plain, "serviceType", path)
    return (
        next(filter(None, kinds), "")
        or spoken(service, f"{path}.serviceType")
        or text(inner(plain, "class", path), "display", f"{path}.class")
        or _CLASSES.get(class_code, class_code)
        or "visit"
    )


def _discharged(plain: Plain, path: str) -> str:
    stay = inner(plain, "hospitalization", path)
    path = f"{path}.hospitalization"
    to = inner(stay, "dischargeDisposition", path)
    return spoken(to, f"{path}.dischargeDisposition", may_be_free=False)


def _places(plain: Plain, visit: Happening) -> Iterator[Happening]:
    path = "Encounter.location"
    for place in each(plain, "location", "Encounter"):
        if text(place, "status", path) in ("", "active", "completed"):
            start, end = _times(place, "period", path)
            yield visit._replace(
                path=f"{path}.period",
                start=start,
                end=end,
                location=named(place, "location", path, "Location"),
                in_place=True,
            )


def _steps(plain: Plain, of: Happening, steps: Container[str]) -> Iterator[Happening]:
    path = f"{of.resource}.statusHistory"
    for past in each(plain, "statusHistory", of.resource):
        step = text(past, "status", path)
        start, end = _times(past, "period", path)
        if step in steps and (start or end):
            until = end if step == _WORK else start
            yield of._replace(path=f"{path}.period", step=step, start=start, end=until)


def _episode(plain: Plain) -> Iterator[Happening]:
    path = "EpisodeOfCare"
    kinds = (spoken(kind, f"{path}.type") for kind in each(plain, "type", path))
    start, end = _times(plain, "period", path)
    episode = Happening(
        resource=path,
        id=text(plain, "id", path),
        patient=reference(plain, "patient", path, "Patient").id,
        label=next(filter(None, kinds), "") or "episode of care",
        path=f"{path}.period",
        start=start,
        end=end,
        organisation=named(plain, "managingOrganization", path, "Organization"),
        status=text(plain, "status", path),
        is_frame=True,
    )
    yield episode
    yield from (
        step._replace(is_frame=False)
        for step in _steps(plain, episode, ("waitlist", "onhold"))
    )


def _appointment(plain: Plain) -> Iterator[Happening]:
    path = "Appointment"
    kind = inner(plain, "appointmentType", path)
    services = (
        spoken(service, f"{path}.{name}")
        for name in ("serviceType", "specialty")
        for service in each(plain, name, path)
    )
    service = next(filter(None, services), "") or spoken(
        kind, f"{path}.appointmentType"
    )
    cancelled = inner(plain, "cancelationReason", path)
    why = spoken(cancelled, f"{path}.cancelationReason", may_be_free=False)
    patient, location = _participants(plain, path)
    yield Happening(
        resource=path,
        id=text(plain, "id", path),
        patient=patient.id,
        label=f"appointment: {service}" if service else "appointment",
        path=path,
        start=text(plain, "start", path),
        end=text(plain, "end", path),
        location=location,
        kind=_KINDS.get(code(kind, f"{path}.appointmentType"), ""),
        status=text(plain, "status", path),
        reason=why or _reason(plain, path),
    )


def _participants(plain: Plain, path: str) -> tuple[Reference, Reference]:
    """Give the patient and the place of an appointment; staff are passed over."""
    found = {"Patient": NOTHING, "Location": NOTHING}
    path = f"{path}.participant"
    for participant in each(plain, "participant", path):
        actor = inner(participant, "actor", path)
        for kind, before in found.items():
            if not before.id:
                found[kind] = as_reference(actor, f"{path}.actor", kind)
    return found["Patient"], found["Location"]


def _task(plain: Plain) -> Iterator[Happening]:
    path = "Task"
    start, end = _times(plain, "executionPeriod", path)
    yield Happening(
        resource=path,
        id=text(plain, "id", path),
        patient=reference(plain, "for", path, "Patient").id,
        label=spoken(inner(plain, "code", path), f"{path}.code") or "task",
        path=f"{path}.executionPeriod",
        start=start,
        end=end,
        organisation=reference(plain, "owner", path, "Organization"),
        location=reference(plain, "location", path, "Location"),
        status=text(plain, "status", path),
        reason=spoken(
            inner(plain, "reasonCode", path), f"{path}.reasonCode", may_be_free=False
        ),
        encounter=reference(plain, "encounter", path, "Encounter").id,
    )


def _times(plain: Plain, name: str, path: str) -> tuple[str, str]:
    period = inner(plain, name, path)
    path = f"{path}.{name}"
    return text(period, "start", path), text(period, "end", path)


def _reason(plain: Plain, path: str) -> str:
    path = f"{path}.reasonCode"
    reasons = (
        spoken(reason, path, may_be_free=False)
        for reason in each(plain, "reasonCode", path.partition(".")[0])
    )
    return next(filter(None, reasons), "")


TOLD_BY: dict[str, Callable[[Plain], Iterator[Happening]]] = {
    "Encounter": _encounter,
    "EpisodeOfCare": _episode,
    "Appointment": _appointment,
    "Task": _task,
}
