"""All time of a log by what it is worth: every moment once, and nothing lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from tests.journeys.logs import MINUTE, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys, read_standards
from wholeflow.journeys.measures.flow import case_times
from wholeflow.journeys.measures.worth import PARTS, value_by_case, value_table

ALog = Callable[..., Journeys]
Write = Callable[..., Path]
KINDS = {"treat": "value", "arrive": "necessary", "test": "waste"}


@pytest.fixture
def a_day(a_log: ALog) -> Journeys:
    """Arrive 1 h, wait 2 h, test 4 h of which 1 h beside treat 2 h, nap 1 h."""
    return a_log(
        "A,arrive,2024-05-01 08:00,2024-05-01 09:00",
        "A,test,2024-05-01 11:00,2024-05-01 15:00",
        "A,treat,2024-05-01 14:00,2024-05-01 16:00",
        "A,nap,2024-05-01 16:00,2024-05-01 17:00",
        "B,arrive,2024-05-01 08:00,2024-05-01 09:00",
        columns="case,activity,start,end",
    )


def test_a_moment_has_the_best_kind_that_goes_on_in_it(a_day: Journeys) -> None:
    found = value_table(a_day, KINDS)

    assert {part.kind: part.hours for part in found.parts} == {
        "value": 2, "necessary": 2, "waste": 3, "not classified": 1, "waiting": 2,
    }  # fmt: skip
    assert {part.kind: part.cases for part in found.parts} == {
        "value": 1, "necessary": 2, "waste": 1, "not classified": 1, "waiting": 1,
    }  # fmt: skip
    assert found.span_hours == 10


def test_what_is_not_classified_widens_the_value_ratio(a_day: Journeys) -> None:
    found = value_table(a_day, KINDS)

    assert found.value_ratio == (2 / 10, 3 / 10)
    assert found.not_classified == ("nap",)


def test_the_cases_behind_a_part_can_be_listed(a_day: Journeys) -> None:
    by_case = value_by_case(a_day, KINDS)

    assert a_day.names_of((by_case[:, PARTS.index("waste")] > 0).nonzero()[0]) == ("A",)


def test_the_kind_of_an_event_may_stand_in_the_log(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01 08:00,2024-05-01 09:00,V",
        "A,see,2024-05-01 09:00,2024-05-01 12:00,",
        columns="case,activity,start,end,kind",
    )

    found = value_table(journeys, {"V": "value"}, by="kind")

    assert [part.hours for part in found.parts] == [1, 0, 0, 3, 0]


def test_a_log_that_lasts_no_time_has_no_ratio(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01 08:00,2024-05-01 08:00", columns="case,activity,start,end"
    )

    assert value_table(journeys, KINDS).value_ratio is None


def test_one_time_for_each_event_is_refused(sepsis: Journeys) -> None:
    with pytest.raises(BadInput, match="cannot be told apart"):
        value_table(sepsis, {})


def test_a_kind_that_is_none_is_told(a_day: Journeys) -> None:
    with pytest.raises(
        BadInput, match="'useful': expected one of value, necessary, wa"
    ):
        value_table(a_day, {"nap": "useful"})


def test_what_activities_are_worth_is_read_from_the_file(write: Write) -> None:
    asked = read_standards(
        write("worth:\n  value: treat\n  necessary: [arrive]\n  waste: [test]\n")
    )

    assert asked.worth == KINDS
    assert asked.activities() == set(KINDS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{useful: [a]}", "row 1: there is no setting 'useful' here"),
        ("{value: [a], waste: [b, a]}", "'a' is already value; an activity is of one"),
    ],
)
def test_what_cannot_be_a_worth_is_refused(write: Write, text: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"worth: {text}"))

    assert told in str(refused.value)


@given(logs())
def test_every_minute_is_put_down_once_and_to_the_best(journeys: Journeys) -> None:
    found = value_by_case(journeys, KINDS)

    for case in range(journeys.n_cases):
        events = range(*journeys.first_event[case : case + 2])
        best: dict[int, int] = {}
        for event in events:
            kind = KINDS.get(journeys.activities[journeys.activity[event]])
            rank = PARTS.index(kind) if kind else 3
            begin, end = journeys.start[event], journeys.end[event]
            for minute in range(begin // MINUTE, end // MINUTE):
                best[minute] = min(best.get(minute, 3), rank)
        ticked = [list(best.values()).count(rank) * MINUTE for rank in range(4)]
        assert found[case, :4].tolist() == ticked
    assert found.sum(axis=1).tolist() == case_times(journeys).span.tolist()
    assert (found >= 0).all()
