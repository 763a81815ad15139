from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.errors import InvalidFlag
from wholeflow.evidence import (
    UNKNOWN,
    Basis,
    FailureStatement,
    Feedback,
    Flag,
    IndicatorReading,
    Judgement,
    SuccessStatement,
    flag_from_counts,
    own_flag,
)

MAY_DAY = date(2023, 5, 1)
numbers = st.floats(0, 1)


def feedback(good: int = 8, bad: int = 1, not_known: int = 2) -> Feedback:
    return Feedback(
        "Did you know whom to call?",
        good=good,
        bad=bad,
        not_known=not_known,
        source="carers, cards at the door",
        on=MAY_DAY,
    )


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
        Judgement(UNKNOWN, reason, by, on=MAY_DAY)


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
        IndicatorReading(UNKNOWN, indicator, source, on=MAY_DAY)


def test_an_impossible_half_life_is_refused_when_it_is_given() -> None:
    with pytest.raises(InvalidFlag, match="half-life above 0 days"):
        Judgement(UNKNOWN, "seen it", "nurse", on=MAY_DAY, half_life_days=0)


@pytest.mark.parametrize("what", ["reliability", "fuzziness", "randomness"])
def test_a_degree_outside_0_to_1_is_refused(what: str) -> None:
    with pytest.raises(InvalidFlag, match=f"the {what} of a .* got 40"):
        Judgement(UNKNOWN, "seen it", "nurse", on=MAY_DAY, **{what: 40})  # type: ignore[arg-type]  # one of three names


@given(st.builds(Flag, numbers, numbers), numbers, numbers)
def test_only_what_is_incomplete_is_in_the_flag(
    flag: Flag, fuzziness: float, randomness: float
) -> None:
    """Row S0-24: fuzziness, incompleteness and randomness are kept apart."""
    judgement = Judgement(
        flag,
        "three of four stories",
        "nurse",
        on=MAY_DAY,
        basis=Basis.STORIES,
        fuzziness=fuzziness,
        randomness=randomness,
    )

    assert judgement.incompleteness == flag.unknown
    assert own_flag([judgement], MAY_DAY) == flag


def test_answers_are_counted_and_do_not_know_stays_white() -> None:
    asked = feedback(good=8, bad=1, not_known=2)

    assert asked.flag == flag_from_counts(8, of=11, not_known=2)
    assert feedback(good=0, bad=0, not_known=7).flag == UNKNOWN


@pytest.mark.parametrize("answers", [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_answers_below_0_are_refused(answers: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidFlag, match="counts of answers, each 0 or more"):
        feedback(*answers)


@pytest.mark.parametrize(
    ("question", "source", "told"),
    [
        pytest.param(" ", "cards", "the question that was asked", id="no question"),
        pytest.param("Did it help?", "", "who was asked, and how", id="no source"),
    ],
)
def test_feedback_needs_a_question_and_a_source(
    question: str, source: str, told: str
) -> None:
    with pytest.raises(InvalidFlag, match=told):
        Feedback(question, good=1, bad=0, source=source, on=MAY_DAY)


def test_each_kind_says_what_it_is() -> None:
    judged = Judgement(UNKNOWN, "seen it", "ward sister", on=MAY_DAY)
    measured = IndicatorReading(UNKNOWN, "Results in an hour", "laboratory", on=MAY_DAY)

    assert judged.summary == "the judgement by ward sister on 1 May 2023"
    assert measured.summary == "the indicator “Results in an hour”"
    assert feedback().summary == (
        "the answers to “Did you know whom to call?” by 1 May 2023"
    )
