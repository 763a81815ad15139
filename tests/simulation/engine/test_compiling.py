"""The kernel is made ready once, whoever asks first."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from concurrent.futures import ThreadPoolExecutor
from wholeflow.simulation.engine.compiling import compiled_kernel, compiled_lines

def ask(which):
    if which == 2:
        return compiled_lines()
    return compiled_kernel(for_simple=bool(which))

with ThreadPoolExecutor(12) as threads:
    found = list(threads.map(ask, [0, 1, 2] * 8))
assert len({id(each) for each in found}) == 3
"""


def test_threads_that_ask_at_once_get_the_same_kernel() -> None:
    """Each in a process that has none yet; read side by side, texts were refused."""
    for _ in range(3):
        asked = subprocess.run(  # noqa: S603 - our own text
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
        )
        assert asked.returncode == 0, asked.stderr
