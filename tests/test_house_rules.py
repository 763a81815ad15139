"""Rules that no other tool holds: what the repository may contain, and how it is named.

Length of functions, arguments and complexity are ruff's; which room may import which is
import-linter's.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from wholeflow.server import running

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "src" / "wholeflow" / "server"
VENDOR = SERVER / "shell" / "static" / "vendor"

CODE = {".py", ".js", ".css", ".html"}
TEXT = CODE | {".md", ".toml", ".yaml", ".yml", ".json", ".txt", ".cfg", ".cff", ".svg"}
LONGEST = 600  # lines; two files from here on
LONG = 400  # lines; worth a second look
NAMES_THAT_SAY_NOTHING = {
    *("utils", "util", "helpers", "helper", "common", "misc", "core"),
    *("manager", "managers", "services"),
}
MACHINE_PATH = re.compile(r"(?<![\w.:/@-])/(?:work|root|home|tmp)/[\w.]+")
REGISTRY_HOST = re.compile(
    r"(?:pypi|pythonhosted|npmjs|proxy\.golang|artifactory|nexus)\.[a-z]+",
    re.IGNORECASE,
)
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklch|color)a?\(", re.IGNORECASE
)
OPEN_TASK = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\W*#\d+)")
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=[\"']|<style\b|<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE
)

IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


def repository_files() -> list[Path]:
    """Every file of the repository, and those that are about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 - a fixed command
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# This file names what it forbids.
FILES = [file for file in repository_files() if file != Path(__file__)]
OURS = [
    file
    for file in FILES
    if file.suffix in CODE
    and "migrations" not in file.parts
    and "vendor" not in file.parts
]
TEXTS = [
    file for file in FILES if file.suffix in TEXT or file.name in {"Makefile", "run"}
]
TEMPLATES = [file for file in OURS if "templates" in file.parts]


def lines_that_match(
    pattern: re.Pattern[str], files: list[Path], *, but: tuple[str, ...] = ()
) -> list[str]:
    """Give "file:line: text" for each line of these files that matches."""
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line) and not any(word in line for word in but)
    ]


def length(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def test_no_file_is_longer_than_600_lines() -> None:
    too_long = {
        str(f.relative_to(ROOT)): length(f) for f in OURS if length(f) > LONGEST
    }

    assert too_long == {}


def test_at_most_one_file_in_twenty_is_longer_than_400_lines() -> None:
    long = {str(f.relative_to(ROOT)): length(f) for f in OURS if length(f) > LONG}

    assert len(long) <= len(OURS) // 20, long


def test_a_file_is_named_for_what_is_in_it() -> None:
    vague = [f for f in OURS if f.stem.replace("-", "_") in NAMES_THAT_SAY_NOTHING]

    assert vague == []


def test_what_is_still_to_do_stands_in_an_issue() -> None:
    assert lines_that_match(OPEN_TASK, OURS) == []


def test_templates_carry_no_inline_style_or_script() -> None:
    assert len(TEMPLATES) > 10
    # Data for scripts, which Django's json_script writes, is no script.
    assert lines_that_match(INLINE, TEMPLATES, but=("json_script",)) == []


def test_only_the_tokens_hold_raw_colours() -> None:
    sheets = [f for f in OURS if f.suffix in {".css", ".js"} and "static" in f.parts]
    others = [file for file in sheets if file.name != "tokens.css"]

    assert len(others) < len(sheets)
    assert lines_that_match(RAW_COLOUR, others) == []


def test_no_path_of_one_machine_is_in_the_repository() -> None:
    assert lines_that_match(MACHINE_PATH, TEXTS) == []


def test_no_package_registry_is_named_in_the_repository() -> None:
    assert lines_that_match(REGISTRY_HOST, TEXTS) == []


@pytest.mark.parametrize("name", ["run", "dev", "bench"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())

    assert "://" not in text
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_every_locked_node_package_has_a_hash_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: held for name, held in lock["packages"].items() if name}

    assert packages
    assert [name for name, held in packages.items() if "integrity" not in held] == []
    assert [name for name, held in packages.items() if "resolved" in held] == []


def test_every_vendored_file_is_listed_with_its_hash_and_has_a_licence() -> None:
    packages = tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8"))["package"]
    listed = {name: held for each in packages for name, held in each["files"].items()}
    there = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(
            file.read_bytes()
        ).hexdigest()
        for file in VENDOR.rglob("*")
        if file.is_file() and file.name != "vendor.toml"
    }

    assert there == listed
    assert all(each["licence"] and each["why"] for each in packages)
    assert all(any("LICENSE" in name for name in each["files"]) for each in packages)


def test_every_import_between_our_modules_is_served_under_a_hashed_name() -> None:
    running.collect_static_files()

    hashed = re.compile(r"\.[0-9a-f]{12}\.js$")
    served = [
        f for f in Path(settings.STATIC_ROOT).rglob("*.js") if hashed.search(f.name)
    ]
    imported = [
        name for module in served for name in IMPORT.findall(module.read_text("utf-8"))
    ]
    assert imported
    assert [name for name in imported if not hashed.search(name)] == []
