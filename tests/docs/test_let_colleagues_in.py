"""The first owner comes in to a served system, and lets a colleague in, over http."""

from __future__ import annotations

import re
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tests.docs.pages import PROGRAM, free_port, serving

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LINK = re.compile(r"http://127\.0\.0\.1:\d+/welcome/[\w-]+")


def a_browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def read(browser: OpenerDirector, address: str) -> str:
    with browser.open(address) as answer:
        return unescape(answer.read().decode())


def send(browser: OpenerDirector, address: str, **fields: str) -> str:
    """Open a form, fill it in and send it, as a person does."""
    token = TOKEN.findall(read(browser, address))[-1]
    sent = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    with browser.open(address, sent) as answer:
        return unescape(answer.read().decode())


def come_in(browser: OpenerDirector, link: str, name: str, **more: str) -> str:
    password = "three words in a row"  # noqa: S105 - it opens nothing but this test
    return send(
        browser,
        link,
        sign_in_name=name,
        password=password,
        name=name.title(),
        role="ward sister",
        **more,
    )


def test_a_first_owner_and_a_colleague_come_in_by_links(tmp_path: Path) -> None:
    port = free_port()
    first, second = a_browser(), a_browser()

    with serving([PROGRAM, "serve"], tmp_path, port) as printed:
        [link] = LINK.findall("".join(printed))
        as_first = come_in(first, link, "ann", organisation_name="Elm Street Trust")
        made = send(first, f"http://127.0.0.1:{port}/colleagues", organisation="")
        [link] = LINK.findall(made)
        as_second = come_in(second, link, "bob")
        people = read(first, f"http://127.0.0.1:{port}/colleagues")

    assert "Sign out" in as_first
    assert "Sign out" in as_second
    assert "Ann" in people
    assert "Bob" in people
