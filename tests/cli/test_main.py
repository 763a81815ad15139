"""The command `wholeflow` itself."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from wholeflow.cli import COMMANDS, LazyCommand, main
from wholeflow.errors import NotFound


def loaded_by(*arguments: str) -> set[str]:
    """Modules in memory after a command has run in a new Python."""
    code = (
        "import sys\n"
        "from wholeflow.cli import main\n"
        f"main({list(arguments)!r}, standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [("--help",), ("look", "--help")])
def test_help_loads_neither_django_nor_numpy_nor_polars(
    arguments: tuple[str, ...],
) -> None:
    loaded = loaded_by(*arguments)

    assert "click" in loaded
    assert loaded.isdisjoint({"django", "numpy", "polars"})


def test_every_command_is_there_and_has_help_with_an_example() -> None:
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in COMMANDS}

    assert all(command is not None for command in commands.values())
    assert all(
        f"wholeflow {name}" in (command.help or "")
        for name, command in commands.items()
        if command is not None
    )


def test_an_unknown_command_is_wrong_usage() -> None:
    done = CliRunner().invoke(main, ["lok"])

    assert done.exit_code == 2
    assert "No such command 'lok'" in done.stderr


@click.command()
def refuses() -> None:
    raise NotFound("There is no such ward.")


@click.command()
def is_stopped() -> None:
    raise KeyboardInterrupt


def run(
    monkeypatch: pytest.MonkeyPatch, function: str, *before: str
) -> tuple[int, str]:
    """Exit code and standard error of a command of this file."""
    place = f"{__name__}:{function}"
    monkeypatch.setitem(COMMANDS, "try", LazyCommand(place, "Try."))
    done = CliRunner().invoke(main, [*before, "try"])
    return done.exit_code, done.stderr


def test_what_wholeflow_refuses_is_one_message_and_exit_1(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run(monkeypatch, "refuses") == (1, "There is no such ward.\n")


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    code, told = run(monkeypatch, "refuses", "--debug")

    assert code == 1
    assert "Traceback" in told
    assert told.endswith("There is no such ward.\n")


def test_ctrl_c_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "is_stopped") == (130, "Stopped.\n")
