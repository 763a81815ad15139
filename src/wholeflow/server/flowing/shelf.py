"""Where the files of logs lie: in the data folder, readable by nobody but the server.

    logs/HASH.parquet            a loaded log, pseudonymised, named by its content
    logs/ID.findings.json        what was found in it: counts and times, no row
    logs/ID.journey.KEY.json     what a page showed of a part of it, to be shown again
    logs/waiting/ID/             a file that was brought, as it came, until it is decided on
    logs/arriving/               uploads on their way in
    keys/ID                      the key of an organisation's pseudonyms

Folders and files are made for their owner alone. None of them is in a backup.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from wholeflow.server import configuration
from wholeflow.server.flowing.working import FORM_OF_FINDINGS

UPLOAD = "brought"
ASKED = "asked.json"
REPORT = "report.json"
LOG = "log.parquet"
FINDINGS = "findings.json"
JOURNEY = "journey.json"
MOST_JOURNEYS = 200  # parts of one log that are kept, the newest
STRAY_AFTER_SECONDS = (
    3600.0  # a file that no log names is a piece of work in hand till then
)

Told = dict[str, Any]  # JSON, as various as what is told in it


def logs() -> Path:
    """Give the folder of all logs, made if there is none."""
    return _private(configuration.data_folder() / "logs")


def arriving() -> Path:
    """Give the folder of uploads on their way in."""
    return _private(logs() / "arriving")


def waiting(log_id: UUID) -> Path:
    """Give the folder of a log that was brought and is not decided on."""
    return _private(_private(logs() / "waiting") / str(log_id))


def parquet(content_hash: str) -> Path:
    """Give where the file of a loaded log lies."""
    return logs() / f"{content_hash}.parquet"


def findings(log_id: UUID) -> Path:
    """Give where the findings of a loaded log lie."""
    return logs() / f"{log_id}.{FINDINGS}"


def found(log_id: UUID) -> Told | None:
    """Give what was found in a log; None where that is not here, or of an older form."""
    told = read(findings(log_id))
    return told if told and told.get("form") == FORM_OF_FINDINGS else None


def journey(log_id: UUID, key: str) -> Path:
    """Give where lies what was worked out of a part of a log; see `chosen.key`."""
    return logs() / f"{log_id}.journey.{key}.json"


def thin_out(log_id: UUID) -> None:
    """Keep of what was worked out of parts of a log only the newest."""
    found = sorted(_journeys(log_id), key=_age)
    for path in found[MOST_JOURNEYS:]:
        _remove(path)


def _journeys(log_id: UUID) -> list[Path]:
    return list(logs().glob(f"{log_id}.journey.*.json"))


def key_file(organisation_id: UUID) -> Path:
    """Give where the key of an organisation's pseudonyms lies; made with its first log.

    Logs of one organisation for one purpose get the same pseudonym for the same person;
    those of two organisations cannot be joined by them.
    """
    return _private(configuration.data_folder() / "keys") / str(organisation_id)


def upload_in(folder: Path) -> Path | None:
    """Give the file that was brought, as it came, if it is here."""
    return next(iter(sorted(folder.glob(f"{UPLOAD}*"))), None)


def upload_name(source: str) -> str:
    """Give the name an upload is kept by: of its own name, the endings alone."""
    endings = re.findall(r"\.[A-Za-z0-9]{1,8}(?=\.|$)", source)[-2:]
    return UPLOAD + "".join(endings).lower()


def offered() -> list[str]:
    """Give the names of the files that may be pointed to, in order."""
    folder = configuration.offered_folder()
    if folder is None:
        return []
    with contextlib.suppress(OSError):
        return sorted(each.name for each in folder.iterdir() if _is_offered(each))
    return []


def offered_file(name: str) -> Path | None:
    """Give a file that may be pointed to; None for whatever is not right in the folder."""
    folder = configuration.offered_folder()
    return folder / name if folder is not None and name in offered() else None


def _is_offered(path: Path) -> bool:
    """Leave out folders, hidden files, and links, which may lead anywhere."""
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def read(path: Path) -> Told | None:
    """Give what a file tells, if it is here and whole."""
    try:
        told: Told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told


def write(path: Path, told: Told) -> None:
    """Write what is told, for the server alone, in full or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    draft.replace(path)


def clear(log_id: UUID) -> None:
    """Remove whatever waits of a log, its file as it came among it."""
    shutil.rmtree(logs() / "waiting" / str(log_id), ignore_errors=True)


def remove(log_id: UUID, content_hash: str, *, shared: bool) -> None:
    """Remove the files of a log; a file that another log names as well stays."""
    clear(log_id)
    for path in (findings(log_id), *_journeys(log_id)):
        path.unlink(missing_ok=True)
    if content_hash and not shared:
        parquet(content_hash).unlink(missing_ok=True)


def sweep(hashes: Collection[str], log_ids: Collection[str]) -> None:
    """Remove files that no standing log names: what a crash has left behind."""
    for path in _strays():
        name = path.name.partition(".")[0]
        if name not in hashes and name not in log_ids:
            _remove(path)


def has_waited(log_id: UUID, *, hours: float) -> bool:
    """Tell whether a log was last worked on longer ago, or its folder is gone."""
    folder = logs() / "waiting" / str(log_id)
    return not folder.exists() or _age(folder) > 3600 * hours


def _strays() -> Iterator[Path]:
    folders = (logs(), _private(logs() / "waiting"), arriving())
    for folder in folders:
        for path in folder.iterdir():
            if path not in folders and _age(path) > STRAY_AFTER_SECONDS:
                yield path


def _age(path: Path) -> float:
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime
    return 0.0


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
