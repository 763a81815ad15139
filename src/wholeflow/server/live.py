"""Live pages: one stream of server-sent events for each open page.

The cursor is the number of the last change. A message says only which processes moved,
and only those its reader may read; the page then fetches what it shows. Whoever
reconnects sends the last number seen and misses nothing. A restart loses nothing
either: the numbers are in the database.

One task a server asks the database four times a second where the history stands; that
is one indexed row, and works the same whoever wrote it, this process or another. It asks
as well how far work on event logs and scenarios is, and a page that follows one is told
that it moved. Beside it the flags are brought to a new day, logs past theirs are deleted,
logs that feed indicators are read again, and work that waits is begun.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, close_old_connections, connections
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.crypto import constant_time_compare

from wholeflow.errors import WholeflowError
from wholeflow.server import configuration
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import retaining
from wholeflow.server.flowing.models import UNFINISHED, Job
from wholeflow.server.flowing.runner import Runner
from wholeflow.server.history.models import System, Touched
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import Visitor, shared_with
from wholeflow.server.measuring import flags, from_logs
from wholeflow.server.measuring.models import Move
from wholeflow.server.shell.middleware import POLICY

LOOK_EVERY_SECONDS = 0.25
BEAT_EVERY_SECONDS = 15.0
CATCH_UP_EVERY_SECONDS = 600.0  # a new day is noticed within ten minutes
BEGIN_WORK_EVERY_SECONDS = 0.5
READ_LOGS_AFTER_SECONDS = 3.0  # first pages come before logs, which may be large
MOST_BEHIND = 500  # changes; who is further behind is told to fetch everything
MOST_NAMED = 200  # processes named in one message

Result = TypeVar("Result")


class Streams:
    """The streams of one server process."""

    def __init__(self) -> None:
        self.latest = 0
        self.working: dict[str, str] = {}  # how far the work on each log or scenario is
        self.runner = Runner()
        self.closing = False
        self.changed = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Begin to watch the history."""
        self.tasks = [
            asyncio.create_task(self._watch()),
            asyncio.create_task(self._catch_up()),
            asyncio.create_task(self._read_logs()),
            asyncio.create_task(self._work()),
        ]

    async def close(self) -> None:
        """Let every stream end and stop watching."""
        self.closing = True
        self._wake()
        for task in self.tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await asyncio.to_thread(self.runner.close)

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:  # ASGI's types
        """Send one reader what changes, until they go."""
        cursor, followed = _cursor(scope), _asked(scope, "work")
        working = self.working.get(followed, "")
        cookies = SimpleCookie(_header(scope, b"cookie"))
        session = cookies.get(settings.SESSION_COOKIE_NAME)
        key = session.value if session else ""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send(_body("retry: 1000\n\n"))
        leaving = asyncio.create_task(_gone(receive))
        try:
            while not (leaving.done() or self.closing):
                if self.working.get(followed, "") != working:
                    working = self.working.get(followed, "")
                    await send(_body(WORK_MOVED))
                if cursor >= self.latest:
                    await self._pause(leaving, send)
                    continue
                upto = self.latest
                text = await _in_thread(_news, key, cursor, upto)
                cursor = upto
                if text:
                    await send(_body(text))
        finally:
            leaving.cancel()
        if self.closing:
            await send({"type": "http.response.body", "body": b""})

    async def _pause(self, leaving: asyncio.Task[None], send: Any) -> None:
        """Wait for the next change, or show the reader that the line stands."""
        changed = asyncio.ensure_future(self.changed.wait())
        done, _ = await asyncio.wait(
            {changed, leaving},
            timeout=BEAT_EVERY_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        changed.cancel()
        if not done:
            await send(_body(": still here\n\n"))

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(DatabaseError):  # busy or away: ask again
                now = await _in_thread(_where_it_stands)
                if now != (self.latest, self.working):
                    self.latest, self.working = now
                    self._wake()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _catch_up(self) -> None:
        while True:
            with contextlib.suppress(DatabaseError):
                await _in_thread(flags.catch_up)
                await _in_thread(retaining.let_go)
            await asyncio.sleep(CATCH_UP_EVERY_SECONDS)

    async def _read_logs(self) -> None:
        every_minutes = configuration.whole_number("WHOLEFLOW_REFRESH_MINUTES")
        await asyncio.sleep(READ_LOGS_AFTER_SECONDS)
        while every_minutes:
            with contextlib.suppress(DatabaseError, WholeflowError):  # try again later
                await _in_thread(from_logs.refresh)
            await asyncio.sleep(60 * every_minutes)

    async def _work(self) -> None:
        with contextlib.suppress(DatabaseError):
            await _in_thread(self.runner.open)
        while True:
            with contextlib.suppress(DatabaseError):
                await _in_thread(self.runner.begin_waiting)
            await asyncio.sleep(BEGIN_WORK_EVERY_SECONDS)

    def _wake(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", POLICY.encode()),
]


# It tells nothing but that there is something to look at; the page asks what.
WORK_MOVED = "event: work\ndata: {}\n\n"


def _body(text: str) -> dict[str, object]:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


def _header(scope: Any, name: bytes) -> str:
    values = (value for key, value in scope["headers"] if key == name)
    return str(next(values, b"").decode("latin-1"))


def _cursor(scope: Any) -> int:
    """Give the number the reader saw last: of the broken line, else of the page."""
    for text in (_header(scope, b"last-event-id"), _asked(scope, "since")):
        if text.isdecimal() and len(text) < 19:
            return int(text)
    return 0


def _asked(scope: Any, name: str) -> str:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return str(query.get(name, [""])[0])


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _in_thread(work: Callable[..., Result], *given: Any) -> Result:
    return await asyncio.to_thread(_with_database, work, *given)


def _with_database(work: Callable[..., Result], *given: Any) -> Result:
    close_old_connections()
    try:
        return work(*given)
    except DatabaseError:
        connections.close_all()
        raise


def _where_it_stands() -> tuple[int, dict[str, str]]:
    """Give the number of the last change, and how far the work on each log and scenario is."""
    latest = System.objects.values_list("last_change", flat=True).first() or 0
    rows = Job.objects.filter(state__in=UNFINISHED).order_by("id")
    on = Coalesce("log_id", "scenario_id")
    told = rows.values_list(on, "id", "state", "progress", "words")
    return latest, {str(each): f"{rest}" for each, *rest in told}


def _news(session_key: str, after: int, upto: int) -> str:
    """Give the message about the changes in (after, upto], or nothing to be told."""
    if upto - after > MOST_BEHIND:
        return _event(upto, everything=True)
    between = {"change__gt": after, "change__lte": upto}
    touched = Touched.objects.filter(**between).values("process")
    moved = Move.objects.filter(**between).values("process")
    # What was taken off the map is told too, or pages that show it would not notice.
    shared = Process.objects.filter(shared_with(_visitor(session_key)))
    told = shared.filter(Q(pk__in=touched) | Q(pk__in=moved)).order_by("pk")
    ids = list(told.values_list("pk", flat=True)[: MOST_NAMED + 1])
    if len(ids) > MOST_NAMED:
        return _event(upto, everything=True)
    return _event(upto, ids=ids) if ids else ""


def _event(seq: int, **told: object) -> str:
    return f"id: {seq}\nevent: change\ndata: {json.dumps({'seq': seq, **told})}\n\n"


def _visitor(session_key: str) -> Visitor:
    """Give who holds a session; asked anew each time, so that signing out counts."""
    if not session_key:
        return AnonymousUser()
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    person = Person.objects.filter(pk=store.get(SESSION_KEY), is_active=True).first()
    if person is None:
        return AnonymousUser()
    kept = store.get(HASH_SESSION_KEY, "")
    same = constant_time_compare(kept, person.get_session_auth_hash())
    return person if same else AnonymousUser()
