"""Resources read line by line: what they tell, and what is wrong with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wholeflow.errors import Fault
from wholeflow.journeys.formats.raw import FAULTS_KEPT, refuse_size
from wholeflow.journeys.formats.rows import Rows
from wholeflow.journeys.formats.unpacking import unpacked

from .elements import (
    Plain,
    Reference,
    WrongElement,
    as_reference,
    each,
    reference,
    text,
)
from .resources import TOLD_BY, WRONG_STATUS, Happening, happenings

LONGEST_LINE = 1 << 23  # bytes of one resource
COLUMNS = (
    "file", "resource", "id", "patient", "label", "step", "in_place", "is_frame", "path",
    "start", "end", "organisation", "location", "kind", "status", "reason",
    "discharged to", "encounter",
)  # fmt: skip
_NAMED = {"Organization", "Location"}
_KINDS_KEPT = 50  # of resources that are left out, for the note
SHOWN = 40  # characters of a name in a note


@dataclass(slots=True)
class Told:
    """What all lines so far told.

    Parameters
    ----------
    source
        Name of the file or folder.
    limit
        Bytes that all lines may come to.
    n_files
        Where there are several, faults name theirs.
    """

    source: str
    limit: int
    n_files: int
    rows: Rows = field(default_factory=lambda: Rows(COLUMNS))
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    called: dict[tuple[str, str], str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    wholes: set[str] = field(default_factory=set)
    kept_appointments: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    n_faults: int = 0
    size: int = 0

    def wrong(
        self, message: str, file: str, line: int, path: str | None = None
    ) -> None:
        """Count a fault; of very many the first are kept."""
        self.n_faults += 1
        if len(self.faults) < FAULTS_KEPT:
            named = file if self.n_files > 1 else None
            self.faults.append(Fault(message, line, path, named))


def read_files(source: str, files: list[Path], limit: int) -> Told:
    """Read every resource of these files.

    Parameters
    ----------
    source
        Name of the file or folder.
    files
        In order.
    limit
        Bytes that they may unpack to; more are refused as `BadLog`.

    Returns
    -------
    Told
        With a row for each event, and every fault.
    """
    told = Told(source, limit, len(files))
    for path in files:
        for number, line in _lines(told, path):
            try:
                _take(told, path.name, number, line)
            except WrongElement as wrong:
                told.wrong(wrong.message, path.name, number, wrong.path)
            except (ValueError, RecursionError) as wrong:
                told.wrong(_not_json(wrong), path.name, number)
    return told


def _lines(told: Told, path: Path) -> Iterator[tuple[int, bytes]]:
    # Lines that are not blank, with their numbers from 1; none is longer than may be.
    with unpacked(path) as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            told.size += len(line)
            is_whole = len(line) < LONGEST_LINE or line.endswith(b"\n")
            while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
                told.size += len(line)
                refuse_size(told.source, told.size, told.limit, unpacked=True)
            refuse_size(told.source, told.size, told.limit, unpacked=True)
            if not is_whole:
                message = f"a resource is longer than {LONGEST_LINE:,} bytes"
                told.wrong(message, path.name, number)
            elif line := line.strip():
                yield number, line


def _not_json(wrong: Exception) -> str:
    if isinstance(wrong, RecursionError):
        return "too many elements in each other"
    if isinstance(wrong, json.JSONDecodeError):
        message = f"this is not JSON: {wrong.msg} (character {wrong.pos + 1})"
        return f"{message}; expected one whole resource to a line"
    if isinstance(wrong, UnicodeDecodeError):
        return "expected text in UTF-8"
    return "a number has too many digits"


def _take(told: Told, file: str, number: int, line: bytes) -> None:
    plain = json.loads(line)
    if not isinstance(plain, dict):
        raise WrongElement("the line", "a resource as an object", plain)
    resource = text(plain, "resourceType", "the line")
    if resource in TOLD_BY:
        told.counts[resource] += 1
        _take_events(told, file, number, list(happenings(plain, resource)))
        if resource == "Encounter":
            _take_ties(told, plain)
    elif resource in _NAMED:
        told.names[resource, text(plain, "id", resource)] = text(
            plain, "name", resource
        )
    elif resource == "Patient":
        _take_merged(told, plain)
    elif resource in told.others or len(told.others) < _KINDS_KEPT:
        told.others[resource[:SHOWN] or "no resourceType"] += 1
    else:
        told.others["others"] += 1


def _take_events(told: Told, file: str, number: int, events: list[Happening]) -> None:
    first = events[0]
    if first.status == WRONG_STATUS:
        told.left_out["entered in error"] += 1
        return
    if not first.patient:
        told.left_out["without a patient"] += 1
        return
    for one in events:
        told.rows.add(
            number,
            file,
            one.resource,
            one.id,
            one.patient,
            one.label,
            one.step,
            "yes" if one.in_place else "",
            "yes" if one.is_frame else "",
            one.path,
            one.start,
            one.end,
            _named(told, "Organization", one.organisation),
            _named(told, "Location", one.location),
            one.kind,
            one.status,
            one.reason,
            one.discharged,
            one.encounter,
        )


def _named(told: Told, kind: str, to: Reference) -> str:
    """Give what names an organisation or place, and keep what it was called first."""
    if to.display:
        told.called.setdefault((kind, to.id), to.display)
    return to.id


def _take_ties(told: Told, plain: Plain) -> None:
    whole = reference(plain, "partOf", "Encounter", "Encounter").id
    if whole:
        told.wholes.add(whole)
    for kept in each(plain, "appointment", "Encounter"):
        told.kept_appointments.add(
            as_reference(kept, "Encounter.appointment", "Appointment").id
        )


def _take_merged(told: Told, plain: Plain) -> None:
    patient = text(plain, "id", "Patient")
    for link in each(plain, "link", "Patient"):
        other = reference(link, "other", "Patient.link", "Patient").id
        how = text(link, "type", "Patient.link")
        if how == "replaced-by":
            told.merged[patient] = other
        elif how == "replaces":
            told.merged[other] = patient
