"""Waits on the pages of the processes they lie between, and on their owner's Monday."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import signed_in
from wholeflow.processes import Interlock
from wholeflow.server.accounts.models import Person
from wholeflow.server.flowing import waits_of
from wholeflow.server.flowing.models import EventLog
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.shell import monday

pytestmark = pytest.mark.django_db


def seeing() -> Process:
    return Process.objects.get(name="Seeing a doctor")


def page_of(browser: Client, process: Process) -> str:
    return " ".join(browser.get(f"/p/{process.pk}").content.decode().split())


def test_the_page_of_a_process_names_the_waits_before_and_after_it(
    ann: Person, process: Process, tied: EventLog
) -> None:
    page = page_of(signed_in(ann), seeing())

    before, after = page.split("And after it")
    assert f'From <a href="/p/{process.pk}">{process.name}</a>: half wait' in before
    assert "Going home</a>: half wait <strong>3.3 h</strong> or more" in after
    assert f"/flow/{tied.pk}" in after


def test_a_wait_stands_at_the_step_between_two_processes(
    ann: Person, process: Process, tied: EventLog
) -> None:
    step = Interlock(process.pk, seeing().pk, passes="people", what="each who arrives")
    actions.propose_interlock(by=ann, process_id=process.pk, interlock=step)

    page = page_of(signed_in(ann), seeing())

    assert "People wait here: half wait <strong>" in page.partition("In the records")[0]


def test_who_may_not_see_a_log_sees_none_of_its_waits(
    ann: Person, process: Process, tied: EventLog
) -> None:
    assert waits_of.waits(ann, [seeing().pk])

    assert "half wait" not in page_of(Client(), seeing())


def test_waits_of_a_process_that_is_not_shown_or_of_few_are_left_out(
    ann: Person, process: Process, tied: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    EventLog.objects.filter(pk=tied.pk).update(label="public")
    assert "half wait" in page_of(Client(), seeing())

    monkeypatch.setenv("WHOLEFLOW_SMALL_NUMBERS", "40")
    assert "half wait" not in page_of(Client(), seeing())

    monkeypatch.delenv("WHOLEFLOW_SMALL_NUMBERS")
    actions.set_label(by=ann, process_id=process.pk, label="restricted")
    assert "Where most time goes before it" not in page_of(Client(), seeing())


def test_an_owner_is_told_of_the_longest_wait_on_monday(
    ann: Person, process: Process, tied: EventLog
) -> None:
    lines = [each.what for each in monday.lines(ann)]

    told = [each for each in lines if each.startswith("Look at the way from")]
    assert len(told) == 1
    assert f"from {process} to Seeing a doctor: half wait 1." in told[0]


def test_a_process_page_asks_no_more_often_for_more_waits(
    ann: Person, process: Process, tied: EventLog
) -> None:
    browser = signed_in(ann)
    browser.get("/")
    counts = []
    for each in (process, seeing()):
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/p/{each.pk}")
        counts.append(len(asked))

    assert counts[1] - counts[0] <= 1, counts
