"""No process is part of itself, none is part of another twice, names say what people do."""

from __future__ import annotations

import pytest

from tests.builders import a_person, a_process, signed_in
from wholeflow.errors import CycleInMap, NotFound, Refused
from wholeflow.processes import Interlock, Map, Part
from wholeflow.processes import Process as ProcessValue
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.bringing_in import import_map
from wholeflow.server.mapping.models import Interlock as InterlockRow
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


def chain(ann: Person) -> list[Process]:
    """Caring > Testing > Sampling, each part of the one before."""
    caring = a_process("Caring", by=ann)
    testing = a_process("Testing", by=ann, whole=caring)
    return [caring, testing, a_process("Sampling", by=ann, whole=testing)]


def test_a_circle_is_refused_with_its_path(ann: Person) -> None:
    caring, _, sampling = chain(ann)

    with pytest.raises(CycleInMap) as refused:
        actions.add_part(by=ann, process_id=sampling.pk, part_id=caring.pk)

    assert refused.value.path == ("Sampling", "Caring", "Testing", "Sampling")


def test_a_process_is_no_part_of_itself(ann: Person) -> None:
    caring = a_process("Caring", by=ann)

    with pytest.raises(CycleInMap, match="Caring > Caring"):
        actions.add_part(by=ann, process_id=caring.pk, part_id=caring.pk)


def test_the_path_names_nothing_hidden(ann: Person) -> None:
    caring, testing, sampling = chain(ann)
    bob = a_person("Bob")
    actions.hand_over(by=ann, process_id=sampling.pk, to=bob)
    actions.set_label(by=ann, process_id=testing.pk, label="restricted")

    with pytest.raises(CycleInMap) as refused:
        actions.add_part(by=bob, process_id=sampling.pk, part_id=caring.pk)

    assert "Testing" not in str(refused.value)
    assert "a process that is not shared with you" in str(refused.value)


def test_a_part_twice_is_refused(ann: Person) -> None:
    caring, testing, _ = chain(ann)

    with pytest.raises(Refused, match="“Testing” is a part of “Caring” already"):
        actions.add_part(by=ann, process_id=caring.pk, part_id=testing.pk)


def test_an_import_closes_no_circle(ann: Person) -> None:
    caring, _, sampling = chain(ann)
    known = (ProcessValue(caring.pk, "Caring"), ProcessValue("new", "Meeting"))
    brought = Map("More", known, (Part("new", caring.pk),))

    with pytest.raises(CycleInMap, match="Meeting > Caring > Testing > Sampling"):
        import_map(by=ann, brought=brought, under=sampling.pk)


def test_an_import_uses_nothing_hidden(ann: Person) -> None:
    hidden = a_process("Caring", by=ann, label="restricted")
    processes = (ProcessValue(hidden.pk, "Caring"), ProcessValue("new", "Meeting"))
    brought = Map("More", processes, (Part("new", hidden.pk),))

    with pytest.raises(Refused, match="not shared with you"):
        import_map(by=a_person("Bob"), brought=brought)


def test_an_interlock_is_not_imported_twice(ann: Person) -> None:
    giver, receiver = a_process("Testing", by=ann), a_process("Caring", by=ann)
    processes = (
        ProcessValue(giver.pk, "Testing"),
        ProcessValue(receiver.pk, "Caring"),
    )
    lock = Interlock(giver.pk, receiver.pk, "information", "results")
    brought = Map("Both", processes, (), (lock,))
    import_map(by=ann, brought=brought)
    import_map(by=ann, brought=brought)

    assert InterlockRow.objects.count() == 1


def test_an_interlock_of_others_is_not_imported(ann: Person) -> None:
    giver = a_process("Testing", by=ann, label="public")
    receiver = a_process("Caring", by=ann, label="public")
    processes = (
        ProcessValue(giver.pk, "Testing"),
        ProcessValue(receiver.pk, "Caring"),
    )
    lock = Interlock(giver.pk, receiver.pk, "information", "results")

    with pytest.raises(Refused, match="Ann owns this process"):
        import_map(by=a_person("Bob"), brought=Map("Both", processes, (), (lock,)))


def test_a_name_that_does_not_say_what_people_do_is_questioned(ann: Person) -> None:
    with pytest.raises(actions.QuestionedName, match="Testing blood") as questioned:
        actions.new_process(by=ann, name="Blood test")

    assert questioned.value.suggestion == "Testing blood"


def test_the_page_offers_the_suggestion(ann: Person) -> None:
    whole = a_process("Caring", by=ann)

    answer = signed_in(ann).post(f"/p/{whole.pk}/part", {"name": "Blood test"})

    assert answer.status_code == 400
    assert 'name="name" value="Testing blood"' in answer.content.decode()


def test_a_questioned_name_stays_with_a_reason(ann: Person) -> None:
    key = actions.new_process(
        by=ann, name="Blood test", name_reason="The trust has always called it so"
    )

    assert Process.objects.get(pk=key).name == "Blood test"


def test_a_name_that_was_kept_is_not_questioned_again(ann: Person) -> None:
    key = actions.new_process(by=ann, name="Blood test", name_reason="As ever")
    actions.rename(by=ann, process_id=key, name="Blood test", name_reason="")

    assert Process.objects.get(pk=key).name_reason == ""


def test_welsh_is_not_nagged(ann: Person) -> None:
    key = actions.new_process(by=ann, name="Prawf gwaed", language="cy")

    assert Process.objects.get(pk=key).language == "cy"


def test_a_part_that_is_hidden_is_not_found(ann: Person) -> None:
    hidden = a_process("Caring", by=ann, label="restricted")
    bob = a_person("Bob")
    whole = a_process("Testing", by=bob)

    with pytest.raises(NotFound, match="no such process"):
        actions.add_part(by=bob, process_id=whole.pk, part_id=hidden.pk)
