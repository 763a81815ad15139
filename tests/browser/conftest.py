"""A real server with the demonstration, and a real browser that notes what goes wrong.

The server lives as long as the run. The browser lives as long as a module: Playwright
keeps an event loop in its thread, in which Django would refuse to ask the database.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "node_modules/axe-core/axe.min.js"
PATIENCE = 10_000  # milliseconds that a page may take, on a busy machine


@dataclass
class System:
    """The demonstration: where it is, who gets in, and how to stop and start it."""

    folder: Path
    port: int
    process: subprocess.Popen[str] | None = None
    way_in: tuple[str, str] = ("", "")
    cookies: Any = None  # of the owner, once signed in; Playwright's own shape

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = [sys.executable, HERE / "serving.py", self.folder, str(self.port)]
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            program, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the server said nothing and ended; its reason stands above"
        name, password = json.loads(line)
        self.way_in = name, password
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        """Knock until somebody opens: the line is printed before the port listens."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not listen")

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def page_of(self, name: str) -> str:
        """Give the path of the process of that name, as the search box finds it."""
        url = f"{self.address}/search?q={quote(name)}"
        with urlopen(url, timeout=20) as answer:  # noqa: S310 - our own server
            path = str(answer.url).removeprefix(self.address)
            if path.startswith("/p/"):
                return path
            found = re.search(f'href="([^"]+)">{name}<', answer.read().decode())
        assert found, f"no process is called {name}"
        return found[1]


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    system = System(tmp_path_factory.mktemp("browser") / "data", port)
    system.start()
    yield system
    system.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "These tests need Chromium. Install it: apt-get install chromium"
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A browser window with its own cookies, and everything it should not have done."""

    system: System
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda told: self._complain(page, told.text))
        page.on("pageerror", lambda error: self._complain(page, str(error)))
        page.goto(self.system.address + path)
        return page

    def sign_in(self) -> None:
        """Come in as the demonstration's owner; by the form once, then by its cookies."""
        if self.system.cookies:
            self.context.add_cookies(self.system.cookies)
            return
        page = self.open("/sign-in")
        name, password = self.system.way_in
        page.get_by_label("Name you sign in by").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()
        self.system.cookies = self.context.cookies()
        page.close()

    def _complain(self, page: Page, words: str) -> None:
        self.complaints.append(f"{page.url}: {words}")


Visits = Callable[..., Visit]


@pytest.fixture
def visit(system: System, chromium: Browser) -> Iterator[Visits]:
    """Open windows; at the end none of them may have complained or looked elsewhere."""
    opened: list[Visit] = []

    def new(*, as_owner: bool = False, **options: Any) -> Visit:
        context = chromium.new_context(**options)
        one = Visit(system, context)
        context.on(
            "request",
            lambda request: (
                request.url.startswith((system.address, "data:", "blob:"))
                or one.complaints.append(f"asked elsewhere: {request.url}")
            ),
        )
        if as_owner:
            one.sign_in()
        opened.append(one)
        return one

    yield new
    complaints = [words for one in opened for words in one.complaints]
    for one in opened:
        one.context.close()
    assert complaints == []


def picture_is_drawn(page: Page) -> None:
    """Wait until the jigsaw, if there is one, is painted and its links lie over it."""
    if page.locator("[data-jigsaw]").count():
        page.locator(".jigsaw__link").first.wait_for(state="attached")
