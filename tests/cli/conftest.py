"""Systems of their own for tests of commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.systems import make_empty, sqlite_in


@pytest.fixture(scope="session")
def empty_database(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A migrated SQLite database with nothing in it."""
    return make_empty(tmp_path_factory.mktemp("empty"), django_db_blocker)


@pytest.fixture
def here(
    tmp_path: Path, empty_database: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """The data folder of an SQLite system that has not begun."""
    with django_db_blocker.unblock(), sqlite_in(tmp_path / "here", empty_database):
        yield tmp_path / "here"


@pytest.fixture
def nowhere(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A data folder that is not there yet."""
    with django_db_blocker.unblock(), sqlite_in(tmp_path / "nowhere"):
        yield tmp_path / "nowhere"
