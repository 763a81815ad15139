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
    lag_one_correlation,
)

PERCENT = ValueScale(fail=0, target=100)


def chance_of(count: int, of: int, success: float) -> float:
    """Binomial chance of exactly so many successes."""
    return math.comb(of, count) * success**count * (1 - success) ** (of - count)


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


def chances_of_runs(of: int, success: float, correlation: float) -> list[float]:
    """Chance of 0, 1, ... hits in a chain of hits and misses, step by step."""
    after_hit = success + correlation * (1 - success)
    after_miss = success * (1 - correlation)
    ways = {(1, 1): success, (0, 0): 1 - success}
    for _ in range(of - 1):
        longer: dict[tuple[int, int], float] = {}
        for (hits, last), chance in ways.items():
            again = after_hit if last else after_miss
            for hit, likely in ((1, again), (0, 1 - again)):
                key = (hits + hit, hit)
                longer[key] = longer.get(key, 0.0) + chance * likely
        ways = longer
    return [ways.get((k, 0), 0.0) + ways.get((k, 1), 0.0) for k in range(of + 1)]


def held_truth(of: int, truth: float, *, correlation: float, told: float) -> float:
    """How often the flag of hits and misses holds the truth."""
    chances = chances_of_runs(of, truth, correlation)
    flags = [
        flag_from_points(
            [Point(100)] * hits + [Point(0)] * (of - hits), PERCENT, correlation=told
        )
        for hits in range(of + 1)
    ]
    return math.fsum(
        chance
        for flag, chance in zip(flags, chances, strict=True)
        if flag.lower <= truth <= flag.upper
    )


@pytest.mark.parametrize(
    ("correlation", "told", "truth", "expected"),
    [
        pytest.param(0, 0, 0.5, (0.97, 0.96, 0.94, 0.91), id="independent, .5"),
        pytest.param(0, 0, 0.8, (0.98, 0.98, 0.93, 0.93), id="independent, .8"),
        pytest.param(0, 0, 0.95, (0.97, 0.98, 0.97, 0.92), id="independent, .95"),
        pytest.param(0.5, 0, 0.5, (0.76, 0.76, 0.71, 0.67), id="not told, .5"),
        pytest.param(0.5, 0, 0.8, (0.90, 0.89, 0.70, 0.70), id="not told, .8"),
        pytest.param(0.5, 0, 0.95, (0.92, 0.92, 0.89, 0.67), id="not told, .95"),
        pytest.param(0.5, 0.5, 0.5, (1.00, 1.00, 0.97, 0.94), id="told, .5"),
        pytest.param(0.5, 0.5, 0.8, (0.98, 0.98, 0.98, 0.95), id="told, .8"),
        pytest.param(0.5, 0.5, 0.95, (0.98, 0.98, 0.98, 0.97), id="told, .95"),
    ],
)
def test_how_often_a_flag_holds_the_truth(
    correlation: float, told: float, truth: float, expected: tuple[float, ...]
) -> None:
    """The table of docs/explanation/how-flags-combine.md."""
    held = [
        held_truth(of, truth, correlation=correlation, told=told)
        for of in (6, 12, 24, 60)
    ]

    assert [round(each, 2) for each in held] == list(expected)


def test_a_correlation_below_0_never_makes_a_flag_surer() -> None:
    points = [Point(50), Point(60)]

    assert flag_from_points(points, PERCENT, correlation=-0.5) == flag_from_points(
        points, PERCENT
    )


def test_points_that_only_repeat_each_other_say_nothing() -> None:
    assert flag_from_points([Point(100)] * 9, PERCENT, correlation=1) == UNKNOWN


@pytest.mark.parametrize("correlation", [-1.1, 1.1, math.nan])
def test_an_impossible_correlation_is_refused(correlation: float) -> None:
    with pytest.raises(InvalidFlag, match="correlation from -1 to 1"):
        flag_from_points([Point(50)], PERCENT, correlation=correlation)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([1, 2, 3, 4, 5], 0.4, id="rising"),
        pytest.param([1, 3, 1, 3], -0.75, id="to and fro"),
        pytest.param([7, 7, 7, 7], 0.0, id="all the same"),
        pytest.param([1, 2], 0.0, id="too few"),
        pytest.param([], 0.0, id="none"),
    ],
)
def test_how_far_a_value_is_like_the_one_before(
    values: list[float], expected: float
) -> None:
    assert lag_one_correlation(values) == pytest.approx(expected)


def test_a_missing_value_has_no_neighbours() -> None:
    with pytest.raises(InvalidFlag, match="month that is missing"):
        lag_one_correlation([1, math.nan, 3])


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
