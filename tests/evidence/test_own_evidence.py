from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.evidence import (
    UNKNOWN,
    Chance,
    Feedback,
    Flag,
    IndicatorReading,
    Judgement,
    Pooled,
    flag_on,
    is_stale,
    own_flag,
    pooled_judgements,
)

HALF = Chance(0.5, 0.5)
numbers = st.floats(0, 1)
MAY_DAY = date(2023, 5, 1)
A_HUNDRED_DAYS_LATER = date(2023, 8, 9)


def a_judgement(
    flag: Flag, half_life_days: float | None = None, grace_days: float = 0.0
) -> Judgement:
    return Judgement(
        flag,
        "gut feeling",
        "nurse",
        on=MAY_DAY,
        half_life_days=half_life_days,
        grace_days=grace_days,
    )


def a_reading(flag: Flag) -> IndicatorReading:
    return IndicatorReading(flag, "Results within an hour", "laboratory", on=MAY_DAY)


def _day(number: int) -> date:
    return MAY_DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("half_life_days", "grace_days", "expected"),
    [
        pytest.param(None, 0, Flag(0.5, 0.75), id="does not age"),
        pytest.param(100, 0, Flag(0.25, 0.875), id="one half-life"),
        pytest.param(50, 50, Flag(0.25, 0.875), id="grace, then one half-life"),
        pytest.param(1, 100, Flag(0.5, 0.75), id="within the grace"),
    ],
)
def test_a_statement_fades_with_the_days(
    half_life_days: float | None, grace_days: float, expected: Flag
) -> None:
    judgement = a_judgement(Flag(0.5, 0.75), half_life_days, grace_days)

    assert flag_on(judgement, A_HUNDRED_DAYS_LATER) == expected


@pytest.mark.parametrize(
    ("half_life_days", "stale"),
    [
        pytest.param(None, False, id="does not age"),
        pytest.param(101, False, id="not quite half gone"),
        pytest.param(100, True, id="half gone"),
        pytest.param(10, True, id="long gone"),
    ],
)
def test_a_statement_is_stale_once_half_its_weight_is_gone(
    half_life_days: float | None, stale: bool
) -> None:
    judgement = a_judgement(Flag(0.5, 0.75), half_life_days)

    assert is_stale(judgement, A_HUNDRED_DAYS_LATER) is stale


def test_nothing_said_is_nothing_known() -> None:
    assert own_flag([], MAY_DAY) == UNKNOWN


def test_judges_are_pooled_and_the_other_kinds_taken_as_true_beside_them() -> None:
    statements = (
        a_judgement(Flag(0.25, 0.75)),
        a_judgement(Flag(0.75, 1)),
        a_reading(Flag(0.25, 1)),
        a_reading(Flag(0.0, 0.75)),
    )

    assert own_flag(statements, MAY_DAY) == Flag(0.5, 0.75)


def test_three_kinds_of_evidence_make_one_flag_each_trusted_as_it_says() -> None:
    """Row S2-17."""
    judged = Judgement(Flag(0.5, 0.75), "stories", "nurse", on=MAY_DAY, reliability=0.5)
    measured = IndicatorReading(
        Flag(0.5, 1), "Back in an hour", "laboratory", on=MAY_DAY, reliability=0.75
    )
    asked = Feedback(
        "Did it go well?", good=0, bad=0, not_known=9, source="patients", on=MAY_DAY
    )

    assert own_flag([judged, measured, asked], MAY_DAY) == Flag(0.375, 0.875)


def test_judges_and_measurements_that_disagree_are_contested() -> None:
    statements = (a_judgement(Flag(0.75, 1)), a_reading(Flag(0, 0.25)))

    assert own_flag(statements, MAY_DAY) == Flag(0.75, 0.25)


def test_the_pool_of_judges_tells_how_far_they_lie_apart() -> None:
    statements = (
        a_judgement(Flag(0.75, 1)),
        a_judgement(Flag(0, 0.25)),
        a_reading(Flag(0, 0)),
    )

    pooled = pooled_judgements(statements, MAY_DAY)

    assert pooled == Pooled(Flag(0.375, 0.625), conflict=0.5, spread=0.75, n_judges=2)


def test_what_is_said_later_is_not_known_yet() -> None:
    later = (a_judgement(Flag(1, 1)), a_reading(Flag(1, 1)))

    assert own_flag(later, date(2023, 4, 30)) == UNKNOWN
    assert pooled_judgements(later, date(2023, 4, 30)).n_judges == 0
    assert own_flag(later, MAY_DAY) == Flag(1, 1)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        pytest.param({"reliability": 0.5}, Flag(0.25, 0.75), id="half trusted"),
        pytest.param({"necessity": HALF}, Flag(0.75, 0.75), id="bears on it"),
        pytest.param(
            {"reliability": 0.5, "necessity": HALF},
            Flag(0.375, 0.875),
            id="bears on it and is half trusted",
        ),
        pytest.param(
            {"necessity": HALF, "half_life_days": 100},
            Flag(0.375, 0.875),
            id="bears on it and has faded",
        ),
        pytest.param(
            {"sufficiency": HALF, "necessity": HALF, "half_life_days": 0.01},
            UNKNOWN,
            id="grown very old it says nothing",
        ),
    ],
)
def test_a_statement_bears_is_trusted_and_fades(
    terms: dict[str, object], expected: Flag
) -> None:
    judgement = Judgement(Flag(0.5, 0.5), "seen it", "nurse", on=MAY_DAY, **terms)  # type: ignore[arg-type]  # named above

    assert flag_on(judgement, A_HUNDRED_DAYS_LATER) == expected


@given(
    st.lists(st.tuples(st.builds(Flag, numbers, numbers), st.integers(0, 60))),
    st.integers(60, 200),
    st.integers(0, 200),
)
def test_time_alone_never_makes_a_flag_surer(
    judged: list[tuple[Flag, int]], day: int, later: int
) -> None:
    judgements = [
        Judgement(flag, "seen", "nurse", on=_day(on), half_life_days=30)
        for flag, on in judged
    ]

    before = own_flag(judgements, _day(day))
    after = own_flag(judgements, _day(day + later))

    assert after.lower <= before.lower + 1e-12
    assert after.upper >= before.upper - 1e-12


def test_statements_fade_before_they_meet() -> None:
    fresh = a_reading(Flag(0.5, 1))
    faded = a_judgement(Flag(0.0, 0.0), half_life_days=100)

    flag = own_flag([fresh, faded], A_HUNDRED_DAYS_LATER)

    assert flag == Flag(0.5, 0.5)
