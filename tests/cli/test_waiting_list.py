"""`wholeflow waiting-list`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import rows, typed

MONTHS = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
QUICK = ("--weeks", "20", "--runs", "2")


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A small list that is held, and one of which too little is known."""
    path = tmp_path / "lists.csv"
    here = "".join(f"Here,{month},2000,440,400\n" for month in MONTHS)
    path.write_text(
        f"area,month,waiting,new,completed\n{here}There,2024-12,900,90,80\n", "utf-8"
    )
    return str(path)


def test_all_areas_are_listed_with_what_would_hold_each(file: str) -> None:
    here, there = rows("waiting-list", file)

    assert here == {
        "area": "Here", "month": "2024-12", "waiting": 2000, "new a week": 101,
        "treated a week": 92, "leave otherwise": 9, "would hold it": 92,
    }  # fmt: skip
    assert (there["waiting"], there["would hold it"]) == (900, None)


def test_england_comes_along() -> None:
    found = rows("waiting-list", "england")

    assert len(found) == 42
    assert {each["month"] for each in found} == {"2025-02"}


def test_a_list_is_followed_beside_what_a_change_would_do(file: str) -> None:
    found = rows(
        "waiting-list", file, "--area", "Here", *QUICK, "--over-18", "700",
        "--over-52", "50", "--change", "pool treatments + 50",
    )  # fmt: skip

    assert [(each["list"], each["week"]) for each in found] == [
        *(("as it is", week) for week in (0, 13, 20)),
        *(("changed", week) for week in (0, 13, 20)),
    ]
    assert (found[0]["waiting"], found[0]["over 18 weeks"]) == (2000, 0.35)
    assert found[0]["over 52 weeks"] == 0.025
    assert found[2]["waiting"] == pytest.approx(2000, abs=100)
    fewer = 20 * 50 * 0.95  # somewhat less: a shorter list has fewer who leave
    assert found[5]["waiting"] == pytest.approx(2000 - fewer, abs=120)


def test_the_model_and_the_picture_are_written_and_the_model_can_be_asked(
    file: str, tmp_path: Path
) -> None:
    model, picture = tmp_path / "here.yaml", tmp_path / "here.svg"
    said = typed(
        "waiting-list", file, "--area", "Here", *QUICK,
        "--output", str(model), "--picture", str(picture),
    )  # fmt: skip

    assert said.code == 0
    assert "as if all had been treated in turn" in said.err
    assert "2,000 wait; in a week 101 join, 92 are treated, 9 leave" in said.err
    assert ">As it is<" in picture.read_text("utf-8")
    for words in (
        ("simulate",),
        ("whatif", "--change", "pool treatments + 5"),
        (
            "capacity", "--between", "treatments 90-120",
            "--target", "patients waiting at Waiting for treatment <= 1990 within 5",
        ),
    ):  # fmt: skip
        asked = (str(model), "--days", "140", "--warm-up", "133", "--runs", "10")
        assert rows(words[0], *asked, *words[1:]), words
    again = typed("waiting-list", file, "--area", "Here", "--output", str(model))
    assert again.code != 0
    assert "--force" in again.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--area", "Nowhere"),
            "There is no area Nowhere. The file has 2, such as Here",
        ),
        (("--area", "There"), "expected 13 months in a row up to December 2024"),
        (("--area", "Here", "--over-18", "2001"), "at most the 2,000 who wait"),
        (
            ("--area", "Here", "--over-52", "20"),
            "at least those of --over-52; got none",
        ),
        (("--area", "Here", "--change", "pool beds + 1"), "there is no pool 'beds'"),
    ],
)
def test_what_cannot_be_is_told(file: str, words: tuple[str, ...], told: str) -> None:
    said = typed("waiting-list", file, *words)

    assert said.code != 0
    assert told in said.err


def test_a_file_that_is_not_there_is_told() -> None:
    assert "There is no file nowhere.csv" in typed("waiting-list", "nowhere.csv").err


def test_more_treatments_than_a_model_can_have_are_refused() -> None:
    told = typed(
        "waiting-list", "england", "--area", "QSL", "--weeks", "2",
        "--change", "pool treatments = 99999999999999999999",
    )  # fmt: skip

    assert told.code == 1
    assert "units: expected at most 1,000,000,000" in told.err
