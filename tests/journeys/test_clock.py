"""Time of day: when waits begin, people arrive and leave, and what ends in bursts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from tests.journeys.logs import MINUTE, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, Returns, read_log
from wholeflow.journeys.measures.clock import (
    arrival_cases,
    arrivals_by_hour,
    batch_peaks,
    events_behind_hour,
    exposure_hours,
    waits_by_hour,
    weekend_events,
    weekend_ratio,
)
from wholeflow.journeys.measures.little import window
from wholeflow.journeys.measures.waiting import not_at_home, waits_before

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end"


def utc(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)  # type: ignore[arg-type]


@pytest.fixture
def london(write: Callable[..., Path]) -> Journeys:
    """Waits that begin on a Wednesday in summer at 16:xx, and one at 17:00."""
    path = write(
        "case,activity,start,end\n"
        "A,see,2024-05-01 15:00,2024-05-01 16:30\n"
        "A,test,2024-05-01 17:30,2024-05-01 18:00\n"
        "B,see,2024-05-01 15:00,2024-05-01 16:59\n"
        "B,test,2024-05-01 19:59,2024-05-01 20:00\n"
        "C,see,2024-05-01 15:00,2024-05-01 17:00\n"
        "C,test,2024-05-01 17:00,2024-05-01 18:00\n"
    )
    return read_log(path, timezone="Europe/London")


def test_a_wait_is_told_by_the_local_hour_in_which_it_began(london: Journeys) -> None:
    found = waits_by_hour(london)

    assert found.times[2, 16] == 2
    assert (found.mean_hours[2, 16], found.median_hours[2, 16]) == (2, 2)
    assert (found.times[2, 17], found.mean_hours[2, 17]) == (1, 0)
    assert found.times.sum() == 3
    assert found.cases[2, 16] == 2
    assert np.isnan(found.mean_hours[2, 15])


def test_somebody_who_waits_twice_in_an_hour_is_one_case(sepsis: Journeys) -> None:
    found = waits_by_hour(sepsis)
    events = events_behind_hour(sepsis, 0, 8)

    assert found.times[0, 8] == events.sum()
    assert found.cases[0, 8] == len(np.unique(sepsis.case[events]))


def test_the_cases_behind_an_hour_can_be_listed(london: Journeys) -> None:
    events = events_behind_hour(london, 2, 16)

    assert london.names_of(london.case[events]) == ("A", "B")


def test_what_is_no_wait_is_in_no_hour(sepsis: Journeys) -> None:
    back = Returns("Coming back", ("Return ER",), ("Release A",), 28)
    waited = not_at_home(sepsis, waits_before(sepsis), back)

    found = waits_by_hour(sepsis, waited=waited)

    assert found.times.sum() == 14_164 - (~waited.counted).sum()


def test_arrivals_are_held_against_how_often_the_hour_came(a_log: ALog) -> None:
    journeys = a_log(  # Wednesdays, and a Thursday
        "A,come,2024-05-01 08:10", "B,come,2024-05-01 08:20", "C,come,2024-05-08 08:30",
        "D,come,2024-05-02 09:00", "E,come,2024-05-20 09:00",
    )  # fmt: skip

    found = arrivals_by_hour(journeys, utc(2024, 5, 1), utc(2024, 5, 15))

    assert found.arrivals.sum() == 4
    assert found.per_hour[2, 8] == 1.5
    assert found.per_hour_of_day[8] == 3 / 14
    assert found.exposure_hours.tolist() == [[2.0] * 24] * 7
    behind = arrival_cases(journeys, 2, 8, utc(2024, 5, 1), utc(2024, 5, 8))
    assert journeys.names_of(behind) == ("A", "B")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ((2024, 10, 27), [1, 2, 1]),
        ((2024, 3, 31), [1, 0, 1]),
        ((2024, 5, 5), [1, 1, 1]),
    ],
)
def test_a_change_of_clocks_gives_or_takes_an_hour(
    day: tuple[int, int, int], hours: list[int]
) -> None:
    journeys = replace(
        log_of([(0, "stay", -174_240, 366 * 1440, "North", "")]),
        timezone="Europe/London",
    )
    middle = utc(*day)
    period = window(
        journeys, middle - dt.timedelta(hours=12), middle + dt.timedelta(hours=12)
    )

    found = exposure_hours(journeys, period).reshape(7, 24)

    assert found[6, :3].tolist() == hours
    assert found.sum() == 24


def test_hours_that_a_period_lacks_have_no_rate(a_log: ALog) -> None:
    journeys = a_log("A,come,2024-05-01 08:10")

    found = arrivals_by_hour(journeys, utc(2024, 5, 1, 8), utc(2024, 5, 1, 8, 30))

    assert found.per_hour[2, 8] == 2
    assert np.isnan(found.per_hour[2, 9])


def test_leavings_at_weekends_are_held_against_those_in_the_week(a_log: ALog) -> None:
    weekdays = [f"W{n},home,2024-05-{6 + n % 5:02} 12:00" for n in range(100)]
    weekend = [f"E{n},home,2024-05-11 12:00" for n in range(20)]
    journeys = a_log(*weekdays, *weekend, "X,come,2024-05-11 12:00")

    found = weekend_ratio(journeys, ["home"], utc(2024, 5, 6), utc(2024, 5, 13))

    assert (found.weekend, found.week) == (20, 100)
    assert (found.weekend_days, found.week_days) == (2, 5)
    assert found.ratio is not None
    assert found.ratio.estimate == pytest.approx(0.5)  # 10 a day against 20
    assert 0.25 < found.ratio.low < 0.5 < found.ratio.high < 0.85


def test_a_period_without_a_weekend_has_no_ratio(a_log: ALog) -> None:
    journeys = a_log("A,home,2024-05-06 12:00", "B,home,2024-05-07 12:00")

    assert weekend_ratio(journeys, ["home"]).ratio is None


def test_only_weekends_are_more_than_any_ratio(a_log: ALog) -> None:
    journeys = a_log("A,home,2024-05-04 12:00", "A,home,2024-05-05 12:00")

    ratio = weekend_ratio(journeys, ["home"], utc(2024, 5, 3), utc(2024, 5, 6)).ratio

    assert ratio is not None
    assert (ratio.estimate, ratio.high) == (np.inf, np.inf)
    assert ratio.low < 1
    assert weekend_events(journeys).tolist() == [True, True]


def test_leaving_must_be_something_that_happens(a_log: ALog) -> None:
    with pytest.raises(BadInput, match="no event of any of these activities"):
        weekend_ratio(a_log("A,come,2024-05-01"), ["home"])


def test_a_round_is_a_burst_and_single_ends_are_none(a_log: ALog) -> None:
    rounds = [
        f"R{d}-{n},sign,2024-05-{d:02} 12:0{n}" for d in range(1, 21) for n in (0, 1)
    ]
    single = [
        f"S{d},talk,2024-05-{d:02} {h:02}:00"
        for d, h in zip(range(1, 21), range(20), strict=True)
    ]
    journeys = a_log(*rounds, *single)

    first, second = batch_peaks(journeys, 2, at_least=10)

    assert (first.activity, first.events, first.close, first.busiest_hour) == (
        "sign", 40, 40, 12,
    )  # fmt: skip
    assert (second.activity, second.close) == ("talk", 0)
    assert first.by_chance < 0.3


def test_ends_of_one_case_are_no_burst(a_log: ALog) -> None:
    journeys = a_log(
        *(f"A,sign,2024-05-01 12:0{n}" for n in range(5)), "B,sign,2024-05-02"
    )

    assert batch_peaks(journeys, 3, at_least=1)[0].close == 0


def test_ends_that_come_singly_are_close_about_as_often_as_by_chance() -> None:
    rng = np.random.default_rng(7)
    rows = [
        (n, "sign", int(minute), 0, "North", "")
        for n, minute in enumerate(rng.integers(0, 60 * 7 * 1440, 8000))
    ]

    found = batch_peaks(log_of(rows), 5)[0]

    assert found.share == pytest.approx(found.by_chance, abs=0.03)
    assert 0.1 < found.share < 0.25


def test_bursts_need_some_minutes(a_log: ALog) -> None:
    with pytest.raises(BadInput, match="expected minutes above 0, got 0"):
        batch_peaks(a_log("A,sign,2024-05-01"), 0)


@given(logs())
def test_close_ends_are_those_a_comparison_of_all_pairs_finds(
    journeys: Journeys,
) -> None:
    n = range(journeys.n_events)
    expected = dict.fromkeys(journeys.activities, 0)
    for i in n:
        expected[journeys.activities[journeys.activity[i]]] += any(
            journeys.activity[i] == journeys.activity[j]
            and journeys.case[i] != journeys.case[j]
            and abs(int(journeys.end[i] - journeys.end[j])) <= 30 * MINUTE
            for j in n
        )

    found = {one.activity: one.close for one in batch_peaks(journeys, 30, at_least=1)}

    assert found == expected


@given(logs())
def test_every_wait_is_in_one_hour_of_the_week(journeys: Journeys) -> None:
    found = waits_by_hour(journeys)

    assert found.times.sum() == journeys.n_events - journeys.n_cases
    assert np.nansum(found.mean_hours * found.times) == pytest.approx(
        waits_before(journeys).hours.sum()
    )
    there = found.times > 0
    assert arrivals_by_hour(journeys).arrivals.sum() == journeys.n_cases
    assert not np.isnan(found.median_hours[there]).any()
