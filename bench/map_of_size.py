"""A system with a map of so many processes, answering what it costs to use.

Run by `bench_map.py`: reads one word a line, does it, and prints milliseconds, number
of queries and peak memory as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from wholeflow.server import running

running.set_up()

import empty_system  # noqa: E402  # after set_up
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from peak import peak_mib  # noqa: E402

from wholeflow.processes import Entry, Map, Part, Process, Statement  # noqa: E402
from wholeflow.server.mapping.bringing_in import import_map  # noqa: E402


def generated(size: int, branching: int) -> Map:
    """Give a map of so many processes in layers, each tenth part shared by two wholes."""
    processes = [
        Process(
            f"p{n}",
            f"Doing thing {n}",
            label="public",
            entries=(Entry("why", "purpose", f"So that thing {n} is done"),),
            success=(Statement(f"Thing {n} is done"),),
            parts_suffice=True,
        )
        for n in range(size)
    ]
    parts = [Part(f"p{(n - 1) // branching}", f"p{n}") for n in range(1, size)]
    parts += [
        Part(f"p{(n - 1) // branching - 1}", f"p{n}")
        for n in range(2 * branching, size, 10)
    ]
    return Map("generated", tuple(processes), tuple(parts))


def main() -> None:
    size, branching = int(sys.argv[1]), int(sys.argv[2])
    person = empty_system.begin()
    begun = time.perf_counter()
    ids = import_map(by=person, brought=generated(size, branching), owned_by=person)
    print(f"{size:,} in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    leaf, middle = ids[f"p{size - 1}"], ids["p3"]
    count = iter(range(10**9))

    def rename() -> object:
        name = f"Doing thing {next(count)} again"
        data = {"name": name, "language": "en", "base_version": ""}
        return client.post(f"/p/{leaf}/rename", data)

    def judge() -> object:
        strength = next(count) % 10 * 5
        data = {"basis": "gut feeling"}
        data |= {"evidence_for": str(strength), "evidence_against": "5"}
        return client.post(f"/p/{leaf}/judge", data)

    acts: dict[str, Callable[[], object]] = {
        "front": lambda: client.get("/"),
        "open a piece": lambda: client.get(f"/p/{middle}"),
        "open a leaf": lambda: client.get(f"/p/{leaf}"),
        "rename": rename,
        "judge": judge,
        "search": lambda: client.get("/search?q=thing+77"),
    }
    for line in sys.stdin:
        with CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            answer = acts[line.strip()]()
            spent = time.perf_counter() - start
        assert answer.status_code in {200, 302}, answer.content.decode()[:2000]
        peak = peak_mib()
        told = {"ms": 1000 * spent, "queries": len(captured), "peak_mb": peak}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
