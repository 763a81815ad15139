"""What a data set says of itself is asked for, checked, and told in words."""

import datetime as dt

import pytest

from wholeflow.errors import BadInput
from wholeflow.journeys import (
    LAWFUL_BASES,
    OPT_OUTS,
    SPECIAL_BASES,
    read_holding,
)

TODAY = dt.date(2026, 4, 1)
GIVEN = {
    "purpose": " Shorter waits for discharge ",
    "lawful_basis": "6(1)(e)",
    "special_basis": "9(2)(h)",
    "opt_out": "taken out",
    "source": "the ward system",
    "holder": "Elm Street Trust",
    "keep_until": "2027-03-31",
}


def faults(**changed: str) -> dict[str | None, str]:
    """What is wrong, by field, once some answers are others."""
    with pytest.raises(BadInput) as refused:
        read_holding({**GIVEN, **changed}, today=TODAY)
    return {fault.column: fault.message for fault in refused.value.faults}


def test_what_is_said_is_told_in_words() -> None:
    held = read_holding(GIVEN, today=TODAY)

    assert held.in_words() == (
        "For: Shorter waits for discharge",
        "From the ward system, held by Elm Street Trust until 31 March 2027.",
        f"UK GDPR 6(1)(e): {LAWFUL_BASES['6(1)(e)']}",
        f"UK GDPR 9(2)(h): {SPECIAL_BASES['9(2)(h)']}",
        OPT_OUTS["taken out"],
    )


def test_made_up_data_need_no_article() -> None:
    made_up = {"lawful_basis": "not personal", "special_basis": "not personal"}

    held = read_holding({**GIVEN, **made_up, "opt_out": "elsewhere"}, today=TODAY)

    assert not any("GDPR" in sentence for sentence in held.in_words())


def test_all_that_is_missing_is_told_together() -> None:
    with pytest.raises(BadInput) as refused:
        read_holding({}, today=TODAY)

    assert {fault.column for fault in refused.value.faults} == set(GIVEN)


def test_each_empty_answer_says_what_is_wanted() -> None:
    assert faults(purpose=" ") == {"purpose": "say what the data are used for"}
    assert faults(holder="") == {
        "holder": "say which organisation answers for the data"
    }


@pytest.mark.parametrize("field", ["lawful_basis", "special_basis", "opt_out"])
def test_a_choice_that_is_none_is_told_with_those_there_are(field: str) -> None:
    (message,) = faults(**{field: "because"}).values()

    assert message.startswith("expected one of '")
    assert message.endswith("got 'because'")


def test_data_that_name_nobody_are_not_about_anybodys_health() -> None:
    told = faults(lawful_basis="not personal")

    assert "for both articles or for neither" in told["special_basis"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("", "expected the last day on which the data are held, such as 2027-03-31"),
        ("31/03/2027", "expected the last day"),
        ("2026-04-01", "expected a day after today and at most 20 years on"),
        ("2206-03-31", "at most 20 years on, got 2206-03-31"),
    ],
)
def test_a_day_that_cannot_be_is_told(day: str, told: str) -> None:
    assert told in faults(keep_until=day)["keep_until"]


@pytest.mark.parametrize("day", ["2026-04-02", "2046-04-01"])
def test_the_day_may_be_tomorrow_or_twenty_years_on(day: str) -> None:
    held = read_holding({**GIVEN, "keep_until": day}, today=TODAY)

    assert held.keep_until.isoformat() == day


def test_a_leap_day_has_no_twenty_years_but_february() -> None:
    leap = dt.date(2028, 2, 29)

    held = read_holding({**GIVEN, "keep_until": "2048-02-28"}, today=leap)

    assert held.keep_until == dt.date(2048, 2, 28)


def test_a_text_that_goes_on_for_ever_is_refused() -> None:
    assert "501 characters" in faults(purpose="x" * 501)["purpose"]


def test_an_answer_that_nobody_asked_for_is_told() -> None:
    assert faults(retention="7 years") == {"retention": "this is not asked for"}


def test_data_are_held_to_the_end_of_their_last_day() -> None:
    held = read_holding(GIVEN, today=TODAY)

    assert not held.is_over(dt.date(2027, 3, 31))
    assert held.is_over(dt.date(2027, 4, 1))
