from __future__ import annotations

import numpy as np
import pytest

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    Chance,
    Combining,
    Dependence,
    Logic,
    ground,
    logics,
    logics_of,
)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        pytest.param([0, np.nan], [1, 1], id="not a number"),
        pytest.param([0, -0.1], [1, 1], id="below 0"),
        pytest.param([0, 0], [1, 1.1], id="above 1"),
    ],
)
def test_columns_that_are_no_flags_are_refused_with_their_place(
    lower: list[float], upper: list[float]
) -> None:
    with pytest.raises(InvalidFlag, match="in row 1"):
        ground(lower, upper)


def test_logics_stand_in_columns_as_they_are() -> None:
    columns = logics_of(
        [
            Logic(),
            Logic(
                Combining.AT_LEAST, Chance(0.5, 0.75), Dependence(0, 0.25), at_least=2
            ),
        ]
    )

    assert columns.way.tolist() == [0, 2]
    assert columns.at_least.tolist() == [0, 2]
    assert columns.sufficiency_low.tolist() == [1.0, 0.5]
    assert columns.sufficiency_high.tolist() == [1.0, 0.75]
    assert columns.dependence_low.tolist() == [-1.0, 0.0]
    assert columns.dependence_high.tolist() == [1.0, 0.25]


def test_without_words_all_parts_are_needed_and_nothing_is_claimed() -> None:
    columns = logics()

    assert columns.way.tolist() == [0]
    assert (columns.sufficiency_low[0], columns.sufficiency_high[0]) == (0.0, 1.0)
    assert (columns.dependence_low[0], columns.dependence_high[0]) == (-1.0, 1.0)


def test_a_way_that_nobody_knows_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidFlag, match='got "most" for process 1'):
        logics(["all", "most"])


def test_at_least_must_say_how_many() -> None:
    with pytest.raises(InvalidFlag, match=r"1 or more.*got 0 for process 1"):
        logics(["any", "at least"])


def test_a_dependence_out_of_range_is_refused() -> None:
    with pytest.raises(InvalidFlag, match=r"from -1 to 1.*process 1"):
        logics(dependence_low=[0.0, -1.5])
