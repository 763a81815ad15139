"""How fast are the answers of ten million events, against PM4Py, r4pm and a loop in C?

One log is made (`large_log.py`: 1 M cases, 20 activities, 5 organisations, in order of
time, Parquet). Each program gives its report in a process of its own, in turn
(`journeys_report.py`); the answers are compared first. Ours gives more than theirs:
nine-tenths waits, waits since all earlier events, hand-overs and bounces. Beside it every
measure that there is is timed (`every_measure.py`).

WHOLEFLOW_BENCH_CASES takes another number of cases, and WHOLEFLOW_BENCH_MOST_CASES=10000000
lets the growth go to a hundred million events (12 GiB of memory, some minutes).
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bench.large_log import write_large_log, write_with_persons
from wholeflow.journeys import Journeys, example_log, reopen
from wholeflow.journeys.kernels import CLASSES, compiled, take_steps, tally_waits
from wholeflow.journeys.measures.tallies import MOST_GROUPS

CASES = int(os.environ.get("WHOLEFLOW_BENCH_CASES", "1000000"))
MOST_CASES = int(os.environ.get("WHOLEFLOW_BENCH_MOST_CASES", str(CASES)))
ROUNDS = 5
SCRIPT = Path(__file__).with_name("journeys_report.py")
STANDARDS = Path(__file__).with_name("large_log.standards.yaml")


@dataclass(frozen=True, slots=True)
class Told:
    """What a process told of its report."""

    totals: list[float]
    median: float
    processor: float
    steps: dict[str, float]
    peak_gib: float
    answers: dict[str, Any]

    @property
    def spread(self) -> str:
        return f"{min(self.totals):.2f} to {max(self.totals):.2f}"


def report(who: str, path: Path, rounds: int = 1) -> Told:
    """Let one program report of a log, in a process of its own."""
    return Told(**json.loads(_run(who, path, rounds).splitlines()[-1]))


def _run(who: str, path: Path, rounds: int = 1) -> str:
    process = subprocess.run(
        [sys.executable, str(SCRIPT), who, str(path), str(rounds)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "WHOLEFLOW_MAX_LOG_MB": "50000"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    return process.stdout


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def line(who: str, told: Told) -> str:
    return (
        f"{who:10} {told.median:6.2f} s  processor {told.processor:6.2f} s  "
        f"{told.peak_gib:.2f} GiB  ({steps(told)})"
    )


def steps(told: Told) -> str:
    return ", ".join(f"{name} {took:.2f}" for name, took in told.steps.items())


@pytest.fixture(scope="module")
def log_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that makes a log of so many cases, once."""
    folder = tmp_path_factory.mktemp("logs")

    def log_of(cases: int, *, shuffled: bool = False) -> Path:
        path = folder / f"{cases}{'-shuffled' if shuffled else ''}.parquet"
        if not path.exists():
            write_large_log(path, cases=cases, shuffled=shuffled)
        return path

    return log_of


@pytest.fixture(scope="module")
def kept_of(log_of: Callable[..., Path]) -> Callable[[int], Path]:
    """A function that keeps a log of so many cases, once."""

    def kept_of(cases: int) -> Path:
        path = log_of(cases).with_suffix(".kept")
        if not path.exists():
            _run("keep", log_of(cases))  # elsewhere: a child is told its parent's peak
        return path

    return kept_of


@pytest.fixture(scope="module")
def peers(log_of: Callable[..., Path]) -> dict[str, Told]:
    """What the peers took for their part of the report."""
    return {who: report(who, log_of(CASES)) for who in ("pm4py", "r4pm")}


def test_all_give_the_same_answers(log_of: Callable[..., Path]) -> None:
    path = log_of(CASES // 10)

    ours, pm4py, r4pm = (report(who, path).answers for who in ("ours", "pm4py", "r4pm"))

    assert ours["events"] == pm4py["events"] == r4pm["events"]
    assert ours["variants"] == pm4py["variants"] == r4pm["variants"]
    assert ours["rework"] == pm4py["rework"]
    assert ours["links"].keys() == pm4py["links"].keys()
    assert list(ours["links"].values()) == [
        pytest.approx(pm4py["links"][pair], rel=1e-9) for pair in ours["links"]
    ]


def test_a_fresh_file_to_the_report(
    log_of: Callable[..., Path], peers: dict[str, Told]
) -> None:
    ours = report("ours", log_of(CASES), ROUNDS)
    hidden = report("ours", log_of(CASES, shuffled=True), ROUNDS)
    fresh = report("ours", log_of(CASES))

    say(f"\nParquet to report, {ours.answers['events']:,} events; seconds, peak memory")
    for who, told in peers.items():
        say(f"  {line(who, told)}")
    for who, told in (("wholeflow", ours), ("pseudonyms", hidden)):
        say(f"  {line(who, told)} [{told.spread}]")
    say(f"  {line('the first', fresh)}, loading included")
    for who, bar in (("pm4py", 15), ("r4pm", 8)):
        say(
            f"  {peers[who].median / ours.median:.1f} times {who} (bar {bar}); "
            f"of processor time {peers[who].processor / ours.processor:.1f} times"
        )


def test_a_kept_log_to_the_report(
    kept_of: Callable[[int], Path], peers: dict[str, Told]
) -> None:
    ours = report("kept", kept_of(CASES), ROUNDS)

    say(f"\nKept log to report: {ours.median:.2f} s [{ours.spread}] ({steps(ours)})")
    say(
        f"  {peers['pm4py'].median / ours.median:.1f} times PM4Py (bar 40); of "
        f"processor time {peers['pm4py'].processor / ours.processor:.1f} times"
    )


def test_the_graph_of_a_year(
    kept_of: Callable[[int], Path], peers: dict[str, Told]
) -> None:
    ours = report("filtered", kept_of(CASES), ROUNDS)
    theirs = peers["pm4py"].steps
    graphs = theirs["graph"] + theirs["graph of times"]

    say(
        f"\nA year chosen and its graph: {ours.median * 1000:.0f} ms [{ours.spread} s] "
        f"({steps(ours)}), {ours.answers['events']:,} events"
    )
    say(f"  {graphs / ours.median:.0f} times PM4Py's two graphs of all (bar 60)")


def test_every_measure(log_of: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "persons.parquet"
    write_with_persons(path, log_of(CASES))
    script = SCRIPT.with_name("every_measure.py")
    process = subprocess.run(
        [sys.executable, str(script), str(path), str(STANDARDS)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "WHOLEFLOW_MAX_LOG_MB": "50000"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]

    said = json.loads(process.stdout.splitlines()[-1])
    assert not said["refused"]

    say(
        "\nEvery measure: seconds, processor seconds, peak of memory so far; loading in"
    )
    for name, (took, used, peak) in said["told"].items():
        say(f"  {name:22} {took:7.2f} s {used:7.2f} s  {peak:.2f} GiB")
    whole = [sum(one[at] for one in said["told"].values()) for at in (0, 1)]
    say(f"  {'all':22} {whole[0]:7.2f} s {whole[1]:7.2f} s")


def test_how_cost_grows(log_of: Callable[..., Path]) -> None:
    say("\nParquet to report, median of 3 rounds")
    cases = 10_000
    while cases <= MOST_CASES:
        told = report("ours", log_of(cases), 3)
        events = told.answers["events"]
        say(
            f"  {events:11,} events  {told.median:7.3f} s  "
            f"{told.median / events * 1e9:5.0f} ns an event  {told.peak_gib:5.2f} GiB  "
            f"({steps(told)})"
        )
        cases *= 10


def test_the_log_of_a_hospital() -> None:
    ours = report("ours", example_log(), 15)
    theirs = report("pm4py", example_log(), 5)

    say(
        f"\nSepsis, 15,214 events, warm: wholeflow {ours.median * 1000:.1f} ms "
        f"[{ours.spread} s] ({steps(ours)}), PM4Py {theirs.median * 1000:.1f} ms"
    )
    say(f"  {theirs.median / ours.median:.1f} times PM4Py (bar 10)")


def quickest(work: Callable[[], object]) -> float:
    took = []
    for _ in range(9):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return statistics.median(sorted(took)[:5])


def test_the_kernel_against_a_loop_in_c(
    kept_of: Callable[[int], Path], tmp_path: Path
) -> None:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    library = tmp_path / "graph_loop.so"
    source = Path(__file__).with_name("graph_loop.c")
    subprocess.run(
        ["cc", "-O3", "-shared", "-fPIC", str(source), "-o", str(library)], check=True
    )
    log = reopen(kept_of(CASES))
    ours, theirs = OurLoops(log), LoopsInC(log, ctypes.CDLL(str(library)))

    assert ours.steps() == theirs.steps()
    ours.tally()
    theirs.tally()
    assert (ours.sums == theirs.sums).all()
    assert (ours.classes == theirs.classes).all()

    say("\nLoops of the graph, one core, ns an event: ours, C, ratio (bar 2)")
    for name in ("steps", "tally"):
        one, other = (
            quickest(getattr(loops, name)) / log.n_events * 1e9
            for loops in (ours, theirs)
        )
        say(f"  {name:6} {one:5.2f} {other:5.2f} {one / other:5.2f}")
    bare = quickest(theirs.graph) / log.n_events * 1e9
    copied = quickest(log.start.copy) / log.start.nbytes * 1e9
    say(
        f"  counts and sums only, in C: {bare:.2f}. To read an event's 20 bytes at the "
        f"speed of copying takes {20 * copied:.2f}."
    )


class Loops:
    """A log's arrays, and room for what loops find in them."""

    def __init__(self, log: Journeys) -> None:
        self.log = log
        self.names = len(log.activities)
        self.key, self.case = (np.empty(log.n_events, np.int32) for _ in range(2))
        self.wait = np.empty(log.n_events, np.int64)
        self.group_of = np.empty(self.names**2, np.int32)
        self.sums = np.zeros((MOST_GROUPS, 5), np.int64)
        self.classes = np.zeros((MOST_GROUPS, CLASSES), np.uint32)
        self.clear()

    def clear(self) -> None:
        self.group_of.fill(-1)
        # As many as there can be pairs of names: clearing is not what is measured.
        self.sums[: self.names**2].fill(0)
        self.classes[: self.names**2].fill(0)

    @property
    def n_steps(self) -> int:
        return self.log.n_events - self.log.n_cases


class OurLoops(Loops):
    """As wholeflow compiles them."""

    def steps(self) -> int:
        found: int = compiled(take_steps)(
            self.log.first_event, self.log.activity, (self.log.start, self.log.end),
            self.names, 0, (self.key, self.case, self.wait),
        )  # fmt: skip
        return found

    def tally(self) -> None:
        self.clear()
        n = self.n_steps
        compiled(tally_waits)(
            (self.key[:n], self.case[:n], self.wait[:n]), 0,
            self.group_of, self.sums, self.classes,
        )  # fmt: skip


class LoopsInC(Loops):
    """As `graph_loop.c` has them."""

    def __init__(self, log: Journeys, library: ctypes.CDLL) -> None:
        super().__init__(log)
        library.steps.restype = ctypes.c_int64
        self.library = library

    def steps(self) -> int:
        found: int = self.library.steps(
            *self._events(), *map(address, (self.key, self.case, self.wait))
        )
        return found

    def tally(self) -> None:
        self.clear()
        self.library.tally(
            ctypes.c_int64(self.n_steps),
            *map(address, (self.key, self.case, self.wait)),
            *map(address, (self.group_of, self.sums, self.classes)),
        )

    def graph(self) -> None:
        times, total = (np.zeros(self.names**2, np.int64) for _ in range(2))
        self.library.graph(*self._events(), address(times), address(total))

    def _events(self) -> tuple[object, ...]:
        log = self.log
        return (
            ctypes.c_int64(log.n_cases),
            *map(address, (log.first_event, log.activity, log.start, log.end)),
            ctypes.c_int64(self.names),
        )


def address(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
