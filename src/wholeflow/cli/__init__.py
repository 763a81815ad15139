"""The command line: `wholeflow COMMAND`.

A command is a thin shell: parse, call the library, print. Its module is imported when
the command is called, so that `wholeflow --help` needs neither Django, numpy nor
polars. A new command is a line in `COMMANDS` and a module with a click command; a
group of commands has a folder of its own, with a list of its own.
"""

from __future__ import annotations

import click

from wholeflow import __version__
from wholeflow.cli.lazy import LazyCommand, LazyGroup

# Name, then "module:function" and a line of help, in the order a newcomer needs them.
COMMANDS = {
    "look": LazyCommand(
        "wholeflow.cli.look:look", "Look at an event log and say what it tells."
    ),
    "flow": LazyCommand(
        "wholeflow.cli.flow:flow", "Ask a log where people wait, and why."
    ),
    "demo": LazyCommand(
        "wholeflow.cli.serving:demo", "Build the demonstration and serve it."
    ),
    "serve": LazyCommand(
        "wholeflow.cli.serving:serve", "Serve the system in this folder."
    ),
    "way-in": LazyCommand(
        "wholeflow.cli.serving:way_in", "Let somebody back in who lost their way in."
    ),
    "new": LazyCommand("wholeflow.cli.maps:new", "Begin a system with a template."),
    "import": LazyCommand("wholeflow.cli.maps:import_", "Bring a map in from a file."),
    "export": LazyCommand("wholeflow.cli.maps:export", "Write the map to a file."),
    "measure": LazyCommand(
        "wholeflow.cli.measure:measure", "Bring evidence, and ask what it says."
    ),
    "draft": LazyCommand(
        "wholeflow.cli.simulating.draft:draft",
        "Begin a model to simulate with what a map says.",
    ),
    "fit": LazyCommand(
        "wholeflow.cli.simulating.fit:fit",
        "Fit a model to an event log, and hold it against the log's last weeks.",
    ),
    "simulate": LazyCommand(
        "wholeflow.cli.simulating.simulate:simulate",
        "Run a model of a care system, or of a log, patient by patient.",
    ),
    "whatif": LazyCommand(
        "wholeflow.cli.simulating.whatif:whatif",
        "Say what a change would do, to a model or to what a log shows.",
    ),
    "one-more": LazyCommand(
        "wholeflow.cli.simulating.ranked:one_more",
        "Say what one more of each would change: beds, staff, places.",
    ),
    "stress": LazyCommand(
        "wholeflow.cli.simulating.ranked:stress",
        "Press a model where it may be weak; say what hurts most.",
    ),
    "capacity": LazyCommand(
        "wholeflow.cli.simulating.capacity:capacity",
        "Find the smallest capacity that is enough.",
    ),
    "waiting-list": LazyCommand(
        "wholeflow.cli.simulating.waiting_list:waiting_list",
        "Say what becomes of a waiting list, and what more treatments would do.",
    ),
    "backup": LazyCommand(
        "wholeflow.cli.keeping:backup", "Keep everything in one file."
    ),
    "restore": LazyCommand("wholeflow.cli.keeping:restore", "Bring a backup back."),
    "migrate": LazyCommand(
        "wholeflow.cli.keeping:migrate", "Bring the database to this version."
    ),
    "check": LazyCommand(
        "wholeflow.cli.keeping:check", "Say whether everything is in order."
    ),
}


@click.command(cls=LazyGroup, places=COMMANDS)
@click.version_option(__version__, prog_name="wholeflow")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
def main(debug: bool) -> None:
    """See a health and care system whole: who does what, and how people flow.

    Begin with a look at the real hospital log that comes with wholeflow:

        wholeflow look sepsis

    Every command has help of its own, with an example: wholeflow look --help
    """
