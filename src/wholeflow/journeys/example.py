"""The real log that comes with wholeflow, and what to look for in it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_FOLDER = "examples"


def example_log() -> Path:
    """Path of the Sepsis log, 1,050 real people; `README.md` beside it tells more."""
    return Path(str(files(__package__) / _FOLDER / "sepsis.parquet"))


def example_standards() -> Path:
    """Path of the standards file for the Sepsis log."""
    return Path(str(files(__package__) / _FOLDER / "sepsis.standards.yaml"))
