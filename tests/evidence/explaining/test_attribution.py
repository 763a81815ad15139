from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.evidence import (
    DEPENDENCE_WORDS,
    Chance,
    Combining,
    Dependence,
    Flag,
    Logic,
    combine,
    shares_of_missing,
)

INDEPENDENT = DEPENDENCE_WORDS["independent"]
TOGETHER = DEPENDENCE_WORDS["stand or fall together"]
APART = Dependence(-1, -1)
numbers = st.one_of(st.floats(0, 1), st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0)))
chances = st.tuples(numbers, numbers).map(lambda pair: Chance(min(pair), max(pair)))
degrees = st.floats(-1, 1)
dependences = st.one_of(
    st.sampled_from(list(DEPENDENCE_WORDS.values())),
    st.tuples(degrees, degrees).map(lambda pair: Dependence(min(pair), max(pair))),
)


@pytest.mark.parametrize(
    ("logic", "lowers", "expected"),
    [
        pytest.param(Logic(), [0.75, 0.875], [0.25, 0.125], id="all: failures add up"),
        pytest.param(
            Logic(), [0.25, 0.25, 0.5], [0.375, 0.375, 0.25], id="all: more than all"
        ),
        pytest.param(
            Logic(dependence=INDEPENDENT),
            [0.5, 0.25],
            [7 / 24, 14 / 24],
            id="all: by log",
        ),
        pytest.param(
            Logic(dependence=INDEPENDENT),
            [0, 0.25, 0],
            [0.5, 0, 0.5],
            id="all: hopeless",
        ),
        pytest.param(
            Logic(dependence=TOGETHER),
            [0.75, 0.5, 0.5],
            [0, 0.25, 0.25],
            id="all: worst",
        ),
        pytest.param(
            Logic(dependence=Dependence(0.5, 0.5)),
            [0.5, 0.25],
            [7 / 48, 14 / 48 + 0.375],
            id="all: half way to together",
        ),
        pytest.param(
            Logic(dependence=Dependence(-0.5, 0)),
            [0.5, 0.25],
            [7 / 48 + 0.2, 14 / 48 + 0.3],
            id="all: half way to apart",
        ),
        pytest.param(Logic(Combining.ANY), [0.25, 0.75], [0, 0.25], id="any: the best"),
        pytest.param(
            Logic(Combining.ANY, dependence=INDEPENDENT),
            [0.5, 0.75],
            [0.0625, 0.0625],
            id="any: each was needed to fail",
        ),
        pytest.param(
            Logic(Combining.ANY, dependence=APART),
            [0.25, 0.5],
            [0.15, 0.1],
            id="any: those that rule each other out",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2),
            [0.75, 0.75, 0.875],
            [0.125, 0.125, 0.0625],
            id="two of three: all count",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2),
            [0.875, 0.875, 0],
            [0.125, 0.125, 0],
            id="two of three: one is given up",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2),
            [0.875, 0, 0],
            [0.125 / 2.125, 1 / 2.125, 1 / 2.125],
            id="two of three: more than all",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, dependence=TOGETHER, at_least=2),
            [0.75, 0.5, 0.25],
            [0, 0.5, 0],
            id="two of three, together: the second best",
        ),
        pytest.param(
            # Together gives 0.25 for it and independent 0.34375: the less decides.
            Logic(Combining.AT_LEAST, dependence=Dependence(0, 1), at_least=2),
            [0.75, 0.25, 0.25],
            [0, 0.375, 0.375],
            id="two of three, not opposed: as if together",
        ),
        pytest.param(
            Logic(Combining.AT_LEAST, dependence=INDEPENDENT, at_least=2),
            [0.5, 0.5, 0],
            # Both others fail in 1/4 of the worlds, one of them in 1/4 each.
            [0.125 + 0.25 / 3, 0.125 + 0.25 / 3, 0.25 + 0.25 / 3],
            id="two of three, independent: those that failed",
        ),
    ],
)
def test_what_is_missing_is_shared_out(
    logic: Logic, lowers: list[float], expected: list[float]
) -> None:
    of_parts, of_sufficiency = shares_of_missing(lowers, logic)

    assert of_parts == pytest.approx(expected)
    assert of_sufficiency == 0


def test_what_parts_leave_open_has_a_share_of_its_own() -> None:
    logic = Logic(sufficiency=Chance(0.5, 0.75))

    assert shares_of_missing([0.75, 0.5], logic) == ([0.125, 0.25], 0.5)


def test_parts_that_share_cases_bear_what_goes_wrong_in_theirs() -> None:
    of_parts, _ = shares_of_missing(
        [0.75, 0.5], Logic(Combining.SHARE), shares=[(0.25, 0.75), (0.25, 0.5)]
    )

    assert of_parts == [0.125, 0.25]


@given(st.lists(numbers, min_size=1, max_size=6), chances, dependences, st.data())
def test_the_shares_add_up_to_what_is_missing(
    lowers: list[float],
    sufficiency: Chance,
    dependence: Dependence,
    data: st.DataObject,
) -> None:
    combining = data.draw(st.sampled_from(Combining))
    counted = combining is Combining.AT_LEAST
    needed = data.draw(st.integers(1, len(lowers))) if counted else None
    logic = Logic(combining, sufficiency, dependence, needed)
    within = [(0.0, 1.0)] * len(lowers) if combining is Combining.SHARE else []

    of_parts, of_sufficiency = shares_of_missing(lowers, logic, shares=within)

    flag = combine(
        [Flag(lower, 1) for lower in lowers],
        logic,
        shares=[Chance(*share) for share in within],
    )
    assert min(of_parts) >= 0
    total = math.fsum((*of_parts, of_sufficiency))
    assert total == pytest.approx(1 - flag.lower, abs=1e-9)


@given(st.lists(numbers, min_size=2, max_size=5), dependences, st.data())
def test_level_parts_bear_the_same(
    lowers: list[float], dependence: Dependence, data: st.DataObject
) -> None:
    twice = [lowers[0], *lowers]
    combining = data.draw(st.sampled_from([c for c in Combining if c != "share"]))
    counted = combining is Combining.AT_LEAST
    needed = data.draw(st.integers(1, len(twice))) if counted else None

    (one, other, *_), _ = shares_of_missing(
        twice, Logic(combining, dependence=dependence, at_least=needed)
    )

    assert one == pytest.approx(other)
