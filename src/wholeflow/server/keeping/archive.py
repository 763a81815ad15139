"""The file of a backup: a zip that any tool opens, with a manifest that checks it.

`manifest.json` says which version of wholeflow made the file, when, of which system, up
to which change, and of each member its table, rows, bytes and SHA-256. Every other
member is one table, a row a line, each a JSON object with its fields in alphabetical
order. The zip's comment seals it: the SHA-256 of every byte before it. Seal and hashes
find damage; who can write the file can write new ones too, so a backup is kept where
only its keeper writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, Any

from wholeflow.errors import WholeflowError

FORM = "wholeflow backup"
SEAL = b"sha256:"
SEAL_LENGTH = 64  # of a SHA-256 in hexadecimal digits
VERSION = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 1_000_000  # bytes
LONGEST_LINE = 1_000_000_000  # bytes; SQLite keeps no longer value
# Rows hold random ids, which do not pack: real backups unpack to 5 to 15 times.
MOST_UNPACKED = 200
SMALL = 100_000_000  # bytes that may always be unpacked
PIECE = 1 << 20

Row = dict[str, Any]  # a table's row as JSON: as various as its columns

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # packed in a way that zipfile does not know
    OSError,
    RuntimeError,  # encrypted, or nested too deep
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
)


class BadBackup(WholeflowError):
    """A backup that cannot be restored; nothing was changed."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}.")


@dataclass(frozen=True, slots=True)
class Member:
    """One table of a backup, and what checks it."""

    table: str
    rows: int
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """Its name inside the zip."""
        return f"{self.table}.ndjson"


@dataclass(frozen=True, slots=True)
class About:
    """What a backup is of.

    Parameters
    ----------
    wholeflow
        The version that made it.
    made_at
        When, in UTC, ISO 8601.
    server, system
        The system's lasting id, and its name.
    last_change
        Number of the last change in it.
    migrations
        The shape of the tables, as "app name" of every migration applied.
    """

    wholeflow: str
    made_at: str
    server: str
    system: str
    last_change: int
    migrations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backup:
    """An open backup whose every byte has been checked."""

    source: str
    about: About
    members: tuple[Member, ...]
    file: zipfile.ZipFile

    def rows(self, table: str) -> Iterator[Row]:
        """Give the rows of one table, one at a time.

        Raises
        ------
        BadBackup
            If a line is not a row.
        """
        member = next(each for each in self.members if each.table == table)
        with self.file.open(member.name) as lines:
            for number, line in enumerate(_lines(lines), start=1):
                yield _row(line, self.source, member.name, number)


def line_of(row: Row) -> bytes:
    """Write a row as a backup holds it; equal rows give equal bytes."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def write(
    path: Path, about: About, tables: Iterable[tuple[str, Iterable[Row]]]
) -> tuple[Member, ...]:
    """Write a backup, a row at a time.

    Parameters
    ----------
    path
        Where to.
    about
        What it is of.
    tables
        Each table's name and rows.

    Returns
    -------
    tuple of Member
        What was written.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        members = tuple(_write_member(file, table, rows) for table, rows in tables)
        told = {
            "form": FORM,
            "version": VERSION,
            **asdict(about),
            "members": [asdict(member) for member in members],
        }
        file.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        file.comment = SEAL + b"0" * SEAL_LENGTH
    seal(path)
    return members


def seal(path: Path) -> None:
    """Write at the end of a backup the SHA-256 of every byte before."""
    with path.open("r+b") as file:
        digest = _digest_before_seal(file)
        file.seek(-SEAL_LENGTH, os.SEEK_END)
        file.write(digest)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Check every byte of a backup, then give it.

    Raises
    ------
    BadBackup
        If it is no backup, damaged, not whole, or of a newer version of wholeflow.
    """
    source = path.name
    _require_seal(path)
    try:
        file = zipfile.ZipFile(path)
    except _BROKEN:
        raise BadBackup(source, "this is not a zip that can be opened") from None
    with file:
        about, members = _checked(file, source, path.stat().st_size)
        yield Backup(source, about, members, file)


def _write_member(file: zipfile.ZipFile, table: str, rows: Iterable[Row]) -> Member:
    count, size, digest = 0, 0, hashlib.sha256()
    with file.open(f"{table}.ndjson", "w", force_zip64=True) as member:
        for row in rows:
            line = line_of(row)
            member.write(line)
            digest.update(line)
            count += 1
            size += len(line)
    return Member(table, count, size, digest.hexdigest())


def _require_seal(path: Path) -> None:
    try:
        with path.open("rb") as file:
            digest = _digest_before_seal(file)
            file.seek(-SEAL_LENGTH - len(SEAL), os.SEEK_END)
            mark, sealed = file.read(len(SEAL)), file.read()
    except FileNotFoundError:
        raise BadBackup(path.name, "there is no such file") from None
    except OSError as error:  # a folder, or too short to seek in
        why = error.strerror or error
        raise BadBackup(path.name, f"it cannot be read as a backup: {why}") from None
    if mark != SEAL:
        raise BadBackup(
            path.name,
            "this is not a backup that wholeflow made, or only a piece of one",
        )
    if sealed != digest:
        raise _damaged(path.name, "it")


def _digest_before_seal(file: IO[bytes]) -> bytes:
    left = file.seek(0, os.SEEK_END) - SEAL_LENGTH
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest().encode()


def _checked(
    file: zipfile.ZipFile, source: str, size: int
) -> tuple[About, tuple[Member, ...]]:
    _refuse_bomb(file, source, size)
    try:
        told = json.loads(_manifest_text(file))
        form, version = told.pop("form"), told.pop("version")
    except (*_BROKEN, AttributeError):
        form, version = "", 0
    if form != FORM:
        raise BadBackup(source, "this zip is not a backup that wholeflow made")
    if version != VERSION:
        raise BadBackup(
            source,
            f"expected form {VERSION} of a backup, got {str(version)[:20]}. It was "
            "made by a newer wholeflow: install that version, then restore",
        )
    try:
        members = tuple(_read_as(Member, each) for each in told.pop("members"))
        told["migrations"] = tuple(told["migrations"])
        about = _read_as(About, told)
    except _BROKEN:
        raise _damaged(source, MANIFEST) from None
    _require_same_names(file, source, members)
    for member in members:
        _require_same_bytes(file, source, member)
    return about, members


def _manifest_text(file: zipfile.ZipFile) -> bytes:
    with file.open(MANIFEST) as manifest:
        text = manifest.read(MANIFEST_LIMIT + 1)
    if len(text) > MANIFEST_LIMIT:
        raise ValueError("a manifest is short")
    return text


def _read_as(kind: Any, told: dict[str, Any]) -> Any:  # Any: About or Member
    """Make a value of exactly its fields, each of its kind."""
    kinds = {"str": str, "int": int, "tuple[str, ...]": tuple}
    value = kind(**told)
    for field in fields(kind):
        if not isinstance(getattr(value, field.name), kinds[str(field.type)]):
            raise TypeError(field.name)
    return value


def _refuse_bomb(file: zipfile.ZipFile, source: str, size: int) -> None:
    unpacked = sum(info.file_size for info in file.infolist())
    if unpacked > max(SMALL, MOST_UNPACKED * size):
        raise BadBackup(
            source,
            f"it would unpack to {unpacked / 1e6:,.0f} MB, more than a backup of "
            "this size can hold, and was not opened",
        )


def _require_same_names(
    file: zipfile.ZipFile, source: str, members: Sequence[Member]
) -> None:
    expected = sorted([MANIFEST, *(member.name for member in members)])
    if sorted(info.filename for info in file.infolist()) != expected:
        raise BadBackup(
            source,
            "its members are not those of its manifest: some were added or are gone",
        )


def _require_same_bytes(file: zipfile.ZipFile, source: str, member: Member) -> None:
    rows, size, digest = 0, 0, hashlib.sha256()
    try:
        with file.open(member.name) as content:
            while piece := content.read(PIECE):
                digest.update(piece)
                rows += piece.count(b"\n")
                size += len(piece)
    except _BROKEN:
        raise _damaged(source, member.name) from None
    if (rows, size, digest.hexdigest()) != (member.rows, member.bytes, member.sha256):
        raise _damaged(source, member.name)


def _damaged(source: str, member: str) -> BadBackup:
    return BadBackup(
        source,
        f"{member} is not what it was when the backup was made: the file is "
        "damaged or was changed. Use another copy",
    )


def _lines(content: IO[bytes]) -> Iterator[bytes]:
    while line := content.readline(LONGEST_LINE):
        yield line


def _row(line: bytes, source: str, member: str, number: int) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise BadBackup(source, f"{member}, line {number}: expected a row of a table")
    return row
