"""Servers for tests; what they are made of is loaded once Django is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.server.live.servers import Server


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Server]:
    """A server that answers; the test is in its system."""
    from tests.server.live.servers import system_in  # noqa: PLC0415 - needs Django

    folder = tmp_path_factory.mktemp("served") / "data"
    with django_db_blocker.unblock(), system_in(folder) as server:
        server.start()
        yield server


@pytest.fixture
def killable(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """A server of one test alone, not yet started; the test is in its system."""
    from tests.server.live.servers import system_in  # noqa: PLC0415 - needs Django

    with django_db_blocker.unblock(), system_in(tmp_path / "data") as server:
        yield server
