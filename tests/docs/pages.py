"""Run what a page shows, block by block, and compare what is seen with what it says.

    ```python     runs; lines that begin with >>> are compared with what they give
    ```console    every line that begins with $ runs, and what it prints is compared
    ```yaml title="ward.yaml"   any block with a title becomes a file of that name

All blocks of a page share one folder and one namespace. Dots stand for whatever is
left out, as in a doctest. A server is started on a free port and stopped as soon as it
answers. A page is one test: pytest-randomly would shuffle its blocks.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

from sybil import Document, Example, Region
from sybil.parsers.markdown import PythonCodeBlockParser

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
SERVERS = {"demo", "serve"}
LOOSELY = doctest.ELLIPSIS
FENCED = re.compile(
    r'^(?P<indent> *)```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n'
    r"(?P<source>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
MINUTE = 60.0
PROGRAM = str(Path(sys.executable).with_name("wholeflow"))


class Differs(AssertionError):
    """A command printed something else than its page says."""


def run_page(page: Path, folder: Path) -> int:
    """Run every block of a page in a folder; give how many there were."""
    document = Document.parse(str(page), PythonCodeBlockParser(), _parse)
    document.namespace["folder"] = folder
    examples = list(document.examples())
    before = Path.cwd()
    os.chdir(folder)
    try:
        for example in examples:
            example.evaluate()
    finally:
        os.chdir(before)
    return len(examples)


def commands_of(page: Path) -> Iterator[str]:
    """Give every command that a page tells its reader to type."""
    for block in FENCED.finditer(page.read_text("utf-8")):
        lines = dedent(block["source"]).splitlines()
        if block["language"] == "console":
            yield from (line[2:] for line in lines if line.startswith("$ "))
        elif block["language"] == "sh":
            yield from (line.partition("  #")[0].strip() for line in lines if line)


def _parse(document: Document) -> Iterator[Region]:
    for block in FENCED.finditer(document.text):
        if block["title"]:
            content = (block["title"], dedent(block["source"]))
            yield Region(block.start(), block.end(), content, _write)
        elif block["language"] == "console":
            yield Region(block.start(), block.end(), dedent(block["source"]), _type)


def _write(example: Example) -> None:
    name, content = example.parsed
    (example.namespace["folder"] / name).write_text(content, "utf-8")


def _type(example: Example) -> None:
    """Type each command of a block, and compare what it prints."""
    for typed in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, _, expected = typed.partition("\n")
        seen = _run(shlex.split(command), example.namespace["folder"])
        # A line of three dots at the start would read as a doctest's own sign.
        if not doctest.OutputChecker().check_output(expected, seen, LOOSELY):
            raise Differs(f"$ {command}\n--- the page says\n{expected}--- seen\n{seen}")


def _run(words: list[str], folder: Path) -> str:
    assert words[0] == "wholeflow", f"a page may only run wholeflow, not {words[0]}"
    port = free_port()
    command = [PROGRAM, *words[1:]]
    if words[1] in SERVERS and "--help" not in words:
        seen = _until_ready(command, folder, port)
    else:
        done = subprocess.run(  # noqa: S603 - the commands of our own pages
            command,
            cwd=folder,
            env=_environment(port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=MINUTE,
            check=False,
        )
        seen = done.stdout
    return seen.replace(f":{port}", ":8400").replace(str(folder), "…")


def _until_ready(command: list[str], folder: Path, port: int) -> str:
    """Start a server, press Ctrl-C once it answers; give what it printed."""
    with serving(command, folder, port) as lines:
        pass
    return "".join(lines)


@contextmanager
def serving(command: list[str], folder: Path, port: int) -> Iterator[list[str]]:
    """Serve inside the block; give what is printed, which grows until it ends."""
    with subprocess.Popen(  # noqa: S603 - the commands of our own pages
        command,
        cwd=folder,
        env=_environment(port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None, "it was asked for above"
        lines: list[str] = []
        for line in server.stdout:
            lines.append(line)
            if line.startswith("Ready"):
                _wait_for_an_answer(port)
                break
        try:
            yield lines
        finally:
            os.killpg(server.pid, signal.SIGINT)  # as a terminal does for Ctrl-C
            lines.extend(server.stdout)


def _wait_for_an_answer(port: int) -> None:
    give_up = time.monotonic() + MINUTE
    while time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def _environment(port: int) -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE", "COLUMNS"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith("WHOLEFLOW_")
    }
    return {**kept, "WHOLEFLOW_PORT": str(port), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
