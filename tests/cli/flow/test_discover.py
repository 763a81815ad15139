"""`wholeflow flow discover`: a model in words and in lines, and how well it fits."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

# Nine of ten are seen and treated, one of them after a referral; one is only seen.
DOOR = "case,activity,time\n" + "".join(
    f"{case},{activity},2024-05-01 08:0{minute}\n"
    for case, activities in {
        **dict.fromkeys("ABCDEFGH", ("see", "treat")),
        "I": ("refer", "see", "treat"),
        "J": ("see",),
    }.items()
    for minute, activity in enumerate(activities)
)


@pytest.fixture
def door(tmp_path: Path) -> str:
    path = tmp_path / "door.csv"
    path.write_text(DOOR)
    return str(path)


def test_a_model_is_told_in_words_with_its_fit(door: str) -> None:
    said = run("discover", door, "--noise", "0.2")

    assert said.stdout == (
        "first perhaps refer, then see, then treat\n\n"
        "9 of 10 journeys fit; fitness of the log 0.974.\n"
    )


def test_a_model_has_a_line_for_each_part(door: str) -> None:
    asked = ("discover", door, "--only", "activity=refer")

    assert [(row["depth"], row["kind"], row["activity"]) for row in rows(*asked)] == [
        (0, "sequence", None),
        (1, "activity", "refer"),
        (1, "activity", "see"),
        (1, "activity", "treat"),
    ]
    assert behind(2, *asked) == ["I"]


def test_those_whom_noise_leaves_out_are_listed(door: str) -> None:
    asked = ("discover", door, "--noise", "0.2", "--fit")
    fits, fits_not, *_ = rows(*asked)

    assert (fits["number"], fits["share"], fits_not["number"]) == (9, 0.9, 1)
    assert behind(2, *asked) == ["J"]


def test_the_fit_of_the_real_log_is_near_that_of_another_miner() -> None:
    asked = ("discover", "sepsis", "--noise", "0.2", "--fit")
    fits, fits_not, unknown, mean, whole = (row["number"] for row in rows(*asked))

    # PM4Py 2.7.23, which takes a mean where we take the share of cases.
    assert fits == pytest.approx(844, abs=2)
    assert mean == pytest.approx(0.97964, abs=0.003)
    assert whole == pytest.approx(0.98724, abs=0.003)
    assert fits_not == 1050 - int(str(fits))
    assert len(behind(3, *asked)) == unknown


def test_without_noise_every_journey_of_the_real_log_fits() -> None:
    found = {row["what"]: row["number"] for row in rows("discover", "sepsis", "--fit")}

    assert found == {
        "fit": 1050,
        "do not fit": 0,
        "have an activity that is not in the model": 0,
        "fitness of a journey, on average": 1,
        "fitness of the log": 1,
    }


def test_noise_that_is_no_share_is_told(door: str) -> None:
    said = run("discover", door, "--noise", "20")

    assert said.exit_code == 1
    assert "expected a share from 0 to below 1, such as 0.2; got 20" in said.stderr
