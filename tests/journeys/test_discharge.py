"""Days in a bed after a person was ready to leave, by reason and by owner."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    Columns,
    DaysFor,
    DelayedDischarge,
    DischargeRule,
    EventRule,
    Journeys,
    SplitRule,
    days_by,
    days_by_owner,
    delayed_discharge,
    read_log,
    read_standards,
)

ALog = Callable[..., Journeys]
Write = Callable[..., Path]
REASONS = SplitRule(
    "reason",
    EventRule(("waits for",)),
    {"care": "Arranging care", "chair": "Lending chairs"},
)
RULE = DischargeRule(
    EventRule(("ready",)),
    EventRule(("left",)),
    EventRule(("unwell",)),
    EventRule(("died",)),
    REASONS,
)


@pytest.fixture
def stays(write: Write) -> Callable[..., Journeys]:
    """A function that makes a log of lines "case,activity,start,end,reason"."""

    def stays(*lines: str) -> Journeys:
        path = write("\n".join(["case,activity,start,end,reason,group,nurse", *lines]))
        told = Columns(group="group", resource="nurse", more=("reason",))
        return read_log(path, columns=told, timezone="Europe/London")

    return stays


def at(case: str, activity: str, when: str, reason: str = "", group: str = "") -> str:
    return f"{case},{activity},{when},{when},{reason},{group},"


def found_in(journeys: Journeys) -> DelayedDischarge:
    return delayed_discharge(journeys, RULE)


def days_in(told: tuple[DaysFor, ...]) -> dict[str | None, Fraction]:
    return {each.word: each.days for each in told}


@pytest.mark.parametrize(
    ("ready", "left", "days"),
    [
        ("2024-05-01 23:00", "2024-05-02 01:00", 1),
        ("2024-05-01 01:00", "2024-05-01 23:00", 0),
        ("2024-05-01 01:00", "2024-05-04 00:30", 3),
        ("2024-03-30 23:30", "2024-03-31 23:30", 1),
    ],
    ids=["two hours over midnight", "one day", "three nights", "clocks go forward"],
)
def test_a_delay_is_counted_in_whole_local_days(
    stays: Callable[..., Journeys], ready: str, left: str, days: int
) -> None:
    found = found_in(stays(at("A", "ready", ready), at("A", "left", left)))

    assert found.bed_days == days


@pytest.fixture
def five_stays(stays: Callable[..., Journeys]) -> Journeys:
    """Delays of 0 and 4 days, one of 3 that ends in death, one of 5 not over, one not known."""
    return stays(
        at("A", "ready", "2024-05-01 10:00"),
        at("A", "left", "2024-05-01 16:00"),
        at("B", "ready", "2024-05-01 10:00"),
        at("B", "waits for", "2024-05-01 10:00", "care"),
        at("B", "waits for", "2024-05-04 10:00", "chair"),
        at("B", "left", "2024-05-05 10:00"),
        at("C", "ready", "2024-05-02 10:00"),
        at("C", "died", "2024-05-05 10:00"),
        at("D", "ready", "2024-05-06 10:00"),
        at("D", "waits for", "2024-05-07 10:00", "ramp"),
        at("E", "left", "2024-05-11 10:00"),
    )


def test_days_are_told_by_how_they_ended(five_stays: Journeys) -> None:
    found = found_in(five_stays)

    assert (found.delayed.count, found.delayed.of, found.mean_days) == (1, 2, 4)
    assert (found.bed_days, found.bed_days_died, found.bed_days_waiting) == (12, 3, 5)
    assert (found.died, found.waiting, found.ready_not_known) == (1, 1, 1)
    assert found.beds_lost == 1.2  # 12 days in the 10 from 1 to 11 May


def test_the_cases_behind_a_delay_are_found(five_stays: Journeys) -> None:
    found = found_in(five_stays)

    assert five_stays.names_of(found.cases(found.waits.days >= 4)) == ("B", "D")


def test_days_by_reason_add_up_to_all_days(five_stays: Journeys) -> None:
    told = days_by(five_stays, RULE, REASONS, found_in(five_stays).waits)

    assert days_in(told) == {"care": 3, "chair": 1, "ramp": 4, None: 4}
    assert five_stays.names_of(told[1].cases) == ("C", "D")


def test_days_by_owner_add_up_to_all_days(five_stays: Journeys) -> None:
    told = days_by_owner(five_stays, RULE, REASONS, found_in(five_stays).waits)

    assert days_in(told) == {None: 8, "Arranging care": 3, "Lending chairs": 1}
    assert [five_stays.names_of(each.cases) for each in told] == [
        ("C", "D"),
        ("B",),
        ("B",),
    ]


def test_several_reasons_at_once_share_a_day(stays: Callable[..., Journeys]) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01 10:00"),
        "A,waits for,2024-05-01 10:00,2024-05-04 10:00,care,,",
        "A,waits for,2024-05-02 10:00,2024-05-03 10:00,chair,,",
        "A,waits for,2024-05-02 11:00,2024-05-03 10:00,ramp,,",
        at("A", "left", "2024-05-04 12:00"),
    )
    told = days_by(journeys, RULE, REASONS, found_in(journeys).waits)

    assert days_in(told) == {
        "care": Fraction(7, 3), "chair": Fraction(1, 3), "ramp": Fraction(1, 3),
    }  # fmt: skip


def test_two_reasons_of_one_moment_both_hold(stays: Callable[..., Journeys]) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01"),
        at("A", "waits for", "2024-05-01", "care"),
        at("A", "waits for", "2024-05-01", "chair"),
        at("A", "left", "2024-05-03"),
    )
    told = days_by(journeys, RULE, REASONS, found_in(journeys).waits)

    assert days_in(told) == {"care": 1, "chair": 1}


def test_a_reason_may_stand_with_being_ready(stays: Callable[..., Journeys]) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01", "care"), at("A", "left", "2024-05-03")
    )
    told = days_by(journeys, RULE, SplitRule("reason"), found_in(journeys).waits)

    assert days_in(told) == {"care": 2}


def test_days_are_told_by_place(stays: Callable[..., Journeys]) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01", group="Ward 1"),
        at("A", "moved", "2024-05-03", group="Ward 2"),
        at("A", "left", "2024-05-04", group="Ward 2"),
    )
    places = SplitRule("group", EventRule(("ready", "moved")))
    told = days_by(journeys, RULE, places, found_in(journeys).waits)

    assert days_in(told) == {"Ward 1": 2, "Ward 2": 1}


def test_who_is_unwell_again_is_ready_from_the_next_time_on(
    stays: Callable[..., Journeys],
) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01"),
        at("A", "unwell", "2024-05-04"),
        at("A", "ready", "2024-05-08"),
        at("A", "ready", "2024-05-09"),
        at("A", "left", "2024-05-10"),
    )

    assert found_in(journeys).waits.days.tolist() == [2]


def test_whoever_was_unwell_again_and_left_is_not_known(
    stays: Callable[..., Journeys],
) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01"),
        at("A", "unwell", "2024-05-04"),
        at("A", "left", "2024-05-10"),
    )

    assert found_in(journeys).ready_not_known == 1


def test_two_stays_of_a_case_are_two_waits(stays: Callable[..., Journeys]) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01"),
        at("A", "left", "2024-05-02"),
        at("A", "ready", "2024-05-08"),
        at("A", "left", "2024-05-11"),
    )

    assert found_in(journeys).waits.days.tolist() == [1, 3]


def product_limit(days: list[int], left: list[bool]) -> list[float]:
    """Kaplan and Meier's curve, step by step."""
    curve, still = [], 1.0
    for day in sorted(set(days)):
        at_risk = sum(each >= day for each in days)
        leave = sum(each == day and gone for each, gone in zip(days, left, strict=True))
        still *= 1 - leave / at_risk
        curve.append(still)
    return curve


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=25))
def test_the_curve_is_kaplan_and_meiers(people: list[tuple[int, bool]]) -> None:
    rows = []
    for number, (days, gone) in enumerate(people):
        ends = "leave" if gone else "treat"  # "treat" stands for death here
        rows += [
            (number, "arrive", 0, 0, "", ""),
            (number, ends, days * 1440, 0, "", ""),
        ]
    rule = DischargeRule(
        EventRule(("arrive",)), EventRule(("leave",)), died=EventRule(("treat",))
    )

    curve = delayed_discharge(log_of(rows), rule).curve

    shares = [each.share for each in curve]
    expected = product_limit(*map(list, zip(*people, strict=True)))
    assert shares == pytest.approx(expected)
    assert all(
        each.low <= each.share <= each.high
        for each in curve
        if each.low is not None and each.high is not None
    )


def test_half_have_left_when_the_curve_says_so(five_stays: Journeys) -> None:
    found = found_in(five_stays)

    # One of four left on day 0; on day 4 one of the two who still waited.
    assert (found.curve[0].days, found.curve[0].share) == (0, 0.75)
    assert found.curve[2].share == pytest.approx(0.375)
    assert found.median_days == 4


ANY = DischargeRule(
    EventRule(("test",)), EventRule(("leave",)), EventRule(("arrive",)),
    EventRule(("nothing",)),
)  # fmt: skip
BY_BODY = SplitRule("organisation", EventRule(("treat", "test")), {"North": "Northing"})


@given(logs())
def test_days_by_word_and_by_owner_add_up_exactly(journeys: Journeys) -> None:
    found = delayed_discharge(journeys, ANY)
    by_activity = SplitRule("activity", EventRule(("treat",)), {"treat": "Treating"})
    split = BY_BODY if journeys.organisations else by_activity

    by_word = days_by(journeys, ANY, split, found.waits)
    by_owner = days_by_owner(journeys, ANY, split, found.waits)

    assert sum(each.days for each in by_word) == found.bed_days
    assert sum(each.days for each in by_owner) == found.bed_days


@given(st.lists(events, min_size=1, max_size=20))
def test_another_case_changes_nothing(
    rows: list[tuple[int, str, int, int, str, str]],
) -> None:
    until = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    mine = [(0, *row[1:]) for row in rows]
    others = [(1, "test", 0, 10, "North", ""), (1, "leave", 5000, 10, "North", "")]
    alone = delayed_discharge(log_of(mine), ANY, until=until).waits
    beside = delayed_discharge(log_of([*mine, *others]), ANY, until=until).waits

    assert beside.days[:-1].tolist() == alone.days.tolist()


def test_a_member_of_staff_written_as_a_reason_is_not_told(
    stays: Callable[..., Journeys],
) -> None:
    journeys = stays(
        at("A", "ready", "2024-05-01"),
        "A,waits for,2024-05-01,2024-05-01,Ann Smith,,Ann Smith",
        at("A", "left", "2024-05-03"),
    )
    told = days_by(journeys, RULE, REASONS, found_in(journeys).waits)

    assert days_in(told) == {None: 2}


@pytest.mark.parametrize("heading", ["resource", "nurse"])
def test_days_are_not_told_by_member_of_staff(
    five_stays: Journeys, heading: str
) -> None:
    waits = found_in(five_stays).waits

    with pytest.raises(
        BadInput, match="names members of staff, of whom no figure is told"
    ):
        days_by(five_stays, RULE, SplitRule(heading), waits)


def test_a_log_in_which_nobody_is_ready_has_no_delay(
    stays: Callable[..., Journeys],
) -> None:
    found = found_in(stays(at("A", "left", "2024-05-01")))

    assert (found.bed_days, found.curve, found.beds_lost) == (0, (), None)
    assert found.delayed.share is None
    assert found.mean_days is None


def test_rules_are_read_as_they_are_written(write: Write) -> None:
    path = write(
        "delayed_discharge:\n  ready: ready\n  left: left\n  not_ready: unwell\n"
        "  died: died\n  reasons:\n    column: reason\n    events: waits for\n"
        "    owners: {care: Arranging care, chair: Lending chairs}\n"
    )

    assert read_standards(path).delayed_discharge == RULE
    assert "waits for" in read_standards(path).activities()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{ready: a}", "'left:' is missing"),
        ("{ready: a, left: b, reasons: {events: c}}", "'column:' is missing"),
        ("{ready: a, left: b, reasons: {column: [c]}}", "expected a heading"),
    ],
)
def test_rules_that_cannot_be_are_refused(write: Write, text: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"delayed_discharge: {text}"))

    assert told in str(refused.value)
