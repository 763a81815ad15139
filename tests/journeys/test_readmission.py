"""Who comes back after a stay, on logs done in the head and on the Sepsis log."""

import datetime as dt
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
    Journeys,
    ReadmissionRule,
    SpellRule,
    read_log,
    read_standards,
    readmissions,
    spells,
)

ALog = Callable[..., Journeys]
RELEASES = tuple(f"Release {letter}" for letter in "ABCDE")
SPELLS = SpellRule(
    admission=EventRule(("emergency", "planned")),
    discharge=EventRule(("home",)),
    emergency=EventRule(("emergency",)),
    death=EventRule(("died",)),
)
RULE = ReadmissionRule(SPELLS)
COLUMNS = "case,activity,time,person,organisation"
LATER = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def told(journeys: Journeys, rule: ReadmissionRule = RULE) -> tuple[int, int]:
    rate = readmissions(journeys, rule, until=LATER).rate
    return rate.count, rate.of


def gone_home_on_the_first(a_log: ALog, *lines: str) -> Journeys:
    return a_log(
        "A,emergency,2024-04-28 10:00,P,North",
        "A,home,2024-05-01 23:00,P,North",
        *lines,
        columns=COLUMNS,
    )


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("2024-05-01 23:30", 1),
        ("2024-05-30 23:59", 1),
        ("2024-05-31 00:01", 0),
    ],
    ids=["on the day", "on day 29, an hour short of 29 days", "on day 30"],
)
def test_who_comes_back_within_0_to_29_whole_days_is_readmitted(
    a_log: ALog, back: str, expected: int
) -> None:
    journeys = gone_home_on_the_first(a_log, f"B,emergency,{back},P,South")

    assert told(journeys) == (expected, 1)


def test_whoever_comes_back_as_planned_is_not_readmitted(a_log: ALog) -> None:
    journeys = gone_home_on_the_first(a_log, "B,planned,2024-05-10,P,North")

    assert told(journeys) == (0, 1)


def test_only_the_last_discharge_before_counts(a_log: ALog) -> None:
    journeys = gone_home_on_the_first(
        a_log,
        "B,planned,2024-05-05,P,North",
        "B,home,2024-05-06,P,North",
        "C,emergency,2024-05-07,P,North",
        "C,home,2024-05-09,P,North",
    )
    found = readmissions(journeys, RULE, until=LATER)

    assert found.readmitted.tolist() == [False, True, False]
    assert journeys.names_of(found.cases(journeys, found.readmitted)) == ("B",)


def test_whom_they_come_back_to_is_always_told(a_log: ALog) -> None:
    journeys = gone_home_on_the_first(
        a_log,
        "B,emergency,2024-05-05,P,North",
        "B,home,2024-05-06,P,North",
        "C,emergency,2024-05-07,P,South",
        "C,home,2024-05-09,P,South",
        "D,emergency,2024-05-11,P,",
    )
    found = readmissions(journeys, RULE, until=LATER)

    assert found.rate.count == 3
    assert (found.same_provider, found.other_provider) == (1, 1)
    assert found.provider_not_known == 1
    assert journeys.names_of(found.cases(journeys, found.to_same)) == ("A",)
    assert journeys.names_of(found.cases(journeys, found.to_other)) == ("B",)


def test_who_died_in_hospital_cannot_come_back(a_log: ALog) -> None:
    journeys = gone_home_on_the_first(
        a_log,
        "Z,emergency,2024-05-02,Q,North",
        "Z,died,2024-05-04,Q,North",
    )
    found = readmissions(journeys, RULE, until=LATER)

    assert (found.rate.of, found.left_out["died"]) == (1, 1)
    assert journeys.names_of(found.cases(journeys, found.outside["died"])) == ("Z",)


def test_who_has_not_left_can_be_listed(a_log: ALog) -> None:
    journeys = a_log("A,emergency,2024-05-01,P,North", columns=COLUMNS)
    found = readmissions(journeys, RULE, until=LATER)

    behind = found.cases(journeys, found.outside["not over yet"])

    assert journeys.names_of(behind) == ("A",)


def test_a_death_that_is_also_written_as_a_discharge_is_a_death(a_log: ALog) -> None:
    journeys = a_log(
        "Z,emergency,2024-05-02,Q,North",
        "Z,died,2024-05-04,Q,North",
        "Z,home,2024-05-04,Q,North",
        columns=COLUMNS,
    )

    assert readmissions(journeys, RULE, until=LATER).left_out["died"] == 1


def test_who_dies_at_home_later_had_left_alive(a_log: ALog) -> None:
    journeys = gone_home_on_the_first(a_log, "A,died,2024-05-20,P,North")

    assert told(journeys) == (0, 1)


def test_discharges_too_late_to_be_followed_are_left_out_and_counted(
    a_log: ALog,
) -> None:
    journeys = gone_home_on_the_first(a_log)
    day_30 = dt.datetime(2024, 5, 31, 12, tzinfo=dt.UTC)
    in_time = readmissions(journeys, RULE, until=day_30)
    too_late = readmissions(journeys, RULE, until=day_30 - dt.timedelta(days=1))

    assert in_time.rate.of == 1
    assert (too_late.rate.of, too_late.rate.share) == (0, None)
    assert too_late.left_out["too late to be followed"] == 1


def test_a_class_that_is_left_out_is_neither_left_nor_come_back_to(
    a_log: ALog,
) -> None:
    journeys = gone_home_on_the_first(
        a_log,
        "B,emergency,2024-05-05,P,North",
        "B,chemotherapy,2024-05-05 12:00,P,North",
        "B,home,2024-05-06,P,North",
        "C,emergency,2024-05-07,P,North",
    )
    rule = ReadmissionRule(SPELLS, {"Cancer": EventRule(("chemotherapy",))})
    found = readmissions(journeys, rule, until=LATER)

    assert (found.rate.count, found.rate.of) == (0, 1)
    assert found.left_out["Cancer"] == 1
    assert found.came_back_to_left_out == 1


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("planned,2024-05-01 23:30", 1),
        ("planned,2024-05-02 00:30", 2),
        ("emergency,2024-05-01 23:30", 2),
        ("transfer,2024-05-03 08:00", 1),
        ("transfer,2024-05-04 08:00", 2),
    ],
    ids=[
        "planned on the day", "planned the next day", "an emergency on the day",
        "a transfer two days later", "a transfer three days later",
    ],
)  # fmt: skip
def test_transfers_are_joined_to_one_spell(
    a_log: ALog, second: str, expected: int
) -> None:
    journeys = gone_home_on_the_first(
        a_log, f"B,{second},P,South", "B,home,2024-05-08,P,South"
    )
    rule = SpellRule(
        admission=EventRule(("emergency", "planned", "transfer")),
        discharge=EventRule(("home",)),
        emergency=EventRule(("emergency",)),
        transfer=EventRule(("transfer",)),
    )

    assert len(spells(journeys, rule)) == expected


def test_stays_that_overlap_or_lie_in_another_are_one_spell(a_log: ALog) -> None:
    journeys = a_log(
        "A,stay,2024-05-01,2024-05-10,P",
        "A,stay,2024-05-03,2024-05-05,P",
        "B,stay,2024-05-09,2024-05-12,P",
        "C,stay,2024-05-20,2024-05-21,P",
        columns="case,activity,start,end,person",
    )
    found = spells(journeys, SpellRule(stay=EventRule(("stay",))))

    days = (found.discharged - found.admitted) / 86_400_000_000
    assert days.tolist() == [11, 1]
    assert found.last_event.tolist() == [2, 3]


def test_a_stay_begun_before_the_log_can_be_left(a_log: ALog) -> None:
    journeys = a_log(
        "A,home,2024-05-01,P,North",
        "B,emergency,2024-05-03,P,North",
        columns=COLUMNS,
    )

    assert told(journeys) == (1, 1)


def test_days_are_those_of_the_local_calendar(write: Callable[..., Path]) -> None:
    path = write(
        "case,activity,time\nA,emergency,2024-06-01T10:00Z\nA,home,2024-06-01T22:59Z\n"
        "A,emergency,2024-06-30T23:01Z\n"
    )

    def gap(timezone: str) -> int:
        journeys = read_log(path, timezone=timezone)
        return int(readmissions(journeys, RULE, until=LATER).gap_days[0])

    assert (gap("UTC"), gap("Europe/London")) == (29, 30)


def test_returns_in_the_sepsis_log(sepsis: Journeys) -> None:
    arriving = EventRule(("ER Registration", "Return ER"))
    rule = SpellRule(
        admission=arriving, discharge=EventRule(RELEASES), emergency=arriving
    )
    found = readmissions(sepsis, ReadmissionRule(rule))
    hours = found.gap_hours[~np.isnan(found.gap_hours)]

    assert found.rate.of == 782
    assert len(hours) == 294
    assert np.median(hours) / 24 == pytest.approx(47.267, abs=5e-4)
    assert ((hours < 30 * 24).sum(), (hours < 28 * 24).sum()) == (116, 111)
    # Two came back less than 720 hours after they left, but on the 30th day.
    assert found.rate.count == 114
    assert found.left_out == {
        "not over yet": 562, "died": 0, "too late to be followed": 0,
    }  # fmt: skip


ANY = ReadmissionRule(
    SpellRule(
        admission=EventRule(("arrive", "test")),
        discharge=EventRule(("leave",)),
        emergency=EventRule(("arrive",)),
    ),
    {"Treated": EventRule(("treat",))},
    within_days=1,
)


@given(logs())
def test_every_spell_is_counted_once(journeys: Journeys) -> None:
    found = readmissions(journeys, ANY, until=LATER)

    assert found.rate.of + sum(found.left_out.values()) == len(found.spells)
    assert found.rate.count == (
        found.same_provider + found.other_provider + found.provider_not_known
    )
    assert not (found.readmitted & ~found.counted).any()


@given(st.lists(events, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_another_person_changes_nothing(
    rows: list[tuple[int, str, int, int, str, str]], chance: object
) -> None:
    mine = [(0, *row[1:]) for row in rows]
    others = [(1, "arrive", 0, 10, "North", ""), (1, "leave", 50, 10, "North", "")]
    alone, beside = log_of(mine), log_of([*mine, *others])
    found = readmissions(alone, ANY, until=LATER)
    together = readmissions(beside, ANY, until=LATER)

    assert together.readmitted[:-1].tolist() == found.readmitted.tolist()
    assert together.gap_days[:-1].tolist() == found.gap_days.tolist()


def test_rules_are_read_as_they_are_written(write: Callable[..., Path]) -> None:
    path = write(
        "readmissions:\n  admission: [emergency, planned]\n  discharge: home\n"
        "  emergency: emergency\n  death: died\n"
        "  leave_out: {Cancer: {where: {speciality: oncology}}}\n  within: 4 weeks\n"
    )

    assert read_standards(path).readmissions == ReadmissionRule(
        SPELLS, {"Cancer": EventRule((), {"speciality": ("oncology",)})}, 28
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{admission: a, discharge: b}", "'emergency:' is missing"),
        ("{admission: a, emergency: a}", "expected 'stay:', or both 'admission:'"),
        ("{stay: s, admission: a, emergency: a}", "not both"),
        ("{stay: s, emergency: a, within: 36 h}", "in whole days"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    write: Callable[..., Path], text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"readmissions: {text}"))

    assert told in str(refused.value)
