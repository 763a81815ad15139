"""A value stream with nothing typed in: inventories, takt and load from the log."""

import re
from collections.abc import Callable

import pytest

from wholeflow.errors import BadInput
from wholeflow.journeys import Frame, Journeys, draw_value_stream, value_stream
from wholeflow.journeys.pictures import PICTURE_STYLE
from wholeflow.journeys.rules.opening import Calendar, Opening

ALog = Callable[..., Journeys]


@pytest.fixture
def clinic(a_log: ALog) -> Journeys:
    """Ten hours; two people, one doctor who sees each for an hour, and a way out."""
    return a_log(
        "A,arrive,2024-05-01 08:00,2024-05-01 08:00",
        "A,see,2024-05-01 08:00,2024-05-01 09:00",
        "B,arrive,2024-05-01 08:00,2024-05-01 08:00",
        "B,see,2024-05-01 10:00,2024-05-01 11:00",
        "B,leave,2024-05-01 18:00,2024-05-01 18:00",
        columns="case,activity,start,end",
    )


def test_steps_stand_in_the_order_in_which_people_come_to_them(
    clinic: Journeys,
) -> None:
    assert [step.name for step in value_stream(clinic).steps] == [
        "arrive",
        "see",
        "leave",
    ]


def test_a_step_has_inventory_takt_and_load(clinic: Journeys) -> None:
    see = value_stream(clinic).steps[1]

    assert see.inventory == pytest.approx((0 + 2) / 10)
    assert see.takt_hours == 10 / 2
    assert see.pace_hours == 1
    assert see.load == pytest.approx(0.2)


def test_takt_counts_open_hours_only(clinic: Journeys) -> None:
    nine_to_eleven = Opening(everybody=Calendar((((9 * 60, 11 * 60),),) * 7))

    see = value_stream(clinic, opening=nine_to_eleven).steps[1]

    assert see.takt_hours == 1
    assert see.load == 1


def test_the_whole_adds_up(patients: Journeys) -> None:
    found = value_stream(patients)

    assert found.touch_hours == pytest.approx(13_874.734, abs=0.001)
    assert found.waiting_hours == pytest.approx(66_240.957, abs=0.001)
    assert found.efficiency == pytest.approx(0.173184, abs=1e-6)
    hours = (patients.last - patients.first).total_seconds() / 3600
    assert sum(step.inventory for step in found.steps) == pytest.approx(
        66_240.957 / hours, abs=1e-4
    )


def test_a_log_with_one_time_has_no_value_stream(sepsis: Journeys) -> None:
    with pytest.raises(BadInput, match="one time"):
        value_stream(sepsis)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_it_is_drawn_with_its_numbers(patients: Journeys, width: int) -> None:
    picture = draw_value_stream(
        value_stream(patients), "Where time goes", frame=Frame(width)
    )

    assert picture.count('class="flow__step"') == 7
    assert "17 % of the time somebody was seen to" in re.sub(
        r"</text><text[^>]*>", " ", picture
    )
    used = set(re.findall(r"flow__[\w-]+", picture.partition("</style>")[2]))
    assert used - set(re.findall(r"\.(flow__[\w-]+) ", PICTURE_STYLE)) == set()
