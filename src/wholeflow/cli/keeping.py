"""`wholeflow migrate`, `check`, `backup` and `restore`: keeping a system safe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wholeflow.cli.asking import force_option, form_option, tell

if TYPE_CHECKING:
    from wholeflow.server.keeping.safety import Finding


@click.command()
def migrate() -> None:
    """Bring the database to this version of wholeflow.

    Run it once after installing a newer version, with the server stopped. It says what
    it applied. An SQLite database that has something in it is first copied, to a file
    beside it whose name begins with the database's; the copy is yours to keep or
    delete.

        wholeflow migrate
    """
    from wholeflow.server.keeping import opening

    opening.open_database()
    from wholeflow.server.keeping.upgrading import upgrade

    done = upgrade()
    if not done.applied:
        click.echo("The database is of this version already.", err=True)
    for migration in done.applied:
        click.echo(f"applied {migration}")
    if done.copy is not None:
        click.echo(f"As it was before is in {done.copy}", err=True)


@click.command()
@form_option
def check(form: str) -> None:
    """Say whether everything is in order, and what to do where it is not.

    Looks whether the settings are safe, the folder can be written to, and the database
    is there, whole and of this version; then replays the history and compares what it
    gives with the tables and flags. That changes nothing. On SQLite it is done in a copy
    that is removed again, so it needs as much room; on PostgreSQL whoever saves
    meanwhile waits. One line for each check; exit code 1 if any says no.

        wholeflow check
    """
    found = []
    for finding in _findings():
        found.append(finding)
        if form == "table":
            word = "ok" if finding.ok else "no"
            click.echo(f"{word}  {finding.checked:9} {finding.told}")
    if form == "json":
        click.echo(json.dumps([asdict(finding) for finding in found], indent=2))
    if not all(finding.ok for finding in found):
        sys.exit(1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@force_option
def backup(file: Path, force: bool) -> None:
    """Write everything people typed into one file, while the server runs.

    FILE is a zip with the whole history, every process and all evidence, and the people
    with their hashed passwords: only you may read it, and it should stay so. It is one
    moment of the system, is read back before it gets its name, and goes into SQLite and
    PostgreSQL alike. Who is signed in is not in it, nor are event logs.

        wholeflow backup elm-street-2026-11-22.zip
    """
    from wholeflow.server.keeping import opening

    opening.open_system()
    from wholeflow.server.keeping.backing_up import back_up

    about = back_up(file, force=force, tell=tell)
    click.echo(f"{file} holds {about.system} up to change {about.last_change:,}.")
    click.echo("It holds hashed passwords: keep it where only you read.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--force", is_flag=True, help="Put an SQLite system that is here aside first."
)
def restore(file: Path, force: bool) -> None:
    """Bring a backup back, into an empty system.

    Every byte of the backup is checked before anything is written, and its history is
    replayed to see that it leads to its tables. All of it comes in, or nothing. Stop
    the server first. With --force an SQLite system that is here is put aside under
    another name beside it, never deleted; on PostgreSQL the database must be empty.

        wholeflow restore elm-street-2026-11-22.zip
    """
    from wholeflow.server import running
    from wholeflow.server.keeping import archive

    with archive.opened(file) as checked:
        running.set_up()
        from wholeflow.server.keeping import restoring

        aside = restoring.restore(checked, force=force, tell=tell)
    about = checked.about
    click.echo(f"{about.system} is here again, up to change {about.last_change:,}.")
    if aside is not None:
        click.echo(f"What was here before is in {aside}", err=True)


def _findings() -> Iterator[Finding]:
    from wholeflow.server.keeping import opening, safety

    well = True
    for finding in safety.findings():
        well = well and finding.ok
        yield finding
    if not well:
        return
    file = opening.sqlite_file()
    if file is not None and not file.exists():
        yield safety.Finding("database", True, opening.NONE_YET)
        return
    from wholeflow.server import running

    running.set_up()
    from wholeflow.server.keeping import soundness

    yield from soundness.findings()
