from __future__ import annotations

from datetime import date

import pytest

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    CERTAIN,
    UNDECLARED,
    UNKNOWN,
    Chance,
    Combining,
    Flag,
    Judgement,
    Logic,
    Part,
    SuccessStatement,
    Whole,
    flag_of,
    is_unassessed,
    parts_flag,
)

TODAY = date(2023, 9, 30)
SUCCESS = (SuccessStatement("Results are back before the ward round"),)
TWO_PARTS = (Part("Taking blood", Flag(0.75, 1)), Part("Analysing", Flag(0.5, 0.75)))


def judged(flag: Flag) -> Judgement:
    return Judgement(flag, "seen on the ward", "ward sister", on=TODAY)


def test_a_process_without_a_success_statement_has_no_flag() -> None:
    whole = Whole("Testing blood", statements=(judged(Flag(1, 1)),))

    with pytest.raises(InvalidFlag, match=r'"Testing blood".*Ask its owner'):
        flag_of(whole, TODAY)


def test_a_process_with_no_evidence_is_all_white() -> None:
    assert flag_of(Whole("Testing blood", success=SUCCESS), TODAY) == UNKNOWN


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        pytest.param(Logic(), Flag(0.25, 0.75), id="all, declared sufficient"),
        pytest.param(UNDECLARED, Flag(0, 0.75), id="not declared: no green, still red"),
        pytest.param(Logic(Combining.ANY), Flag(0.75, 1), id="any"),
        pytest.param(
            Logic(Combining.AT_LEAST, at_least=2), Flag(0.25, 0.75), id="both"
        ),
    ],
)
def test_parts_speak_for_their_whole_once_they_are_declared_sufficient(
    logic: Logic, expected: Flag
) -> None:
    whole = Whole("Testing blood", success=SUCCESS, parts=TWO_PARTS, logic=logic)

    assert flag_of(whole, TODAY) == expected


def test_evidence_of_its_own_and_its_parts_are_both_taken_as_true() -> None:
    whole = Whole(
        "Testing blood",
        success=SUCCESS,
        statements=(judged(Flag(0.5, 0.875)),),
        parts=TWO_PARTS,
        logic=Logic(),
    )

    assert flag_of(whole, TODAY) == Flag(0.5, 0.75)


def test_no_parts_say_nothing_even_if_declared_sufficient() -> None:
    assert parts_flag([], Logic()) == UNKNOWN


def test_a_part_without_a_flag_is_as_good_as_not_known() -> None:
    part = Part("Labelling", None, Chance(0.5, 0.5))

    assert part.seen_by(Logic()) == Flag(0.5, 1)


@pytest.mark.parametrize(
    ("own", "has_parts", "has_success", "expected"),
    [
        pytest.param(UNKNOWN, False, True, True, id="nothing at all"),
        pytest.param(UNKNOWN, True, True, False, id="parts speak for it"),
        pytest.param(Flag(0, 0.9), False, True, False, id="some evidence"),
        pytest.param(Flag(1, 1), True, False, True, id="no word of success"),
    ],
)
def test_who_is_unassessed(
    own: Flag, has_parts: bool, has_success: bool, expected: bool
) -> None:
    told = is_unassessed(own, has_parts=has_parts, has_success=has_success)

    assert told is expected


def test_necessity_counts_only_where_all_parts_are_needed() -> None:
    part = Part("Labelling", Flag(0.5, 0.5), Chance(0.5, 0.5))

    assert part.seen_by(Logic()) == Flag(0.75, 0.75)
    assert part.seen_by(Logic(Combining.ANY)) == Flag(0.5, 0.5)


def test_parts_that_share_the_cases_count_by_their_shares() -> None:
    parts = (
        Part("By day", Flag(1, 1), share=Chance(0.75, 0.75)),
        Part("By night", Flag(0, 0.5), share=Chance(0.25, 0.25)),
    )

    assert parts_flag(parts, Logic(Combining.SHARE)) == Flag(0.75, 0.875)


def test_a_part_without_a_share_is_refused_by_name() -> None:
    parts = (Part("By day", Flag(1, 1), share=CERTAIN), Part("By night", None))

    with pytest.raises(InvalidFlag, match=r'got none for "By night"\. Give it from'):
        parts_flag(parts, Logic(Combining.SHARE))


def test_more_parts_needed_than_there_are_is_refused() -> None:
    with pytest.raises(InvalidFlag, match=r"the 2 there are; got 3\. Change"):
        parts_flag(TWO_PARTS, Logic(Combining.AT_LEAST, at_least=3))
