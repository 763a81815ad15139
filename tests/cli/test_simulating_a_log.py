"""`wholeflow fit`, and `simulate` and `whatif` of an event log."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import rows, typed
from tests.simulation.fitting.clinics import clinic, log_of
from wholeflow.journeys import read_log, write_log
from wholeflow.processes import Map, Process, write_map
from wholeflow.simulation import read_model

ASKED = ("--days", "60", "--warm-up", "10", "--runs", "6")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("logs") / "clinic.csv"
    write_log(log_of(clinic()), path)
    return str(path)


@pytest.fixture(scope="module")
def kept(log: str) -> str:
    """The fit of the log, written down."""
    to = Path(log).with_name("clinic.json")
    assert typed("fit", log, "--output", str(to)).code == 0
    return str(to)


def row(some: list[dict[str, object]], what: str, of: str) -> dict[str, object]:
    return next(each for each in some if (each["what"], each["of"]) == (what, of))


def test_a_fit_tells_each_measure_of_the_weeks_held_out(log: str) -> None:
    found = row(rows("fit", log), "mean time in system", "the whole")

    assert found["from"] <= found["held out"] <= found["to"]
    assert found["verdict"] == "holds"
    assert found["of the log to itself"] > 0


def test_a_fit_says_what_it_assumes_and_writes_its_model(
    log: str, tmp_path: Path
) -> None:
    to = tmp_path / "model.yaml"
    said = typed("fit", log, "--model", str(to), "--format", "csv")

    assert "taken as the limit: Triage 1, Ward 12" in said.err
    model = read_model(to.read_bytes(), "yaml", source="it")
    assert {pool.name: pool.capacity for pool in model.pools} == {
        "Triage": 1,
        "Ward": 12,
    }
    assert "Held against 4 weeks" in model.notes[-1]
    assert typed("simulate", str(to), *ASKED).code == 0


def test_a_model_that_is_written_knows_the_processes_of_a_map(
    log: str, tmp_path: Path
) -> None:
    there, model = tmp_path / "map.json", tmp_path / "model.yaml"
    ward = Process("w", "Caring on the ward", aliases=("Ward",))
    there.write_text(write_map(Map("A town", (ward,)), "json"), "utf-8")

    said = typed("fit", log, "--map", str(there), "--model", str(model))

    read = read_model(model.read_bytes(), "yaml")
    assert {n.name: n.process for n in read.nodes if n.process} == {"Ward": "w"}
    assert "No process on the map has the name of: " in said.err


def test_a_map_without_a_model_to_be_written_is_refused(log: str) -> None:
    said = typed("fit", log, "--map", log)

    assert said.code == 2
    assert "goes with --model" in said.err


@pytest.mark.parametrize("option", ["--output", "--model"])
def test_a_fit_that_cannot_be_written_is_told(
    log: str, tmp_path: Path, option: str
) -> None:
    said = typed("fit", log, option, str(tmp_path / "none" / "model.json"))

    assert said.code == 1
    assert "there is no folder" in said.err


def test_a_fit_in_yaml_is_pointed_to_the_model(log: str, tmp_path: Path) -> None:
    said = typed("fit", log, "--output", str(tmp_path / "fit.yaml"))

    assert said.code == 2
    assert "written by --model" in said.err


@pytest.mark.parametrize(
    "command", [("simulate",), ("whatif", "--change", "pool Ward + 4")]
)
def test_a_fit_is_asked_as_its_log_is(
    log: str, kept: str, command: tuple[str, ...]
) -> None:
    of_log, of_file = (typed(*command, of, *ASKED) for of in (log, kept))

    assert of_log.code == 0
    assert of_file == of_log


def test_what_is_said_of_a_log_is_of_no_file(kept: str) -> None:
    said = typed("simulate", kept, "--limit", "Ward=3", "--class", "class")

    assert said.code == 2
    assert "--class and --limit: of a log alone" in said.err.replace("\n", " ")


def test_a_change_is_told_with_luck_and_the_fit_apart(log: str) -> None:
    found = rows("whatif", log, "--change", "pool Ward + 4", *ASKED)

    wait = row(found, "mean wait", "Ward")
    assert wait["changed"] < wait["now"]
    present = row(found, "patients present", "the whole")
    half = (present["to"] - present["from"]) / 2
    assert half**2 == pytest.approx(
        present["by luck"] ** 2 + present["by the fit"] ** 2, rel=0.01
    )
    assert present["held out"] == "holds"


def test_the_same_is_told_without_a_change(log: str) -> None:
    found = row(rows("simulate", log, *ASKED), "journeys begun", "the whole")

    assert found["from"] < 16.1 < found["to"]


def test_a_limit_that_is_told_explains_what_it_explains(log: str) -> None:
    said = typed("fit", log, "--limit", "Ward=40", "--limit", "Triage=none")

    assert "the limit does not explain: Ward 100%" in said.err
    assert "taken as the limit" not in said.err


@pytest.mark.parametrize("limit", ["Ward", "Ward=many", "Ward=1.5"])
def test_a_limit_that_is_no_number_is_refused(log: str, limit: str) -> None:
    said = typed("simulate", log, "--limit", limit)

    assert said.code == 2
    assert 'such as "Ward=24"' in said.err


def test_a_class_of_the_log_is_kept_apart(log: str, tmp_path: Path) -> None:
    to = tmp_path / "model.yaml"
    typed("fit", log, "--class", "activity", "--model", str(to))

    model = read_model(to.read_bytes(), "yaml", source="it")
    assert [each.name for each in model.classes] == ["Arriving"]


def test_a_log_of_which_too_little_holds_is_refused_in_words() -> None:
    said = typed("whatif", "sepsis", "--change", "demand x 1.1")

    assert said.code == 1
    assert "There is one time for each event" in said.err
    assert "does not know how many come" in said.err


def test_more_than_was_ever_seen_is_said_to_be_so(log: str) -> None:
    said = typed("whatif", log, "--change", "demand x 1.4", "--overloaded", *ASKED)

    assert "nothing of it was ever seen" in said.err


def test_a_change_that_is_none_is_told_before_a_run(log: str) -> None:
    said = typed("whatif", log, "--change", "pool Wards + 1", *ASKED)

    assert said.code == 1
    assert "did you mean Ward" in said.err


@pytest.mark.parametrize("of", ["log", "kept"])
def test_a_record_is_of_a_model_not_of_a_log(
    of: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    name = request.getfixturevalue(of)
    said = typed("simulate", name, "--record", str(tmp_path / "record.md"))

    assert said.code == 2
    assert "write it first" in said.err


def test_a_change_under_which_a_queue_grows_for_ever_is_refused(log: str) -> None:
    said = typed("whatif", log, "--change", "pool Ward = 4", *ASKED)

    assert said.code == 1
    assert "the queue grows without end" in said.err


def test_one_more_of_each_is_told_of_a_log_and_of_its_fit(log: str, kept: str) -> None:
    words = ("--measure", "mean wait at Ward", "--cost", "Ward=60000", *ASKED)
    of_log, of_file = (rows("one-more", of, *words) for of in (log, kept))

    assert of_log == of_file
    bed = next(each for each in of_log if each["scenario"] == "one more of Ward")
    assert bed["difference"] < 0
    assert bed["by the fit"] >= 0
    assert bed["held out"] == "too vague to say"
    assert bed["days per 1,000"] == pytest.approx(
        bed["days saved a year"] / 60, rel=1e-3
    )


def test_a_surge_beyond_what_was_seen_is_said_to_be_so(kept: str) -> None:
    said = typed("stress", kept, *ASKED)

    assert said.code == 0
    assert "demand x 1.3 for 14 days: Demand x 1.3 is more than the busiest" in said.err
    assert "by the fit" in said.out


def test_the_smallest_capacity_of_a_fit_is_marked(kept: str) -> None:
    found = rows(
        "capacity", kept, *ASKED, "--between", "Ward 8-24",
        "--target", "mean wait at Ward <= 4 within 2",
    )  # fmt: skip

    (smallest,) = (each for each in found if each["smallest"] == "yes")
    assert smallest["judged"] == "meets"


@pytest.mark.parametrize(
    "words",
    [
        ("one-more", "--measure", "utilisation at Ward"),
        (
            "capacity",
            "--between",
            "Ward 8-9",
            "--target",
            "utilisation at Ward <= 1 within 1",
        ),
    ],
)
def test_a_measure_that_a_log_does_not_tell_is_told_with_those_it_does(
    kept: str, words: tuple[str, ...]
) -> None:
    said = typed(words[0], kept, *words[1:], *ASKED)

    assert said.code == 1
    assert "expected one such as" in said.err


def test_what_a_log_speaks_against_is_refused_in_the_same_words(tmp_path: Path) -> None:
    to = str(tmp_path / "sepsis.json")
    assert typed("fit", "sepsis", "--output", to).code == 0
    said = [
        typed(*words, *ASKED)
        for words in (
            ("simulate", to),
            ("one-more", to),
            ("stress", to),
            ("capacity", to, "--between", "a 1-2", "--target", "b <= 1 within 1"),
        )
    ]

    assert {each.code for each in said} == {1}
    assert "does not know how many come" in said[0].err
    assert len({each.err for each in said}) == 1


def test_the_first_run_of_a_model_is_written_as_a_log(tmp_path: Path) -> None:
    to = tmp_path / "run.parquet"
    quick = ("--runs", "2", "--days", "10", "--warm-up", "1")
    assert typed("simulate", "emergency", *quick, "--log", str(to)).code == 0

    log = read_log(to)
    assert log.activities == ("Caring on the ward", "Treating", "arriving")
    assert log.has_both_times
