"""Logs for tests: a file from a few lines, and the shipped ones read once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wholeflow.journeys import (
    Journeys,
    Standards,
    example_log,
    example_standards,
    read_log,
    read_standards,
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a file and gives its path."""

    def write(content: str | bytes, name: str = "log.csv") -> Path:
        path = tmp_path / name
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def a_log(write: Callable[..., Path]) -> Callable[..., Journeys]:
    """A function that makes a log of lines "case,activity,time"; hours are enough."""

    def a_log(*lines: str, columns: str = "case,activity,time") -> Journeys:
        return read_log(write("\n".join([columns, *lines])), timezone="UTC")

    return a_log


@pytest.fixture(scope="session")
def sepsis() -> Journeys:
    return read_log(example_log())


@pytest.fixture(scope="session")
def sepsis_standards() -> Standards:
    return read_standards(example_standards())


@pytest.fixture(scope="session")
def patients() -> Journeys:
    """500 made-up patients with start and end times."""
    return read_log(Path(__file__).parent / "data" / "patients_artificial.parquet")
