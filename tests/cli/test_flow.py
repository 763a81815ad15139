"""`wholeflow flow`: tables, json and csv of what a log says, of a part if asked."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.flow.asking import rows, run
from wholeflow.cli import main

CLINIC = """\
case,activity,start,end,organisation,age
A,arrive,2024-05-01 08:00,2024-05-01 08:00,Hospital,80
A,see,2024-05-01 08:00,2024-05-01 09:00,Hospital,80
A,visit,2024-05-03 08:00,2024-05-03 09:00,Council,80
B,arrive,2024-05-01 08:00,2024-05-01 08:00,Hospital,30
B,see,2024-05-01 09:00,2024-05-01 10:00,Hospital,30
C,arrive,2024-05-02 08:00,2024-05-02 08:00,Hospital,30
C,see,2024-05-02 08:30,2024-05-02 09:00,Hospital,30
"""


@pytest.fixture
def clinic(tmp_path: Path) -> str:
    path = tmp_path / "clinic.csv"
    path.write_text(CLINIC)
    return str(path)


def test_waits_come_longest_first_and_share_the_whole(clinic: str) -> None:
    found = rows("waits", clinic)

    assert [(row["from"], row["to"]) for row in found] == [
        ("see", "visit"), ("arrive", "see"),
    ]  # fmt: skip
    assert found[0]["total_hours"] == 47
    assert sum(float(str(row["share_of_waiting"])) for row in found) == pytest.approx(1)


def test_waits_between_organisations(clinic: str) -> None:
    (found,) = rows("waits", clinic, "--between", "bodies")

    assert (found["from"], found["to"], found["times"]) == ("Hospital", "Council", 1)


def test_the_real_log_has_waits_between_processes() -> None:
    (first, *_) = rows("waits", "sepsis", "--between", "processes")

    assert first["from"] == "Testing blood"


@pytest.mark.parametrize(
    ("part", "journeys"),
    [
        (("--only", "organisation=Council"), 1),
        (("--only", "age=30"), 2),
        (("--only", "age=30", "--only", "age=80"), 3),
        (("--since", "2024-05-02"), 1),
        (("--until", "2024-05-02"), 2),
    ],
    ids=["place", "cohort", "either", "since", "until"],
)
def test_a_part_of_the_log_can_be_asked(
    clinic: str, part: tuple[str, ...], journeys: int
) -> None:
    found = rows("journeys", clinic, *part)

    assert sum(int(str(row["journeys"])) for row in found) == journeys


def test_an_empty_part_is_told(clinic: str) -> None:
    result = run("journeys", clinic, "--only", "age=99")

    assert result.exit_code == 1
    assert "no event of the log is left" in result.output


def test_a_part_that_is_no_pair_is_told(clinic: str) -> None:
    result = run("journeys", clinic, "--only", "age")

    assert result.exit_code == 1
    assert "expected COLUMN=VALUE, got 'age'" in result.output


def test_ways_through_have_the_numbers_that_look_takes(clinic: str) -> None:
    first = rows("journeys", clinic)[0]
    listed = CliRunner().invoke(
        main, ["look", clinic, "--cases", f"variant:{first['line']}"]
    )

    assert first["activities"] == "arrive > see"
    assert listed.output.split() == ["B", "C"]


@pytest.mark.parametrize(
    ("command", "line", "cases"),
    [
        ("waits", 1, ["A"]),
        ("waits --between bodies", 1, ["A"]),
        ("journeys", 1, ["B", "C"]),
        ("bottlenecks --by organisation", 1, ["A"]),
    ],
)
def test_the_journeys_behind_a_line_are_listed(
    clinic: str, command: str, line: int, cases: list[str]
) -> None:
    result = run(*command.split(), clinic, "--cases", str(line))

    assert result.output.split() == cases


def test_the_journeys_behind_a_finding_are_those_that_look_lists() -> None:
    kind = rows("quality", "sepsis")[0]["kind"]
    listed = CliRunner().invoke(main, ["look", "sepsis", "--cases", f"quality:{kind}"])

    assert run("quality", "sepsis", "--cases", "1").output == listed.output


def test_quality_says_what_a_finding_forbids() -> None:
    kinds = {row["kind"]: row["forbids"] for row in rows("quality", "sepsis")}

    assert kinds["one-time"] == "Waiting and being treated cannot be told apart."


def test_bottlenecks_say_how_far_the_ways_agree(clinic: str) -> None:
    result = run("bottlenecks", clinic)

    assert result.exit_code == 0
    assert "5 agree" in result.output or "agree by" in result.output


def test_bottlenecks_of_a_log_with_one_time_are_refused() -> None:
    result = run("bottlenecks", "sepsis")

    assert result.exit_code == 1
    assert "bottlenecks cannot be told" in result.output


def test_csv_is_for_a_spreadsheet(clinic: str) -> None:
    result = run("waits", clinic, "--format", "csv")

    assert next(csv.DictReader(io.StringIO(result.output)))["from"] == "see"
