"""Journeys that cross a boundary, in both directions, and what is not known of them."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput, NotFound
from wholeflow.journeys import Journeys, Returns, read_standards
from wholeflow.journeys.measures.boundaries import boundary_table, crossing_cases
from wholeflow.journeys.measures.waiting import not_at_home, waits_before
from wholeflow.journeys.rules.boundaries import Boundary

ALog = Callable[..., Journeys]
Write = Callable[..., Path]

HEALTH_AND_COUNCIL = Boundary(
    "NHS and council",
    ("NHS", "council"),
    {"North": "NHS", "South": "NHS", "Council": "council"},
)


@pytest.fixture
def to_the_council(a_log: ALog) -> Journeys:
    return a_log(
        "A,see,2024-05-01 08:00,2024-05-01 09:00,North",
        "A,see,2024-05-01 10:00,2024-05-01 11:00,South",
        "A,visit,2024-05-01 15:00,2024-05-01 16:00,Council",
        "A,see,2024-05-01 18:00,2024-05-01 19:00,North",
        "B,see,2024-05-01 08:00,2024-05-01 09:00,North",
        "B,drive,2024-05-01 11:00,2024-05-01 12:00,Charity",
        "B,visit,2024-05-01 18:00,2024-05-01 19:00,Council",
        "C,see,2024-05-01 08:00,2024-05-01 09:00,",
        columns="case,activity,start,end,organisation",
    )


def test_both_directions_have_their_crossings_and_waits(
    to_the_council: Journeys,
) -> None:
    found = boundary_table(to_the_council, [HEALTH_AND_COUNCIL])[0]
    out, back = found.directions

    assert (found.cases, found.on_side, found.crossing) == (3, (2, 2), 2)
    assert (out.before, out.after, out.times, out.cases) == ("NHS", "council", 2, 2)
    assert (out.wait.mean_hours, out.total_hours) == (5, 10)  # 4 h, and 6 h from noon
    assert (back.before, back.after, back.times, back.cases) == ("council", "NHS", 1, 1)
    assert back.total_hours == 2


def test_what_is_on_no_known_side_is_told(to_the_council: Journeys) -> None:
    found = boundary_table(to_the_council, [HEALTH_AND_COUNCIL])[0]

    assert [one.with_unknown for one in found.directions] == [1, 0]
    assert (found.unknown_cases, found.unknown_events) == (2, 2)
    assert found.unknown_bodies == ("Charity",)


def test_the_cases_that_cross_can_be_listed(to_the_council: Journeys) -> None:
    out = crossing_cases(to_the_council, HEALTH_AND_COUNCIL, "NHS", "council")
    back = crossing_cases(to_the_council, HEALTH_AND_COUNCIL, "council", "NHS")

    assert to_the_council.names_of(out) == ("A", "B")
    assert to_the_council.names_of(back) == ("A",)


def test_a_crossing_after_time_at_home_is_listed_only_if_its_wait_counts(
    to_the_council: Journeys,
) -> None:
    back = Returns("Visiting", ("visit",), ("see",), 28)
    waited = not_at_home(to_the_council, waits_before(to_the_council), back)

    out = crossing_cases(
        to_the_council, HEALTH_AND_COUNCIL, "NHS", "council", waited=waited
    )

    assert to_the_council.names_of(out) == ("B",)  # the charity came between


def test_a_side_that_is_none_is_told(to_the_council: Journeys) -> None:
    with pytest.raises(NotFound, match="has the sides NHS and council"):
        crossing_cases(to_the_council, HEALTH_AND_COUNCIL, "NHS", "charity")


def test_no_boundary_is_told_by_member_of_staff(patients: Journeys) -> None:
    with pytest.raises(BadInput, match="names members of staff"):
        boundary_table(patients, [HEALTH_AND_COUNCIL], by="resource")


def test_boundaries_are_read_as_they_are_written(write: Write) -> None:
    path = write(
        "boundaries:\n  NHS and council:\n    NHS: [North, South]\n"
        "    council: Council\n"
    )

    assert read_standards(path).boundaries == (HEALTH_AND_COUNCIL,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{NHS: [North]}", "row 1: 'X': expected two sides, got 1"),
        ("{a: [N], b: [S], c: [E]}", "expected two sides, got 3"),
        ("{a: [N], b: [S, N]}", "'N' already stands on the side 'a'; a body stands on"),
        ("{a: [{}], b: [S]}", "expected the name of an organisation or group, as text"),
    ],
)
def test_boundaries_that_cannot_be_are_refused(
    write: Write, text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"boundaries: {{X: {text}}}"))

    assert told in str(refused.value)


@given(logs())
def test_crossings_are_what_a_loop_over_known_sides_finds(journeys: Journeys) -> None:
    counted = {("NHS", "council"): 0, ("council", "NHS"): 0}
    for case in range(journeys.n_cases):
        bodies = journeys.organisation[slice(*journeys.first_event[case : case + 2])]
        sides = [
            HEALTH_AND_COUNCIL.side_of[journeys.organisations[body]]
            for body in bodies
            if body >= 0
        ]
        for before, after in itertools.pairwise(sides):
            if before != after:
                counted[before, after] += 1

    found = boundary_table(journeys, [HEALTH_AND_COUNCIL])[0]

    assert {(one.before, one.after): one.times for one in found.directions} == counted
