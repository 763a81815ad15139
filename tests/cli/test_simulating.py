"""`wholeflow simulate` and `wholeflow whatif`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.commands import rows, typed
from wholeflow.processes import read_template, write_map
from wholeflow.simulation import example_model

QUICK = ("--runs", "3", "--days", "20", "--warm-up", "5")


def row(some: list[dict[str, object]], what: str, of: str) -> dict[str, object]:
    return next(each for each in some if (each["what"], each["of"]) == (what, of))


def test_a_run_says_what_it_comes_to_with_intervals() -> None:
    found = rows("simulate", "emergency", "--runs", "8", "--days", "120")

    beds = row(found, "utilisation", "beds")
    assert beds["from"] < 51.5 / 60 < beds["to"]  # as offered load says
    assert row(found, "deadlocks", "the whole")["mean"] == 0


def test_the_same_seed_gives_the_same_numbers_and_another_others() -> None:
    first = rows("simulate", "emergency", *QUICK, "--seed", "4")

    assert rows("simulate", "emergency", *QUICK, "--seed", "4") == first
    assert rows("simulate", "emergency", *QUICK, "--seed", "5") != first


def test_everything_tells_each_class_of_patients() -> None:
    found = rows("simulate", "emergency", *QUICK, "--everything")

    assert {"all", "major", "minor"} == {each["class"] for each in found}


def test_a_spreadsheet_gets_one_line_for_each_measure() -> None:
    told = typed("simulate", "emergency", *QUICK, "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(told.out)))

    assert len(lines) == len(rows("simulate", "emergency", *QUICK))
    assert "3 runs of 20 days: about" in told.err


def test_a_warm_up_is_chosen_and_told() -> None:
    told = typed("simulate", "emergency", "--runs", "3", "--days", "20")

    assert "Not counted: the first" in told.err


def test_a_warm_up_that_leaves_nothing_to_count_is_refused() -> None:
    told = typed("simulate", "emergency", "--days", "5", "--warm-up", "9")

    assert told.code == 2
    assert "fewer days than the 5 of --days" in told.err


def test_a_record_of_the_runs_is_written(tmp_path: Path) -> None:
    typed("simulate", "emergency", *QUICK, "--record", str(tmp_path / "record.md"))

    record = (tmp_path / "record.md").read_text()
    assert record.startswith("# An emergency department and a ward")
    assert "What this model leaves out" in record


def test_pictures_are_drawn_and_leave_the_numbers_as_they_are(tmp_path: Path) -> None:
    census, week = tmp_path / "census.svg", tmp_path / "week.svg"
    pictures = ("--census", str(census), "--week", "Treating", str(week))
    found = rows("simulate", "emergency", *QUICK, *pictures)

    assert found == rows("simulate", "emergency", *QUICK)
    assert "Who is where: An emergency department" in census.read_text()
    assert "By the hour of the week: mean wait at Treating" in week.read_text()


def test_a_run_is_played_back_from_the_end_of_the_warm_up(tmp_path: Path) -> None:
    page = tmp_path / "week.html"
    typed("simulate", "emergency", *QUICK, "--animation", str(page))

    assert "Played back: An emergency department and a ward" in page.read_text()
    assert "Saturday 10 January 2026, 00:00" in page.read_text()


def test_a_week_of_a_node_that_is_not_there_is_told_before_a_run() -> None:
    told = typed("simulate", "emergency", "--week", "Treatment", "week.svg")

    assert told.code == 1
    assert "mean wait at Treating" in told.err
    assert "services" not in told.err


def test_no_file_is_written_over_unless_that_is_said(tmp_path: Path) -> None:
    record = tmp_path / "record.md"
    record.write_text("mine")
    words = ("simulate", "emergency", *QUICK, "--record", str(record))

    assert "say --force to write over it" in typed(*words).err
    assert record.read_text() == "mine"
    assert typed(*words, "--force").code == 0
    assert record.read_text().startswith("# An emergency department")


def test_the_picture_of_a_change_shows_what_changes_clearly(tmp_path: Path) -> None:
    picture = tmp_path / "beside.svg"
    changed = ("--change", "pool beds + 6", "--picture", str(picture))
    typed("whatif", "emergency", *QUICK, *changed)

    assert "Utilisation at beds, share" in picture.read_text()
    assert "Lost at Treating" not in picture.read_text()


def test_more_beds_change_what_they_should_and_nothing_else() -> None:
    found = rows("whatif", "emergency", *QUICK, "--change", "pool beds + 6")

    beds = row(found, "utilisation", "beds")
    assert beds["changed"] < beds["now"]
    arrivals = row(found, "lost", "Treating")
    assert arrivals["difference"] == 0


def test_every_change_that_is_none_is_told_before_a_run() -> None:
    bad = ("--change", "pool bads + 6", "--change", "more nurses")
    told = typed("whatif", "emergency", *bad)

    assert told.code == 1
    assert "did you mean beds" in told.err
    assert "2 things to put right" in told.err


def test_a_model_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    told = typed("simulate", str(tmp_path / "none.yaml"))

    assert told.code == 1
    assert "go by name: emergency, ward," in told.err


def test_each_model_that_comes_along_goes_by_its_name() -> None:
    found = rows("simulate", "ward", *QUICK)

    assert row(found, "utilisation", "beds")["mean"] > 0.5


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    path = tmp_path / "crowded.yaml"
    text = (
        example_model()
        .read_text()
        .replace("name: beds, capacity: 60", "name: beds, capacity: 40")
    )
    path.write_text(text)
    return path


def test_a_queue_that_grows_for_ever_is_refused_with_what_helps(crowded: Path) -> None:
    told = typed("simulate", str(crowded), *QUICK)

    assert told.code == 1
    assert "At least 52 are needed" in told.err


def test_it_is_run_for_these_days_if_that_is_asked(crowded: Path) -> None:
    found = rows("simulate", str(crowded), *QUICK, "--overloaded")

    assert row(found, "utilisation", "beds")["mean"] > 0.9


def test_a_change_under_which_a_queue_grows_for_ever_is_refused() -> None:
    told = typed("whatif", "emergency", *QUICK, "--change", "pool beds = 40")

    assert told.code == 1
    assert "beds" in told.err
    assert "52" in told.err  # units that would be enough in the long run
    overloaded = typed(
        "whatif", "emergency", *QUICK, "--change", "pool beds = 40", "--overloaded"
    )
    assert overloaded.code == 0


def test_a_trace_tells_all_that_happens_one_thing_to_a_line(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    typed("simulate", "emergency", *QUICK, "--trace", str(file))

    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert lines[0]["what"] == "comes"
    assert lines[-1]["hours"] < 20 * 24


def test_a_trace_that_would_be_too_long_is_refused_before_anything_is_run(
    tmp_path: Path,
) -> None:
    file = tmp_path / "trace.jsonl"
    told = typed("simulate", "emergency", "--days", "3000", "--trace", str(file))

    assert told.code == 1
    assert "trace fewer days" in told.err
    assert told.out == ""
    assert not list(tmp_path.iterdir())


def test_a_file_in_a_folder_that_is_not_there_is_refused_before_anything_is_run() -> (
    None
):
    told = typed("simulate", "emergency", "--record", "/nowhere/at/all/record.md")

    assert told.code == 1
    assert "there is no folder /nowhere/at/all" in told.err
    assert told.out == ""


@pytest.mark.parametrize("command", [("simulate",), ("fit",), ("look",)])
def test_a_file_without_a_name_is_refused(command: tuple[str, ...]) -> None:
    told = typed(*command, "")

    assert told.code == 1
    assert "Expected the name of a file, got nothing." in told.err


STOPPING = """
wholeflow: simulation-model 1
name: stop
deadlock: stop
nodes:
- name: A
  service: {"*": {exponential: {mean: 1}}}
  claims: [{pool: a}]
  places: 3
  routes: {"*": {shares: {to: {B: 0.6}}}}
- name: B
  service: {"*": {exponential: {mean: 1}}}
  claims: [{pool: b}]
  places: 3
  routes: {"*": {shares: {to: {A: 0.5}}}}
pools: [{name: a, capacity: 3}, {name: b, capacity: 3}]
sources: [{name: door, node: A, arrivals: {random: {per_hour: 1.2}}}]
"""


def test_runs_that_stopped_and_patients_who_had_not_left_are_told(
    tmp_path: Path,
) -> None:
    file = tmp_path / "stop.yaml"
    file.write_text(STOPPING, "utf-8")
    stopped = typed("simulate", str(file), "--runs", "3", "--warm-up", "1")
    short = typed("simulate", "discharge-to-assess", "--days", "50", *QUICK[:2])

    assert "2 of 3 runs stopped where patients blocked each other" in stopped.err
    assert "had not left when the runs ended" in short.err


def test_the_log_of_a_run_has_services_that_ended_alone(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    typed("simulate", "emergency", *QUICK, "--log", str(file))

    with file.open(encoding="utf-8") as text:
        lines = [
            line for line in csv.DictReader(text) if line["activity"] != "arriving"
        ]
    assert len(lines) > 1000
    assert all(line["start"] and line["end"] for line in lines)


def test_a_draft_of_a_map_says_line_by_line_what_is_to_be_filled_in(
    tmp_path: Path,
) -> None:
    there = tmp_path / "map.json"
    there.write_text(
        write_map(read_template("single-point-of-access"), "json"), "utf-8"
    )
    model = tmp_path / "model.yaml"

    made = typed("draft", str(there), "--output", str(model))
    told = typed("simulate", str(model))

    assert made.code == 0
    assert told.code == 1
    assert 'row 10, column per_hour: expected a number, got "to fill in"' in told.err


def test_a_draft_of_a_process_that_is_not_there_is_refused(tmp_path: Path) -> None:
    there = tmp_path / "map.json"
    there.write_text(
        write_map(read_template("single-point-of-access"), "json"), "utf-8"
    )

    told = typed("draft", str(there), "--within", "Redesigning the forms")

    assert told.code == 1
    assert 'Did you mean "Redesigning forms"' in told.err
