"""`wholeflow flow little`: Little's law over a log, a stretch of it, and each stage."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

PATIENTS = str(
    Path(__file__).parents[2] / "journeys" / "data" / "patients_artificial.parquet"
)
# On 2 to 3 May old is there for 24 hours, both for 12 each, and late is not yet.
WARD = """\
case,activity,start,end,organisation
old,stay,2024-05-01 00:00,2024-05-03 00:00,North
both,stay,2024-05-02 12:00,2024-05-03 12:00,North
too,stay,2024-05-02 12:00,2024-05-03 00:00,South
late,stay,2024-05-03 00:00,2024-05-04 00:00,South
"""
SECOND_OF_MAY = ("--from", "2024-05-02", "--to", "2024-05-03", "--timezone", "UTC")


@pytest.fixture
def ward(tmp_path: Path) -> str:
    path = tmp_path / "ward.csv"
    path.write_text(WARD)
    return str(path)


def test_a_stretch_of_a_log_tells_what_is_carried(ward: str) -> None:
    asked = ("little", ward, *SECOND_OF_MAY)
    found = [row["number"] for row in rows(*asked)]

    # L = (24 + 12 + 12) / 24; two arrive a day, and take 18 hours on average.
    assert found == [2, 2, 18, 1.3333, None, 3, 2, 1, 1, 0.6667]
    assert behind(6, *asked) == ["both", "old", "too"]
    assert behind(7, *asked) == ["both", "too"]
    assert behind(8, *asked) == ["old"]
    assert behind(9, *asked) == ["both"]


def test_over_a_whole_log_it_is_an_identity() -> None:
    found = {row["what"]: row["number"] for row in rows("little", PATIENTS)}

    assert found["in progress on average (L)"] == pytest.approx(6.84307, abs=5e-5)
    assert found["L / (lambda W)"] == 1
    assert found["share begun before or ended after it"] == 0


def test_stages_have_a_check_of_their_own(ward: str) -> None:
    asked = ("little", ward, "--by", "organisation", *SECOND_OF_MAY)
    north, south = rows(*asked)

    assert (north["stage"], north["in_progress"], north["arrivals"]) == (
        "North",
        1.5,
        1,
    )
    assert (south["in_progress"], south["open_at_end"]) == (0.5, 0)
    assert behind(1, *asked) == ["both", "old"]


def test_days_have_those_in_progress(ward: str) -> None:
    found = rows("little", ward, "--days", "--timezone", "UTC", "--to", "2024-05-04")

    assert [(row["day"], row["in_progress"], row["arrivals"]) for row in found] == [
        ("2024-05-01", 1, 1), ("2024-05-02", 2, 2), ("2024-05-03", 1.5, 1),
    ]  # fmt: skip


def test_a_stretch_that_ends_before_it_begins_is_told(ward: str) -> None:
    said = run("little", ward, "--from", "2024-05-03", "--to", "2024-05-01")

    assert said.exit_code == 1
    assert "expected an end after the beginning" in said.stderr


def test_days_and_stages_are_two_questions(ward: str) -> None:
    said = run("little", ward, "--by", "organisation", "--days")

    assert said.exit_code == 2
    assert "Say --by or --days, not both." in said.stderr
