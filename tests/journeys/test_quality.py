"""What makes answers weaker is found, told, and its cases can be listed."""

import datetime as dt
import zoneinfo
from collections.abc import Callable

import polars as pl
import pytest

from wholeflow.journeys import Journeys, quality, read_table

ALog = Callable[..., Journeys]

NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
BOTH = "case,activity,start,end"


def kinds(journeys: Journeys) -> dict[str, int]:
    """Events behind each finding."""
    return {found.kind: found.events for found in quality(journeys, now=NOW)}


def test_one_time_forbids_telling_waiting_from_being_treated(a_log: ALog) -> None:
    found = quality(a_log("A,a,2024-05-01 10:00"), now=NOW)

    assert found[0].kind == "one-time"
    assert found[0].forbids == "Waiting and being treated cannot be told apart."


def test_a_good_log_has_no_findings(a_log: ALog) -> None:
    journeys = a_log("A,a,2024-05-01 10:00,2024-05-01 11:00", columns=BOTH)

    assert quality(journeys, now=NOW) == ()


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("tied", ["A,a,2024-05-01 10:00,2024-05-01 11:00", "A,b,2024-05-01 10:00,2024-05-01 11:00"]),
        ("half-known", ["A,a,2024-05-01 10:00,"]),
        ("half-known", ["A,a,,2024-05-01 10:00"]),
        ("ends-before-start", ["A,a,2024-05-01 10:00,2024-05-01 09:00"]),
        ("future", ["A,a,2024-05-01 10:00,2024-06-01 00:01"]),
        ("nothing-words", ["NA,a,2024-05-01 10:00,2024-05-01 11:00"]),
        ("twice", ["A,a,2024-05-01 10:00,2024-05-01 11:00"] * 2),
    ],
    ids=["tied", "no end", "no start", "negative", "future", "na", "twice"],
)  # fmt: skip
def test_a_fault_of_one_event_is_counted_once(
    a_log: ALog, kind: str, lines: list[str]
) -> None:
    assert kinds(a_log(*lines, columns=BOTH))[kind] == 1


def test_times_at_midnight_are_whole_days_in_summer_too(a_log: ALog) -> None:
    journeys = a_log(
        "A,a,2024-01-01T00:00Z", "A,b,2024-05-01T01:00Z", "A,c,2024-05-03T10:07Z"
    )

    assert kinds(journeys)["whole-days"] == 2


def test_a_few_events_at_midnight_are_no_whole_days(a_log: ALog) -> None:
    lines = [f"A,a,2024-05-01 10:{minute:02}" for minute in range(10)]

    assert "whole-days" not in kinds(a_log("A,a,2024-05-01 00:00", *lines))


def test_events_without_a_group_are_told_in_a_log_that_has_groups(
    a_log: ALog,
) -> None:
    journeys = a_log(
        "A,a,2024-05-01 10:00,W", "A,b,2024-05-01 11:00,",
        columns="case,activity,time,group",
    )  # fmt: skip

    assert kinds(journeys)["no-body"] == 1


def a_year_of_mornings(clock: dt.tzinfo) -> Journeys:
    """Eight events between 9:03 and 9:24 on that clock, on each day of 2023."""
    day = dt.timedelta(days=1)
    begin = dt.datetime(2023, 1, 1, 9, tzinfo=clock)
    times = [
        (begin + number * day).replace(minute=minute).astimezone(dt.UTC)
        for number in range(365)
        for minute in range(3, 26, 3)
    ]
    table = {"case": ["A"] * len(times), "activity": ["a"] * len(times), "time": times}
    return read_table(pl.DataFrame(table))


def test_local_times_written_as_if_utc_show_by_their_summer() -> None:
    found = kinds(a_year_of_mornings(dt.UTC))

    assert found["offset-lost"] == 217 * 8  # from 26 March to 28 October


def test_times_with_their_offsets_show_none_lost() -> None:
    assert "offset-lost" not in kinds(
        a_year_of_mornings(zoneinfo.ZoneInfo("Europe/London"))
    )


def test_the_offsets_of_the_real_log_were_lost(sepsis: Journeys) -> None:
    assert "offset-lost" in kinds(sepsis)


def test_the_hour_that_comes_twice_is_told(a_log: ALog) -> None:
    times = ["00:30Z", "00:59Z", "01:00Z", "02:00Z"]  # clocks go back at 01:00 UTC
    lines = [f"A,a,2024-10-27T{time},2024-10-27T{time}" for time in times]
    journeys = read_table(
        pl.DataFrame([line.split(",") for line in lines], orient="row").rename(
            dict(
                zip(
                    ["column_0", "column_1", "column_2", "column_3"],
                    BOTH.split(","),
                    strict=True,
                )
            )
        )
    )

    assert kinds(journeys)["clock-change"] == 3


def test_an_event_inside_another_is_nested(a_log: ALog) -> None:
    journeys = a_log(
        "A,stay,2024-05-01 08:00,2024-05-09 08:00",
        "A,intensive care,2024-05-02 08:00,2024-05-03 08:00",
        "A,see,2024-05-09 07:00,2024-05-09 09:00",
        "B,see,2024-05-02 08:00,2024-05-03 08:00",
        columns=BOTH,
    )

    assert kinds(journeys)["nested"] == 1


def test_a_clock_of_quarters_of_an_hour_is_told(a_log: ALog) -> None:
    lines = [
        f"A,a,2024-05-01 {hour:02}:{quarter}"
        for hour in range(9, 15)
        for quarter in (15, 30, 45, 15)
    ]

    (coarse,) = [
        found for found in quality(a_log(*lines), now=NOW) if found.kind == "coarse"
    ]

    assert coarse.words == "100 % of the events are at whole steps of 15 minutes."


def test_a_name_that_is_recorded_only_late_is_drift(a_log: ALog) -> None:
    early = [f"A{n},see,2024-03-{1 + n % 28:02} 08:07" for n in range(200)]
    late = [f"B{n},call,2024-04-{1 + n % 28:02} 09:11" for n in range(100)]

    (drift,) = [
        found
        for found in quality(a_log(*early, *late), now=NOW)
        if found.kind == "drift"
    ]

    assert "'call' from 1 Apr 2024" in drift.words
    assert "'see' only until 28 Mar 2024" in drift.words


def test_names_recorded_all_the_time_do_not_drift(a_log: ALog) -> None:
    lines = [
        f"A{n},{'see' if n % 3 else 'call'},2024-03-{1 + n % 28:02} 08:07"
        for n in range(300)
    ]

    assert "drift" not in kinds(a_log(*lines))
