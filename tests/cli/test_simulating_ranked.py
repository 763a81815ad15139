"""`wholeflow one-more`, `wholeflow stress` and `wholeflow capacity`."""

from __future__ import annotations

import pytest

from tests.cli.commands import rows, typed

QUICK = ("--runs", "4", "--days", "60", "--warm-up", "10")


def test_one_more_of_each_is_ranked_by_days_for_the_money() -> None:
    found = rows("one-more", "emergency", *QUICK, "--cost", "beds=60000")

    assert (
        found[0]["scenario"] == "one more of beds, with a place at Caring on the ward"
    )
    assert found[0]["days per 1,000"] == pytest.approx(
        found[0]["days saved a year"] / 60, rel=1e-3
    )
    assert [each["days per 1,000"] for each in found[1:]] == [None, None]


def test_without_costs_no_money_is_spoken_of() -> None:
    found = rows("one-more", "emergency", *QUICK, "--measure", "patients present")

    assert len(found) == 3
    assert found[0]["unit"] == "patients"
    assert not any("1,000" in name for name in found[0])


def test_what_hurts_most_stands_first() -> None:
    found = rows("stress", "emergency", *QUICK)

    differences = [each["difference"] for each in found]
    assert differences == sorted(differences, reverse=True)
    assert {"demand x 1.3 for 14 days", "Treating closed for 3 days"} <= {
        each["scenario"] for each in found
    }


def test_the_smallest_capacity_is_marked_among_all_that_were_tried() -> None:
    found = rows(
        "capacity", "emergency", *QUICK, "--runs", "60",
        "--between", "cubicles 10-40", "--target",
        "patients in service at Treating <= 30 within 5",
    )  # fmt: skip

    smallest = [each for each in found if each["smallest"] == "yes"]
    assert [each["capacity"] for each in smallest] == ["10 cubicles"]
    assert smallest[0]["judged"] == "meets"


def test_it_is_said_when_not_even_the_most_is_enough() -> None:
    told = typed(
        "capacity", "emergency", *QUICK, "--between", "cubicles 10-12",
        "--target", "patients in service at Treating <= 1 within 0.1",
    )  # fmt: skip

    assert "Not even the most of all is enough" in told.err
    assert "yes" not in told.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("one-more", "--cost", "beds"), "expected such as beds=60000, got 'beds'"),
        (("one-more", "--cost", "bed=5"), "cost of 'bed': expected one of beds"),
        (("stress", "--measure", "mean wait at Wrad"), "expected one such as 'mean wait at Treating'"),
        (
            ("capacity", "--between", "beds", "--target", "x"),
            "expected such as 'beds 50-80', got 'beds'",
        ),
        (
            ("capacity", "--between", "beds 50-60", "--target", "mean wait < 2"),
            "expected such as 'mean wait at Ward <= 2 within 0.2'",
        ),
        (
            (
                "capacity", "--between", "bed 9-5",
                "--target", "deadlocks <= 1.2.3 within 0.2",
            ),
            "--target: expected a number, got '1.2.3'",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_refused(words: tuple[str, ...], said: str) -> None:
    command, *options = words
    told = typed(command, "emergency", *QUICK, *options)

    assert told.code != 0
    assert said in told.err.replace("\n", " ")


def test_more_units_than_a_model_can_have_are_refused_before_anything_is_run() -> None:
    told = typed(
        "capacity", "emergency", *QUICK, "--between", "beds 1-99999999999999999999",
        "--target", "patients waiting at Treating <= 2 within 0.5",
    )  # fmt: skip

    assert told.code == 1
    assert "units: expected at most 1,000,000,000" in told.err
    assert told.out == ""
