"""The standards file: read as written, refused with lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Columns,
    Journeys,
    LogHints,
    Standard,
    Standards,
    find_standards,
    hints_for,
    read_standards,
)

Write = Callable[..., Path]


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as told:
        read_standards(path)
    return str(told.value)


def test_a_standard_is_read_as_it_is_written(write: Write) -> None:
    path = write(
        "standards:\n  Giving medicine soon:\n    activity: [drip, pill]\n"
        "    within: 30 min\n    after: triage\n"
    )

    assert read_standards(path).standards == (
        Standard("Giving medicine soon", ("drip", "pill"), ("triage",), 0.5),
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("90 s", 0.025), ("1 h", 1), ("3 hours", 3), ("1.5 h", 1.5), ("28 days", 672),
        ("1 day", 24), ("2 weeks", 336), ("30min", 0.5), ("5 minutes", 5 / 60),
    ],
)  # fmt: skip
def test_lengths_are_read_as_people_write_them(
    write: Write, text: str, hours: float
) -> None:
    path = write(f"standards: {{x: {{activity: a, after: b, within: {text}}}}}")

    assert read_standards(path).standards[0].within_hours == pytest.approx(hours)


def test_the_shipped_file_names_a_process_for_every_activity(
    sepsis: Journeys, sepsis_standards: Standards
) -> None:
    named = {name for parts in sepsis_standards.processes.values() for name in parts}

    assert named == set(sepsis.activities)


def test_every_process_of_the_shipped_file_has_an_ing(
    sepsis_standards: Standards,
) -> None:
    assert all("ing" in name.split()[0] for name in sepsis_standards.processes)


def test_all_faults_are_told_with_their_lines(write: Write) -> None:
    message = refused(
        write(
            "standards:\n  One:\n    activity: a\n    within: soon\n    after: b\n"
            "  Two:\n    activty: a\n    within: 1 h\n    after: b\n"
            "returns: []\nprocess: {}\n"
        )
    )

    assert "row 4: expected a length of time such as '30 min'" in message
    assert (
        "row 7: there is no setting 'activty' here; did you mean 'activity'?" in message
    )
    assert "row 7: 'activity:' is missing here" in message
    assert "row 10: expected lines of 'name: value'" in message
    assert (
        "row 11: there is no setting 'process' here; did you mean 'processes'?"
        in message
    )


def test_an_activity_belongs_to_one_process(write: Write) -> None:
    path = write("processes:\n  Testing: [blood]\n  Treating: [blood]\n")

    assert "row 3: 'blood' is already in 'Testing'" in refused(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("standards:\n\t- x", "row 2: this is not YAML"),
        ("a: [1, 2", "row 1: this is not YAML"),
        ("[" * 100_000, "nested too deep"),
        (b"\xff\xfe\x00", "not text in YAML"),
        ("#" * 1_000_001, "at most 1 MB"),
        ("- a\n", "row 1: expected lines of 'name: value'"),
    ],
    ids=["tab", "open list", "deep", "binary", "large", "list"],
)
def test_what_is_no_standards_file_is_told(
    write: Write, content: str | bytes, expected: str
) -> None:
    assert expected in refused(write(content))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path / "none.yaml")


def test_an_empty_file_asks_for_nothing(write: Write) -> None:
    assert read_standards(write("# later\n", "x.yaml")) == Standards(source="x.yaml")


def test_a_file_beside_the_log_comes_before_the_shipped_one(
    write: Write, sepsis: Journeys
) -> None:
    write("processes: {Testing: [CRP]}\n", "ward.standards.yaml")

    found = find_standards(write("", "ward.csv.gz"), sepsis)

    assert found.source == "ward.standards.yaml"


def test_the_shipped_file_is_for_logs_that_have_its_activities(
    write: Write, sepsis: Journeys, patients: Journeys
) -> None:
    log = write("", "ward.csv")

    assert find_standards(log, sepsis).source.endswith("(comes with wholeflow)")
    assert find_standards(log, patients) == Standards()


def test_a_file_says_how_its_log_is_read(write: Write) -> None:
    path = write(
        "log: {case: spell, time: seen_at, timezone: UTC, day_first: no, keep: [why]}"
    )

    hints = read_standards(path).hints

    told = Columns(case="spell", time="seen_at", more=("why",))
    assert hints == LogHints(told, "UTC", False)


def test_hints_stand_beside_the_log_or_in_the_file_that_is_named(write: Write) -> None:
    log = write("a", "ward.csv")
    nothing = hints_for(log)
    write("log: {time: seen_at}", "ward.standards.yaml")
    other = write("log: {time: done_at}", "other.yaml")

    assert nothing == LogHints()
    assert hints_for(log).columns.time == "seen_at"
    assert hints_for(log, other).columns.time == "done_at"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("log: {timezone: Mars/Crater}", "row 1: 'Mars/Crater' is no time zone's name"),
        ("log: {day_first: perhaps}", "expected yes or no, got 'perhaps'"),
        ("log: {tyme: x}", "did you mean 'time'?"),
        ("log: {time: [a, b]}", "expected one word or name, as text"),
        (
            "log: {keep: []}",
            "expected a heading, or a list of them in [ ], got an empty",
        ),
        ("log: seen_at", "expected lines of 'name: value'"),
    ],
)
def test_hints_that_cannot_be_are_refused(write: Write, text: str, told: str) -> None:
    assert told in refused(write(text))
