"""One report of a log, a step at a time, by one program; the last line is JSON.

Run as a script: `journeys_report.py WHO PATH [ROUNDS]`. WHO is `ours` (read a file,
then the report), `kept` (reopen a kept log, then the report), `filtered` (a year of a
kept log, then what follows what), `pm4py` or `r4pm`; `keep` only keeps the log beside it.
Each is a process of its own, so that its memory is its own; PM4Py is AGPL and is only
ever in that process. With more than one round the first is not counted, in which modules are
imported and compiled loops loaded.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peak import peak_mib

HOUR = 3600
YEAR = (
    dt.datetime(2023, 7, 1, tzinfo=dt.UTC),
    dt.datetime(2024, 7, 1, tzinfo=dt.UTC),
)


@dataclass(slots=True)
class Report:
    """Seconds of each step, and the answers that must agree."""

    seconds: dict[str, float] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begun


def ours(path: str) -> Report:
    from wholeflow.journeys import read_log

    report = Report()
    with report.step("read"):
        journeys = read_log(path)
    return _ours(report, journeys)


def kept(path: str) -> Report:
    from wholeflow.journeys import reopen

    report = Report()
    with report.step("reopen"):
        journeys = reopen(path)
    return _ours(report, journeys)


def _ours(report: Report, journeys: Any) -> Report:
    from wholeflow.journeys import directly_follows, variants
    from wholeflow.journeys.measures.handovers import hand_over_waits
    from wholeflow.journeys.measures.rework import rework
    from wholeflow.journeys.measures.waiting import waits_before

    with report.step("graph"):
        links = directly_follows(journeys)
    with report.step("variants"):
        ways = variants(journeys)
        ways.shown(journeys, 10)
    with report.step("waits"):
        waited = waits_before(journeys)
    with report.step("hand-overs"):
        handed = hand_over_waits(journeys, waited=waited)
    with report.step("rework"):
        again = rework(journeys)
    report.answers = {
        "events": journeys.n_events,
        "links": {
            f"{link.before}>{link.after}": [
                link.times, link.mean_hours, link.median_hours,
            ]
            for link in links
        },
        "variants": len(ways),
        "pairs": len(handed.pairs),
        "rework": {one.activity: one.cases_again for one in again},
    }  # fmt: skip
    return report


def filtered(path: str) -> Report:
    from wholeflow.journeys import (
        begun_within,
        directly_follows,
        reopen,
    )

    journeys = reopen(path)
    report = Report()
    with report.step("choose"):
        part = begun_within(journeys, *YEAR)
    with report.step("graph"):
        directly_follows(part)
    report.answers = {"events": part.n_events}
    return report


def pm4py(path: str) -> Report:
    import pandas as pd
    import pm4py as peer
    from pm4py.statistics.service_time.pandas import get

    report = Report()
    with report.step("read"):
        frame = pd.read_parquet(path)
    with report.step("make the log"):
        clock = {"timestamp_key": "time"}
        if "start" in frame:
            clock = {"timestamp_key": "end", "start_timestamp_key": "start"}
        frame = peer.format_dataframe(
            frame, case_id="case", activity_key="activity", **clock
        )
    with report.step("graph"):
        counts, _, _ = peer.discover_dfg(frame)
    with report.step("graph of times"):
        times, _, _ = peer.discover_performance_dfg(frame)
    with report.step("variants"):
        ways = peer.get_variants(frame)
    if "start_timestamp" in frame:
        with report.step("service"):
            keys = {"timestamp": "time:timestamp", "start_timestamp": "start_timestamp"}
            get.apply(frame, {f"pm4py:param:{n}_key": key for n, key in keys.items()})
    with report.step("rework"):
        again = peer.get_rework_cases_per_activity(frame)
    report.answers = {
        "events": len(frame),
        "links": {
            f"{before}>{after}": [
                int(counts[before, after]), one["mean"] / HOUR, one["median"] / HOUR,
            ]
            for (before, after), one in times.items()
        },
        "variants": len(ways),
        "rework": {name: int(cases) for name, cases in again.items()},
    }  # fmt: skip
    return report


def r4pm(path: str) -> Report:
    import polars as pl
    import r4pm as peer

    report = Report()
    with report.step("read"):
        names = {"case": "case:concept:name", "end": "time:timestamp"}
        frame = pl.read_parquet(path, columns=["case", "activity", "end"]).select(
            pl.col("activity").cast(pl.String).alias("concept:name"),
            *(pl.col(old).alias(new) for old, new in names.items()),
        )
    with report.step("make the log"):
        log = peer.import_item_from_df("EventLog", frame)
    with report.step("graph"):
        graph = peer.bindings.discover_dfg(log)
    with report.step("variants"):
        ways = peer.bindings.get_num_variants(log)
    report.answers = {
        "events": len(frame),
        "graph": str(type(graph)),
        "variants": int(ways),
    }
    return report


def main(who: str, path: str, rounds: int) -> None:
    programs: dict[str, Callable[[str], Report]] = {
        "ours": ours, "kept": kept, "filtered": filtered, "pm4py": pm4py, "r4pm": r4pm,
    }  # fmt: skip
    if who == "keep":
        from wholeflow.journeys import keep, read_log

        keep(read_log(path), Path(path).with_suffix(".kept"))
        return
    reports, used = [], []
    for _ in range(rounds + (rounds > 1)):
        begun = time.process_time()
        reports.append(programs[who](path))
        used.append(time.process_time() - begun)
    if rounds > 1:
        del reports[0], used[0]
    totals = [sum(report.seconds.values()) for report in reports]
    told = {
        "totals": totals,
        "median": statistics.median(totals),
        "processor": statistics.median(used),
        "steps": {
            name: statistics.median(report.seconds[name] for report in reports)
            for name in reports[0].seconds
        },
        "peak_gib": peak_mib() / 1024,
        "answers": reports[0].answers,
    }
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
