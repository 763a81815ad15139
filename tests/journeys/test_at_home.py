"""Days at home, person by person, on logs done in the head."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from tests.journeys.logs import events, log_of, logs
from wholeflow.errors import BadInput
from wholeflow.journeys import (
    AtHomeRule,
    DaysAtHome,
    EventRule,
    Journeys,
    SpellRule,
    days_at_home,
    given_back,
    read_standards,
)

ALog = Callable[..., Journeys]
HOSPITAL = SpellRule(admission=EventRule(("in",)), discharge=EventRule(("out",)))
CARE_HOME = SpellRule(stay=EventRule(("care home",)))
RULE = AtHomeRule(
    30,
    {"Hospital": HOSPITAL, "Care home": CARE_HOME},
    EventRule(("operation",)),
    EventRule(("died",)),
)
JULY = dt.datetime(2024, 7, 1, tzinfo=dt.UTC)


def of_one_person(
    a_log: ALog, *events_and_days: str, rule: AtHomeRule = RULE
) -> DaysAtHome:
    """A person operated on 1 May; each further "activity,day or start,day or end"."""
    lines = ["A,operation,2024-05-01 09:00,2024-05-01 09:00"]
    for each in events_and_days:
        activity, start, end = (each + "," + each.split(",")[1]).split(",")[:3]
        lines.append(f"A,{activity},2024-{start} 12:00,2024-{end} 12:00")
    journeys = a_log(*lines, columns="case,activity,start,end")
    return days_at_home(journeys, rule, until=JULY)


@pytest.mark.parametrize(
    ("happens", "at_home"),
    [
        ([], 30),
        (["in,05-01", "out,05-07"], 24),
        (["in,05-01", "out,05-07", "in,05-20", "out,05-24"], 20),
        (["in,05-01", "out,05-01"], 30),
        (["in,05-25", "out,06-10"], 24),
        (["in,05-25"], 24),
        (["in,04-20", "out,05-03"], 28),
        (["died,05-11"], 10),
        (["in,05-05", "died,05-11"], 4),
        (["in,05-05", "died,05-11", "out,05-11"], 4),
        (["died,06-20"], 30),
        (["in,05-01", "out,05-05", "care home,05-03,05-09"], 22),
    ],
    ids=[
        "never away", "six nights", "six nights and four", "in and out on a day",
        "away as the window ends", "not out again", "in before the window began",
        "dies on the tenth day after", "dies in hospital", "death written as leaving too",
        "dies after the window", "a night in two settings counts once",
    ],
)  # fmt: skip
def test_days_at_home_are_nights_neither_away_nor_dead(
    a_log: ALog, happens: list[str], at_home: int
) -> None:
    assert of_one_person(a_log, *happens).at_home.tolist() == [at_home]


def test_days_away_are_told_by_setting(a_log: ALog) -> None:
    found = of_one_person(
        a_log, "in,05-01", "out,05-05", "care home,05-03,05-09", "died,05-21"
    )

    assert {name: days.tolist() for name, days in found.away.items()} == {
        "Hospital": [4],
        "Care home": [4],
    }
    assert found.dead.tolist() == [10]


def test_a_window_that_outlasts_the_log_is_cut_off_and_told(a_log: ALog) -> None:
    journeys = a_log("A,operation,2024-05-01", "B,operation,2024-05-02")
    found = days_at_home(
        journeys, RULE, until=dt.datetime(2024, 5, 31, 12, tzinfo=dt.UTC)
    )

    assert journeys.person_names.gather(found.persons).to_list() == ["A"]
    assert found.cut_off == 1


def test_whoever_died_is_known_to_the_end_of_the_window(a_log: ALog) -> None:
    journeys = a_log("A,operation,2024-05-01", "A,died,2024-05-04")

    assert days_at_home(journeys, RULE).at_home.tolist() == [3]


def test_a_stay_begun_nobody_knows_when_is_left_out_and_told(a_log: ALog) -> None:
    found = of_one_person(a_log, "out,05-07")

    assert (len(found.persons), found.begin_not_known) == (0, 1)
    assert found.mean_days is None


def test_people_without_a_beginning_are_left_out_and_told(a_log: ALog) -> None:
    journeys = a_log("A,operation,2024-05-01", "B,in,2024-05-02")

    assert days_at_home(journeys, RULE, until=JULY).not_begun == 1


def test_without_a_beginning_in_the_rules_the_first_event_is_it(a_log: ALog) -> None:
    journeys = a_log("A,letter,2024-05-01", "A,in,2024-05-03", "A,out,2024-05-05")
    rule = AtHomeRule(10, {"Hospital": HOSPITAL})

    assert days_at_home(journeys, rule, until=JULY).at_home.tolist() == [8]


def test_all_days_are_held_against_a_goal(a_log: ALog) -> None:
    journeys = a_log("A,operation,2024-05-01", "B,operation,2024-05-02")
    rule = AtHomeRule(
        30, {"Hospital": HOSPITAL}, EventRule(("operation",)), goal_days=100
    )
    found = days_at_home(journeys, rule, until=JULY)

    assert (found.total_days, found.days_to_goal) == (60, 40)
    assert days_at_home(journeys, RULE, until=JULY).days_to_goal is None


def test_people_are_parted_by_when_their_window_begins(a_log: ALog) -> None:
    journeys = a_log(
        "A,visit,2024-05-01", "A,operation,2024-05-10", "A,in,2024-05-10",
        "A,out,2024-05-12", "B,operation,2024-05-09",
    )  # fmt: skip
    found = days_at_home(journeys, RULE, until=JULY)

    before, after = found.parted_at(dt.date(2024, 5, 10))

    assert (before.persons.tolist(), after.persons.tolist()) == ([1], [0])
    assert (before.total_days, after.total_days) == (30, 28)
    assert after.away["Hospital"].tolist() == [2]


def with_days(*days: int) -> DaysAtHome:
    return DaysAtHome(
        30, *(np.array(each) for each in (range(len(days)), days, days, days)),
        {}, 0, 0, 0, None,
    )  # fmt: skip


def test_days_given_back_are_the_difference_of_all_people_after() -> None:
    found = given_back(with_days(18, 22), with_days(23, 25, 27))

    assert found.days == 15  # 25 less 20, of three people
    assert found.low is not None
    assert found.high is not None
    assert found.low < 15 < found.high
    assert found.low + found.high == pytest.approx(30)


def test_the_interval_is_that_of_welch() -> None:
    before, after = with_days(18, 22, 30, 3), with_days(23, 25, 27)
    test = ttest_ind(after.at_home, before.at_home, equal_var=False)
    ends = test.confidence_interval(0.9)

    found = given_back(before, after, confidence=0.9)

    assert (found.low, found.high) == pytest.approx((3 * ends.low, 3 * ends.high))


def test_one_side_may_be_all_alike() -> None:
    found = given_back(with_days(20, 20, 20), with_days(20, 22))

    # By hand: the error is that of the two after, with one degree of freedom.
    assert (found.low, found.high) == pytest.approx((2 - 2 * 12.7062, 2 + 2 * 12.7062))


def test_of_one_person_there_is_no_interval() -> None:
    found = given_back(with_days(18), with_days(23, 25))

    assert (found.days, found.low) == (12, None)


ANY = AtHomeRule(
    2,
    {
        "Ward": SpellRule(stay=EventRule(("treat",))),
        "Other": SpellRule(
            admission=EventRule(("test",)), discharge=EventRule(("leave",))
        ),
    },
    EventRule(("arrive",)),
    EventRule(("nothing",)),
)


@given(logs())
def test_days_at_home_away_and_dead_add_up(journeys: Journeys) -> None:
    found = days_at_home(journeys, ANY, until=JULY)

    total = found.at_home + found.dead + sum(found.away.values())
    assert (total == 2).all()
    assert (found.at_home >= 0).all()
    left_out = found.not_begun + found.cut_off + found.begin_not_known
    assert len(found.persons) + left_out == journeys.n_persons


@given(st.lists(events, min_size=1, max_size=20))
def test_another_person_changes_nothing(
    rows: list[tuple[int, str, int, int, str, str]],
) -> None:
    mine = [(0, *row[1:]) for row in rows]
    others = [(1, "arrive", 0, 10, "", ""), (1, "treat", 0, 3000, "", "")]
    alone = days_at_home(log_of(mine), ANY, until=JULY)
    beside = days_at_home(log_of([*mine, *others]), ANY, until=JULY)

    assert beside.at_home[beside.persons == 0].tolist() == alone.at_home.tolist()


def test_rules_are_read_as_they_are_written(write: Callable[..., Path]) -> None:
    path = write(
        "days_at_home:\n  after: operation\n  window: 30 days\n  death: died\n"
        "  away:\n    Hospital: {admission: in, discharge: out}\n"
        "    Care home: {stay: care home}\n  goal: 200000\n"
    )
    rule = read_standards(path).days_at_home

    assert rule == AtHomeRule(30, RULE.away, RULE.after, RULE.death, 200_000)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{window: 30 days}", "'away:' is missing"),
        ("{window: 1 h, away: {A: {stay: x}}}", "in whole days"),
        ("{window: 1 day, away: {A: {admission: x}}}", "expected 'stay:', or both"),
        ("{window: 1 day, away: {A: {stay: x}}, goal: many}", "a number of days"),
    ],
)
def test_rules_that_cannot_be_are_refused(
    write: Callable[..., Path], text: str, told: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_standards(write(f"days_at_home: {text}"))

    assert told in str(refused.value)
