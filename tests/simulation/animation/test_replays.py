"""A replay shows who stands where at any moment, and is a page that needs no other."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from wholeflow.errors import BadInput
from wholeflow.simulation import (
    Claim,
    Constant,
    Model,
    Node,
    Patience,
    Pool,
    Random,
    Recorded,
    Shares,
    Source,
    example_model,
    read_model,
)
from wholeflow.simulation.animation import Replay, replayed, rooms
from wholeflow.simulation.animation.replaying import replay_of
from wholeflow.simulation.engine.layout import VISIT


def a_corridor(*at: float) -> Model:
    """An hour at a desk; then three in one of two beds, for whose places they wait."""
    return Model(
        name="Desk & <ward>",
        nodes=(
            Node(
                name="Ward",
                service={"*": Constant(hours=3)},
                claims=(Claim(pool="beds"),),
                places=2,
            ),
            Node(
                name="Desk",
                service={"*": Constant(hours=1)},
                claims=(Claim(pool="clerks"),),
                routes={"*": Shares(to={"Ward": 1})},
            ),
        ),
        pools=(Pool(name="beds", capacity=2), Pool(name="clerks", capacity=4)),
        sources=(Source(name="door", node="Desk", arrivals=Recorded(at=at)),),
        start="2026-07-06T00:00",
        timezone="Europe/London",
    )


def shown_in(page: str) -> dict[str, Any]:
    found = re.search(r"data-replay-visits>(.*?)</script>", page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


@pytest.fixture
def three() -> Replay:
    """Three come at once, of whom two find a bed after an hour and one is blocked."""
    return replayed(a_corridor(0.5, 0.5, 0.5), begin=1, end=6, seed=1)


def test_a_census_counts_who_waits_is_in_care_and_is_blocked(three: Replay) -> None:
    assert three.census(1).tolist() == [[0, 0, 0], [0, 3, 0]]
    assert three.census(2).tolist() == [[0, 2, 0], [0, 0, 1]]
    assert three.census(5).tolist() == [[0, 1, 0], [0, 0, 0]]


def test_the_page_begins_with_the_census_of_its_first_hour(three: Replay) -> None:
    cells = re.findall(r"<td>(\d+)</td>", three.page())

    assert cells == ["0", "0", "0", "0", "0", "3", "0", "3"]
    assert "Monday 6 July 2026, 01:00" in three.page()


def test_rooms_stand_in_the_order_in_which_patients_come_through(three: Replay) -> None:
    assert [(room.name, room.column) for room in three.rooms] == [
        ("Ward", 1),
        ("Desk", 0),
    ]
    assert re.findall(r'data-replay-room="(\d)"', three.page()) == ["1", "0"]


def test_a_room_has_beds_where_they_are_one_number_of_its_own() -> None:
    emergency = read_model(example_model("emergency").read_bytes(), "yaml")
    shared = read_model(example_model("discharge-to-assess").read_bytes(), "yaml")

    assert [room.beds for room in rooms.rooms_of(emergency)] == [16, 60]
    assert [room.beds for room in rooms.rooms_of(shared)] == [None, None, 240]


def test_where_those_go_who_give_up_is_a_step_on() -> None:
    model = a_corridor(0.0)
    desk = replace(model.nodes[1], routes={}, patience=Patience(hours={}, then="Ward"))

    found = rooms.rooms_of(replace(model, nodes=(model.nodes[0], desk)))

    assert [room.column for room in found] == [1, 0]


def test_visits_are_those_that_lie_in_part_within_the_hours() -> None:
    model = a_corridor(0.0, 3.0, 9.0)

    visits = shown_in(replayed(model, begin=2, end=4, seed=1).page())["visits"]

    # The first has gone on to the ward, the second is at the desk; the third is to come.
    assert visits["room"] == [0, 1]
    assert visits["arrive"] == [1, 3]


def test_whoever_was_lost_is_not_shown() -> None:
    model = a_corridor(0.0, 0.0)
    desk = replace(model.nodes[1], places=1)

    ran = replayed(replace(model, nodes=(model.nodes[0], desk)), begin=0, end=1, seed=1)

    assert len(ran.visits) == 1


def test_a_name_is_no_markup_and_visits_end_no_script(three: Replay) -> None:
    page = three.page()

    assert "<title>Played back: Desk &amp; &lt;ward&gt;</title>" in page
    assert "<ward>" not in page


def test_the_page_asks_for_nothing_else(three: Replay) -> None:
    page = three.page()

    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page) == []
    assert re.findall(r"\b(?:src|href)=|url\(|@import|\bfetch\(", page) == []
    assert re.findall(r"^\s*(?:import|export)\b", page, re.MULTILINE) == []


def test_a_notebook_shows_it_in_a_frame(three: Replay) -> None:
    shown = three._repr_html_()

    assert shown.startswith('<iframe title="Played back: Desk &amp; &lt;ward&gt;"')
    assert "&lt;!doctype html&gt;" in shown


def many_visits(n: int, per_hour: float) -> np.ndarray[Any, Any]:
    visits = np.zeros(n, dtype=VISIT)
    visits["patient"] = np.arange(n)
    visits["arrive"] = np.arange(n) / per_hour
    visits["start"] = visits["arrive"]
    visits["end"] = visits["leave"] = visits["arrive"] + 0.1
    return visits


def test_too_many_visits_make_it_end_sooner() -> None:
    cut = replay_of(a_corridor(0.0), many_visits(60_000, 6_000), begin=0, end=10)

    assert cut.end == 3
    assert len(cut.visits) == 18_000


def test_too_many_in_one_hour_are_refused() -> None:
    with pytest.raises(BadInput, match="at most 20,000 visits in an hour"):
        replay_of(a_corridor(0.0), many_visits(60_000, 60_000), begin=0, end=2)


def test_the_same_patients_come_as_in_the_replications() -> None:
    """What is played back is the first run of a plan with that seed, not another."""
    model = replace(
        a_corridor(),
        sources=(Source(name="door", node="Desk", arrivals=Random(per_hour=(1,))),),
    )
    shorter = replayed(model, begin=0, end=5, seed=1)
    longer = replayed(model, begin=0, end=9, seed=1)

    assert shorter.census(4).tolist() == longer.census(4).tolist()
    arrivals = longer.visits["arrive"][longer.visits["arrive"] < 5]
    assert shorter.visits["arrive"].tolist() == arrivals.tolist()
