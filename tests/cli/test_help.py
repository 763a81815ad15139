"""The help of the commands that keep a system, measure or ask a log: examples, and quick."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.commands import typed
from wholeflow.cli import flow, measure

MEASURING = ("measure", *(f"measure {name}" for name in measure.COMMANDS))
FLOWING = ("flow", *(f"flow {name}" for name in flow.COMMANDS))
KEEPING = ("new", "import", "export", "backup", "restore", "migrate", "check")


@pytest.mark.parametrize("command", [*KEEPING, *MEASURING, *FLOWING])
def test_help_shows_an_example_on_a_line_of_its_own(command: str) -> None:
    said = typed(*command.split(), "--help")

    examples = [line for line in said.out.splitlines() if line.startswith("      ")]
    assert said.code == 0
    assert any(line.strip().startswith(f"wholeflow {command}") for line in examples)


def test_help_loads_neither_django_nor_numpy() -> None:
    code = (
        "import sys\n"
        "from wholeflow.cli import main\n"
        f"for command in {(*KEEPING, *MEASURING, *FLOWING)}:\n"
        "    main([*command.split(), '--help'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )

    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    loaded = set(done.stderr.split())
    assert "wholeflow.cli.keeping" in loaded
    assert loaded.isdisjoint({"django", "numpy", "polars"})
