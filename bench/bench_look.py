"""What does `wholeflow look` cost, whole process from cold, and how does it grow?

The yardstick is `peer_look.py`, a PM4Py script that gives half of it: cases, events,
variants and what follows what. Ours gives durations, waits, hand-overs, standards,
returns and quality besides. The answers are compared first, then both are run in turn.
PM4Py reads the CSV of the log; ours is run on that and on the Parquet it comes as.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from wholeflow.journeys import example_log

RUNS = 7
GROWTH = (1, 10, 100)
PEER = (sys.executable, str(Path(__file__).with_name("peer_look.py")))
OURS = (sys.executable, "-c", "from wholeflow.cli import main; main()", "look")
JSON = ("--format", "json")


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to end."""

    seconds: float
    peak_megabytes: float
    output: str


def run(command: Sequence[str]) -> Run:
    """Run a command; fail if it does."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    output = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    assert process.returncode == 0, output
    return Run(seconds, used.ru_maxrss / 1000, output)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def median(runs: Sequence[Run]) -> float:
    return statistics.median(one.seconds for one in runs)


def peak(runs: Sequence[Run]) -> float:
    return max(one.peak_megabytes for one in runs)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, str]]:
    """The Sepsis log once, ten and a hundred times over, its cases renamed."""
    folder = tmp_path_factory.mktemp("logs")
    names = ("case", "activity", "group")
    log = pl.read_parquet(example_log(), columns=[*names, "time"])
    log = log.with_columns(pl.col(names).cast(pl.String))
    paths: dict[int, dict[str, str]] = {}
    for times in GROWTH:
        copies = [
            log.with_columns(pl.col("case") + f"-{copy}" if copy else pl.col("case"))
            for copy in range(times)
        ]
        whole = pl.concat(copies)
        paths[times] = {
            "csv": str(folder / f"x{times}.csv"),
            "parquet": str(folder / f"x{times}.parquet"),
        }
        whole.write_csv(paths[times]["csv"])
        whole.write_parquet(paths[times]["parquet"])
    return paths


def test_both_give_the_same_answers(logs: dict[int, dict[str, str]]) -> None:
    theirs = json.loads(run([*PEER, logs[1]["csv"]]).output.splitlines()[-1])
    ours = json.loads(run([*OURS, logs[1]["csv"], *JSON]).output)

    links = [[one["before"], one["after"], one["times"]] for one in ours["follows"]]
    assert {name: ours[name] for name in ("cases", "events", "variants")} == {
        name: theirs[name] for name in ("cases", "events", "variants")
    }
    assert sorted(links) == theirs["links"]


def test_cost_against_pm4py(logs: dict[int, dict[str, str]]) -> None:
    theirs, csv, parquet = [], [], []
    for _ in range(RUNS):
        theirs.append(run([*PEER, logs[1]["csv"]]))
        csv.append(run([*OURS, logs[1]["csv"]]))
        parquet.append(run([*OURS, "sepsis"]))

    say(f"\nSepsis, 15,214 events, cold, median of {RUNS} runs in turn")
    say(f"  PM4Py (half of it), CSV  {median(theirs):6.2f} s  {peak(theirs):5.0f} MB")
    for name, runs in (("CSV", csv), ("Parquet", parquet)):
        share = median(runs) / median(theirs)
        say(
            f"  wholeflow look, {name:8} {median(runs):6.2f} s  {peak(runs):5.0f} MB"
            f"   {share:.2f} of PM4Py's time"
        )


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_how_cost_grows(logs: dict[int, dict[str, str]], form: str) -> None:
    say(f"\nThe same log over and over, {form}, one run each of PM4Py, median of 3")
    for times in GROWTH:
        ours = [run([*OURS, logs[times][form]]) for _ in range(3)]
        theirs = run([*PEER, logs[times]["csv"]])
        events = 15_214 * times
        say(
            f"  {events:9,} events  wholeflow {median(ours):6.2f} s {peak(ours):5.0f} MB"
            f"  {events / median(ours):9,.0f} events/s"
            f"   PM4Py (CSV) {theirs.seconds:6.2f} s {theirs.peak_megabytes:5.0f} MB"
            f"   ratio {median(ours) / theirs.seconds:.2f}"
        )
