"""`wholeflow flow departures`: who follows a pathway, and where others leave it."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

DOOR = """\
case,activity,time,reason
follows,arrive,2024-05-01 08:00,
follows,test,2024-05-01 08:10,
follows,treat,2024-05-01 08:20,
follows,go,2024-05-01 09:00,
agreed,arrive,2024-05-01 08:00,
agreed,agree,2024-05-01 08:10,
agreed,go,2024-05-01 09:00,
allergic,arrive,2024-05-01 08:00,
allergic,test,2024-05-01 08:10,
allergic,treat,2024-05-01 08:20,
allergic,test,2024-05-01 08:30,allergy
allergic,go,2024-05-01 09:00,
skips,arrive,2024-05-01 08:00,
skips,treat,2024-05-01 08:20,
skips,go,2024-05-01 09:00,
open,arrive,2024-05-01 08:00,
"""
PATHWAYS = """\
pathways:
  Front door:
    steps: {Arriving: arrive, Testing: test, Treating: treat}
    beside: [go, agree, sing]
    justified_events: {where: {reason: allergy}}
    justified_cases: agree
    finished: go
log: {keep: reason}
"""


@pytest.fixture
def door(tmp_path: Path) -> str:
    (tmp_path / "door.standards.yaml").write_text(PATHWAYS)
    path = tmp_path / "door.csv"
    path.write_text(DOOR)
    return str(path)


def test_the_first_four_lines_add_up_to_all_journeys(door: str) -> None:
    found = rows("departures", door)[:4]

    assert [(row["what"], row["journeys"]) for row in found] == [
        ("follow it", 1),
        ("leave it, a reason recorded", 2),
        ("leave it, no reason recorded", 1),
        ("not over yet", 1),
    ]
    assert sum(float(str(row["share"])) for row in found) == 1


@pytest.mark.parametrize(
    ("line", "cases"),
    [(1, ["follows"]), (2, ["agreed", "allergic"]), (3, ["skips"]), (4, ["open"])],
)
def test_the_journeys_of_each_outcome_are_listed(
    door: str, line: int, cases: list[str]
) -> None:
    assert behind(line, "departures", door) == cases


def test_ways_of_leaving_tell_how_many_have_a_reason(door: str) -> None:
    first, *others = rows("departures", door)[4:]

    assert (first["what"], first["journeys"], first["with_reason"]) == (
        "skipped: Testing", 2, 1,
    )  # fmt: skip
    assert {row["what"]: row["with_reason"] for row in others} == {
        "repeated: Testing": 1,
        "skipped: Treating": 1,
    }
    assert behind(5, "departures", door) == ["agreed", "skips"]


def test_what_is_left_out_is_said(door: str) -> None:
    said = run("departures", door, "--top", "2").stdout

    assert said.endswith(
        "Front door: more ways of leaving it: 1; not in the log: sing.\n"
    )


def test_the_log_that_comes_along_has_a_pathway() -> None:
    found = rows("departures", "sepsis")

    assert [row["journeys"] for row in found[:5]] == [800, 0, 250, 0, 227]
    assert found[4]["what"] == "skipped: Giving antibiotics"
