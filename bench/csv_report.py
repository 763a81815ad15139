"""One reading of a CSV, by one program; the last line is JSON.

Run as a script: `csv_report.py WHO PATH ROUNDS`. WHO is `ours` (`read_log`: the events
checked, coded and in order), `pyarrow` (`pyarrow.csv.read_csv`: text as text, times as
its own conversion makes them) or `coded` (the same, names as its dictionaries). Each is
a process of its own, so that its memory is its own. The first round is told apart, in
which modules are imported and compiled loops loaded.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from peak import peak_mib


def ours(path: str) -> int:
    from wholeflow.journeys import read_log

    return read_log(path).n_events


def pyarrow(path: str) -> int:
    import pyarrow as pa

    return _by_arrow(path, pa.string())


def coded(path: str) -> int:
    import pyarrow as pa

    return _by_arrow(path, pa.dictionary(pa.int32(), pa.string()))


def _by_arrow(path: str, names: Any) -> int:
    import pyarrow as pa
    from pyarrow import csv

    kinds = dict.fromkeys(("case", "activity", "organisation", "resource"), names)
    kinds |= dict.fromkeys(("start", "end"), pa.timestamp("us", "UTC"))
    options = csv.ConvertOptions(column_types=kinds)
    return len(csv.read_csv(path, convert_options=options))


def main(who: str, path: str, rounds: int) -> None:
    programs: dict[str, Callable[[str], int]] = {
        "ours": ours, "pyarrow": pyarrow, "coded": coded,
    }  # fmt: skip
    events, took, used = 0, [], []
    for _ in range(rounds + 1):
        begun, processor = time.perf_counter(), time.process_time()
        events = programs[who](path)
        took.append(time.perf_counter() - begun)
        used.append(time.process_time() - processor)
    peak = peak_mib() / 1024
    told = {"events": events, "took": took, "used": used, "peak_gib": peak}
    sys.stdout.write("\n" + json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
