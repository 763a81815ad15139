"""Every page says what is seen: its blocks run, its commands and links exist."""

from __future__ import annotations

import re
import shlex
from itertools import dropwhile
from pathlib import Path

import click
import pytest

from tests.docs.pages import PAGES, ROOT, Differs, commands_of, run_page
from wholeflow.cli import main

ALSO_TYPED = {"make", "pip", "export", ".venv/bin/python"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_shows_is_what_is_seen(page: Path, tmp_path: Path) -> None:
    run_page(page, tmp_path)


def test_a_page_that_says_something_else_is_found_out(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ wholeflow look sepsis\n1,051 journeys ...\n```\n")

    with pytest.raises(Differs, match="1,050 journeys"):
        run_page(page, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_on_a_page_is_there_with_its_options(page: Path) -> None:
    unknown = [typed for typed in commands_of(page) if not is_known(typed)]

    assert unknown == []


def is_known(typed: str) -> bool:
    program, *words = command_in(typed) or ["export"]
    if program != "wholeflow":
        return program in ALSO_TYPED and (program != "make" or is_target(words))
    given = [word for word in words if word != "--debug"]
    command: click.Command | None = main
    while isinstance(command, click.Group) and given[:1] not in ([], ["--help"]):
        command = command.get_command(click.Context(command), given.pop(0))
    if command is None:
        return False
    known = {
        name for each in command.params for name in (*each.opts, *each.secondary_opts)
    }
    options = {word.partition("=")[0] for word in given if word.startswith("--")}
    return options <= known | {"--help"}


def command_in(typed: str) -> list[str]:
    """Give the words of a command without the settings before it."""
    before = re.compile(r"(?:export$|[A-Z_]+=)")
    return list(
        dropwhile(lambda word: before.match(word) is not None, shlex.split(typed))
    )


def is_target(words: list[str]) -> bool:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return all(re.search(rf"^{word}:", makefile, re.MULTILINE) for word in words)


def test_the_readme_and_the_index_show_the_picture_with_words_beside_it() -> None:
    picture = re.compile(r"!\[([^\]]{60,})\]\((\S+)\)")

    for page in (ROOT / "README.md", ROOT / "docs" / "index.md"):
        [(words, target)] = picture.findall(page.read_text("utf-8"))
        assert "flag" in words
        assert (page.parent / target).is_file(), target


LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_link_of_the_pages_outside_docs_leads_somewhere() -> None:
    # mkdocs checks those inside docs.
    outside = [page for page in ROOT.glob("*.md") if page.name != "CHANGELOG.md"]
    broken = [
        f"{page.name}: {target}"
        for page in outside
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]

    assert len(outside) >= 3
    assert broken == []


def test_the_readme_fits_on_two_screens() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()

    assert len(lines) <= 100
