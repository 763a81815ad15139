"""A command as somebody types it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from click.testing import CliRunner

from wholeflow.cli import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def typed(*words: str) -> Said:
    """Type `wholeflow` and these words."""
    result = CliRunner(catch_exceptions=False).invoke(main, words)
    return Said(result.exit_code, result.stdout, result.stderr)


def rows(*words: str) -> list[dict[str, object]]:
    """Type a command, and give what it lists, for programs."""
    said = typed(*words, "--format", "json")
    assert said.code == 0, said.err
    found: list[dict[str, object]] = json.loads(said.out)
    return found
