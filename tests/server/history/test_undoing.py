"""Taking a change back: everything it did, once, by whoever may change it now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given

from tests.builders import (
    a_person,
    a_process,
    forgotten,
    judged,
    latest,
)
from tests.server import tables
from tests.server.steps import Step, people, steps, take
from wholeflow import processes as library
from wholeflow.errors import Conflict, CycleInMap, NotFound, Refused
from wholeflow.server.accounts.actions import organisation_named
from wholeflow.server.accounts.models import Person
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import import_map
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.actions import withdraw_judgement
from wholeflow.server.measuring.models import Flag, Judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Sequence[Person]:
    return people()


@given(sequence=steps)
def test_undoing_any_command_gives_back_what_stood(
    everybody: Sequence[Person], sequence: list[Step]
) -> None:
    with forgotten():
        for step in sequence:
            stood, flags, before = tables.standing(), tables.flags(), latest().seq
            take(step, everybody)
            if latest().seq == before + 1 and _undone(latest()):
                assert (tables.standing(), tables.flags()) == (stood, flags), step


def _undone(change: Change) -> bool:
    """Undo as whoever may; nobody may where a map with several owners came in."""
    touched = list(change.touched.values_list("process", flat=True))
    able = [
        *Person.objects.filter(owned__in=touched),
        *Person.objects.filter(sign_in_name__startswith="ann"),
        a_person("Kim", keeper=True),
    ]
    for person in able:
        with suppress(Refused, NotFound):
            actions.undo(by=person, seq=change.seq)
            return True
    return False


def test_a_change_is_undone_once() -> None:
    ann = a_person()
    process = a_process(by=ann)
    actions.rename(by=ann, process_id=process.pk, name="Sampling blood")
    seq = latest().seq
    actions.undo(by=ann, seq=seq)

    with pytest.raises(Refused, match="undone already"):
        actions.undo(by=ann, seq=seq)


def test_an_undo_can_be_undone() -> None:
    ann = a_person()
    process = a_process(by=ann)
    actions.rename(by=ann, process_id=process.pk, name="Sampling blood")
    actions.undo(by=ann, seq=latest().seq)

    actions.undo(by=ann, seq=latest().seq)

    assert Process.objects.get(pk=process.pk).name == "Sampling blood"


def test_what_was_changed_again_since_is_not_undone() -> None:
    ann = a_person()
    process = a_process(by=ann)
    actions.rename(by=ann, process_id=process.pk, name="Sampling blood")
    seq = latest().seq
    actions.rename(by=ann, process_id=process.pk, name="Taking blood")

    with pytest.raises(Conflict, match="changed again since"):
        actions.undo(by=ann, seq=seq)

    assert Process.objects.get(pk=process.pk).name == "Taking blood"


def test_whoever_may_not_change_it_any_more_does_not_undo() -> None:
    ann, bob = a_person("Ann"), a_person("Bob")
    process = a_process(by=ann)
    actions.rename(by=ann, process_id=process.pk, name="Sampling blood")
    seq = latest().seq
    actions.hand_over(by=ann, process_id=process.pk, to=bob)

    with pytest.raises(Refused, match="Bob owns this process"):
        actions.undo(by=ann, seq=seq)


def test_a_change_of_what_is_hidden_is_not_there_to_undo() -> None:
    hidden = a_process(by=a_person("Ann"), label="restricted")
    actions.rename(by=hidden.owner, process_id=hidden.pk, name="Sampling blood")  # type: ignore[arg-type]  # Ann

    with pytest.raises(NotFound, match="no such change"):
        actions.undo(by=a_person("Bob"), seq=latest().seq)


def test_a_part_does_not_come_back_into_its_own_part() -> None:
    ann = a_person()
    whole = a_process(by=ann)
    part = a_process("Labelling tubes", by=ann, whole=whole)
    actions.take_out_part(by=ann, process_id=whole.pk, part_id=part.pk)
    seq = latest().seq
    actions.add_part(by=ann, process_id=part.pk, part_id=whole.pk)

    with pytest.raises(CycleInMap, match="Testing blood > Labelling tubes > Testing"):
        actions.undo(by=ann, seq=seq)


def test_a_part_that_was_added_anew_does_not_come_back_twice() -> None:
    ann = a_person()
    whole = a_process(by=ann)
    part = a_process("Labelling tubes", by=ann, whole=whole)
    actions.take_out_part(by=ann, process_id=whole.pk, part_id=part.pk)
    seq = latest().seq
    actions.add_part(by=ann, process_id=whole.pk, part_id=part.pk)

    with pytest.raises(Conflict, match="taken its place"):
        actions.undo(by=ann, seq=seq)


def test_a_judgement_does_not_come_back_beside_a_newer_one() -> None:
    ann = a_person()
    process = a_process(by=ann, success="It works")
    judged(process, by=ann)
    first = Judgement.objects.get()
    withdraw_judgement(by=ann, process_id=process.pk, judgement_id=first.pk)
    seq = latest().seq
    judged(process, by=ann)

    with pytest.raises(Conflict, match="taken its place"):
        actions.undo(by=ann, seq=seq)


def test_undoing_a_new_process_takes_what_it_has_since_got_off_the_flags() -> None:
    ann = a_person()
    whole = a_process(by=ann, success="It works")
    middle = a_process("Labelling tubes", by=ann, whole=whole)
    seq = latest().seq
    a_process("Printing labels", by=ann, whole=middle)
    assert Flag.objects.get(pk=whole.pk).unassessed_below == 2

    actions.undo(by=ann, seq=seq)

    assert Flag.objects.get(pk=whole.pk).unassessed_below == 0


def test_an_organisation_with_people_stays() -> None:
    keeper = a_person("Kim", keeper=True)
    organisation_named(name="Council", by=str(keeper.pk))
    seq = latest().seq
    a_person("Cai", organisation="Council")

    with pytest.raises(Conflict, match="Council has people"):
        actions.undo(by=keeper, seq=seq)


def test_an_organisation_is_not_undone_by_anybody() -> None:
    keeper, ann = a_person("Kim", keeper=True), a_person("Ann")
    organisation_named(name="Council", by=str(keeper.pk))

    with pytest.raises(NotFound, match="no such change"):
        actions.undo(by=ann, seq=latest().seq)


def test_an_import_is_undone_as_one() -> None:
    ann = a_person()
    brought = library.Map(
        "Tests",
        tuple(library.Process(f"p{at}", f"Testing {at}") for at in range(3)),
        (library.Part("p0", "p1"), library.Part("p1", "p2")),
    )
    stood = tables.standing()
    import_map(by=ann, brought=brought, owned_by=ann)

    actions.undo(by=ann, seq=latest().seq)

    assert tables.standing() == stood


def test_a_refused_undo_writes_nothing() -> None:
    ann, cai = a_person(), a_person("Cai", organisation="Council")
    a_process(by=ann, label="public")
    seq = latest().seq

    with pytest.raises(Refused, match="Ann owns this process"):
        actions.undo(by=cai, seq=seq)

    assert latest().seq == seq
