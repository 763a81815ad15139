"""What was worked out of a part of a log, kept so that it is worked out once.

Small logs are worked out while somebody waits for the page; large ones as a piece of work
of their own, which somebody asks for (`actions.work_out`).
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Any

from wholeflow.governance import Disclosure
from wholeflow.server import configuration
from wholeflow.server.flowing import queries, shelf
from wholeflow.server.flowing.chosen import Activities, Chosen, key
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.flowing.program import Program
from wholeflow.server.history import clock
from wholeflow.server.mapping import queries as of_the_map

Told = dict[str, Any]  # JSON

AT_ONCE = 200_000  # events, up to which a page may wait for it
SECONDS = 20.0  # that a page may wait
MOST_LAYERS = 4

_room = threading.BoundedSemaphore(2)  # pages that may wait for work at one time


def asked(log: EventLog, chosen: Chosen) -> Told:
    """Say what is to be worked out, as `journeying.Asked` takes it."""
    kept = shelf.found(log.pk) or {}
    role = kept.get("journey", {}).get("choices", {}).get("place", "group")
    return asked_of(chosen, layers(queries.activities_by_process(log)), role)


def asked_of(chosen: Chosen, of_layers: list[Activities], role_of_place: str) -> Told:
    """Say the same where all is known; for a layer that is not there, the topmost."""
    processes = of_layers[min(chosen.layer, len(of_layers) - 1)]
    return {
        "processes": {name: list(activities) for name, activities in processes.items()},
        "since": chosen.since,
        "until": chosen.until,
        "only": [list(pair) for pair in chosen.only(role_of_place)],
        "only_processes": chosen.layer > 0,
    }


def layers(ties: Activities) -> list[Activities]:
    """Give the activities by process: as they are tied, and rolled up layer by layer.

    A process that is part of several wholes goes to the one that was named first. Layers
    end where fewer than two processes are left: nobody waits between one.
    """
    found: list[Activities] = [ties]
    if len(ties) < 2:  # nothing lies between one
        return found
    wholes = of_the_map.walk_up(ties)
    first = {process: above[0] for process, above in wholes.items() if above}
    while len(found) <= MOST_LAYERS:
        higher = _rolled_up(found[-1], first)
        if len(higher) < 2 or higher.keys() == found[-1].keys():
            break
        found.append(higher)
    return found


def _rolled_up(processes: Activities, whole_of: dict[str, str]) -> Activities:
    from wholeflow.journeys import rolled_up  # noqa: PLC0415 - brings polars

    return rolled_up(processes, whole_of)


def journey(log: EventLog, what: Told) -> Told | None:
    """Give what was worked out, or work it out where that is soon done; else None.

    Parameters
    ----------
    log
        A log that is loaded.
    what
        From `asked`.
    """
    kept = shelf.read(shelf.journey(log.pk, key(log.content_hash, what)))
    if kept is not None or (log.events or 0) > AT_ONCE:
        return kept
    return _soon(log, "journey", what)


def edges(log: EventLog, policy: Disclosure) -> str | None:
    """Give the text of a log's numbers for other places, if it is soon worked out.

    Parameters
    ----------
    log
        A log that is loaded.
    policy
        By which small numbers are kept out of it.
    """
    what = {"hide_up_to": policy.hide_up_to, "round_to": policy.round_to}
    kept = shelf.read(shelf.journey(log.pk, key(log.content_hash, what)))
    told = kept or _soon(log, "edges", what)
    return told["text"] if told else None


def _soon(log: EventLog, kind: str, what: Told) -> Told | None:
    """Have something worked out while somebody waits, and keep it."""
    path = shelf.journey(log.pk, key(log.content_hash, what))
    file = shelf.parquet(log.content_hash)
    if not file.is_file() or not _room.acquire(timeout=SECONDS):
        return None
    try:
        told = _work_out(log, kind, file, what)
    finally:
        _room.release()
    if told is not None:
        shelf.write(path, told)
        shelf.thin_out(log.pk)
    return told


def _work_out(log: EventLog, kind: str, file: Path, what: Told) -> Told | None:
    """Have it worked out while somebody waits; None if that takes too long."""
    with tempfile.TemporaryDirectory(dir=shelf.arriving()) as folder:
        task = {
            "kind": kind,
            "file": str(file),
            "folder": folder,
            "now": clock.now().isoformat(),
            "timezone": log.timezone,
            "asked": what,
            "memory_mb": configuration.whole_number("WHOLEFLOW_JOB_MEMORY_MB"),
        }
        with Program(task) as program:
            lines, _ = program.heard(SECONDS)
        is_done = bool(lines) and "done" in lines[-1]
        return shelf.read(Path(folder) / shelf.JOURNEY) if is_done else None
