"""One program's runs of one care system, in a process of its own; the last line is JSON.

Run as a script: `simulation_report.py WHO SYSTEM HOURS [ROUNDS] [BINNING]`.

WHO     `ours`; `c`, whose program is at WHOLEFLOW_BENCH_C; `simpy`, `ciw` or `salabim`;
        `spread` (ours many times over: what one run may come to); `first` (when the first
        outcome is there); or `threads` (eight replications, by one worker and by two).
SYSTEM  a name in `care_systems.SYSTEMS`; `stations N`, so many of them; `queue N`, so
        many waiting on average; `patients N`, so many in service; or `nation`.
BINNING what ours and C count by: `all` or `hour of week`.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

SEED, SPREAD = 1, 100
Answers = list[tuple[int, float, float]]  # of each node: ended, mean wait, in use


def ours(name: str, hours: float, rounds: int, binning: Any) -> dict[str, Any]:
    from bench.our_models import model_of
    from wholeflow.simulation.engine.running import compile_model, run_once

    model = model_of(name)

    def by_events(hours: float) -> Any:  # as all others; without: bench_recursion.py
        return replace(compile_model(model, hours=hours, binning=binning), order=())

    run_once(by_events(1.0), seed=SEED)
    made, walls, used = [], [], []
    for _ in range(rounds):
        begun = time.perf_counter()
        ready = by_events(hours)
        made.append(time.perf_counter() - begun)
        begun, processor = time.perf_counter(), time.process_time()
        outcome = run_once(ready, seed=SEED)
        walls.append(time.perf_counter() - begun)
        used.append(time.process_time() - processor)
    return told(answers_of(outcome), walls, used) | {"made": statistics.median(made)}


def answers_of(outcome: Any) -> Answers:
    ended = outcome.counts[..., 7].sum(axis=(0, 2)).tolist()
    waits = outcome.sums[..., 0].sum(axis=(0, 2)).tolist()
    in_use = (outcome.pools[..., 0].sum(axis=0) / outcome.hours).tolist()
    means = [wait / max(n, 1) for n, wait in zip(ended, waits, strict=True)]
    return list(zip(ended, means, in_use, strict=True))


def in_c(name: str, hours: float, rounds: int, binning: str) -> dict[str, Any]:
    from bench.model_for_c import in_numbers
    from bench.our_models import model_of

    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(in_numbers(model_of(name), seed=SEED))
        file.flush()
        bins = "1" if binning == "all" else "168"
        command = [os.environ["WHOLEFLOW_BENCH_C"], file.name, repr(hours), bins]
        runs = [
            json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            for _ in range(rounds)
        ]
    answers = [
        (n, wait / max(n, 1), used / hours) for n, wait, used in runs[0]["nodes"]
    ]
    walls, used = ([run[what] for run in runs] for what in ("wall", "processor"))
    return told(answers, walls, used) | {"peak_mb": runs[0]["peak_mb"]}


def peer(who: str, name: str, hours: float, rounds: int) -> dict[str, Any]:
    from bench.care_systems import system_of

    run = importlib.import_module(f"bench.peers.with_{who}").run
    system, walls, used = system_of(name), [], []
    for _ in range(rounds):
        begun, processor = time.perf_counter(), time.process_time()
        answers = run(system, hours, SEED)
        walls.append(time.perf_counter() - begun)
        used.append(time.process_time() - processor)
    return told(answers, walls, used)


def spread(name: str, hours: float) -> dict[str, Any]:
    """Tell mean and deviation of what one run comes to, over many of ours."""
    from bench.our_models import model_of
    from wholeflow.simulation.engine.running import compile_model, run_once

    ready = compile_model(model_of(name), hours=hours)
    rows = [
        overall(answers_of(run_once(ready, seed=SEED, replication=at)))
        for at in range(SPREAD)
    ]
    columns = list(zip(*rows, strict=True))
    return {
        "mean": [statistics.mean(some) for some in columns],
        "deviation": [statistics.stdev(some) for some in columns],
    }


def overall(answers: Answers) -> tuple[float, float, float]:
    """Give services, mean wait and servers in use over all nodes."""
    services = sum(n for n, _, _ in answers)
    waits = sum(n * wait for n, wait, _ in answers)
    return services, waits / services, sum(in_use for _, _, in_use in answers)


def first(name: str, hours: float) -> dict[str, Any]:
    """Tell when all was imported, and when the first outcome was there."""
    from bench.our_models import model_of
    from wholeflow.simulation.engine.running import compile_model, run_once

    imported = time.time()
    run_once(compile_model(model_of(name), hours=hours), seed=SEED)
    return {"imported": imported, "first": time.time()}


def threads(name: str, hours: float, rounds: int) -> dict[str, Any]:
    from concurrent.futures import ThreadPoolExecutor

    from bench.our_models import model_of
    from wholeflow.simulation.experiments import Plan, Runner, replicate

    model, rows = model_of(name), {}
    took: dict[int, list[float]] = {1: [], 2: []}
    plan = Plan(hours=hours, seed=SEED, runs=8)
    replicate(model, replace(plan, hours=1.0), runner=Runner())
    for _ in range(rounds):
        for workers, walls in took.items():
            with ThreadPoolExecutor(workers) as executor:
                begun = time.perf_counter()
                found = replicate(model, plan, runner=Runner(executor=executor))
                walls.append(time.perf_counter() - begun)
                rows[workers] = found.rows.tobytes()
    one, two = (statistics.median(took[workers]) for workers in (1, 2))
    return {"one": one, "two": two, "same": rows[1] == rows[2]}


def told(answers: Answers, walls: list[float], used: list[float]) -> dict[str, Any]:
    from bench.peak import peak_mib

    return {
        "services": sum(n for n, _, _ in answers),
        "wall": statistics.median(walls),
        "processor": statistics.median(used),
        "spread": [min(walls), max(walls)],
        "peak_mb": peak_mib(),
        "answers": answers,
    }


def main(who: str, name: str, hours: float, rounds: int, binning: str) -> None:
    programs: dict[str, Callable[[], dict[str, Any]]] = {
        "ours": lambda: ours(name, hours, rounds, binning),
        "c": lambda: in_c(name, hours, rounds, binning),
        "spread": lambda: spread(name, hours),
        "first": lambda: first(name, hours),
        "threads": lambda: threads(name, hours, rounds),
    }
    report = programs.get(who, lambda: peer(who, name, hours, rounds))()
    sys.stdout.write("\n" + json.dumps(report) + "\n")


if __name__ == "__main__":
    _, who, name, hours, *more = sys.argv
    main(who, name, float(hours), int(more[0]) if more else 1, [*more, "all", "all"][1])
