"""A log comes in by two steps: it is examined, and loaded only if somebody says so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.builders import a_person, a_process, latest
from tests.server.flowing.logs import (
    HEADER,
    brought,
    do_work,
    examined,
    files,
    last_job,
    loaded,
    report_of,
    rows_of,
    said,
)
from wholeflow.errors import BadInput, Conflict, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import actions, shelf
from wholeflow.server.flowing.actions import Reading
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db


def test_a_log_is_examined_before_anything_is_loaded(
    ann: Person, process: Process
) -> None:
    log = examined(ann, process)

    report = report_of(log)
    assert log.state == "waiting"
    assert report["fit"]
    assert report["found"]["cases"] == 20
    assert report["found"]["columns"]["case"] == "case"
    assert {each for each in files() if each.endswith(".parquet")} == set()


def test_a_loaded_log_has_a_file_named_by_its_content(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)

    assert log.state == "ready"
    assert (log.cases, log.events) == (20, 80)
    assert files() == {f"{log.content_hash}.parquet", f"{log.pk}.findings.json"}
    assert "case from “case”" in log.read_as
    assert latest().command == "load a log"


def test_its_file_holds_pseudonyms_and_what_was_read_alone(
    ann: Person, process: Process
) -> None:
    log = loaded(ann, process)

    table = pl.read_parquet(shelf.parquet(log.content_hash))
    assert sorted(table.columns) == ["activity", "case", "end", "group", "resource"]
    assert not table["case"].str.starts_with("P0").any()
    assert table["case"].n_unique() == 20
    assert "nurse Joy" not in table["resource"].to_list()
    assert sorted(set(table["activity"])) == sorted(
        ["Arrived", "Seen by a doctor", "Blood test", "Sent home"]
    )


def test_a_person_has_one_pseudonym_for_one_organisation_and_purpose(
    ann: Person, process: Process
) -> None:
    one = loaded(ann, process, rows_of(20))
    other = loaded(ann, process, rows_of(10))
    cai = a_person("Cai", organisation="Council")
    theirs = loaded(cai, a_process("Visiting", by=cai), rows_of(20))

    purpose = "To count falls"
    another = loaded(ann, process, rows_of(20), purpose=purpose)

    cases = [
        set(pl.read_parquet(shelf.parquet(log.content_hash))["case"])
        for log in (one, other, theirs, another)
    ]
    assert cases[1] < cases[0]
    assert cases[0].isdisjoint(cases[2])
    assert cases[0].isdisjoint(cases[3])


def test_the_key_and_the_files_are_for_the_server_alone(
    ann: Person, process: Process, data_folder: Path
) -> None:
    log = loaded(ann, process)

    [key] = (data_folder / "keys").iterdir()
    for path in (key, shelf.parquet(log.content_hash), shelf.findings(log.pk)):
        assert path.stat().st_mode & 0o077 == 0, path
    for folder in (key.parent, shelf.logs()):
        assert folder.stat().st_mode & 0o077 == 0, folder


def test_no_value_of_a_row_is_in_the_history(ann: Person, process: Process) -> None:
    loaded(ann, process)

    told = str(list(Change.objects.values_list("operations", flat=True)))
    assert "P001" not in told
    assert "nurse Joy" not in told


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Rang 943 476 5919", "NHS numbers"),
        ("Visited at BS8 1TH", "postcodes"),
        ("Wrote to ann@example.org", "e-mail addresses"),
        ("Born 03/04/1951", "birth dates"),
    ],
)
def test_what_identifies_somebody_in_text_that_is_kept_stops_the_load(
    ann: Person, process: Process, value: str, kind: str
) -> None:
    rows = rows_of(20) + f"P001,{value},2024-03-30 12:00,ward 1,nurse Joy,\n"
    log = examined(ann, process, rows)

    report = report_of(log)
    [found] = report["identifiers"]
    assert found["column"] == "activity"
    assert found["words"].startswith(f"{kind} in 1 cell of the column")
    assert value not in str(report["identifiers"])
    assert not report["fit"]
    with pytest.raises(Refused, match="cannot be loaded as it is"):
        actions.confirm(by=ann, log_id=log.pk)


def test_a_column_with_identifiers_that_is_left_out_stops_nothing(
    ann: Person, process: Process
) -> None:
    rows = rows_of(20).replace("ward 1", "9434765919")
    log = examined(ann, process, rows)
    assert not report_of(log)["fit"]

    actions.examine(
        by=ann, log_id=log.pk, reading=Reading(columns={}, without=("group",))
    )
    do_work()
    actions.confirm(by=ann, log_id=log.pk)
    do_work()

    log.refresh_from_db()
    table = pl.read_parquet(shelf.parquet(log.content_hash))
    assert "group" not in table.columns


def test_what_is_said_of_a_log_names_nobody(ann: Person, process: Process) -> None:
    with pytest.raises(BadInput, match="names a person") as refused:
        brought(ann, process, purpose="About 943 476 5919")

    assert refused.value.faults[0].column == "purpose"
    assert files() == set()
    assert not EventLog.objects.exists()


def test_a_log_is_kept_until_a_day_to_come(ann: Person, process: Process) -> None:
    with pytest.raises(BadInput, match="a day after today"):
        brought(ann, process, keep_until=clock.today() - timedelta(days=1))
    with pytest.raises(BadInput, match="at most 20 years"):
        brought(ann, process, keep_until=date(2999, 1, 1))


def test_a_log_says_by_what_right_it_is_used(ann: Person, process: Process) -> None:
    with pytest.raises(BadInput, match="expected one of") as refused:
        brought(ann, process, lawful_basis="", opt_out="who knows")

    assert [fault.column for fault in refused.value.faults] == [
        "lawful_basis",
        "opt_out",
    ]


def test_faults_of_a_file_are_told_together_and_nothing_is_kept(
    ann: Person, process: Process
) -> None:
    rows = HEADER + "P1,Arrived,yesterday,,,\nP2,,2024-03-01,,,\n"
    log = examined(ann, process, rows)

    faults = " ".join(report_of(log)["faults"])
    assert "row 2" in faults
    assert "row 3" in faults
    assert last_job(log).state == "done"
    assert "yesterday" not in last_job(log).words


def test_a_column_with_too_many_values_does_not_say_what_was_done(
    ann: Person, process: Process
) -> None:
    rows = HEADER + "".join(f"P1,step {at},2024-03-01,,,\n" for at in range(2001))
    log = examined(ann, process, rows)

    assert "Choose another column" in report_of(log)["faults"][0]


def test_columns_that_were_guessed_wrong_can_be_chosen(
    ann: Person, process: Process
) -> None:
    rows = rows_of(20).replace("case,activity,time", "who,what happened,seen")
    log = examined(ann, process, rows)
    assert report_of(log)["headings"][:2] == ["who", "what happened"]
    assert not report_of(log)["fit"]

    columns = {"case": "who", "activity": "what happened", "time": "seen"}
    actions.examine(by=ann, log_id=log.pk, reading=Reading(columns))
    do_work()

    assert report_of(log)["fit"]


def test_a_log_that_is_not_wanted_leaves_no_file(
    ann: Person,
    process: Process,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    log = examined(ann, process)

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=ann, log_id=log.pk)

    log.refresh_from_db()
    assert log.state == "refused"
    assert files() == set()


def test_a_file_on_the_server_is_pointed_to_by_its_name(
    ann: Person, process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    (folder / "ward.csv").write_text(rows_of(20))
    monkeypatch.setenv("WHOLEFLOW_LOGS_FROM", str(folder))

    log_id = actions.bring(
        by=ann, process_id=process.pk, said=said(), file_name="ward.csv"
    )
    do_work()

    assert report_of(EventLog.objects.get(pk=log_id))["fit"]
    assert (folder / "ward.csv").exists()


def test_nothing_beside_the_folder_can_be_pointed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "offered"
    (folder / "inside").mkdir(parents=True)
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n")
    (folder / "link.csv").symlink_to(secret)
    (folder / ".hidden.csv").write_text("a,b\n")
    monkeypatch.setenv("WHOLEFLOW_LOGS_FROM", str(folder))

    assert shelf.offered() == []
    for name in ("link.csv", ".hidden.csv", "inside", "../secret.csv", str(secret), ""):
        assert shelf.offered_file(name) is None, name


def test_the_data_folder_is_not_offered(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLEFLOW_LOGS_FROM", str(data_folder))

    with pytest.raises(Exception, match="outside the data folder"):
        shelf.offered()


def test_there_is_one_piece_of_work_at_a_time_on_a_log(
    ann: Person, process: Process
) -> None:
    log = brought(ann, process)

    with pytest.raises(Conflict, match="work on this log already"):
        actions.examine(by=ann, log_id=log.pk)


def test_only_members_of_its_organisation_bring_a_log(process: Process) -> None:
    cai = a_person("Cai", organisation="Council")

    with pytest.raises(Refused, match="organisation that holds it"):
        brought(cai, process)
    assert files() == set()
