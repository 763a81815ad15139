"""Published logs give their published figures, and those that PM4Py gives."""

from pathlib import Path

import pandas as pd
import pm4py
import polars as pl
import pytest

from wholeflow.journeys import (
    Journeys,
    directly_follows,
    example_log,
    read_log,
    variants,
)
from wholeflow.journeys.journeys import NOBODY
from wholeflow.journeys.measures.follows import steps

DATA = Path(__file__).parent / "data"
LOGS = {
    "receipt": DATA / "receipt.parquet",
    "traffic fines": DATA / "traffic_fines_10k.parquet",
    "sepsis": example_log(),
}


@pytest.fixture(scope="module")
def receipt() -> Journeys:
    """Applications for building permits at a Dutch municipality."""
    return read_log(LOGS["receipt"])


def test_receipts_have_their_published_figures(receipt: Journeys) -> None:
    ways = variants(receipt)

    assert (receipt.n_cases, receipt.n_events, len(receipt.activities)) == (
        1434,
        8577,
        27,
    )
    assert (len(ways), ways.counts[:3]) == (116, (713, 123, 116))
    assert len(directly_follows(receipt)) == 99


def test_of_286_pairs_of_people_40_are_one_person_following_themselves(
    receipt: Journeys,
) -> None:
    taken = steps(receipt)
    pairs = {
        (int(one), int(other))
        for one, other in zip(
            receipt.resource[taken.first], receipt.resource[taken.second], strict=True
        )
        if NOBODY not in (one, other)
    }

    assert len(pairs) == 286
    assert sum(one != other for one, other in pairs) == 246


def test_fines_have_their_published_figures() -> None:
    journeys = read_log(LOGS["traffic fines"])
    ways = variants(journeys)

    assert (journeys.n_cases, journeys.n_events) == (10_000, 34_724)
    assert (len(ways), ways.counts[:3]) == (44, (3428, 3273, 1890))
    assert len(directly_follows(journeys)) == 40


@pytest.mark.parametrize("name", LOGS)
def test_the_graph_and_its_times_are_those_of_pm4py(name: str) -> None:
    journeys = read_log(LOGS[name])
    rows = pl.read_parquet(LOGS[name]).sort(["case", "time"], maintain_order=True)
    frame = pd.DataFrame(
        {
            "case:concept:name": rows["case"].to_list(),
            "concept:name": rows["activity"].to_list(),
            "time:timestamp": pd.to_datetime(rows["time"].to_list(), utc=True),
        }
    )
    counts, begins, ends = pm4py.discover_dfg(frame)
    times, _, _ = pm4py.discover_performance_dfg(frame)

    ours = {(link.before, link.after): link for link in directly_follows(journeys)}

    assert {pair: link.times for pair, link in ours.items()} == counts
    first = journeys.activity[journeys.first_event[:-1]]
    last = journeys.activity[journeys.first_event[1:] - 1]
    assert len(set(first.tolist())) == len(begins)
    assert len(set(last.tolist())) == len(ends)
    for pair, link in ours.items():
        assert link.median_hours * 3600 == pytest.approx(
            times[pair]["median"], abs=1e-3
        )
        assert link.mean_hours * 3600 == pytest.approx(times[pair]["mean"], abs=1e-3)
