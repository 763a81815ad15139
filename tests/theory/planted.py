"""A log of two organisations of which everything is known, because it was made so.

People pass five stations, each with its own staff who take whoever has waited longest.
One station is planted as the bottleneck: its staff are at work 95 % of the time, those
of the others at most 80 %. Some people have the blood test that the hospital has done
already done again by the council's nurse; some call to ask where their care is. Which
do is drawn once for each person, so the truth is known and not only its chance.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from wholeflow.journeys import Journeys, read_table

EPOCH = 1_704_067_200  # 1 January 2024
STATIONS = {
    "Triaging": "Hospital",
    "Testing blood": "Hospital",
    "Treating": "Hospital",
    "Assessing at home": "Council",
    "Arranging care": "Council",
}
ARRIVING = "Arriving"
TESTED_AGAIN = "Testing blood at home"
CALLING = "Calling to ask"


@dataclass(frozen=True)
class Truth:
    """What was planted.

    `tested_again` and `calls` count people; `chasing` of the calls would not have
    come if the care had.
    """

    bottleneck: str
    tested_again: int
    calls: int
    chasing: int


@dataclass
class _Pool:
    """Staff of one station: when each is free, and their mean time for a person."""

    free: list[float]
    mean_hours: float
    names: list[int] = field(default_factory=list)

    def serve(self, ready: float, length: float) -> tuple[float, int]:
        """Whoever is free first takes the next in line; gives start and who."""
        at, who = heapq.heappop(self.free)  # type: ignore[misc]
        start = max(ready, at)
        heapq.heappush(self.free, (start + length, who))  # type: ignore[misc]
        return start, who


def planted_log(seed: int, *, people: int = 1200) -> tuple[Journeys, Truth]:
    """Simulate the two organisations; the same seed gives the same log."""
    rng = np.random.default_rng(seed)
    names = list(STATIONS)
    bottleneck = names[rng.integers(len(names))]
    pools = {name: _pool(rng, name == bottleneck) for name in names}
    arrivals = np.cumsum(rng.exponential(1.0, people))
    again = rng.random(people) < 0.25
    calling = rng.random(people) < 0.3
    chasing = calling & (rng.random(people) < 0.6)
    # Stations one after the other, so each is served in the order people come ready.
    ready = arrivals.copy()
    rows: list[tuple[int, str, float, float, str, str]] = [
        (person, ARRIVING, at, at, "Hospital", "") for person, at in enumerate(arrivals)
    ]
    for name in names:
        pool = pools[name]
        lengths = rng.exponential(pool.mean_hours, people)
        for person in np.argsort(ready, kind="stable"):
            start, who = pool.serve(ready[person], lengths[person])
            end = start + lengths[person]
            rows.append((person, name, start, end, STATIONS[name], f"{name} {who}"))
            ready[person] = end
        if name == "Assessing at home":
            rows += _tests_again(ready, again)
    rows += _calls(ready, calling)
    truth = Truth(bottleneck, int(again.sum()), int(calling.sum()), int(chasing.sum()))
    return _log(rows, chasing), truth


def _pool(rng: np.random.Generator, is_bottleneck: bool) -> _Pool:
    staff = int(rng.integers(1, 5))
    load = 0.95 if is_bottleneck else float(rng.uniform(0.3, 0.8))
    free = [(0.0, who) for who in range(staff)]
    return _Pool(free, load * staff)  # type: ignore[arg-type]


def _tests_again(
    ready: np.ndarray, again: np.ndarray
) -> list[tuple[int, str, float, float, str, str]]:
    """A quarter of an hour each, straight after being assessed at home."""
    rows = []
    for person in np.flatnonzero(again):
        begin = ready[person]
        rows.append((person, TESTED_AGAIN, begin, begin + 0.25, "Council", "Nurse"))
        ready[person] = begin + 0.25
    return rows


def _calls(
    ready: np.ndarray, calling: np.ndarray
) -> list[tuple[int, str, float, float, str, str]]:
    return [
        (person, CALLING, ready[person], ready[person] + 0.1, "Council", "Desk")
        for person in np.flatnonzero(calling)
    ]


def _log(
    rows: list[tuple[int, str, float, float, str, str]], chasing: np.ndarray
) -> Journeys:
    start = np.array([EPOCH + round(row[2] * 3600) for row in rows])
    end = np.array([EPOCH + round(row[3] * 3600) for row in rows])
    kinds = [
        ("failure" if chasing[row[0]] else "value") if row[1] == CALLING else ""
        for row in rows
    ]
    return read_table(
        pl.DataFrame(
            {
                "case": [f"P{row[0]:05}" for row in rows],
                "activity": [row[1] for row in rows],
                "start": start.astype("datetime64[s]").astype("datetime64[us]"),
                "end": end.astype("datetime64[s]").astype("datetime64[us]"),
                "organisation": [row[4] for row in rows],
                "resource": [row[5] for row in rows],
                "kind": kinds,
            }
        ),
        timezone="UTC",
    )
