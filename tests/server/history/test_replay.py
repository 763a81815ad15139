"""The tables are what the history says, and flags what the tables say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given

from tests.builders import a_person, a_process, forgotten
from tests.server import tables
from tests.server.steps import Step, people, steps, take
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import changes, clock
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import whole_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Sequence[Person]:
    return people()


@given(sequence=steps)
def test_replaying_the_history_gives_the_tables(
    everybody: Sequence[Person], sequence: list[Step]
) -> None:
    with forgotten():
        for step in sequence:
            take(step, everybody)
        stood, told = tables.kept(), tables.flags()

        changes.replay()

        assert tables.kept() == stood
        assert tables.flags() == told


@given(sequence=steps)
def test_flags_after_each_change_are_those_of_the_whole_map(
    everybody: Sequence[Person], sequence: list[Step]
) -> None:
    with forgotten():
        for step in sequence:
            take(step, everybody)
            told = tables.flags()
            whole_map.work_out(clock.today())
            assert tables.flags() == told, step


def test_a_write_past_the_door_is_found_by_replaying() -> None:
    process = a_process(by=a_person())
    Process.objects.filter(pk=process.pk).update(name="Written past the door")
    stood = tables.kept()

    changes.replay()

    assert tables.kept() != stood
