"""OCEL 2.0: logs in which an event may be about several things.

The three forms of the standard (JSON, XML, SQLite) say the same and are read into the
same value.
"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from wholeflow.errors import BadLog
from wholeflow.journeys.formats.raw import refuse_size, size_limit
from wholeflow.journeys.formats.unpacking import beginning, is_packed, pieces
from wholeflow.journeys.times import LONDON, check_timezone

from .checking import checked
from .flattening import OcelLog, flattened
from .from_json import gather_json
from .from_sqlite import MAGIC, gather_sqlite
from .from_xml import gather_xml
from .gathered import Gathered
from .object_log import ObjectCentricLog
from .writing import write_ocel

__all__ = [
    "ObjectCentricLog",
    "OcelLog",
    "is_ocel",
    "open_ocel",
    "read_ocel",
    "write_ocel",
]

_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"|\})')
_XML = re.compile(rb"<(?:\w+:)?(?:object-types|event-types|objects|events)[\s/>]")


def is_ocel(head: bytes) -> bool:
    """Whether a file that begins so may be of OCEL 2.0.

    Any SQLite database or JSON object is taken to be meant as OCEL: what it lacks is
    told when it is read.

    >>> is_ocel(b'{"eventTypes": ['), is_ocel(b"<log><trace>")
    (True, False)
    """
    is_json = _JSON.match(head) is not None
    return is_json or head.startswith(MAGIC) or _is_xml(head)


def _is_xml(head: bytes) -> bool:
    plain = head.replace(b"\x00", b"")  # of UTF-16, every other byte
    start = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<") and _XML.search(plain) is not None


def read_ocel(path: str | Path, *, timezone: str = LONDON) -> ObjectCentricLog:
    """Read an object-centric log of OCEL 2.0, whole.

    To measure journeys along one type of object, give the file to `read_log`, with
    `Columns(case="patient")` or whatever the type is called.

    Parameters
    ----------
    path
        A file of JSON, XML (either may be packed by gzip) or SQLite.
    timezone
        Whose clock is meant by times without an offset from UTC.

    Returns
    -------
    ObjectCentricLog
        The same whichever form the file has.

    Notes
    -----
    Faults are told all together as `BadLog`, each with its event or object and its line
    (in a database: its row); a time zone or a setting that cannot be is refused as
    `BadInput`.
    """
    check_timezone(timezone)
    return checked(_gathered(Path(path)), timezone)


def open_ocel(path: Path, timezone: str) -> OcelLog:
    """Open an object-centric log to be read along one type of object.

    Parameters
    ----------
    path
        As for `read_ocel`.
    timezone
        Whose clock is meant by times without an offset from UTC.

    Returns
    -------
    OcelLog
        Ready to `fetch`; faults are told as by `read_ocel`.
    """
    gathered = _gathered(path)
    log = checked(gathered, timezone)
    return flattened(path.name, log, gathered.events.frame()["line"])


def _gathered(path: Path) -> Gathered:
    name, limit = path.name, size_limit()
    head = beginning(path)
    refuse_size(name, path.stat().st_size, limit)
    if not is_ocel(head):
        expected = "expected OCEL 2.0 in JSON, XML or SQLite"
        raise BadLog(name, [f"this is not an object-centric log; {expected}"])
    if head.startswith(MAGIC):
        if is_packed(path):
            raise BadLog(name, ["a database cannot be read packed; unpack it first"])
        return gather_sqlite(name, path, limit)
    with closing(pieces(path, limit)) as parts:
        return gather_xml(name, parts) if _is_xml(head) else gather_json(name, parts)
