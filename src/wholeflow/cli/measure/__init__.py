"""`wholeflow measure`: evidence brought, and asked, from the command line."""

import click

from wholeflow.cli.lazy import LazyCommand, LazyGroup

_HERE = "wholeflow.cli.measure"

COMMANDS = {
    "add": LazyCommand(
        f"{_HERE}.adding:add", "Add an indicator, with values or from a log."
    ),
    "judge": LazyCommand(f"{_HERE}.judging:judge", "Judge the evidence of a process."),
    "why": LazyCommand(f"{_HERE}.why:why", "Say why a flag is as it is."),
    "chart": LazyCommand(
        f"{_HERE}.charting:chart", "Tell a change from the usual ups and downs."
    ),
    "roll-up": LazyCommand(
        f"{_HERE}.rolling_up:roll_up", "List every flag, for a spreadsheet."
    ),
    "refresh": LazyCommand(
        f"{_HERE}.refreshing:refresh", "Read changed event logs again."
    ),
}


@click.command(cls=LazyGroup, places=COMMANDS)
def measure() -> None:
    """Bring evidence about processes, and ask what it says.

    A PROCESS is named by its name or its id. Whoever keeps the machine may do all of
    this, and the history says "the system"; with --by it is done as somebody, with what
    they may do. Every command has help of its own, with an example:

        wholeflow measure why "Giving antibiotics"
    """
