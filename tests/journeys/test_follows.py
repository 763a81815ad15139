"""Steps, links and hand-overs, on logs small enough to do in the head."""

from collections.abc import Callable

import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.journeys import (
    Journeys,
    body_links,
    directly_follows,
    example_standards,
    hand_overs,
    longest_waits,
    process_links,
    read_standards,
    rolled_up,
)
from wholeflow.journeys.measures import follows, tallies

ALog = Callable[..., Journeys]

PROCESSES = {"Arriving": ["door"], "Testing": ["blood", "x-ray"], "Leaving": ["home"]}


def test_a_link_has_its_times_cases_and_waits(a_log: ALog) -> None:
    journeys = a_log(
        "A,a,2024-05-01 10:00",
        "A,b,2024-05-01 11:00",
        "A,a,2024-05-01 12:00",
        "A,b,2024-05-01 15:00",
        "B,a,2024-05-01 10:00",
        "B,b,2024-05-01 15:00",
    )

    link = directly_follows(journeys)[0]

    assert (link.before, link.after, link.times, link.cases) == ("a", "b", 3, 2)
    assert (link.mean_hours, link.median_hours, link.total_hours) == (3, 3, 9)
    assert link.p90_hours == 4.6  # four fifths of the way from 3 h to 5 h


def test_a_wait_runs_from_an_end_to_the_next_start(a_log: ALog) -> None:
    journeys = a_log(
        "A,a,2024-05-01 10:00,2024-05-01 12:00",
        "A,b,2024-05-01 13:00,2024-05-01 18:00",
        columns="case,activity,start,end",
    )

    assert directly_follows(journeys)[0].median_hours == 1


def test_activities_that_overlap_have_no_wait_between_them(a_log: ALog) -> None:
    journeys = a_log(
        "A,a,2024-05-01 10:00,2024-05-01 12:00",
        "A,b,2024-05-01 11:00,2024-05-01 18:00",
        columns="case,activity,start,end",
    )

    assert directly_follows(journeys)[0].median_hours == 0


def test_ties_stay_in_the_order_of_the_file(a_log: ALog) -> None:
    journeys = a_log("A,z,2024-05-01", "A,a,2024-05-01", "A,m,2024-05-01")

    pairs = {(link.before, link.after) for link in directly_follows(journeys)}

    assert pairs == {("z", "a"), ("a", "m")}


def test_processes_link_over_activities_that_belong_to_none(a_log: ALog) -> None:
    journeys = a_log(
        "A,door,2024-05-01 10:00",
        "A,tea,2024-05-01 11:00",
        "A,blood,2024-05-01 12:00",
        "A,x-ray,2024-05-01 13:00",
        "A,home,2024-05-01 16:00",
    )

    links = {
        (link.before, link.after): link for link in process_links(journeys, PROCESSES)
    }

    assert {pair: link.median_hours for pair, link in links.items()} == {
        ("Arriving", "Testing"): 2,
        ("Testing", "Leaving"): 3,
    }


def test_a_log_without_any_step_has_no_links(a_log: ALog) -> None:
    journeys = a_log("A,door,2024-05-01", "B,blood,2024-05-01")

    assert directly_follows(journeys) == ()
    assert process_links(journeys, PROCESSES) == ()


def test_hand_overs_are_counted_between_different_known_groups(a_log: ALog) -> None:
    journeys = a_log(
        "A,a,2024-05-01 10:00,W1",
        "A,a,2024-05-01 11:00,W1",
        "A,a,2024-05-01 12:00,W2",
        "A,a,2024-05-01 13:00,",
        "A,a,2024-05-01 14:00,W1",
        "B,a,2024-05-01 10:00,W1",
        columns="case,activity,time,group",
    )

    links = body_links(journeys)

    assert hand_overs(journeys).tolist() == [1, 0]
    assert [(link.before, link.after, link.times) for link in links] == [
        ("W1", "W2", 1)
    ]


def test_waits_are_ranked_by_the_hours_of_all_people_together(a_log: ALog) -> None:
    journeys = a_log(
        "A,a,2024-05-01 10:00",
        "A,b,2024-05-01 12:00",
        "A,c,2024-05-01 15:00",
        "B,a,2024-05-01 10:00",
        "B,b,2024-05-01 12:00",
    )

    ranked = [
        (link.before, link.total_hours)
        for link in longest_waits(directly_follows(journeys))
    ]

    assert ranked == [("a", 4), ("b", 3)]


@given(logs())
def test_a_large_log_gives_the_links_of_a_small_one(journeys: Journeys) -> None:
    processes = {"Treating": ["test", "treat"], "Leaving": ["leave"]}
    plain = (
        directly_follows(journeys),
        body_links(journeys),
        process_links(journeys, processes),
    )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(follows, "LARGE", 0)
        patch.setattr(tallies, "LARGE", 1)
        patch.setattr(follows, "_PART_EVENTS", 4)
        large = (
            directly_follows(journeys),
            body_links(journeys),
            process_links(journeys, processes),
        )

    assert large == plain


WHOLES = {
    "Registering at the door": "Coming in",
    "Triaging": "Coming in",
    "Testing blood": "Finding out",
    "Measuring lactate": "Finding out",
    "Giving antibiotics": "Treating",
    "Giving fluids": "Treating",
}


def test_waits_between_wholes_are_those_between_their_parts(sepsis: Journeys) -> None:
    parts = read_standards(example_standards()).processes
    between: dict[tuple[str, str], tuple[int, float]] = {}
    for link in process_links(sepsis, parts):
        pair = (
            WHOLES.get(link.before, link.before),
            WHOLES.get(link.after, link.after),
        )
        times, hours = between.get(pair, (0, 0.0))
        between[pair] = times + link.times, hours + link.total_hours

    found = process_links(sepsis, rolled_up(parts, WHOLES))

    assert {(each.before, each.after) for each in found} == {
        (before, after) for before, after in between if before != after
    }
    for each in found:
        times, hours = between[each.before, each.after]
        assert each.times == times
        assert each.total_hours == pytest.approx(hours)


def test_an_activity_named_twice_stays_with_the_first_when_rolled_up() -> None:
    found = rolled_up({"A": ["x"], "B": ["x", "y"]}, {"B": "Whole"})

    assert found == {"A": ("x",), "Whole": ("y",)}
