"""How does the cost of a page and of an edit grow with the size of the map?

Two systems are made, one of 1,000 processes and one of 100,000, each in an SQLite file
of its own served by its own process. The same requests go to both in turn: the front
page, opening a piece, and saving an edit (a new name; a judgement, which moves every
flag above it). Bars: each costs at most 3 times as much in the large map.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SMALL, LARGE = 1_000, 100_000
BRANCHING = 8
ROUNDS = 15
BAR = 3.0


@pytest.fixture(scope="module")
def systems(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[int, subprocess.Popen[str]]]:
    """Start a process for each size; each answers a line of JSON per line it reads."""
    started = {
        size: _start(size, tmp_path_factory.mktemp(f"map-{size}"))
        for size in (SMALL, LARGE)
    }
    yield started
    for system in started.values():
        system.communicate()  # closing its input ends it


def _start(size: int, folder: Path) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("map_of_size.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(size), str(BRANCHING)],
        env={**os.environ, "WHOLEFLOW_DATA": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(system: subprocess.Popen[str], what: str) -> dict[str, float]:
    assert system.stdin is not None
    assert system.stdout is not None
    system.stdin.write(what + "\n")
    system.stdin.flush()
    answer: dict[str, float] = json.loads(system.stdout.readline())
    return answer


@pytest.mark.parametrize(
    "what", ["front", "open a piece", "open a leaf", "rename", "judge", "search"]
)
def test_cost_does_not_grow_with_the_map(systems, what):
    _ask(systems[SMALL], what), _ask(systems[LARGE], what)  # once to warm up
    rounds = [
        {size: _ask(system, what) for size, system in systems.items()}
        for _ in range(ROUNDS)
    ]

    small, large = (
        statistics.median(each[size]["ms"] for each in rounds)
        for size in (SMALL, LARGE)
    )
    queries = {size: rounds[-1][size]["queries"] for size in (SMALL, LARGE)}
    print(
        f"\n{what}: {small:.1f} ms at {SMALL:,}, {large:.1f} ms at {LARGE:,}, "
        f"ratio {large / small:.2f} (bar {BAR}); queries {queries}; "
        f"peak memory {rounds[-1][LARGE]['peak_mb']:.0f} MB"
    )
    assert queries[SMALL] == queries[LARGE]
