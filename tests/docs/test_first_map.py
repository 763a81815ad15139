"""The tutorial's walk in the browser: what it prints in bold is seen on the way."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.docs.pages import ROOT
from wholeflow.server import demonstration, running
from wholeflow.server.mapping.models import Process

LESSON = ROOT / "docs" / "tutorials" / "first-map.md"
LOG = ("Caring for people with sepsis", "Giving antibiotics")
JUDGED = ("Diagnosing", "Consulting with a patient")


def words_of(page: bytes) -> str:
    """Give what a reader sees of a page, in one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page.decode(), flags=re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+([,.:])", r"\1", " ".join(plain.split()))


def bold_in(section: str) -> list[str]:
    """Give what a section of the lesson prints in bold."""
    text = LESSON.read_text("utf-8")
    body = re.split(r"^## ", text, flags=re.MULTILINE)
    [found] = [each for each in body if each.startswith(section)]
    return [
        " ".join(words.split())
        for words in re.findall(r"\*\*(.+?)\*\*", found, re.DOTALL)
    ]


def address(name: str, page: str = "process") -> str:
    process = Process.objects.get(name=name, removed=False)
    return reverse(page, args=[process.pk])


@pytest.fixture
def browser(db: None) -> Client:
    """A browser at the demonstration, before anybody has signed in."""
    running.collect_static_files()
    demonstration.build()
    return Client()


def judge(browser: Client) -> bytes:
    """Do step 2 of judging, as the lesson says it."""
    name, password = demonstration.way_in()
    browser.post(reverse("sign-in"), {"sign_in_name": name, "password": password})
    saved = browser.post(
        address("Diagnosing", "judge"),
        {
            "reason_for": "Patients know what comes next",
            "reason_against": "Scans come back after the appointment",
            "evidence_for": 20,
            "evidence_against": 50,
            "base_version": Process.objects.get(name="Diagnosing").version,
        },
        follow=True,
    )
    return saved.content


def test_the_map_and_its_flags_move_as_the_lesson_says(browser: Client) -> None:
    log = [words_of(browser.get("/").content)]
    log += [words_of(browser.get(address(name)).content) for name in LOG]
    judged = [words_of(browser.get(address(name)).content) for name in JUDGED]
    judged.append(words_of(judge(browser)))
    judged += [words_of(browser.get(address(name)).content) for name in JUDGED]
    judged.append(words_of(browser.get("/").content))

    assert not_seen("2. Open the map", log) == []
    assert not_seen("3. Judge evidence", judged) == []
    assert "Why this flag" in log[-1]
    assert "20 for, 30 not known, 50 against" in judged[3]
    assert "40 for, 10 not known, 50 against" in judged[4]
    assert "Scans come back after the appointment" in judged[5]


def not_seen(section: str, pages: list[str]) -> list[str]:
    """Give what a section prints in bold and no page shows."""
    told = bold_in(section)
    assert len(told) >= 4, "the lesson says what is seen"
    return [words for words in told if words not in " ".join(pages)]


def test_undoing_takes_the_flags_back(browser: Client) -> None:
    saved = judge(browser).decode()
    undo = re.search(r'action="(/undo/\d+)"', saved)
    assert undo is not None

    browser.post(undo[1])

    seen = words_of(browser.get(address("Consulting with a patient")).content)
    assert "40 for, 40 not known, 20 against" in seen
    history = words_of(browser.get(reverse("history")).content)
    assert "Scans come back" in history
