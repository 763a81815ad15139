"""Every setting, in one table: its name, its default and what it does.

Settings are environment variables. The reference page in the documentation is made
from this table, and `wholeflow check` reads it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wholeflow.errors import WholeflowError


class BadSetting(WholeflowError):
    """A setting that cannot be used, with what to write in its place."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "WHOLEFLOW_DATA",
        "wholeflow-data",
        "The folder that holds the database, event logs and secret keys. To remove "
        "everything, stop the server and delete it.",
    ),
    Setting(
        "WHOLEFLOW_DATABASE_URL",
        "",
        "postgresql://name:password@host:port/database; empty keeps one SQLite file in "
        "the data folder.",
    ),
    Setting("WHOLEFLOW_ADDRESS", "127.0.0.1", "The address the server listens on."),
    Setting("WHOLEFLOW_PORT", "8400", "The port the server listens on."),
    Setting(
        "WHOLEFLOW_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "The names under which people reach the server, with commas between.",
    ),
    Setting(
        "WHOLEFLOW_HTTPS",
        "no",
        "yes when people reach the server by https: cookies are then sent by https "
        "alone.",
    ),
    Setting(
        "WHOLEFLOW_TIME_ZONE",
        "Europe/London",
        "The zone in which times are shown, and that says which day it is.",
    ),
    Setting(
        "WHOLEFLOW_SMALL_NUMBERS",
        "7",
        "Counts of people from 1 to this number are hidden from others; the rest are "
        "rounded to 5.",
    ),
    Setting(
        "WHOLEFLOW_REFRESH_MINUTES",
        "60",
        "How often the server looks whether event logs that feed indicators have "
        "changed, and reads those again; 0 for never.",
    ),
    Setting(
        "WHOLEFLOW_LOGS_FROM",
        "",
        "A folder with event logs that whoever may bring a log may point to on a page, in "
        "place of sending one; empty for none. Its files are shown by name.",
    ),
    Setting(
        "WHOLEFLOW_JOBS", "2", "How many pieces of long work are done at once, at most."
    ),
    Setting(
        "WHOLEFLOW_JOB_MINUTES",
        "60",
        "How long one piece of work may take; then it is stopped.",
    ),
    Setting(
        "WHOLEFLOW_JOB_MEMORY_MB",
        "8192",
        "The address space one piece of work may take, in megabytes, where the system can "
        "limit it; about three times what it uses. 0 for no limit.",
    ),
    Setting(
        "WHOLEFLOW_MAX_LOG_MB",
        "2048",
        "The largest event log that is read, in megabytes, unpacked.",
    ),
    Setting(
        "WHOLEFLOW_MAX_MAP_MB", "64", "The largest map file that is read, in megabytes."
    ),
)


def read(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Give a setting's value: the environment's, else its default."""
    setting = next(setting for setting in SETTINGS if setting.name == name)
    return environment.get(name, "").strip() or setting.default


def whole_number(name: str) -> int:
    """Give a setting that is a whole number, not negative."""
    text = read(name)
    if not text.isdigit():
        raise BadSetting(f"{name} should be a whole number such as 8400; got {text!r}.")
    return int(text)


def yes(name: str) -> bool:
    """Give a setting that is yes or no."""
    text = read(name).lower()
    if text not in {"yes", "no"}:
        raise BadSetting(f"{name} should be yes or no; got {text!r}.")
    return text == "yes"


def data_folder() -> Path:
    """Give the folder that holds the database and the secret key."""
    return Path(read("WHOLEFLOW_DATA")).expanduser().resolve()


def offered_folder() -> Path | None:
    """Give the folder with event logs that people may point to, if there is one."""
    told = read("WHOLEFLOW_LOGS_FROM")
    if not told:
        return None
    folder, ours = Path(told).expanduser().resolve(), data_folder()
    if folder == ours or ours in folder.parents or not folder.is_dir():
        raise BadSetting(
            "WHOLEFLOW_LOGS_FROM should name a folder that is there, outside the data "
            "folder, with logs and nothing else in it."
        )
    return folder


def secret_key() -> str:
    """Give the key that signs sessions, made once and kept beside the data."""
    path = data_folder() / "secret-key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="ascii") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process made it in the same moment
    return path.read_text(encoding="ascii")


def database() -> dict[str, object]:
    """Give the database as Django wants it described."""
    url = read("WHOLEFLOW_DATABASE_URL")
    return _postgresql(url) if url else _sqlite()


def _sqlite() -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_folder() / "wholeflow.sqlite3",
        "OPTIONS": {
            # A write takes its lock at the start, so no write fails half-way; FULL
            # keeps what was acknowledged through a power cut.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise BadSetting(
            "WHOLEFLOW_DATABASE_URL should look like "
            "postgresql://name:password@host:5432/database, or be empty for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
