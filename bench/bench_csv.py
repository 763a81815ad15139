"""How fast is a CSV of ten million events read, against pyarrow?

The log of `large_log.py` as CSV, its times written with their offset (`+0000`). Each
program reads it in a process of its own, in turn (`csv_report.py`). pyarrow gives a
table of text and moments; wholeflow checks it, codes it and puts it in order besides.

WHOLEFLOW_BENCH_CASES takes another number of cases.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.large_log import as_csv, write_large_log

CASES = int(os.environ.get("WHOLEFLOW_BENCH_CASES", "1000000"))
ROUNDS = 3
SCRIPT = Path(__file__).with_name("csv_report.py")
PROGRAMS = ("ours", "pyarrow", "coded")


@dataclass(frozen=True, slots=True)
class Told:
    """What a process told of its rounds, the first in which all is loaded."""

    events: int
    took: list[float]
    used: list[float]
    peak_gib: float

    @property
    def seconds(self) -> float:
        return statistics.median(self.took[1:])

    @property
    def processor(self) -> float:
        return statistics.median(self.used[1:])


@pytest.fixture(scope="module")
def csv_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """A function that makes a CSV of so many cases, once."""
    folder = tmp_path_factory.mktemp("csv")

    def csv_of(cases: int) -> Path:
        path = folder / f"{cases}.csv"
        if not path.exists():
            log = path.with_suffix(".parquet")
            write_large_log(log, cases=cases)
            as_csv(log, path)
            log.unlink()
        return path

    return csv_of


def read(who: str, path: Path) -> Told:
    process = subprocess.run(
        [sys.executable, str(SCRIPT), who, str(path), str(ROUNDS)],
        capture_output=True, text=True, check=False,
        env={**os.environ, "WHOLEFLOW_MAX_LOG_MB": "50000"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    return Told(**json.loads(process.stdout.splitlines()[-1]))


def test_how_reading_grows(csv_of: Callable[[int], Path]) -> None:
    sys.stdout.write(
        "\nCSV, median of 3 rounds and, in brackets, the first; peak memory\n"
    )
    cases = CASES // 100
    while cases <= CASES:
        path = csv_of(cases)
        told = {who: read(who, path) for who in PROGRAMS}
        assert len({one.events for one in told.values()}) == 1
        for who, one in told.items():
            sys.stdout.write(
                f"  {one.events:11,} events  {who:8} {one.seconds:6.2f} s "
                f"[{one.took[0]:.2f}]  processor {one.processor:6.2f} s "
                f"[{one.used[0]:.2f}]  {one.seconds / one.events * 1e9:5.0f} ns an event"
                f"  {one.peak_gib:.2f} GiB\n"
            )
        ours, theirs = told["ours"], told["pyarrow"]
        sys.stdout.write(
            f"    pyarrow's speed times {theirs.seconds / ours.seconds:.2f} "
            f"[{theirs.took[0] / ours.took[0]:.2f}] (bar 1), of processor time "
            f"{theirs.processor / ours.processor:.2f} "
            f"[{theirs.used[0] / ours.used[0]:.2f}], memory "
            f"{ours.peak_gib / theirs.peak_gib:.2f} of pyarrow's\n"
        )
        cases *= 10
