"""A real server of a system of its own, which the test can look into, stop and kill."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from tests.builders import a_system, signed_in
from tests.systems import postgresql_in, sqlite_in
from wholeflow.server import running
from wholeflow.server.accounts.models import Person

CSRF = "a" * 32


@dataclass
class Server:
    """A server process; `start` and `kill` may be called again and again."""

    port: int
    process: subprocess.Popen[str] | None = None
    streams: list[http.client.HTTPConnection] = field(default_factory=list)

    def start(self) -> None:
        program = [sys.executable, str(Path(__file__).with_name("serving.py"))]
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            program,
            env={**os.environ, "WHOLEFLOW_PORT": str(self.port)},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that all of it can be killed at once
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        """End it and its workers as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as Ctrl-C would; what does not go in time is killed."""
        for stream in self.streams:
            stream.close()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            finally:
                self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):  # it went by itself
            os.killpg(self.process.pid, how)
        self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def get(self, path: str) -> tuple[int, Message]:
        """Give the status and the headers of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers
        finally:
            connection.close()

    def post(self, path: str, by: Person, **typed: str) -> int:
        """Send a form as a browser does, and give the answer's status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = urlencode({**typed, "csrfmiddlewaretoken": CSRF})
        cookies = f"{session_of(by)}; csrftoken={CSRF}"
        kind = "application/x-www-form-urlencoded"
        headers = {"Cookie": cookies, "Content-Type": kind}
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def listen(self, **headers: str) -> http.client.HTTPResponse:
        """Open a stream of events; say from where by `since` or `last_event_id`."""
        stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        self.streams.append(stream)
        since = headers.pop("since", "0")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        stream.request("GET", f"/events?since={since}", headers=named)
        return stream.getresponse()


_sessions: dict[str, str] = {}


def session_of(person: Person) -> str:
    """Give the cookie of somebody who has signed in, made once."""
    if str(person.pk) not in _sessions:
        cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
        _sessions[str(person.pk)] = f"{settings.SESSION_COOKIE_NAME}={cookie.value}"
    return _sessions[str(person.pk)]


@contextmanager
def system_in(folder: Path) -> Iterator[Server]:
    """Be in a new system, on the database of this run, with a server not yet started."""
    url = os.environ.get("WHOLEFLOW_DATABASE_URL", "")
    folder.mkdir()
    # One key, so that who signs in here has signed in there.
    (folder / "secret-key").write_text(settings.SECRET_KEY, "ascii")
    with postgresql_in(folder, url) if url else sqlite_in(folder):
        running.migrate()
        a_system()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Server(port)
        try:
            yield server
        finally:
            server.stop()
