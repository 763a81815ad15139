"""Waits are put down to a cause and a side, never to a person."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Cause,
    CauseSide,
    Columns,
    EventRule,
    Journeys,
    ReasonsForWaits,
    ReasonsRule,
    read_log,
    read_standards,
    reasons_for_waits,
)

HOUR = 3_600_000_000
NO_BED = Cause("No bed was free", CauseSide.SYSTEM, ("no bed", "ward full"))
CHOICE = Cause("People chose a later day", CauseSide.PATIENT, ("choice",))
ABSENT = Cause("People did not come", CauseSide.PATIENT, after=EventRule(("absent",)))
HOME = Cause(
    "At home and well",
    CauseSide.NO_WAIT,
    (),
    EventRule(("home",)),
    EventRule(("back",)),
)
RULE = ReasonsRule((NO_BED, CHOICE, ABSENT, HOME), "reason")


@pytest.fixture
def told(write: Callable[..., Path]) -> Callable[..., Journeys]:
    """A function that makes a log of lines "case,activity,hour,reason,nurse"."""

    def told(*lines: str) -> Journeys:
        rows = [line.split(",") for line in lines]
        text = "\n".join(
            f"{case},{activity},2024-05-01 {hour}:00,{','.join(rest)}"
            for case, activity, hour, *rest in rows
        )
        path = write(f"case,activity,time,reason,nurse\n{text}\n")
        columns = Columns(resource="nurse", more=("reason",))
        return read_log(path, columns=columns, timezone="UTC")

    return told


def hours(found: ReasonsForWaits) -> dict[str | None, float]:
    return {each.cause: each.hours for each in found.causes}


def test_a_recorded_word_says_the_cause_of_the_wait_it_ends(
    told: Callable[..., Journeys],
) -> None:
    journeys = told(
        "A,door,08,,", "A,ward,11,ward full,", "A,scan,13,choice,", "A,home,14,,"
    )

    assert hours(reasons_for_waits(journeys, RULE)) == {
        "No bed was free": 3,
        "People chose a later day": 2,
        None: 1,
    }


def test_a_word_may_stand_with_the_event_before_the_wait(
    told: Callable[..., Journeys],
) -> None:
    journeys = told("A,door,08,no bed,", "A,ward,11,,")
    rule = ReasonsRule(RULE.causes, "reason", at_begin=True)

    assert hours(reasons_for_waits(journeys, rule)) == {"No bed was free": 3}


def test_events_around_a_wait_say_its_cause_where_no_word_does(
    told: Callable[..., Journeys],
) -> None:
    journeys = told(
        "A,absent,08,,", "A,clinic,10,,", "A,absent,11,,", "A,clinic,15,no bed,"
    )

    assert hours(reasons_for_waits(journeys, RULE)) == {
        "No bed was free": 4,
        "People did not come": 2,
        None: 1,
    }


def test_time_at_home_is_no_wait(told: Callable[..., Journeys]) -> None:
    found = reasons_for_waits(
        told("A,door,08,,", "A,home,09,no bed,", "A,back,20,,"), RULE
    )

    assert found.microseconds_of(CauseSide.NO_WAIT) == 11 * HOUR
    assert found.share_of(CauseSide.SYSTEM) == 1
    assert found.share_of(CauseSide.NO_WAIT) is None


def test_a_word_no_cause_names_is_unknown_and_counted(
    told: Callable[..., Journeys],
) -> None:
    journeys = told("A,door,08,,", "A,ward,11,Ann Smith was away,", "A,home,12,,")
    found = reasons_for_waits(journeys, RULE)

    assert found.words_not_named == 1
    assert hours(found) == {None: 4}
    assert found.share_of(CauseSide.UNKNOWN) == 1


def test_the_cases_behind_a_cause_are_found(told: Callable[..., Journeys]) -> None:
    journeys = told("A,door,08,,", "A,ward,11,no bed,", "B,door,08,,", "B,ward,11,,")
    found = reasons_for_waits(journeys, RULE)

    assert journeys.names_of(found.cases(journeys, RULE, "No bed was free")) == ("A",)
    assert journeys.names_of(found.cases(journeys, RULE, None)) == ("B",)


def test_no_member_of_staff_is_named(told: Callable[..., Journeys]) -> None:
    journeys = told(
        "A,door,08,,Ann Smith",
        "A,ward,11,Bob Jones,Bob Jones",
        "A,scan,12,Ann Smith was late,Ann Smith",
        "A,home,13,no bed,Bob Jones",
    )
    found = reasons_for_waits(journeys, RULE)

    assert found.causes[0].cause is None
    assert "Ann" not in repr(found)
    assert "Bob" not in repr(found)


@pytest.mark.parametrize("column", ["nurse", "resource"])
def test_reasons_are_not_read_from_the_column_of_staff(
    told: Callable[..., Journeys], column: str
) -> None:
    journeys = told("A,door,08,,Ann Smith")

    with pytest.raises(
        BadInput, match="names members of staff, of whom no figure is told"
    ):
        reasons_for_waits(journeys, ReasonsRule((NO_BED,), column))


def test_a_cause_is_not_called_after_a_member_of_staff(
    told: Callable[..., Journeys],
) -> None:
    journeys = told("A,door,08,,Ann Smith")
    rule = ReasonsRule((Cause("ann smith", CauseSide.SYSTEM, ("late",)),), "reason")

    with pytest.raises(BadInput, match="say what happened") as refused:
        reasons_for_waits(journeys, rule)
    assert "smith" not in str(refused.value)


def test_with_one_time_for_each_event_treatment_is_in_the_waits(
    told: Callable[..., Journeys], patients: Journeys
) -> None:
    one = reasons_for_waits(told("A,door,08,,"), RULE)
    both = reasons_for_waits(patients, ReasonsRule(()))

    assert not one.touch_is_known
    assert both.touch_is_known
    assert both.microseconds_of(CauseSide.UNKNOWN) / HOUR == pytest.approx(
        66_240.957, abs=5e-4
    )


ANY = ReasonsRule(
    (
        Cause("North", CauseSide.SYSTEM, ("North",)),
        Cause("South", CauseSide.PATIENT, ("South",)),
        Cause("Leaving", CauseSide.NO_WAIT, (), EventRule(("leave",))),
        Cause("Testing", CauseSide.SYSTEM, (), EventRule(), EventRule(("test",))),
    ),
)


@given(logs())
def test_causes_add_up_to_all_waiting_exactly(journeys: Journeys) -> None:
    column = "organisation" if journeys.organisations else None
    found = reasons_for_waits(journeys, ReasonsRule(ANY.causes, column))

    assert sum(each.microseconds for each in found.causes) == found.wait.sum()
    assert sum(found.microseconds_of(side) for side in CauseSide) == found.wait.sum()
    assert sum(each.waits for each in found.causes) == (found.wait > 0).sum()


@given(logs())
def test_no_resource_is_named(journeys: Journeys) -> None:
    found = repr(reasons_for_waits(journeys, ANY).causes)

    assert not any(name in found for name in ("R1", "R2", "R3"))


@given(st.lists(events, min_size=1, max_size=20))
def test_another_case_changes_nothing(
    rows: list[tuple[int, str, int, int, str, str]],
) -> None:
    mine = [(0, *row[1:]) for row in rows]
    others = [(1, "leave", 0, 10, "", ""), (1, "test", 50, 10, "", "")]
    alone = reasons_for_waits(log_of(mine), ANY)
    beside = reasons_for_waits(log_of([*mine, *others]), ANY)

    assert np.array_equal(beside.cause_of[:-2], alone.cause_of)
    assert np.array_equal(beside.wait[:-2], alone.wait)


def test_rules_are_read_as_they_are_written(write: Callable[..., Path]) -> None:
    path = write(
        "reasons:\n  column: reason\n  causes:\n"
        "    No bed was free: {side: system, words: [no bed, ward full]}\n"
        "    People chose a later day: {side: patient, words: choice}\n"
        "    People did not come: {side: patient, after: absent}\n"
        "    At home and well: {side: no wait, after: home, before: back}\n"
    )

    assert read_standards(path).reasons == RULE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "{causes: {A: {side: nurse, words: x}}, column: c}",
            "one of: system, patient",
        ),
        ("{causes: {A: {side: system}}}", "expected 'words:', 'after:' or 'before:'"),
        ("{causes: {A: {side: system, words: x}}}", "'words:' need 'column:'"),
        ("{causes: {}, column: c, recorded_at: noon}", "one of: end, begin"),
        ("{column: c}", "'causes:' is missing"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    write: Callable[..., Path], text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"reasons: {text}"))

    assert told in str(refused.value)
