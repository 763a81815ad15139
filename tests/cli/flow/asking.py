"""A command of `wholeflow flow` as somebody types it, and what it answers."""

import json

from click.testing import CliRunner, Result

from wholeflow.cli import main


def run(*arguments: str) -> Result:
    """Type `wholeflow flow` and these words."""
    return CliRunner(catch_exceptions=False).invoke(main, ["flow", *arguments])


def rows(*arguments: str) -> list[dict[str, object]]:
    """Give the lines of an answer, as a program has them."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def behind(line: int, *arguments: str) -> list[str]:
    """Give the journeys behind a line of an answer."""
    result = run(*arguments, "--cases", str(line))
    assert result.exit_code == 0, result.output
    return result.stdout.split()
