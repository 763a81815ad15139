"""Evidence moves the flag of a process and those above, and ages by the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders import (
    a_person,
    a_process,
    a_system,
    declared,
    judged,
    latest,
    signed_in,
)
from wholeflow.errors import BadInput, InvalidFlag, NotFound, Refused
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import flags
from wholeflow.server.measuring.actions import (
    NewJudgement,
    confirm,
    judge,
    withdraw_judgement,
)
from wholeflow.server.measuring.indicating import (
    NewIndicator,
    NewPoint,
    add_indicator,
    record_point,
)
from wholeflow.server.measuring.models import Flag, Indicator, Judgement, Move, Point

pytestmark = pytest.mark.django_db

LATE = NewIndicator("Days of waiting", fail=10.0, target=2.0, source="ward list")


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(by=ann, success="Results are back before the round")


def ends(process: Process) -> tuple[float, float]:
    flag = Flag.objects.get(pk=process.pk)
    return (flag.lower, flag.upper)


def let_pass(*, days: int) -> date:
    """Let so many days pass, and give the day it is then."""
    system = a_system()
    system.demonstration_date = clock.today() + timedelta(days=days)
    system.save()
    return system.demonstration_date


def test_without_a_word_of_success_nothing_can_be_judged(ann: Person) -> None:
    process = a_process(by=ann)

    with pytest.raises(InvalidFlag, match="Nobody has said yet what success is"):
        judged(process, by=ann)


def test_the_page_says_that_success_comes_first(ann: Person) -> None:
    process = a_process(by=ann)
    typed = {"basis": "gut feeling", "evidence_for": 50, "evidence_against": 0}

    answer = signed_in(ann).post(f"/p/{process.pk}/judge", typed)

    assert answer.status_code == 400
    assert b"Nobody has said yet what success is" in answer.content


@pytest.mark.parametrize(
    ("judgement", "column"),
    [
        (NewJudgement(0.5, 0.0, reason_for=" "), "reason_for"),
        (NewJudgement(0.0, 0.5, reason_for="It is quick"), "reason_against"),
        (NewJudgement(0.0, 0.0), "reason_for"),
        (NewJudgement(0.0, 0.0, basis="seen"), "reason_for"),
    ],
    ids=["for without", "against without", "nothing at all", "seen but not said"],
)
def test_no_strength_stands_without_its_reason(
    ann: Person, process: Process, judgement: NewJudgement, column: str
) -> None:
    with pytest.raises(BadInput) as refused:
        judge(by=ann, process_id=process.pk, judgement=judgement)

    assert [fault.column for fault in refused.value.faults] == [column]
    assert not Judgement.objects.exists()


def test_a_gut_feeling_needs_no_other_reason(ann: Person, process: Process) -> None:
    felt = NewJudgement(0.5, 0.25, basis="gut feeling")

    judge(by=ann, process_id=process.pk, judgement=felt)

    assert ends(process) == (0.5, 0.75)
    assert latest().reason == "gut feeling"


def test_a_judgement_keeps_both_reasons_and_how_it_is_known(
    ann: Person, process: Process
) -> None:
    said = NewJudgement(
        0.5,
        0.25,
        reason_for="It is quick.",
        reason_against="It is dear",
        basis="interviews",
        link="https://example.org/notes",
        fuzziness=0.5,
        randomness=1.0,
    )

    judge(by=ann, process_id=process.pk, judgement=said)

    row = Judgement.objects.get()
    assert (row.reason_for, row.reason_against) == ("It is quick.", "It is dear")
    assert row.reason == "It is quick; against it: It is dear"
    assert (row.basis, row.link) == ("interviews", "https://example.org/notes")
    assert (row.fuzziness, row.randomness) == (0.5, 1.0)
    assert ends(process) == (0.5, 0.75)


def test_what_counts_half_leaves_the_other_half_not_known(
    ann: Person, process: Process
) -> None:
    said = NewJudgement(0.5, 0.25, basis="gut feeling", reliability=0.5)

    judge(by=ann, process_id=process.pk, judgement=said)

    assert ends(process) == (0.25, 0.875)


def test_whatever_cannot_be_is_told_at_once(ann: Person, process: Process) -> None:
    said = NewJudgement(
        0.5,
        0.0,
        basis="dreams",
        link="javascript:alert(1)",
        fuzziness=2.0,
        reliability=-1.0,
        half_life_days=0,
    )

    with pytest.raises(BadInput) as refused:
        judge(by=ann, process_id=process.pk, judgement=said)

    assert {fault.column for fault in refused.value.faults} == {
        "reason_for",
        "basis",
        "link",
        "fuzziness",
        "reliability",
        "half_life_days",
    }


def test_a_judgement_moves_the_flag(ann: Person, process: Process) -> None:
    judged(process, by=ann, good=0.75, bad=0.125)

    assert ends(process) == (0.75, 0.875)


def test_a_new_judgement_takes_the_place_of_the_last(
    ann: Person, process: Process
) -> None:
    judged(process, by=ann, good=0.75)
    judged(process, by=ann, good=0.25)

    assert ends(process) == (0.25, 1.0)
    assert Judgement.objects.filter(removed=False).count() == 1


def test_whoever_reads_it_judges_it(ann: Person) -> None:
    process = a_process(by=ann, success="It works", label="public")
    cai = a_person("Cai", organisation="Council")

    judged(process, by=cai, good=0.0, bad=0.5)

    assert ends(process) == (0.0, 0.5)


def test_what_is_hidden_is_not_judged(ann: Person) -> None:
    hidden = a_process(by=ann, success="It works", label="restricted")

    with pytest.raises(NotFound, match="not shared with you"):
        judged(hidden, by=a_person("Bob"))


def test_only_whoever_said_it_takes_it_back(ann: Person, process: Process) -> None:
    bob = a_person("Bob")
    judged(process, by=bob)
    key = Judgement.objects.get().pk

    with pytest.raises(Refused, match="Somebody else said this"):
        withdraw_judgement(by=ann, process_id=process.pk, judgement_id=key)
    with pytest.raises(Refused, match="Somebody else said this"):
        confirm(by=ann, process_id=process.pk, judgement_id=key)

    assert Judgement.objects.filter(removed=False).count() == 1


def test_still_so_makes_an_old_judgement_count_in_full_again(
    ann: Person, process: Process
) -> None:
    judged(process, by=ann, good=0.8)
    let_pass(days=30 + 180)
    flags.catch_up()
    faded = ends(process)

    confirm(by=ann, process_id=process.pk, judgement_id=Judgement.objects.get().pk)

    assert faded == (0.4, 1.0)
    assert ends(process) == (0.8, 1.0)
    assert Judgement.objects.get().on == clock.today()
    assert latest().command == "confirm"


def test_the_judgements_of_two_people_are_pooled(ann: Person, process: Process) -> None:
    judged(process, by=ann, good=0.75)
    judged(process, by=a_person("Bob"), good=0.0, bad=0.5)

    assert ends(process) == (0.375, 0.75)


def test_evidence_of_a_part_moves_those_above(ann: Person, process: Process) -> None:
    middle = a_process("Sampling blood", by=ann, whole=process, success="Sampled")
    part = a_process("Labelling tubes", by=ann, whole=middle, success="Labelled")
    change = judged(part, by=ann, good=0.0, bad=0.5)

    assert ends(process) == (0.0, 0.5)
    assert {move.process_id for move in Move.objects.filter(change=change)} == {
        process.pk,
        middle.pk,
        part.pk,
    }


def test_the_first_move_told_is_the_one_that_was_judged(
    ann: Person, process: Process
) -> None:
    part = a_process("Sampling blood", by=ann, whole=process, success="Sampled")
    change = judged(part, by=ann, good=0.0, bad=0.5)
    first = Move.objects.filter(change=change).order_by("pk")[0]

    assert first.process_id == part.pk
    assert (first.lower_before, first.upper_before) == (0.0, 1.0)
    assert (first.lower, first.upper) == (0.0, 0.5)


def test_parts_show_success_only_once_they_are_said_to_suffice(
    ann: Person, process: Process
) -> None:
    part = a_process("Sampling blood", by=ann, whole=process, success="Sampled")
    judged(part, by=ann, good=0.75)
    undeclared = ends(process)
    declared(process, by=ann)

    assert undeclared == (0.0, 1.0)
    assert ends(process) == (0.75, 1.0)


def test_a_part_off_the_map_bears_on_nothing(ann: Person, process: Process) -> None:
    part = a_process("Sampling blood", by=ann, whole=process, success="Sampled")
    a_process("Labelling tubes", by=ann, whole=part)
    judged(part, by=ann, good=0.0, bad=0.5)
    actions.retire(by=ann, process_id=part.pk)

    assert ends(process) == (0.0, 1.0)
    assert Flag.objects.get(pk=process.pk).unassessed_below == 0


def test_work_below_what_is_off_the_map_counts_for_nobody(
    ann: Person, process: Process
) -> None:
    middle = a_process("Sampling blood", by=ann, whole=process, success="Sampled")
    part = a_process("Labelling tubes", by=ann, whole=middle, success="Labelled")
    actions.retire(by=ann, process_id=middle.pk)
    judged(part, by=ann)

    assert Flag.objects.get(pk=process.pk).unassessed_below == 0


def test_a_shared_part_is_counted_once_below(ann: Person, process: Process) -> None:
    left = a_process("Sampling blood", by=ann, whole=process)
    right = a_process("Storing blood", by=ann, whole=process)
    shared = a_process("Labelling tubes", by=ann, whole=left)
    actions.add_part(by=ann, process_id=right.pk, part_id=shared.pk)

    assert Flag.objects.get(pk=process.pk).unassessed_below == 3


def test_withdrawing_a_judgement_takes_its_weight(
    ann: Person, process: Process
) -> None:
    judged(process, by=ann)
    judgement = Judgement.objects.get()
    withdraw_judgement(by=ann, process_id=process.pk, judgement_id=judgement.pk)

    assert ends(process) == (0.0, 1.0)


def test_a_new_day_ages_the_flags(ann: Person, process: Process) -> None:
    judged(process, by=ann, good=0.8)
    fresh = ends(process)
    today = let_pass(days=30 + 180)

    flags.catch_up()

    assert fresh == (0.8, 1.0)
    assert ends(process) == (0.4, 1.0)
    assert Flag.objects.get(pk=process.pk).as_of == today


def test_a_change_on_a_new_day_is_not_said_to_have_moved_what_aged(
    ann: Person, process: Process
) -> None:
    judged(process, by=ann, good=0.8)
    other = a_process("Cleaning wards", by=ann, success="Clean")
    today = let_pass(days=400)
    change = judged(other, by=ann)

    moved = Move.objects.filter(change=change).values_list("process", flat=True)
    assert [*moved] == [other.pk]
    assert Flag.objects.get(pk=process.pk).as_of == today


def test_an_indicator_counts_between_failing_and_succeeding(
    ann: Person, process: Process
) -> None:
    today = clock.today()
    points = [NewPoint(today - timedelta(days=at), 2.0) for at in range(40)]
    add_indicator(by=ann, process_id=process.pk, indicator=LATE, points=points)

    lower, upper = ends(process)
    assert lower > 0.9
    assert upper == 1.0


def test_points_that_cannot_be_are_told_together(ann: Person, process: Process) -> None:
    today = clock.today()
    points = [
        NewPoint(today + timedelta(days=1), 3.0),
        NewPoint(today, 3.0),
        NewPoint(today, float("nan")),
    ]

    with pytest.raises(BadInput) as refused:
        add_indicator(by=ann, process_id=process.pk, indicator=LATE, points=points)

    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (1, "on"),
        (3, "on"),
        (3, "value"),
    ]
    assert not Indicator.objects.exists()


def test_a_second_value_for_a_day_takes_the_place_of_the_first(
    ann: Person, process: Process
) -> None:
    day = clock.today()
    add_indicator(
        by=ann, process_id=process.pk, indicator=LATE, points=[NewPoint(day, 3.0)]
    )
    key = Indicator.objects.get().pk
    record_point(
        by=ann, process_id=process.pk, indicator_id=key, point=NewPoint(day, 9.0)
    )

    assert [point.value for point in Point.objects.filter(removed=False)] == [9.0]


def test_evidence_of_another_process_is_not_found_here(
    ann: Person, process: Process
) -> None:
    judged(process, by=ann)
    other = a_process("Cleaning wards", by=ann)
    judgement = Judgement.objects.get()

    with pytest.raises(NotFound, match="not here"):
        withdraw_judgement(by=ann, process_id=other.pk, judgement_id=judgement.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("half_life_days", "99999999999999999999"),
        ("fail", "nan"),
        ("target", "1e400"),
        ("on", "9999-12-31"),
        ("value", "many"),
    ],
)
def test_the_page_refuses_numbers_that_cannot_be(
    ann: Person, process: Process, field: str, value: str
) -> None:
    typed = {
        "name": "Days of waiting",
        "fail": "10",
        "target": "2",
        "source": "ward list",
        "half_life_days": "180",
        "on": clock.today().isoformat(),
        "value": "3",
        field: value,
    }
    before = latest().seq

    answer = signed_in(ann).post(f"/p/{process.pk}/indicator", typed)

    assert answer.status_code == 400
    assert latest().seq == before


@pytest.mark.parametrize("value", ["1e308", "-1e308"])
def test_numbers_at_the_end_of_the_scale_do_not_break_a_page(
    ann: Person, process: Process, value: str
) -> None:
    typed = {
        "name": "Days of waiting",
        "fail": "-1e308",
        "target": "1e308",
        "source": "ward list",
        "on": clock.today().isoformat(),
        "value": value,
    }
    browser = signed_in(ann)
    browser.post(f"/p/{process.pk}/indicator", typed)

    assert browser.get(f"/p/{process.pk}").status_code == 200
