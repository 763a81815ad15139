"""A page or an edit asks the database as often on a large map as on a small one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_person, a_process, forgotten, judged, signed_in
from wholeflow.evidence import read_indicator_table
from wholeflow.processes import Map, Part, Statement
from wholeflow.processes import Process as ProcessValue
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import import_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.mapping.queries import walk_up
from wholeflow.server.measuring.bringing_values import bring_in
from wholeflow.server.measuring.hearing import NewFeedback, bring_feedback
from wholeflow.server.measuring.models import Flag

pytestmark = pytest.mark.django_db

FALLS = read_indicator_table(b"date,Falls\n2023-01,4\n", today=date(2023, 2, 1))

Asking = Callable[[Client, Person, Process], object]

ASKED: dict[str, Asking] = {
    "front page": lambda browser, _, __: browser.get("/"),
    "scene": lambda browser, _, __: browser.get("/scene.json"),
    "poster": lambda browser, _, __: browser.get("/poster.svg"),
    "what is marked below": lambda browser, _, process: browser.get(
        f"/p/{process.pk}/below?marked=contested"
    ),
    "process page": lambda browser, _, process: browser.get(f"/p/{process.pk}"),
    "opening a piece": lambda browser, _, process: browser.get(
        f"/p/{process.pk}/scene.json"
    ),
    "search": lambda browser, _, __: browser.get("/search?q=cleaning"),
    "missing": lambda browser, _, __: browser.get("/missing"),
    "history": lambda browser, _, __: browser.get("/history"),
    "export": lambda browser, _, __: browser.get("/export.json"),
    "results": lambda browser, _, process: list(
        browser.get(f"/p/{process.pk}/evidence.csv")
    ),
    "workbook": lambda browser, _, process: browser.get(
        f"/p/{process.pk}/evidence.xlsx"
    ),
    "bringing values": lambda _, ann, process: bring_in(
        by=ann, table=FALLS, process_id=process.pk
    ),
    "renaming": lambda _, ann, process: actions.rename(
        by=ann, process_id=process.pk, name="Sampling blood"
    ),
    "judging": lambda _, ann, process: judged(process, by=ann),
    "adding a part": lambda _, ann, process: actions.new_process(
        by=ann, name="Sampling blood", whole=process.pk
    ),
}


@pytest.mark.parametrize("asking", ASKED)
def test_a_large_map_is_asked_no_more_often(asking: str) -> None:
    counts = []
    for processes in (10, 300):
        with forgotten():
            ann, process = a_map_of(processes)
            browser = signed_in(ann)
            ASKED["front page"](browser, ann, process)  # the session is there from now
            with CaptureQueriesContext(connection) as asked:
                ASKED[asking](browser, ann, process)
            counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("processes", [10, 300])
def test_a_judgement_is_one_transaction_that_touches_only_what_is_above(
    processes: int,
) -> None:
    ann, process = a_map_of(processes)
    leaf = Process.objects.get(name=f"Cleaning ward {processes - 1}")
    above = {leaf.pk, *walk_up([leaf.pk])}
    before = {flag["process_id"]: flag for flag in Flag.objects.values()}

    with CaptureQueriesContext(connection) as asked:
        judged(leaf, by=ann, good=0.25, bad=0.5)

    after = {flag["process_id"]: flag for flag in Flag.objects.values()}
    began = [each for each in asked if each["sql"].startswith("SAVEPOINT")]
    assert {key for key in after if after[key] != before[key]} == above
    assert process.pk in above
    assert len(began) == 1
    assert len(asked) == 33


def test_many_who_judge_and_answer_are_asked_for_no_more_often() -> None:
    counts = []
    for people in (2, 6):
        with forgotten():
            ann = a_person("Ann")
            process = a_process(by=ann, success="It works", label="public")
            for each in range(people):
                somebody = a_person(f"Player {each}")
                judged(process, by=somebody)
                answers = NewFeedback("Quick?", f"ward {each}", 40, 9, on=clock.today())
                bring_feedback(by=somebody, process_id=process.pk, feedback=answers)
            browser = signed_in(somebody)
            browser.get("/")  # the session is there from now
            with CaptureQueriesContext(connection) as asked:
                browser.get(f"/p/{process.pk}")
            counts.append(len(asked))

    assert counts[0] == counts[1]


def a_map_of(processes: int) -> tuple[Person, Process]:
    """Give a map of so many, a process in it that has parts, and who owns all of it."""
    ann = a_person("Ann")
    whole = a_process("Caring", by=ann, success="It works", label="public")
    process = a_process(by=ann, whole=whole, success="It works", label="public")
    values = tuple(
        ProcessValue(f"p{at}", f"Cleaning ward {at}", success=(Statement("Clean"),))
        for at in range(processes)
    )
    parts = tuple(Part(f"p{at // 3}", f"p{at}") for at in range(1, processes))
    brought = Map("Wards", values, parts)
    import_map(by=ann, brought=brought, under=process.pk, owned_by=ann)
    return ann, process
