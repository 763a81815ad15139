"""Whole systems of their own, each in a fresh folder, beside the tests' database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from wholeflow.server import configuration, running

FILE = "wholeflow.sqlite3"


@contextmanager
def sqlite_in(folder: Path, empty: Path | None = None) -> Iterator[Path]:
    """Be in a system's folder, as a command is; with a copy of `empty` if given."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WHOLEFLOW_DATA", str(folder))
        environment.delenv("WHOLEFLOW_DATABASE_URL", raising=False)
        if empty is not None:
            folder.mkdir()
            shutil.copy(empty, folder / FILE)
        with _connected():
            yield folder


@contextmanager
def postgresql_in(folder: Path, url: str) -> Iterator[Path]:
    """Be in a folder whose system is a new PostgreSQL database beside that of `url`."""
    name = f"keeping_{folder.name}".replace("-", "_")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WHOLEFLOW_DATA", str(folder))
        environment.setenv("WHOLEFLOW_DATABASE_URL", url)
        with _connected(), connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        beside = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        environment.setenv("WHOLEFLOW_DATABASE_URL", beside)
        try:
            with _connected():
                yield folder
        finally:
            environment.setenv("WHOLEFLOW_DATABASE_URL", url)
            with _connected(), connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


def make_empty(folder: Path, blocker: DjangoDbBlocker) -> Path:
    """Make a migrated database with nothing in it, once for many tests."""
    with blocker.unblock(), sqlite_in(folder):
        folder.mkdir(exist_ok=True)
        running.migrate()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
    return folder / FILE


@contextmanager
def _connected() -> Iterator[None]:
    """Use the database that the environment names, and then the one before again."""
    usual, settings = connections["default"], connections.settings["default"]
    wanted = connections.configure_settings({"default": configuration.database()})
    connections.settings["default"] = wanted["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connection.close()
        connections.settings["default"] = settings
        connections["default"] = usual
