"""Stations ranked five ways; small logs whose answers can be seen."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput, NotFound
from wholeflow.journeys import Journeys, bottlenecks

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end,organisation"


@pytest.fixture
def one_slow_station(a_log: ALog) -> Journeys:
    """Three people arrive at once; one doctor sees each for an hour, then they leave."""
    return a_log(
        "A,arrive,2024-05-01 08:00,2024-05-01 08:00,North",
        "B,arrive,2024-05-01 08:00,2024-05-01 08:00,North",
        "C,arrive,2024-05-01 08:00,2024-05-01 08:00,North",
        "A,see,2024-05-01 08:00,2024-05-01 09:00,North",
        "B,see,2024-05-01 09:00,2024-05-01 10:00,North",
        "C,see,2024-05-01 10:00,2024-05-01 11:00,North",
        "A,leave,2024-05-01 09:00,2024-05-01 09:00,",
        "B,leave,2024-05-01 10:00,2024-05-01 10:00,",
        "C,leave,2024-05-01 11:00,2024-05-01 11:00,",
        columns=BOTH,
    )


def test_all_waiting_is_for_the_slow_station(one_slow_station: Journeys) -> None:
    slow = bottlenecks(one_slow_station).stations[0]

    assert slow.name == "see"
    assert slow.total_wait_hours == 0 + 1 + 2
    assert slow.scores["waiting"] == 1
    assert slow.scores["active"] == 1
    assert slow.at_once == 1
    assert slow.scores["busy"] == pytest.approx(1, abs=0.001)
    assert slow.scores["blocking"] == pytest.approx(2 / 3, abs=0.001)


def test_events_of_nobody_are_counted_apart(one_slow_station: Journeys) -> None:
    assert bottlenecks(one_slow_station, by="organisation").unknown_events == 3


def test_a_single_station_agrees_with_nothing(one_slow_station: Journeys) -> None:
    found = bottlenecks(one_slow_station, by="organisation")

    assert len(found.stations) == 1
    assert found.agreement is None
    assert found.methods_agreeing == 5


def test_one_time_for_each_event_is_refused(a_log: ALog) -> None:
    with pytest.raises(BadInput, match="say which column is the start"):
        bottlenecks(a_log("A,see,2024-05-01 08:00"))


def test_who_has_no_organisations_is_told_what_there_is(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01 08:00,2024-05-01 09:00", columns="case,activity,start,end"
    )

    with pytest.raises(NotFound, match="no column 'organisation'"):
        bottlenecks(journeys, by="organisation")


@given(logs())
def test_shares_and_agreement_stay_in_their_bounds(journeys: Journeys) -> None:
    found = bottlenecks(journeys)
    shares = [
        sum(station.scores[name] for station in found.stations)
        for name in ("waiting", "active", "growth")
    ]

    assert all(
        share == pytest.approx(0) or share == pytest.approx(1) for share in shares
    )
    assert found.agreement is None or 0 <= found.agreement <= 1 + 1e-9
    assert [s.mean_rank for s in found.stations] == sorted(
        s.mean_rank for s in found.stations
    )


@given(logs(fewest=2))
def test_nobody_waits_for_more_than_the_whole(journeys: Journeys) -> None:
    assume(journeys.n_cases > 1)

    found = bottlenecks(journeys)

    assert (
        sum(s.total_wait_hours for s in found.stations)
        <= journeys.duration_hours().sum() + 1e-6
    )
