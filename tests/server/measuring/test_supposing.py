"""Flags that would follow are those that follow once it is so, and nothing is written."""

from __future__ import annotations

import pytest

from tests.builders import a_person, a_process, declared, judged
from wholeflow import evidence
from wholeflow.server.accounts.models import Person
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.models import Flag
from wholeflow.server.measuring.supposing import flags_if

pytestmark = pytest.mark.django_db

Ends = dict[str, tuple[float, float]]


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def top(ann: Person) -> Process:
    """Getting home: two parts that both need a third."""
    top = a_process("Getting home", by=ann, success="It works")
    ward = a_process("Caring", by=ann, whole=top, success="It works")
    other = a_process("Arranging", by=ann, whole=top, success="It works")
    shared = a_process("Testing", by=ann, whole=ward, success="It works")
    actions.add_part(by=ann, process_id=other.pk, part_id=shared.pk)
    for whole in (top, ward, other):
        declared(whole, by=ann)
    judged(ward, by=ann, good=0.3, bad=0.2)
    return top


def ends_of(flags: dict[str, Flag]) -> Ends:
    return {key: (flag.lower, flag.upper) for key, flag in flags.items()}


def ends_in_the_database() -> Ends:
    return ends_of(Flag.objects.in_bulk())


def test_what_is_supposed_moves_the_wholes_as_evidence_would(
    ann: Person, top: Process
) -> None:
    shared = Process.objects.get(name="Testing")
    before = ends_in_the_database()

    (supposed,) = flags_if([{shared.pk: evidence.Flag(0.6, 0.7)}])

    assert ends_in_the_database() == before
    judged(shared, by=ann, good=0.6, bad=0.3)
    after = ends_in_the_database()
    assert ends_of(supposed) == {key: pytest.approx(after[key]) for key in after}
    assert after[top.pk] != before[top.pk]


def test_each_case_stands_by_itself(top: Process) -> None:
    shared = Process.objects.get(name="Testing")
    good, bad = evidence.Flag(0.9, 1.0), evidence.Flag(0.0, 0.1)

    together = flags_if([{shared.pk: good}, {shared.pk: bad}])

    assert [ends_of(each) for each in together] == [
        ends_of(flags_if([{shared.pk: flag}])[0]) for flag in (good, bad)
    ]
    assert [each[top.pk].upper for each in together] == pytest.approx([0.8, 0.1])


def test_what_is_off_the_map_is_nobodys_whole(ann: Person, top: Process) -> None:
    shared = Process.objects.get(name="Testing")
    ward = Process.objects.get(name="Caring")
    actions.retire(by=ann, process_id=ward.pk)

    (supposed,) = flags_if([{shared.pk: evidence.Flag(0.6, 0.7)}])

    assert ward.pk not in supposed
    assert supposed[top.pk].upper == pytest.approx(0.7)
