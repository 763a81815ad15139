"""Backing up and restoring: everything people typed, or nothing."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.builders import a_person, a_process, judged
from tests.server.flowing.care_models import a_model, a_scenario, with_a_result
from tests.server.tables import flags, kept
from tests.systems import FILE, sqlite_in
from wholeflow.errors import WholeflowError
from wholeflow.server import running
from wholeflow.server.accounts.actions import invite
from wholeflow.server.accounts.models import Invitation, Person
from wholeflow.server.history.models import Change, System, Touched
from wholeflow.server.keeping import archive
from wholeflow.server.keeping.archive import BadBackup
from wholeflow.server.keeping.backing_up import back_up
from wholeflow.server.keeping.restoring import restore
from wholeflow.server.keeping.tables import LEFT_OUT, digest_of, snapshot, tables
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import Move

Elsewhere = Callable[[], AbstractContextManager[Path]]


def a_small_system() -> Person:
    """Begin a system with a bit of everything, and give its owner."""
    ann = a_person("Ann", keeper=True)
    whole = a_process("Getting people home", by=ann, success="People are home")
    part = a_process("Testing blood", by=ann, whole=whole, success="Blood is tested")
    judged(part, by=ann, good=0.7, bad=0.1)
    actions.rename(by=ann, process_id=part.pk, name="Profi gwaed ŵ☂", language="cy")
    actions.retire(by=ann, process_id=a_process("Cleaning wards", by=ann).pk)
    invite(organisation=ann.organisation, by=ann)
    with_a_result(ann, a_scenario(ann, a_model(ann, part)))
    return ann


def everything() -> dict[str, Any]:
    """Give all that a person could miss."""
    return {
        "kept": kept(),
        "flags": flags(),
        "people": list(Person.objects.order_by("pk").values()),
        "invitations": list(Invitation.objects.order_by("pk").values()),
        "system": System.objects.values().get(),
        "changes": list(Change.objects.order_by("seq").values()),
        "touched": list(
            Touched.objects.order_by("id").values_list("change", "version")
        ),
        "moves": list(Move.objects.order_by("id").values_list("change", "lower")),
    }


def silent(step: str) -> None:
    """Say nothing."""


def backed_up(folder: Path) -> Path:
    path = folder.parent / "backup.zip"
    back_up(path, force=False, tell=silent)
    return path


def brought_back(
    path: Path, *, force: bool = False, tell: Callable[[str], None] = silent
) -> Path | None:
    running.set_up()
    with archive.opened(path) as backup:
        return restore(backup, force=force, tell=tell)


def forged(path: Path, member: str, old: str, new: str) -> Path:
    """Change a table of a backup, with hashes and a seal that fit."""
    with zipfile.ZipFile(path) as file:
        about = json.loads(file.read("manifest.json"))
        members = {name: file.read(name).decode() for name in file.namelist()[:-1]}
    assert old in members[f"{member}.ndjson"]
    members[f"{member}.ndjson"] = members[f"{member}.ndjson"].replace(old, new)
    listed = [each["table"] for each in about["members"]]
    del about["form"], about["version"], about["members"]
    archive.write(
        path,
        archive.About(**{**about, "migrations": tuple(about["migrations"])}),
        (
            (table, map(json.loads, members[f"{table}.ndjson"].splitlines()))
            for table in listed
        ),
    )
    return path


def test_everything_comes_back_as_it_was(here: Path, elsewhere: Elsewhere) -> None:
    a_small_system()
    path, before = backed_up(here), everything()

    with elsewhere():
        brought_back(path)

        assert everything() == before


def test_what_was_restored_can_be_worked_on(here: Path, elsewhere: Elsewhere) -> None:
    a_small_system()
    path = backed_up(here)

    with elsewhere():
        brought_back(path)
        ann = Person.objects.get(name="Ann")
        judged(Process.objects.get(name__startswith="Getting"), by=ann)

        assert ann.check_password("three words in a row")
        assert Touched.objects.latest("id").change.command == "judge"


def test_a_backup_of_what_was_restored_holds_the_same(
    here: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    a_small_system()
    path = backed_up(here)
    with elsewhere():
        brought_back(path)
        back_up(tmp_path / "second.zip", force=False, tell=silent)

    with archive.opened(path) as first, archive.opened(tmp_path / "second.zip") as then:
        assert first.members == then.members


def test_a_backup_is_for_its_owner_alone(here: Path) -> None:
    a_small_system()

    assert stat.S_IMODE(backed_up(here).stat().st_mode) == 0o600


def test_a_restored_database_is_for_its_owner_alone(here: Path) -> None:
    a_small_system()
    path = backed_up(here)

    brought_back(path, force=True)

    assert stat.S_IMODE((here / FILE).stat().st_mode) == 0o600


def test_every_table_is_in_a_backup_or_made_again(here: Path) -> None:
    ours = {
        model
        for app in apps.get_app_configs()
        if app.name.startswith("wholeflow.")
        for model in app.get_models()
    }

    assert set(tables().values()) | LEFT_OUT == ours


def test_a_snapshot_sees_nothing_of_what_is_written_meanwhile(here: Path) -> None:
    ann = a_small_system()
    writing = threading.Thread(target=written_by_another, args=(ann,))

    with snapshot():
        before = {name: digest_of(table) for name, table in tables().items()}
        writing.start()
        writing.join()
        meanwhile = {name: digest_of(table) for name, table in tables().items()}
    afterwards = {name: digest_of(table) for name, table in tables().items()}

    assert meanwhile == before
    assert afterwards != before


def written_by_another(ann: Person) -> None:
    a_process("Meeting families", by=ann)
    connection.close()


def test_a_backup_taken_while_people_write_is_one_moment(here: Path) -> None:
    ann = a_small_system()
    stop = threading.Event()
    writing = threading.Thread(target=written_until, args=(ann, stop))
    writing.start()
    try:
        path = backed_up(here)
    finally:
        stop.set()
        writing.join()

    with sqlite_in(here.parent / "other"):
        brought_back(path)  # refuses tables that are not where the history leads

        assert Change.objects.count() == System.objects.get().last_change


def written_until(ann: Person, stop: threading.Event) -> None:
    while not stop.is_set():
        a_process("Meeting families", by=ann)
    connection.close()


def test_a_backup_that_is_stopped_leaves_nothing(here: Path) -> None:
    a_small_system()
    folder = here.parent / "backups"
    folder.mkdir()

    with pytest.raises(KeyboardInterrupt):
        back_up(folder / "b.zip", force=False, tell=stopping_at("Reading it back"))

    assert list(folder.iterdir()) == []


def stopping_at(wanted: str) -> Callable[[str], None]:
    def tell(step: str) -> None:
        if step == wanted:
            raise KeyboardInterrupt(step)

    return tell


def test_a_restore_that_is_stopped_changes_nothing(here: Path) -> None:
    ann = a_small_system()
    path = backed_up(here)
    a_process("Meeting families", by=ann)
    before = everything()
    connection.close()
    files = sorted(here.iterdir())

    with pytest.raises(KeyboardInterrupt):
        brought_back(path, force=True, tell=stopping_at("Replaying the history"))

    assert sorted(here.iterdir()) == files
    assert everything() == before


def test_a_system_that_is_here_is_not_written_over(here: Path) -> None:
    a_small_system()
    path, before = backed_up(here), everything()

    with pytest.raises(WholeflowError, match=r"There is a system in .* add --force"):
        brought_back(path)

    assert everything() == before


def test_with_force_a_system_that_is_here_is_put_aside(here: Path) -> None:
    ann = a_small_system()
    path, before = backed_up(here), everything()
    a_process("Meeting families", by=ann)

    aside = brought_back(path, force=True)

    assert everything() == before
    assert aside is not None
    connection.close()
    (here / FILE).unlink()
    aside.rename(here / FILE)
    assert Process.objects.filter(name="Meeting families").exists()


def test_a_system_in_use_is_not_put_aside(here: Path) -> None:
    a_small_system()
    path, before = backed_up(here), everything()
    other = sqlite3.connect(here / FILE)
    other.execute("SELECT count(*) FROM history_change").fetchone()

    with pytest.raises(WholeflowError, match=r"is in use.*Stop wholeflow serve"):
        brought_back(path, force=True)

    other.close()
    assert everything() == before


def test_a_damaged_database_is_put_aside_with_force(here: Path) -> None:
    a_small_system()
    path, before = backed_up(here), everything()
    connection.close()
    (here / FILE).write_bytes(b"not a database at all" * 1000)

    aside = brought_back(path, force=True)

    assert everything() == before
    assert aside is not None
    assert aside.read_bytes().startswith(b"not a database")


def test_a_database_in_use_elsewhere_is_not_restored_into(
    here: Path, elsewhere: Elsewhere
) -> None:
    a_small_system()
    path = backed_up(here)
    with elsewhere():
        brought_back(path)

        with pytest.raises(WholeflowError, match="already, and nothing was changed"):
            brought_back(path)


@pytest.mark.parametrize(
    ("member", "old", "new", "match"),
    [
        pytest.param(
            "mapping.process",
            "Getting people home",
            "Keeping people in",
            "its history does not lead to its mapping.process",
            id="a name the history does not know",
        ),
        pytest.param(
            "history.change",
            "Getting people home",
            "Keeping people in",
            "its history does not lead to its mapping.process",
            id="a history the tables do not know",
        ),
        pytest.param(
            "mapping.part",
            '"removed":false',
            '"removed":"perhaps"',
            "a value in mapping.part is not of its kind",
            id="a value of another kind",
        ),
        pytest.param(
            "mapping.part",
            '"removed"',
            '"gone"',
            r"rows of mapping.part have other fields than here \(gone, removed\)",
            id="another field",
        ),
        pytest.param(
            "measuring.judgement",
            '"evidence_for":0.7',
            '"evidence_for":7',
            "it does not hold together, and nothing was kept",
            id="what the database refuses",
        ),
        pytest.param(
            "history.change",
            '"table":"part"',
            '"table":"whole"',
            "it does not hold together, and nothing was kept",
            id="a table nobody knows",
        ),
    ],
)
def test_a_forged_backup_is_refused_and_leaves_nothing(
    here: Path, elsewhere: Elsewhere, member: str, old: str, new: str, match: str
) -> None:
    a_small_system()
    path = forged(backed_up(here), member, old, new)

    with elsewhere() as folder:
        with pytest.raises(BadBackup, match=match):
            brought_back(path)

        assert not (folder / FILE).exists()


def test_a_backup_of_a_newer_version_is_refused(here: Path) -> None:
    a_small_system()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('mapping', '9999_later', '2030-01-01')"
        )
    path = backed_up(here)

    with (
        sqlite_in(here.parent / "other"),
        pytest.raises(BadBackup, match="made by a newer wholeflow"),
    ):
        brought_back(path)


def test_a_folder_that_cannot_be_written_to_is_told(here: Path) -> None:
    a_small_system()

    with pytest.raises(WholeflowError, match="could not be written: "):
        back_up(here / "no" / "such" / "b.zip", force=False, tell=silent)
