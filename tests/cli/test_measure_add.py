"""`wholeflow measure add`, `judge` and `refresh`, as somebody types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import a_person, a_process
from tests.cli.commands import Said, typed
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import (
    Flag,
    Indicator,
    Judgement,
    LogReading,
    Point,
)

LOG = """\
case,activity,time
A,Arrived,2024-04-03 09:00
A,Seen,2024-04-03 10:00
B,Arrived,2024-04-04 09:00
B,Seen,2024-04-04 15:00
C,Arrived,2024-05-05 09:00
"""
STANDARDS = (
    "standards: {Seen within 2 h: {activity: Seen, within: 2 h, after: Arrived}}"
)


def a_file(name: str, text: str) -> str:
    Path(name).write_text(text)
    return name


@pytest.fixture
def home(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Process:
    """A process of a system, with a folder for files to be typed."""
    monkeypatch.chdir(tmp_path)
    a_file("ward.csv", LOG)
    a_file("ward.standards.yaml", STANDARDS)
    return a_process("Going home", by=a_person("Ann"), success="Home in time")


def add(*words: str) -> Said:
    return typed("measure", "add", *words)


DAYS = ("Going home", "--name", "Days to wait")


def test_an_indicator_can_be_defined_before_there_are_values(home: Process) -> None:
    said = add(*DAYS, "--fail", "9", "--target", "2", "--unit", "days")

    row = Indicator.objects.get()
    assert said.code == 0
    assert said.out == "Added “Days to wait” to Going home. It has no values yet.\n"
    assert (row.process, row.unit, row.half_life_days) == (home, "days", 180)
    assert (row.fail, row.target, row.better) == (9, 2, "down")


def test_values_come_from_a_file_of_days_and_values(home: Process) -> None:
    file = a_file("waits.csv", "date,value\n2024-01,5\n2024-02,4\n2024-03,*\n")

    said = add(*DAYS, "--fail", "9", "--target", "2", "--values", file)

    assert said.code == 0
    assert said.out.splitlines() == [
        "process     indicator     new  added  restated  unchanged  missing  hidden",
        "Going home  Days to wait  yes  2      0         0          0        1",
    ]
    assert "A month stands on its first day" in said.err
    assert [point.value for point in Point.objects.order_by("on")] == [5, 4]


def test_values_that_come_again_take_the_place_of_the_first(home: Process) -> None:
    add(*DAYS, "--values", a_file("waits.csv", "date,value\n2024-01,5\n2024-02,4\n"))
    file = a_file("waits.csv", "date,value\n2024-01,6\n2024-02,4\n2024-03,3\n")

    said = add(*DAYS, "--values", file, "--format", "json")

    assert json.loads(said.out) == [
        {
            "process": "Going home",
            "indicator": "Days to wait",
            "new": False,
            "added": 1,
            "restated": [{"on": "2024-01-01", "old": 5, "new": 6}],
            "unchanged": 1,
            "missing": 0,
            "hidden": 0,
        }
    ]


def test_one_file_brings_many_indicators_of_many_processes(home: Process) -> None:
    a_process("Testing blood", by=a_person("Bob"), success="Back in time")
    table = (
        "process,indicator,date,value,fail,target\n"
        "Going home,Days,2024-01,5,9,2\nTesting blood,Hours,2024-01,3,9,1\n"
    )

    said = add("--values", a_file("many.csv", table))

    assert said.code == 0
    assert [str(row) for row in Indicator.objects.order_by("name")] == ["Days", "Hours"]
    assert Change.objects.latest("seq").by == ""


def test_a_dry_run_says_what_would_be_and_changes_nothing(home: Process) -> None:
    file = a_file("waits.csv", "date,value\n2024-01,5\n")

    said = add(*DAYS, "--values", file, "--dry-run")

    assert said.code == 0
    assert "Nothing was changed." in said.err
    assert not Indicator.objects.exists()


def test_a_log_feeds_an_indicator_month_by_month(home: Process) -> None:
    said = add("Going home", "--log", "ward.csv", "--standard", "Seen within 2 h")

    row = Indicator.objects.get()
    assert said.out == "Added “Seen within 2 h” to Going home, with 2 values.\n"
    assert row.log == str(Path("ward.csv").resolve())
    assert [(p.people, p.not_known) for p in row.points.order_by("on")] == [
        (2, 0),
        (0, 1),
    ]


def test_the_bare_word_sepsis_is_the_log_that_comes_along(home: Process) -> None:
    standard = "Giving antibiotics within 1 h of triage"

    said = add("Going home", "--log", "sepsis", "--standard", standard, "--whole")

    (point,) = Point.objects.all()
    assert said.code == 0
    assert (round(point.value * 823), point.people, point.not_known) == (342, 823, 226)


def in_a_year() -> str:
    return (clock.today() + timedelta(days=365)).isoformat()


BAD_VALUES: dict[str, tuple[Callable[[], str], tuple[str, ...], tuple[str, ...]]] = {
    "a day to come": (
        lambda: f"date,value\n{in_a_year()},5\n",
        (),
        ("row 2, column date", "still to come"),
    ),
    "a day twice": (
        lambda: "date,value\n2024-01-05,5\n2024-01-05,6\n",
        (),
        ("row 3, column date", "row 2 has one already"),
    ),
    "text for a number": (
        lambda: "date,value\n2024-01-05,many\n",
        (),
        ("row 2, column value", "expected a number; got “many”"),
    ),
    "a target without direction": (
        lambda: "date,value\n2024-01-05,5\n",
        ("--target", "9"),
        ("expected a direction for the target 9", "Say up or down"),
    ),
    "a direction against its target": (
        lambda: "date,value\n2024-01-05,5\n",
        ("--fail", "1", "--target", "9", "--better", "down"),
        ("means that higher is better; got “down”",),
    ),
    "a percentage over 100": (
        lambda: "date,value\n2024-01-05,140%\n",
        (),
        ("expected 0 to 100",),
    ),
    "no column of values": (
        lambda: "date,result of it\n",
        (),
        ("expected at least one value",),
    ),
}


@pytest.mark.parametrize("case", BAD_VALUES)
def test_a_file_with_faults_brings_nothing(home: Process, case: str) -> None:
    content, more, told = BAD_VALUES[case]

    said = add(*DAYS, *more, "--values", a_file("waits.csv", content()))

    assert (said.code, said.out) == (1, "")
    assert [part for part in told if part not in said.err] == []
    assert (Indicator.objects.count(), Point.objects.count()) == (0, 0)


def test_all_faults_of_a_file_are_told_together(home: Process) -> None:
    file = a_file("waits.csv", "date,value\n2024-01-05,many\nsoon,5\n")

    said = add(*DAYS, "--values", file)

    assert "waits.csv: 2 things to put right" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param((*DAYS, "--target", "2"), "expected a direction", id="direction"),
        pytest.param(
            (*DAYS, "--fail", "2", "--target", "2"), "two different values", id="same"
        ),
        pytest.param((*DAYS, "--fail", "2"), "expected a target", id="no target"),
        pytest.param((*DAYS, "--values", "none.csv"), "cannot be opened", id="no file"),
        pytest.param(
            ("Going home", "--log", "none.csv", "--standard", "A"),
            "none.csv: there is no such file",
            id="no log",
        ),
        pytest.param(
            ("Going home", "--log", "ward.csv", "--standard", "Seen within 3 h"),
            "Did you mean “Seen within 2 h”?",
            id="no standard",
        ),
        pytest.param(
            ("Going hone", "--name", "Days"), "Did you mean “Going home”?", id="process"
        ),
        pytest.param(
            (*DAYS, "--by", "nobody"), "Nobody here signs in by the name", id="person"
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    home: Process, words: tuple[str, ...], told: str
) -> None:
    said = add(*words)

    assert (said.code, said.out) == (1, "")
    assert told in said.err
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param((), "Say what is measured: --name NAME", id="nothing"),
        pytest.param(("--name", "Days"), "Say which process", id="no process"),
        pytest.param(
            ("Going home", "--log", "ward.csv"), "--standard NAME", id="no standard"
        ),
        pytest.param(
            ("Going home", "--log", "a.csv", "--standard", "A", "--fail", "0"),
            "--fail cannot go with --log",
            id="log and values",
        ),
        pytest.param((*DAYS, "--target", "soon"), "'soon' is not a valid", id="text"),
        pytest.param((*DAYS, "--better", "left"), "'left' is not one of", id="left"),
    ],
)
def test_wrong_usage_says_what_to_type(
    home: Process, words: tuple[str, ...], told: str
) -> None:
    said = add(*words)

    assert said.code == 2
    assert told in said.err


def test_options_of_one_indicator_are_not_said_of_many(home: Process) -> None:
    file = a_file("many.csv", "date,Days,Nights\n2024-01,5,4\n")

    judged = add("Going home", "--values", file, "--target", "3")
    called = add(*DAYS, "--values", file)

    assert (judged.code, called.code) == (2, 2)
    assert "--target cannot be said of a whole table" in judged.err
    assert "names 2 indicators. Leave --name out" in called.err


def test_a_process_without_success_takes_no_target(home: Process) -> None:
    a_process("Cleaning wards", by=a_person("Bob"))

    said = add("Cleaning wards", "--name", "Days", "--fail", "9", "--target", "2")

    assert said.code == 1
    assert "Nobody has said yet what success is for “Cleaning wards”" in said.err


def test_a_name_of_several_processes_is_refused_with_their_ids(home: Process) -> None:
    other = a_process("Going home", by=a_person("Cai", organisation="Council"))

    said = add(*DAYS)

    assert said.code == 1
    assert said.err.splitlines()[0].startswith("Several processes are called “Going ho")
    assert f"  {other.pk}  of Council" in said.err.splitlines()
    assert add(home.pk, "--name", "Days").code == 0


def test_an_indicator_that_is_measured_already_is_not_added_again(
    home: Process,
) -> None:
    add(*DAYS)

    again = add("Going home", "--name", "days  to wait")

    assert again.code == 1
    assert (
        "“Days to wait” is measured here already. Record a value for it, or give the "
        "new one another name"
    ) in again.err
    assert "--name:" in again.err
    assert Indicator.objects.count() == 1


def judge(*words: str) -> Said:
    return typed("measure", "judge", *words)


def test_a_judgement_moves_the_flag(home: Process) -> None:
    said = judge(
        "going home", "--for", "40", "--against", "10", "--reason", "the audit"
    )

    row = Judgement.objects.get()
    assert said.code == 0
    assert said.out == (
        "The system: 40 for, 50 not known, 10 against on Going home\n"
        "Going home: 40 for, 50 not known, 10 against\n"
    )
    assert (row.reason, row.by) == ("the audit", "")
    assert Flag.objects.get(process=home).lower == 0.4


def test_a_judgement_can_be_somebodys(home: Process) -> None:
    ann = home.owner
    assert ann is not None
    words = ("--for", "40", "--against", "10", "--reason", "the audit")

    said = judge("Going home", *words, "--by", ann.sign_in_name or "")

    assert said.code == 0
    assert Judgement.objects.get().by == str(ann.pk)
    assert Change.objects.latest("seq").by == str(ann.pk)


def test_whoever_acts_has_no_more_than_their_rights(home: Process) -> None:
    cai = a_person("Cai", organisation="Council")
    words = ("--for", "40", "--against", "10", "--reason", "the audit")

    said = judge("Going home", *words, "--by", cai.sign_in_name or "")

    assert said.code == 1
    assert "There is no process “Going home” here." in said.err
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("strength", ["140", "-1", "nan", "much", "0.4", "42.5"])
def test_a_strength_out_of_range_is_refused(home: Process, strength: str) -> None:
    said = judge("Going home", f"--for={strength}", "--against", "1", "--reason", "no")

    assert said.code == 2
    assert (
        f"expected a whole number from 0 to 100; got '{strength}'. Write 40 "
        in said.err
    )
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("weights", "reasons"),
    [
        (("--for", "40", "--against", "0"), ("the audit", "")),
        (("--for", "0", "--against", "40"), ("", "the audit")),
        (("--for", "40", "--against", "40"), ("the audit", "the audit")),
    ],
)
def test_a_lone_reason_is_for_the_sides_that_have_weight(
    home: Process, weights: tuple[str, ...], reasons: tuple[str, str]
) -> None:
    judge("Going home", *weights, "--reason", "the audit")

    row = Judgement.objects.get()
    assert (row.reason_for, row.reason_against) == reasons


def test_no_reason_is_lost_where_both_are_given(home: Process) -> None:
    weights = ("--for", "0", "--against", "40")
    judge("Going home", *weights, "--reason", "calm", "--reason-against", "slow")

    row = Judgement.objects.get()
    assert (row.reason_for, row.reason_against) == ("calm", "slow")


def test_what_is_refused_is_named_by_its_option(home: Process) -> None:
    judged = judge("Going home", "--for", "40", "--against", "0")
    added = add("Going home", "--name", "Days", "--target", "2")

    assert "this judgement: --reason: expected what shows that it is" in judged.err
    assert "indicator “Days”: --better: expected a direction" in added.err
    assert "column" not in judged.err + added.err


def test_a_judgement_without_success_is_refused(home: Process) -> None:
    a_process("Cleaning wards", by=a_person("Bob"))
    words = ("--for", "40", "--against", "10", "--reason", "the audit")

    said = judge("Cleaning wards", *words)

    assert said.code == 1
    assert "Nobody has said yet what success is" in said.err


def test_a_judgement_without_a_reason_is_refused(home: Process) -> None:
    said = judge("Going home", "--for", "40", "--against", "10")

    assert said.code == 1
    assert "expected what shows that it is working before its strength" in said.err
    assert not Judgement.objects.exists()


def test_each_side_may_have_a_reason_of_its_own(home: Process) -> None:
    words = ("--for", "40", "--against", "10", "--reason", "the audit")

    said = judge(
        "Going home", *words, "--reason-against", "letters", "--basis", "audit"
    )

    row = Judgement.objects.get()
    assert said.code == 0
    assert (row.reason_for, row.reason_against) == ("the audit", "letters")
    assert row.basis == "audit"


def test_a_gut_feeling_needs_no_other_reason(home: Process) -> None:
    words = ("--for", "40", "--against", "10", "--basis", "gut feeling")

    assert judge("Going home", *words).code == 0


def test_a_basis_that_is_not_known_is_refused_with_those_that_are(
    home: Process,
) -> None:
    words = ("--for", "4", "--against", "1", "--reason", "b", "--basis", "rumour")

    said = judge("Going home", *words)

    assert said.code == 1
    assert "rumour" in said.err
    assert "audit" in said.err


def fed(home: Process) -> None:
    add("Going home", "--log", "ward.csv", "--standard", "Seen within 2 h")


def test_refresh_reads_what_has_changed(home: Process) -> None:
    fed(home)
    a_file("ward.csv", LOG + "C,Seen,2024-05-05 09:30\n")

    said = typed("measure", "refresh", "--format", "json")

    (reading,) = json.loads(said.out)
    assert said.code == 0
    assert (reading["log"], reading["ok"]) == (str(Path("ward.csv").resolve()), "yes")
    assert reading["said"] == "Read; 1 value changed."


def test_refresh_of_one_log_looks_at_that_one(home: Process) -> None:
    fed(home)

    assert typed("measure", "refresh", "ward.csv").code == 0
    assert typed("measure", "refresh", "other.csv").code == 1


def test_a_log_that_cannot_be_read_is_told_and_the_answer_is_no(home: Process) -> None:
    fed(home)
    Path("ward.csv").unlink()

    said = typed("measure", "refresh")

    assert said.code == 1
    assert "The file is not there any more." in said.out
    assert not LogReading.objects.get().ok


def test_a_log_with_faults_does_not_say_what_is_in_it(home: Process) -> None:
    fed(home)
    a_file("ward.csv", "case,activity,time\nZebedee,Arrived,yesterday\n")

    said = typed("measure", "refresh")

    assert said.code == 1
    assert "wholeflow look ward.csv says what" in said.out
    assert "Zebedee" not in said.out + said.err
    assert "yesterday" not in said.out + said.err


@pytest.mark.parametrize("words", ["refresh", "judge A --for 1 --against 1 --reason b"])
def test_where_there_is_no_system_it_is_said_and_none_is_made(
    nowhere: Path, words: str
) -> None:
    said = typed("measure", *words.split())

    assert said.code == 1
    assert said.err.startswith("There is no system here yet.")
    assert not nowhere.exists()
