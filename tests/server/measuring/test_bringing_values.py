"""A table of indicators comes in as one change, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import a_person, a_process, latest
from wholeflow.errors import BadInput
from wholeflow.evidence import IndicatorTable, read_indicator_table
from wholeflow.server.accounts.models import Person
from wholeflow.server.history import clock
from wholeflow.server.history.models import Change
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process
from wholeflow.server.measuring.bringing_values import BroughtSeries, Restated, bring_in
from wholeflow.server.measuring.models import Flag, Indicator, Point

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Person:
    return a_person("Ann")


@pytest.fixture
def process(ann: Person) -> Process:
    return a_process(by=ann, success="Results are back before the round")


def a_table(text: str) -> IndicatorTable:
    return read_indicator_table(text.encode(), today=clock.today(), source="board.csv")


def bring(
    by: Person, process: Process, text: str, *, dry_run: bool = False
) -> tuple[BroughtSeries, ...]:
    table = a_table(text)
    return bring_in(by=by, table=table, process_id=process.pk, dry_run=dry_run)


def stands(process: Process) -> list[tuple[str, date, float]]:
    points = Point.objects.filter(indicator__process=process, removed=False)
    rows = points.order_by("indicator__name", "on")
    return list(rows.values_list("indicator__name", "on", "value"))


def test_indicators_that_are_new_are_added(ann: Person, process: Process) -> None:
    done = bring(
        ann,
        process,
        "indicator,date,value,unit,fail,target,source\n"
        "Seen in time,2024-01,62,%,50,76,hospital\n"
        "Seen in time,2024-02,64,%,50,76,hospital\n"
        "Falls,2024-01,3,,,,\n",
    )

    assert [(each.is_new, each.added) for each in done] == [(True, 2), (True, 1)]
    seen = Indicator.objects.get(name="Seen in time")
    assert (seen.unit, seen.fail, seen.target) == ("%", 50.0, 76.0)
    assert (seen.better, seen.source) == ("up", "hospital")
    assert Indicator.objects.get(name="Falls").source == "board.csv"
    assert stands(process) == [
        ("Falls", date(2024, 1, 1), 3.0),
        ("Seen in time", date(2024, 1, 1), 62.0),
        ("Seen in time", date(2024, 2, 1), 64.0),
    ]
    assert latest().command == "bring in values"


def test_a_restated_month_takes_the_place_of_the_old(
    ann: Person, process: Process
) -> None:
    bring(ann, process, "date,Falls\n2024-01,3\n2024-02,4\n")

    [done] = bring(ann, process, "date,falls\n2024-01,5\n2024-02,4\n2024-03,6\n")

    assert done.restated == (Restated(date(2024, 1, 1), 3.0, 5.0),)
    assert (done.added, done.unchanged, done.is_new) == (1, 1, False)
    assert stands(process) == [
        ("Falls", date(2024, 1, 1), 5.0),
        ("Falls", date(2024, 2, 1), 4.0),
        ("Falls", date(2024, 3, 1), 6.0),
    ]


def test_a_missing_month_takes_nothing_away(ann: Person, process: Process) -> None:
    bring(ann, process, "date,Falls\n2024-01,3\n")

    [done] = bring(ann, process, "date,Falls\n2024-01,\n2024-02,4\n2024-03,*\n,NA\n")

    assert (done.added, done.missing, done.hidden, done.unchanged) == (1, 2, 1, 0)
    [note] = done.notes
    assert note.startswith("The table holds no value for 1 January 2024; what stands")
    assert [value for _, _, value in stands(process)] == [3.0, 4.0]


def test_a_dry_run_says_the_same_and_changes_nothing(
    ann: Person, process: Process
) -> None:
    bring(ann, process, "date,Falls\n2024-01,3\n")
    changes, text = Change.objects.count(), "date,Falls,Seen\n2024-01,5,9\n"

    tried = bring(ann, process, text, dry_run=True)

    assert [value for _, _, value in stands(process)] == [3.0]
    assert Change.objects.count() == changes
    done = bring(ann, process, text)
    assert [each.added for each in tried] == [each.added for each in done] == [0, 1]
    assert tried[0].restated == done[0].restated


def test_the_same_table_again_changes_nothing(ann: Person, process: Process) -> None:
    text = "indicator,date,value,people,note\nFalls,2024-01,3,40,strike\n"
    bring(ann, process, text)
    changes = Change.objects.count()

    [done] = bring(ann, process, text)

    assert (done.added, done.unchanged, done.restated) == (0, 1, ())
    assert Change.objects.count() == changes


def test_all_of_it_is_undone_as_one(ann: Person, process: Process) -> None:
    bring(ann, process, "date,Falls\n2024-01,3\n")
    bring(ann, process, "date,Falls,Seen\n2024-01,5,1\n2024-02,6,2\n")

    actions.undo(by=ann, seq=latest().seq)

    assert stands(process) == [("Falls", date(2024, 1, 1), 3.0)]
    assert Indicator.objects.get(name="Seen").removed


def test_values_move_the_flag(ann: Person, process: Process) -> None:
    today = clock.today().isoformat()
    bring(ann, process, f"indicator,date,value,fail,target\nSeen,{today},90,50,76\n")

    assert Flag.objects.get(pk=process.pk).own_count == 1


def test_a_table_may_name_processes(ann: Person, process: Process) -> None:
    other = a_process("Cleaning wards", by=ann)

    done = bring(
        ann,
        process,
        "indicator,date,value,process\n"
        "Swabs,2024-01,3,cleaning wards\n"
        f"Dust,2024-01,3,{other.pk}\n"
        "Falls,2024-01,3,\n",
    )

    assert [each.process for each in done] == [other, other, process]


def test_every_process_that_cannot_take_values_is_told(ann: Person) -> None:
    bob = a_person("Bob", organisation="Council")
    theirs = a_process("Cleaning wards", by=bob, label="system")
    a_process("Meeting families", by=ann)
    a_process("Meeting families", by=ann)
    table = a_table(
        "indicator,date,value,process\n"
        f"A,2024-01,3,{theirs.pk}\n"
        "B,2024-01,3,Flying\n"
        "C,2024-01,3,Meeting families\n"
        "D,2024-01,3,\n"
    )

    with pytest.raises(BadInput) as refused:
        bring_in(by=ann, table=table)

    told = [(fault.row, fault.message) for fault in refused.value.faults]
    assert [row for row, _ in told] == [2, 3, 4, 5]
    assert "Cleaning wards" in told[0][1]
    assert "“Flying”, which is none" in told[1][1]
    assert "more than one process" in told[2][1]
    assert "expected a process for “D”" in told[3][1]
    assert not Indicator.objects.exists()


def test_what_is_hidden_is_no_process_here(ann: Person) -> None:
    bob = a_person("Bob", organisation="Council")
    hidden = a_process("Cleaning wards", by=bob, label="restricted")
    table = a_table(f"indicator,date,value,process\nA,2024-01,3,{hidden.pk}\n")

    with pytest.raises(BadInput, match="which is none"):
        bring_in(by=ann, table=table)


def test_a_target_needs_a_word_of_success(ann: Person) -> None:
    process = a_process(by=ann)

    with pytest.raises(BadInput, match="Nobody has said yet what success is"):
        bring(ann, process, "indicator,date,value,fail,target\nA,2024-01,3,1,2\n")

    assert not Indicator.objects.exists()


def test_how_an_indicator_is_judged_stays_with_its_owner(
    ann: Person, process: Process
) -> None:
    bring(ann, process, "indicator,date,value,fail,target\nA,2024-01,3,1,2\n")

    [done] = bring(ann, process, "indicator,date,value,fail,target\nA,2024-02,3,1,9\n")

    assert done.notes == ("The target stays 2, not 9: its owner decides on its page.",)
    assert Indicator.objects.get().target == 2.0


def test_an_indicator_in_the_table_twice_is_refused(
    ann: Person, process: Process
) -> None:
    text = f"indicator,date,value,process\nA,2024-01,3,\nA,2024-02,3,{process.pk}\n"

    with pytest.raises(BadInput, match="there are several of that name"):
        bring(ann, process, text)


def test_whoever_keeps_the_machine_brings_in_for_all(process: Process) -> None:
    table = a_table("date,Falls\n2024-01,3\n")

    [done] = bring_in(by=None, table=table, process_id=process.pk)

    assert done.added == 1
    assert latest().by == ""


def test_a_watched_indicator_has_no_say(ann: Person, process: Process) -> None:
    bring(ann, process, "date,Falls\n2024-01,3\n")

    assert Flag.objects.get(pk=process.pk).own_count == 0
