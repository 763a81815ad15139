"""Pictures of runs show what the numbers say, in marks and in words, and stand alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.simulation.outcomes import run_plainly
from tests.simulation.runners import runner_of
from tests.simulation.systems import hospital, one_queue
from wholeflow.drawing import Frame
from wholeflow.drawing.lettering import text_width
from wholeflow.errors import BadInput
from wholeflow.simulation.experiments import Plan, Scenario, compare, replicate
from wholeflow.simulation.measures import census_of, measure_of
from wholeflow.simulation.pictures import (
    Census,
    CensusWords,
    draw_census,
)

SAID = CensusWords("A ward", dt.datetime(2026, 1, 5))  # noqa: DTZ001 - local time
RUNNER = runner_of(run_plainly)
WAIT = measure_of(one_queue(), "mean wait", "Clinic")


def a_census(there: list[list[float]], waiting: float = 0.0) -> Census:
    shape = np.array(there, dtype=np.float64)
    return Census("Ward", shape, np.full_like(shape, waiting))


def texts(picture: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)<", picture)


def points(picture: str, name: str) -> list[tuple[float, float]]:
    path = re.search(f'class="{name}" d="([^"]*)"', picture)
    assert path, f"no {name} is drawn"
    numbers = [float(each) for each in re.findall(r"[\d.]+", path[1])]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_the_line_is_the_mean_of_the_runs_and_higher_is_more() -> None:
    picture = draw_census([a_census([[10, 20, 10], [10, 40, 10]])], SAID)
    (_, first), (_, second), (_, third) = points(picture, "run__line")

    assert first == third
    assert second < first
    assert "17 there" in texts(picture)


def test_the_band_holds_the_middle_nine_tenths_of_the_runs() -> None:
    runs = [[float(run)] for run in range(101)]
    picture = draw_census([a_census(runs)], SAID)

    assert "from 5.0 to 95 in 9 of 10 hours" in picture


def test_a_long_run_is_drawn_day_by_day_and_says_so() -> None:
    picture = draw_census([a_census([[1.0, 3.0] * 12 * 40])], SAID)

    assert "by the day" in picture
    assert len(points(picture, "run__line")) == 40


def test_a_short_run_is_marked_by_the_clock() -> None:
    picture = draw_census([a_census([[1.0] * 19])], SAID, Frame(width=336))

    assert {"00:00", "06:00", "12:00", "18:00"} <= set(texts(picture))


@pytest.mark.parametrize("width", [336, 736, 1240])
def test_no_words_leave_the_picture(width: int) -> None:
    node = replace(a_census([[1234.0] * 700], 1000.0), node="Arranging support " * 4)
    picture = draw_census([node], SAID, Frame(width=width))
    starts = re.findall(r'x="([\d.]+)"[^>]*anchor="start">([^<]*)<', picture)

    assert all(
        float(x) + text_width(words, size=13) <= width - 8 for x, words in starts
    )


def test_runs_kept_by_the_hour_are_a_census_in_a_notebook() -> None:
    model = hospital()
    plan = Plan(hours=48, seed=1, runs=3, warm_up_hours=12, binning="hour",
                by_bin=census_of(model))  # fmt: skip
    picture = replicate(model, plan, runner=RUNNER)._repr_svg_()

    assert picture is not None
    assert [node.name in picture for node in model.nodes] == [True] * 3
    assert "12:00" in texts(picture)  # the warm-up is left out


def test_runs_kept_by_the_hour_of_the_week_are_a_heat_map() -> None:
    plan = Plan(hours=340, seed=1, runs=2, binning="hour of week", by_bin=(WAIT,))
    picture = replicate(one_queue(), plan, runner=RUNNER)._repr_svg_()

    assert picture is not None
    assert picture.count("<rect") == 1 + 7 * 24


def test_runs_of_which_nothing_was_kept_are_no_picture() -> None:
    ran = replicate(one_queue(), Plan(hours=50, seed=1, runs=2), runner=RUNNER)

    assert ran._repr_svg_() is None
    with pytest.raises(BadInput, match='binning="hour" and by_bin=census_of'):
        ran.census()
    with pytest.raises(BadInput, match="mean wait at Clinic in by_bin"):
        ran.week(WAIT)


def test_a_comparison_says_of_each_difference_whether_it_may_be_luck() -> None:
    scenarios = [
        Scenario("one more", "pool doctors + 1"),
        Scenario("no change", "pool doctors + 0"),
    ]
    told = compare(one_queue(), scenarios, Plan(hours=250, seed=3, runs=8),
                   measures=[WAIT], runner=RUNNER)  # fmt: skip
    picture = told._repr_svg_()
    assert picture is not None
    said = dict(zip(texts(picture)[1:], texts(picture), strict=False))

    assert said["one more"].startswith("\N{MINUS SIGN}")
    assert "luck" not in said["one more"]
    assert said["no change"] == "+0 (+0 to +0), may be luck"
