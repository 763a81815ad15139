"""The model that comes with wholeflow; its numbers are made up."""

from importlib.resources import files
from pathlib import Path


def example_model() -> Path:
    """Path of an emergency department and a ward, in YAML."""
    return Path(str(files(__package__) / "examples" / "emergency.yaml"))
