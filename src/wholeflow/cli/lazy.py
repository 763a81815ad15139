"""Commands that are imported when they are called, so that `--help` stays quick."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import click

from wholeflow.errors import WholeflowError

_STOPPED = 130  # what a shell expects of a command that Ctrl-C ended


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command is, and a short line for the list of commands."""

    place: str
    short_help: str


class LazyGroup(click.Group):
    """A group whose commands, groups among them, are imported when they are called.

    Parameters
    ----------
    places
        Name of each command and where it is, in the order of the list.
    """

    def __init__(
        self,
        *args: Any,  # Any: whatever click gives a group
        places: Mapping[str, LazyCommand],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Names of the commands, in the order of `places`."""
        return list(self.places)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import and give a command; None if there is none of this name."""
        if cmd_name not in self.places:
            return None
        module, _, function = self.places[cmd_name].place.partition(":")
        command = getattr(importlib.import_module(module), function)
        assert isinstance(command, click.Command), f"{function} is no click command"
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing any."""
        rows = [(name, command.short_help) for name, command in self.places.items()]
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
    if ctx.find_root().params.get("debug"):
        import traceback

        traceback.print_exc()
    click.echo(message, err=True)
    sys.exit(code)
