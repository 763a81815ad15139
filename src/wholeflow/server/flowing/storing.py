"""A log as it is kept: a Parquet file with pseudonyms in place of people.

It holds what was read and nothing else of the file that was brought. Whoever did something
is kept as a pseudonym too, since waits have causes among them, and is never shown.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import polars as pl

from wholeflow.journeys import (
    Columns,
    Journeys,
    Key,
    as_rows,
    new_key,
    pseudonymised,
    pseudonyms,
    read_key,
    read_log,
)
from wholeflow.server.flowing.chosen import MORE


def with_pseudonyms(journeys: Journeys, *, key_file: Path, purpose: str) -> Journeys:
    """Give everybody a pseudonym, members of staff among them.

    Parameters
    ----------
    journeys
        The log; one that names people elsewhere is refused as `BadLog`.
    key_file
        Of the organisation that holds the log; made if there is none.
    purpose
        What the log is for: of another purpose are other pseudonyms.
    """
    key = _key(key_file)
    hidden = pseudonymised(journeys, key=key, purpose=purpose)
    staff = pl.Series(hidden.resources, dtype=pl.String)
    return replace(hidden, resources=tuple(pseudonyms(staff, key=key, purpose=purpose)))


def write_parquet(journeys: Journeys, path: Path) -> str:
    """Write a log as it is kept, for the server alone; give the SHA-256 of the file."""
    table = as_rows(journeys, staff=True)
    table = table.rename({heading: MORE + heading for heading in journeys.more})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        table.write_parquet(file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def read_parquet(path: Path, *, timezone: str) -> Journeys:
    """Read a log that is kept."""
    there = tuple(pl.read_parquet_schema(path))
    roles = {name: name for name in there if not name.startswith(MORE)}
    roles["time"] = roles.pop("end")
    more = tuple(name for name in there if name.startswith(MORE))
    return read_log(path, columns=Columns(**roles, more=more), timezone=timezone)


def _key(path: Path) -> Key:
    return read_key(path) if path.exists() else new_key(path)
