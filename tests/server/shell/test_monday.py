"""Monday morning: few lines, each true, none twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders
from wholeflow.processes import Interlock
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.parts.actions import Said, answer_parts
from wholeflow.server.shell import monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return builders.a_person("Ann")


def test_somebody_with_nothing_is_told_nothing(ann):
    assert monday.lines(ann) == []


def test_a_process_without_success_is_a_line_with_its_action(ann):
    process = builders.a_process("Testing blood", by=ann)

    line = monday.lines(ann)[0]

    assert line.what == "Say what success is for Testing blood."
    assert line.href == f"/p/{process.pk}/success"


def test_a_flag_that_moved_comes_first(ann):
    builders.a_process("Cleaning wards", by=ann)
    moved = builders.a_process("Testing blood", by=ann, success="Results are right")
    builders.judged(moved, by=ann, good=0.5)

    first = monday.lines(ann)[0]

    assert first.what == "Look at Testing blood: 50 of 100 now speak for it, 0 before."


def test_what_nobody_owns_is_put_to_its_organisation(ann):
    process = builders.a_process("Testing blood", by=ann, success="Results are right")
    actions.let_go(by=ann, process_id=process.pk)
    bob = builders.a_person("Bob")

    lines = monday.lines(bob)

    assert [line.what for line in lines] == [
        "Find who leads Testing blood, or take it on."
    ]


def a_whole_asked_about(ann, *said):
    """Give a whole with a part, and what so many players said of it."""
    whole = builders.a_process("Testing blood", by=ann, success="It is right")
    builders.a_process("Checking in", by=ann, whole=whole, success="It is seen")
    for each in said:
        player = builders.a_person()
        answer_parts(by=player, process_id=whole.pk, said=each)
    return whole


def test_players_who_do_not_agree_are_a_line_for_the_owner(ann):
    whole = a_whole_asked_about(ann, Said("yes"), Said("no", "Sampling blood"))

    line = monday.lines(ann)[0]

    assert line.what == (
        "Bring the players of Testing blood together: they do not agree whether its "
        "parts are enough."
    )
    assert line.href == f"/p/{whole.pk}/parts"


def test_a_part_that_players_miss_is_a_line_until_it_is_there(ann):
    whole = a_whole_asked_about(ann, Said("no", "Sampling blood"))

    before = [line.what for line in monday.lines(ann)]
    builders.a_process("Sampling blood", by=ann, whole=whole, success="It is drawn")
    after = [line.what for line in monday.lines(ann)]

    missed = "Look at what players of Testing blood say is missing."
    assert missed in before
    assert missed not in after


def test_there_are_at_most_seven_lines_two_of_a_kind_and_no_process_twice(ann):
    whole = builders.a_process("Getting home", by=ann, success="People are home")
    for n in range(20):
        success = "Done" if n % 2 else ""
        builders.a_process(f"Doing {n} things", by=ann, whole=whole, success=success)

    lines = monday.lines(ann)

    assert len(lines) <= monday.MOST_LINES
    assert len({line.process.pk for line in lines}) == len(lines)
    assert sum("Say what success is" in line.what for line in lines) == 2


def test_an_interlock_with_something_hidden_is_no_line(ann):
    hidden = builders.a_process("Testing blood", by=ann, label="restricted")
    bob = builders.a_person("Bob")
    seen = builders.a_process("Caring", by=bob, label="public", success="Done")
    passing = Interlock(seen.pk, hidden.pk, "people", "patients")

    actions.propose_interlock(by=ann, process_id=hidden.pk, interlock=passing)

    assert not any("Testing blood" in line.what for line in monday.lines(bob))


def test_an_old_judgement_of_ones_own_is_asked_about_and_confirmed_by_one_tap(ann):
    bob = builders.a_person("Bob")
    process = builders.a_process("Testing blood", by=bob, success="Right")
    builders.judged(process, by=ann, good=0.8)
    system = builders.a_system()
    system.demonstration_date = clock.today() + timedelta(days=30 + 180)
    system.save()
    browser = builders.signed_in(ann)
    line = monday.lines(ann)[0]

    page = browser.get("/monday").content.decode()
    browser.post(f"/p/{process.pk}/confirm", {"judgement_id": line.judgement})

    assert line.what == "Is what you said of Testing blood still so?"
    assert f'action="/p/{process.pk}/confirm"' in page
    assert [each.judgement for each in monday.lines(ann)] == []


def test_what_somebody_else_judged_is_not_for_one_to_confirm(ann):
    bob = builders.a_person("Bob")
    process = builders.a_process("Testing blood", by=bob, success="Right")
    builders.judged(process, by=bob, good=0.8)
    system = builders.a_system()
    system.demonstration_date = clock.today() + timedelta(days=400)
    system.save()

    assert monday.lines(ann) == []


def test_judges_who_lie_far_apart_are_brought_together(ann):
    process = builders.a_process(by=ann, success="It works", label="public")
    builders.judged(process, by=ann, good=0.8)
    builders.judged(process, by=builders.a_person("Bob"), good=0.2, bad=0.5)
    Change.objects.update(at=clock.now() - timedelta(days=8))

    line = monday.lines(ann)[0]

    assert line.what == (
        "Bring those together who judged Testing blood: they lie 60 of 100 apart."
    )
