"""Starts and completes of a table, as CSVs made from XES have them, become events."""

from collections.abc import Callable

import pytest

from wholeflow.errors import BadLog
from wholeflow.journeys import Columns, Journeys, as_rows, read_log

ALog = Callable[..., Journeys]
COLUMNS = "case:concept:name,concept:name,time:timestamp,lifecycle:transition"


def test_a_start_and_its_complete_are_one_event(a_log: ALog) -> None:
    journeys = a_log(
        "A,scan,2024-05-01 09:00,start",
        "A,see,2024-05-01 09:30,complete",
        "A,scan,2024-05-01 10:00,complete",
        columns=COLUMNS,
    )

    assert as_rows(journeys).drop("case")["activity"].to_list() == ["scan", "see"]
    assert journeys.has_both_times
    assert journeys.duration_hours().tolist() == [1]
    assert journeys.only_half.tolist() == [False, True]
    assert any("start" in note for note in journeys.notes)


def test_a_table_of_completes_is_read_as_it_is(a_log: ALog) -> None:
    journeys = a_log("A,scan,2024-05-01 09:00,complete", columns=COLUMNS)

    assert not journeys.has_both_times
    assert journeys.notes == (
        "Times have no offset; they are read on the clock of UTC.",
    )


def test_a_column_of_starts_is_believed(a_log: ALog) -> None:
    journeys = a_log(
        "A,scan,2024-05-01 09:00,2024-05-01 10:00,start",
        columns="case,activity,start,end,transition",
    )

    assert journeys.n_events == 1


def test_columns_that_are_kept_are_those_of_the_complete(
    write: Callable[..., object],
) -> None:
    path = write(
        f"{COLUMNS},ward\nA,scan,2024-05-01 09:00,start,W1\n"
        "A,scan,2024-05-01 10:00,complete,W2\n"
    )
    journeys = read_log(str(path), columns=Columns(more=("ward",)), timezone="UTC")

    assert journeys.more["ward"].names == ("W2",)


def test_a_fault_has_the_line_of_its_row(write: Callable[..., object]) -> None:
    path = write(
        f"{COLUMNS}\nA,scan,2024-05-01 09:00,start\nA,scan,never,complete\n"
        "A,see,2024-05-01 10:00,complete\n"
    )

    with pytest.raises(BadLog, match="row 3"):
        read_log(str(path), timezone="UTC")


def test_staff_are_not_kept_a_second_time(write: Callable[..., object]) -> None:
    path = write("case,activity,time,nurse\nA,see,2024-05-01,Ann\n")

    journeys = read_log(
        str(path), columns=Columns(resource="nurse", more=("nurse",)), timezone="UTC"
    )

    assert dict(journeys.more) == {}
    assert journeys.resources == ("Ann",)


def test_a_person_without_a_case_is_none(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01,P",
        "A,treat,2024-05-02,Q",
        columns="case,activity,time,person",
    )

    assert journeys.person_names.to_list() == ["P"]
