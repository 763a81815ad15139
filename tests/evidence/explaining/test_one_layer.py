from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    CERTAIN,
    DEPENDENCE_WORDS,
    NOT_DECLARED,
    UNDECLARED,
    Chance,
    Combining,
    Feedback,
    Flag,
    IndicatorReading,
    Judgement,
    Kind,
    Logic,
    Opened,
    Part,
    Reason,
    Side,
    Statement,
    SuccessStatement,
    Whole,
    flag_of,
    own_flag,
    trace,
    why,
)

TODAY = date(2023, 9, 30)
ALL = Logic()
SUCCESS = (SuccessStatement("Results are back before the ward round"),)


def judged(flag: Flag, by: str = "ward sister") -> Judgement:
    return Judgement(flag, "seen on the ward", by, on=TODAY, ref="judgement-7")


def measured(flag: Flag) -> IndicatorReading:
    return IndicatorReading(
        flag, "Back in an hour", "laboratory", on=TODAY, ref="ind-3"
    )


def asked(flag: Flag) -> Feedback:
    """Feedback so plentiful that it says nearly this."""
    against = round(10**6 * (1 - flag.upper))
    return Feedback(
        "Did it go well?",
        good=0,
        bad=against,
        not_known=10**6 - against,
        source="patients",
        on=TODAY,
    )


def a_whole(
    *statements: Statement,
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
        "All 100 are missing: 100 not known, 0 against.",
        "Nothing speaks against it.",
    ]


def test_each_side_names_the_statement_that_set_it_and_the_next() -> None:
    whole = a_whole(judged(Flag(0.5, 0.9)), measured(Flag(0.2, 0.6)))

    in_favour, _, opposed = why(whole, TODAY)

    assert in_favour == Reason(
        Side.FOR,
        Kind.JUDGEMENT,
        "50 for comes from the judgement by ward sister on 30 September 2023: "
        "seen on the ward. Without that, 20 for would be left, from the indicator "
        "“Back in an hour”.",
        0.5,
        ("judgement-7",),
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
        "34 of the 100 missing come from One: 34 not known, 0 against. "
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
    whole = a_whole(judged(Flag(0.6, 0.75)), parts=(Part("Analysing", Flag(0.5, 1)),))

    (missing,) = reasons_for(whole, Side.MISSING)

    assert missing.kind is Kind.JUDGEMENT
    assert missing.text == (
        "40 of the 40 missing come from the judgement by ward sister on "
        "30 September 2023: 15 not known, 25 against."
    )
    assert (missing.not_known, missing.failing) == pytest.approx((0.15, 0.25))


def test_what_a_statement_leaves_open_is_split_as_the_flag_is() -> None:
    """Judges say something against, and the feedback that speaks most for it nothing."""
    whole = a_whole(judged(Flag(0.32, 0.71)), measured(Flag(0.55, 1)))

    (missing,) = reasons_for(whole, Side.MISSING)

    assert flag_of(whole, TODAY).in_words() == "55 for, 16 not known, 29 against"
    assert missing.text == (
        "45 of the 45 missing come from the indicator “Back in an hour”: "
        "16 not known, 29 against."
    )
    assert (missing.not_known, missing.failing) == pytest.approx((0.16, 0.29))


def test_halves_have_the_numbers_of_the_words_of_the_flag() -> None:
    whole = a_whole(measured(Flag(0.625, 0.775)))

    (missing,) = reasons_for(whole, Side.MISSING)

    assert flag_of(whole, TODAY).in_words() == "62 for, 15 not known, 23 against"
    assert missing.text.startswith("38 of the 38 missing come from the indicator")
    assert missing.text.endswith("15 not known, 23 against.")


def test_where_all_evidence_is_against_all_is_missing() -> None:
    (missing,) = reasons_for(a_whole(measured(Flag(0, 0.4))), Side.MISSING)

    assert missing.text == "All 100 are missing: 40 not known, 60 against."
    assert (missing.share, missing.failing) == pytest.approx((1.0, 0.6))


def test_what_parts_leave_open_is_told_among_what_is_missing() -> None:
    logic = Logic(sufficiency=Chance(0.5, 0.9))
    whole = a_whole(parts=(Part("Analysing", Flag(0.75, 1)),), logic=logic)

    doubt, part = reasons_for(whole, Side.MISSING)

    assert doubt.text == (
        "50 of the 63 missing come from what its parts leave open: "
        "40 not known, 10 against."
    )
    assert part.share == 0.125
    assert reasons_for(whole, Side.AGAINST)[0].kind is Kind.SUFFICIENCY


def test_of_other_ways_the_best_decides_and_the_next_is_told() -> None:
    parts = (Part("By bus", Flag(0.5, 0.75)), Part("By car", Flag(0.25, 0.75)))
    whole = a_whole(parts=parts, logic=Logic(Combining.ANY))

    (missing,) = reasons_for(whole, Side.MISSING)

    assert missing.text == (
        "50 of the 50 missing come from By bus: 25 not known, 25 against. "
        "It decides; next is By car, with 25 for."
    )


def test_of_parts_that_stand_or_fall_together_the_worst_decides() -> None:
    parts = tuple(
        Part(name, Flag(lower, 1))
        for name, lower in (("One", 0.75), ("Two", 0.25), ("Three", 0.5))
    )
    logic = Logic(dependence=DEPENDENCE_WORDS["stand or fall together"])

    (missing,) = reasons_for(a_whole(parts=parts, logic=logic), Side.MISSING)

    assert missing.text.endswith("It decides; next is Three, with 50 for.")


def test_of_a_number_of_parts_those_that_are_given_up_bear_nothing() -> None:
    parts = (
        Part("One", Flag(0.875, 1)),
        Part("Two", Flag(0.875, 1)),
        Part("Three", None),
    )
    logic = Logic(Combining.AT_LEAST, at_least=2)

    missing = reasons_for(a_whole(parts=parts, logic=logic), Side.MISSING)

    assert [reason.share for reason in missing] == [0.125, 0.125]


def test_parts_that_share_cases_bear_what_goes_wrong_in_theirs() -> None:
    parts = (
        Part("By day", Flag(0.5, 0.75), share=Chance(0.75, 0.75)),
        Part("By night", Flag(0, 1), share=Chance(0.25, 0.25)),
    )
    whole = a_whole(parts=parts, logic=Logic(Combining.SHARE))

    by_day, by_night = reasons_for(whole, Side.MISSING)
    (opposed,) = reasons_for(whole, Side.AGAINST)

    assert by_day.share == 0.375
    assert (by_day.not_known, by_day.failing) == (0.1875, 0.1875)
    assert by_night.share == 0.25
    assert opposed.text == "19 against comes from its parts."


def test_judges_are_told_with_their_number_and_how_far_they_lie_apart() -> None:
    whole = a_whole(judged(Flag(0.75, 1)), judged(Flag(0.25, 0.5), by="porter"))

    apart, in_favour, *_ = why(whole, TODAY)

    assert apart.kind is Kind.JUDGES
    assert apart.share == 0.25
    assert apart.refs == ("judgement-7", "judgement-7")
    assert apart.text == (
        "2 judges lie 50 apart, and their mean hides it: look at each of them. "
        "They cannot all be right: 25 overlap."
    )
    assert in_favour.text == (
        "50 for comes from 2 judgements pooled, which lie 50 apart."
    )


def test_judges_of_nearly_one_mind_raise_no_alarm() -> None:
    whole = a_whole(judged(Flag(0.5, 0.75)), judged(Flag(0.5, 1), by="porter"))

    assert reasons_for(whole, Side.CONTESTED) == []


def test_what_was_said_later_explains_nothing() -> None:
    whole = a_whole(judged(Flag(0.5, 0.5)), measured(Flag(0.5, 0.5)))

    told = why(whole, date(2023, 9, 29))

    assert [reason.kind for reason in told] == [Kind.NOTHING] * 3


def test_a_part_that_contradicts_itself_is_told() -> None:
    whole = a_whole(measured(Flag(0.75, 0.25)))

    assert why(whole, TODAY)[0].text == (
        "This contradicts itself: the indicator “Back in an hour” gives 75 for and 75 "
        "against."
    )


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
        pytest.param(Flag(0, 0.5), Flag(0.9, 1), True, id="whole much worse than part"),
        pytest.param(Flag(0, 0.9), Flag(0.9, 1), False, id="both can be right"),
        pytest.param(Flag(0, 0.5), Flag(0.4, 1), False, id="part is mixed"),
        pytest.param(Flag(0, 0.1), None, False, id="part has no flag"),
    ],
)
def test_a_whole_that_is_worse_than_its_parts_is_told(
    own: Flag, part: Flag | None, told: bool
) -> None:
    """Row S0-25: good parts, and feedback on the whole journey that is not."""
    whole = a_whole(asked(own), parts=(Part("Analysing", part),), logic=UNDECLARED)

    kinds = [reason.kind for reason in why(whole, TODAY)]

    assert (Kind.GAP in kinds) is told


def test_the_gap_between_parts_and_whole_is_told_in_words() -> None:
    parts = (Part("Analysing", Flag(0.75, 1)),)

    failing = a_whole(measured(Flag(0, 0.1)), parts=(Part("A", Flag(0.9, 1)),))
    worse = a_whole(measured(Flag(0, 0.5)), parts=parts)
    undeclared = a_whole(measured(Flag(0, 0.5)), parts=parts, logic=UNDECLARED)

    beginnings = [
        next(each for each in why(whole, TODAY) if each.kind is Kind.GAP).text.split(
            ":"
        )[0]
        for whole in (failing, worse, undeclared)
    ]
    assert beginnings == [
        "Every part succeeds, yet the whole is failing",
        "Its parts give 75 for, yet what is known of the whole itself leaves 50 at most",
        (
            "If its parts suffice, they give 75 for, yet what is known of the whole itself "
            "leaves 50 at most"
        ),
    ]


numbers = st.floats(0, 1)
parts = st.builds(
    Part,
    st.text("abc", min_size=1),
    st.builds(Flag, numbers, numbers),
    st.tuples(numbers, numbers).map(lambda pair: Chance(min(pair), max(pair))),
    share=st.just(Chance(0, 1)),
)


@st.composite
def wholes(draw: st.DrawFn) -> Whole:
    """With statements of its own or without, and any logic over up to five parts."""
    some = draw(st.lists(parts, max_size=5))
    combining = draw(st.sampled_from(Combining))
    counted = combining is Combining.AT_LEAST
    logic = Logic(
        combining,
        draw(st.sampled_from((CERTAIN, NOT_DECLARED, Chance(0.5, 0.75)))),
        draw(st.sampled_from(list(DEPENDENCE_WORDS.values()))),
        draw(st.integers(1, max(1, len(some)))) if counted else None,
    )
    flags = draw(st.lists(st.builds(Flag, numbers, numbers), max_size=3))
    kinds = st.sampled_from((judged, measured))
    return a_whole(
        *(draw(kinds)(flag) for flag in flags), parts=tuple(some), logic=logic
    )


@given(wholes())
def test_shares_of_what_is_missing_add_up_to_what_is_missing(whole: Whole) -> None:
    missing = reasons_for(whole, Side.MISSING)

    total = math.fsum(reason.share for reason in missing)
    assert total == pytest.approx(1 - flag_of(whole, TODAY).lower, abs=1e-9)
    for reason in missing:
        halves = reason.not_known + reason.failing
        assert halves == pytest.approx(reason.share, abs=1e-9)
        assert min(reason.not_known, reason.failing) >= -1e-12


@given(wholes())
def test_what_set_each_side_weighs_what_the_flag_shows(whole: Whole) -> None:
    (in_favour,) = reasons_for(whole, Side.FOR)
    opposed = reasons_for(whole, Side.AGAINST)[-1]

    flag = flag_of(whole, TODAY)
    assert in_favour.share == pytest.approx(flag.lower, abs=1e-8)
    assert opposed.share == pytest.approx(1 - flag.upper, abs=1e-8)


@given(wholes())
def test_what_is_missing_is_split_as_where_a_map_is_traced(whole: Whole) -> None:
    some = tuple(replace(part, ref=str(at)) for at, part in enumerate(whole.parts))
    own = own_flag(whole.statements, TODAY)
    assume(own.lower == 0.0 or own.lower > 1e-9)  # less than that is not told as for it
    opened = Opened(own, some, whole.logic)

    missing = reasons_for(replace(whole, parts=some), Side.MISSING)
    found = trace("top", lambda keys: {"top": opened} if "top" in keys else {})

    told = {each.ref if each.kind is Kind.PART else "top": each for each in missing}
    traced = {each.ref: each for each in found.shares if each.share > 1e-12}
    assert told.keys() == traced.keys()
    for at, reason in told.items():
        assert reason.not_known == pytest.approx(traced[at].not_known, abs=1e-9)
        assert reason.failing == pytest.approx(traced[at].failing, abs=1e-9)
