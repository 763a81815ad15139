"""Published logs that come with wholeflow: kept as they are, without the two steps.

The work is done here and now, by the same functions that a program of its own runs for a
log that people bring.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings

from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, queries, shelf
from wholeflow.server.flowing.actions import Loaded, Said
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.history import clock
from wholeflow.server.history.identifiers import new_id


def keep(*, by: Person, process_id: str, said: Said, file: Path) -> UUID:
    """Keep a published log, and give its id."""
    from wholeflow.server.flowing import working  # noqa: PLC0415 - brings polars

    log_id = new_id()
    task = working.Task(
        kind="load",
        file=str(file),
        folder=str(shelf.waiting(log_id)),
        now=clock.now().isoformat(),
        timezone=settings.TIME_ZONE,
    )
    told = working.load(task, _say_nothing)
    facts = Loaded.told(told)
    folder = shelf.waiting(log_id)
    (folder / shelf.LOG).replace(shelf.parquet(facts.content_hash))
    (folder / shelf.FINDINGS).replace(shelf.findings(log_id))
    shelf.clear(log_id)
    actions.keep_open_data(
        by=by,
        log_id=log_id,
        process_id=process_id,
        said=said,
        file_name=file.name,
        facts=facts,
    )
    return log_id


def look(log_id: UUID) -> None:
    """Look at a kept log again, as its activities are tied by now."""
    from wholeflow.server.flowing import working  # noqa: PLC0415 - brings polars

    log = EventLog.objects.get(pk=log_id)
    folder = shelf.waiting(log_id)
    task = working.Task(
        kind="look",
        file=str(shelf.parquet(log.content_hash)),
        folder=str(folder),
        now=clock.now().isoformat(),
        timezone=log.timezone,
        processes=queries.activities_by_process(log),
    )
    working.look(task, _say_nothing)
    (folder / shelf.FINDINGS).replace(shelf.findings(log_id))
    shelf.clear(log_id)


def _say_nothing(_progress: float, _words: str) -> None:
    """Take how far it is and do nothing with it."""
