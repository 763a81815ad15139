"""How long until a change of one leaf is saved, and until every open page is told?

Systems of 1,000, 100,000 and 1,000,000 processes (a tree with every tenth part shared,
each leaf judged), each in an SQLite file of its own, served by the product's own server.
Somebody judges one leaf by the form, over HTTP, while 20 readers hold open the pages of
what is above it. Bar: from sending the form until the last reader is told, at most 1 s;
as many queries whatever the size. Told beside it: until the form is answered, the Why
page of the top, and the memory of the server.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

SIZES = (1_000, 100_000, 1_000_000)
READERS = 20
ROUNDS = 10
BAR_SECONDS = 1.0
CSRF = "a" * 32


@dataclass
class Served:
    """A served system, and the pages that are open."""

    size: int
    port: int
    process: subprocess.Popen[str]
    told: dict[str, Any] = field(default_factory=dict)
    heard: list[float] = field(default_factory=list)
    all_heard: threading.Event = field(default_factory=threading.Event)
    readers: list[threading.Thread] = field(default_factory=list)

    def ask(self, method: str, path: str, body: str = "") -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = f"{self.told['session']}; csrftoken={CSRF}"
        kind = "application/x-www-form-urlencoded"
        headers = {"Cookie": cookies, "Content-Type": kind}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        assert answer.status in {200, 302}, page[:2000]
        assert "sign-in" not in answer.headers.get("Location", "")
        connection.close()
        return page

    def read_along(self, process: str) -> None:
        """Hold one page open: note when it is told that its process moved."""
        page = self.ask("GET", f"/p/{process}")
        since = re.search(r'data-live="(\d+)"', page)
        assert since is not None
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        line.request("GET", f"/events?since={since[1]}")
        reader = threading.Thread(target=self._hear, args=(line, process), daemon=True)
        self.readers.append(reader)
        reader.start()

    def _hear(self, line: http.client.HTTPConnection, process: str) -> None:
        # At the end the server is killed, and the line with it.
        with (
            suppress(OSError, ValueError, http.client.HTTPException),
            closing(line),
            line.getresponse() as stream,
        ):
            for text in stream:
                if text.startswith(b"data:") and process.encode() in text:
                    self.heard.append(time.perf_counter())
                    if len(self.heard) == READERS:
                        self.all_heard.set()

    def judge(self, strength: int) -> tuple[float, float]:
        """Judge the leaf; give seconds until answered and until the last was told."""
        self.heard.clear()
        self.all_heard.clear()
        typed = {
            "basis": "gut feeling",
            "evidence_for": strength,
            "evidence_against": 5,
        }
        body = urlencode({**typed, "csrfmiddlewaretoken": CSRF})
        begun = time.perf_counter()
        self.ask("POST", f"/p/{self.told['leaf']}/judge", body)
        answered = time.perf_counter() - begun
        assert self.all_heard.wait(30), f"told only {len(self.heard)} of {READERS}"
        return answered, max(self.heard) - begun

    def memory_mb(self) -> float:
        """Give the peak memory of the server and its workers."""
        return sum(_peak_mb(pid) for pid in _family(self.process.pid))

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        for reader in self.readers:
            reader.join()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) / 1024 if peak else 0.0


@pytest.fixture(scope="module", params=SIZES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    size = request.param
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp(f"path-{size}")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("served_map.py")), str(size)],
        env={**os.environ, "WHOLEFLOW_DATA": str(data), "WHOLEFLOW_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    system = Served(size, port, process)
    try:
        system.told = json.loads(process.stdout.readline())
        assert process.stdout.readline() == "ready\n"
        yield system
    finally:
        system.end()


_queries: dict[int, dict[str, int]] = {}


def test_a_changed_leaf_reaches_every_open_page(served: Served) -> None:
    above = served.told["above"]
    for at in range(READERS):
        served.read_along(above[-1] if at % 2 else above[at // 2 % len(above)])
    served.judge(50)  # once to warm up

    rounds = [served.judge(5 * (at % 10)) for at in range(ROUNDS)]

    answered, last_told = zip(*rounds, strict=True)
    begun = time.perf_counter()
    served.ask("GET", f"/p/{above[-1]}/why")
    why = time.perf_counter() - begun
    _queries[served.size] = served.told["queries"]
    print(
        f"\n{served.size:,} processes: answered in {1000 * statistics.median(answered):.0f}"
        f" ms (most {1000 * max(answered):.0f}), last of {READERS} pages told after "
        f"{1000 * statistics.median(last_told):.0f} ms (most {1000 * max(last_told):.0f}, "
        f"bar {1000 * BAR_SECONDS:.0f}); Why page of the top {1000 * why:.0f} ms; queries "
        f"{served.told['queries']}; peak memory {served.memory_mb():.0f} MB"
    )
    assert statistics.median(last_told) <= BAR_SECONDS
    assert all(each == _queries[SIZES[0]] for each in _queries.values())
