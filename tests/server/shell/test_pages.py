"""Every page: it answers without scripts, carries its policy and shows text as text."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test import Client

from tests.builders import (
    a_person,
    a_process,
    a_system,
    judged,
    latest,
    signed_in,
)
from wholeflow.processes import Entry as EntryValue
from wholeflow.processes import Interlock
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Entry, Process, Success
from wholeflow.server.mapping.urls import ACTS
from wholeflow.server.measuring.feedback_urls import ACTS as FEEDBACK_ACTS
from wholeflow.server.measuring.indicating import NewIndicator, NewPoint, add_indicator
from wholeflow.server.measuring.models import Indicator, Judgement
from wholeflow.server.measuring.urls import ACTS as MEASURING_ACTS
from wholeflow.server.shell import cards

pytestmark = pytest.mark.django_db

PAYLOAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
PLACES = (
    "/",
    "/scene.json",
    "/poster.svg",
    "/search?q=blood",
    "/history",
    "/missing",
    "/about",
    "/sign-in",
    "/new",
    "/colleagues",
    "/export.json",
    "/export.yaml",
    "/p/{process}",
    "/p/{process}/scene.json",
    "/p/{process}/poster.svg",
    "/p/{process}/history",
    "/p/{process}/why",
    "/p/{process}/below",
)
VERBS = tuple(
    act.verb for act in (*ACTS, *MEASURING_ACTS, *FEEDBACK_ACTS) if act.verb != "own"
)


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    """A process with something under every heading of its page."""
    whole = a_process("Caring", by=ann, label="public", success="It works")
    process = a_process(by=ann, whole=whole, label="public", success="It works")
    part = a_process("Sampling blood", by=ann, whole=process, label="public")
    entry = EntryValue("why", "aim", "People are well", "https://example.org/")
    actions.add_entry(by=ann, process_id=process.pk, entry=entry)
    lock = Interlock(process.pk, part.pk, "information", "results")
    actions.propose_interlock(by=ann, process_id=process.pk, interlock=lock)
    judged(process, by=ann)
    days = NewIndicator("Days", fail=10.0, target=2.0, source="ward list")
    points = [NewPoint(clock.today() - timedelta(days=1), 3.0)]
    add_indicator(by=ann, process_id=process.pk, indicator=days, points=points)
    return Process.objects.get(pk=process.pk)


@pytest.mark.parametrize("place", PLACES)
def test_every_page_answers(ann: Person, process: Process, place: str) -> None:
    answer = signed_in(ann).get(place.format(process=process.pk))

    assert answer.status_code == 200


@pytest.mark.parametrize("verb", VERBS)
def test_every_act_has_a_page_with_a_form(
    ann: Person, process: Process, verb: str
) -> None:
    entry = Entry.objects.get()

    answer = signed_in(ann).get(f"/p/{process.pk}/{verb}?entry_id={entry.pk}")

    assert answer.status_code == 200
    assert b'<form method="post"' in answer.content
    assert b"csrfmiddlewaretoken" in answer.content


@pytest.mark.parametrize("place", [*PLACES, "/nowhere", "/static/nowhere.css"])
def test_every_answer_carries_the_policy(
    ann: Person, process: Process, place: str
) -> None:
    answer = signed_in(ann).get(place.format(process=process.pk))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_static_files_carry_the_policy_and_may_be_kept() -> None:
    answer = Client().get(staticfiles_storage.url("shell/css/base.css"))
    answer.close()  # it is a file

    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("place", PLACES)
def test_no_page_holds_script_or_style_of_its_own(
    ann: Person, process: Process, place: str
) -> None:
    answer = signed_in(ann).get(place.format(process=process.pk))

    page = answer.content.decode()
    scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
    assert scripts == []
    if place.endswith(".svg"):
        return
    assert re.findall(r"<[^>]*\s(?:on\w+|style)\s*=\s*[\"']", page) == []


@pytest.mark.parametrize("place", PLACES)
def test_no_page_asks_another_host(ann: Person, process: Process, place: str) -> None:
    page = signed_in(ann).get(place.format(process=process.pk)).content.decode()

    assert (
        re.findall(
            r"<(?:link|script|img|iframe)[^>]*(?:href|src)=\"(?:https?:)?//", page
        )
        == []
    )


def test_an_unknown_page_is_told_in_the_frame() -> None:
    a_system()

    answer = Client().get("/nowhere")

    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content
    assert b'role="search"' in answer.content


def test_a_system_that_is_not_there_yet_is_told() -> None:
    answer = Client().get("/")

    assert answer.status_code == 503
    assert b"wholeflow serve" in answer.content


def test_a_form_without_its_token_is_refused(ann: Person, process: Process) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ann)

    answer = browser.post(f"/p/{process.pk}/rename", {"name": "Sampling blood"})

    assert answer.status_code == 403
    assert Process.objects.get(pk=process.pk).name == "Testing blood"


def test_a_form_sent_as_the_page_gave_it_is_saved(
    ann: Person, process: Process
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ann)
    url = f"/p/{process.pk}/rename"
    fields = fields_of(browser.get(url).content.decode())

    answer = browser.post(url, {**fields, "name": "Sampling blood"}, follow=True)

    assert answer.status_code == 200
    assert Process.objects.get(pk=process.pk).name == "Sampling blood"
    assert b"/undo/" in answer.content


def test_undo_is_a_button_that_works(ann: Person, process: Process) -> None:
    browser = signed_in(ann)
    url = f"/p/{process.pk}/rename"
    saved = browser.post(url, {"name": "Sampling blood", "language": "en"}, follow=True)
    undo = re.search(r'action="(/undo/\d+)"', saved.content.decode())
    assert undo is not None

    answer = browser.post(undo[1], follow=True)

    assert b"Undone." in answer.content
    assert Process.objects.get(pk=process.pk).name == "Testing blood"


def test_undo_takes_a_post(ann: Person, process: Process) -> None:
    assert signed_in(ann).get("/undo/1").status_code == 405


TEXTS = {
    "rename": {"name": PAYLOAD, "name_reason": PAYLOAD, "language": "en"},
    "part": {"name": PAYLOAD, "name_reason": PAYLOAD},
    "say": {"heading": "why", "kind": "aim", "text": PAYLOAD},
    "success": {"text": PAYLOAD},
    "judge": {
        "reason_for": PAYLOAD,
        "reason_against": PAYLOAD,
        "evidence_for": 50,
        "evidence_against": 0,
    },
    "feedback": {
        "question": PAYLOAD,
        "source": PAYLOAD,
        "good": 12,
        "bad": 9,
        "not_known": 0,
        "on": "2020-01-01",
    },
    "indicator": {
        "name": PAYLOAD,
        "unit": "<b>days</b>",
        "source": PAYLOAD,
        "fail": 1,
        "target": 2,
        "on": "2020-01-01",
        "value": 1,
    },
    "declare": {"suffice": "yes", "reason": PAYLOAD},
    "interlock": {
        "direction": "gives",
        "passes": "people",
        "what": PAYLOAD,
        "neighbour": "Caring",
        "form": PAYLOAD,
        "when": PAYLOAD,
    },
}


@pytest.mark.parametrize("verb", TEXTS)
def test_what_is_typed_is_shown_as_text(
    ann: Person, process: Process, verb: str
) -> None:
    browser = signed_in(ann)

    saved = browser.post(f"/p/{process.pk}/{verb}", TEXTS[verb])
    assert saved.status_code == 302

    whole = Process.objects.get(name="Caring")
    for place in (*PLACES, f"/p/{whole.pk}", f"/p/{whole.pk}/poster.svg"):
        answer = browser.get(place.format(process=process.pk))
        assert answer.status_code == 200, place
        if "html" in answer["Content-Type"] or "svg" in answer["Content-Type"]:
            page = answer.content.decode()
            assert tags_of(page).isdisjoint({("script", None), ("img", "x")}), place
            assert "onerror=alert(2)>" not in page, place


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//x"]
)
def test_a_link_that_could_run_code_is_refused(
    ann: Person, process: Process, link: str
) -> None:
    typed = {"heading": "why", "kind": "aim", "text": "Well", "link": link}

    answer = signed_in(ann).post(f"/p/{process.pk}/say", typed)

    assert answer.status_code == 400
    assert b"begins with http" in answer.content
    assert not Entry.objects.filter(text="Well").exists()


def test_one_row_acts_ask_for_rows_of_this_process(
    ann: Person, process: Process
) -> None:
    other = a_process("Cleaning wards", by=ann)
    browser = signed_in(ann)
    rows = {
        "entry-out": {"entry_id": Entry.objects.get().pk},
        "success-out": {"success_id": Success.objects.get(process=process).pk},
        "judgement-out": {"judgement_id": Judgement.objects.get().pk},
        "indicator-out": {"indicator_id": Indicator.objects.get().pk},
    }

    answers = {
        verb: browser.post(f"/p/{other.pk}/{verb}", typed).status_code
        for verb, typed in rows.items()
    }

    assert answers == dict.fromkeys(rows, 404)


def test_a_part_off_the_map_is_no_reason_for_a_flag(ann: Person) -> None:
    whole = a_process("Caring", by=ann, success="It works")
    part = a_process(by=ann, whole=whole, success="It works")
    judged(part, by=ann, good=0.0, bad=0.5)
    actions.retire(by=ann, process_id=part.pk)

    reasons = cards.card(ann, whole)["reasons"]

    assert [reason for reason in reasons if "not shown" in reason.text] == []  # type: ignore[attr-defined]  # a tuple


def test_a_change_made_while_a_page_is_built_is_told_to_it_afterwards(
    ann: Person, process: Process
) -> None:
    before = latest().seq
    whole = Process.objects.get(name="Caring")
    asked: list[str] = []

    def rename_behind_it(execute: Any, sql: str, *rest: Any) -> Any:
        """Rename between the page's look at processes and its look at the history."""
        looked = any("mapping_process" in each for each in asked)
        asked.append(sql)
        if looked and "history_system" in sql and "renamed" not in asked:
            asked.append("renamed")
            actions.rename(by=ann, process_id=whole.pk, name="Caring well")
        return execute(sql, *rest)

    with connection.execute_wrapper(rename_behind_it):
        page = signed_in(ann).get("/").content.decode()

    told = re.search(r'data-live="(\d+)', page)
    assert told is not None
    assert "Caring well" in page or int(told[1]) == before


class _Tags(HTMLParser):
    """Reads a page as a browser does, and keeps its tags and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[tuple[str, str | None]] = set()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("type") != "application/json":
            self.tags.add((tag, given.get("src")))
        if tag == "input" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


def tags_of(page: str) -> set[tuple[str, str | None]]:
    parser = _Tags()
    parser.feed(page)
    return parser.tags


def fields_of(page: str) -> dict[str, str]:
    parser = _Tags()
    parser.feed(page)
    return {**parser.fields, "language": "en"}
