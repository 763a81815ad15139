"""From any number to the cases behind it."""

import datetime as dt
from functools import partial

import pytest

from wholeflow.errors import NotFound
from wholeflow.journeys import (
    VOCABULARY,
    Findings,
    Journeys,
    Standards,
    cases_behind,
    look,
)

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def behind(sepsis: Journeys, sepsis_standards: Standards) -> "partial[tuple[str, ...]]":
    return partial(cases_behind, sepsis, sepsis_standards, now=NOW)


LACTATE = "standard:Measuring lactate within 3 h of triage"


@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("all", 1050),
        (LACTATE, 859),
        (f"{LACTATE}:met", 848),
        (f"{LACTATE}:missed", 11),
        (f"{LACTATE}:before", 139),
        (f"{LACTATE}:without", 190),
        (f"{LACTATE}:of", 859),
        ("wait:Waiting for a ward, from the door", 810),
        ("returns", 294),
        ("returns-within", 111),
        ("variant:1", 35),
        ("variant:846", 1),
        ("activity:Return ER", 294),
        ("group:?", 294),
        ("quality:one-time", 1050),
        ("tied", 1006),
        ("quality:tied", 1006),
    ],
)
def test_as_many_cases_as_the_number_says(
    behind: "partial[tuple[str, ...]]", what: str, count: int
) -> None:
    assert len(behind(what)) == count


def test_the_cases_of_a_link_are_as_many_as_it_says(
    behind: "partial[tuple[str, ...]]",
    sepsis: Journeys,
    sepsis_standards: Standards,
) -> None:
    found: Findings = look(sepsis, sepsis_standards, now=NOW)
    follow, process, group = (
        found.follows[3],
        found.process_waits[0],
        found.body_waits[0],
    )

    assert len(behind(f"follows:{follow.before}>{follow.after}")) == follow.cases
    assert len(behind(f"between:{process.before}>{process.after}")) == process.cases
    assert len(behind(f"handover:{group.before}>{group.after}")) == group.cases


def test_cases_by_hand_overs_add_up(
    behind: "partial[tuple[str, ...]]",
) -> None:
    counts = [len(behind(f"handovers:{number}")) for number in range(17)]

    assert sum(counts) == 1050
    assert counts[16] > 0


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("cases", "There is no list of cases 'cases'. Lists are:\n  all "),
        ("standard:Giving antibiotics", "Did you mean 'Giving antibiotics within 1 h"),
        ("activity:IV Antibiotic", "Did you mean 'IV Antibiotics'"),
        ("variant:847", "they go from 1 to 846"),
        ("variant:first", "Expected a whole number"),
        ("follows:CRP", "Expected two names with '>' between them"),
        ("quality:ties", "Did you mean 'tied'"),
        ("returns:all", "There is no list of cases"),
    ],
)
def test_an_unknown_number_is_answered_with_what_there_is(
    behind: "partial[tuple[str, ...]]", what: str, answer: str
) -> None:
    with pytest.raises(NotFound) as told:
        behind(what)

    assert answer in str(told.value)


def test_what_no_file_asked_for_is_told(sepsis: Journeys) -> None:
    with pytest.raises(NotFound, match="Nothing is said about returns in no file"):
        cases_behind(sepsis, Standards(), "returns", now=NOW)


def test_every_word_of_the_vocabulary_is_known(
    behind: "partial[tuple[str, ...]]",
) -> None:
    with pytest.raises(NotFound) as told:
        behind("help")

    assert all(word in str(told.value) for word in VOCABULARY)
