"""`wholeflow look`, as typed."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wholeflow.cli import main
from wholeflow.journeys import example_log, example_standards


def look(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["look", *map(str, arguments)])


def test_the_bare_word_looks_at_the_example() -> None:
    done = look("sepsis")

    assert done.exit_code == 0
    assert done.stderr == ""
    assert "342 of 823" in done.stdout
    assert "as sepsis.standards.yaml says" in done.stdout


def test_json_has_the_agreed_fields() -> None:
    found = json.loads(look("sepsis", "--format", "json").stdout)

    assert {
        "cases", "events", "activities", "groups", "variants", "tied_events",
        "first", "last", "handovers_per_case", "standards", "returns",
    } <= set(found)  # fmt: skip
    assert {"name", "met", "of", "before", "without"} <= set(found["standards"][0])
    assert {"cases", "within_days", "within"} <= set(found["returns"])
    assert found["returns"]["within"] == 111


def test_the_cases_behind_a_number_are_one_a_line() -> None:
    done = look("sepsis", "--cases", "returns-within")

    assert len(done.stdout.splitlines()) == 111


def test_the_cases_behind_a_number_can_be_json() -> None:
    done = look("sepsis", "--cases", "all", "--format", "json")

    assert "NA" in json.loads(done.stdout)


def test_a_list_that_is_not_there_is_answered_with_those_that_are() -> None:
    done = look("sepsis", "--cases", "help")

    assert done.exit_code == 1
    assert done.stdout == ""
    assert "returns-within" in done.stderr


def test_a_log_elsewhere_with_the_same_activities_uses_the_shipped_standards(
    tmp_path: Path,
) -> None:
    shutil.copy(example_log(), tmp_path / "mine.parquet")

    done = look(tmp_path / "mine.parquet")

    assert "as sepsis.standards.yaml (comes with wholeflow) says" in done.stdout


def test_the_standards_that_are_named_go_first(tmp_path: Path) -> None:
    changed = example_standards().read_text().replace("within: 1 h", "within: 2 h")
    (tmp_path / "two.yaml").write_text(changed)

    done = look("sepsis", "--standards", tmp_path / "two.yaml", "--format", "json")

    assert json.loads(done.stdout)["standards"][0]["met"] > 342


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    path = tmp_path / "ward.csv"
    path.write_text("spell,what,seen,team\nA,a,03/04/2024 10:00,W\nA,b,04/04/2024,X\n")
    return path


TOLD = ["--case", "spell", "--activity", "what", "--time", "seen", "--group", "team"]


def test_columns_zone_and_order_of_dates_can_be_told(ward: Path) -> None:
    done = look(ward, *TOLD, "--month-first", "--timezone", "UTC", "--format", "json")

    found = json.loads(done.stdout)
    assert found["first"] == "2024-03-04T10:00:00+00:00"
    assert found["columns"]["case"] == "spell"
    assert found["timezone"] == "UTC"


def test_without_standards_it_says_how_to_say_what_to_look_for(ward: Path) -> None:
    done = look(ward, *TOLD)

    assert "Say what to look for in ward.standards.yaml" in done.stdout


def test_a_bad_log_is_one_message_and_exit_1(ward: Path) -> None:
    done = look(ward)

    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("ward.csv: ")
    assert "Traceback" not in done.stderr


def test_bad_standards_are_told_with_their_line(ward: Path) -> None:
    ward.with_name("ward.standards.yaml").write_text("standards:\n  One: 1\n")

    done = look(ward, *TOLD)

    assert done.exit_code == 1
    assert "ward.standards.yaml: row 2" in done.stderr


def test_only_commands_that_exist_are_advised() -> None:
    advised = [
        line.split()[1]
        for line in look("sepsis").stdout.splitlines()
        if line.startswith("  wholeflow ")
    ]

    assert set(advised) <= set(main.list_commands(None))  # type: ignore[arg-type] # unused


def test_what_the_standards_file_says_of_the_log_need_not_be_typed(ward: Path) -> None:
    hints = "{case: spell, activity: what, time: seen, day_first: no, timezone: UTC}"
    (ward.parent / "ward.standards.yaml").write_text(f"log: {hints}")

    found = json.loads(look(ward, "--format", "json").stdout)
    typed = json.loads(look(ward, "--day-first", "--format", "json").stdout)

    assert found["first"] == "2024-03-04T10:00:00+00:00"
    assert typed["first"] == "2024-04-03T10:00:00+00:00"
