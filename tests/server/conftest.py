"""What every test of the server needs."""

from __future__ import annotations

import pytest

from wholeflow.server import running
from wholeflow.server.accounts import throttle


@pytest.fixture(autouse=True, scope="session")
def static_files() -> None:
    """Hashed names and compressed twins, as pages ask for them."""
    running.collect_static_files()


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet() -> None:
    """Let no test wait for the wrong passwords of another."""
    throttle._failed.clear()
