"""The typical journey: steps that most have, in order, in at most ten lines."""

from collections.abc import Callable

import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Journeys
from wholeflow.journeys.looking.typical import typical_in_words
from wholeflow.journeys.measures.typical import (
    SeldomActivity,
    typical_cases,
    typical_journey,
)

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end,organisation,resource"


@pytest.fixture
def three_people(a_log: ALog) -> Journeys:
    """A and B come, are tested and go; C is tested before coming, and rings."""
    return a_log(
        "A,come,2024-05-01 08:00,2024-05-01 09:00,North,Nora",
        "A,test,2024-05-01 11:00,2024-05-01 12:00,South,Tom",
        "A,test,2024-05-01 20:00,2024-05-01 21:00,South,Tom",
        "A,go,2024-05-02 08:00,2024-05-02 08:00,North,Nora",
        "B,come,2024-05-01 08:00,2024-05-01 09:00,North,Nora",
        "B,test,2024-05-01 13:00,2024-05-01 14:00,North,Nora",
        "B,go,2024-05-01 18:00,2024-05-01 18:00,North,Nora",
        "C,test,2024-05-01 08:00,2024-05-01 11:00,South,Tom",
        "C,come,2024-05-01 12:00,2024-05-01 13:00,,Nora",
        "C,ring,2024-05-01 14:00,2024-05-01 14:00,North,Nora",
        columns=BOTH,
    )


def test_steps_are_what_half_have_in_the_order_of_their_median_time(
    three_people: Journeys,
) -> None:
    found = typical_journey(three_people)

    assert [(step.activity, step.cases) for step in found.steps] == [
        ("come", 3), ("test", 3), ("go", 2),
    ]  # fmt: skip
    assert [step.after_hours for step in found.steps] == [0, 3, 17]
    assert found.seldom == (SeldomActivity("ring", 1, 1),)


def test_a_step_has_its_first_wait_length_and_place(three_people: Journeys) -> None:
    test = typical_journey(three_people).steps[1]

    assert (test.wait_hours, test.long_hours) == (2, 1)  # of 2, 4 and 0 h; 1, 1 and 3 h
    assert (test.where, test.there) == ("South", 2)


def test_who_has_all_of_it_in_this_order_can_be_listed(three_people: Journeys) -> None:
    found = typical_journey(three_people)

    assert found.with_all == 2
    assert three_people.names_of(typical_cases(three_people, found)) == ("A", "B")


def test_it_is_told_in_plain_lines_and_names_no_staff(three_people: Journeys) -> None:
    assert "\n".join(typical_in_words(typical_journey(three_people))) == (
        "The typical journey of 3: half last longer than 10.0 h.\n"
        "1. come begins it and takes 1.0 h: 3 of 3 have it, at North (2 of them).\n"
        "2. test comes after 2.0 h of waiting and takes 1.0 h: 3 of 3 have it, at South "
        "(2 of them).\n"
        "3. go comes after 7.5 h of waiting and takes 0 min: 2 of 3 have it, at North.\n"
        "2 of 3 have all of this in this order. Also seen: ring (1)."
    )


def test_completions_are_told_as_such(sepsis: Journeys) -> None:
    lines = typical_in_words(typical_journey(sepsis))

    assert lines[2] == (
        "2. ER Triage comes 8 min after the event before: 1,050 of 1,050 have it, at C."
    )
    assert len(lines) == 10


def test_a_cohort_in_which_nothing_is_common_has_no_steps(a_log: ALog) -> None:
    journeys = a_log("A,a,2024-05-01", "B,b,2024-05-01", "C,c,2024-05-01")

    lines = typical_in_words(typical_journey(journeys))

    assert lines == (
        "The typical journey of 3: half last longer than 0 min.",
        "No step is shared by half of them. Also seen: a (1), b (1), c (1).",
    )


@pytest.mark.parametrize("share", [0, 1.2, float("nan")])
def test_a_share_that_cannot_be_is_refused(
    three_people: Journeys, share: float
) -> None:
    with pytest.raises(BadInput, match="a share above 0 and at most 1"):
        typical_journey(three_people, share=share)


@given(logs(fewest=2, most=60))
def test_it_is_of_what_half_have_and_can_be_listed(journeys: Journeys) -> None:
    found = typical_journey(journeys)

    assert found.with_all == len(typical_cases(journeys, found))
    assert all(2 * step.cases >= found.cases for step in found.steps)
