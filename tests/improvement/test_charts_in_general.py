"""What holds for every series, whatever its values."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.improvement.charts import a_chart, a_rebase, an_aside, daily, labels
from wholeflow.improvement import xmr

# Whole numbers, so that adding and doubling lose no digit.
VALUES = st.lists(st.integers(-1000, 1000), min_size=2, max_size=40)


@given(VALUES, st.integers(-1000, 1000))
def test_adding_a_constant_moves_the_chart_and_changes_no_label(
    values: list[int], constant: int
) -> None:
    before, after = a_chart(values), a_chart([v + constant for v in values])

    assert labels(after) == labels(before)
    assert after.limits.upper == pytest.approx(
        before.limits.upper + constant, abs=1e-9, nan_ok=True
    )


@given(VALUES, st.sampled_from([0.25, 2.0, 1024.0]))
def test_another_unit_changes_no_label(values: list[int], unit: float) -> None:
    assert labels(a_chart([v * unit for v in values])) == labels(a_chart(values))


@given(VALUES)
def test_a_mirrored_series_has_mirrored_labels(values: list[int]) -> None:
    turned = str.maketrans("+-", "-+")

    mirrored = labels(a_chart([-v for v in values]))

    assert [label.translate(turned) for label in mirrored] == labels(a_chart(values))


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: list[int], random: Random) -> None:
    rows = daily(values)
    shuffled = random.sample(rows, len(rows))

    assert xmr(shuffled, better="up").points == xmr(rows, better="up").points


@given(VALUES, VALUES)
def test_each_side_of_a_rebase_is_a_chart_of_its_own(
    before: list[int], after: list[int]
) -> None:
    whole = a_chart([*before, *after], rebases=(a_rebase(len(before)),))

    assert labels(whole) == [*labels(a_chart(before)), *labels(a_chart(after))]


@given(st.lists(st.integers(-99, 99), min_size=12, max_size=12), VALUES)
def test_points_after_a_fixed_baseline_never_move_its_limits(
    baseline: list[int], later: list[int]
) -> None:
    fixed = a_chart(baseline, baseline=12).points[0]

    for point in a_chart([*baseline, *later], baseline=12).points:
        assert (point.centre, point.lower, point.upper) == (
            (fixed.centre, fixed.lower, fixed.upper)
        )


@given(VALUES, st.integers(-(10**6), 10**6), st.data())
def test_the_value_of_a_point_set_aside_does_not_matter(
    values: list[int], other: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    changed = [other if i == place else v for i, v in enumerate(values)]

    aside = (an_aside(place),)
    assert labels(a_chart(changed, set_aside=aside)) == labels(
        a_chart(values, set_aside=aside)
    )


@given(VALUES)
def test_better_up_and_better_down_are_opposite_readings_of_one_chart(
    values: list[int],
) -> None:
    opposite = {"improvement": "concern", "concern": "improvement"}

    up = [p.type.value for p in a_chart(values, better="up").points]
    down = [p.type.value for p in a_chart(values, better="down").points]

    assert [opposite.get(each, each) for each in up] == down
