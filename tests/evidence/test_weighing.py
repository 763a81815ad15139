from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    CERTAIN,
    NOT_DECLARED,
    UNKNOWN,
    Chance,
    Flag,
    Pooled,
    bears_on,
    hull,
    meet,
    pool,
    speaks_against,
)

numbers = st.floats(0, 1)
flags = st.builds(Flag, numbers, numbers)
chances = st.tuples(numbers, numbers).map(lambda pair: Chance(min(pair), max(pair)))
HALF = Chance(0.5, 0.5)
NOT_AT_ALL = Chance(0, 0)


@pytest.mark.parametrize(
    ("sufficiency", "necessity", "expected"),
    [
        pytest.param(CERTAIN, CERTAIN, Flag(0.25, 0.5), id="is the success itself"),
        pytest.param(CERTAIN, NOT_AT_ALL, Flag(1, 1), id="succeeds either way"),
        pytest.param(CERTAIN, HALF, Flag(0.625, 0.75), id="half necessary"),
        pytest.param(HALF, CERTAIN, Flag(0.125, 0.25), id="half sufficient"),
        pytest.param(NOT_DECLARED, CERTAIN, Flag(0, 0.5), id="necessary only"),
        pytest.param(CERTAIN, NOT_DECLARED, Flag(0.25, 1), id="sufficient only"),
        pytest.param(NOT_DECLARED, NOT_DECLARED, UNKNOWN, id="irrelevant"),
        pytest.param(NOT_AT_ALL, NOT_AT_ALL, Flag(0.5, 0.75), id="the opposite"),
    ],
)
def test_evidence_bears_on_a_process(
    sufficiency: Chance, necessity: Chance, expected: Flag
) -> None:
    flag = bears_on(Flag(0.25, 0.5), sufficiency=sufficiency, necessity=necessity)

    assert flag == expected


def test_better_news_of_evidence_that_speaks_against_is_worse_news() -> None:
    bearing = {"sufficiency": Chance(0.25, 0.25), "necessity": Chance(0.25, 0.25)}

    assert speaks_against(**bearing)
    assert bears_on(Flag(0, 0), **bearing) == Flag(0.75, 0.75)
    assert bears_on(Flag(1, 1), **bearing) == Flag(0.25, 0.25)


@pytest.mark.parametrize(
    ("sufficiency", "necessity", "against"),
    [
        pytest.param(CERTAIN, CERTAIN, False, id="direct"),
        pytest.param(HALF, HALF, False, id="says nothing either way"),
        pytest.param(Chance(0.25, 1), HALF, True, id="may speak against, lower end"),
        pytest.param(HALF, Chance(0.25, 0.5), True, id="may speak against, upper end"),
    ],
)
def test_evidence_that_may_speak_against_is_told(
    sufficiency: Chance, necessity: Chance, against: bool
) -> None:
    told = speaks_against(sufficiency=sufficiency, necessity=necessity)

    assert told is against


@given(flags, numbers, chances, chances)
def test_other_evidence_never_makes_better_news_worse(
    flag: Flag, by: float, sufficiency: Chance, necessity: Chance
) -> None:
    bearing = {"sufficiency": sufficiency, "necessity": necessity}
    better = Flag(
        min(1.0, flag.lower + by * (1 - flag.lower)),
        min(1.0, flag.upper + by * (1 - flag.upper)),
    )

    before, after = bears_on(flag, **bearing), bears_on(better, **bearing)

    fine = after.lower >= before.lower - 1e-12 and after.upper >= before.upper - 1e-12
    assert fine or speaks_against(**bearing)


def test_a_conflict_in_evidence_that_bears_on_a_process_is_passed_on() -> None:
    flag = bears_on(Flag(0.75, 0.25), sufficiency=CERTAIN, necessity=HALF)

    assert flag == Flag(0.875, 0.625)


def test_a_hull_holds_every_statement() -> None:
    assert hull([Flag(0.7, 0.95), Flag(0.1, 0.4), Flag(0.5, 0.6)]) == Flag(0.1, 0.95)
    assert hull([]) == UNKNOWN


@given(st.lists(flags, min_size=1, max_size=4))
def test_what_several_agree_on_lies_within_what_any_of_them_allows(
    some: list[Flag],
) -> None:
    met, wide = meet(some), hull(some)

    assert wide.lower <= met.lower
    assert met.upper <= wide.upper


def test_judges_of_one_question_are_a_vote_and_their_conflict_is_kept() -> None:
    pooled = pool([Flag(0.75, 1), Flag(0.5, 0.75), Flag(0.25, 0.5)])

    assert pooled == Pooled(Flag(0.5, 0.75), conflict=0.25, spread=0.5, n_judges=3)


def test_a_weighty_judge_counts_for_more() -> None:
    pooled = pool([Flag(1, 1), Flag(0, 0.5)], weights=[3, 1])

    assert pooled.flag == Flag(0.75, 0.875)


def test_judges_who_can_all_be_right_have_no_conflict_but_may_lie_apart() -> None:
    pooled = pool([Flag(0.75, 1), UNKNOWN])

    assert pooled.conflict == 0
    assert pooled.spread == 0.75


def test_no_judges_say_nothing() -> None:
    assert pool([]) == Pooled(UNKNOWN, conflict=0, spread=0, n_judges=0)


@pytest.mark.parametrize(
    ("apart", "split"),
    [
        pytest.param(0.25, False, id="near"),
        pytest.param(0.3, False, id="just so"),
        pytest.param(0.5, True, id="far"),
    ],
)
def test_judges_far_apart_are_to_be_shown_one_by_one(apart: float, split: bool) -> None:
    pooled = pool([Flag(0.1, 1), Flag(0.1 + apart, 1)])

    assert pooled.is_split() is split
    assert pooled.is_split(threshold=0.5) is False


@given(flags, st.integers(1, 5))
def test_judges_of_one_mind_say_what_each_says(flag: Flag, n_judges: int) -> None:
    assert pool([flag] * n_judges) == Pooled(
        flag, max(0.0, flag.lower - flag.upper), 0.0, n_judges
    )


@given(st.lists(flags, max_size=4))
def test_the_order_of_statements_does_not_matter_to_the_last_bit(
    some: list[Flag],
) -> None:
    results = {(pool(order), meet(order), hull(order)) for order in permutations(some)}

    assert len(results) == 1


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param([1], id="too few"),
        pytest.param([0, 0], id="all 0"),
        pytest.param([1, -1], id="below 0"),
        pytest.param([1, float("nan")], id="not a number"),
    ],
)
def test_weights_that_are_no_votes_are_refused(weights: list[float]) -> None:
    with pytest.raises(InvalidFlag, match="each of 2 judges, and not all 0; got"):
        pool([UNKNOWN, UNKNOWN], weights)
