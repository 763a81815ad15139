from __future__ import annotations

from datetime import date

import pytest

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    UNKNOWN,
    FailureStatement,
    Flag,
    IndicatorReading,
    Judgement,
    SuccessStatement,
    flag_on,
    is_stale,
    own_flag,
)

MAY_DAY = date(2023, 5, 1)
A_HUNDRED_DAYS_LATER = date(2023, 8, 9)


def a_judgement(
    flag: Flag, half_life_days: float | None = None, grace_days: float = 0.0
) -> Judgement:
    return Judgement(flag, "gut feeling", "nurse", MAY_DAY, half_life_days, grace_days)


def a_reading(flag: Flag) -> IndicatorReading:
    return IndicatorReading(flag, "Results within an hour", "laboratory", MAY_DAY)


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


def test_all_statements_are_taken_as_true_together() -> None:
    statements = (a_judgement(Flag(0.5, 1)), a_reading(Flag(0.25, 0.75)))

    assert own_flag(statements, MAY_DAY) == Flag(0.5, 0.75)


def test_statements_fade_before_they_meet() -> None:
    fresh = a_judgement(Flag(0.5, 1))
    faded = a_judgement(Flag(0.0, 0.0), half_life_days=100)

    flag = own_flag([fresh, faded], A_HUNDRED_DAYS_LATER)

    assert flag == Flag(0.5, 0.5)


@pytest.mark.parametrize("kind", [SuccessStatement, FailureStatement])
def test_an_empty_statement_of_success_or_failure_is_refused(
    kind: type[SuccessStatement] | type[FailureStatement],
) -> None:
    with pytest.raises(InvalidFlag, match="got an empty text"):
        kind("  ")


@pytest.mark.parametrize(
    ("reason", "by", "told"),
    [
        pytest.param("", "nurse", "gut feeling", id="no reason"),
        pytest.param("seen it", " ", "the role that judges", id="no role"),
    ],
)
def test_a_judgement_needs_a_reason_and_a_role(reason: str, by: str, told: str) -> None:
    with pytest.raises(InvalidFlag, match=told):
        Judgement(UNKNOWN, reason, by, MAY_DAY)


@pytest.mark.parametrize(
    ("indicator", "source", "told"),
    [
        pytest.param("", "laboratory", "the indicator's name", id="no name"),
        pytest.param("Results", "", "the source of the indicator", id="no source"),
    ],
)
def test_a_reading_needs_a_name_and_a_source(
    indicator: str, source: str, told: str
) -> None:
    with pytest.raises(InvalidFlag, match=told):
        IndicatorReading(UNKNOWN, indicator, source, MAY_DAY)


def test_an_impossible_half_life_is_refused_when_it_is_given() -> None:
    with pytest.raises(InvalidFlag, match="half-life above 0 days"):
        a_judgement(UNKNOWN, half_life_days=0)
