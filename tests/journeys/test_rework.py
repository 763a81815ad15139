"""What is done again in a case, and who goes back, on logs done in the head."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pm4py
import polars as pl
import pytest
from hypothesis import given

from tests.journeys.logs import logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Again,
    Journeys,
    ReworkRule,
    done_again,
    example_log,
    going_back,
    loops_back,
    read_standards,
    rework,
)
from wholeflow.journeys.kernels import compiled
from wholeflow.journeys.measures.rework import _told_by_columns, _told_by_loop
from wholeflow.journeys.measures.rework_loop import tell_again

ALog = Callable[..., Journeys]
STAGES = ReworkRule({"Assessing": ("see", "test"), "Treating": ("treat",)})


def by(a_log: ALog, *activities_and_staff: str) -> Journeys:
    """A case of events at 10:00, 11:00 ... each "activity,resource"."""
    lines = [
        f"A,2024-05-01 {10 + hour}:00,{each}"
        for hour, each in enumerate(activities_and_staff)
    ]
    return a_log(*lines, columns="case,time,activity,resource")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("test,Ann", Again.REPEAT_SELF_LOOP),
        ("test,Bob", Again.REDO_SELF_LOOP),
        ("test,", Again.UNKNOWN_SELF_LOOP),
    ],
)
def test_again_straight_after_itself_is_a_self_loop(
    a_log: ALog, second: str, expected: Again
) -> None:
    assert done_again(by(a_log, "test,Ann", second)).tolist() == [Again.FIRST, expected]


@pytest.mark.parametrize(
    ("third", "expected"),
    [
        ("test,Ann", Again.REPEAT_REPETITION),
        ("test,Bob", Again.REDO_REPETITION),
        ("test,", Again.UNKNOWN_REPETITION),
    ],
)
def test_again_after_something_else_is_a_repetition(
    a_log: ALog, third: str, expected: Again
) -> None:
    journeys = by(a_log, "test,Ann", "treat,Bob", third)

    assert done_again(journeys).tolist() == [Again.FIRST, Again.FIRST, expected]


def test_a_self_loop_is_held_against_the_one_before_a_repetition_against_the_first(
    a_log: ALog,
) -> None:
    journeys = by(a_log, "test,Ann", "test,Bob", "test,Bob", "treat,Bob", "test,Bob")

    assert done_again(journeys).tolist() == [
        Again.FIRST,
        Again.REDO_SELF_LOOP,
        Again.REPEAT_SELF_LOOP,
        Again.FIRST,
        Again.REDO_REPETITION,
    ]


def test_without_resources_all_of_it_is_unknown(a_log: ALog) -> None:
    [count] = rework(
        a_log("A,test,2024-05-01", "A,test,2024-05-02", "A,test,2024-05-03")
    )

    assert (count.again, count.unknown_self_loops, count.repeat_self_loops) == (2, 2, 0)


def test_rework_is_counted_by_cases_and_by_times(a_log: ALog) -> None:
    journeys = a_log(
        "A,test,2024-05-01 10:00,2024-05-01 11:00",
        "A,test,2024-05-01 12:00,2024-05-01 15:00",
        "A,test,2024-05-01 14:00,2024-05-01 16:00",
        "B,test,2024-05-01 10:00,2024-05-01 11:00",
        "B,treat,2024-05-01 12:00,2024-05-01 13:00",
        columns="case,activity,start,end",
    )
    [count] = rework(journeys)

    assert (count.activity, count.cases, count.cases_again) == ("test", 2, 1)
    assert (count.events, count.again) == (4, 2)
    assert count.rework_hours == 4  # from 12 to 16 o'clock; the overlap counts once


def test_how_long_rework_takes_is_not_known_with_one_time_only(a_log: ALog) -> None:
    [count] = rework(a_log("A,test,2024-05-01", "A,test,2024-05-02"))

    assert count.rework_hours is None


def test_going_back_a_stage_is_a_loop(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01 10:00",
        "A,treat,2024-05-01 11:00",
        "A,tea,2024-05-01 12:00",
        "A,test,2024-05-01 14:00",
        "A,treat,2024-05-01 15:00",
    )
    [link] = loops_back(journeys, STAGES)

    assert (link.before, link.after, link.times) == ("Treating", "Assessing", 1)
    assert link.total_hours == 3
    assert np.flatnonzero(going_back(journeys, STAGES)).tolist() == [3]


def test_a_loop_has_the_events_that_go_back_to_its_stage(a_log: ALog) -> None:
    journeys = a_log(
        "A,see,2024-05-01 10:00",
        "A,treat,2024-05-01 11:00",
        "A,test,2024-05-01 14:00",
        "A,leave,2024-05-01 15:00",
        "A,see,2024-05-01 16:00",
    )
    stages = ReworkRule({**STAGES.stages, "Leaving": ("leave",)})

    behind = {
        (link.before, link.after): np.flatnonzero(going_back(journeys, stages, link))
        for link in loops_back(journeys, stages)
    }

    assert {pair: list(events) for pair, events in behind.items()} == {
        ("Treating", "Assessing"): [2], ("Leaving", "Assessing"): [4],
    }  # fmt: skip


def test_without_stages_there_are_no_loops(a_log: ALog) -> None:
    journeys = a_log("A,see,2024-05-01", "A,see,2024-05-02")

    assert loops_back(journeys, ReworkRule()) == ()


def test_cases_with_repeats_in_the_sepsis_log(sepsis: Journeys) -> None:
    assert {each.activity: each.cases_again for each in rework(sepsis)} == {
        "CRP": 692,
        "Leucocytes": 677,
        "Admission NC": 313,
        "LacticAcid": 172,
        "Admission IC": 7,
        "ER Triage": 3,
    }


def test_pm4py_finds_the_same_cases_with_rework(sepsis: Journeys) -> None:
    frame = pl.read_parquet(example_log()).to_pandas()
    log = pm4py.format_dataframe(
        frame, case_id="case", activity_key="activity", timestamp_key="time"
    )

    theirs = pm4py.get_rework_cases_per_activity(log)

    assert {each.activity: each.cases_again for each in rework(sepsis)} == theirs


@given(logs())
def test_each_time_beyond_the_first_is_one_of_six(journeys: Journeys) -> None:
    for each in rework(journeys):
        assert each.again == (
            each.repeat_self_loops
            + each.redo_self_loops
            + each.unknown_self_loops
            + each.repeat_repetitions
            + each.redo_repetitions
            + each.unknown_repetitions
        )
        firsts = {
            (case, activity)
            for case, activity in zip(journeys.case, journeys.activity, strict=True)
        }
        assert len(firsts) == (done_again(journeys) == Again.FIRST).sum()


@given(logs())
def test_the_loop_for_large_logs_tells_the_same(journeys: Journeys) -> None:
    plain = _told_by_columns(journeys)
    looped = _told_by_loop(journeys, tell_again)

    assert looped.how.tolist() == plain.how.tolist()
    assert looped.number.tolist() == plain.number.tolist()
    assert looped.fresh.tolist() == plain.fresh.tolist()


def test_the_loop_tells_the_same_compiled(sepsis: Journeys) -> None:
    plain, looped = (
        _told_by_columns(sepsis),
        _told_by_loop(sepsis, compiled(tell_again)),
    )

    assert np.array_equal(looped.how, plain.how)
    assert np.array_equal(looped.number, plain.number)


@given(logs())
def test_no_resource_is_named(journeys: Journeys) -> None:
    told = repr((rework(journeys), loops_back(journeys, STAGES)))

    assert not any(name in told for name in ("R1", "R2", "R3"))


def test_stages_are_read_in_their_order(write: Callable[..., Path]) -> None:
    path = write("rework:\n  stages:\n    Treating: treat\n    Assessing: [see]\n")

    assert list(read_standards(path).rework.stages) == ["Treating", "Assessing"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rework: {stage: {}}", "did you mean 'stages'"),
        (
            "rework: {stages: {A: x, B: x}}",
            "'x' is already in 'A'; an activity belongs to one stage",
        ),
    ],
)
def test_stages_that_cannot_be_are_refused(
    write: Callable[..., Path], text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(text))

    assert told in str(refused.value)
