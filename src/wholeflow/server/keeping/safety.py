"""Whether settings and folder are safe to run on; needs no database."""

from __future__ import annotations

import ipaddress
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from wholeflow.errors import WholeflowError
from wholeflow.server import configuration
from wholeflow.server.configuration import BadSetting

HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is well, and what to do if not."""

    checked: str
    ok: bool
    told: str


def findings() -> Iterator[Finding]:
    """Check every setting, then the data folder."""
    faults = [fault for check in _CHECKS if (fault := _fault(check))]
    if faults:
        yield from (Finding("settings", False, fault) for fault in faults)
    else:
        yield Finding("settings", True, _reach())
    yield _folder(configuration.data_folder())


def _fault(check: Callable[[], None]) -> str:
    try:
        check()
    except WholeflowError as refused:
        return str(refused)
    return ""


def _require_numbers() -> None:
    for setting in configuration.SETTINGS:
        if setting.default.isdigit():
            configuration.whole_number(setting.name)


def _require_port() -> None:
    port = configuration.whole_number("WHOLEFLOW_PORT")
    if not 0 < port <= HIGHEST_PORT:
        raise BadSetting(
            f"WHOLEFLOW_PORT should be from 1 to {HIGHEST_PORT}; got {port}."
        )


def _require_zone() -> None:
    zone = configuration.read("WHOLEFLOW_TIME_ZONE")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        raise BadSetting(
            f"WHOLEFLOW_TIME_ZONE should be a zone such as Europe/London; got {zone!r}."
        ) from None


def _require_database() -> None:
    configuration.database()


def _require_own_names() -> None:
    if any(host.strip().startswith("*") for host in _hosts()):
        raise BadSetting(
            "WHOLEFLOW_HOSTS answers to every name. Write the names by which people "
            "reach the server."
        )


def _require_secret_way() -> None:
    if not configuration.yes("WHOLEFLOW_HTTPS") and not _only_here():
        raise BadSetting(
            "Other machines reach the server, and passwords would cross the network in "
            "the clear. Put it behind https and set WHOLEFLOW_HTTPS=yes, or take "
            "WHOLEFLOW_ADDRESS back to 127.0.0.1."
        )


def _require_offered_folder() -> None:
    configuration.offered_folder()


_CHECKS = (
    _require_offered_folder,
    _require_numbers,
    _require_port,
    _require_zone,
    _require_database,
    _require_own_names,
    _require_secret_way,
)


def _hosts() -> list[str]:
    return configuration.read("WHOLEFLOW_HOSTS").split(",")


def _only_here() -> bool:
    address = configuration.read("WHOLEFLOW_ADDRESS").strip("[]")
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _reach() -> str:
    return (
        "only this machine reaches the server"
        if _only_here()
        else "other machines reach the server, by https"
    )


def _folder(folder: Path) -> Finding:
    if not folder.exists():
        return _folder_to_make(folder)
    trial = folder / f".trial-{secrets.token_hex(4)}"
    try:
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError as error:
        return _no_folder(folder, error.strerror or str(error))
    for path, mode in ((folder / "secret-key", 600), (folder / "keys", 700)):
        if os.name != "nt" and path.exists() and _others_may_read(path):
            told = f"others may read {path}. Run: chmod {mode} {path}"
            return Finding("folder", False, told)
    return Finding("folder", True, f"{folder} can be written to")


def _others_may_read(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _folder_to_make(folder: Path) -> Finding:
    nearest = next(parent for parent in folder.parents if parent.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        return _no_folder(folder, f"{nearest} does not let it be made")
    return Finding("folder", True, f"{folder} will be made")


def _no_folder(folder: Path, why: str) -> Finding:
    return Finding(
        "folder",
        False,
        f"{folder} cannot be written to ({why}). Put it right, or name another folder "
        "in WHOLEFLOW_DATA.",
    )
