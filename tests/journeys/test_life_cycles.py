"""Starts and completes put together as events with two times."""

from collections import defaultdict, deque

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from wholeflow.journeys.life_cycles import (
    Paired,
    has_other_than_completes,
    pair_life_cycles,
)


def paired(*rows: tuple[str, int | None], **more: list[str | None]) -> Paired:
    """Pairs of one activity of one case, told as (transition, time)."""
    table = pl.DataFrame(rows, ["transition", "time"], orient="row").with_columns(
        case=pl.lit("A"), activity=pl.lit("scan"), **{k: pl.Series(v) for k, v in more.items()}
    )  # fmt: skip
    return pair_life_cycles(table)


def times(found: Paired) -> list[tuple[int | None, int | None]]:
    return found.events.select("start", "time").rows()


def test_a_start_and_its_complete_are_one_event() -> None:
    assert times(paired(("start", 3), ("complete", 5))) == [(3, 5)]


def test_upper_and_lower_case_are_one() -> None:
    assert times(paired(("START", 3), (" Complete ", 5))) == [(3, 5)]


def test_the_first_start_that_is_open_is_completed_first() -> None:
    found = paired(("start", 1), ("start", 2), ("complete", 5), ("complete", 9))

    assert times(found) == [(1, 5), (2, 9)]


def test_a_complete_without_a_start_keeps_its_one_time() -> None:
    found = paired(("complete", 1), ("start", 2), ("complete", 5), ("start", 7))

    assert times(found) == [(None, 1), (2, 5), (7, None)]
    assert found.notes[0] == (
        "1 starts were put together with their completes. 1 starts without a complete "
        "and 1 completes without a start have one time only."
    )


def test_rows_are_paired_by_time_and_not_by_their_order() -> None:
    found = paired(("complete", 9), ("complete", 5), ("start", 7), ("start", 3))

    assert times(found) == [(7, 9), (3, 5)]


def test_work_that_starts_and_ends_in_one_moment_is_paired_in_either_order() -> None:
    assert times(paired(("complete", 5), ("start", 5))) == [(5, 5)]


def test_an_instance_decides_where_it_is_said() -> None:
    found = paired(
        ("start", 1),
        ("start", 2),
        ("complete", 5),
        ("complete", 9),
        instance=["x", "y", "y", "x"],
    )

    assert times(found) == [(1, 9), (2, 5)]


def test_an_instance_is_believed_even_if_it_is_complete_before_it_starts() -> None:
    found = paired(("complete", 5), ("start", 7), instance=["x", "x"])

    assert times(found) == [(7, 5)]


def test_without_an_instance_the_same_resource_completes_what_it_started() -> None:
    found = paired(
        ("start", 1),
        ("start", 2),
        ("complete", 5),
        ("complete", 9),
        resource=["x", "y", "y", None],
    )

    assert times(found) == [(1, None), (2, 5), (None, 9)]


def test_an_instance_and_a_resource_of_one_name_are_two_things() -> None:
    found = paired(
        ("start", 1), ("complete", 5), instance=["x", ""], resource=["", "x"]
    )

    assert times(found) == [(1, None), (None, 5)]


def test_other_cases_and_activities_are_left_alone() -> None:
    table = pl.DataFrame(
        {
            "case": ["A", "B", "A", "A"],
            "activity": ["scan", "scan", "rest", "scan"],
            "transition": ["start", "complete", "complete", "complete"],
            "time": [1, 2, 3, 4],
        }
    )

    found = pair_life_cycles(table).events

    assert found.rows() == [
        (0, 3, 1, 4),
        (None, 1, None, 2),
        (None, 2, None, 3),
    ]


def test_other_transitions_are_left_out_and_counted() -> None:
    found = paired(
        ("schedule", 1), ("start", 2), ("suspend", 3), ("schedule", 4), ("complete", 5)
    )

    assert times(found) == [(2, 5)]
    assert found.notes[1] == (
        "3 rows that neither start nor complete anything are left out: "
        "schedule 2, suspend 1."
    )


def test_a_log_of_completes_only_has_no_starts_and_no_notes() -> None:
    found = paired(("complete", 1), ("complete", 2))

    assert times(found) == [(None, 1), (None, 2)]
    assert not found.has_starts
    assert not found.notes


def test_completes_and_nothing_said_leave_nothing_to_do() -> None:
    assert not has_other_than_completes(pl.Series(["complete", "COMPLETE ", "", None]))
    assert has_other_than_completes(pl.Series(["complete", "start"]))
    assert has_other_than_completes(pl.Series(["complete", "suspend"]))


def test_a_log_in_other_words_keeps_every_row() -> None:
    found = paired(("begun", 1), ("done", 2), ("done", 3))

    assert times(found) == [(None, 1), (None, 2), (None, 3)]
    assert found.notes[0] == (
        "No transition is 'start' or 'complete', so each row is an event by itself: "
        "done 2, begun 1."
    )


def test_a_row_that_says_no_transition_is_an_event_by_itself() -> None:
    found = paired(("start", 1), ("", 2), ("complete", 3))

    assert times(found) == [(1, 3), (None, 2)]
    assert found.notes[1] == "1 rows say no transition; each is an event by itself."


def test_a_row_without_a_time_is_paired_with_nothing() -> None:
    found = paired(("start", 1), ("complete", None), ("complete", 5))

    assert times(found) == [(1, 5), (None, None)]


def test_no_rows_give_no_events() -> None:
    table = pl.DataFrame(
        schema=dict.fromkeys(["case", "activity", "transition", "time"], pl.String)
    )

    assert not len(pair_life_cycles(table).events)


ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(["scan", "rest"]),
        st.sampled_from(["start", "complete", "suspend", ""]),
        st.integers(0, 6),
        st.sampled_from(["x", "y", None]),
        st.sampled_from(["1", "", None]),
    ),
    max_size=40,
)
COLUMNS = ["case", "activity", "transition", "time", "resource", "instance"]


@given(ROWS)
def test_pairs_are_those_of_queues_walked_in_order_of_time(
    rows: list[tuple[str, str, str, int, str | None, str | None]],
) -> None:
    schema = {name: pl.Int64 if name == "time" else pl.String for name in COLUMNS}
    table = pl.DataFrame(rows, schema, orient="row")

    found = pair_life_cycles(table).events

    pairs = found.filter(pl.all_horizontal(pl.all().is_not_null()))
    assert set(pairs.select("start_row", "end_row").rows()) == _queued(rows)


def _queued(
    rows: list[tuple[str, str, str, int, str | None, str | None]],
) -> set[tuple[int, int]]:
    waiting: dict[tuple[object, ...], deque[int]] = defaultdict(deque)
    pairs = set()

    def turn(row: int) -> tuple[object, ...]:
        later = rows[row][2] != "start"
        return (bool(rows[row][5]) and later, rows[row][3], later)  # named ones wait

    for row in sorted(range(len(rows)), key=turn):
        case, activity, transition, _, resource, instance = rows[row]
        by = (True, instance) if instance else (False, resource or "")
        queue = waiting[case, activity, by]
        if transition == "start":
            queue.append(row)
        elif transition == "complete" and queue:
            pairs.add((queue.popleft(), row))
    return pairs


@given(ROWS)
def test_every_row_that_is_kept_is_in_one_event(
    rows: list[tuple[str, str, str, int, str | None, str | None]],
) -> None:
    schema = {name: pl.Int64 if name == "time" else pl.String for name in COLUMNS}
    table = pl.DataFrame(rows, schema, orient="row")
    words = table.filter(pl.col("transition").is_in(["start", "complete"]))
    kept = [n for n, row in enumerate(rows) if row[2] != "suspend" or not len(words)]

    found = pair_life_cycles(table).events

    told = [*found["start_row"].drop_nulls(), *found["end_row"].drop_nulls()]
    assert sorted(told) == kept
    firsts = found.select(pl.min_horizontal("start_row", "end_row")).to_series()
    assert firsts.is_sorted()
