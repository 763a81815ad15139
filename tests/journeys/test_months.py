"""A standard month by month: small logs done in the head, and the same whole."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys import (
    Journeys,
    MonthFinding,
    Standard,
    Standards,
    outcome_of_people,
    read_log,
    standard_by_month,
    standard_by_month_of_people,
)

ALog = Callable[..., Journeys]
AN_HOUR = Standard("Giving medicine", ("medicine",), ("triage",), 1)
LATER = "Z,other,2024-08-01"  # the log goes on: every month before is complete


def test_a_journey_counts_in_the_month_in_which_it_began(a_log: ALog) -> None:
    journeys = a_log(
        "A,triage,2024-05-31 23:30", "A,medicine,2024-06-01 00:10",
        "B,triage,2024-06-02 10:00", "B,medicine,2024-06-02 12:00",
        "C,triage,2024-06-03 10:00",
        LATER,
    )  # fmt: skip

    assert standard_by_month(journeys, AN_HOUR) == (
        MonthFinding(date(2024, 5, 1), met=1, of=1, without=0, complete=True),
        MonthFinding(date(2024, 6, 1), met=0, of=1, without=1, complete=True),
    )


def test_a_month_is_of_the_calendar_where_the_log_was_written(
    write: Callable[..., Path],
) -> None:
    # Half past midnight on 1 July in London is half past eleven the day before in UTC.
    path = write("case,activity,time\nA,triage,2024-06-30T23:30:00Z\n")

    london = standard_by_month(read_log(path, timezone="Europe/London"), AN_HOUR)
    utc = standard_by_month(read_log(path, timezone="UTC"), AN_HOUR)

    assert [each.month for each in london] == [date(2024, 7, 1)]
    assert [each.month for each in utc] == [date(2024, 6, 1)]


def test_a_month_without_journeys_is_left_out(a_log: ALog) -> None:
    journeys = a_log("A,triage,2024-05-01", "B,triage,2024-07-01", LATER)

    months = [each.month for each in standard_by_month(journeys, AN_HOUR)]

    assert months == [date(2024, 5, 1), date(2024, 7, 1)]


def test_a_person_counts_once_in_a_month_by_the_first_journey(a_log: ALog) -> None:
    journeys = a_log(
        "A,triage,2024-05-01 10:00,P", "A,medicine,2024-05-01 10:10,P",
        "B,triage,2024-05-20 10:00,P",
        "C,triage,2024-06-02 10:00,P", "C,medicine,2024-06-02 12:00,P",
        "D,triage,2024-06-03 10:00,Q",
        LATER + ",R",
        columns="case,activity,time,person",
    )  # fmt: skip

    months = standard_by_month_of_people(journeys, AN_HOUR)
    once = outcome_of_people(journeys, AN_HOUR)

    assert months == (
        MonthFinding(date(2024, 5, 1), met=1, of=1, without=0, complete=True),
        MonthFinding(date(2024, 6, 1), met=0, of=1, without=1, complete=True),
    )
    assert (once.met, once.of, once.without) == (1, 1, 1)


def test_without_persons_people_are_journeys(
    sepsis: Journeys, sepsis_standards: Standards
) -> None:
    standard = sepsis_standards.standards[0]

    assert standard_by_month_of_people(sepsis, standard) == standard_by_month(
        sepsis, standard
    )
    assert outcome_of_people(sepsis, standard) == standard.outcome(sepsis)


@pytest.mark.parametrize(
    ("last", "complete"),
    [("2024-06-01 00:59", False), ("2024-06-01 01:00", True)],
    ids=["somebody may still be in time", "everybody has had the hour"],
)
def test_a_month_is_complete_once_all_who_began_in_it_had_their_time(
    a_log: ALog, last: str, complete: bool
) -> None:
    journeys = a_log("A,triage,2024-05-31 10:00", f"Z,other,{last}")

    (month,) = standard_by_month(journeys, AN_HOUR)

    assert month.complete is complete


def test_a_log_without_what_is_counted_from_has_no_months(a_log: ALog) -> None:
    assert standard_by_month(a_log("A,medicine,2024-05-01"), AN_HOUR) == ()


def test_the_share_of_a_month_is_of_those_who_have_both(a_log: ALog) -> None:
    journeys = a_log(
        "A,triage,2024-05-01 10:00", "A,medicine,2024-05-01 10:30",
        "B,triage,2024-05-01 10:00", "B,medicine,2024-05-01 19:30",
        "C,triage,2024-06-01 10:00",
    )  # fmt: skip

    assert [m.share for m in standard_by_month(journeys, AN_HOUR)] == [0.5, None]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABCDEFGH"),
            st.sampled_from(["triage", "medicine", "other"]),
            st.integers(0, 200_000),  # minutes: some twenty weeks
        ),
        min_size=1,
        max_size=40,
    )
)
def test_months_add_up_to_the_whole(
    a_log: ALog, events: list[tuple[str, str, int]]
) -> None:
    begin = datetime(2024, 1, 1)  # noqa: DTZ001 - a clock on the wall, as logs have it
    journeys = a_log(
        *(f"{case},{what},{begin + timedelta(minutes=at)}" for case, what, at in events)
    )

    months = standard_by_month(journeys, AN_HOUR)

    outcome = AN_HOUR.outcome(journeys)
    assert sum(each.met for each in months) == outcome.met
    assert sum(each.of for each in months) == outcome.of
    assert sum(each.without for each in months) == outcome.without
    assert [each.month for each in months] == sorted({each.month for each in months})
    assert all(each.of + each.without > 0 for each in months)


@pytest.mark.parametrize(
    ("at", "met", "of", "without"), [(0, 342, 823, 226), (1, 848, 859, 190)]
)
def test_the_months_of_the_shipped_log_add_up_to_its_findings(
    sepsis: Journeys,
    sepsis_standards: Standards,
    at: int,
    met: int,
    of: int,
    without: int,
) -> None:
    months = standard_by_month(sepsis, sepsis_standards.standards[at])

    assert sum(each.met for each in months) == met
    assert sum(each.of for each in months) == of
    assert sum(each.without for each in months) == without
