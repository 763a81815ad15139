"""What an organisation already has, as a map: the format is told from the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wholeflow.errors import NotFound
from wholeflow.processes.formats import (
    DEFAULT_MAX_MB,
    FORMATS,
    decoded,
    read_map,
    refuse_size,
)
from wholeflow.processes.formats.bpmn import map_from_bpmn
from wholeflow.processes.formats.outline import map_from_outline
from wholeflow.processes.formats.rows import csv_rows, excel_rows
from wholeflow.processes.formats.tables import (
    is_organisation_list,
    map_from_organisations,
    map_from_table,
)
from wholeflow.processes.formats.tree import Faults
from wholeflow.processes.map import Map

Imported = tuple[Map, tuple[str, ...]]


def import_map(path: Path | str, *, max_mb: float = DEFAULT_MAX_MB) -> Imported:
    """Read a map from whatever file holds it.

    Parameters
    ----------
    path
        Our own .yaml, .yml or .json; a spreadsheet .csv, .tsv or .xlsx, with one row per
        process or per organisation; .bpmn or .xml of BPMN 2.0; an outline or terms of
        reference .txt or .md.
    max_mb
        Largest file to read, in millions of bytes; the setting WHOLEFLOW_MAX_MAP_MB.

    Returns
    -------
    Map
        What was understood. Names are kept as they stand in the file.
    tuple of str
        First what the file was taken for, then whatever was not understood.

    Raises
    ------
    NotFound
        If there is no such file.

    Notes
    -----
    Raises `BadMap` if it cannot be read, with every fault found.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFound(f"There is no file {path}. Check the name and the folder.")
    faults = Faults(path.name)
    refuse_size(path.stat().st_size, faults, max_mb)
    content = path.read_bytes()
    kind = _kind(path, content)
    if kind in FORMATS:
        process_map = read_map(content, kind, source=path.name, max_mb=max_mb)
        return process_map, (f"read as a map in {kind.upper()}",)
    if kind not in _READERS:
        raise faults.refusal(
            f"expected a file that ends in one of {', '.join(sorted(_ENDINGS))}; got "
            f"{path.suffix or 'no ending'!r}. Save it as one of these"
        )
    return _READERS[kind](content, path)


def _kind(path: Path, content: bytes) -> str:
    """Tell the kind of a file by its beginning where that is sure, else by its ending."""
    if content.startswith(b"PK\x03\x04"):
        return "excel"
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] in {
        b"<?xml",
        b"<bpmn",
        b"<defi",
    }:
        return "bpmn"
    return _ENDINGS.get(path.suffix.lower(), "")


def _csv(content: bytes, path: Path) -> Imported:
    rows, notes = csv_rows(content, path.name)
    kind = "organisations" if is_organisation_list(rows) else "processes"
    read = map_from_organisations if kind == "organisations" else map_from_table
    process_map, more = read(rows, path.stem, path.name)
    return process_map, (f"read as a CSV table of {kind}", *notes, *more)


def _excel(content: bytes, path: Path) -> Imported:
    rows, notes = excel_rows(content, path.name)
    process_map, more = map_from_table(rows, path.stem, path.name)
    return process_map, ("read as an Excel sheet of processes", *notes, *more)


def _bpmn(content: bytes, path: Path) -> Imported:
    process_map, notes = map_from_bpmn(content, path.stem, path.name)
    return process_map, ("read as BPMN 2.0", *notes)


def _outline(content: bytes, path: Path) -> Imported:
    text = decoded(content, Faults(path.name))
    process_map, notes = map_from_outline(text, path.stem)
    return process_map, ("read as an outline or terms of reference", *notes)


_ENDINGS = {
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    ".json": "json",
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".xlsx": "excel",
    **dict.fromkeys((".bpmn", ".xml"), "bpmn"),
    **dict.fromkeys((".txt", ".md"), "outline"),
}
_READERS: dict[str, Callable[[bytes, Path], Imported]] = {
    "csv": _csv,
    "excel": _excel,
    "bpmn": _bpmn,
    "outline": _outline,
}
