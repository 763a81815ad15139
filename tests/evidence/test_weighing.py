from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flags_compared import chances, flags, no_worse, numbers, raised
from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    CERTAIN,
    NOT_DECLARED,
    UNKNOWN,
    Chance,
    Flag,
    Pooled,
    ageing,
    bears_on,
    discount,
    hull,
    meet,
    pool,
    speaks_against,
    weight_after,
)

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
    before, after = bears_on(flag, **bearing), bears_on(raised(flag, by), **bearing)

    assert no_worse(after, before) or speaks_against(**bearing)


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


@given(flags, numbers, st.lists(flags, max_size=3), numbers)
def test_better_news_in_one_statement_is_never_worse_news_of_the_process(
    statement: Flag, by: float, others: list[Flag], reliability: float
) -> None:
    before, after = (
        meet([discount(news, reliability), *others])
        for news in (statement, raised(statement, by))
    )

    assert no_worse(after, before)


@given(flags, numbers, st.lists(flags, max_size=3))
def test_better_news_from_one_judge_is_never_worse_news_of_the_process(
    flag: Flag, by: float, others: list[Flag]
) -> None:
    votes, cautious = (
        [combined([news, *others]) for news in (flag, raised(flag, by))]
        for combined in (lambda some: pool(some).flag, hull)
    )

    assert no_worse(votes[1], votes[0])
    assert no_worse(cautious[1], cautious[0])


def test_no_statements_leave_everything_open() -> None:
    assert meet([]) == UNKNOWN


def test_the_same_statement_twice_says_no_more_than_once() -> None:
    flag = Flag(0.6, 0.9)

    assert meet([flag, flag, flag]) == flag


@pytest.mark.parametrize(
    ("reliability", "expected"),
    [
        pytest.param(1, Flag(0.5, 0.75), id="as it stands"),
        pytest.param(0.5, Flag(0.25, 0.875), id="half"),
        pytest.param(0, UNKNOWN, id="not at all"),
    ],
)
def test_a_discount_makes_white_of_green_and_red_alike(
    reliability: float, expected: Flag
) -> None:
    assert discount(Flag(0.5, 0.75), reliability) == expected


@pytest.mark.parametrize(
    ("days", "half_life_days", "grace_days", "weight"),
    [
        pytest.param(0, 30, 0, 1.0, id="fresh"),
        pytest.param(30, 30, 0, 0.5, id="one half-life"),
        pytest.param(60, 30, 0, 0.25, id="two half-lives"),
        pytest.param(7, 30, 7, 1.0, id="within the grace"),
        pytest.param(37, 30, 7, 0.5, id="grace and then a half-life"),
        pytest.param(-5, 30, 0, 1.0, id="before it was made"),
        pytest.param(9999, None, 0, 1.0, id="does not age"),
        pytest.param(1e9, 1, 0, 0.0, id="very old"),
    ],
)
def test_a_statement_loses_weight_with_age(
    days: float, half_life_days: float | None, grace_days: float, weight: float
) -> None:
    told = weight_after(days, half_life_days=half_life_days, grace_days=grace_days)

    assert told == weight


def test_an_old_statement_fades_to_white_and_not_to_red() -> None:
    assert ageing(Flag(1, 1), 20, half_life_days=10) == Flag(0.25, 1)


@pytest.mark.parametrize(
    ("days", "half_life_days", "grace_days"),
    [
        pytest.param(1, 0, 0, id="no half-life"),
        pytest.param(1, -3, 0, id="half-life below 0"),
        pytest.param(1, math.nan, 0, id="half-life not a number"),
        pytest.param(1, 30, -1, id="grace below 0"),
        pytest.param(math.nan, 30, 0, id="days not a number"),
    ],
)
def test_impossible_durations_are_refused(
    days: float, half_life_days: float, grace_days: float
) -> None:
    with pytest.raises(InvalidFlag, match="half-life above 0 days"):
        weight_after(days, half_life_days=half_life_days, grace_days=grace_days)
