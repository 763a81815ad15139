"""Judges judge alone first; then they are shown together, and none before another."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.builders import a_person, a_process, judged, latest, signed_in
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.actions import NewJudgement, judge

pytestmark = pytest.mark.django_db

REASON = "Letters come late"


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    """A process that everybody reads, judged by Ann, who owns it."""
    process = a_process(by=ann, success="It works", label="public")
    said = NewJudgement(
        0.0,
        0.4,
        reason_against=REASON,
        basis="interviews",
        fuzziness=0.5,
        randomness=1.0,
        reliability=0.5,
    )
    judge(by=ann, process_id=process.pk, judgement=said)
    return process


def page(browser: Client, process: Process, query: str = "") -> str:
    """Give the words and the flags of a page."""
    return browser.get(f"/p/{process.pk}{query}").content.decode()


def test_whoever_may_judge_is_not_shown_what_others_said(process: Process) -> None:
    told = page(signed_in(a_person("Bob")), process)

    assert REASON not in told
    assert "1 judgement of others waits until you have judged it" in told


@pytest.mark.parametrize("place", ["/", "/history", "/p/{}/history", "/p/{}/why"])
def test_no_other_page_tells_it_before(process: Process, place: str) -> None:
    address = place.format(process.pk)
    bob = a_person("Bob")
    others = signed_in(bob).get(address).content.decode()
    nobodys = Client().get(address).content.decode()
    judged(process, by=bob, good=0.0, bad=0.1)

    after = signed_in(bob).get(address).content.decode()

    assert REASON not in others
    assert REASON in nobodys
    assert REASON in after or place == "/"  # the front tells the newest move alone


def test_whoever_says_not_me_is_shown_it(process: Process) -> None:
    told = page(signed_in(a_person("Bob")), process, "?judges=all")

    assert REASON in told
    assert "waits until" not in told


def test_whoever_has_judged_is_shown_it(process: Process) -> None:
    bob = a_person("Bob")
    judged(process, by=bob)

    told = page(signed_in(bob), process)

    assert REASON in told
    assert "2 people have judged it." in told


def test_whoever_cannot_judge_is_shown_it(process: Process) -> None:
    assert REASON in page(Client(), process)


def test_a_judgement_is_shown_with_how_it_is_known_and_how_far_it_counts(
    ann: Person, process: Process
) -> None:
    told = " ".join(page(signed_in(ann), process).split())

    assert "Interviews; somewhat vague what success is; varies much by itself" in told
    assert "counts half" in told
    assert "0 for, 80 not known, 20 against" in told


def test_judges_who_differ_stand_in_the_order_in_which_they_spoke(
    process: Process,
) -> None:
    judged(process, by=a_person("Zoe"), good=0.9)
    judged(process, by=a_person("Bob"), good=0.1)

    told = page(Client(), process)

    stack = re.findall(r'judges__who">(?:<strong>)?([\w, ]+)', told)
    assert stack == ["Ann", "Zoe", "Bob", "Pooled, as of a vote"]
    assert "They lie up to 90 of 100 apart" in told
    assert "for 10 of 100 they contradict one another" in told
    assert "33 for, 60 not known, 7 against" in told


def test_judges_who_agree_are_told_by_their_pooled_flag_alone(
    process: Process,
) -> None:
    judged(process, by=a_person("Zoe"), good=0.0, bad=0.25)

    told = page(Client(), process)

    assert "They lie up to 5 of 100 apart, and can all be right." in told
    assert re.findall(r'judges__who">(?:<strong>)?([\w, ]+)', told) == [
        "Pooled, as of a vote"
    ]


def test_the_form_asks_for_reasons_before_numbers(process: Process) -> None:
    asked = page(signed_in(a_person("Bob")), process, "/judge")

    order = [
        asked.index(f'name="{name}"')
        for name in ("reason_for", "reason_against", "basis", "evidence_for")
    ]
    assert order == sorted(order)
    assert "<strong>Success is:</strong> It works" in asked
    assert REASON not in asked


def test_the_form_says_that_parts_were_judged_apart(
    ann: Person, process: Process
) -> None:
    a_process("Sampling blood", by=ann, whole=process)

    assert "was asked apart from this" in page(signed_in(ann), process, "/judge")


def test_whoever_judges_again_begins_from_what_they_said(
    ann: Person, process: Process
) -> None:
    asked = page(signed_in(ann), process, "/judge")

    assert REASON in asked
    assert re.search(r'value="40"[^>]*id="id_evidence_against"', asked)
    assert "takes the place of that" in asked


def test_the_form_is_sent_as_it_is_asked(process: Process) -> None:
    bob = a_person("Bob")
    typed = {
        "reason_for": "It is quick",
        "basis": "seen",
        "evidence_for": "35",
        "evidence_against": "0",
        "fuzziness": "0.5",
        "reliability": "0.25",
        "half_life_days": "never",
    }

    saved = signed_in(bob).post(f"/p/{process.pk}/judge", typed)

    assert saved.status_code == 302
    row = process.judgements.get(by=str(bob.pk))
    assert (row.evidence_for, row.evidence_against) == (0.35, 0.0)
    assert (row.fuzziness, row.randomness, row.reliability) == (0.5, 0.0, 0.25)
    assert row.half_life_days is None


@pytest.mark.parametrize(
    "typed",
    [
        {"evidence_for": "35", "evidence_against": "0"},
        {"evidence_for": "33", "evidence_against": "0", "reason_for": "Quick"},
        {"evidence_for": "135", "evidence_against": "0", "reason_for": "Quick"},
    ],
    ids=["no reason", "no step of five", "past the end"],
)
def test_the_page_refuses_what_cannot_be(
    ann: Person, process: Process, typed: dict[str, str]
) -> None:
    before = latest().seq

    answer = signed_in(ann).post(f"/p/{process.pk}/judge", typed)

    assert answer.status_code == 400
    assert latest().seq == before


def test_the_page_says_once_that_a_reason_is_missing(
    ann: Person, process: Process
) -> None:
    typed = {"evidence_for": "35", "evidence_against": "0"}

    refused = signed_in(ann).post(f"/p/{process.pk}/judge", typed).content.decode()

    assert "expected what shows that it is working before its strength" in refused
    assert "got 35 of 100 and no reason" in refused
