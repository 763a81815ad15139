"""What is asked or tested again though it was known, on logs done in the head."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    EventRule,
    InformationClass,
    Journeys,
    Repeat,
    duplicates_between,
    duplication,
    duplication_pairs,
    read_standards,
    repeats,
    told_again,
)

ALog = Callable[..., Journeys]
WEEK = 7 * 24
BLOOD = InformationClass("Blood count", ("FBC",), WEEK)
COLUMNS = "case,activity,start,end,person,organisation"


def kinds(journeys: Journeys, rule: InformationClass = BLOOD) -> list[str]:
    """What each event is, in the order of the file."""
    what = repeats(journeys, [rule]).what[np.argsort(journeys.row)]
    return [Repeat(each).name for each in what]


def blood_counts(a_log: ALog, *times_and_bodies: str) -> Journeys:
    """Blood counts of half an hour, each "day hour:minute,body"."""
    lines = [
        f"S{number},FBC,2024-05-{each.split(',')[0]}:00,2024-05-{each.split(',')[0]}:30,"
        f"P,{each.split(',')[1]}"
        for number, each in enumerate(times_and_bodies)
    ]
    return a_log(*lines, columns=COLUMNS)


def test_a_test_another_body_had_is_a_duplicate(a_log: ALog) -> None:
    journeys = blood_counts(a_log, "01 10,North", "02 10,South")

    assert kinds(journeys) == ["NONE", "DUPLICATE"]


def test_a_test_the_same_body_had_is_told_apart(a_log: ALog) -> None:
    journeys = blood_counts(a_log, "01 10,North", "02 10,North")

    assert kinds(journeys) == ["NONE", "SAME_BODY"]


def test_another_body_is_found_behind_the_latest_of_the_own(a_log: ALog) -> None:
    journeys = blood_counts(a_log, "01 10,South", "02 10,North", "03 10,North")

    assert kinds(journeys) == ["NONE", "DUPLICATE", "DUPLICATE"]


@pytest.mark.parametrize(
    ("again", "expected"),
    [("08 10:30", "DUPLICATE"), ("08 10:31", "NONE")],
    ids=["just a week after its end", "a minute later"],
)
def test_what_was_found_out_is_good_for_as_long_as_said(
    a_log: ALog, again: str, expected: str
) -> None:
    journeys = a_log(
        "S,FBC,2024-05-01 10:00,2024-05-01 10:30,P,North",
        f"T,FBC,2024-05-{again},2024-05-{again},P,South",
        columns=COLUMNS,
    )

    assert kinds(journeys)[1] == expected


def test_two_that_overlap_do_not_repeat_each_other(a_log: ALog) -> None:
    journeys = a_log(
        "S,FBC,2024-05-01 10:00,2024-05-01 11:00,P,North",
        "T,FBC,2024-05-01 10:30,2024-05-01 11:30,P,South",
        "U,FBC,2024-05-01 11:00,2024-05-01 11:30,P,South",
        columns=COLUMNS,
    )

    assert kinds(journeys) == ["NONE", "NONE", "NONE"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("02 09", "NONE"),
        ("02 10", "NONE"),
        ("02 11", "DUPLICATE"),
        ("01 09", "DUPLICATE"),
    ],
    ids=["between", "at the moment of the second", "after both", "before both"],
)
def test_an_event_in_between_can_make_it_worth_finding_out_anew(
    a_log: ALog, when: str, expected: str
) -> None:
    journeys = a_log(
        "S,FBC,2024-05-01 10:00,2024-05-01 10:00,P,North",
        "T,FBC,2024-05-02 10:00,2024-05-02 10:00,P,South",
        f"T,Transfusion,2024-05-{when}:00,2024-05-{when}:00,P,South",
        columns=COLUMNS,
    )
    rule = InformationClass("Blood", ("FBC",), WEEK, EventRule(("Transfusion",)))

    assert kinds(journeys, rule)[1] == expected


def test_where_a_body_is_not_recorded_nobody_can_tell(a_log: ALog) -> None:
    journeys = blood_counts(a_log, "01 10,", "02 10,North", "03 10,")
    known_elsewhere = blood_counts(a_log, "01 10,", "02 10,South", "03 10,North")

    assert kinds(journeys) == ["NONE", "NOT_KNOWN", "NOT_KNOWN"]
    assert kinds(known_elsewhere) == ["NONE", "NOT_KNOWN", "DUPLICATE"]


def test_repeats_that_are_meant_are_left_out_and_counted(a_log: ALog) -> None:
    journeys = blood_counts(a_log, "01 10,North", "02 10,South")
    rule = InformationClass("Blood", ("FBC",), WEEK, intended=EventRule(("FBC",)))
    [count] = duplication(journeys, repeats(journeys, [rule]))

    assert (count.duplicates, count.intended) == (0, 1)


def test_one_persons_test_is_no_repeat_of_anothers(a_log: ALog) -> None:
    journeys = a_log(
        "S,FBC,2024-05-01 10:00,2024-05-01 10:30,P,North",
        "T,FBC,2024-05-02 10:00,2024-05-02 10:30,Q,South",
        columns=COLUMNS,
    )

    assert kinds(journeys) == ["NONE", "NONE"]


@pytest.fixture
def three_bodies(a_log: ALog) -> Journeys:
    """P is tested in North, South and again in North; Q twice in North."""
    return a_log(
        "A,FBC,2024-05-01 10:00,2024-05-01 10:30,P,North",
        "B,FBC,2024-05-02 10:00,2024-05-02 11:00,P,South",
        "C,FBC,2024-05-03 10:00,2024-05-03 12:00,P,North",
        "D,FBC,2024-05-01 10:00,2024-05-01 10:30,Q,North",
        "D,FBC,2024-05-02 10:00,2024-05-02 10:30,Q,North",
        columns=COLUMNS,
    )


def test_duplicates_have_a_number_a_time_and_a_cost(three_bodies: Journeys) -> None:
    rule = InformationClass("Blood count", ("FBC",), WEEK, cost_pounds=6.5)
    [count] = duplication(three_bodies, repeats(three_bodies, [rule]))

    assert (count.events, count.duplicates, count.same_body) == (5, 2, 1)
    assert (count.persons, count.touch_hours, count.cost_pounds) == (1, 3, 13)


def test_a_cost_nobody_said_is_not_nothing(three_bodies: Journeys) -> None:
    [count] = duplication(three_bodies, repeats(three_bodies, [BLOOD]))

    assert count.cost_pounds is None


def test_the_time_of_duplicates_is_not_known_with_one_time_only(a_log: ALog) -> None:
    journeys = a_log(
        "A,FBC,2024-05-01,P,North", "A,FBC,2024-05-02,P,South",
        columns="case,activity,time,person,organisation",
    )  # fmt: skip
    found = repeats(journeys, [BLOOD])

    assert duplication(journeys, found)[0].touch_hours is None
    assert duplication_pairs(journeys, found)[0].touch_hours is None


def test_pairs_of_bodies_say_who_knew_and_who_asked_again(
    three_bodies: Journeys,
) -> None:
    pairs = duplication_pairs(three_bodies, repeats(three_bodies, [BLOOD]))

    assert [(pair.before, pair.after, pair.touch_hours) for pair in pairs] == [
        ("North", "South", 1),
        ("South", "North", 2),
    ]


def test_the_cases_behind_a_pair_are_found(three_bodies: Journeys) -> None:
    found = repeats(three_bodies, [BLOOD])

    behind = [
        three_bodies.names_of(
            three_bodies.case[duplicates_between(three_bodies, found, pair)]
        )
        for pair in duplication_pairs(three_bodies, found)
    ]

    assert behind == [("B",), ("C",)]  # from North to South, and back


def test_each_person_has_hand_overs_and_questions_asked_again(
    three_bodies: Journeys,
) -> None:
    each = told_again(three_bodies, repeats(three_bodies, [BLOOD]))

    assert three_bodies.person_names.to_list() == ["P", "Q"]
    assert each.hand_overs.tolist() == [2, 0]
    assert each.duplicates.tolist() == [2, 0]


def test_the_cases_behind_a_count_are_found(three_bodies: Journeys) -> None:
    again = repeats(three_bodies, [BLOOD]).which(Repeat.DUPLICATE, "Blood count")

    assert three_bodies.names_of(three_bodies.case[again]) == ("B", "C")


def test_crp_in_the_sepsis_log_is_monitoring_and_no_waste(sepsis: Journeys) -> None:
    rule = InformationClass("CRP", ("CRP",), WEEK, intended=EventRule(("CRP",)))
    [monitored] = duplication(sepsis, repeats(sepsis, [rule]))
    [asked] = duplication(
        sepsis, repeats(sepsis, [InformationClass("CRP", ("CRP",), WEEK)])
    )

    assert (monitored.duplicates, monitored.same_body) == (0, 0)
    assert monitored.intended == asked.same_body + asked.duplicates > 1000


def by_the_definition(journeys: Journeys, valid_minutes: int) -> list[int]:
    """Rows that are duplicates, by the definition word for word."""
    body, person = journeys.body(), journeys.person[journeys.case]
    is_test = journeys.events_of(["test"])
    renews = journeys.events_of(["treat"])

    def duplicates(i: int, j: int) -> bool:
        gap = journeys.start[j] - journeys.end[i]
        between = (
            renews
            & (person == person[j])
            & (journeys.start >= journeys.end[i])
            & (journeys.start <= journeys.start[j])
        )
        return bool(
            is_test[i]
            and is_test[j]
            and person[i] == person[j]
            and body.codes[i] >= 0
            and body.codes[j] >= 0
            and body.codes[i] != body.codes[j]
            and 0 < gap <= valid_minutes * 60_000_000
            and not between.any()
        )

    every = range(journeys.n_events)
    return sorted(
        int(journeys.row[j]) for j in every if any(duplicates(i, j) for i in every)
    )


@given(logs(), st.integers(1, 2000))
def test_duplicates_are_those_of_the_definition(journeys: Journeys, valid: int) -> None:
    rule = InformationClass("Test", ("test",), valid / 60, EventRule(("treat",)))

    found = repeats(journeys, [rule]).which(Repeat.DUPLICATE)

    assert sorted(journeys.row[found].tolist()) == by_the_definition(journeys, valid)


@given(st.lists(events, min_size=2, max_size=20))
def test_another_persons_events_change_nothing(
    rows: list[tuple[int, str, int, int, str, str]],
) -> None:
    rule = InformationClass("Test", ("test",), 20, EventRule(("treat",)))
    others = [(1, "test", 100, 10, "North", ""), (1, "treat", 200, 10, "South", "")]
    mine = [(0, *row[1:]) for row in rows]
    alone, beside = log_of(mine), log_of([*mine, *others])

    assert (
        repeats(alone, [rule]).what.tolist()
        == repeats(beside, [rule]).what[: len(mine)].tolist()
    )


def test_rules_are_read_as_they_are_written(write: Callable[..., Path]) -> None:
    path = write(
        "duplicates:\n  Blood count:\n    activity: [FBC, Count]\n    valid: 7 days\n"
        "    renewed_by: Transfusion\n    intended: {where: {kind: monitoring}}\n"
        "    cost: 6.50\n"
    )

    assert read_standards(path).duplicates == (
        InformationClass(
            "Blood count", ("FBC", "Count"), WEEK, EventRule(("Transfusion",)),
            EventRule((), {"kind": ("monitoring",)}), 6.5,
        ),
    )  # fmt: skip
    assert "Transfusion" in read_standards(path).activities()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("duplicates: {A: {activity: x}}", "'valid:' is missing here"),
        ("duplicates: {A: {activity: x, valid: soon}}", "a length of time"),
        ("duplicates: {A: {activity: x, valid: 1 h, cost: dear}}", "a cost in pounds"),
        ("duplicates: {A: {activity: x, valid: 1 h, renews: y}}", "'renewed_by'"),
        (
            "duplicates: {A: {activity: x, valid: 1 h}, B: {activity: x, valid: 1 h}}",
            "'x' is already in 'A'",
        ),
        (
            "duplicates: {A: {activity: x, valid: 1 h, intended: {}}}",
            "expected 'activity:' or 'where:'",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused(
    write: Callable[..., Path], text: str, told: str
) -> None:
    with pytest.raises(BadInput, match=r"row 1") as refused:
        read_standards(write(text))

    assert told in str(refused.value)


def test_nothing_is_chosen_by_member_of_staff(a_log: ALog) -> None:
    journeys = a_log("A,FBC,2024-05-01,Ann", columns="case,activity,time,resource")
    rule = InformationClass(
        "Blood", ("FBC",), WEEK, intended=EventRule((), {"resource": ("Ann",)})
    )

    with pytest.raises(
        BadInput, match="names members of staff, of whom no figure is told"
    ):
        repeats(journeys, [rule])
