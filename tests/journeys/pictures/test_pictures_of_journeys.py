"""Pictures show what the measures say, name nobody, and stand alone."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput
from wholeflow.journeys import Frame, Journeys, directly_follows
from wholeflow.journeys.pictures import (
    PICTURE_STYLE,
    WeekWords,
    draw_dots,
    draw_spectrum,
    draw_week,
    spectrum,
)

ALog = Callable[..., Journeys]
HEADLINE = WeekWords("When people wait", "hours")


def tags(picture: str) -> list[str]:
    """Class and tag of every mark; it must be XML."""
    return [
        f"{each.get('class', '')} {each.tag.partition('}')[2]}"
        for each in ET.fromstring(picture).iter()  # noqa: S314 - our own picture
    ]


def lines_in(picture: str) -> int:
    threads = re.findall(r'class="flow__thread[^"]*" d="([^"]*)"', picture)
    return sum(path.count("M") for path in threads)


def test_a_passage_is_a_line_from_end_to_start(a_log: ALog) -> None:
    journeys = a_log(
        "A,arrive,2024-05-01 08:00,2024-05-01 09:00",
        "A,see,2024-05-01 11:00,2024-05-01 12:00",
        columns="case,activity,start,end",
    )

    (segment,) = spectrum(journeys, ["arrive", "see"])

    assert segment.hours().tolist() == [2]


@given(logs())
def test_segments_have_as_many_passages_as_the_graph(journeys: Journeys) -> None:
    times = {
        (link.before, link.after): link.times for link in directly_follows(journeys)
    }

    assert all(
        len(spectrum(journeys, pair)[0].left) == count for pair, count in times.items()
    )


def test_of_very_many_passages_each_second_is_drawn_and_told(sepsis: Journeys) -> None:
    segments = spectrum(sepsis, ["Leucocytes", "CRP"])
    picture = draw_spectrum(segments, timezone="UTC")

    assert len(segments[0].left) == 1778
    assert lines_in(picture) == 889
    assert "1,778 passages; 1 in 2 is drawn" in picture


@pytest.mark.parametrize("chain", [["CRP"], ["CRP", "Crp"]], ids=["short", "unknown"])
def test_a_chain_needs_two_activities_that_there_are(
    sepsis: Journeys, chain: list[str]
) -> None:
    with pytest.raises(BadInput, match="expected the names of two activities or more"):
        spectrum(sepsis, chain)


def test_a_chain_that_nobody_took_is_said(a_log: ALog) -> None:
    journeys = a_log("A,see,2024-05-01", "B,treat,2024-05-01")

    picture = draw_spectrum(spectrum(journeys, ["see", "treat"]), timezone="UTC")

    assert "Nobody passed from one to the next." in picture


def test_dots_are_of_every_event_and_name_no_journey(a_log: ALog) -> None:
    journeys = a_log(
        "Xanthippe,see,2024-05-01", "Xanthippe,treat,2024-05-02", "B,see,2024-05-03"
    )

    picture = draw_dots(journeys, chosen=["see"])

    assert picture.count("h.01") == 3
    assert "Xanthippe" not in picture


def test_of_many_journeys_some_are_drawn_and_told(sepsis: Journeys) -> None:
    assert "1 journey in 3 is drawn" in draw_dots(sepsis)


def test_a_week_has_a_cell_for_each_hour(a_log: ALog) -> None:
    values = np.full((7, 24), np.nan)
    values[2, 15], values[3, 8] = 10, 4

    drawn = tags(draw_week(values, HEADLINE))

    assert drawn.count("flow__cell rect") == 2
    assert drawn.count("flow__cell--none rect") == 7 * 24 - 2


def test_a_week_is_described_by_its_worst_hours() -> None:
    values = np.zeros((7, 24))
    values[2, 15] = 10

    assert "Wed 15:00 with 10" in draw_week(values, HEADLINE)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_every_picture_is_as_wide_as_asked_and_every_class_has_a_rule(
    sepsis: Journeys, width: int
) -> None:
    pictures = (
        draw_dots(sepsis, since_begun=True, frame=Frame(width)),
        draw_spectrum(
            spectrum(sepsis, ["ER Triage", "ER Sepsis Triage"]),
            timezone="UTC",
            frame=Frame(width),
        ),
        draw_week(np.arange(168.0).reshape(7, 24), HEADLINE, frame=Frame(width)),
    )

    assert all(f'width="{width}"' in picture for picture in pictures)
    used = set(
        re.findall(
            r"flow__[\w-]+", " ".join(p.partition("</style>")[2] for p in pictures)
        )
    )
    assert used - set(re.findall(r"\.(flow__[\w-]+) ", PICTURE_STYLE)) == set()


def test_a_picture_for_a_page_brings_no_style() -> None:
    assert "<style>" not in draw_week(
        np.zeros((7, 24)), HEADLINE, frame=Frame(styled=False)
    )
