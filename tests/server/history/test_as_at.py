"""Rows as at an earlier change are those that a replay up to it would write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, a_process, a_system, forgotten, latest
from tests.server.steps import Step, people, steps, take
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import as_at, changes
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db

FOLLOWS = {"version", "top"}  # from the history, not what a change says


@pytest.fixture
def everybody() -> Sequence[Person]:
    return people()


def rows_of_today() -> as_at.Rows:
    rows: as_at.Rows = {name: {} for name in changes.KEPT}
    for table in changes.KEPT.values():
        as_at.take(rows, table._base_manager.all())
    return rows


def told(rows: as_at.Rows) -> as_at.Rows:
    return {
        name: {
            key: {name: row[name] for name in row if name not in FOLLOWS}
            for key, row in table.items()
        }
        for name, table in rows.items()
    }


@given(sequence=steps, back=st.integers(0, 12))
def test_taking_later_changes_back_is_replaying_the_earlier_ones(
    everybody: Sequence[Person], sequence: list[Step], back: int
) -> None:
    with forgotten():
        for step in sequence:
            take(step, everybody)
        upto = max(0, latest().seq - back)
        rows = rows_of_today()

        as_at.take_back(rows, Change.objects.filter(seq__gt=upto).order_by("-seq"))

        Change.objects.filter(seq__gt=upto).update(operations=[])
        changes.replay()
        assert told(rows) == told(rows_of_today())


def test_a_day_ends_at_midnight_where_people_are() -> None:
    ann = a_person("Ann")
    process = a_process(by=ann)
    first = latest()
    actions.rename(by=ann, process_id=process.pk, name="Sampling blood")
    # In summer the clocks in England are an hour ahead of UTC.
    at = datetime(2023, 6, 1, 22, 59, tzinfo=UTC)
    Change.objects.filter(seq__lte=first.seq).update(at=at)
    Change.objects.filter(seq__gt=first.seq).update(at=at + timedelta(minutes=1))

    assert as_at.last_change_on(date(2023, 5, 31)) == 0
    assert as_at.last_change_on(date(2023, 6, 1)) == first.seq
    assert as_at.last_change_on(date(2023, 6, 2)) == latest().seq


def test_before_anything_happened_there_is_no_change() -> None:
    a_system()

    assert as_at.last_change_on(date(1990, 1, 1)) == 0


def test_rows_that_were_taken_out_later_stand_again() -> None:
    ann = a_person("Ann")
    process = a_process(by=ann)
    before = latest().seq
    actions.retire(by=ann, process_id=process.pk)
    rows = rows_of_today()

    as_at.take_back(rows, Change.objects.filter(seq__gt=before).order_by("-seq"))

    assert [row.pk for row in as_at.standing(rows, Process)] == [process.pk]
    assert Process.objects.get(pk=process.pk).removed
