"""A journey as a river: who flows where, where they wait, and how it is drawn."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.drawing import text_width
from wholeflow.journeys import (
    Frame,
    Journeys,
    RiverWords,
    Standards,
    describe_river,
    draw_river,
    river,
)
from wholeflow.journeys.pictures import PICTURE_STYLE

ALog = Callable[..., Journeys]
SAID = RiverWords(
    "Where people wait", {"Triaging": "ED matron", "Giving antibiotics": None}
)


@pytest.fixture
def two_ways(a_log: ALog) -> Journeys:
    """Everybody arrives; A and B have blood taken, C a scan; all are then seen."""
    return a_log(
        "A,arrive,2024-05-01 08:00,2024-05-01 08:00",
        "A,blood,2024-05-01 09:00,2024-05-01 09:30",
        "A,see,2024-05-01 10:30,2024-05-01 11:00",
        "B,arrive,2024-05-01 08:00,2024-05-01 08:00",
        "B,blood,2024-05-01 11:00,2024-05-01 11:30",
        "B,see,2024-05-01 12:00,2024-05-01 12:30",
        "C,arrive,2024-05-01 08:00,2024-05-01 08:00",
        "C,scan,2024-05-01 09:00,2024-05-01 10:00",
        "C,see,2024-05-01 10:00,2024-05-01 10:30",
        "D,arrive,2024-05-01 08:00,2024-05-01 08:00",
        columns="case,activity,start,end",
    )


def test_two_ways_stand_in_one_column(two_ways: Journeys) -> None:
    asked = Standards(
        processes={name: (name,) for name in ("arrive", "blood", "scan", "see")}
    )

    stops = {stop.name: stop for stop in river(two_ways, asked).stops}

    assert {name: stop.column for name, stop in stops.items()} == {
        "arrive": 0, "blood": 1, "scan": 1, "see": 2,
    }  # fmt: skip
    assert (stops["arrive"].people, stops["arrive"].no_further) == (4, 1)
    assert stops["see"].no_further == 3


def test_a_pool_is_the_time_from_end_to_start(two_ways: Journeys) -> None:
    asked = Standards(
        processes={name: (name,) for name in ("arrive", "blood", "scan", "see")}
    )
    found = river(two_ways, asked)

    waits = {
        (found.stops[band.before].name, found.stops[band.after].name): (
            band.people, band.median_hours, band.main,
        )
        for band in found.bands
    }  # fmt: skip

    assert waits == {
        ("arrive", "blood"): (2, 2.0, True),
        ("arrive", "scan"): (1, 1.0, True),
        ("blood", "see"): (2, 0.75, True),
        ("scan", "see"): (1, 0.0, False),
    }


def test_the_real_log_comes_back(sepsis: Journeys, sepsis_standards: Standards) -> None:
    found = river(sepsis, sepsis_standards)

    assert (found.returned, found.returned_within, found.within_days) == (294, 111, 28)
    assert len(found.stops) == 7
    assert "Coming back to the emergency room" not in {
        stop.name for stop in found.stops
    }
    assert found.completion_only


@given(logs())
def test_nobody_is_lost_on_the_way(journeys: Journeys) -> None:
    found = river(journeys)
    onwards = sum(band.people for band in found.bands)
    stopped = sum(stop.no_further for stop in found.stops)
    came = sum(stop.people for stop in found.stops)

    assert stopped <= journeys.n_cases
    assert onwards + stopped <= came
    assert found.against > 0 or onwards + stopped == came


def places(picture: str) -> list[tuple[float, float, str]]:
    """Left and right end of each line of words."""
    found = []
    for text in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text"):  # noqa: S314 - ours
        words = text.text or ""
        size = float(text.get("font-size", "13"))
        wide = text_width(words, size=size, bold="strong" in text.get("class", ""))
        x = float(text.get("x", "0"))
        left = x - wide / 2 if text.get("text-anchor") == "middle" else x
        found.append((left, left + wide, words))
    return found


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_words_leave_the_picture(
    sepsis: Journeys, sepsis_standards: Standards, width: int
) -> None:
    picture = draw_river(river(sepsis, sepsis_standards), SAID, frame=Frame(width))

    outside = [
        said for left, right, said in places(picture) if left < 0 or right > width
    ]
    assert outside == []


def test_who_owns_a_stop_is_said_and_that_nobody_does(
    sepsis: Journeys, sepsis_standards: Standards
) -> None:
    picture = draw_river(river(sepsis, sepsis_standards), SAID)

    assert "ED matron" in picture
    assert "Giving antibiotics: 823 people, nobody owns this yet." in describe_river(
        river(sepsis, sepsis_standards), SAID
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_every_class_has_a_rule(
    sepsis: Journeys, sepsis_standards: Standards, width: int
) -> None:
    picture = draw_river(river(sepsis, sepsis_standards), SAID, frame=Frame(width))

    used = set(re.findall(r"flow__[\w-]+", picture.partition("</style>")[2]))
    assert used - set(re.findall(r"\.(flow__[\w-]+) ", PICTURE_STYLE)) == set()


def test_a_log_with_one_time_says_that_pools_hold_more_than_waiting(
    sepsis: Journeys, two_ways: Journeys
) -> None:
    assert "cannot be told apart" in draw_river(river(sepsis), SAID)
    assert "cannot be told apart" not in draw_river(river(two_ways), SAID)


def test_a_log_of_one_activity_is_a_river_of_one_stop(a_log: ALog) -> None:
    found = river(a_log("A,see,2024-05-01"))

    assert [stop.people for stop in found.stops] == [1]
    assert "1 person" in draw_river(found, SAID)
