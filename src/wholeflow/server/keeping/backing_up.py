"""Backing up: one file with everything people typed, taken while the server runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from wholeflow import __version__
from wholeflow.server.history.models import System
from wholeflow.server.keeping import archive
from wholeflow.server.keeping.archive import About, Row
from wholeflow.server.keeping.opening import applied_migrations
from wholeflow.server.keeping.tables import rows_of, snapshot, tables
from wholeflow.server.keeping.whole_file import whole_file

Tell = Callable[[str], None]

TOLD_EVERY = 20_000  # rows


def back_up(path: Path, *, force: bool, tell: Tell) -> About:
    """Write a backup, read it back, and only then give it its name.

    The file lets its reader in nowhere, but holds names, everything that was written,
    and hashes of passwords: only its owner may read it.

    Raises
    ------
    WholeflowError
        If it cannot be written there.
    BadBackup
        If what was written cannot be read back.
    """
    with whole_file(path, force=force, private=True) as draft:
        with snapshot():
            about = _about()
            archive.write(draft, about, _told_tables(tell))
        tell("Reading it back")
        with archive.opened(draft):
            pass  # every byte has been checked
    return about


def told(rows: Iterable[Row], what: str, tell: Tell) -> Iterator[Row]:
    """Give rows on, and say now and then how far it has come."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % TOLD_EVERY == 0:
            tell(f"{what}: {number:,} rows")


def _told_tables(tell: Tell) -> Iterator[tuple[str, Iterable[Row]]]:
    for name, table in tables().items():
        yield name, told(rows_of(table), f"Writing {name}", tell)


def _about() -> About:
    system = System.objects.get()
    return About(
        wholeflow=__version__,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        server=system.server,
        system=system.name,
        last_change=system.last_change,
        migrations=applied_migrations(),
    )
