"""Reference is complete: every command, option, setting and public name is in it."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from docs import generate
from tests.docs.pages import ROOT
from wholeflow.cli import main
from wholeflow.server.configuration import SETTINGS

ROOMS = (
    "processes", "evidence", "journeys", "simulation", "payment", "improvement",
    "governance", "drawing", "errors",
)  # fmt: skip


def test_pages_made_from_the_code_say_what_the_code_says() -> None:
    assert generate.stale() == [], "Run: python docs/generate.py"


def test_every_setting_the_code_names_is_in_the_table_of_settings() -> None:
    named = {
        name
        for file in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"\bWHOLEFLOW_[A-Z_]+\b", file.read_text("utf-8"))
    }

    assert named == {setting.name for setting in SETTINGS}
    told = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    assert [name for name in named if f"`{name}`" not in told] == []


def every_command() -> list[click.Context]:
    """Give every command there is, but groups of them, as its help is shown."""
    found, waiting = [], [click.Context(main, info_name="wholeflow")]
    for context in waiting:
        if not isinstance(context.command, click.Group):
            found.append(context)
            continue
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None, f"{name} is listed but is not there"
            waiting.append(click.Context(command, info_name=name, parent=context))
    return found


def path_of(context: click.Context) -> str:
    return context.command_path


@pytest.mark.parametrize("context", every_command(), ids=path_of)
def test_the_help_of_a_command_is_prose_with_an_example(context: click.Context) -> None:
    command = context.command
    prose = command.get_help(context).partition("Options:")[0]

    assert len(prose.split()) > 25
    assert re.search(rf"^ {{4,}}{context.command_path}\b", prose, re.MULTILINE)
    assert "\\b" not in prose, "click wants the character, not the two signs"
    assert all(
        option.help for option in command.params if isinstance(option, click.Option)
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as a site, built as strictly as in `make test`."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    built = subprocess.run(  # noqa: S603 - a fixed command
        [*command, "--site-dir", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_of_a_room_is_in_the_reference(room: str, site: Path) -> None:
    module = importlib.import_module(f"wholeflow.{room}")
    page = (site / "reference" / "python" / room / "index.html").read_text("utf-8")

    missing = [
        name
        for name in public_names(module)
        if not any(f'id="{place}.{name}"' in page for place in places(module, name))
    ]
    assert missing == []


def public_names(module: ModuleType) -> list[str]:
    """Give what a room's front door offers; without one, the classes made there."""
    return getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    ]


def places(module: ModuleType, name: str) -> set[str]:
    """Give where a name is: at the front door, and in the module that makes it."""
    made_in = getattr(getattr(module, name), "__module__", module.__name__)
    return {module.__name__, made_in}


def test_every_library_room_is_in_the_reference() -> None:
    source = ROOT / "src" / "wholeflow"
    rooms = {
        folder.name for folder in source.iterdir() if (folder / "__init__.py").exists()
    }

    assert rooms - {"server", "cli"} == set(ROOMS) - {"errors"}


def test_no_page_of_the_site_asks_another_machine_for_anything(site: Path) -> None:
    asks = re.compile(
        r'<(?:script|link|img|iframe)\b[^>]*(?:src|href)="https?://[^"]+"'
    )
    canonical = re.compile(r'rel="(?:canonical|prev|next)"')
    found = {
        tag
        for page in site.rglob("*.html")
        for tag in asks.findall(page.read_text("utf-8"))
        if not canonical.search(tag)
    }

    assert found == set()
