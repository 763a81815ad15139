"""Resources of FHIR R4 as hospitals export them; no person in them exists."""

import json
from pathlib import Path
from typing import Any

Plain = dict[str, Any]


def a_visit(name: str = "v1", patient: str = "p1", **changes: Any) -> Plain:
    """A visit to the emergency department, morning to noon, on a summer's day."""
    plain: Plain = {
        "resourceType": "Encounter",
        "id": name,
        "status": "finished",
        "class": {"code": "EMER"},
        "type": [{"coding": [{"code": "4525004", "display": "Emergency visit"}]}],
        "subject": {"reference": f"Patient/{patient}"},
        "serviceProvider": {"reference": "Organization/o1", "display": "North Trust"},
        "period": a_period(9, 12),
    }
    return plain | changes


def an_episode(**changes: Any) -> Plain:
    plain: Plain = {
        "resourceType": "EpisodeOfCare",
        "id": "ep1",
        "status": "finished",
        "type": [{"text": "Heart failure care"}],
        "patient": {"reference": "Patient/p1"},
        "managingOrganization": {"reference": "Organization/o1"},
        "period": a_period(8, 20),
    }
    return plain | changes


def an_appointment(**changes: Any) -> Plain:
    """An appointment at a clinic, with one who is on the staff."""
    plain: Plain = {
        "resourceType": "Appointment",
        "id": "a1",
        "status": "fulfilled",
        "serviceType": [{"coding": [{"code": "165", "display": "Cardiology"}]}],
        "appointmentType": {"coding": [{"code": "FOLLOWUP"}]},
        "start": at(14),
        "end": at(15),
        "participant": [
            {"actor": {"reference": "Practitioner/x", "display": "Dr Nightingale"}},
            {"actor": {"reference": "Patient/p1", "display": "Ann Other"}},
            {"actor": {"reference": "Location/l1", "display": "Heart clinic"}},
        ],
    }
    return plain | changes


def a_task(**changes: Any) -> Plain:
    plain: Plain = {
        "resourceType": "Task",
        "id": "t1",
        "status": "completed",
        "code": {"coding": [{"code": "fulfill"}], "text": "Arrange care at home"},
        "for": {"reference": "Patient/p1"},
        "owner": {"reference": "Organization/o2", "display": "North Council"},
        "executionPeriod": a_period(16, 18),
    }
    return plain | changes


def a_place(name: str, start: int | None, end: int | None) -> Plain:
    place: Plain = {"location": {"reference": f"Location/{name}", "display": name}}
    return place if start is None else place | {"period": a_period(start, end)}


def a_step(status: str, start: int, end: int | None) -> Plain:
    return {"status": status, "period": a_period(start, end)}


def a_period(start: int, end: int | None) -> Plain:
    return {"start": at(start)} | ({} if end is None else {"end": at(end)})


def at(hour: int) -> str:
    return f"2024-07-01T{hour:02}:00:00+01:00"


def ndjson(folder: Path, *resources: Plain, name: str = "log.ndjson") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(each) + "\n" for each in resources))
    return path
