"""Journeys written to a file, in the format that its name asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wholeflow.errors import BadInput

from .drafts import written_whole
from .formats.ocel import write_ocel
from .formats.xes import write_xes
from .journeys import Journeys
from .tabulating import as_rows

_CSV_TIME = "%Y-%m-%dT%H:%M:%S%.6fZ"


def write_log(journeys: Journeys, path: str | Path, *, staff: bool = False) -> None:
    """Write a log; `read_log` gives the same journeys back.

    Parameters
    ----------
    journeys
        The log.
    path
        Its ending says the format: .parquet, .csv, .xes or .xes.gz (XES 2.0), .jsonocel,
        .xmlocel or .sqlite (OCEL 2.0). A file that is there is replaced, once the new
        one is whole.
    staff
        Whether to write who did what. Left out unless asked for, and never in OCEL:
        names of staff have no place outside the team they come from.

    Raises
    ------
    BadInput
        If the ending is none of these, or the file cannot be written.
    """
    path = Path(path)
    ending = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    write = _ENDINGS.get(ending)
    if write is None:
        known = ", ".join(_ENDINGS)
        raise BadInput(
            path.name,
            [f"expected a name that ends in one of {known}, got '{path.name}'"],
        )
    write(journeys, path, staff)


def _write_parquet(journeys: Journeys, path: Path, staff: bool) -> None:
    with written_whole(path) as draft:
        as_rows(journeys, staff=staff).write_parquet(draft)


def _write_csv(journeys: Journeys, path: Path, staff: bool) -> None:
    with written_whole(path) as draft:
        as_rows(journeys, staff=staff).write_csv(draft, datetime_format=_CSV_TIME)


def _write_xes(journeys: Journeys, path: Path, staff: bool) -> None:
    write_xes(journeys, path, staff=staff)


def _write_ocel(journeys: Journeys, path: Path, staff: bool) -> None:
    if staff:
        raise BadInput(
            path.name, ["OCEL is written without staff; choose another form"]
        )
    write_ocel(journeys, path)


_ENDINGS: dict[str, Callable[[Journeys, Path, bool], None]] = {
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".xes": _write_xes,
    ".xes.gz": _write_xes,
    ".jsonocel": _write_ocel,
    ".xmlocel": _write_ocel,
    ".sqlite": _write_ocel,
}
