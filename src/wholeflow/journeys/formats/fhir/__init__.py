"""FHIR R4: visits, episodes, appointments and tasks, a resource to a line.

This is the form of a bulk export: files of NDJSON, packed by gzip or not, one of them or
a folder of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wholeflow.errors import BadLog
from wholeflow.journeys.formats.raw import refuse_size, size_limit
from wholeflow.journeys.formats.unpacking import beginning

from .assembling import HEADINGS, assembled
from .reading import read_files

__all__ = ["FhirLog", "fhir_files", "is_fhir", "open_fhir"]

_ENDINGS = (".ndjson", ".ndjson.gz")
_START = rb"(?:\xef\xbb\xbf)?\s*\{"
_RESOURCE = re.compile(_START + rb'[^\n]*"resourceType"\s*:')
_SPREAD = re.compile(
    _START + rb'\s*\n\s*(?:"\w+"\s*:\s*"[^"\n]*"\s*,\s*)*"resourceType"\s*:'
)


@dataclass(frozen=True, slots=True, eq=False)
class FhirLog:
    """A set of FHIR resources, read as events.

    Parameters
    ----------
    name
        Name of the file or folder.
    notes
        What was read, left out and decided, in words.
    events
        A row an event: `headings` and "line".
    """

    name: str
    notes: tuple[str, ...]
    events: pl.DataFrame

    @property
    def headings(self) -> tuple[str, ...]:
        """Names of the columns."""
        return HEADINGS

    def fetch(self, wanted: Sequence[str]) -> pl.DataFrame:
        """Give these columns."""
        return self.events.select(wanted)

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Line of its file for each row."""
        return self.events["line"].gather(list(rows)).to_list()


def is_fhir(head: bytes) -> bool:
    """Whether a file that begins so, unpacked, holds FHIR resources.

    >>> is_fhir(b'{"resourceType": "Encounter"}'), is_fhir(b'{"events": []}')
    (True, False)
    """
    return _RESOURCE.match(head) is not None or _SPREAD.match(head) is not None


def fhir_files(folder: Path) -> list[Path]:
    """Give the files of NDJSON in a folder, by name; none if it is no folder."""
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.name.endswith(_ENDINGS))


def open_fhir(path: Path, timezone: str) -> FhirLog:
    """Read FHIR resources as events.

    Parameters
    ----------
    path
        A file of NDJSON, packed by gzip or not, or a folder of such files.
    timezone
        Whose clock is meant by days without an hour.

    Returns
    -------
    FhirLog
        Ready to `fetch`.

    Raises
    ------
    BadLog
        With every fault, its line and the path of its element.
    """
    name, limit = path.name, size_limit()
    files = fhir_files(path) or [path]
    refuse_size(name, sum(file.stat().st_size for file in files), limit)
    for file in files:
        if _SPREAD.match(beginning(file)):
            expected = "expected one resource to a line (NDJSON), as in a bulk export"
            got = "got one that is written over several lines, perhaps a Bundle"
            raise BadLog(file.name, [f"{expected}; {got}"])
    found = assembled(read_files(name, files, limit), timezone)
    return FhirLog(name, found.notes, found.events)
