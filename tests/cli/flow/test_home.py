"""`wholeflow flow home`: days at home, away and dead, and days given back."""

from pathlib import Path

import pytest

from tests.cli.flow.asking import behind, rows, run

# Four are operated on: in the old way, two days in hospital; in the new way, one or none.
TOWN = """\
case,person,activity,time
1,Old,operation,2024-05-01 12:00
1,Old,in,2024-05-01 12:00
1,Old,out,2024-05-03 12:00
2,Older,operation,2024-05-02 12:00
2,Older,in,2024-05-02 12:00
2,Older,out,2024-05-04 12:00
3,New,operation,2024-06-01 12:00
3,New,in,2024-06-01 12:00
3,New,out,2024-06-02 12:00
4,Newer,operation,2024-06-02 12:00
5,Newer,died,2024-06-10 12:00
6,Well,visit,2024-06-10 12:00
7,Late,operation,2024-06-25 12:00
"""
RULES = """\
days_at_home:
  window: 10 days
  after: operation
  death: died
  goal: 40
  away: {Hospital: {admission: in, discharge: out}}
"""
KNOWN = ("--known-to", "2024-07-01")


@pytest.fixture
def town(tmp_path: Path) -> str:
    (tmp_path / "town.standards.yaml").write_text(RULES)
    path = tmp_path / "town.csv"
    path.write_text(TOWN)
    return str(path)


def test_days_at_home_away_and_dead_add_up(town: str) -> None:
    asked = ("home", town, *KNOWN)
    found = rows(*asked)

    assert [(row["what"], row["people"], row["days"]) for row in found] == [
        ("at home", 4, 33),
        ("away: Hospital", 3, 5),
        ("dead", 1, 2),
        ("left out: nothing begins their days", 1, None),
        ("left out: not followed to the end", 1, None),
        ("left out: in a stay of unknown begin", 0, None),
    ]
    assert found[0]["mean_days"] == 8.25
    assert behind(2, *asked) == ["New", "Old", "Older"]
    assert behind(3, *asked) == ["Newer"]


def test_the_goal_stands_below(town: str) -> None:
    said = run("home", town, *KNOWN).stdout

    assert "Counted for 4 people, 10 days each." in said
    assert "Missing to the goal of 40 days at home: 7." in said


def test_days_given_back_are_of_people_whose_days_begin_later(town: str) -> None:
    asked = ("home", town, *KNOWN, "--at", "2024-06-01")
    before, after, given = rows(*asked)

    assert (before["days"], before["people"]) == (8, 2)
    assert (after["days"], after["people"]) == (8.5, 2)  # 9 at home, and 8
    assert given["days"] == 1
    assert float(str(given["from"])) < 1 < float(str(given["to"]))
    assert behind(1, *asked) == ["Old", "Older"]
    assert "association" in run(*asked).stdout


def test_a_side_on_which_nobody_can_be_followed_is_told(town: str) -> None:
    said = run("home", town, *KNOWN, "--at", "2024-06-20")

    assert said.exit_code == 1
    assert "nobody whose days can be told, begun from 20 June 2024 on" in said.stderr
