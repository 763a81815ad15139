"""How a whole follows from its parts: what is kept of it, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from wholeflow.errors import BadMap
from wholeflow.evidence import DEPENDENCE_WORDS, Combining
from wholeflow.processes import (
    COMBINING,
    DEPENDENCE,
    Map,
    Part,
    Process,
    completeness,
    why_not_shares,
)


def test_a_map_and_the_flags_use_the_same_words():
    assert tuple(Combining) == COMBINING
    assert tuple(DEPENDENCE_WORDS) == DEPENDENCE


def test_unless_said_otherwise_a_whole_needs_all_its_parts_and_they_are_enough():
    process = Process("a", "Caring")

    assert (process.combining, process.at_least) == ("all", None)
    assert (process.dependence, process.sufficiency) == ("unknown", (1.0, 1.0))


def test_all_faults_are_told_at_once_each_with_its_field():
    with pytest.raises(BadMap) as told:
        Process("a", "Caring", at_least=2, dependence="linked", sufficiency=(0.5, 1.5))

    assert [fault.column for fault in told.value.faults] == [
        "dependence",
        "at_least",
        "sufficiency",
    ]


@pytest.mark.parametrize("number", [None, 0, -1, 10_000])
def test_at_least_wants_a_number_of_parts(number):
    with pytest.raises(BadMap, match=r"from 1 to 9,999; got (nothing|0|-1|10000)"):
        Process("a", "Caring", combining="at least", at_least=number)


def test_a_number_of_parts_stands_only_where_at_least_so_many_are_needed():
    with pytest.raises(BadMap, match="got 2 for 'any'"):
        Process("a", "Caring", combining="any", at_least=2)


def test_a_part_tells_both_its_faults():
    with pytest.raises(BadMap) as told:
        Part("a", "b", necessity=(1, 0), share=(-0.1, 0.5))

    assert [fault.column for fault in told.value.faults] == ["necessity", "share"]


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        pytest.param([(0.6, 0.7), (0.3, 0.5)], "", id="can"),
        pytest.param([(0.1, 0.1)] * 10, "", id="ten times a tenth"),
        pytest.param([(0.6, 0.7), None], "", id="one is not given"),
        pytest.param(
            [(0.6, 0.7), (0.5, 0.6)],
            "expected shares of the cases that can add up to 100 %; the lowest alone add "
            "up to 110 %. Lower some of them",
            id="too much",
        ),
        pytest.param(
            [(0.2, 0.3), (0.1, 0.5)],
            "expected shares of the cases that can add up to 100 %; the highest add up to "
            "only 80 %. Raise some of them",
            id="too little",
        ),
    ],
)
def test_shares_must_be_able_to_add_up_to_all_the_cases(shares, why):
    assert why_not_shares(shares) == why


@pytest.mark.parametrize(
    ("first", "second", "lacks"),
    [
        pytest.param((0.5, 0.5), (0.5, 0.5), False, id="all given"),
        pytest.param((0.5, 0.5), None, True, id="one not given"),
        pytest.param((0.5, 0.5), (0.2, 0.3), True, id="too little"),
    ],
)
def test_a_map_says_where_shares_of_the_cases_are_lacking(first, second, lacks):
    whole = Process("w", "Caring", combining="share")
    parts = (Process("a", "Admitting"), Process("b", "Booking"))
    links = (Part("w", "a", share=first), Part("w", "b", share=second))

    gaps = completeness(Map("Wards", (whole, *parts), links), date(2026, 11, 22))

    assert ("shares" in {gap.lacks for gap in gaps if gap.process == "w"}) is lacks
