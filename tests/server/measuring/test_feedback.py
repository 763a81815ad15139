"""What people said: about a process, about a step, and never more than may be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.builders import a_person, a_process, latest, signed_in
from wholeflow.errors import BadInput, InvalidFlag, NotFound, Refused
from wholeflow.processes import Interlock as Passing
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Interlock, Process
from wholeflow.server.measuring import disclosing
from wholeflow.server.measuring.hearing import (
    QUESTIONS_ABOUT_A_STEP,
    NewFeedback,
    bring_feedback,
    take_back_feedback,
)
from wholeflow.server.measuring.models import Feedback

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(by=ann, success="It works", label="public")


@pytest.fixture
def step(ann: Person, process: Process) -> Interlock:
    """What passes from the process to a neighbour without a word of success."""
    other = a_process("Cleaning wards", by=ann, label="public")
    passing = Passing(process.pk, other.pk, "people", "Who comes next")
    actions.propose_interlock(by=ann, process_id=process.pk, interlock=passing)
    return Interlock.objects.get()


def answers(good: int = 40, bad: int = 10, **more: object) -> NewFeedback:
    given = NewFeedback(
        "Did you know whom to ask?", "cards", good=good, bad=bad, on=clock.today()
    )
    return replace(given, **more)


def test_whoever_reads_it_brings_what_people_said(process: Process) -> None:
    cai = a_person("Cai", organisation="Council")

    bring_feedback(by=cai, process_id=process.pk, feedback=answers(not_known=5))

    row = Feedback.objects.get()
    assert (row.good, row.bad, row.not_known, row.by) == (40, 10, 5, str(cai.pk))
    assert latest().command == "bring feedback"


def test_the_same_answers_are_not_heard_twice(ann: Person, process: Process) -> None:
    bob = a_person("Bob")
    bring_feedback(by=ann, process_id=process.pk, feedback=answers())
    again = answers(41, question="Did you know whom to ask? ", source="Cards")

    with pytest.raises(BadInput, match="are here already"):
        bring_feedback(by=bob, process_id=process.pk, feedback=again)

    other_day = answers(on=clock.today() - timedelta(days=1))
    bring_feedback(by=ann, process_id=process.pk, feedback=other_day)
    assert Feedback.objects.count() == 2


def test_answers_taken_back_may_be_brought_again(ann: Person, process: Process) -> None:
    bring_feedback(by=ann, process_id=process.pk, feedback=answers())
    row = Feedback.objects.get()
    take_back_feedback(by=ann, process_id=process.pk, feedback_id=row.pk)

    bring_feedback(by=ann, process_id=process.pk, feedback=answers())

    assert Feedback.objects.filter(removed=False).count() == 1


def test_answers_from_before_the_nhs_are_a_slip(ann: Person, process: Process) -> None:
    early = answers(on=date(1926, 5, 1))

    with pytest.raises(BadInput, match="from 1948-07-05 on; got 1926-05-01"):
        bring_feedback(by=ann, process_id=process.pk, feedback=early)


def test_without_a_word_of_success_feedback_would_not_mean_anything(
    ann: Person,
) -> None:
    process = a_process(by=ann)

    with pytest.raises(InvalidFlag, match="Nobody has said yet what success is"):
        bring_feedback(by=ann, process_id=process.pk, feedback=answers())


def test_feedback_on_a_step_needs_no_word_of_success(
    ann: Person, step: Interlock
) -> None:
    end = step.receiver_id

    bring_feedback(by=ann, process_id=end, feedback=answers(interlock_id=step.pk))

    assert Feedback.objects.get().interlock == step


def test_whatever_cannot_be_is_told_at_once_and_nothing_is_saved(
    ann: Person, process: Process
) -> None:
    wrong = NewFeedback(
        " ",
        "",
        good=-1,
        bad=10**12,
        on=clock.today() + timedelta(days=1),
        reliability=2.0,
        half_life_days=0,
    )

    with pytest.raises(BadInput) as refused:
        bring_feedback(by=ann, process_id=process.pk, feedback=wrong)

    assert [fault.column for fault in refused.value.faults] == [
        "question",
        "source",
        "good",
        "bad",
        "on",
        "reliability",
        "half_life_days",
    ]
    assert not Feedback.objects.exists()


def test_no_answers_are_no_feedback(ann: Person, process: Process) -> None:
    with pytest.raises(BadInput, match="expected at least one answer"):
        bring_feedback(by=ann, process_id=process.pk, feedback=answers(0, 0))


def test_a_step_of_another_process_is_not_found_here(
    ann: Person, step: Interlock
) -> None:
    elsewhere = a_process("Meeting families", by=ann)
    feedback = answers(interlock_id=step.pk)

    with pytest.raises(NotFound, match="This step is not here"):
        bring_feedback(by=ann, process_id=elsewhere.pk, feedback=feedback)


def test_a_step_to_what_is_hidden_is_not_spoken_of(
    ann: Person, process: Process, step: Interlock
) -> None:
    actions.set_label(by=ann, process_id=step.receiver_id, label="restricted")

    with pytest.raises(NotFound, match="not shared with you"):
        bring_feedback(
            by=a_person("Bob"),
            process_id=process.pk,
            feedback=answers(interlock_id=step.pk),
        )


def test_only_whoever_brought_it_takes_it_back(ann: Person, process: Process) -> None:
    bob = a_person("Bob")
    bring_feedback(by=bob, process_id=process.pk, feedback=answers())
    key = Feedback.objects.get().pk

    with pytest.raises(Refused, match="Somebody else said this"):
        take_back_feedback(by=ann, process_id=process.pk, feedback_id=key)
    take_back_feedback(by=bob, process_id=process.pk, feedback_id=key)

    assert Feedback.objects.get().removed


def test_whoever_brought_it_can_undo_it(process: Process) -> None:
    bob = a_person("Bob")
    bring_feedback(by=bob, process_id=process.pk, feedback=answers())

    actions.undo(by=bob, seq=latest().seq)

    assert Feedback.objects.get().removed


@pytest.mark.parametrize("good", [1, 4, 7])
def test_a_hidden_count_gives_the_same_flag_whatever_it_is(good: int) -> None:
    row = Feedback(good=good, bad=52, not_known=0, question="?", source="cards")
    row.on = clock.today()

    heard = disclosing.heard(row)

    assert (heard.good, heard.bad, heard.not_known) == (0, 50, 7)


def test_published_counts_are_taken_as_they_are() -> None:
    row = Feedback(
        good=4, bad=52, not_known=3, question="?", source="cards", open_data=True
    )
    row.on = clock.today()

    heard = disclosing.heard(row)

    assert (heard.good, heard.bad, heard.not_known) == (4, 52, 3)


def test_small_numbers_are_shown_to_their_own_organisation_alone(
    ann: Person, process: Process
) -> None:
    bring_feedback(by=ann, process_id=process.pk, feedback=answers(good=3, bad=52))
    cai = a_person("Cai", organisation="Council")

    ours = page(signed_in(ann), process)
    theirs, nobodys = page(signed_in(cai), process), page(Client(), process)

    assert "3 good, 52 bad, 0 did not know" in ours
    assert "Fewer than 8 good, 50 bad, 0 did not know" in theirs
    assert "Fewer than 8 good, 50 bad, 0 did not know" in nobodys
    assert "3 good" not in theirs + nobodys


def test_what_people_say_about_a_step_is_shown_at_both_ends(
    ann: Person, process: Process, step: Interlock
) -> None:
    typed = {
        "interlock_id": step.pk,
        "asked": QUESTIONS_ABOUT_A_STEP[1],
        "source": "cards",
        "good": 40,
        "bad": 10,
        "not_known": 0,
        "on": clock.today().isoformat(),
    }

    saved = signed_in(ann).post(f"/p/{process.pk}/step-feedback", typed)

    assert saved.status_code == 302
    giver, receiver = page(Client(), step.giver), page(Client(), step.receiver)
    assert "Did you know what would happen next, and when?" in giver
    assert "40 good, 10 bad, 0 did not know" in giver
    assert "40 good, 10 bad, 0 did not know" in receiver
    assert giver.count("None yet.") == receiver.count("None yet.") == 1  # for neither


def test_a_step_wants_a_question(
    ann: Person, process: Process, step: Interlock
) -> None:
    typed = {
        "interlock_id": step.pk,
        "source": "cards",
        "good": 40,
        "bad": 10,
        "not_known": 0,
        "on": clock.today().isoformat(),
    }
    browser = signed_in(ann)

    refused = browser.post(f"/p/{process.pk}/step-feedback", typed)
    saved = browser.post(
        f"/p/{process.pk}/step-feedback", {**typed, "question": "Was it quick?"}
    )

    assert (refused.status_code, saved.status_code) == (400, 302)
    assert b"Choose a question, or write another" in refused.content
    assert Feedback.objects.get().question == "Was it quick?"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("good", "-1"),
        ("good", "many"),
        ("bad", "99999999999999999999"),
        ("on", "9999-12-31"),
        ("source", " "),
        ("reliability", "3"),
        ("half_life_days", "0"),
    ],
)
def test_the_page_refuses_what_cannot_be(
    ann: Person, process: Process, field: str, value: str
) -> None:
    typed = {
        "question": "Was it quick?",
        "source": "cards",
        "good": "40",
        "bad": "10",
        "not_known": "0",
        "on": clock.today().isoformat(),
        field: value,
    }

    answer = signed_in(ann).post(f"/p/{process.pk}/feedback", typed)

    assert answer.status_code == 400
    assert not Feedback.objects.exists()


def page(browser: Client, process: Process) -> str:
    return browser.get(f"/p/{process.pk}").content.decode()


def test_the_map_tells_the_flag_of_a_step(ann: Person, step: Interlock) -> None:
    bring_feedback(
        by=ann,
        process_id=step.giver_id,
        feedback=answers(good=0, bad=0, not_known=40, interlock_id=step.pk),
    )

    scene = signed_in(ann).get("/scene.json").json()

    [told] = [*scene["knobs"], *scene["strands"]]
    assert told["flag"] == {"lower": 0.0, "upper": 1.0}
    assert told["flag_words"] == "people say 0 for, 100 not known, 0 against"
