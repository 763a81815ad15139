"""`wholeflow measure roll-up`, `why` and `chart`, as somebody types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.builders import a_person, a_process, declared, judged
from tests.cli.commands import Said, typed
from wholeflow.server.history import clock
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import charting
from wholeflow.server.measuring.models import Indicator

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
    declared(whole, by=ann)
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


FELL = [5, 6, 5, 7, 6, 5, 6, 7, 5, 6, 7, 6, 3, 2, 3, 2, 3, 2, 3, 2]
WAITS = "date,value\n" + "".join(
    f"{2023 + at // 12}-{at % 12 + 1:02},{value}\n" for at, value in enumerate(FELL)
)


@pytest.fixture
def waits(folder: Path) -> Path:
    """Twenty months that fell, in a folder without a system."""
    (folder / "waits.csv").write_text(WAITS)
    return folder / "waits.csv"


def chart(*words: str) -> Said:
    return typed("measure", "chart", *words)


def test_a_chart_says_in_one_sentence_whether_anything_changed(waits: Path) -> None:
    said = chart("waits.csv", "--better", "down", "--target", "4")

    assert said.code == 0
    assert said.out.splitlines()[:5] == [
        "waits: Low since January 2024: improvement; hits or misses 4 by chance.",
        "Variation: improvement.",
        "Assurance: hits and misses.",
        "",
        "date        value  centre  lower  upper  label",
    ]
    assert len(said.out.splitlines()) == 5 + 20
    assert not (waits.parent / "data").exists()


def test_a_chart_is_json_for_programs(waits: Path) -> None:
    said = chart("waits.csv", "--better", "down", "--title", "Days", "--format", "json")

    told = json.loads(said.out)
    points = told.pop("points")
    assert told == {
        "title": "Days",
        "kind": "XmR",
        "better": "down",
        "target": None,
        "headline": "Low since January 2024: improvement",
        "variation": "improvement",
        "assurance": None,
        "notes": [],
    }
    assert points[0] == {
        "date": "2023-01-01",
        "value": 5.0,
        "centre": 4.55,
        "lower": 1.33,
        "upper": 7.77,
        "label": "shift, high: concern",
    }


def test_the_points_of_a_chart_go_into_a_spreadsheet(waits: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(chart("waits.csv", "--format", "csv").out)))

    assert len(rows) == 20
    assert rows[0]["upper"] == "7.77"


def test_a_chart_is_drawn_and_never_over_a_file_unasked(waits: Path) -> None:
    words = ("waits.csv", "--better", "down", "--output", "waits.svg")

    first, again = chart(*words), chart(*words)
    forced = chart(*words, "--force")

    assert (first.code, again.code, forced.code) == (0, 1, 0)
    assert "The chart is in waits.svg" in first.err
    assert "add --force to write over it" in again.err
    assert waits.with_name("waits.svg").read_text().startswith("<svg")


def test_a_baseline_of_the_first_months_keeps_the_limits_of_then(waits: Path) -> None:
    said = chart("waits.csv", "--baseline", "12", "--format", "json")

    assert json.loads(said.out)["points"][19]["centre"] == round(
        sum(FELL[:12]) / 12, 12
    )


def test_few_points_are_said_to_be_few(waits: Path) -> None:
    waits.write_text("date,value\n2023-01,5\n2023-02,6\n")

    said = chart("waits.csv")

    assert "Too few points to judge" in said.out
    assert "only 2 points; 7 are needed" in said.out


def test_one_of_several_indicators_of_a_file_is_chosen(waits: Path) -> None:
    waits.write_text("date,Days,Nights\n2023-01,5,1\n2023-02,6,2\n")

    asked = chart("waits.csv")
    none = chart("waits.csv", "--indicator", "Weeks")
    told = chart("waits.csv", "--indicator", "Nights", "--format", "json")

    assert (asked.code, none.code) == (2, 1)
    assert "waits.csv has “Days”, “Nights”" in asked.err
    assert "has no indicator “Weeks”" in none.err
    assert [each["value"] for each in json.loads(told.out)["points"]] == [1, 2]


@pytest.mark.parametrize(
    ("content", "words", "told"),
    [
        pytest.param(WAITS, ("--target", "4"), "Expected a direction", id="direction"),
        pytest.param(WAITS, ("--baseline", "3"), "at least 12 points; got 3", id="few"),
        pytest.param("date,value\n2023-01,many\n", (), "got “many”", id="text"),
        pytest.param("date,value\n2199-01,4\n", (), "still to come", id="future"),
        pytest.param(
            "date,value\n2023-01,4\n2023-01,5\n", (), "row 2 has one", id="twice"
        ),
        pytest.param("value\n4\n", (), "expected a column called date", id="no date"),
        pytest.param("", (), "it is empty", id="empty"),
    ],
)
def test_what_cannot_be_charted_is_refused(
    waits: Path, content: str, words: tuple[str, ...], told: str
) -> None:
    waits.write_text(content)

    said = chart("waits.csv", *words)

    assert (said.code, said.out) == (1, "")
    assert told in said.err


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    said = chart("none.csv")

    assert said.code == 1
    assert "none.csv: the file cannot be opened" in said.err


@pytest.fixture
def measured(blood: Process) -> Process:
    """A whole with an indicator of twenty months."""
    Path("waits.csv").write_text(WAITS)
    words = ("--name", "Days", "--fail", "9", "--target", "4", "--values", "waits.csv")
    assert typed("measure", "add", "Getting results", *words).code == 0
    return blood


@pytest.mark.parametrize("name", ["days", "Getting results/Days"])
def test_an_indicator_of_the_system_is_charted_by_its_name(
    measured: Process, name: str
) -> None:
    said = chart(name)

    assert said.code == 0
    assert said.out.splitlines()[0] == (
        "Days: Low since January 2024: improvement; hits or misses 4 by chance."
    )


def test_a_chart_names_who_decided_and_when(measured: Process) -> None:
    ann = measured.owner
    row = Indicator.objects.get()
    third = row.points.order_by("on")[2]
    assert ann is not None
    charting.set_aside(
        by=ann,
        process_id=measured.pk,
        indicator_id=row.pk,
        point_id=third.pk,
        reason="Records lost",
    )

    said = chart("Days")

    day = clock.today()
    assert f"Ann, {day.day} {day:%B %Y}" in said.out + said.err
    assert "the owner" not in said.out + said.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("Dais",), 1, "Did you mean “Days”?", id="near"),
        pytest.param(("Testing blood/Days",), 1, "no indicator", id="of another"),
        pytest.param(("Days", "--target", "3"), 2, "its owner says so", id="target"),
    ],
)
def test_an_indicator_that_is_not_meant_is_refused(
    measured: Process, words: tuple[str, ...], code: int, told: str
) -> None:
    said = chart(*words)

    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_an_indicator_without_values_is_not_drawn(blood: Process) -> None:
    typed("measure", "add", "Getting results", "--name", "Days")

    said = chart("Days")

    assert said.code == 1
    assert "too few values of “Days” to draw yet" in said.err


def test_several_indicators_of_a_name_are_told_apart(measured: Process) -> None:
    typed("measure", "add", "Testing blood", "--name", "Days")

    said = chart("Days")

    assert said.code == 1
    assert said.err.splitlines()[1:] == [
        "  Getting results/Days", "  Testing blood/Days",
    ]  # fmt: skip


def why(*words: str) -> Said:
    return typed("measure", "why", *words)


def test_why_gives_sentences_and_shares_that_add_up(blood: Process) -> None:
    said = json.loads(why("Getting results", "--format", "json").out)

    assert (said["process"], said["id"]) == ("Getting results", blood.pk)
    assert said["flag"]["in_words"] == "0 for, 75 not known, 25 against"
    listed = sum(each["share"] for each in said["shares"])
    assert listed + said["rest"]["share"] == pytest.approx(said["missing"], abs=1e-9)
    assert {each["process"] for each in said["shares"]} == {
        "Filing letters", "Testing blood",
    }  # fmt: skip
    assert [each["process"] for each in said["against"]] == [
        "Getting results", "Testing blood",
    ]  # fmt: skip
    assert said["against"][1]["because"].startswith("The judgement by Ann")


def test_why_leads_down_to_the_leaves(blood: Process) -> None:
    ann = blood.owner
    assert ann is not None
    testing = Process.objects.get(name="Testing blood")
    leaf = a_process("Taking blood", by=ann, whole=testing, success="At first try")
    declared(testing, by=ann)
    judged(leaf, by=ann, good=0.5, bad=0.5)

    said = json.loads(why("Getting results", "--format", "json").out)

    assert said["against"][-1]["process"] == "Taking blood"
    assert said["against"][-1]["weight"] == 0.5


def test_why_is_a_text_for_people(blood: Process) -> None:
    out = why("getting results").out

    assert out.startswith("Getting results: 0 for, 75 not known, 25 against (")
    assert "Where the 100 of 100 that are missing lie:" in out
    assert "What sets the evidence against:" in out
    assert "Nobody has said what success is." in out


def test_why_can_be_asked_as_at_a_day(blood: Process) -> None:
    day = clock.today().isoformat()
    now = json.loads(why(blood.pk, "--format", "json").out)

    as_at = json.loads(why(blood.pk, "--as-at", day, "--format", "json").out)

    assert as_at["day"] == day
    assert as_at["flag"] == now["flag"]
    assert as_at["shares"] == now["shares"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Filing letters",), "nobody has said yet what success is"),
        (("Getting result",), "Did you mean “Getting results”?"),
        (("Getting results", "--as-at", "once"), "Expected a day such as 2023-03-01"),
        (("Getting results", "--as-at", "2020-01-01"), "2020"),
    ],
)
def test_why_of_what_has_no_flag_is_refused(
    blood: Process, words: tuple[str, ...], told: str
) -> None:
    said = why(*words)

    assert (said.code, said.out) == (1, "")
    assert told in said.err
