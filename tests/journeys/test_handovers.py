"""Waits when one body hands over to another, and people who are sent back."""

from collections.abc import Callable

import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import NotFound
from wholeflow.journeys import Journeys, Returns, body_links
from wholeflow.journeys.measures.flow import flow_efficiency
from wholeflow.journeys.measures.handovers import (
    bounce_cases,
    hand_over_cases,
    hand_over_waits,
)
from wholeflow.journeys.measures.waiting import not_at_home, waits_before

ALog = Callable[..., Journeys]
BOTH = "case,activity,start,end,organisation"


@pytest.fixture
def to_and_fro(a_log: ALog) -> Journeys:
    """A goes North, South, North; B goes North, South, and then nobody knows where."""
    return a_log(
        "A,see,2024-05-01 08:00,2024-05-01 18:00,North",
        "A,ring,2024-05-01 09:00,2024-05-01 10:00,North",
        "A,see,2024-05-01 20:00,2024-05-01 21:00,South",
        "A,see,2024-05-02 00:00,2024-05-02 01:00,North",
        "B,see,2024-05-01 08:00,2024-05-01 09:00,North",
        "B,see,2024-05-01 13:00,2024-05-01 14:00,South",
        "B,see,2024-05-01 15:00,2024-05-01 16:00,",
        columns=BOTH,
    )


def test_the_wait_of_a_hand_over_begins_when_all_that_came_before_had_ended(
    to_and_fro: Journeys,
) -> None:
    found = hand_over_waits(to_and_fro)

    pair = found.pairs[0]
    assert (pair.before, pair.after, pair.times, pair.cases) == ("North", "South", 2, 2)
    assert (pair.wait.mean_hours, pair.wait.median_hours) == (3, 3)  # 2 h and 4 h
    assert (pair.total_hours, found.waiting_hours) == (6, 10)
    assert pair.waiting_share == 6 / 10


def test_steps_that_may_be_hand_overs_are_told_beside(to_and_fro: Journeys) -> None:
    assert hand_over_waits(to_and_fro).unknown_steps == 1


def test_who_is_sent_back_is_counted_with_the_time_away(to_and_fro: Journeys) -> None:
    bounce, *others = hand_over_waits(to_and_fro).bounces

    assert (bounce.home, bounce.away, bounce.times, bounce.cases) == (
        "North", "South", 1, 1,
    )  # fmt: skip
    assert bounce.away_hours.mean_hours == 6  # from 18:00 to midnight
    assert others == []


def test_the_cases_behind_a_pair_and_a_bounce_can_be_listed(
    to_and_fro: Journeys,
) -> None:
    names = to_and_fro.names_of

    assert names(hand_over_cases(to_and_fro, "North", "South")) == ("A", "B")
    assert names(hand_over_cases(to_and_fro, "South", "North")) == ("A",)
    assert names(bounce_cases(to_and_fro, "North", "South")) == ("A",)


def test_a_body_that_is_not_there_is_told(to_and_fro: Journeys) -> None:
    with pytest.raises(
        NotFound, match="no organisation 'East'; there are: North, South"
    ):
        hand_over_cases(to_and_fro, "North", "East")


def test_a_stranger_in_between_is_no_bounce(a_log: ALog) -> None:
    journeys = a_log(
        *("A,a,2024-05-01,North", "A,a,2024-05-02,South"),
        *("A,a,2024-05-03,East", "A,a,2024-05-04,North"),
        columns="case,activity,time,organisation",
    )

    assert hand_over_waits(journeys).bounces == ()


def test_one_time_gives_completion_to_completion_and_says_so(sepsis: Journeys) -> None:
    assert "from one completion to the next" in hand_over_waits(sepsis).basis


def test_time_at_home_before_a_return_is_no_wait(sepsis: Journeys) -> None:
    back = Returns("Coming back", ("Return ER",), ("Release A", "Release B"), 28)

    everything = hand_over_waits(sepsis)
    found = hand_over_waits(
        sepsis, waited=not_at_home(sepsis, waits_before(sepsis), back)
    )

    assert found.at_home > 0
    assert everything.at_home == 0
    assert sum(pair.times for pair in found.pairs) + found.at_home == sum(
        pair.times for pair in everything.pairs
    )
    assert found.waiting_hours < everything.waiting_hours


def test_the_cases_of_a_pair_are_those_that_its_waits_count(sepsis: Journeys) -> None:
    back = Returns("Coming back", ("Return ER",), ("Release A", "Release B"), 28)
    waited = not_at_home(sepsis, waits_before(sepsis), back)

    pairs = hand_over_waits(sepsis, waited=waited).pairs

    listed = [
        len(hand_over_cases(sepsis, pair.before, pair.after, waited=waited))
        for pair in pairs
    ]
    assert listed == [pair.cases for pair in pairs]


@given(logs())
def test_hand_overs_are_those_of_the_links_and_wait_no_longer(
    journeys: Journeys,
) -> None:
    pairs = {(one.before, one.after): one for one in hand_over_waits(journeys).pairs}
    links = {(one.before, one.after): one for one in body_links(journeys)}

    assert pairs.keys() == links.keys()
    assert all(pairs[key].times == links[key].times for key in pairs)
    assert all(pairs[key].total_hours <= links[key].total_hours + 1e-9 for key in pairs)


@given(logs())
def test_hand_overs_wait_for_no_more_than_all_waiting(journeys: Journeys) -> None:
    found = hand_over_waits(journeys)

    assert found.waiting_hours == flow_efficiency(journeys).waiting_hours
    assert sum(one.total_hours for one in found.pairs) <= found.waiting_hours + 1e-9


@given(logs())
def test_bounces_are_what_a_loop_over_bodies_finds(journeys: Journeys) -> None:
    counted = 0
    for case in range(journeys.n_cases):
        bodies = journeys.organisation[slice(*journeys.first_event[case : case + 2])]
        runs = [b for n, b in enumerate(bodies) if n == 0 or b != bodies[n - 1]]
        counted += sum(
            runs[n] == runs[n + 2] and -1 not in runs[n : n + 2]
            for n in range(len(runs) - 2)
        )

    assert sum(one.times for one in hand_over_waits(journeys).bounces) == counted
