"""Systems of their own for tests of keeping."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.systems import make_empty, postgresql_in, sqlite_in


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
    """The folder of an SQLite system that has not begun; the test is in it."""
    with django_db_blocker.unblock(), sqlite_in(tmp_path / "here", empty_database):
        yield tmp_path / "here"


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The address of the PostgreSQL that the tests run on, if they do."""
    return os.environ.get("WHOLEFLOW_DATABASE_URL", "")


@pytest.fixture
def elsewhere(
    tmp_path: Path, postgresql: str
) -> Callable[[], AbstractContextManager[Path]]:
    """A way into a folder with no database yet; PostgreSQL where the tests run on it."""
    folder = tmp_path / "elsewhere"
    if postgresql:
        return lambda: postgresql_in(folder, postgresql)
    return lambda: sqlite_in(folder)
