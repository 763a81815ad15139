"""The command line: `wholeflow COMMAND`.

A command is a thin shell: parse, call the library, print. Its module is imported when
the command is called, so that `wholeflow --help` needs neither Django, numpy nor
polars. A new command is a line in `COMMANDS` and a module with a click command.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import NoReturn

import click

from wholeflow import __version__
from wholeflow.errors import WholeflowError

_STOPPED = 130  # what a shell expects of a command that Ctrl-C ended


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command is, and a short line for the list of commands."""

    place: str
    short_help: str


# Name, then "module:function" and a line of help, in the order a newcomer needs them.
COMMANDS = {
    "look": LazyCommand(
        "wholeflow.cli.look:look", "Look at an event log and say what it tells."
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


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Names of the commands, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import and give a command; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name].place.partition(":")
        command = getattr(importlib.import_module(module), function)
        assert isinstance(command, click.Command), f"{function} is no click command"
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing any."""
        rows = [(name, command.short_help) for name, command in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what wholeflow refuses is one message and exit code 1."""
        try:
            return super().invoke(ctx)
        except WholeflowError as refused:
            _give_up(ctx, str(refused), 1)
        except KeyboardInterrupt:
            _give_up(ctx, "Stopped.", _STOPPED)


def _give_up(ctx: click.Context, message: str, code: int) -> NoReturn:
    if ctx.params.get("debug"):
        import traceback

        traceback.print_exc()
    click.echo(message, err=True)
    sys.exit(code)


@click.command(cls=LazyGroup)
@click.version_option(__version__, prog_name="wholeflow")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
def main(debug: bool) -> None:
    """See a health and care system whole: who does what, and how people flow.

    Begin with a look at the real hospital log that comes with wholeflow:

        wholeflow look sepsis

    Every command has help of its own, with an example: wholeflow look --help
    """
