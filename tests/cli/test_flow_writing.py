"""`wholeflow flow join` and `write`: logs put together, and put into files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wholeflow.cli import main
from wholeflow.journeys import new_key, read_log

SPELLS = """\
spell,person,activity,start,end,staff
17,943 476 5919,Treating,2024-05-01 09:00,2024-05-03 12:00,Ann
18,943 476 5870,Treating,2024-05-02 10:00,2024-05-02 18:00,Bob
"""
VISITS = """\
who,activity,time
9434765919,Visiting,2024-05-04 10:00
4010232137,Visiting,2024-05-05 10:00
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("spells.csv").write_text(SPELLS)
    Path("visits.csv").write_text(VISITS)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, ["flow", *arguments])


JOIN = (
    "join", "Hospital=spells.csv", "Council=visits.csv", "--column", "visits.csv:case=who"
)  # fmt: skip


def test_joined_logs_say_who_is_unmatched() -> None:
    said = run(*JOIN, "--format", "json")
    hospital, council = json.loads(said.stdout)

    assert (hospital["organisation"], hospital["people"]) == ("Hospital", 2)
    assert (hospital["in_no_other"], hospital["unmatched"]) == (1, 0.5)
    assert council["identifiers_are"] == "10 digits"


def test_pairs_of_files_say_who_is_in_both() -> None:
    there, _ = json.loads(run(*JOIN, "--pairs", "--format", "json").stdout)

    assert (there["one"], there["other"], there["found"]) == ("Hospital", "Council", 1)


def test_a_joined_log_is_written_with_pseudonyms_and_asked_again() -> None:
    new_key("partners.key")
    keyed = ("--key", "partners.key", "--purpose", "Shorter waits")

    said = run(*JOIN, *keyed, "--to", "county.parquet")
    asked = run("handoffs", "county.parquet", "--whole-person", "--format", "json")

    assert said.exit_code == 0
    assert "9434765919" not in "".join(read_log("county.parquet").person_names)
    assert json.loads(asked.stdout)[0]["from"] == "Hospital"


def test_what_the_standards_file_of_a_log_says_is_used() -> None:
    Path("visits.standards.yaml").write_text("log: {case: who}\n")

    said = run("join", "Hospital=spells.csv", "Council=visits.csv")

    assert said.exit_code == 0


def test_a_column_of_no_file_is_refused() -> None:
    said = run(*JOIN, "--column", "other.csv:case=who", "--column", "nonsense")

    assert said.exit_code == 1
    assert "got 'other.csv:case=who'" in said.stderr
    assert "got 'nonsense'" in said.stderr


@pytest.mark.parametrize(
    "name", ["part.csv", "part.parquet", "part.xes", "part.jsonocel"]
)
def test_a_part_is_written_without_staff_and_read_again(name: str) -> None:
    said = run(
        "write", "spells.csv", name, "--resource", "staff", "--since", "2024-05-02"
    )

    assert said.exit_code == 0
    assert read_log(name).n_events == 1
    assert not {b"Ann", b"Bob"} & set(Path(name).read_bytes().split())
    assert read_log(name).resources == ()


def test_a_file_that_is_there_is_kept_unless_told() -> None:
    refused = run("write", "spells.csv", "visits.csv")
    done = run("write", "spells.csv", "visits.csv", "--force")

    assert refused.exit_code == 1
    assert "say --force to write over it" in refused.stderr
    assert done.exit_code == 0


def test_a_file_that_is_there_stops_a_join_before_anything_is_read() -> None:
    said = run("join", "Hospital=nowhere.csv", "--to", "visits.csv")

    assert "say --force to write over it" in said.stderr


def test_a_log_is_written_with_pseudonyms() -> None:
    new_key("ours.key")

    said = run("write", "visits.csv", "hidden.csv", "--case", "who", "--key", "ours.key",
               "--purpose", "A trial")  # fmt: skip

    assert said.exit_code == 0
    assert "9434765919" not in Path("hidden.csv").read_text()


def test_a_key_without_a_purpose_is_refused() -> None:
    new_key("ours.key")

    said = run(
        "write", "visits.csv", "hidden.csv", "--case", "who", "--key", "ours.key"
    )

    assert said.exit_code == 1
    assert "say both --key and --purpose" in said.stderr
    assert not Path("hidden.csv").exists()


def test_another_ending_is_refused() -> None:
    said = run("write", "spells.csv", "part.docx")

    assert said.exit_code == 1
    assert "expected a name that ends in" in said.stderr
