"""Flags as at an earlier change are those that a replay up to it would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, a_process, forgotten, judged, latest
from tests.server.steps import Step, people, steps, take
from wholeflow.errors import NotFound, WholeflowError
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import changes, clock
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import queries
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring import past
from wholeflow.server.measuring.models import Flag

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Sequence[Person]:
    return people()


@given(sequence=steps, back=st.integers(0, 12))
def test_flags_of_an_earlier_day_are_those_of_a_replay_up_to_it(
    everybody: Sequence[Person], sequence: list[Step], back: int
) -> None:
    ann = everybody[0]
    with forgotten():
        for step in sequence:
            take(step, everybody)
        upto = max(0, latest().seq - back)
        later = Change.objects.filter(seq__gt=upto)
        later.update(at=clock.now() + timedelta(days=2))
        then = {
            process.pk: told
            for process in Process.objects.all()
            if (told := as_it_was(ann, process)) is not None
        }
        readable = queries.shown(ann, then)

        later.update(operations=[])
        changes.replay()
        flags = {flag.process_id: flag for flag in Flag.objects.all()}
        assert then.keys() == flags.keys()
        for key in readable:
            here = then[key].opened[key]
            ends = (flags[key].lower, flags[key].upper)
            assert here.has_success == flags[key].has_success
            if here.has_success:
                assert (here.flag.lower, here.flag.upper) == ends


def as_it_was(visitor: Person, process: Process) -> past.Then | None:
    try:
        return past.then(visitor, process, clock.today())
    except NotFound:
        return None


def test_too_much_below_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = a_person("Ann")
    whole = a_process(by=ann, success="It works")
    judged(a_process("Taking", by=ann, whole=whole, success="It works"), by=ann)
    monkeypatch.setattr(past, "MOST_BELOW", 1)

    with pytest.raises(WholeflowError, match="Open one of its parts and ask there"):
        past.then(ann, whole, clock.today())


def test_too_much_changed_since_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = a_person("Ann")
    process = a_process(by=ann, success="It works")
    Change.objects.update(at=clock.now() - timedelta(days=9))
    judged(process, by=ann)
    monkeypatch.setattr(past, "MOST_TOUCHED", 0)

    with pytest.raises(WholeflowError, match="Choose a later day"):
        past.then(ann, process, clock.today() - timedelta(days=5))
