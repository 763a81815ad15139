from __future__ import annotations

import math

import pytest

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import ValueScale

ROOM = ValueScale.from_knots([(16, 0.25), (20, 1), (22, 1), (28, 0)])


@pytest.mark.parametrize(
    ("scale", "value", "worth"),
    [
        pytest.param(ValueScale(fail=85, target=95), 90, 0.5, id="half way"),
        pytest.param(ValueScale(fail=85, target=95), 84, 0.0, id="worse than fail"),
        pytest.param(ValueScale(fail=85, target=95), 99, 1.0, id="better than target"),
        pytest.param(ValueScale(fail=4, target=2), 3.5, 0.25, id="less is better"),
        pytest.param(ValueScale(fail=4, target=2), 1, 1.0, id="less than target"),
        pytest.param(ValueScale(fail=4, target=2), math.inf, 0.0, id="endless wait"),
        pytest.param(ROOM, 15, 0.25, id="before the first knot"),
        pytest.param(ROOM, 16, 0.25, id="on the first knot"),
        pytest.param(ROOM, 18, 0.625, id="rising"),
        pytest.param(ROOM, 21, 1.0, id="level"),
        pytest.param(ROOM, 25, 0.5, id="falling"),
        pytest.param(ROOM, 99, 0.0, id="after the last knot"),
        pytest.param(ValueScale.met_at_least(95), 95, 1.0, id="just met"),
        pytest.param(ValueScale.met_at_least(95), 94.9, 0.0, id="just not met"),
        pytest.param(ValueScale.met_at_least(95), 96, 1.0, id="well met"),
        pytest.param(ValueScale.met_at_most(4), 4, 1.0, id="just met, less is better"),
        pytest.param(
            ValueScale.met_at_most(4), 4.1, 0.0, id="just not, less is better"
        ),
        pytest.param(ValueScale.met_at_most(4), 0, 1.0, id="well met, less is better"),
    ],
)
def test_a_value_is_worth_its_place_between_fail_and_target(
    scale: ValueScale, value: float, worth: float
) -> None:
    assert scale.worth(value) == worth


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(InvalidFlag, match="Leave out the points that are missing"):
        ROOM.worth(math.nan)


@pytest.mark.parametrize(
    ("fail", "target"),
    [
        pytest.param(95, 95, id="equal"),
        pytest.param(math.nan, 95, id="not a number"),
        pytest.param(0, math.inf, id="infinite"),
    ],
)
def test_a_scale_needs_two_different_numbers(fail: float, target: float) -> None:
    with pytest.raises(InvalidFlag, match="in which direction better lies; got"):
        ValueScale(fail=fail, target=target)


@pytest.mark.parametrize(
    ("knots", "told"),
    [
        pytest.param([], "got none", id="none"),
        pytest.param([(1, 0)], "Expected two or more values", id="one"),
        pytest.param([(2, 0), (1, 1)], "ascending order.*got 2, 1", id="out of order"),
        pytest.param([(1, 0), (1, 1)], "each once", id="the same value twice"),
        pytest.param([(1, 0), (math.nan, 1)], "ascending order", id="not a number"),
        pytest.param([(1, 0), (math.inf, 1)], "ascending order", id="infinite"),
        pytest.param([(1, 0), (2, 100)], "the value 2 is worth .* got 100", id="worth"),
    ],
)
def test_a_curve_that_is_none_is_refused(
    knots: list[tuple[float, float]], told: str
) -> None:
    with pytest.raises(InvalidFlag, match=told):
        ValueScale.from_knots(knots)


@pytest.mark.parametrize("target", [math.nan, math.inf])
def test_a_target_has_to_be_a_number(target: float) -> None:
    with pytest.raises(InvalidFlag, match="number as the target"):
        ValueScale.met_at_least(target)
    with pytest.raises(InvalidFlag, match="number as the target"):
        ValueScale.met_at_most(target)


def test_a_scale_from_fail_to_target_is_the_curve_through_the_two() -> None:
    drawn = ValueScale.from_knots([(2, 1), (4, 0)])

    assert ValueScale(fail=4, target=2) == drawn
