"""`wholeflow migrate`, `check`, `backup` and `restore`, as somebody types them."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests.builders import a_person, a_process, judged
from tests.cli.commands import typed
from tests.systems import FILE
from wholeflow.server.mapping.models import Process


def a_small_system() -> Process:
    ann = a_person("Ann", keeper=True)
    process = a_process("Testing blood", by=ann, success="Blood is tested")
    judged(process, by=ann)
    connection.close()
    return process


def executed(folder: Path, statement: str) -> None:
    """Change a database behind the write door's back."""
    with sqlite3.connect(folder / FILE) as database:
        database.execute(statement)
    database.close()


def test_check_says_that_all_is_well(here: Path) -> None:
    a_small_system()

    said = typed("check")

    assert said.code == 0
    assert [line[:12].split() for line in said.out.splitlines()] == [
        ["ok", "settings"],
        ["ok", "folder"],
        ["ok", "database"],
        ["ok", "version"],
        ["ok", "history"],
    ]


def test_check_gives_json_for_programs(here: Path) -> None:
    a_small_system()

    found = json.loads(typed("check", "--format", "json").out)

    assert found[4] == {
        "checked": "history",
        "ok": True,
        "told": "replaying 4 changes gives the tables",
    }


def test_check_changes_nothing(here: Path) -> None:
    a_small_system()
    before = (here / FILE).read_bytes()

    typed("check")

    connection.close()
    assert (here / FILE).read_bytes() == before


def test_check_of_no_system_is_well_and_makes_none(nowhere: Path) -> None:
    said = typed("check")

    assert said.code == 0
    assert "There is no system here yet" in said.out
    assert not (nowhere / FILE).exists()


def test_check_of_an_empty_database_is_well(here: Path) -> None:
    said = typed("check")

    assert said.code == 0
    assert "ok  history   There is no system here yet" in said.out


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        pytest.param("PORT", "many", "should be a whole number", id="no number"),
        pytest.param("PORT", "70000", "should be from 1 to 65535", id="no port"),
        pytest.param("HTTPS", "perhaps", "should be yes or no", id="neither"),
        pytest.param("TIME_ZONE", "Mars/Crater", "should be a zone", id="no zone"),
        pytest.param("HOSTS", "*", "answers to every name", id="every name"),
        pytest.param("ADDRESS", "0.0.0.0", "in the clear", id="no https"),  # noqa: S104 - what is refused
        pytest.param("DATABASE_URL", "mysql://a/b", "should look like", id="other"),
    ],
)
def test_check_names_a_setting_that_is_not_safe(
    here: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"WHOLEFLOW_{setting}", value)

    said = typed("check")

    assert said.code == 1
    line = said.out.splitlines()[0]
    assert line.startswith("no  settings")
    assert f"WHOLEFLOW_{setting}" in line
    assert told in line


def test_check_tells_of_a_key_that_others_may_read(here: Path) -> None:
    (here / "secret-key").write_text("key")
    (here / "secret-key").chmod(0o644)

    said = typed("check")

    assert said.code == 1
    assert "no  folder    others may read" in said.out


def test_check_tells_of_a_folder_that_cannot_be_made(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere.parent / "file").write_text("in the way")
    monkeypatch.setenv("WHOLEFLOW_DATA", str(nowhere.parent / "file" / "data"))

    said = typed("check")

    assert said.code == 1
    assert "cannot be written to" in said.out


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        pytest.param(
            "UPDATE mapping_process SET name = 'Testing'",
            "replaying it gives another process.",
            id="a table",
        ),
        pytest.param(
            "UPDATE measuring_flag SET upper = 0.9",
            "replaying it gives another flag.",
            id="a flag",
        ),
        pytest.param(
            "DELETE FROM measuring_flag", "replaying it gives another flag.", id="none"
        ),
        pytest.param(
            "UPDATE history_change SET operations = '[{}]' WHERE seq = 2",
            "it cannot be replayed: ",
            id="a change",
        ),
        pytest.param(
            "UPDATE history_system SET last_change = 9",
            "4 changes are there, 9 were counted.",
            id="the count",
        ),
    ],
)
def test_check_finds_what_does_not_follow_from_the_history(
    here: Path, statement: str, told: str
) -> None:
    a_small_system()
    executed(here, statement)

    said = typed("check")

    assert said.code == 1
    assert f"no  history   {told}" in said.out
    assert "wholeflow restore FILE --force" in said.out


def test_check_finds_a_row_that_names_one_that_is_not_there(here: Path) -> None:
    a_small_system()
    executed(here, "DELETE FROM accounts_person")

    assert "names a row of accounts_person that is not there" in typed("check").out


def test_check_finds_a_damaged_file(here: Path) -> None:
    a_small_system()
    whole = bytearray((here / FILE).read_bytes())
    whole[8192:60_000] = bytes(60_000 - 8192)
    (here / FILE).write_bytes(whole)

    said = typed("check")

    assert said.code == 1
    assert "no  database" in said.out
    assert "Traceback" not in said.out + said.err


def test_migrate_makes_a_database_and_says_what_it_applied(nowhere: Path) -> None:
    said = typed("migrate")

    assert said.code == 0
    assert "applied mapping 0001_initial" in said.out.splitlines()
    assert [*nowhere.glob("*before*")] == []


def test_migrate_has_nothing_to_do_the_second_time(here: Path) -> None:
    said = typed("migrate")

    assert (said.code, said.out) == (0, "")
    assert said.err == "The database is of this version already.\n"


def test_migrate_copies_a_database_that_has_something_in_it(nowhere: Path) -> None:
    nowhere.mkdir()
    call_command("migrate", "history", verbosity=0)

    said = typed("migrate")

    (copy,) = nowhere.glob(f"{FILE}.before-migrate-*")
    assert said.code == 0
    assert str(copy) in said.err
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as old:
        names = {name for (name,) in old.execute("SELECT name FROM sqlite_master")}
    old.close()
    assert "history_change" in names
    assert "mapping_process" not in names


@pytest.mark.parametrize("command", ["backup b.zip", "export -", "import map.yaml"])
def test_a_database_of_an_earlier_version_is_to_be_migrated_first(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    nowhere.mkdir()
    monkeypatch.chdir(nowhere)
    (nowhere / "map.yaml").write_text("name: Tests\nprocesses:\n- name: Testing blood")
    call_command("migrate", "history", verbosity=0)

    said = typed(*command.split())

    assert said.code == 1
    assert said.err.endswith("Run: wholeflow migrate\n")


@pytest.mark.parametrize("command", ["backup b.zip", "export -", "migrate"])
def test_a_database_of_a_later_version_is_left_alone(here: Path, command: str) -> None:
    a_small_system()
    executed(
        here,
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('mapping', '9999_later', '2030-01-01')",
    )

    said = typed(*command.split())

    assert said.code == 1
    assert "later version of wholeflow than this one" in said.err


@pytest.mark.parametrize("command", ["backup b.zip", "export -"])
def test_where_there_is_no_system_it_is_said_and_none_is_made(
    nowhere: Path, command: str
) -> None:
    said = typed(*command.split())

    assert said.code == 1
    assert said.err.startswith("There is no system here yet.")
    assert not nowhere.exists()


def test_a_backup_is_taken_and_restored(here: Path, tmp_path: Path) -> None:
    a_small_system()
    file = str(tmp_path / "b.zip")

    kept = typed("backup", file)
    executed(here, "UPDATE mapping_process SET name = 'Spoilt'")
    back = typed("restore", file, "--force")

    assert (kept.code, back.code) == (0, 0)
    assert kept.out == f"{file} holds Testing trust up to change 4.\n"
    assert back.out == "Testing trust is here again, up to change 4.\n"
    assert "What was here before is in" in back.err
    assert Process.objects.get().name == "Testing blood"


def test_a_backup_does_not_write_over_a_file(here: Path, tmp_path: Path) -> None:
    a_small_system()
    file = tmp_path / "b.zip"
    file.write_text("something dear")

    refused = typed("backup", str(file))
    told_to = typed("backup", str(file), "--force")

    assert refused.code == 1
    assert "add --force to write over it" in refused.err
    assert told_to.code == 0
    assert file.read_bytes().startswith(b"PK")


def test_a_file_that_is_no_backup_makes_nothing(nowhere: Path) -> None:
    file = nowhere.parent / "notes.zip"
    file.write_text("not a backup")

    said = typed("restore", str(file))

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert not nowhere.exists()
