"""`wholeflow flow`: what an event log says of waits, hand-overs and what they cost."""

import click

from wholeflow.cli.lazy import LazyCommand, LazyGroup

_HERE = "wholeflow.cli.flow"

COMMANDS = {
    "quality": LazyCommand(
        f"{_HERE}.quality:quality", "Say what a log cannot tell, and why."
    ),
    "journeys": LazyCommand(
        f"{_HERE}.journeys:journeys", "List the ways through, most frequent first."
    ),
    "waits": LazyCommand(
        f"{_HERE}.waits:waits", "List where people wait, longest first."
    ),
    "bottlenecks": LazyCommand(
        f"{_HERE}.bottlenecks:bottlenecks", "Rank what holds the flow up, five ways."
    ),
}


@click.command(cls=LazyGroup, places=COMMANDS)
def flow() -> None:
    """Ask an event log where people wait, and what is done twice.

    Every command takes a log as wholeflow look does, prints a table, json or csv, and
    can be asked of a part of the log: of a period, a place or a cohort.

        wholeflow flow waits sepsis --only group=A --format csv
    """
