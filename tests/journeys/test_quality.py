"""What makes answers weaker is found, told, and its cases can be listed."""

import datetime as dt
from collections.abc import Callable

import pytest

from wholeflow.journeys import Journeys, quality

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
