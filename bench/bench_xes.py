"""How fast is a log in XES read, against PM4Py, and how does it grow?

The log is the Sepsis log with all that it says of each event (up to 29 attributes: texts,
numbers, truths), as PM4Py writes it, once and ten times over. Both read every attribute of
every event; PM4Py by the faster of its own readers, and by r4pm, which is written in Rust.
Ours is told also without the reader of usual pieces, so that what that is worth can be
seen, and as far as journeys. Seconds of processors are counted, of all threads: a busy
machine changes them little.
"""

import contextlib
import io
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from wholeflow.journeys import example_log, read_log
from wholeflow.journeys.formats.unpacking import pieces
from wholeflow.journeys.formats.xes import open_xes
from wholeflow.journeys.formats.xes.attributes import Found
from wholeflow.journeys.formats.xes.elements import Elements
from wholeflow.journeys.times import LONDON


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """PM4Py greets, warns and shows bars of progress."""
    heard = io.StringIO()
    with (
        contextlib.redirect_stdout(heard),
        contextlib.redirect_stderr(heard),
        warnings.catch_warnings(action="ignore"),
    ):
        yield


with quiet():
    import pm4py

RUNS = 5
LIMIT = 1 << 31


def ours(path: Path) -> pl.DataFrame:
    log = open_xes(path, LONDON)
    return log.fetch(log.headings)


def by_element(path: Path) -> None:
    reader = Elements(path.name, Found())
    for piece in pieces(path, LIMIT):
        reader.feed(piece)
    reader.feed(b"", last=True)


def theirs(path: Path) -> pd.DataFrame:
    with quiet():
        return pm4py.read_xes(str(path), variant="chunk_regex")


def by_r4pm(path: Path) -> pd.DataFrame:
    with quiet():
        return pm4py.read_xes(str(path), variant="r4pm")


def median_of(read: Callable[[Path], object], path: Path) -> float:
    read(path)
    seconds = []
    for _ in range(RUNS):
        begun = time.process_time()
        read(path)
        seconds.append(time.process_time() - begun)
    return statistics.median(seconds)


@pytest.fixture(scope="module", params=[1, 10], ids=["once", "ten times"])
def path(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The Sepsis log over and over, its cases renamed."""
    table = pl.read_parquet(example_log()).drop("activity_instance_id")
    whole = pl.concat(
        table.with_columns(pl.col("case").cast(pl.String) + f"-{copy}")
        for copy in range(request.param)
    )
    path = tmp_path_factory.mktemp("xes") / "sepsis.xes.gz"
    with quiet():
        log = pm4py.format_dataframe(
            whole.to_pandas(),
            case_id="case",
            activity_key="activity",
            timestamp_key="time",
        )
        log = log.drop(columns=[name for name in log if name.startswith("@@")])
        pm4py.write_xes(log.drop(columns=["case", "activity", "time"]), str(path))
    return path


def test_cost_against_pm4py(path: Path) -> None:
    table, peer = ours(path), pl.from_pandas(theirs(path))
    names, numbers = ["case:concept:name", "concept:name"], ["crp", "lacticacid"]
    assert table.select(names).equals(peer.select(names))
    assert table.select(pl.col(numbers).cast(float)).equals(peer.select(numbers))
    assert table.width == peer.width

    pm4py_seconds = median_of(theirs, path)
    sys.stdout.write(f"\nXES, {len(table):,} events, median of {RUNS} runs\n")
    for name, read in (
        ("PM4Py read_xes", theirs),
        ("PM4Py read_xes by r4pm", by_r4pm),
        ("open and fetch every column", ours),
        ("the same, element by element", by_element),
        ("read_log, as far as journeys", read_log),
    ):
        seconds = pm4py_seconds if read is theirs else median_of(read, path)
        sys.stdout.write(
            f"  {name:30} {1000 * seconds:8.1f} ms  {1e9 * seconds / len(table):7,.0f} ns"
            f" an event   PM4Py takes {pm4py_seconds / seconds:4.1f} times as long\n"
        )
