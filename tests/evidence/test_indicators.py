from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    UNKNOWN,
    Flag,
    Point,
    ValueScale,
    flag_from_counts,
    flag_from_points,
)

PERCENT = ValueScale(fail=0, target=100)


def chance_of(count: int, of: int, success: float) -> float:
    """Binomial chance of exactly so many successes."""
    return math.comb(of, count) * success**count * (1 - success) ** (of - count)


@pytest.mark.parametrize(
    ("scale", "value", "worth"),
    [
        pytest.param(ValueScale(fail=85, target=95), 90, 0.5, id="half way"),
        pytest.param(ValueScale(fail=85, target=95), 84, 0.0, id="worse than fail"),
        pytest.param(ValueScale(fail=85, target=95), 99, 1.0, id="better than target"),
        pytest.param(ValueScale(fail=4, target=2), 3.5, 0.25, id="less is better"),
        pytest.param(ValueScale(fail=4, target=2), 1, 1.0, id="less than target"),
        pytest.param(ValueScale(fail=4, target=2), math.inf, 0.0, id="endless wait"),
    ],
)
def test_a_value_is_worth_its_place_between_fail_and_target(
    scale: ValueScale, value: float, worth: float
) -> None:
    assert scale.worth(value) == worth


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(InvalidFlag, match="Leave out the points that are missing"):
        PERCENT.worth(math.nan)


@pytest.mark.parametrize(
    ("fail", "target"),
    [
        pytest.param(95, 95, id="equal"),
        pytest.param(math.nan, 95, id="not a number"),
        pytest.param(0, math.inf, id="infinite"),
    ],
)
def test_a_scale_needs_two_different_numbers(fail: float, target: float) -> None:
    with pytest.raises(InvalidFlag, match="count how often it was met"):
        ValueScale(fail, target)


@pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf])
def test_a_point_needs_a_weight(weight: float) -> None:
    with pytest.raises(InvalidFlag, match="weight above 0"):
        Point(50, weight)


def test_no_points_say_nothing() -> None:
    assert flag_from_points([], PERCENT) == UNKNOWN


def test_nobody_counted_says_nothing() -> None:
    assert flag_from_counts(0, of=0) == UNKNOWN


def test_a_weighted_point_counts_as_that_many() -> None:
    once = flag_from_points([Point(50, weight=3)], PERCENT)
    thrice = flag_from_points([Point(50)] * 3, PERCENT)

    assert once == thrice


@pytest.mark.parametrize(
    ("good", "of"),
    [
        pytest.param(1, 2, id="one of two"),
        pytest.param(3, 12, id="three of twelve"),
        pytest.param(23, 24, id="all but one"),
    ],
)
def test_each_end_leaves_five_in_a_hundred_beyond_the_data(good: int, of: int) -> None:
    """What Clopper and Pearson define, summed up term by term."""
    flag = flag_from_counts(good, of=of)

    so_many_or_more = [chance_of(k, of, flag.lower) for k in range(good, of + 1)]
    so_many_or_fewer = [chance_of(k, of, flag.upper) for k in range(good + 1)]
    assert math.fsum(so_many_or_more) == pytest.approx(0.05)
    assert math.fsum(so_many_or_fewer) == pytest.approx(0.05)


@pytest.mark.parametrize("of", [6, 12, 24])
@pytest.mark.parametrize("truth", [0.5, 0.8, 0.95])
def test_the_flag_holds_the_truth_at_least_nine_times_in_ten(
    truth: float, of: int
) -> None:
    flags = [flag_from_counts(good, of=of) for good in range(of + 1)]

    held = [
        chance_of(good, of, truth)
        for good, flag in enumerate(flags)
        if flag.lower <= truth <= flag.upper
    ]

    assert 0.9 <= math.fsum(held) < 1.0


@pytest.mark.parametrize(
    ("good", "expected"),
    [
        pytest.param(0, Flag(0, 1 - 0.05 ** (1 / 10)), id="none met"),
        pytest.param(10, Flag(0.05 ** (1 / 10), 1), id="all met"),
    ],
)
def test_all_or_none_has_a_closed_form(good: int, expected: Flag) -> None:
    flag = flag_from_counts(good, of=10)

    assert flag.lower == pytest.approx(expected.lower)
    assert flag.upper == pytest.approx(expected.upper)


def test_people_without_a_record_stay_white() -> None:
    known = flag_from_counts(342, of=1049)
    hopeful = flag_from_counts(342 + 226, of=1049)

    flag = flag_from_counts(342, of=1049, not_known=226)

    assert flag == Flag(known.lower, hopeful.upper)


def test_nobody_with_a_record_is_nothing_known() -> None:
    assert flag_from_counts(0, of=50, not_known=50) == UNKNOWN


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_counts_of_any_size_give_a_flag_without_conflict(
    good: float, not_known: float, bad: float
) -> None:
    flag = flag_from_counts(good, of=good + not_known + bad, not_known=not_known)

    assert not flag.is_contested


@pytest.mark.parametrize("good", [5, 5.5])
def test_more_confidence_means_more_white(good: float) -> None:
    usual = flag_from_counts(good, of=10)
    surer = flag_from_counts(good, of=10, confidence=0.99)

    assert surer.lower < usual.lower < usual.upper < surer.upper


@pytest.mark.parametrize(
    ("good", "of", "not_known"),
    [
        pytest.param(9, 8, 0, id="more met than all"),
        pytest.param(5, 8, 4, id="met and not known pass all"),
        pytest.param(-1, 8, 0, id="below 0"),
        pytest.param(1, 8, -1, id="not known below 0"),
        pytest.param(math.nan, 8, 0, id="not a number"),
        pytest.param(1, math.inf, 0, id="endless"),
    ],
)
def test_impossible_counts_are_refused(
    good: float, of: float, not_known: float
) -> None:
    with pytest.raises(InvalidFlag, match="without a record into all"):
        flag_from_counts(good, of=of, not_known=not_known)


@pytest.mark.parametrize("confidence", [0, 1, 90, math.nan])
def test_an_impossible_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(InvalidFlag, match="confidence between 0 and 1"):
        flag_from_counts(1, of=2, confidence=confidence)


def test_the_room_opens_without_loading_scipy() -> None:
    code = "import sys, wholeflow.evidence; print('scipy' in sys.modules)"

    told = subprocess.run(  # noqa: S603  # runs this interpreter on the line above
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "False"
