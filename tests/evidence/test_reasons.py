from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    UNDECLARED,
    Chance,
    Flag,
    IndicatorReading,
    Judgement,
    Kind,
    Logic,
    Part,
    Reason,
    Side,
    SuccessStatement,
    Whole,
    flag_of,
    why,
)

TODAY = date(2023, 9, 30)
ALL = Logic()
SUCCESS = (SuccessStatement("Results are back before the ward round"),)


def judged(flag: Flag, by: str = "ward sister") -> Judgement:
    return Judgement(flag, "seen on the ward", by, TODAY, ref="judgement-7")


def measured(flag: Flag) -> IndicatorReading:
    return IndicatorReading(flag, "Back in an hour", "laboratory", TODAY, ref="ind-3")


def a_whole(
    *statements: Judgement | IndicatorReading,
    parts: tuple[Part, ...] = (),
    logic: Logic = ALL,
) -> Whole:
    return Whole(
        "Testing blood",
        success=SUCCESS,
        statements=statements,
        parts=parts,
        logic=logic,
    )


def reasons_for(whole: Whole, side: Side) -> list[Reason]:
    return [reason for reason in why(whole, TODAY) if reason.side is side]


def test_a_process_without_a_success_statement_has_nothing_to_explain() -> None:
    with pytest.raises(InvalidFlag, match="says what success is"):
        why(Whole("Testing blood"), TODAY)


def test_with_no_evidence_nothing_speaks_for_or_against() -> None:
    told = why(a_whole(), TODAY)

    assert [reason.text for reason in told] == [
        "Nothing speaks for it.",
        "Nothing speaks against it.",
    ]


def test_each_side_names_the_statement_that_set_it_and_the_next() -> None:
    whole = a_whole(judged(Flag(0.5, 0.9)), measured(Flag(0.2, 0.6)))

    in_favour, opposed = why(whole, TODAY)

    assert in_favour == Reason(
        Side.FOR,
        Kind.JUDGEMENT,
        "50 for comes from the judgement by ward sister on 30 September 2023: "
        "seen on the ward. Without that, 20 for would be left, from the indicator "
        "“Back in an hour”.",
        0.5,
        "judgement-7",
    )
    assert opposed.kind is Kind.INDICATOR
    assert opposed.ref == "ind-3"
    assert opposed.share == pytest.approx(0.4)
    assert opposed.text.startswith("40 against comes from the indicator")


def test_red_names_the_worst_part_and_what_would_be_left_without_it() -> None:
    parts = (
        Part("Analysing", Flag(0.5, 0.8)),
        Part("Taking blood", Flag(0.5, 0.62), ref="blood"),
    )

    (opposed,) = reasons_for(a_whole(parts=parts), Side.AGAINST)

    assert opposed.ref == "blood"
    assert opposed.text == (
        "38 against comes from Taking blood. "
        "Without that, 20 against would be left, from Analysing."
    )


def test_missing_green_is_shared_out_among_the_parts_largest_first() -> None:
    parts = (
        Part("First", Flag(0.5985, 0.82), Chance(0.25, 0.5)),
        Part("Second", Flag(0.4, 0.5), Chance(0.5, 0.5)),
    )

    missing = reasons_for(a_whole(parts=parts), Side.MISSING)

    assert [reason.text for reason in missing] == [
        "30 of the 50 missing come from Second: 5 not known, 25 against.",
        "20 of the 50 missing come from First: 11 not known, 9 against.",
    ]
    assert [reason.share for reason in missing] == pytest.approx([0.3, 0.20075])


def test_parts_that_miss_nothing_are_not_told() -> None:
    parts = (Part("Analysing", Flag(1, 1)), Part("Taking blood", Flag(0.75, 1)))

    (missing,) = reasons_for(a_whole(parts=parts), Side.MISSING)

    assert "Taking blood" in missing.text


def test_a_part_without_success_statement_is_told_as_such() -> None:
    whole = a_whole(parts=(Part("Labelling", None),))

    (missing,) = reasons_for(whole, Side.MISSING)

    assert missing.text == (
        "100 of the 100 missing come from Labelling: "
        "nobody has said what success is for it."
    )


def test_a_part_alone_is_not_promised_to_help_where_the_others_miss_it_all() -> None:
    parts = tuple(Part(name, Flag(0.5, 1)) for name in ("One", "Two", "Three"))

    missing = reasons_for(a_whole(parts=parts), Side.MISSING)

    assert missing[0].text == (
        "33 of the 100 missing come from One: 33 not known, 0 against. "
        "The other parts would leave nothing for it even without this one."
    )


def test_parts_not_declared_sufficient_give_nothing_and_that_is_the_reason() -> None:
    parts = (Part("Taking blood", Flag(0.75, 1)), Part("Analysing", Flag(0.75, 1)))
    whole = a_whole(parts=parts, logic=UNDECLARED)

    (missing,) = reasons_for(whole, Side.MISSING)

    assert missing.kind is Kind.SUFFICIENCY
    assert missing.share == 1.0
    assert missing.text.endswith("If they do suffice, they give 50 for.")


def test_what_is_missing_is_not_blamed_on_parts_when_a_statement_says_more() -> None:
    whole = a_whole(judged(Flag(0.75, 1)), parts=(Part("Analysing", Flag(0.5, 1)),))

    assert reasons_for(whole, Side.MISSING) == []


def test_a_conflict_comes_first_and_names_both_sides() -> None:
    whole = a_whole(judged(Flag(0.7, 1)), parts=(Part("Analysing", Flag(0, 0.4)),))

    first = why(whole, TODAY)[0]

    assert first.side is Side.CONTESTED
    assert first.share == pytest.approx(0.3)
    assert first.text == (
        "These cannot all be right: the judgement by ward sister on 30 September "
        "2023 gives 70 for, and Analysing gives 60 against."
    )


@pytest.mark.parametrize(
    ("own", "part", "told"),
    [
        pytest.param(Flag(0, 0.1), Flag(0.9, 1), True, id="part succeeds, whole fails"),
        pytest.param(Flag(0, 0.3), Flag(0.9, 1), False, id="whole does not fail"),
        pytest.param(Flag(0, 0.1), Flag(0.7, 1), False, id="part is mixed"),
        pytest.param(Flag(0, 0.1), None, False, id="part has no flag"),
    ],
)
def test_a_whole_that_fails_while_all_its_parts_succeed_is_told(
    own: Flag, part: Flag | None, told: bool
) -> None:
    whole = a_whole(judged(own), parts=(Part("Analysing", part),), logic=UNDECLARED)

    kinds = [reason.kind for reason in why(whole, TODAY)]

    assert (Kind.GAP in kinds) is told


numbers = st.floats(0, 1)
parts = st.builds(
    Part,
    st.text("abc", min_size=1),
    st.builds(Flag, numbers, numbers),
    st.tuples(numbers, numbers).map(lambda pair: Chance(min(pair), max(pair))),
)


@given(st.lists(parts, min_size=1, max_size=5), st.sampled_from((ALL, UNDECLARED)))
def test_shares_of_what_is_missing_add_up_to_what_is_missing(
    some: list[Part], logic: Logic
) -> None:
    whole = a_whole(parts=tuple(some), logic=logic)

    shares = [reason.share for reason in reasons_for(whole, Side.MISSING)]

    missing = 1 - flag_of(whole, TODAY).lower
    assert math.fsum(shares) == pytest.approx(missing, abs=1e-8)


@given(
    st.lists(st.builds(Flag, numbers, numbers), max_size=3),
    st.lists(parts, max_size=3),
)
def test_what_set_each_side_weighs_what_the_flag_shows(
    flags: list[Flag], some: list[Part]
) -> None:
    whole = a_whole(*(judged(flag) for flag in flags), parts=tuple(some))

    (in_favour,) = reasons_for(whole, Side.FOR)
    opposed = reasons_for(whole, Side.AGAINST)[-1]

    flag = flag_of(whole, TODAY)
    assert in_favour.share == pytest.approx(flag.lower, abs=1e-8)
    assert opposed.share == pytest.approx(1 - flag.upper, abs=1e-8)
