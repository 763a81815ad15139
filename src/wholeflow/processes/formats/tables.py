"""A spreadsheet of processes: one row per process, one column per field.

The door most people come through. Columns may stand in any order and are known by
their header: name, part of, owner, organisation, why, how, who, what, where, when, id.
A list of organisations has codes and names instead; it says who there is, not what
they do, so what is made of it is a beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from wholeflow.errors import BadMap
from wholeflow.processes.formats.draft import Draft
from wholeflow.processes.formats.rows import Rows
from wholeflow.processes.formats.tree import Faults
from wholeflow.processes.identity import short_key
from wholeflow.processes.map import Map, Part, circles
from wholeflow.processes.naming import check_name
from wholeflow.processes.process import HEADINGS, KINDS, Entry, Process

_COLUMNS: Mapping[str, str] = {
    **{name: name for name in ("id", "name", "part of", "owner", "organisation")},
    **{heading: heading for heading in HEADINGS},
    **dict.fromkeys(("process", "process name"), "name"),
    **dict.fromkeys(("parent", "whole", "is part of"), "part of"),
    "process owner": "owner",
    "organization": "organisation",
}
_CODE = re.compile(r"(ods |org |organisation )?code\Z")
_ORGANISATION = re.compile(r"(ods |org |organisation )?name\Z|organisation\Z")
_PARENT = re.compile(r"(region|icb|stp|parent|system)( code| name)?\Z")
_SEVERAL = re.compile(r"[;\n]")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the sheet, by the names of its columns."""

    row: int
    cells: Mapping[str, str]

    def several(self, column: str) -> list[str]:
        texts = (text.strip() for text in _SEVERAL.split(self.cells.get(column, "")))
        return [text for text in texts if text]


def is_organisation_list(rows: Rows) -> bool:
    """Tell whether a sheet lists organisations: codes and names, and no processes."""
    header = _header(rows)
    columns = {_COLUMNS.get(title) for title in header}
    has_code = any(_CODE.match(title) for title in header)
    return has_code and not columns & {"part of", "owner", "why"}


def map_from_table(rows: Rows, name: str, source: str) -> tuple[Map, tuple[str, ...]]:
    """Read a map from a sheet with one row per process.

    Parameters
    ----------
    rows
        The sheet; its first row that is not blank has the headers.
    name
        Name of the map.
    source
        Name of the file, for messages.

    Returns
    -------
    Map
        Several wholes, or several entries under a heading, are divided by semicolons
        or line breaks within the cell.
    tuple of str
        Columns that were not understood, and better names.

    Notes
    -----
    Raises `BadMap` with every fault, each with its row and column.
    """
    faults = Faults(source)
    lines, notes = _lines(rows, faults)
    keys: dict[str, str] = {}  # by id and by name, whatever its capitals
    processes = [
        process
        for line in lines
        if (process := _process(line, keys, faults)) is not None
    ]
    parts = dict(_parts(lines, keys, faults))
    names = {process.id: process.name for process in processes}
    for circle in islice(circles(parts), 20):
        path = " > ".join(names.get(key, key) for key in circle[:12])
        faults.add(
            f"a process cannot be part of itself: {path}. Take one of these out",
            parts[circle[-2], circle[-1]],
            "part of",
        )
    faults.raise_if_any()
    better = (
        f'"{process.name}"; a better name might be "{verdict.suggestion}"'
        for process in processes
        if not (verdict := check_name(process.name)).ok
    )
    made = Map(name, tuple(processes), tuple(Part(*pair) for pair in parts))
    return made, (*notes, *better)


def map_from_organisations(
    rows: Rows, name: str, source: str
) -> tuple[Map, tuple[str, ...]]:
    """Draw a first map from a list of organisations.

    Parameters
    ----------
    rows
        The sheet: a code and a name for each, and for many a region or parent.
    name
        Name of the map.
    source
        Name of the file, for messages.

    Returns
    -------
    Map
        "Providing care at …" for each organisation, with its code as a record; under
        "Caring for people in …" where the list has a region or parent.
    tuple of str
        What such a list cannot say, and columns that were not understood.

    Raises
    ------
    BadMap
        If there is no column of names.
    """
    header = _header(rows)
    columns = {
        meaning: place
        for meaning, pattern in (
            ("parent", _PARENT),
            ("code", _CODE),
            ("name", _ORGANISATION),
        )
        for place, title in reversed(list(enumerate(header)))
        if pattern.match(title)
    }
    if "name" not in columns:
        raise BadMap(source, ["expected a column with the names of the organisations"])
    draft = Draft(name)
    draft.note(
        "a list of organisations says who there is, not what they do: each became one "
        "process to be looked into with its people"
    )
    unused = [
        title for place, title in enumerate(header) if place not in columns.values()
    ]
    draft.note(f"columns not understood: {', '.join(unused) or 'none'}")
    for row, cells in _body(rows):
        said = {
            meaning: cells[place] if place < len(cells) else ""
            for meaning, place in columns.items()
        }
        _add_organisation(said, f"row {row}", draft)
    return draft.finished()


def _add_organisation(said: Mapping[str, str], place: str, draft: Draft) -> None:
    if not said["name"]:
        draft.note(f"{place}: no name, left out")
        return
    code, parent = said.get("code", ""), said.get("parent", "")
    entries = (Entry("what", "record", f"Organisation code {code}"),) if code else ()
    key = draft.add(
        f"Providing care at {said['name']}",
        place,
        entries=entries,
        organisation=said["name"],
    )
    if key and parent:
        whole = draft.find_or_add(f"Caring for people in {parent}", place)
        if whole:
            draft.put_under(whole, key, place)


def _header(rows: Rows) -> list[str]:
    first: Sequence[str] = next((row for row in rows if any(row)), [])
    return [" ".join(cell.lower().replace("_", " ").split()) for cell in first]


def _body(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """Return each row below the header that is not blank, with its number."""
    filled = ((number, row) for number, row in enumerate(rows, start=1) if any(row))
    return islice(filled, 1, None)


def _lines(rows: Rows, faults: Faults) -> tuple[list[_Line], list[str]]:
    header = _header(rows)
    meanings = [_COLUMNS.get(title, "") for title in header]
    if "name" not in meanings:
        raise faults.refusal(
            "expected a header row with a column name; there may also be part of, owner, "
            f"organisation, {', '.join(HEADINGS)}. Got {', '.join(header[:20]) or 'none'}"
        )
    unknown = [title for title in header if title and title not in _COLUMNS]
    notes = [
        f'column "{title}" was not understood and is left out' for title in unknown
    ]
    lines = [
        _Line(
            row, {key: cell for key, cell in zip(meanings, cells, strict=False) if key}
        )
        for row, cells in _body(rows)
    ]
    return lines, notes


def _process(line: _Line, keys: dict[str, str], faults: Faults) -> Process | None:
    name = " ".join(line.cells.get("name", "").split())
    key = line.cells.get("id") or short_key(name)
    owners = line.several("owner")
    if len(owners) > 1:
        faults.add(
            f"expected one owner, got {len(owners)}: {', '.join(owners)[:200]}. Keep "
            "the one who leads it; others can stand under who",
            line.row,
            "owner",
        )
    if key in keys.values() or (name and name.casefold() in keys):
        faults.add(
            f'expected each process once; "{name[:60]}" stands above too. Give one row '
            "per process, with several wholes divided by semicolons, or an id to each",
            line.row,
            "name",
        )
        return None
    keys |= {key.casefold(): key, name.casefold(): key}
    try:
        return Process(
            key,
            name,
            owner=owners[0] if owners else "",
            organisation=" ".join(line.cells.get("organisation", "").split()),
            entries=tuple(
                Entry(heading, KINDS[heading][0], text)
                for heading in HEADINGS
                for text in line.several(heading)
            ),
        )
    except BadMap as error:
        for fault in error.faults:
            faults.add(fault.message, line.row, fault.column)
    return None


def _parts(
    lines: Sequence[_Line], keys: Mapping[str, str], faults: Faults
) -> Iterator[tuple[tuple[str, str], int]]:
    for line in lines:
        name = " ".join(line.cells.get("name", "").split())
        part = line.cells.get("id") or keys.get(name.casefold(), "")
        for said in line.several("part of"):
            whole = keys.get(" ".join(said.split()).casefold())
            if whole is None:
                faults.add(
                    f"expected the name or id of a process of this sheet, got "
                    f"{said[:60]!r}. Add a row for it",
                    line.row,
                    "part of",
                )
            else:
                yield (whole, part), line.row
