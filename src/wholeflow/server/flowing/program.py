"""A program of its own that does one piece of work; see `working`.

The server's own process does no work on a log: one that takes all memory, or breaks its
reader, must not break the server.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from typing import IO, Any

Told = dict[str, Any]  # JSON


class Program:
    """The program that works, for as long as the block lasts."""

    def __init__(self, task: Told) -> None:
        # Its errors could quote a row of the log, and are read by nobody.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wholeflow.server.flowing.working"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_environment(),
        )
        self.lines: queue.Queue[Told | None] = queue.Queue()
        assert self.process.stdin is not None, "it was asked for above"
        assert self.process.stdout is not None, "it was asked for above"
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        self.reader = threading.Thread(
            target=self._read, args=(self.process.stdout,), daemon=True
        )
        self.reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def heard(self, seconds: float) -> tuple[list[Told], bool]:
        """Give what it told in some seconds, and whether that was its last."""
        told: list[Told] = []
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                line = self.lines.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                return told, True
            told.append(line)
            if "done" in line or "fault" in line:
                break
        return told, False

    def _read(self, stdout: IO[str]) -> None:
        for line in stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)


def _environment() -> dict[str, str]:
    """Give the program its way to our code and its limit of size; no secret is in it."""
    names = ("PATH", "PYTHONPATH", "SYSTEMROOT", "HOME", "WHOLEFLOW_MAX_LOG_MB")
    return {name: os.environ[name] for name in names if name in os.environ}
