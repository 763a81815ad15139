"""Standards, waits and returns, on logs small enough to do in the head."""

from collections.abc import Callable

import pytest

from wholeflow.journeys import Journeys, Returns, Standard, StandardOutcome, Wait

ALog = Callable[..., Journeys]


def within(hours: float) -> Standard:
    return Standard("Giving medicine", ("medicine",), ("triage",), hours)


@pytest.mark.parametrize(
    ("minute", "met"),
    [("59", 1), ("60", 1), ("61", 0)],
    ids=["inside", "just on the limit", "outside"],
)
def test_a_standard_is_met_up_to_its_limit(a_log: ALog, minute: str, met: int) -> None:
    hour, rest = divmod(int(minute), 60)
    journeys = a_log(
        "A,triage,2024-05-01 10:00", f"A,medicine,2024-05-01 {10 + hour}:{rest:02}"
    )

    assert within(1).outcome(journeys) == StandardOutcome(met, 1, 0, 0)


def test_each_case_meets_a_standard_or_not_or_cannot_be_told(a_log: ALog) -> None:
    journeys = a_log(
        *("A,triage,2024-05-01 10:00", "A,medicine,2024-05-01 10:30"),
        *("B,triage,2024-05-01 10:00", "B,medicine,2024-05-01 11:30"),
        "C,triage,2024-05-01 10:00",
    )

    in_time = within(1).in_time(journeys)

    assert in_time.tolist() == pytest.approx([1, 0, float("nan")], nan_ok=True)


def test_a_limit_in_minutes_is_met_just_on_it(a_log: ALog) -> None:
    journeys = a_log("A,triage,2024-05-01 10:00", "A,medicine,2024-05-01 10:20")

    assert within(20 / 60).outcome(journeys).met == 1


def test_an_activity_before_counts_as_met_and_is_told(a_log: ALog) -> None:
    journeys = a_log("A,medicine,2024-05-01 08:00", "A,triage,2024-05-01 10:00")

    assert within(1).outcome(journeys) == StandardOutcome(1, 1, 1, 0)


def test_cases_without_the_activity_stand_beside_not_among(a_log: ALog) -> None:
    journeys = a_log(
        "A,triage,2024-05-01 10:00",
        "B,triage,2024-05-01 10:00", "B,medicine,2024-05-01 10:30",
        "C,medicine,2024-05-01 10:30",
    )  # fmt: skip

    assert within(1).outcome(journeys) == StandardOutcome(1, 1, 0, 1)


def test_the_first_of_each_activity_counts(a_log: ALog) -> None:
    journeys = a_log(
        "A,triage,2024-05-01 10:00", "A,medicine,2024-05-01 12:00",
        "A,triage,2024-05-01 13:00", "A,medicine,2024-05-01 13:10",
    )  # fmt: skip

    assert within(1).outcome(journeys).met == 0


def test_any_of_several_activities_will_do(a_log: ALog) -> None:
    journeys = a_log("A,triage,2024-05-01 10:00", "A,drip,2024-05-01 10:30")
    standard = Standard("Giving", ("medicine", "drip"), ("triage",), 1)

    assert standard.outcome(journeys).met == 1


def test_the_cases_of_a_standard_add_up(a_log: ALog) -> None:
    journeys = a_log(
        "A,triage,2024-05-01 10:00", "A,medicine,2024-05-01 10:30",
        "B,triage,2024-05-01 10:00", "B,medicine,2024-05-01 19:30",
    )  # fmt: skip

    cases = within(1).cases(journeys)

    assert journeys.names_of(cases["met"]) == ("A",)
    assert journeys.names_of(cases["missed"]) == ("B",)
    assert journeys.names_of(cases["of"]) == ("A", "B")


def test_a_standard_on_activities_the_log_lacks_has_no_cases(a_log: ALog) -> None:
    journeys = a_log("A,other,2024-05-01 10:00")

    assert within(1).outcome(journeys) == StandardOutcome(0, 0, 0, 0)


def test_a_wait_is_of_those_who_have_both_in_order(a_log: ALog) -> None:
    journeys = a_log(
        "A,door,2024-05-01 10:00", "A,ward,2024-05-01 13:00",
        "B,ward,2024-05-01 10:00", "B,door,2024-05-01 13:00",
        "C,door,2024-05-01 10:00",
    )  # fmt: skip

    wait = Wait("Waiting for a ward", ("ward",), ("door",))

    assert wait.hours(journeys).tolist() == [3]
    assert journeys.names_of(wait.cases(journeys)) == ("A",)


def returned(journeys: Journeys) -> tuple[int, int]:
    cases = Returns("Coming back", ("back",), ("home",), 28).cases(journeys)
    return len(cases["all"]), len(cases["within"])


@pytest.mark.parametrize(
    ("back", "expected"),
    [("2024-05-28 23:59", (1, 1)), ("2024-05-29 00:00", (1, 0))],
    ids=["less than 28 days", "28 days"],
)
def test_a_return_is_within_when_less_than_the_limit(
    a_log: ALog, back: str, expected: tuple[int, int]
) -> None:
    journeys = a_log("A,home,2024-05-01 00:00", f"A,back,{back}")

    assert returned(journeys) == expected


def test_a_return_is_measured_from_the_last_leaving(a_log: ALog) -> None:
    journeys = a_log("A,home,2024-01-01", "A,home,2024-05-01", "A,back,2024-05-05")

    assert returned(journeys) == (1, 1)


def test_a_return_without_a_leaving_is_not_within(a_log: ALog) -> None:
    journeys = a_log("A,home,2024-05-01", "B,back,2024-05-05", "B,home,2024-05-06")

    assert returned(journeys) == (1, 0)
