"""An object-centric log written to a file, in the form that its name asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wholeflow.errors import BadInput
from wholeflow.journeys.drafts import written_whole
from wholeflow.journeys.journeys import Journeys

from .from_journeys import from_journeys
from .object_log import ObjectCentricLog
from .to_json import to_json
from .to_sqlite import to_sqlite
from .to_xml import to_xml

_FORMS: dict[str, Callable[[ObjectCentricLog, Path], None]] = {
    ".jsonocel": to_json,
    ".json": to_json,
    ".xmlocel": to_xml,
    ".xml": to_xml,
    ".sqlite": to_sqlite,
}


def write_ocel(log: Journeys | ObjectCentricLog, path: str | Path) -> None:
    """Write a log as OCEL 2.0.

    Of journeys each case becomes an object of type "case", and so do persons and
    organisations; an event is about its case, its person and the organisation that did
    it. `read_log` gives the same journeys back. Who did what is not written: names of
    staff never leave wholeflow.

    Parameters
    ----------
    log
        Journeys, or an object-centric log as `read_ocel` gives it.
    path
        Where to; .jsonocel or .json, .xmlocel or .xml, or .sqlite. A file that is there
        is replaced, once the new one is whole.

    Raises
    ------
    BadInput
        If the name ends otherwise, the file cannot be written, or the form cannot hold
        the log: XML has no control characters, and columns of a database must differ in
        more than capitals.
    """
    path = Path(path)
    write = _FORMS.get(path.suffix.lower())
    if write is None:
        raise BadInput(
            path.name,
            [f"expected a name that ends in {', '.join(_FORMS)}, to write OCEL"],
        )
    objects = from_journeys(log) if isinstance(log, Journeys) else log
    with written_whole(path) as draft:
        write(objects, draft)
