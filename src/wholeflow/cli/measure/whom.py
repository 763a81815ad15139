"""Which process a command is about, and who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wholeflow.server.accounts.models import Person
    from wholeflow.server.mapping.models import Process

process_argument = click.argument("process", metavar="PROCESS")
by_option = click.option(
    "--by",
    metavar="SIGN_IN_NAME",
    help="Do it as this person. Without it: as whoever keeps the machine.",
)


def opened(by: str | None) -> Person | None:
    """Open the system, and give who acts in it; None for whoever keeps the machine."""
    from wholeflow.server.keeping import opening

    opening.open_system()
    from wholeflow.server.accounts.actions import signing_in_as

    return signing_in_as(by) if by is not None else None


def named(process: str, by: Person | None) -> Process:
    """Give the process that is meant by a name or an id."""
    from wholeflow.server.mapping import queries

    return queries.named(by or queries.KEEPER, process)
