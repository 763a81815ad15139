"""`wholeflow flow edges` and `pool`: two places add up, and no row leaves either."""

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from wholeflow.cli import main
from wholeflow.journeys import (
    Journeys,
    chosen_cases,
    example_log,
    example_standards,
    read_log,
    read_standards,
    waits_between_activities,
    write_log,
)

ALL = ("--hide-up-to", "0", "--round-to", "1")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journeys:
    """A log, of which two places have a part each: north.parquet and south.parquet."""
    monkeypatch.chdir(tmp_path)
    sepsis = read_log(example_log())
    north = np.arange(sepsis.n_cases) % 3 == 0
    write_log(chosen_cases(sepsis, north), "north.parquet")
    write_log(chosen_cases(sepsis, ~north), "south.parquet")
    for place in ("north", "south"):
        shutil.copy(example_standards(), f"{place}.standards.yaml")
    return sepsis


def run(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, ["flow", *arguments])


def shared(*options: str) -> None:
    """Write what each place tells, to north.json and south.json."""
    for place in ("north", "south"):
        result = run("edges", f"{place}.parquet", f"{place}.json", "--force", *options)
        assert result.exit_code == 0, result.output


def pooled(*files: str) -> list[dict[str, float]]:
    result = run("pool", *files, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, float]] = json.loads(result.stdout)
    return found


def test_files_of_two_places_add_up_to_the_log_of_both(places: Journeys) -> None:
    shared(*ALL)

    found = {
        (row["from"], row["to"]): row for row in pooled("north.json", "south.json")
    }

    links = waits_between_activities(places, read_standards(example_standards()))
    assert len(found) == len(links)
    for link in links:
        row = found[link.before, link.after]  # type: ignore[index] # names
        assert (row["times"], row["journeys"]) == (link.times, link.cases)
        assert row["people"] == link.persons
        assert row["mean_hours"] == pytest.approx(link.mean_hours, abs=1e-4)
        assert row["total_hours"] == pytest.approx(link.total_hours, abs=1e-4)
        for share, hours in (("median", link.median_hours), ("p90", link.p90_hours)):
            low, high = row[f"{share}_from_hours"], row[f"{share}_to_hours"]
            assert low - 1e-4 <= hours <= high + 1e-4
            assert link.times % 2 == 0 or share == "p90" or high <= low * 1.032 + 1e-3


def test_what_few_people_did_is_in_no_file_and_the_rule_is(places: Journeys) -> None:
    shared()

    for place in ("north", "south"):
        told = json.loads(Path(f"{place}.json").read_text("utf-8"))
        assert told["rule"]["hide_up_to"] == 7
        assert "1 to 7 persons" in told["rule"]["in_words"]
        assert told["left_out"] > 0
        counts = [edge[of] for edge in told["edges"] for of in ("times", "persons")]
        counts += [count for edge in told["edges"] for _, _, count in edge["classes"]]
        assert all(count % 5 == 0 and count > 0 for count in counts)
    assert "name" not in Path("north.json").read_text("utf-8").replace("may name", "")
    assert "were left out" not in run("pool", "north.json", "--format", "csv").stdout
    assert "edges of at most 7 persons" in run("pool", "north.json").stdout
    assert "Counts were rounded to 5" in run("pool", "north.json").stdout


def test_the_table_is_longest_wait_first_as_table_json_and_csv(
    places: Journeys,
) -> None:
    shared(*ALL)
    found = pooled("north.json", "south.json")

    as_csv = list(csv.DictReader(io.StringIO(
        run("pool", "north.json", "south.json", "--format", "csv").stdout
    )))  # fmt: skip
    table = run("pool", "north.json", "south.json").stdout.splitlines()

    assert [row["line"] for row in as_csv] == [str(row["line"]) for row in found]
    assert table[0].split() == list(found[0])
    totals = [row["total_hours"] for row in found]
    assert totals == sorted(totals, reverse=True)
    assert sum(row["share_of_waiting"] for row in found) == pytest.approx(1, abs=0.01)


def test_one_place_twice_and_files_that_do_not_fit_are_refused_by_name(
    places: Journeys,
) -> None:
    shared(*ALL)
    text = Path("south.json").read_text("utf-8")
    Path("again.json").write_text(Path("north.json").read_text("utf-8"))
    Path("short.json").write_text(text[: len(text) // 2])
    Path("home.json").write_text(text.replace("; not from leaving to coming back", ""))
    Path("minus.json").write_text(text.replace('"times": ', '"times": -', 1))
    assert run("edges", "north.parquet", "groups.json", "--by", "group").exit_code == 0

    for file, told in (
        ("again.json", "holds the same numbers as north.json"),
        ("short.json", "may have been cut short"),
        ("minus.json", "edge 1: expected 'times' to be a whole number from 1, got -"),
        ("home.json", "They do not add up"),
        ("groups.json", "expected numbers by activity, got numbers by group"),
        ("north.parquet", "no file of wholeflow edges"),
    ):
        result = run("pool", "north.json", file)
        assert result.exit_code != 0, file
        assert f"{file}: " in result.stderr
        assert told in result.stderr, result.stderr
