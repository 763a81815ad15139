"""`wholeflow measure roll-up`, `why` and `chart`, as somebody types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.builders import a_person, a_process, judged
from tests.cli.commands import Said, typed
from wholeflow.server.mapping.actions import declare_parts
from wholeflow.server.mapping.models import Process

MAP = """\
name: Blood
processes:
- name: Getting results
  success: [Back before the round]
  parts_suffice: true
  parts:
  - {name: Testing blood, success: [Done the same day]}
  - {name: Filing letters}
"""
JUDGED = "process,for,against,date\nTesting blood,75,25,2024-03-05\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a system, with a map and judgements of it."""
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "judged.csv").write_text(JUDGED)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHOLEFLOW_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def blood(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Process:
    """A whole with two parts: one judged, one not; and something beside them."""
    monkeypatch.chdir(tmp_path)
    ann = a_person("Ann")
    whole = a_process("Getting results", by=ann, success="Back before the round")
    testing = a_process("Testing blood", by=ann, whole=whole, success="Same day")
    a_process("Filing letters", by=ann, whole=whole)
    a_process("Cleaning wards", by=ann, success="Clean")
    declare_parts(by=ann, process_id=whole.pk, suffice=True)
    judged(testing, by=ann, good=0.75, bad=0.25)
    return whole


def lines(said: Said) -> list[list[str]]:
    return [" ".join(line.split()).split() for line in said.out.splitlines()]


def of_file(*more: str) -> Said:
    words = ("--map", "map.yaml", "--evidence", "judged.csv")
    return typed("measure", "roll-up", *words, *more)


def test_a_map_file_is_rolled_up_without_any_system(folder: Path) -> None:
    said = of_file("--format", "csv")

    rows = {row["process"]: row for row in csv.DictReader(io.StringIO(said.out))}
    assert said.code == 0
    assert list(rows) == ["Getting results", "Testing blood", "Filing letters"]
    assert rows["Testing blood"]["evidence_for"] == "0.75"
    assert rows["Getting results"]["evidence_against"] == "0.25"
    assert rows["Getting results"]["unassessed_below"] == "1"
    assert rows["Filing letters"]["evidence_for"] == ""
    assert not (folder / "data").exists()


def test_a_roll_up_is_a_table_for_people(folder: Path) -> None:
    said = of_file()

    assert [line.split("  ")[0] for line in said.out.splitlines()] == [
        "process", "Getting results", "Testing blood", "Filing letters",
    ]  # fmt: skip
    assert "75 for, 0 not known, 25 against" in said.out
    assert "no flag" in said.out


def test_a_roll_up_is_json_for_programs(folder: Path) -> None:
    rows = json.loads(of_file("--format", "json").out)

    assert rows[1] == {
        "process": "Testing blood",
        "id": "testing-blood",
        "owner": "",
        "organisation": "",
        "evidence_for": 0.75,
        "not_known": 0.0,
        "contested": 0.0,
        "evidence_against": 0.25,
        "word": "mixed",
        "contested_below": 0,
        "stale_below": 0,
        "unassessed_below": 0,
        "in_words": "75 for, 0 not known, 25 against",
    }
    assert rows[2]["evidence_for"] is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Testing blood,140,1,2024-03-05", "row 2, column for: expected a number from"),
        ("Testing blood,1,1,2199-03-05", "still to come"),
        ("Filing letters,1,1,2024-03-05", "nobody has said what success is for"),
        ("Testing blod,1,1,2024-03-05", "did you mean “Testing blood”?"),
    ],
)
def test_evidence_with_faults_is_refused(folder: Path, content: str, told: str) -> None:
    (folder / "judged.csv").write_text(f"process,for,against,date\n{content}\n")

    said = of_file()

    assert (said.code, said.out) == (1, "")
    assert told in said.err


@pytest.mark.parametrize(
    "words",
    [("--map", "map.yaml"), ("A", "--map", "map.yaml", "--evidence", "judged.csv")],
)
def test_wrong_usage_of_a_roll_up_is_told(folder: Path, words: tuple[str, ...]) -> None:
    assert typed("measure", "roll-up", *words).code == 2


def test_every_flag_of_a_system_is_listed(blood: Process) -> None:
    rows = json.loads(typed("measure", "roll-up", "--format", "json").out)

    assert [row["process"] for row in rows] == [
        "Cleaning wards", "Filing letters", "Getting results", "Testing blood",
    ]  # fmt: skip
    whole = rows[2]
    assert (whole["id"], whole["organisation"]) == (blood.pk, "Trust")
    assert (whole["evidence_against"], whole["unassessed_below"]) == (0.25, 1)


def test_flags_of_a_process_and_all_below_it_are_listed(blood: Process) -> None:
    said = typed("measure", "roll-up", "getting results", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["process"] for row in rows] == [
        "Filing letters", "Getting results", "Testing blood",
    ]  # fmt: skip


def test_a_name_in_a_spreadsheet_is_no_formula(blood: Process) -> None:
    Process.objects.filter(pk=blood.pk).update(name="=1+1")

    said = typed("measure", "roll-up", "--format", "csv")

    assert "\n'=1+1," in said.out
