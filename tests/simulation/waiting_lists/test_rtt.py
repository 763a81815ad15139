"""England's open figures of referral to treatment: read, and followed as recorded."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from wholeflow.errors import BadInput, NotFound
from wholeflow.simulation.waiting_lists import (
    Band,
    RttArea,
    england_rtt,
    follow,
    list_ahead,
    list_as_recorded,
    list_model,
    read_rtt,
    unexplained,
)

AREAS = read_rtt(england_rtt().read_bytes(), source="England")
LAST = date(2025, 2, 1)


def area(name: str) -> RttArea:
    return next(each for each in AREAS if each.name == name)


def test_the_figures_of_england_are_read_whole() -> None:
    assert len(AREAS) == 42
    assert {len(each.months) for each in AREAS} == {24}
    assert {each.months[-1].month for each in AREAS} == {LAST}
    last = [each.months[-1] for each in AREAS]
    assert sum(each.waiting for each in last) == 8_615_818
    assert sum(each.new for each in last) == 1_693_639
    assert sum(each.completed for each in last) == 1_462_308


@pytest.mark.parametrize("name", ["QE1", "QK1", "QOC", "QT6"])
def test_a_year_goes_as_it_was_recorded_but_for_what_is_unexplained(name: str) -> None:
    """Starting from one month's list, with who came and was treated as recorded.

    What the runs have too many by then is what the three figures leave unexplained,
    within the luck of who comes: the root of how many came, and 99.99 % of it.
    """
    months = area(name).upto(LAST, 13)
    of = list_as_recorded(area(name), month=months[0].month, months=12)

    ran = follow(list_model(of), weeks=53, seed=3, runs=2)

    sizes = ran.waiting.sum(axis=-1).mean(axis=0)
    for k in (1, 3, 6, 12):
        weeks = sum(each.days for each in months[1 : k + 1]) / 7
        came = sum(each.new for each in months[1 : k + 1])
        too_many = np.interp(weeks, range(54), sizes) - months[k].waiting
        luck = 4 * math.sqrt(came / 2) + 0.001 * came / k  # and days within a week
        assert too_many == pytest.approx(unexplained(months[: k + 1]), abs=luck)


def test_a_list_ahead_goes_on_as_the_year_before_did() -> None:
    months = area("QE1").upto(LAST, 13)
    of = list_ahead(area("QE1"))

    ran = follow(list_model(of), weeks=52, seed=1, runs=1)

    assert of.start == "2025-03-01"
    assert of.patients == 254_683
    came = sum(each.new for each in months[1:])
    assert ran.new.sum() == pytest.approx(came * 52 * 7 / 365, rel=0.01)
    assert ran.left.sum() == pytest.approx(unexplained(months), rel=0.02)
    fall = months[0].waiting - months[-1].waiting
    assert ran.waiting[0, 0, 0] - ran.waiting[0, -1, 0] == pytest.approx(fall, abs=2500)


def test_where_more_came_than_was_told_they_are_taken_as_new() -> None:
    months = area("QK1").upto(LAST, 13)
    (group,) = list_ahead(area("QK1")).groups

    assert unexplained(months) < 0
    assert group.removed_per_week == 0
    came = sum(each.new for each in months[1:]) - unexplained(months)
    assert group.new_per_week == pytest.approx(came * 7 / 365)


def test_waits_that_are_known_are_taken() -> None:
    known = (
        Band(from_weeks=0, to_weeks=18, patients=150_000),
        Band(from_weeks=18, to_weeks=52, patients=100_000),
    )
    of = list_ahead(area("QE1"), month=date(2024, 5, 1), months=3, waiting=known)

    assert of.patients == 250_000
    assert of.start == "2024-06-01"
    assert any("3 months to May 2024" in note for note in of.notes)


def test_a_month_that_is_not_known_is_told() -> None:
    gap = RttArea("here", (area("QE1").months[0], area("QE1").months[2]))

    with pytest.raises(NotFound, match="expected 13 months in a row up to June 2025"):
        list_ahead(area("QE1"), month=date(2025, 6, 1))
    with pytest.raises(NotFound, match="March 2023 to May 2023, or has a gap"):
        list_ahead(gap, months=1)
    with pytest.raises(NotFound, match="expected 13 months in a row from"):
        list_as_recorded(area("QE1"), month=LAST, months=12)


TITLES = b"area,month,waiting,new,completed\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ["it is empty"]),
        (b"area,month,new\nQE1,2025-02,5\n", [
            "row 1, column waiting: expected a column called waiting, or incomplete; got",
            "column completed: expected a column called completed",
        ]),
        (TITLES, ["expected at least one month with all numbers; got none"]),
        (TITLES + b"QE1,2025-02,5,*,5\n", ["expected at least one month"]),
        (TITLES + b"QE1,soon,many,-5,5.5\n,2025-02,5,5,5\n", [
            "row 2, column month: expected a day such as",
            "row 2, column waiting: expected a number; got “many”",
            "row 2, column new: expected a whole number of people; got “-5”",
            "row 2, column completed: expected a whole number of people; got “5.5”",
            "row 3, column area: expected the name or code of an area; got none",
        ]),
        (TITLES + b"QE1,2025-02,5,5,5\nQE1,2025-02-28,6,6,6\n", [
            "row 3, column month: expected February 2025 of QE1 once",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_with_its_place(
    content: bytes, told: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        read_rtt(content, source="flow.csv")

    said = [str(fault) for fault in refused.value.faults]
    assert len(said) == len(told)
    assert all(want in got for want, got in zip(told, said, strict=True))


def test_a_file_may_call_its_columns_as_the_nhs_does_and_leave_gaps() -> None:
    (found,) = read_rtt(
        b"\nCompleted pathways;Provider;Period;Incomplete pathways;Clock starts;Note\n"
        b"1,050.0;RJ1;Mar 2024;5000;1100;x\n"
        b";RJ1;Apr 2024;5000;1100;x\n",
        source="flow.csv",
    )

    assert found.name == "RJ1"
    (month,) = found.months
    assert (month.month, month.waiting) == (date(2024, 3, 1), 5000)
    assert (month.new, month.completed) == (1100, 1050)
