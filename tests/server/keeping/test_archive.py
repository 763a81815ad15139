"""A backup's file: what was written is read, and anything else is refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wholeflow.server.keeping import archive
from wholeflow.server.keeping.archive import About, BadBackup, Row, opened, write

ABOUT = About(
    "0.1.0", "2026-11-22T09:00:00+00:00", "wf:s:a", "Elm Street", 2, ("mapping 0001",)
)
PEOPLE: list[Row] = [{"id": "1", "name": "Ann"}, {"id": "2", "name": "Siân\n"}]
PLACES: list[Row] = [{"id": "1", "lies": {"east": 1.5, "north": None}}]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8")),
    st.lists,
    max_leaves=5,
)


def a_backup(folder: Path) -> Path:
    path = folder / "backup.zip"
    write(path, ABOUT, [("people", PEOPLE), ("places", PLACES)])
    return path


def read(path: Path) -> dict[str, Any]:
    with opened(path) as backup:
        tables = {each.table: list(backup.rows(each.table)) for each in backup.members}
        return {"about": backup.about, **tables}


def sealed(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip with a good seal, whatever is in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
        file.comment = archive.SEAL + b"0" * archive.SEAL_LENGTH
    archive.seal(path)
    return path


def forged(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Give a backup with another manifest and a seal that fits."""
    path = a_backup(folder)
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    return sealed(path, members | {"manifest.json": json.dumps(manifest).encode()})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read(a_backup(tmp_path)) == {
        "about": ABOUT,
        "people": PEOPLE,
        "places": PLACES,
    }


@given(st.lists(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON)))
def test_any_rows_come_back_as_they_were(tmp_path: Path, rows: list[Row]) -> None:
    path = tmp_path / "any.zip"

    write(path, ABOUT, [("any", rows)])

    assert read(path)["any"] == rows


@settings(max_examples=100)
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_backup_with_any_byte_changed_is_refused(
    tmp_path: Path, at: int, flip: int
) -> None:
    path = a_backup(tmp_path)
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= flip
    path.write_bytes(content)

    with pytest.raises(BadBackup, match=r"backup\.zip: "):
        read(path)


@given(at=st.integers(0, 10_000))
def test_a_piece_of_a_backup_is_refused(tmp_path: Path, at: int) -> None:
    path = a_backup(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: at % len(whole)])

    with pytest.raises(BadBackup, match=r"backup\.zip: "):
        read(path)


def test_a_damaged_backup_says_to_use_another_copy(tmp_path: Path) -> None:
    path = a_backup(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"people", b"paople", 1))

    with pytest.raises(BadBackup, match=r"damaged or was changed\. Use another"):
        read(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"Testing blood", id="short"),
        pytest.param(b"Testing blood\n" * 100, id="text"),
    ],
)
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)

    with pytest.raises(BadBackup, match=r"notes.txt: .* a backup"):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="there is no such file"):
        read(tmp_path / "gone.zip")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="cannot be read as a backup"):
        read(tmp_path)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("cat.jpg", b"cat" * 100)

    with pytest.raises(BadBackup, match="not a backup that wholeflow made"):
        read(path)


@pytest.mark.parametrize(
    ("manifest", "match"),
    [
        pytest.param(b"[" * 900_000, "not a backup", id="nested very deep"),
        pytest.param(b"[]", "not a backup", id="no fields"),
        pytest.param(b"\xff", "not a backup", id="no text"),
        pytest.param(b" " * 1_000_001, "not a backup", id="too long"),
        pytest.param(b'{"form": "other", "version": 1}', "not a backup", id="other"),
        pytest.param(
            b'{"form": "wholeflow backup", "version": 2}',
            "made by a newer wholeflow: install",
            id="newer",
        ),
    ],
)
def test_a_manifest_that_is_none_is_refused(
    tmp_path: Path, manifest: bytes, match: str
) -> None:
    path = sealed(tmp_path / "backup.zip", {"manifest.json": manifest})

    with pytest.raises(BadBackup, match=match):
        read(path)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda told: told.update(members=None), id="no members"),
        pytest.param(lambda told: told.update(last_change="2"), id="a number as text"),
        pytest.param(lambda told: told.pop("server"), id="a field gone"),
        pytest.param(lambda told: told.update(more=1), id="a field more"),
        pytest.param(lambda told: told["members"][0].update(rows=3), id="other rows"),
        pytest.param(lambda told: told["members"][0].update(bytes=3), id="other bytes"),
        pytest.param(lambda told: told["members"][0].update(sha256=""), id="no hash"),
    ],
)
def test_a_forged_manifest_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    path = forged(tmp_path, change)

    with pytest.raises(BadBackup, match="not what it was when the backup was made"):
        read(path)


def test_a_member_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    path = forged(tmp_path, lambda told: told["members"].pop())

    with pytest.raises(BadBackup, match="some were added or are gone"):
        read(path)


def test_a_zip_that_would_unpack_to_very_much_is_not_unpacked(tmp_path: Path) -> None:
    noughts = bytes(archive.SMALL + 1)
    path = sealed(tmp_path / "bomb.zip", {"people.ndjson": noughts})

    with pytest.raises(BadBackup, match="it would unpack to 100 MB"):
        read(path)
